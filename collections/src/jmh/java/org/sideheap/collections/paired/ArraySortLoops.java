package org.sideheap.collections.paired;

import java.util.Arrays;

/** A long[] alone. */
final class ArraySortLoops implements SortLoops {
    private long[] array = {};

    @Override
    public long sort(long[] numbers, int from, int count) {
        if (array.length != count) {
            array = new long[count];
        }
        System.arraycopy(numbers, from, array, 0, count);
        Arrays.sort(array);
        return array[count / 2];
    }
}
