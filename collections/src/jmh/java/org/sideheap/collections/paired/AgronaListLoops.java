package org.sideheap.collections.paired;

import org.agrona.collections.LongArrayList;

/** A long[], bounds checked by the list as well. */
final class AgronaListLoops implements EditLoops {
    private final LongArrayList list = new LongArrayList();

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
}
