package org.sideheap.collections;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.List;
import java.util.NoSuchElementException;
import java.util.function.Consumer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.function.Executable;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.sideheap.allocators.AllocationFailedException;
import org.sideheap.allocators.BumpAllocator;
import org.sideheap.allocators.FreeListAllocator;
import org.sideheap.allocators.GlobalAllocator;
import org.sideheap.allocators.Memory;
import org.sideheap.allocators.PoolAllocator;

class LongArrayListTest {
    @Test
    void beginsEmptyAndWithoutMemory() {
        try (FreeListAllocator allocator = new FreeListAllocator(1024);
                LongArrayList list = new LongArrayList(allocator)) {
            assertEquals(0, list.size());
            assertEquals(0, list.sizeAsLong());
            assertTrue(list.isEmpty());
            assertEquals(0, list.capacity());
            assertEquals(0, list.capacityAsLong());
            assertEquals(Memory.NULL_ADDRESS, list.address());
            assertEquals(0, allocator.stats().allocationCount());
            assertEquals(LongArrayList.DEFAULT_NULL_VALUE, list.nullValue());
            assertArrayEquals(new long[0], list.toLongArray());
        }
    }

    @Test
    void takesItsInitialCapacityAtOnce() {
        try (BumpAllocator allocator = new BumpAllocator(1024);
                LongArrayList list = new LongArrayList(allocator, 64, -1)) {
            assertEquals(64, list.capacity());
            assertEquals(512, allocator.totalAllocatedBytes());
            assertEquals(allocator.startAddress(), list.address());
            assertEquals(-1, list.nullValue());
            for (long i = 0; i < 64; i++) {
                list.addLong(i);
            }
            assertEquals(512, allocator.totalAllocatedBytes());
        }
    }

    @Test
    void refusesANegativeCapacityWithItsValue() {
        assertEquals(
                "initialCapacity must be at least 0, was -1",
                assertThrows(IllegalArgumentException.class, () -> new LongArrayList(GlobalAllocator.INSTANCE, -1))
                        .getMessage());
        assertThrows(NullPointerException.class, () -> new LongArrayList(null));
    }

    @Test
    void addsReadsAndWrites() {
        try (LongArrayList list = listOf(10, 20, 30)) {
            assertEquals(20, list.getLong(1));
            assertEquals(20, list.setLong(1, 21));
            assertEquals(21, list.getLong(1));
            assertArrayEquals(new long[] {10, 21, 30}, list.toLongArray());
            assertEquals("[10, 21, 30]", list.toString());
            assertEquals(30, Memory.getLong(list.address() + 16));
        }
    }

    @Test
    void insertsAtEachPlace() {
        try (LongArrayList list = listOf(1, 3)) {
            list.addLong(0, 0);
            list.addLong(2, 2);
            list.addLong(4, 4);
            assertEquals(List.of(0L, 1L, 2L, 3L, 4L), list);
        }
    }

    @Test
    void removesAtEachPlace() {
        try (LongArrayList list = listOf(0, 1, 2, 3, 4)) {
            assertEquals(4, list.removeAt(4));
            assertEquals(0, list.removeAt(0));
            assertEquals(2, list.removeAt(1));
            assertEquals(List.of(1L, 3L), list);
        }
    }

    @Test
    void putsTheLastElementInThePlaceOfOneRemovedUnordered() {
        try (LongArrayList list = listOf(0, 1, 2, 3)) {
            assertEquals(1, list.fastUnorderedRemove(1));
            assertEquals(List.of(0L, 3L, 2L), list);
            assertEquals(2, list.fastUnorderedRemove(2));
            assertEquals(List.of(0L, 3L), list);
        }
    }

    @Test
    void removesTheFirstElementOfAValue() {
        try (LongArrayList list = listOf(7, 8, 7)) {
            assertTrue(list.removeLong(7));
            assertEquals(List.of(8L, 7L), list);
            assertFalse(list.removeLong(9));
            assertEquals(2, list.size());
        }
    }

