package org.sideheap.collections;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.ConcurrentModificationException;
import java.util.Iterator;
import java.util.List;
import java.util.NoSuchElementException;
import java.util.function.Consumer;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.sideheap.allocators.AllocationFailedException;
import org.sideheap.allocators.Allocator;
import org.sideheap.allocators.AllocatorContext;
import org.sideheap.allocators.BumpAllocator;
import org.sideheap.allocators.FreeListAllocator;
import org.sideheap.allocators.GlobalAllocator;
import org.sideheap.allocators.PoolAllocator;

@SuppressWarnings("try") // what is closed early is what is tested
class LongArrayQueueTest {
    @Test
    void beginsEmptyAndWithoutMemory() {
        try (PoolAllocator pool = new PoolAllocator(64, 4);
                LongArrayQueue queue = new LongArrayQueue(pool, -5)) {
            assertEquals(0, queue.size());
            assertEquals(0, queue.sizeAsLong());
            assertTrue(queue.isEmpty());
            assertEquals(-5, queue.nullValue());
            assertEquals(LongArrayQueue.MIN_CAPACITY, queue.capacity());
            assertEquals("[]", queue.toString());
            assertEquals(-5, queue.pollLong());
            assertEquals(-5, queue.peekLong());
            assertNull(queue.poll());
            assertNull(queue.peek());
            assertThrows(NoSuchElementException.class, queue::removeLong);
            assertThrows(NoSuchElementException.class, queue::elementLong);
            assertThrows(NoSuchElementException.class, queue::remove);
            assertThrows(NoSuchElementException.class, queue::element);
            queue.clear();
            assertEquals(0, pool.stats().allocationCount());
        }
        assertThrows(NullPointerException.class, () -> new LongArrayQueue(null));
    }

    @Test
    void givesElementsInTheOrderTheyCame() {
        try (LongArrayQueue queue = new LongArrayQueue(GlobalAllocator.INSTANCE)) {
            assertTrue(queue.offerLong(1));
            assertTrue(queue.addLong(2));
            assertTrue(queue.offer(3L));
            assertTrue(queue.add(4L));
            assertEquals(1, queue.peekLong());
            assertEquals(1, queue.elementLong());
            assertEquals(1L, queue.peek());
            assertEquals(1L, queue.element());
            assertEquals(1, queue.pollLong());
            assertEquals(2, queue.removeLong());
            assertEquals(3L, queue.poll());
            assertEquals(4L, queue.remove());
            assertTrue(queue.isEmpty());
        }
    }

    @Test
    void takesTheAllocatorOfTheContextAndCapacitiesAsAgronasDoes() {
        try (FreeListAllocator allocator = new FreeListAllocator(1 << 16);
                AllocatorContext.Scope scope = AllocatorContext.use(allocator);
                LongArrayQueue plain = new LongArrayQueue();
                LongArrayQueue withNullValue = new LongArrayQueue(-1);
                LongArrayQueue withCapacity = new LongArrayQueue(9, -1);
                LongArrayQueue withIterators = new LongArrayQueue(100, -1, false);
                LongArrayQueue named = new LongArrayQueue(allocator, 8, -1, true)) {
            assertEquals(allocator, AllocatorContext.current(), scope::toString);
            assertEquals(LongArrayQueue.DEFAULT_NULL_VALUE, plain.nullValue());
            for (final LongArrayQueue queue : List.of(withNullValue, withCapacity, withIterators, named)) {
                assertEquals(-1, queue.nullValue());
            }
            assertEquals(3, allocator.stats().liveCount());
            assertEquals(16, withCapacity.capacity());
            assertEquals(128, withIterators.capacityAsLong());
            assertEquals(8, named.capacity());
        }
    }

    @ParameterizedTest
    @ValueSource(longs = {Long.MIN_VALUE, -1, 0, 7})
    void refusesACapacityBelowTheLeast(long capacity) {
        assertEquals(
                "initialCapacity must be at least 8, was " + capacity,
                assertThrows(
                                IllegalArgumentException.class,
                                () -> new LongArrayQueue(GlobalAllocator.INSTANCE, capacity, -1))
                        .getMessage());
    }

    @ParameterizedTest
    @ValueSource(longs = {1L << 50, (1L << 60) + 1, Long.MAX_VALUE})
    void declinesACapacityNobodyHas(long capacity) {
        try (BumpAllocator bump = new BumpAllocator(1024)) {
            assertThrows(AllocationFailedException.class, () -> new LongArrayQueue(bump, capacity, -1));
        }
    }

