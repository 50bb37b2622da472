package org.sideheap.collections.paired;

import org.agrona.collections.Long2LongHashMap;

/** Linear probing, keys and values side by side in one array. */
final class AgronaMapLoops implements MapLoops {
    private final Long2LongHashMap map = new Long2LongHashMap(MISSING_VALUE);

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
        final long[] sum = {0};
        map.forEachLong((key, value) -> sum[0] += key + value);
        return sum[0];
    }

    @Override
    public long size() {
        return map.size();
    }

    @Override
    public void addTo(long[] keys, int from, int to) {
        for (int i = from; i < to; i++) {
            map.merge(keys[i], 1, Long::sum);
        }
    }

    @Override
    public void putIfAbsent(long[] keys, int from, int to) {
        for (int i = from; i < to; i++) {
            map.putIfAbsent(keys[i], keys[i]);
        }
    }
}