    @Test
    void looksForAValue() {
        try (LongArrayList list = listOf(7, Long.MIN_VALUE)) {
            assertTrue(list.containsLong(7));
            assertTrue(list.containsLong(Long.MIN_VALUE));
            assertFalse(list.containsLong(0));
        }
    }

    @Test
    void pushesAndPops() {
        try (LongArrayList list = listOf()) {
            list.pushLong(1);
            list.pushLong(2);
            assertEquals(2, list.popLong());
            assertEquals(1, list.popLong());
            assertEquals(
                    "the list is empty",
                    assertThrows(NoSuchElementException.class, list::popLong).getMessage());
        }
    }

    @Test
    void keepsItsMemoryWhenCleared() {
        try (LongArrayList list = listOf(1, 2, 3)) {
            final long capacity = list.capacityAsLong();
            list.clear();
            assertEquals(0, list.size());
            assertEquals(capacity, list.capacityAsLong());
            list.addLong(4);
            assertEquals(List.of(4L), list);
        }
    }

    @Test
    void growsByHalf() {
        try (LongArrayList list = new LongArrayList(GlobalAllocator.INSTANCE)) {
            list.addLong(0);
            assertEquals(LongArrayList.INITIAL_CAPACITY, list.capacity());
            fill(list, 10);
            assertEquals(15, list.capacity());
        }
    }

    @Test
    void growsToWhatIsLeftWhereHalfAsMuchAgainIsTooMuch() {
        try (BumpAllocator allocator = new BumpAllocator(11 * Long.BYTES);
                LongArrayList list = new LongArrayList(allocator)) {
            fill(list, 11);
            assertEquals(11, list.capacity());
            assertThrows(AllocationFailedException.class, () -> list.addLong(11));
            assertEquals(11, list.size());
        }
    }

    @Test
    void ensuresACapacityAndNoMore() {
        try (LongArrayList list = listOf(1)) {
            list.ensureCapacity(100);
            assertEquals(100, list.capacity());
            list.ensureCapacity(50);
            list.ensureCapacity(-1);
            list.ensureCapacity(Long.MIN_VALUE);
            assertEquals(100, list.capacity());
            assertEquals(List.of(1L), list);
        }
    }

    @Test
    void trimsToItsSize() {
        try (FreeListAllocator allocator = new FreeListAllocator(1024);
                LongArrayList list = new LongArrayList(allocator, 64)) {
            fill(list, 4);
            list.trimToSize();
            assertEquals(4, list.capacity());
            assertEquals(48, allocator.totalAllocatedBytes());
            assertEquals(List.of(0L, 1L, 2L, 3L), list);
            list.trimToSize();
            assertEquals(4, list.capacity());
        }
    }

    @Test
    void hasNoMemoryAndNoAddressOnceTrimmedWhileEmpty() {
        try (FreeListAllocator allocator = new FreeListAllocator(1024);
                LongArrayList list = new LongArrayList(allocator, 64)) {
            list.trimToSize();
            assertEquals(0, list.capacity());
            assertEquals(0, allocator.stats().liveCount());
            assertEquals(Memory.NULL_ADDRESS, list.address());
            list.addLong(5);
            assertEquals(List.of(5L), list);
            assertNotEquals(Memory.NULL_ADDRESS, list.address());
        }
    }

    @Test
    void hasAllOfAPoolsBlockAndNoMore() {
        try (PoolAllocator pool = new PoolAllocator(256, 2);
                LongArrayList list = new LongArrayList(pool)) {
            fill(list, 32);
            assertEquals(32, list.capacity());
            final AllocationFailedException failure =
                    assertThrows(AllocationFailedException.class, () -> list.addLong(32));
            assertEquals("PoolAllocator", failure.allocator());
            assertEquals(33 * Long.BYTES, failure.byteSize());
            assertEquals(32, list.size());
            list.trimToSize();
            assertEquals(1, pool.allocatedBlockCount());
        }
    }

