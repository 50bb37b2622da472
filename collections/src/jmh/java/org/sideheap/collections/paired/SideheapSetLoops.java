package org.sideheap.collections.paired;

import org.sideheap.allocators.Allocator;
import org.sideheap.collections.LongHashSet;

/** Ours. */
final class SideheapSetLoops implements TableLoops {
    private final LongHashSet set;

    SideheapSetLoops(Allocator allocator) {
        set = new LongHashSet(allocator);
    }

    @Override
    public void put(long[] keys, int from, int to) {
        for (int i = from; i < to; i++) {
            set.add(keys[i]);
        }
    }

    @Override
    public long get(long[] keys, int from, int to) {
        long count = 0;
        for (int i = from; i < to; i++) {
            count += set.contains(keys[i]) ? 1 : 0;
        }
        return count;
    }

    @Override
    public void churn(long[] keys, int from, int to) {
        for (int i = from; i < to; i++) {
            set.remove(keys[i]);
            set.add(keys[i]);
        }
    }

    @Override
    public long sum() {
        final long[] sum = {0};
        set.forEachLong(element -> sum[0] += element);
        return sum[0];
    }

    @Override
    public long size() {
        return set.sizeAsLong();
    }

    @Override
    public void close() {
        set.close();
    }
}