    @Test
    void refusesTheNullValueAndNull() {
        try (LongArrayQueue queue = new LongArrayQueue(GlobalAllocator.INSTANCE, 0)) {
            queue.offerLong(1);
            assertThrows(NullPointerException.class, () -> queue.offerLong(0));
            assertThrows(NullPointerException.class, () -> queue.addLong(0));
            assertThrows(NullPointerException.class, () -> queue.offer(0L));
            assertThrows(NullPointerException.class, () -> queue.offer(null));
            assertThrows(NullPointerException.class, () -> queue.add(null));
            assertThrows(NullPointerException.class, () -> queue.addAll(Arrays.asList(2L, null)));
            assertThrows(NullPointerException.class, () -> queue.addAll(List.of(2L, 0L)));
            final LongArrayQueue.Cursor cursor = queue.cursor();
            cursor.advance();
            assertThrows(NullPointerException.class, () -> cursor.setValue(0));
            assertEquals("[1]", queue.toString());
        }
    }

    /** From each place in the ring, on allocators that grow the block where it stands, and that move it. */
    @Test
    void keepsTheOrderWhenItGrows() {
        try (FreeListAllocator moving = new FreeListAllocator(1 << 20);
                BumpAllocator inPlace = new BumpAllocator(1 << 20)) {
            for (final Allocator allocator : List.of(moving, inPlace, GlobalAllocator.INSTANCE)) {
                for (int polled = 0; polled <= 16; polled++) {
                    assertKeepsTheOrder(allocator, polled);
                }
            }
        }
    }

    private static void assertKeepsTheOrder(Allocator allocator, int polled) {
        try (LongArrayQueue queue = new LongArrayQueue(allocator, 16, -1)) {
            final ArrayDeque<Long> model = new ArrayDeque<>();
            for (long i = 0; i < polled; i++) {
                queue.offerLong(i);
                queue.pollLong();
            }
            for (long i = 0; i < 100; i++) {
                queue.offerLong(i);
                model.offer(i);
                assertEquals(model.toString(), queue.toString());
                assertTrue(queue.capacityAsLong() >= queue.sizeAsLong());
            }
            assertEquals(128, queue.capacity());
            while (!model.isEmpty()) {
                assertEquals(model.poll(), queue.poll());
            }
        }
    }

    @Test
    void growsByLessWhereMoreIsDeclined() {
        for (int polled = 0; polled <= 8; polled++) {
            try (BumpAllocator bump = new BumpAllocator(11 * Long.BYTES);
                    LongArrayQueue queue = new LongArrayQueue(bump, 8, -1)) {
                for (long i = 0; i < polled; i++) {
                    queue.offerLong(i);
                    queue.pollLong();
                }
                for (long i = 0; i < 11; i++) {
                    queue.offerLong(i);
                }
                assertThrows(AllocationFailedException.class, () -> queue.offerLong(11));
                assertEquals(11, queue.capacity());
                assertEquals("[0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10]", queue.toString());
                assertEquals(0, queue.removeLong());
                queue.offerLong(11);
                assertEquals("[1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11]", queue.toString());
            }
        }
    }

    @Test
    void usesAllOfABlockWhateverItsSize() {
        try (PoolAllocator pool = new PoolAllocator(13 * Long.BYTES, 2);
                LongArrayQueue queue = new LongArrayQueue(pool)) {
            for (long round = 0; round < 20; round++) {
                for (long i = 0; i < 13; i++) {
                    queue.offerLong(round + i);
                }
                assertEquals(13, queue.capacity());
                assertThrows(AllocationFailedException.class, () -> queue.offerLong(0));
                for (long i = 0; i < 13 - round % 3; i++) {
                    assertEquals(round + i, queue.pollLong());
                }
                queue.clear();
            }
            assertEquals(1, pool.allocatedBlockCount());
        }
    }

    @Test
    void addsAllOrNothing() {
        try (BumpAllocator bump = new BumpAllocator(12 * Long.BYTES);
                LongArrayQueue queue = new LongArrayQueue(bump, 8, -1)) {
            queue.addAll(List.of(1L, 2L, 3L));
            assertEquals(1, queue.pollLong());
            assertThrows(AllocationFailedException.class, () -> queue.addAll(Collections.nCopies(11, 4L)));
            assertEquals("[2, 3]", queue.toString());
            assertTrue(queue.addAll(Collections.nCopies(10, 4L)));
            assertFalse(queue.addAll(List.of()));
            assertEquals(12, queue.size());
            assertThrows(IllegalArgumentException.class, () -> queue.addAll(queue));
        }
    }

    @Test
    void anIteratorOfAClosedQueueSaysSo() {
        final LongArrayQueue queue = new LongArrayQueue(GlobalAllocator.INSTANCE);
        queue.offerLong(1);
        queue.close();
        final LongArrayQueue.LongIterator iterator = queue.iterator();
        assertEquals(
                "LongArrayQueue is closed: LongArrayQueue was closed",
                assertThrows(IllegalStateException.class, iterator::next).getMessage());
    }

