package org.sideheap.collections.paired;

import it.unimi.dsi.fastutil.longs.LongArrayList;
import java.util.function.LongConsumer;

/** A long[]. */
final class FastutilListLoops implements ListLoops {
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
}
