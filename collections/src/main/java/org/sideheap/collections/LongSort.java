package org.sideheap.collections;

import static org.sideheap.allocators.Memory.getLong;
import static org.sideheap.allocators.Memory.putLong;

/**
 * Sorts {@code long} where they are in memory: a quicksort that does not branch on what it compares.
 *
 * <p>O(n log n) at worst, O(n) for what is sorted already, either way round, or has few distinct values; in place, without
 * garbage, and not stable, which numbers do not show.
 */
final class LongSort {
    /*
     * Ranges are of addresses, from the first element to one past the last. A partition puts its pivot first and then
     * scans the rest:
     *
     *   from    from + 8             store                scan                    to
     *   v       v                    v                    v                       v
     *   +-------+--------------------+--------------------+-----------------------+
     *   | pivot | below the pivot    | the others         | not looked at yet     |
     *   +-------+--------------------+--------------------+-----------------------+
     *
     * Each element scanned changes places with the one at store, and store moves on by the comparison's outcome as a
     * number: no branch for the processor to mispredict, which it would for every other element of random ones. That is
     * Lomuto's scheme, which in this form beats Hoare's; see "Branchless Lomuto Partitioning" by Alexandrescu (2020).
     *
     * An element that is equal to the pivot goes to the right. Where the pivot is equal to the element before the range,
     * which no element of the range is below, all that are equal to it are put to the left instead, where they are done
     * with; from Peters' "Pattern-defeating Quicksort" (2021). Where too many partitions were lopsided, the range is
     * sorted by heapsort (Musser's introsort, 1997).
     */

    private static final int SHIFT = 3;

    /** Up to here insertion sort is faster; measured, and flat from 16 to 40. */
    private static final long INSERTION_BYTE_SIZE = 24 * Long.BYTES;

    /** From here on a median of three is worth less than one of nine. */
    private static final long NINTHER_BYTE_SIZE = 128 * Long.BYTES;

    private LongSort() {}

    /**
     * Sorts a range.
     *
     * @param from address of the first element
     * @param to one past the last
     */
    static void sort(long from, long to) {
        final long count = (to - from) >> SHIFT;
        if (count > 1 && !isSortedEitherWay(from, to)) {
            sort(from, to, 2 * (Long.SIZE - Long.numberOfLeadingZeros(count)), true);
        }
    }

    /** Ascending; or descending, and then turned round. */
    private static boolean isSortedEitherWay(long from, long to) {
        long element = from + Long.BYTES;
        if (getLong(from) <= getLong(element)) {
            while (element < to && getLong(element - Long.BYTES) <= getLong(element)) {
                element += Long.BYTES;
            }
            return element == to;
        }
        while (element < to && getLong(element - Long.BYTES) > getLong(element)) {
            element += Long.BYTES;
        }
        if (element < to) {
            return false;
        }
        for (long low = from, high = to - Long.BYTES; low < high; low += Long.BYTES, high -= Long.BYTES) {
            swap(low, high);
        }
        return true;
    }

    /**
     * Sorts a range.
     *
     * @param depth how many partitions deep it may go
     * @param isFirst whether nothing stands before the range; otherwise what does is not above any element of it
     */
    static void sort(long from, long to, int depth, boolean isFirst) {
        long first = from;
        int depthLeft = depth;
        boolean isLeftmost = isFirst;
        while (to - first > INSERTION_BYTE_SIZE) {
            if (depthLeft-- == 0) {
                heapSort(first, to);
                return;
            }
            swap(first, pivot(first, to));
            if (!isLeftmost && getLong(first - Long.BYTES) == getLong(first)) {
                first = partitionNotAbove(first, to);
            } else {
                final long pivot = partitionBelow(first, to);
                sort(first, pivot, depthLeft, isLeftmost);
                first = pivot + Long.BYTES;
                isLeftmost = false;
            }
        }
        if (isLeftmost) {
            insertionSort(first, to);
        } else {
            unguardedInsertionSort(first, to);
        }
    }

