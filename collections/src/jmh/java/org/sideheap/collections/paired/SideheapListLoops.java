package org.sideheap.collections.paired;

import org.sideheap.allocators.Allocator;
import org.sideheap.collections.LongArrayList;

/** Ours. */
final class SideheapListLoops implements ListLoops {
    private final LongArrayList list;

    SideheapListLoops(Allocator allocator) {
        list = new LongArrayList(allocator);
    }

    @Override
    public void add(int count) {
        for (int i = 0; i < count; i++) {
            list.addLong(i);
        }
    }

    @Override
    public long get(int[] indexes, int from, int to) {
        long sum = 0;
        for (int i = from; i < to; i++) {
            sum += list.getLong(indexes[i]);
        }
        return sum;
    }

    @Override
    public void set(int[] indexes, int from, int to) {
        for (int i = from; i < to; i++) {
            list.setLong(indexes[i], indexes[i]);
        }
    }

    @Override
    public long scan() {
        long sum = 0;
        for (int i = 0; i < list.size(); i++) {
            sum += list.getLong(i);
        }
        return sum;
    }

    @Override
    public long forEach() {
        final long[] sum = {0};
        list.forEachLong(element -> sum[0] += element);
        return sum[0];
    }

    @Override
    public void close() {
        list.close();
    }
}