    @ParameterizedTest
    @ValueSource(longs = {-1, 3, 4, 1L << 32, (1L << 32) + 1, 1L << 61, (1L << 61) + 1, Long.MAX_VALUE, Long.MIN_VALUE})
    void refusesAnIndexOutOfRange(long index) {
        try (LongArrayList list = listOf(1, 2, 3)) {
            final String message = "index " + index + " is not from 0 to 2, the list has 3 elements";
            assertOutOfBounds(message, () -> list.getLong(index));
            assertOutOfBounds(message, () -> list.setLong(index, 0));
            assertOutOfBounds(message, () -> list.removeAt(index));
            assertOutOfBounds(message, () -> list.fastUnorderedRemove(index));
            if (index != 3) {
                assertOutOfBounds(
                        "index " + index + " is not from 0 to 3, the list has 3 elements",
                        () -> list.addLong(index, 0));
            }
            assertEquals(List.of(1L, 2L, 3L), list);
        }
    }

    @ParameterizedTest
    @ValueSource(
            ints = {-1, 3, 4, 1 << 28, (1 << 28) + 1, 1 << 29, (1 << 29) + 1, Integer.MAX_VALUE, Integer.MIN_VALUE})
    void refusesAnIntIndexOutOfRange(int index) {
        try (LongArrayList list = listOf(1, 2, 3)) {
            final String message = "index " + index + " is not from 0 to 2, the list has 3 elements";
            assertOutOfBounds(message, () -> list.getLong(index));
            assertOutOfBounds(message, () -> list.setLong(index, 0));
            assertEquals(List.of(1L, 2L, 3L), list);
        }
    }

    @Test
    void takesAnIndexOfEitherType() {
        try (LongArrayList list = listOf(1, 2, 3)) {
            for (int i = 0; i < 3; i++) {
                final long index = i;
                assertEquals(i + 1, list.getLong(i));
                assertEquals(i + 1, list.setLong(i, 10 + i));
                assertEquals(10 + i, list.getLong(index));
                assertEquals(10 + i, list.setLong(index, 20 + i));
            }
            assertEquals(List.of(20L, 21L, 22L), list);
        }
    }

    @Test
    void refusesEachIndexWhileItIsEmpty() {
        try (LongArrayList list = listOf()) {
            assertThrows(IndexOutOfBoundsException.class, () -> list.getLong(0));
            assertThrows(IndexOutOfBoundsException.class, () -> list.getLong(0L));
            assertThrows(IndexOutOfBoundsException.class, () -> list.setLong(0, 1));
            assertThrows(IndexOutOfBoundsException.class, () -> list.setLong(0L, 1));
            assertThrows(IndexOutOfBoundsException.class, () -> list.removeAt(0));
            assertThrows(IndexOutOfBoundsException.class, () -> list.addLong(1, 0));
        }
    }

    @ParameterizedTest
    @ValueSource(
            longs = {
                1L << 50,
                Long.MAX_VALUE / 8 - 1,
                Long.MAX_VALUE / 8,
                Long.MAX_VALUE / 8 + 1,
                Long.MAX_VALUE - 1,
                Long.MAX_VALUE
            })
    void declinesACapacityThatNoMemoryHas(long capacity) {
        try (FreeListAllocator freeList = new FreeListAllocator(1024)) {
            try (LongArrayList list = new LongArrayList(freeList)) {
                assertDeclines(list, capacity);
            }
            assertEquals(0, freeList.stats().liveCount());
            assertThrows(AllocationFailedException.class, () -> new LongArrayList(freeList, capacity));
            freeList.check();
        }
        try (LongArrayList list = listOf()) {
            assertDeclines(list, capacity);
        }
        final long liveCount = GlobalAllocator.INSTANCE.stats().liveCount();
        assertThrows(AllocationFailedException.class, () -> new LongArrayList(GlobalAllocator.INSTANCE, capacity));
        assertEquals(liveCount, GlobalAllocator.INSTANCE.stats().liveCount());
    }

    private static void assertDeclines(LongArrayList list, long capacity) {
        assertThrows(AllocationFailedException.class, () -> list.ensureCapacity(capacity));
        assertEquals(0, list.capacityAsLong());
        fill(list, 3);
        final long address = list.address();
        final long before = list.capacityAsLong();
        assertThrows(AllocationFailedException.class, () -> list.ensureCapacity(capacity));
        assertEquals(before, list.capacityAsLong());
        assertEquals(address, list.address());
        assertEquals(List.of(0L, 1L, 2L), list);
    }