    /** Puts what is below the first element before it, and all others behind; where it is then. */
    private static long partitionBelow(long from, long to) {
        final long pivot = getLong(from);
        long store = from + Long.BYTES;
        for (long scan = store; scan < to; scan += Long.BYTES) {
            final long element = getLong(scan);
            putLong(scan, getLong(store));
            putLong(store, element);
            store += isBelow(element, pivot) << SHIFT;
        }
        final long place = store - Long.BYTES;
        putLong(from, getLong(place));
        putLong(place, pivot);
        return place;
    }

    /** Puts what is not above the first element to the left; one past the last of those. */
    private static long partitionNotAbove(long from, long to) {
        final long pivot = getLong(from);
        long store = from + Long.BYTES;
        for (long scan = store; scan < to; scan += Long.BYTES) {
            final long element = getLong(scan);
            putLong(scan, getLong(store));
            putLong(store, element);
            store += (1 - isBelow(pivot, element)) << SHIFT;
        }
        return store;
    }

    /** 1 or 0, by arithmetic: the sign of the difference, put right where that overflows. */
    private static long isBelow(long a, long b) {
        final long difference = a - b;
        return (difference ^ ((a ^ b) & (difference ^ a))) >>> (Long.SIZE - 1);
    }

    /** The address of an element that is likely in the middle of the values. */
    private static long pivot(long from, long to) {
        final long byteSize = to - from;
        final long middle = from + ((byteSize >> (SHIFT + 1)) << SHIFT);
        final long last = to - Long.BYTES;
        if (byteSize < NINTHER_BYTE_SIZE) {
            return median(from, middle, last);
        }
        final long step = (byteSize >> (SHIFT + 3)) << SHIFT;
        return median(
                median(from, from + step, from + 2 * step),
                median(middle - step, middle, middle + step),
                median(last - 2 * step, last - step, last));
    }

    private static long median(long a, long b, long c) {
        final long atA = getLong(a);
        final long atB = getLong(b);
        final long atC = getLong(c);
        if (atA < atB) {
            return atB < atC ? b : atA < atC ? c : a;
        }
        return atA < atC ? a : atB < atC ? c : b;
    }

    private static void insertionSort(long from, long to) {
        for (long next = from + Long.BYTES; next < to; next += Long.BYTES) {
            final long element = getLong(next);
            long place = next;
            while (place > from && getLong(place - Long.BYTES) > element) {
                putLong(place, getLong(place - Long.BYTES));
                place -= Long.BYTES;
            }
            putLong(place, element);
        }
    }

    /** Needs no look at the start of the range: the element before it stops each one. */
    private static void unguardedInsertionSort(long from, long to) {
        for (long next = from + Long.BYTES; next < to; next += Long.BYTES) {
            final long element = getLong(next);
            long place = next;
            while (getLong(place - Long.BYTES) > element) {
                putLong(place, getLong(place - Long.BYTES));
                place -= Long.BYTES;
            }
            putLong(place, element);
        }
    }

    static void heapSort(long from, long to) {
        final long count = (to - from) >> SHIFT;
        for (long root = (count >> 1) - 1; root >= 0; root--) {
            siftDown(from, root, count, getLong(from + (root << SHIFT)));
        }
        for (long last = count - 1; last > 0; last--) {
            final long lastAddress = from + (last << SHIFT);
            final long element = getLong(lastAddress);
            putLong(lastAddress, getLong(from));
            siftDown(from, 0, last, element);
        }
    }

    /** Places an element in a heap whose root it shall replace, largest on top. */
    private static void siftDown(long from, long root, long count, long element) {
        long parent = root;
        for (long child = 2 * parent + 1; child < count; child = 2 * parent + 1) {
            long childAddress = from + (child << SHIFT);
            if (child + 1 < count && getLong(childAddress) < getLong(childAddress + Long.BYTES)) {
                child++;
                childAddress += Long.BYTES;
            }
            if (getLong(childAddress) <= element) {
                break;
            }
            putLong(from + (parent << SHIFT), getLong(childAddress));
            parent = child;
        }
        putLong(from + (parent << SHIFT), element);
    }

    private static void swap(long a, long b) {
        final long atA = getLong(a);
        putLong(a, getLong(b));
        putLong(b, atA);
    }
}
