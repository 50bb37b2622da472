package org.sideheap.collections.paired;

import it.unimi.dsi.fastutil.longs.Long2LongMap;
import it.unimi.dsi.fastutil.longs.Long2LongOpenHashMap;

/** Linear probing, an array of keys and one of values. */
final class FastutilMapLoops implements MapLoops {
    private final Long2LongOpenHashMap map = new Long2LongOpenHashMap();

    FastutilMapLoops() {
        map.defaultReturnValue(MISSING_VALUE);
    }

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
            sum += map.get(keys[i]);
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
        for (final Long2LongMap.Entry entry : map.long2LongEntrySet()) {
            sum += entry.getLongKey() + entry.getLongValue();
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
