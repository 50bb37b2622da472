package org.sideheap.collections.paired;

import org.eclipse.collections.impl.list.mutable.primitive.LongArrayList;

/** A long[]. */
final class EclipseListLoops implements EditLoops, SortLoops {
    private final LongArrayList list = new LongArrayList();

    @Override
    public void add(int count) {
        for (int i = 0; i < count; i++) {
            list.add(i);
        }
    }

    @Override
    public long get(int[] indexes, int from, int to) {
        long sum = 0;
        for (int i = from; i < to; i++) {
            sum += list.get(indexes[i]);
        }
        return sum;
    }

    @Override
    public void set(int[] indexes, int from, int to) {
        for (int i = from; i < to; i++) {
            list.set(indexes[i], indexes[i]);
        }
    }

    @Override
    public long scan() {
        long sum = 0;
        for (int i = 0; i < list.size(); i++) {
            sum += list.get(i);
        }
        return sum;
    }

    @Override
    public long forEach() {
        final long[] sum = {0};
        list.forEach(element -> sum[0] += element);
        return sum[0];
    }

    @Override
    public long insert(int count) {
        long sum = 0;
        for (int i = 0; i < count; i++) {
            list.addAtIndex(list.size() / 2, i);
            sum += list.removeAtIndex(list.size() - 1);
        }
        return sum;
    }

    @Override
    public long remove(int count) {
        long sum = 0;
        for (int i = 0; i < count; i++) {
            final long removed = list.removeAtIndex(list.size() / 2);
            list.add(removed);
            sum += removed;
        }
        return sum;
    }

    @Override
    public long sort(long[] numbers, int from, int count) {
        list.clear();
        for (int i = from; i < from + count; i++) {
            list.add(numbers[i]);
        }
        list.sortThis();
        return list.get(count / 2);
    }
}
