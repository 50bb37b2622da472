package org.sideheap.collections.paired;

import org.sideheap.allocators.Allocator;
import org.sideheap.allocators.GlobalAllocator;
import org.sideheap.collections.LongArrayList;

/** Ours. */
final class SideheapListLoops implements EditLoops, SortLoops {
    private final LongArrayList list;

    SideheapListLoops(Allocator allocator) {
        list = new LongArrayList(allocator);
    }

    /** The memory comes from the kernel when it is needed. */
    static SideheapListLoops onMalloc() {
        return new SideheapListLoops(GlobalAllocator.INSTANCE);
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
    public long insert(int count) {
        long sum = 0;
        for (int i = 0; i < count; i++) {
            list.addLong(list.size() / 2, i);
            sum += list.popLong();
        }
        return sum;
    }

    @Override
    public long remove(int count) {
        long sum = 0;
        for (int i = 0; i < count; i++) {
            final long removed = list.removeAt(list.size() / 2);
            list.addLong(removed);
            sum += removed;
        }
        return sum;
    }

    /** Removes the elements at indexes and adds them at the end, where another takes their place; their sum. */
    long removeUnordered(int[] indexes, int from, int to) {
        long sum = 0;
        for (int i = from; i < to; i++) {
            final long removed = list.fastUnorderedRemove(indexes[i]);
            list.addLong(removed);
            sum += removed;
        }
        return sum;
    }

    @Override
    public long sort(long[] numbers, int from, int count) {
        list.clear();
        list.addAll(0, numbers, from, count);
        list.sort();
        return list.getLong(count / 2);
    }

    @Override
    public void close() {
        list.close();
    }
}
