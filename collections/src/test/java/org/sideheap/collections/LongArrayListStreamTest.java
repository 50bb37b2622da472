package org.sideheap.collections;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.ConcurrentModificationException;
import java.util.List;
import java.util.PrimitiveIterator;
import java.util.Spliterator;
import java.util.stream.LongStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.sideheap.allocators.GlobalAllocator;

/** Streams and spliterators of a {@link LongArrayList}. */
class LongArrayListStreamTest {
    private final LongArrayList list = new LongArrayList(GlobalAllocator.INSTANCE, 0, -1);

    @AfterEach
    void close() {
        list.close();
    }

    private void fill(int count) {
        list.addAll(LongStream.range(0, count).toArray());
    }

    @Test
    void streamsItsElementsInOrder() {
        fill(1000);
        assertArrayEquals(list.toLongArray(), list.longStream().toArray());
        assertArrayEquals(list.toLongArray(), list.longStream().parallel().toArray());
        assertEquals(1000, list.longStream().count());
        assertEquals(499_500, list.longStream().parallel().sum());
        assertEquals(
                3, list.longStream().filter(element -> element > 2).findFirst().getAsLong());
        list.add(null);
        assertEquals(-1, list.longStream().min().getAsLong());
        assertEquals(1, list.stream().filter(element -> element == null).count());
        assertEquals(new ArrayList<>(list), list.parallelStream().toList());
    }

    @Test
    void looksAtTheListWhenTheTerminalOperationBegins() {
        fill(3);
        final LongStream stream = list.longStream();
        list.addLong(3);
        assertArrayEquals(new long[] {0, 1, 2, 3}, stream.toArray());
        final PrimitiveIterator.OfLong iterator = list.longStream().iterator();
        assertEquals(0, iterator.nextLong());
    }

    @Test
    void stopsOnceTheListHasChanged() {
        fill(3);
        assertThrows(
                ConcurrentModificationException.class, () -> list.longStream().forEach(list::addLong));
        final Spliterator.OfLong spliterator = new LongArrayListSpliterator(list);
        assertTrue(spliterator.tryAdvance((long element) -> assertEquals(0, element)));
        list.addLong(1);
        assertThrows(ConcurrentModificationException.class, () -> spliterator.tryAdvance((long element) -> {}));
        assertThrows(ConcurrentModificationException.class, () -> spliterator.forEachRemaining((long element) -> {}));
        assertThrows(IllegalStateException.class, () -> list.longStream().forEach(element -> list.close()));
        assertThrows(IllegalStateException.class, () -> list.longStream().sum());
    }

    @Test
    void splitsIntoPartsThatKnowTheirSize() {
        fill(1001);
        assertCovers(new LongArrayListSpliterator(list), 0, 1001);
    }

    private static void assertCovers(Spliterator.OfLong spliterator, long from, long to) {
        assertTrue(spliterator.hasCharacteristics(Spliterator.SIZED | Spliterator.SUBSIZED | Spliterator.ORDERED));
        assertEquals(to - from, spliterator.getExactSizeIfKnown());
        final Spliterator.OfLong prefix = spliterator.trySplit();
        if (prefix == null) {
            assertTrue(to - from <= 1);
            final long[] seen = {from};
            spliterator.forEachRemaining((long element) -> assertEquals(seen[0]++, element));
            assertEquals(to, seen[0]);
            assertFalse(spliterator.tryAdvance((long element) -> {}));
        } else {
            final long middle = from + prefix.estimateSize();
            assertCovers(prefix, from, middle);
            assertCovers(spliterator, middle, to);
        }
    }

    @Test
    void splitsIntoBoxedParts() {
        list.addAll(Arrays.asList(1L, null, 3L));
        final Spliterator<Long> rest = list.spliterator();
        final Spliterator<Long> first = rest.trySplit();
        final List<Long> seen = new ArrayList<>();
        first.forEachRemaining(seen::add);
        while (rest.tryAdvance(seen::add)) {
            assertTrue(rest.estimateSize() < 2);
        }
        assertEquals(list, seen);
        assertNull(first.trySplit());
        assertTrue(rest.hasCharacteristics(Spliterator.SIZED | Spliterator.ORDERED));
    }
}
