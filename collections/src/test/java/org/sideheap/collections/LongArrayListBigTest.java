package org.sideheap.collections;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ListIterator;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.sideheap.allocators.GlobalAllocator;

/**
 * A list past as many elements as an {@code int} counts. It takes 17 GiB of memory, none of it heap, and a minute or two of
 * processor time, so it is not run unless it is asked for:
 *
 * <pre>
 * mvn test -pl collections -am -Dtests.excluded=none -Dtest=LongArrayListBigTest -Dsurefire.failIfNoSpecifiedTests=false
 * </pre>
 */
@Tag("big")
class LongArrayListBigTest {
    private static final long COUNT = (1L << 31) + 100;

    /** Odd, so that element i is the only one of its value. */
    private static final long STEP = 3;

    private long sum;

    @Test
    void holdsMoreElementsThanAnIntCounts() {
        try (LongArrayList list = new LongArrayList(GlobalAllocator.INSTANCE)) {
            list.ensureCapacity(COUNT + 10);
            for (long i = 0; i < COUNT; i++) {
                list.addLong(i * STEP);
            }
            assertEquals(COUNT, list.sizeAsLong());
            assertEquals(Integer.MAX_VALUE, list.size());
            assertEquals(Integer.MAX_VALUE, list.capacity());
            assertEquals(COUNT * Long.BYTES, list.byteSize());
            for (long index = 0; index < COUNT; index += 9_999_991) {
                assertEquals(index * STEP, list.getLong(index));
            }

            final long last = COUNT - 1;
            assertEquals(last, list.indexOfAsLong(last * STEP));
            assertEquals(last, list.lastIndexOfAsLong(last * STEP));
            assertEquals(last, list.binarySearch(last * STEP));
            assertEquals(-1 - COUNT, list.binarySearch(Long.MAX_VALUE));
            assertTrue(list.containsLong(last * STEP));
            assertFalse(list.containsLong(1));
            assertThrows(IllegalStateException.class, () -> list.indexOf(last * STEP));
            assertThrows(IllegalStateException.class, () -> list.lastIndexOf(last * STEP));
            assertThrows(IndexOutOfBoundsException.class, () -> list.getLong(COUNT));

            final long expectedSum = COUNT / 2 * last * STEP;
            assertEquals(expectedSum, list.longStream().sum());
            assertEquals(expectedSum, list.longStream().parallel().sum());
            list.forEachLong(element -> sum += element);
            assertEquals(expectedSum, sum);
            assertEquals(COUNT, list.stream().count());
            assertEquals(expectedSum, sumByCursor(list));

            changeTheEnd(list, last);
            refuseWhatHasNoRoom(list);
            sortTheEnd(list, last);
            assertTrue(list.removeIfLong(element -> element < 0 || element >= 30));
            assertEquals(10, list.sizeAsLong());
            assertEquals(27, list.getLong(9));
        }
    }

    private static long sumByCursor(LongArrayList list) {
        long sum = 0;
        final LongArrayList.Cursor cursor = list.cursor();
        while (cursor.advance()) {
            sum += cursor.value();
        }
        return sum;
    }

    private static void changeTheEnd(LongArrayList list, long last) {
        final long[] end = new long[3];
        list.copyTo(last - 2, end, 0, 3);
        assertArrayEquals(new long[] {(last - 2) * STEP, (last - 1) * STEP, last * STEP}, end);
        list.addLong(last, 7);
        assertEquals(last * STEP, list.getLong(last + 1));
        assertEquals(7, list.removeAt(last));
        assertEquals(last * STEP, list.setLong(last, 8));
        assertEquals(8, list.popLong());
        list.addAll(last - 1, end, 1, 2);
        list.removeRange(last, last + 2);
        assertEquals((last - 1) * STEP, list.getLong(last - 1));
        list.fill(last - 2, last, -5);
        assertEquals(-5, list.popLong());
        assertEquals((last - 3) * STEP, list.getLong(last - 3));

        final ListIterator<Long> iterator = list.listIterator(Integer.MAX_VALUE);
        for (long index = Integer.MAX_VALUE; index < Integer.MAX_VALUE + 5L; index++) {
            assertTrue(iterator.hasNext());
            assertEquals(index * STEP, iterator.next());
        }
        assertEquals(Integer.MAX_VALUE, iterator.nextIndex());
    }

    /** With one element at the end that belongs before the others. */
    private static void sortTheEnd(LongArrayList list, long last) {
        final long fromIndex = last - 1_000_000;
        assertEquals(-5, list.getLong(last - 2));
        list.sort(fromIndex, last - 1);
        assertEquals(-5, list.getLong(fromIndex));
        assertEquals((last - 3) * STEP, list.getLong(last - 2));
        assertEquals(last - 2, list.binarySearch(fromIndex, last - 1, (last - 3) * STEP));
    }

    private static void refuseWhatHasNoRoom(LongArrayList list) {
        assertThrows(IllegalStateException.class, list::toLongArray);
        assertThrows(IllegalStateException.class, list::asBuffer);
    }
}