    @Test
    void aCursorSeesThatAnEmptyQueueWasClosed() {
        final LongArrayQueue queue = new LongArrayQueue(GlobalAllocator.INSTANCE);
        final LongArrayQueue.Cursor cursor = queue.cursor();
        queue.close();
        assertThrows(IllegalStateException.class, cursor::advance);
    }

    @Test
    void aCursorSeesAChangeThatLeavesTheCount() {
        try (LongArrayQueue queue = new LongArrayQueue(GlobalAllocator.INSTANCE)) {
            queue.offerLong(1);
            final LongArrayQueue.Cursor cursor = queue.cursor();
            for (int i = 0; i < queue.capacity(); i++) { // once round the ring: its ends are where they were
                queue.offerLong(2 + i);
                queue.pollLong();
            }
            assertThrows(ConcurrentModificationException.class, cursor::advance);
        }
    }

    @Test
    void drainsWhatIsThere() {
        try (LongArrayQueue queue = ringOf(1, 2, 3, 4)) {
            final List<Long> drained = new ArrayList<>();
            final long count = queue.drain(element -> {
                drained.add(element);
                queue.offerLong(element * 10);
            });
            assertEquals(4, count);
            assertEquals(List.of(1L, 2L, 3L, 4L), drained);
            assertEquals("[10, 20, 30, 40]", queue.toString());
            assertEquals(2, queue.drain(element -> queue.pollLong()));
            assertEquals(0, queue.drain(drained::add));
            queue.addAll(List.of(1L, 2L, 3L));
            assertThrows(
                    IllegalStateException.class,
                    () -> queue.drain(element -> {
                        if (element == 2) {
                            throw new IllegalStateException();
                        }
                    }));
            assertEquals("[3]", queue.toString());
            queue.offerLong(4);
            assertEquals(1, queue.drain(element -> queue.close()));
            assertThrows(IllegalStateException.class, () -> queue.drain(drained::add));
        }
    }

    @Test
    void keepsItsMemoryWhenCleared() {
        try (PoolAllocator pool = new PoolAllocator(64, 1);
                LongArrayQueue queue = new LongArrayQueue(pool)) {
            queue.addAll(List.of(1L, 2L));
            queue.clear();
            assertEquals(0, queue.size());
            assertEquals(1, pool.allocatedBlockCount());
            queue.offerLong(3);
            assertEquals("[3]", queue.toString());
            queue.close();
            queue.close();
            assertEquals(0, pool.allocatedBlockCount());
        }
    }

    @Test
    void iteratesWithoutBoxingAndInsideAnIteration() {
        try (LongArrayQueue queue = ringOf(1, 2, 3)) {
            long sum = 0;
            for (final LongArrayQueue.LongIterator outer = queue.iterator(); outer.hasNext(); ) {
                final long a = outer.nextValue();
                for (final LongArrayQueue.LongIterator inner = queue.new LongIterator(); inner.hasNext(); ) {
                    sum += a * inner.nextValue();
                }
            }
            assertEquals(36, sum);
            final List<Long> products = new ArrayList<>();
            queue.forEachLong(a -> queue.forEachLong(b -> products.add(a * b)));
            assertEquals(List.of(1L, 2L, 3L, 2L, 4L, 6L, 3L, 6L, 9L), products);
            final LongArrayQueue.LongIterator iterator = queue.iterator();
            while (iterator.hasNext()) {
                iterator.next();
            }
            assertThrows(NoSuchElementException.class, iterator::next);
            assertThrows(NoSuchElementException.class, iterator::nextValue);
            assertEquals(6, queue.stream().mapToLong(element -> element).sum());
            assertArrayEquals(new Object[] {1L, 2L, 3L}, queue.toArray());
        }
    }

    @Test
    void removesFromAnyPlaceThroughAnIteratorAndACursor() {
        for (int size = 1; size <= 9; size++) {
            for (int removed = 0; removed < size; removed++) {
                final List<Long> model =
                        new ArrayList<>(LongStream.range(0, size).boxed().toList());
                try (LongArrayQueue one = ringOf(LongStream.range(0, size).toArray());
                        LongArrayQueue other = ringOf(LongStream.range(0, size).toArray())) {
                    final Iterator<Long> iterator = one.iterator();
                    final LongArrayQueue.Cursor cursor = other.cursor();
                    for (int i = 0; i <= removed; i++) {
                        iterator.next();
                        cursor.advance();
                    }
                    iterator.remove();
                    assertThrows(IllegalStateException.class, iterator::remove);
                    assertEquals(removed, cursor.remove());
                    assertThrows(IllegalStateException.class, cursor::remove);
                    model.remove(removed);
                    assertEquals(model.toString(), one.toString());
                    assertEquals(model.toString(), other.toString());
                    for (int i = removed; i < model.size(); i++) {
                        assertEquals(model.get(i), iterator.next());
                        assertTrue(cursor.advance());
                        assertEquals(model.get(i), cursor.value());
                    }
                    assertFalse(iterator.hasNext());
                    assertFalse(cursor.advance());
                    assertFalse(cursor.advance());
                }
            }
        }
    }

