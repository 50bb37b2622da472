package org.sideheap.collections.paired;

import java.util.ArrayList;
import java.util.List;

/** What has a Long for each element. */
final class JdkListLoops implements EditLoops {
    private final List<Long> list = new ArrayList<>();

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
            sum += list.get(indexes[i]);
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
            list.add(list.size() / 2, (long) i);
            sum += list.remove(list.size() - 1);
        }
        return sum;
    }

    @Override
    public long remove(int count) {
        long sum = 0;
        for (int i = 0; i < count; i++) {
            final long removed = list.remove(list.size() / 2);
            list.add(removed);
            sum += removed;
        }
        return sum;
    }
}