    @Test
    void handsOutEachElementInOrder() {
        try (LongArrayList list = listOf(3, 1, 2)) {
            final List<Long> seen = new ArrayList<>();
            list.forEachLong(seen::add);
            assertEquals(List.of(3L, 1L, 2L), seen);
        }
    }

    @Test
    void iteratesInsideAnIteration() {
        try (LongArrayList list = listOf(1, 2, 3)) {
            final List<Long> products = new ArrayList<>();
            list.forEachLong(a -> list.forEachLong(b -> products.add(a * b)));
            assertEquals(List.of(1L, 2L, 3L, 2L, 4L, 6L, 3L, 6L, 9L), products);
        }
    }

    @Test
    void stopsAnIterationWhoseActionChangesTheList() {
        assertActionStopsIteration(list -> list.addLong(9));
        assertActionStopsIteration(list -> list.addLong(0, 9));
        assertActionStopsIteration(list -> list.add(9L));
        assertActionStopsIteration(list -> list.removeAt(0));
        assertActionStopsIteration(list -> list.remove(Long.valueOf(1)));
        assertActionStopsIteration(list -> list.fastUnorderedRemove(0));
        assertActionStopsIteration(list -> list.removeLong(1));
        assertActionStopsIteration(LongArrayList::popLong);
        assertActionStopsIteration(LongArrayList::clear);
        assertActionStopsIteration(LongArrayList::close);
    }

    private static void assertActionStopsIteration(Consumer<LongArrayList> action) {
        try (LongArrayList list = listOf(1, 2, 3)) {
            final List<Long> seen = new ArrayList<>();
            Iterations.assertStopped(
                    list::sizeAsLong,
                    () -> list.forEachLong(element -> {
                        seen.add(element);
                        action.accept(list);
                    }));
            assertEquals(List.of(1L), seen);
        }
    }

    @Test
    void stopsAnIterationWhoseActionResetsTheAllocator() {
        try (BumpAllocator bump = new BumpAllocator(1024);
                LongArrayList list = new LongArrayList(bump)) {
            fill(list, 3);
            assertThrows(IllegalStateException.class, () -> list.forEachLong(element -> bump.reset()));
        }
    }

    @Test
    void letsAnActionWriteElementsAndMoveThem() {
        try (LongArrayList list = listOf(1, 2, 3)) {
            list.forEachLong(element -> list.setLong(element - 1, element * 10));
            assertEquals(List.of(10L, 20L, 30L), list);
            final List<Long> seen = new ArrayList<>();
            list.forEachLong(element -> {
                list.ensureCapacity(element * 1000);
                list.trimToSize();
                seen.add(element);
            });
            assertEquals(list, seen);
        }
    }

    @Test
    void leavesTheListAloneWhenAnActionThrows() {
        try (LongArrayList list = listOf(1, 2, 3)) {
            assertThrows(
                    IllegalCallerException.class,
                    () -> list.forEachLong(element -> {
                        throw new IllegalCallerException();
                    }));
            list.addLong(4);
            assertEquals(List.of(1L, 2L, 3L, 4L), list);
        }
    }

    @Test
    void growsInPlaceWhileItsBlockIsTheNewest() {
        try (BumpAllocator bump = new BumpAllocator(1 << 20);
                LongArrayList list = new LongArrayList(bump)) {
            fill(list, 10_000);
            assertEquals(bump.startAddress(), list.address());
            assertEquals(list.capacityAsLong() * Long.BYTES, bump.offset());
        }
    }

    private static void assertOutOfBounds(String message, Executable call) {
        assertEquals(
                message, assertThrows(IndexOutOfBoundsException.class, call).getMessage());
    }

    private static LongArrayList listOf(long... elements) {
        final LongArrayList list = new LongArrayList(GlobalAllocator.INSTANCE);
        for (final long element : elements) {
            list.addLong(element);
        }
        return list;
    }

    private static void fill(LongArrayList list, long count) {
        for (long i = 0; i < count; i++) {
            list.addLong(i);
        }
    }
}
