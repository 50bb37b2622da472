package org.sideheap.collections;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.ConcurrentModificationException;
import java.util.List;
import java.util.ListIterator;
import java.util.SplittableRandom;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.sideheap.allocators.AllocationFailedException;
import org.sideheap.allocators.GlobalAllocator;
import org.sideheap.allocators.PoolAllocator;

class LongLinkedListCursorTest {
    private final LongLinkedList list = new LongLinkedList(GlobalAllocator.INSTANCE);

    @AfterEach
    void close() {
        list.close();
    }

    @Test
    void movesBothWaysAndStopsBeyondTheEnds() {
        list.addAll(List.of(1L, 2L, 3L));
        final LongLinkedList.Cursor cursor = list.cursor();
        assertFalse(cursor.retreat());
        for (long element = 1; element <= 3; element++) {
            assertTrue(cursor.advance());
            assertEquals(element, cursor.value());
        }
        assertFalse(cursor.advance());
        assertFalse(cursor.advance());
        for (long element = 3; element >= 1; element--) {
            assertTrue(cursor.retreat());
            assertEquals(element, cursor.value());
        }
        assertFalse(cursor.retreat());
        assertFalse(cursor.retreat());
        assertTrue(cursor.advance());
        assertEquals(1, cursor.value());
        assertTrue(cursor.advance());
        assertTrue(cursor.retreat());
        assertEquals(1, cursor.value());
        cursor.fastForward();
        assertTrue(cursor.retreat());
        assertEquals(3, cursor.value());
    }

    @Test
    void standsOnNothingInAnEmptyList() {
        final LongLinkedList.Cursor cursor = list.cursor();
        assertFalse(cursor.advance());
        assertFalse(cursor.retreat());
        assertStandsOnNothing(cursor);
        cursor.insertBefore(2);
        cursor.insertBefore(3);
        assertFalse(cursor.advance());
        cursor.rewind();
        cursor.insertAfter(1);
        assertEquals("[1, 2, 3]", list.toString());
        assertTrue(cursor.advance());
        assertEquals(1, cursor.value());
    }

    @Test
    void removesWhatItStandsOn() {
        list.addAll(List.of(1L, 2L, 3L, 4L, 5L));
        final LongLinkedList.Cursor cursor = list.cursor();
        while (cursor.advance()) {
            if (cursor.value() % 2 == 1) {
                final long value = cursor.value();
                assertEquals(value, cursor.remove());
                assertStandsOnNothing(cursor);
            }
        }
        assertEquals("[2, 4]", list.toString());
        while (cursor.retreat()) {
            cursor.remove();
        }
        assertTrue(list.isEmpty());
    }

    @Test
    void goesOnEitherWayFromWhereItRemoved() {
        list.addAll(List.of(1L, 2L, 3L));
        final LongLinkedList.Cursor cursor = list.cursor();
        cursor.moveTo(list.next(list.firstNode()));
        assertEquals(2, cursor.remove());
        assertTrue(cursor.retreat());
        assertEquals(1, cursor.value());
        assertTrue(cursor.advance());
        assertEquals(3, cursor.remove());
        assertFalse(cursor.advance());
        assertTrue(cursor.retreat());
        assertEquals(1, cursor.value());
    }

    @Test
    void insertsOnEitherSide() {
        list.addAll(List.of(10L, 20L));
        final LongLinkedList.Cursor cursor = list.cursor();
        while (cursor.advance() && cursor.value() < 20) {
            cursor.insertBefore(cursor.value() - 1);
            final long node = cursor.insertAfter(cursor.value() + 1);
            assertEquals(11, list.value(node));
            assertEquals(10, cursor.value());
            assertTrue(cursor.advance());
            assertEquals(node, cursor.node());
        }
        assertEquals("[9, 10, 11, 20]", list.toString());
        assertEquals(20, cursor.remove());
        cursor.insertBefore(12);
        cursor.insertAfter(14);
        cursor.insertBefore(13);
        assertTrue(cursor.advance());
        assertEquals(14, cursor.value());
        assertTrue(cursor.retreat());
        assertEquals(13, cursor.value());
        assertEquals("[9, 10, 11, 12, 13, 14]", list.toString());
    }

    @Test
    void writesWhatItStandsOn() {
        list.addAll(List.of(1L, 2L));
        final LongLinkedList.Cursor cursor = list.cursor();
        cursor.advance();
        assertEquals(1, cursor.setValue(7));
        assertEquals(7, cursor.value());
        assertEquals("[7, 2]", list.toString());
    }

    @Test
    void goesOntoANode() {
        list.addAll(List.of(1L, 2L, 3L));
        final LongLinkedList.Cursor cursor = list.cursor();
        final long last = list.lastNode();
        cursor.moveTo(last);
        assertEquals(last, cursor.node());
        assertFalse(cursor.advance());
        list.unlink(last);
        assertThrows(IllegalArgumentException.class, () -> cursor.moveTo(last));
        assertThrows(ConcurrentModificationException.class, cursor::retreat);
        cursor.moveTo(list.firstNode());
        assertEquals(1, cursor.value());
    }

