package org.sideheap.collections.paired;

import it.unimi.dsi.fastutil.longs.LongArrayList;
import java.util.function.LongConsumer;

/** A long[]. */
final class FastutilListLoops implements EditLoops, SortLoops {
    private final LongArrayList list = new LongArrayList();

    @Override
    public void add(int count) {
        for (int i = 0; i < count; i++) {
            list.add((long) i);
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
            list.set(indexes[i], (long) indexes[i]);
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
        list.forEach((LongConsumer) element -> sum[0] += element);
        return sum[0];
    }

    @Override
    public long insert(int count) {
        long sum = 0;
        for (int i = 0; i < count; i++) {
            list.add(list.size() / 2, (long) i);
            sum += list.popLong();
        }
        return sum;
    }

    @Override
    public long remove(int count) {
        long sum = 0;
        for (int i = 0; i < count; i++) {
            final long removed = list.removeLong(list.size() / 2);
            list.add(removed);
            sum += removed;
        }
        return sum;
    }

    @Override
    public long sort(long[] numbers, int from, int count) {
        list.clear();
        list.addElements(0, numbers, from, count);
        list.unstableSort(null);
        return list.getLong(count / 2);
    }
}
