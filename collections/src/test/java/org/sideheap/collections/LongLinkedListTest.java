package org.sideheap.collections;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.sideheap.allocators.Memory.NULL_ADDRESS;

import java.util.ArrayList;
import java.util.ConcurrentModificationException;
import java.util.List;
import java.util.NoSuchElementException;
import java.util.function.Consumer;
import org.junit.jupiter.api.Test;
import org.sideheap.allocators.AllocationFailedException;
import org.sideheap.allocators.BumpAllocator;
import org.sideheap.allocators.GlobalAllocator;
import org.sideheap.allocators.PoolAllocator;

class LongLinkedListTest {
    @Test
    void beginsEmptyAndWithoutMemory() {
        try (PoolAllocator pool = new PoolAllocator(LongLinkedList.NODE_BYTE_SIZE, 4);
                LongLinkedList list = new LongLinkedList(pool, -5)) {
            assertEquals(0, list.size());
            assertEquals(0, list.sizeAsLong());
            assertTrue(list.isEmpty());
            assertEquals(NULL_ADDRESS, list.firstNode());
            assertEquals(NULL_ADDRESS, list.lastNode());
            assertEquals(-5, list.nullValue());
            assertEquals("[]", list.toString());
            assertEquals(0, pool.stats().allocationCount());
            list.clear();
        }
        assertThrows(NullPointerException.class, () -> new LongLinkedList(null));
    }

    @Test
    void answersTheNullValueOrThrowsWhenEmpty() {
        try (LongLinkedList list = new LongLinkedList(GlobalAllocator.INSTANCE)) {
            assertEquals(Long.MIN_VALUE, list.pollLong());
            assertEquals(Long.MIN_VALUE, list.pollLastLong());
            assertEquals(Long.MIN_VALUE, list.peekLong());
            assertEquals(Long.MIN_VALUE, list.peekLastLong());
            assertEquals(
                    "the list is empty",
                    assertThrows(NoSuchElementException.class, list::removeLong).getMessage());
            assertThrows(NoSuchElementException.class, list::elementLong);
        }
    }

    @Test
    void isAQueue() {
        try (LongLinkedList list = listOf()) {
            assertTrue(list.addLong(1));
            assertTrue(list.offerLong(2));
            list.addLong(3);
            list.addLong(4);
            assertEquals(1, list.peekLong());
            assertEquals(1, list.elementLong());
            assertEquals(4, list.peekLastLong());
            assertEquals(1, list.pollLong());
            assertEquals(2, list.removeLong());
            assertEquals(4, list.pollLastLong());
            assertEquals(1, list.size());
            assertEquals(3, list.pollLong());
            assertTrue(list.isEmpty());
        }
    }

    @Test
    void linksAtEachPlace() {
        try (LongLinkedList list = listOf()) {
            final long c = list.linkFirst(3);
            final long a = list.linkFirst(1);
            final long e = list.linkLast(5);
            final long b = list.linkBefore(c, 2);
            final long d = list.linkAfter(c, 4);
            list.linkBefore(a, 0);
            list.linkAfter(e, 6);
            assertEquals("[0, 1, 2, 3, 4, 5, 6]", list.toString());
            assertEquals(7, list.size());
            assertEquals(0, list.value(list.firstNode()));
            assertEquals(6, list.value(list.lastNode()));
            assertEquals(c, list.next(b));
            assertEquals(c, list.previous(d));
            assertEquals(NULL_ADDRESS, list.previous(list.firstNode()));
            assertEquals(NULL_ADDRESS, list.next(list.lastNode()));
        }
    }

    @Test
    void isWorkedAtBothEnds() {
        try (LongLinkedList list = listOf()) {
            list.addFirstLong(3);
            list.addLastLong(4);
            assertTrue(list.offerFirstLong(2));
            assertTrue(list.offerLastLong(5));
            list.pushLong(1);
            assertEquals("[1, 2, 3, 4, 5]", list.toString());
            assertEquals(1, list.peekFirstLong());
            assertEquals(5, list.peekLastLong());
            assertEquals(1, list.getFirstLong());
            assertEquals(5, list.getLastLong());
            assertEquals(1, list.popLong());
            assertEquals(2, list.pollFirstLong());
            assertEquals(5, list.pollLastLong());
            assertEquals(3, list.removeFirstLong());
            assertEquals(4, list.removeLastLong());
            assertEquals(Long.MIN_VALUE, list.peekFirstLong());
            assertEquals(Long.MIN_VALUE, list.pollFirstLong());
            assertThrows(NoSuchElementException.class, list::popLong);
            assertThrows(NoSuchElementException.class, list::removeFirstLong);
            assertThrows(NoSuchElementException.class, list::removeLastLong);
            assertThrows(NoSuchElementException.class, list::getFirstLong);
            assertThrows(NoSuchElementException.class, list::getLastLong);
        }
    }

    @Test
    void looksForValuesAndRemovesThem() {
        try (LongLinkedList list = listOf(1, 2, 3, 2, 1)) {
            assertTrue(list.containsLong(3));
            assertFalse(list.containsLong(4));
            assertTrue(list.removeFirstOccurrenceLong(2));
            assertTrue(list.removeLastOccurrenceLong(1));
            assertFalse(list.removeLastOccurrenceLong(4));
            assertEquals("[1, 3, 2]", list.toString());
            assertTrue(list.removeIfLong(element -> element != 3));
            assertFalse(list.removeIfLong(element -> element != 3));
            assertArrayEquals(new long[] {3}, list.toLongArray());
        }
    }

