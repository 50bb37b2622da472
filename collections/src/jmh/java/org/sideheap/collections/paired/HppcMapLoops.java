package org.sideheap.collections.paired;

import com.carrotsearch.hppc.LongLongHashMap;
import com.carrotsearch.hppc.cursors.LongLongCursor;

/** Linear probing, an array of keys and one of values. */
final class HppcMapLoops implements MapLoops {
    private final LongLongHashMap map = new LongLongHashMap();

    @Override
    public void put(long[] keys, int from, int to) {
        for (int i = from; i < to; i++) {
            map.put(keys[i], keys[i]);
        }
    }

    @Override
    public long get(long[] keys, int from, int to) {
        long sum = 0;
        for (int i = from; i < to; i++) {
            sum += map.getOrDefault(keys[i], MISSING_VALUE);
        }
        return sum;
    }

    @Override
    public void churn(long[] keys, int from, int to) {
        for (int i = from; i < to; i++) {
            map.remove(keys[i]);
            map.put(keys[i], keys[i]);
        }
    }

    @Override
    public long sum() {
        long sum = 0;
        for (final LongLongCursor cursor : map) {
            sum += cursor.key + cursor.value;
        }
        return sum;
    }

    @Override
    public long size() {
        return map.size();
    }

    @Override
    public void addTo(long[] keys, int from, int to) {
        for (int i = from; i < to; i++) {
            map.addTo(keys[i], 1);
        }
    }

    @Override
    public void putIfAbsent(long[] keys, int from, int to) {
        for (int i = from; i < to; i++) {
            map.putIfAbsent(keys[i], keys[i]);
        }
    }
}
