package org.sideheap.collections;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.ConcurrentModificationException;
import java.util.List;
import java.util.function.Consumer;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.sideheap.allocators.GlobalAllocator;

class LongArrayListCursorTest {
    private final LongArrayList list = new LongArrayList(GlobalAllocator.INSTANCE);

    @BeforeEach
    void fill() {
        list.addAll(new long[] {10, 20, 30, 40});
    }

    @AfterEach
    void close() {
        list.close();
    }

    @Test
    void visitsEachElementInOrder() {
        final LongArrayList.Cursor cursor = list.cursor();
        for (long index = 0; index < 4; index++) {
            assertTrue(cursor.advance());
            assertEquals(index, cursor.index());
            assertEquals(10 * (index + 1), cursor.value());
        }
        assertFalse(cursor.advance());
        assertFalse(cursor.advance());
        assertStandsOnNothing(cursor);
        cursor.rewind();
        assertTrue(cursor.advance());
        assertEquals(10, cursor.value());
    }

    @Test
    void standsOnNothingBeforeItAdvances() {
        assertStandsOnNothing(list.cursor());
        list.clear();
        assertFalse(list.cursor().advance());
    }

    private static void assertStandsOnNothing(LongArrayList.Cursor cursor) {
        assertThrows(IllegalStateException.class, cursor::index);
        assertThrows(IllegalStateException.class, cursor::value);
        assertThrows(IllegalStateException.class, cursor::remove);
        assertThrows(IllegalStateException.class, () -> cursor.setValue(1));
    }

    @Test
    void writesAndRemovesOnTheWay() {
        final LongArrayList.Cursor cursor = list.cursor();
        while (cursor.advance()) {
            if (cursor.value() % 20 == 0) {
                assertEquals(list.getLong(cursor.index()), cursor.remove());
                assertStandsOnNothing(cursor);
            } else {
                assertEquals(list.getLong(cursor.index()), cursor.setValue(cursor.value() + 1));
            }
        }
        assertEquals(List.of(11L, 31L), list);
        cursor.rewind();
        while (cursor.advance()) {
            cursor.remove();
        }
        assertTrue(list.isEmpty());
    }

    @Test
    void nestsInOthers() {
        final List<Long> sums = new ArrayList<>();
        final LongArrayList.Cursor outer = list.cursor();
        final LongArrayList.Cursor inner = list.cursor();
        while (outer.advance()) {
            inner.rewind();
            while (inner.advance()) {
                sums.add(outer.value() + inner.value());
            }
        }
        assertEquals(16, sums.size());
        assertEquals(80, sums.get(15));
    }

    @Test
    void stopsOnceTheListHasChangedAndAcceptsItOnceRewound() {
        assertStops(each -> each.addLong(50));
        assertStops(each -> each.addLong(0, 50));
        assertStops(each -> each.addAll(new long[1]));
        assertStops(each -> each.removeAt(0));
        assertStops(each -> each.removeIfLong(element -> element == 50));
        assertStops(each -> each.removeRange(0L, 1L));
        assertStops(LongArrayList::popLong);
        assertStops(LongArrayList::clear);
    }

    private void assertStops(Consumer<LongArrayList> change) {
        final LongArrayList.Cursor cursor = list.cursor();
        cursor.advance();
        change.accept(list);
        assertThrows(ConcurrentModificationException.class, cursor::advance);
        assertThrows(ConcurrentModificationException.class, cursor::value);
        assertThrows(ConcurrentModificationException.class, cursor::remove);
        assertThrows(ConcurrentModificationException.class, () -> cursor.setValue(1));
        cursor.rewind();
        assertEquals(!list.isEmpty(), cursor.advance());
    }

    @Test
    void goesOnWhereTheListOnlyMoved() {
        final LongArrayList.Cursor cursor = list.cursor();
        cursor.advance();
        list.ensureCapacity(100_000);
        list.setLong(0, 11);
        assertEquals(11, cursor.value());
        list.trimToSize();
        assertTrue(cursor.advance());
        assertEquals(20, cursor.value());
    }

    @Test
    void endsWithTheList() {
        final LongArrayList.Cursor cursor = list.cursor();
        cursor.advance();
        list.close();
        assertThrows(IllegalStateException.class, cursor::value);
        assertThrows(IllegalStateException.class, cursor::advance);
        assertEquals(
                "LongArrayList is closed: LongArrayList was closed",
                assertThrows(IllegalStateException.class, cursor::rewind).getMessage());
        assertThrows(IllegalStateException.class, list::cursor);
    }
}
