package org.sideheap.allocators;

import java.util.Arrays;

/**
 * Which of many ranges of memory an address is in: the ranges in order, searched by halves.
 *
 * <p>Creates no garbage but when it doubles.
 *
 * @param <T> what stands for a range
 */
final class AddressIndex<T> {
    /*
     * Invariant: starts[i] < ends[i] <= starts[i + 1] for each i below count; values[i] stands for that range.
     */

    private static final int INITIAL_CAPACITY = 8;

    private long[] starts = new long[INITIAL_CAPACITY];
    private long[] ends = new long[INITIAL_CAPACITY];
    private Object[] values = new Object[INITIAL_CAPACITY];
    private int count;

    int count() {
        return count;
    }

    /** The one whose range the address is in; null if none is. O(log count). */
    @SuppressWarnings("unchecked")
    T find(long address) {
        final int place = placeFor(address);
        return place > 0 && address < ends[place - 1] ? (T) values[place - 1] : null;
    }

    /** Adds a range of at least a byte that overlaps no other one. Where there is no heap memory for it, nothing has changed. */
    void add(long startAddress, long endAddress, T value) {
        if (count == starts.length) {
            final long[] grownStarts = Arrays.copyOf(starts, 2 * count);
            final long[] grownEnds = Arrays.copyOf(ends, 2 * count);
            values = Arrays.copyOf(values, 2 * count);
            starts = grownStarts;
            ends = grownEnds;
        }
        final int place = placeFor(startAddress);
        move(place, place + 1);
        starts[place] = startAddress;
        ends[place] = endAddress;
        values[place] = value;
        count++;
    }

    /** Removes the range an address is in; there is one. */
    void remove(long address) {
        final int place = placeFor(address);
        move(place, place - 1);
        count--;
        values[count] = null;
    }

    void clear() {
        Arrays.fill(values, 0, count, null);
        count = 0;
    }

    /** How many ranges start at the address or below. */
    private int placeFor(long address) {
        int low = 0;
        int high = count;
        while (low < high) {
            final int middle = (low + high) >>> 1;
            if (starts[middle] <= address) {
                low = middle + 1;
            } else {
                high = middle;
            }
        }
        return low;
    }

    private void move(int from, int to) {
        System.arraycopy(starts, from, starts, to, count - from);
        System.arraycopy(ends, from, ends, to, count - from);
        System.arraycopy(values, from, values, to, count - from);
    }

    /** Whether the ranges are in order and apart. */
    boolean isInOrder() {
        for (int i = 0; i < count; i++) {
            if (starts[i] >= ends[i] || i > 0 && ends[i - 1] > starts[i]) {
                return false;
            }
        }
        return true;
    }
}
