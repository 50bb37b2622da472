package org.sideheap.collections.paired;

import io.questdb.std.DirectLongList;
import io.questdb.std.MemoryTag;

/** Off the heap on malloc, bounds checked only with assertions; sorted by native code, as unsigned numbers. */
final class QuestdbListLoops implements ListLoops, SortLoops {
    /** Elements that the list has room for at first, as those of the JDK. */
    private static final long INITIAL_CAPACITY = 10;

    private final DirectLongList list = new DirectLongList(INITIAL_CAPACITY, MemoryTag.NATIVE_DEFAULT);

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
    public long sort(long[] numbers, int from, int count) {
        list.clear();
        for (int i = from; i < from + count; i++) {
            list.add(numbers[i]);
        }
        list.sortAsUnsigned();
        return list.get(count / 2);
    }

    @Override
    public void close() {
        list.close();
    }
}