    @Test
    void stopsWhenAFilterChangesTheList() {
        try (LongLinkedList list = listOf(1, 2, 3)) {
            assertThrows(
                    ConcurrentModificationException.class,
                    () -> list.removeIfLong(element -> {
                        if (element == 2) {
                            list.addLong(4);
                        }
                        return true;
                    }));
            assertEquals("[2, 3, 4]", list.toString());
            assertThrows(
                    ConcurrentModificationException.class,
                    () -> list.removeIfLong(element -> {
                        list.clear();
                        return true;
                    }));
            assertTrue(list.isEmpty());
        }
    }

    @Test
    void clearsAMillionElements() {
        try (PoolAllocator pool = new PoolAllocator(LongLinkedList.NODE_BYTE_SIZE, 1_000_000);
                LongLinkedList list = new LongLinkedList(pool)) {
            for (long i = 0; i < 1_000_000; i++) {
                list.linkFirst(i);
            }
            list.clear();
            assertEquals(1_000_000, pool.freeBlockCount());
        }
    }

    @Test
    void unlinksAtEachPlace() {
        try (LongLinkedList list = listOf()) {
            final long a = list.linkLast(1);
            final long b = list.linkLast(2);
            final long c = list.linkLast(3);
            assertEquals(2, list.unlink(b));
            assertEquals("[1, 3]", list.toString());
            assertEquals(1, list.unlink(a));
            assertEquals(c, list.firstNode());
            assertEquals(3, list.unlink(c));
            assertEquals(NULL_ADDRESS, list.firstNode());
            assertEquals(NULL_ADDRESS, list.lastNode());
        }
    }

    @Test
    void writesAValueThroughItsHandle() {
        try (LongLinkedList list = listOf(1, 2)) {
            assertEquals(2, list.setValue(list.lastNode(), 20));
            assertEquals(20, list.value(list.lastNode()));
            assertEquals("[1, 20]", list.toString());
        }
    }

    @Test
    void holdsTheNullValueAsAnyOther() {
        try (LongLinkedList list = listOf(Long.MIN_VALUE, 0, Long.MAX_VALUE)) {
            assertEquals(3, list.size());
            assertEquals(Long.MIN_VALUE, list.removeLong());
        }
    }

    @Test
    void givesEachNodeBackWhenItIsRemoved() {
        try (PoolAllocator pool = new PoolAllocator(LongLinkedList.NODE_BYTE_SIZE, 4);
                LongLinkedList one = new LongLinkedList(pool);
                LongLinkedList other = new LongLinkedList(pool)) {
            one.linkLast(1);
            final long middle = one.linkLast(2);
            other.linkLast(3);
            other.linkLast(4);
            assertEquals(0, pool.freeBlockCount());
            final AllocationFailedException failure =
                    assertThrows(AllocationFailedException.class, () -> one.linkLast(5));
            assertEquals("PoolAllocator", failure.allocator());
            one.unlink(middle);
            other.linkLast(5);
            assertEquals("[1]", one.toString());
            assertEquals("[3, 4, 5]", other.toString());
            other.clear();
            assertEquals(3, pool.freeBlockCount());
            pool.check();
        }
    }

    @Test
    void givesAllNodesBackWhenItIsClosed() {
        try (PoolAllocator pool = new PoolAllocator(LongLinkedList.NODE_BYTE_SIZE, 4)) {
            final LongLinkedList list = new LongLinkedList(pool);
            list.addLong(1);
            list.addLong(2);
            list.close();
            assertEquals(4, pool.freeBlockCount());
            list.close();
            assertEquals(4, pool.freeBlockCount());
        }
    }

    @Test
    void isUsableAfterClear() {
        try (LongLinkedList list = listOf(1, 2, 3)) {
            list.clear();
            assertTrue(list.isEmpty());
            list.addLong(4);
            assertEquals("[4]", list.toString());
        }
    }

    @Test
    void iteratesInsideAnIteration() {
        try (LongLinkedList list = listOf(1, 2, 3)) {
            final List<Long> products = new ArrayList<>();
            list.forEachLong(a -> list.forEachLong(b -> products.add(a * b)));
            assertEquals(List.of(1L, 2L, 3L, 2L, 4L, 6L, 3L, 6L, 9L), products);
        }
    }

    @Test
    void stopsAnIterationWhoseActionChangesTheList() {
        assertActionStopsIteration(list -> list.addLong(9));
        assertActionStopsIteration(list -> list.linkFirst(9));
        assertActionStopsIteration(list -> list.linkAfter(list.firstNode(), 9));
        assertActionStopsIteration(list -> list.linkBefore(list.lastNode(), 9));
        assertActionStopsIteration(LongLinkedList::pollLong);
        assertActionStopsIteration(LongLinkedList::pollLastLong);
        assertActionStopsIteration(LongLinkedList::removeLong);
        assertActionStopsIteration(list -> list.unlink(list.lastNode()));
        assertActionStopsIteration(LongLinkedList::clear);
        assertActionStopsIteration(LongLinkedList::close);
    }

    private static void assertActionStopsIteration(Consumer<LongLinkedList> action) {
        try (LongLinkedList list = listOf(1, 2, 3)) {
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
                LongLinkedList list = new LongLinkedList(bump)) {
            list.addLong(1);
            list.addLong(2);
            assertThrows(IllegalStateException.class, () -> list.forEachLong(element -> bump.reset()));
        }
    }

    @Test
    void letsAnActionWriteValues() {
        try (LongLinkedList list = listOf(1, 2, 3)) {
            list.forEachLong(element -> list.setValue(list.lastNode(), 10 * element));
            assertEquals("[1, 2, 200]", list.toString());
        }
    }

    private static LongLinkedList listOf(long... elements) {
        final LongLinkedList list = new LongLinkedList(GlobalAllocator.INSTANCE);
        for (final long element : elements) {
            list.addLong(element);
        }
        return list;
    }
}
