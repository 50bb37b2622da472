package org.sideheap.collections.paired;

import org.sideheap.allocators.Allocator;
import org.sideheap.allocators.GlobalAllocator;
import org.sideheap.collections.Long2LongHashMap;

/** Ours. */
final class SideheapMapLoops implements MapLoops {
    private final Long2LongHashMap map;

    /** Over a map in one block. */
    SideheapMapLoops(Allocator allocator) {
        this(new Long2LongHashMap(allocator, MISSING_VALUE));
    }

    private SideheapMapLoops(Long2LongHashMap map) {
        this.map = map;
    }

    /** The memory comes from the kernel when it is needed. */
    static SideheapMapLoops onMalloc() {
        return new SideheapMapLoops(GlobalAllocator.INSTANCE);
    }

    static SideheapMapLoops segmented(Allocator allocator) {
        return new SideheapMapLoops(Long2LongHashMap.segmented(allocator, MISSING_VALUE));
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

    /** The same as {@link #get}, in one call. */
    long getAll(long[] keys, int from, int to, long[] values) {
        map.getAll(keys, from, values, 0, to - from);
        long sum = 0;
        for (int i = 0; i < to - from; i++) {
            sum += values[i];
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
        return map.sizeAsLong();
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

    @Override
    public void close() {
        map.close();
    }
}
