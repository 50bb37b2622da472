package org.sideheap.collections.paired;

import org.eclipse.collections.impl.map.mutable.primitive.LongLongHashMap;

/** Several probes, keys and values side by side in one array of at most half its slots used. */
final class EclipseMapLoops implements MapLoops {
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
            sum += map.getIfAbsent(keys[i], MISSING_VALUE);
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
        final long[] sum = {0};
        map.forEachKeyValue((key, value) -> sum[0] += key + value);
        return sum[0];
    }

    @Override
    public long size() {
        return map.size();
    }

    @Override
    public void addTo(long[] keys, int from, int to) {
        for (int i = from; i < to; i++) {
            map.addToValue(keys[i], 1);
        }
    }

    @Override
    public void putIfAbsent(long[] keys, int from, int to) {
        for (int i = from; i < to; i++) {
            map.getIfAbsentPut(keys[i], keys[i]);
        }
    }
}
