package org.sideheap.collections;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.Arrays;
import java.util.Random;
import java.util.function.IntToLongFunction;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.Size;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.sideheap.allocators.GlobalAllocator;
import org.sideheap.allocators.Memory;

/** Sorted memory is what {@link Arrays#sort(long[])} makes of the same numbers, and what is around it is not touched. */
class LongSortTest {
    private static final long GUARD = 0x5555_5555_5555_5555L;

    @FunctionalInterface
    private interface Sorter {
        void sort(long from, long to);
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 1, 2, 3, 7, 8, 23, 24, 25, 26, 31, 127, 128, 129, 1000, 4099, 70_000})
    void sortsEachPattern(int count) {
        final Random random = new Random(count);
        assertSorts(count, i -> random.nextLong());
        assertSorts(count, i -> random.nextInt(2));
        assertSorts(count, i -> random.nextInt(10));
        assertSorts(count, i -> random.nextBoolean() ? Long.MIN_VALUE : Long.MAX_VALUE);
        assertSorts(count, i -> 7);
        assertSorts(count, i -> i);
        assertSorts(count, i -> -i);
        assertSorts(count, i -> -(i / 3));
        assertSorts(count, i -> i == count - 1 ? -1 : i);
        assertSorts(count, i -> i == 0 ? count : i);
        assertSorts(count, i -> Math.min(i, count - i));
        assertSorts(count, i -> Math.max(i, count - i));
        assertSorts(count, i -> i % 17);
        assertSorts(count, i -> Long.reverse(i));
        assertSorts(count, i -> i * 0x9E3779B97F4A7C15L);
        assertSorts(count, i -> i < count - count / 20 ? i : random.nextInt(count));
    }

    /** For each pivot that is chosen there is one that is worse, so the bound is met by the heap. */
    @ParameterizedTest
    @ValueSource(ints = {2, 3, 10, 1000, 4099})
    void sortsByHeapWhereItMust(int count) {
        final Random random = new Random(count);
        assertSorts(LongSort::heapSort, count, i -> random.nextLong());
        assertSorts(LongSort::heapSort, count, i -> random.nextInt(10));
        assertSorts(LongSort::heapSort, count, i -> i);
        assertSorts(LongSort::heapSort, count, i -> -i);
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 1, 2, 3, 5})
    void goesOverToTheHeapAtAnyDepth(int depth) {
        final Random random = new Random(depth);
        final Sorter sorter = (from, to) -> LongSort.sort(from, to, depth, true);
        for (final int count : new int[] {2, 24, 25, 1000, 4099}) {
            assertSorts(sorter, count, i -> random.nextLong());
            assertSorts(sorter, count, i -> random.nextInt(10));
            assertSorts(sorter, count, i -> Math.min(i, count - i));
        }
    }

    @Property(tries = 300)
    void sortsWhateverComes(@ForAll @Size(max = 300) long[] numbers) {
        assertSorts(numbers.length, i -> numbers[i]);
    }

    @Test
    void sortsARangeOfAListAndNoMore() {
        try (LongArrayList list = new LongArrayList(GlobalAllocator.INSTANCE)) {
            list.addAll(new long[] {9, 8, 7, 6, 5});
            list.sort(1, 4);
            assertArrayEquals(new long[] {9, 6, 7, 8, 5}, list.toLongArray());
            list.sort(2, 2);
            list.sort();
            assertArrayEquals(new long[] {5, 6, 7, 8, 9}, list.toLongArray());
        }
    }

    private static void assertSorts(int count, IntToLongFunction numbers) {
        assertSorts(LongSort::sort, count, numbers);
    }

    private static void assertSorts(Sorter sorter, int count, IntToLongFunction numbers) {
        final long[] expected = new long[count];
        Arrays.setAll(expected, numbers);
        final long byteSize = (count + 2L) * Long.BYTES;
        final long address = GlobalAllocator.INSTANCE.allocate(byteSize, Long.BYTES);
        final long from = address + Long.BYTES;
        final long to = from + count * (long) Long.BYTES;
        Memory.putLong(address, GUARD);
        Memory.putLong(to, GUARD);
        Memory.copy(expected, 0, from, count);
        sorter.sort(from, to);
        final long[] sorted = new long[count];
        Memory.copy(from, sorted, 0, count);
        assertEquals(GUARD, Memory.getLong(address));
        assertEquals(GUARD, Memory.getLong(to));
        GlobalAllocator.INSTANCE.free(address, byteSize, Long.BYTES);
        Arrays.sort(expected);
        assertArrayEquals(expected, sorted);
    }
}
