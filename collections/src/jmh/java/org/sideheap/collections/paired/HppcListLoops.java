package org.sideheap.collections.paired;

import com.carrotsearch.hppc.LongArrayList;
import com.carrotsearch.hppc.cursors.LongCursor;

/** A long[], bounds checked only with assertions. */
final class HppcListLoops implements EditLoops, SortLoops {
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
        long sum = 0;
        for (final LongCursor cursor : list) {
            sum += cursor.value;
        }
        return sum;
    }

    @Override
    public long insert(int count) {
        long sum = 0;
        for (int i = 0; i < count; i++) {
            list.insert(list.size() / 2, i);
            sum += list.removeLast();
        }
        return sum;
    }

    @Override
    public long remove(int count) {
        long sum = 0;
        for (int i = 0; i < count; i++) {
            final long removed = list.removeAt(list.size() / 2);
            list.add(removed);
            sum += removed;
        }
        return sum;
    }

    @Override
    public long sort(long[] numbers, int from, int count) {
        list.elementsCount = 0;
        list.add(numbers, from, count);
        list.sort();
        return list.get(count / 2);
    }
}