    @Test
    void refusesToGoOnOnceTheListHasChanged() {
        list.addAll(List.of(1L, 2L));
        final LongLinkedList.Cursor cursor = list.cursor();
        cursor.advance();
        list.pollLong();
        assertStopped(list, cursor);
        cursor.rewind();
        assertTrue(cursor.advance());
        assertEquals(2, cursor.value());
        final LongLinkedList.Cursor other = list.cursor();
        other.advance();
        other.remove();
        assertStopped(list, cursor);
        cursor.fastForward();
        assertFalse(cursor.retreat());
        list.close();
        assertStopped(list, cursor);
        assertThrows(IllegalStateException.class, cursor::rewind);
        assertThrows(IllegalStateException.class, cursor::fastForward);
        assertThrows(IllegalStateException.class, () -> cursor.moveTo(8));
        assertThrows(IllegalStateException.class, list::cursor);
    }

    @Test
    void staysWhereItIsWhenAnInsertionFails() {
        try (PoolAllocator pool = new PoolAllocator(LongLinkedList.NODE_BYTE_SIZE, 2);
                LongLinkedList bounded = new LongLinkedList(pool)) {
            bounded.addAll(List.of(1L, 2L));
            final LongLinkedList.Cursor cursor = bounded.cursor();
            cursor.advance();
            assertThrows(AllocationFailedException.class, () -> cursor.insertBefore(7));
            assertThrows(AllocationFailedException.class, () -> cursor.insertAfter(7));
            assertEquals(1, cursor.value());
            assertEquals("[1, 2]", bounded.toString());
            cursor.remove();
            cursor.insertAfter(8);
            assertThrows(AllocationFailedException.class, () -> cursor.insertBefore(7));
            assertEquals("[8, 2]", bounded.toString());
            assertTrue(cursor.advance());
            assertEquals(8, cursor.value());
        }
    }

    /** A list iterator is always between two elements, so it follows where a cursor goes. */
    @Test
    void doesWhatAListIteratorDoes() {
        final SplittableRandom random = new SplittableRandom(7);
        for (int round = 0; round < 200; round++) {
            list.clear();
            final List<Long> model = new ArrayList<>();
            for (long i = 0; i < random.nextInt(5); i++) {
                list.addLong(i);
                model.add(i);
            }
            final LongLinkedList.Cursor cursor = list.cursor();
            final ListIterator<Long> iterator = model.listIterator();
            for (long step = 0; step < 40; step++) {
                if (random.nextBoolean()) {
                    assertEquals(iterator.hasNext(), cursor.advance());
                    if (iterator.hasNext()) {
                        assertEquals(iterator.next(), cursor.value());
                        changeBehind(random.nextInt(5), cursor, iterator, 100 + step);
                    }
                } else {
                    assertEquals(iterator.hasPrevious(), cursor.retreat());
                    if (iterator.hasPrevious()) {
                        assertEquals(iterator.previous(), cursor.value());
                        changeBefore(random.nextInt(5), cursor, iterator, 100 + step);
                    }
                }
                assertEquals(model, list);
            }
        }
    }

    /** The iterator is behind the element the cursor is on, and stays there. */
    private static void changeBehind(
            int change, LongLinkedList.Cursor cursor, ListIterator<Long> iterator, long value) {
        switch (change) {
            case 0 -> {
                iterator.remove();
                cursor.remove();
            }
            case 1 -> {
                iterator.set(value);
                cursor.setValue(value);
            }
            case 2 -> {
                iterator.add(value);
                iterator.previous();
                cursor.insertAfter(value);
            }
            default -> {}
        }
        if (change != 0) {
            // The iterator is between the element and the next: to retreat from there leads to the element itself.
            cursor.insertAfter(-value);
            cursor.advance();
            cursor.remove();
        }
    }

    /** The iterator is before the element the cursor is on, and stays there. */
    private static void changeBefore(
            int change, LongLinkedList.Cursor cursor, ListIterator<Long> iterator, long value) {
        switch (change) {
            case 0 -> {
                iterator.remove();
                cursor.remove();
            }
            case 1 -> {
                iterator.set(value);
                cursor.setValue(value);
            }
            case 2 -> {
                iterator.add(value);
                cursor.insertBefore(value);
            }
            default -> {}
        }
        if (change != 0) {
            cursor.insertBefore(-value);
            cursor.retreat();
            cursor.remove();
        }
    }

    private static void assertStandsOnNothing(LongLinkedList.Cursor cursor) {
        assertThrows(IllegalStateException.class, cursor::value);
        assertThrows(IllegalStateException.class, cursor::node);
        assertThrows(IllegalStateException.class, cursor::remove);
        assertThrows(IllegalStateException.class, () -> cursor.setValue(1));
    }

    private static void assertStopped(LongLinkedList list, LongLinkedList.Cursor cursor) {
        Iterations.assertStopped(list::sizeAsLong, cursor::advance);
        Iterations.assertStopped(list::sizeAsLong, cursor::retreat);
        Iterations.assertStopped(list::sizeAsLong, cursor::value);
        Iterations.assertStopped(list::sizeAsLong, cursor::node);
        Iterations.assertStopped(list::sizeAsLong, () -> cursor.setValue(1));
        Iterations.assertStopped(list::sizeAsLong, cursor::remove);
        Iterations.assertStopped(list::sizeAsLong, () -> cursor.insertBefore(1));
        Iterations.assertStopped(list::sizeAsLong, () -> cursor.insertAfter(1));
    }
}