    @Test
    void isACollectionAsAnArrayDequeIs() {
        try (LongArrayQueue queue = ringOf(1, 2, 3, 2, 5, 2)) {
            assertTrue(queue.contains(2L));
            assertFalse(queue.contains(4L));
            assertFalse(queue.contains(null));
            assertTrue(queue.remove(2L));
            assertFalse(queue.remove(9L));
            assertEquals("[1, 3, 2, 5, 2]", queue.toString());
            assertTrue(queue.removeAll(List.of(2L)));
            assertTrue(queue.retainAll(List.of(1L, 5L)));
            assertTrue(queue.removeIf(element -> element == 1));
            assertEquals("[5]", queue.toString());
        }
    }

    @Test
    void readsAndWritesThroughACursor() {
        try (LongArrayQueue queue = ringOf(1, 2, 3)) {
            final LongArrayQueue.Cursor cursor = queue.cursor();
            assertThrows(IllegalStateException.class, cursor::value);
            while (cursor.advance()) {
                final long old = cursor.value();
                assertEquals(old, cursor.setValue(old * 10));
            }
            assertThrows(IllegalStateException.class, cursor::value);
            assertThrows(IllegalStateException.class, () -> cursor.setValue(1));
            assertEquals("[10, 20, 30]", queue.toString());
            queue.offerLong(40);
            assertThrows(ConcurrentModificationException.class, cursor::advance);
            cursor.rewind();
            assertTrue(cursor.advance());
            assertEquals(10, cursor.remove());
            assertTrue(cursor.advance());
            assertEquals(20, cursor.value());
        }
    }

    @Test
    void stopsAnIterationOnceTheQueueHasChanged() {
        assertStops(queue -> queue.offerLong(9));
        assertStops(LongArrayQueue::pollLong);
        assertStops(LongArrayQueue::removeLong);
        assertStops(queue -> queue.addAll(List.of(9L)));
        assertStops(queue -> queue.remove(2L));
        assertStops(LongArrayQueue::clear);
        assertStops(LongArrayQueue::close);
    }

    private static void assertStops(Consumer<LongArrayQueue> change) {
        try (LongArrayQueue queue = ringOf(1, 2, 3)) {
            final LongArrayQueue.LongIterator iterator = queue.iterator();
            iterator.next();
            final LongArrayQueue.Cursor cursor = queue.cursor();
            cursor.advance();
            final List<Long> seen = new ArrayList<>();
            Iterations.assertStopped(
                    queue::sizeAsLong,
                    () -> queue.forEachLong(element -> {
                        seen.add(element);
                        change.accept(queue);
                    }));
            assertEquals(List.of(1L), seen);
            Iterations.assertStopped(queue::sizeAsLong, iterator::nextValue);
            Iterations.assertStopped(queue::sizeAsLong, iterator::remove);
            Iterations.assertStopped(queue::sizeAsLong, cursor::advance);
            Iterations.assertStopped(queue::sizeAsLong, cursor::value);
            Iterations.assertStopped(queue::sizeAsLong, cursor::remove);
            Iterations.assertStopped(queue::sizeAsLong, () -> cursor.setValue(1));
        }
        try (LongArrayQueue queue = ringOf(1, 2, 3)) {
            Iterations.assertStopped(queue::sizeAsLong, () -> queue.forEach(element -> change.accept(queue)));
        }
    }

    @Test
    void isEqualToItselfOnlyAsAgronasIs() {
        try (LongArrayQueue queue = ringOf(1, 2);
                LongArrayQueue other = ringOf(1, 2)) {
            assertEquals(queue, queue);
            assertNotEquals(queue, other);
        }
    }

    /** Whose elements go round the end of its block. */
    private static LongArrayQueue ringOf(long... elements) {
        final LongArrayQueue queue = new LongArrayQueue(GlobalAllocator.INSTANCE, -1);
        for (long i = 0; i < 6; i++) {
            queue.offerLong(i);
            queue.pollLong();
        }
        for (final long element : elements) {
            queue.offerLong(element);
        }
        return queue;
    }
}
