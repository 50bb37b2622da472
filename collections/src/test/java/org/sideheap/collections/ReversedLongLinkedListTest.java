package org.sideheap.collections;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.Deque;
import java.util.Iterator;
import java.util.LinkedList;
import java.util.List;
import java.util.ListIterator;
import java.util.NoSuchElementException;
import java.util.function.BiConsumer;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.sideheap.allocators.AllocationFailedException;
import org.sideheap.allocators.GlobalAllocator;
import org.sideheap.allocators.PoolAllocator;

/** What is done to the view is done to a {@link LinkedList}, which must be the list from its end. */
class ReversedLongLinkedListTest {
    private static final int FIRST_JDK_WITH_REVERSED = 21;

    private final LongLinkedList list = new LongLinkedList(GlobalAllocator.INSTANCE);
    private final LinkedList<Long> model = new LinkedList<>();

    @AfterEach
    void close() {
        list.close();
    }

    @Test
    void saysWhereNothingWasDone() {
        onBoth((each, deque) -> assertTrue(each.isEmpty()));
        onBoth((each, deque) -> assertFalse(each.addAll(List.of())));
        onBoth((each, deque) -> assertTrue(each.add(1L)));
        onBoth((each, deque) -> assertFalse(each.isEmpty()));
        onBoth((each, deque) -> assertFalse(each.addAll(1, List.of())));
        onBoth((each, deque) -> assertFalse(each.contains(2L)));
        onBoth((each, deque) -> assertFalse(each.remove((Object) 2L)));
        onBoth((each, deque) -> assertFalse(deque.removeFirstOccurrence(2L)));
        onBoth((each, deque) -> assertFalse(deque.removeLastOccurrence(2L)));
        onBoth((each, deque) -> assertEquals(List.of(1L), new ArrayList<>(each)));
    }

    @Test
    void isAListFromTheOtherEnd() {
        onBoth((each, deque) -> Collections.addAll(each, 1L, 2L, 3L, 2L));
        assertEquals("[2, 3, 2, 1]", list.toString());
        onBoth((each, deque) -> each.add(0, 9L));
        onBoth((each, deque) -> each.add(5, 8L));
        onBoth((each, deque) -> each.add(3, 7L));
        onBoth((each, deque) -> assertEquals(2L, each.get(2)));
        onBoth((each, deque) -> assertEquals(2L, each.remove(2)));
        onBoth((each, deque) -> assertEquals(3L, each.set(3, 33L)));
        onBoth((each, deque) -> assertEquals(4, each.indexOf(2L)));
        onBoth((each, deque) -> assertTrue(each.contains(2L)));
        onBoth((each, deque) -> assertTrue(each.addAll(List.of(4L, 5L, 6L))));
        onBoth((each, deque) -> assertTrue(each.addAll(2, List.of(4L, 5L, 6L))));
        onBoth((each, deque) -> assertTrue(each.addAll(0, List.of(4L, 5L))));
        onBoth((each, deque) -> assertTrue(each.remove((Object) 4L)));
        onBoth((each, deque) -> each.subList(1, 3).clear());
        onBoth((each, deque) -> each.replaceAll(element -> element * 2));
        onBoth((each, deque) -> each.removeIf(element -> element == 8));
        onBoth((each, deque) -> each.sort(null));
        onBoth((each, deque) -> assertThrows(IndexOutOfBoundsException.class, () -> each.get(each.size())));
        onBoth((each, deque) -> assertThrows(IndexOutOfBoundsException.class, () -> each.addAll(-1, List.of(1L))));
        onBoth((each, deque) -> each.clear());
        onBoth((each, deque) -> assertTrue(each.isEmpty()));
    }

    @Test
    void isADequeFromTheOtherEnd() {
        onBoth((each, deque) -> assertTrue(deque.add(1L)));
        onBoth((each, deque) -> assertTrue(deque.offer(2L)));
        onBoth((each, deque) -> deque.addFirst(3L));
        onBoth((each, deque) -> deque.addLast(4L));
        onBoth((each, deque) -> assertTrue(deque.offerFirst(5L)));
        onBoth((each, deque) -> assertTrue(deque.offerLast(6L)));
        onBoth((each, deque) -> deque.push(7L));
        onBoth((each, deque) -> assertEquals(7L, deque.peek()));
        onBoth((each, deque) -> assertEquals(7L, deque.element()));
        onBoth((each, deque) -> assertEquals(7L, deque.peekFirst()));
        onBoth((each, deque) -> assertEquals(7L, deque.getFirst()));
        onBoth((each, deque) -> assertEquals(6L, deque.peekLast()));
        onBoth((each, deque) -> assertEquals(6L, deque.getLast()));
        onBoth((each, deque) -> assertEquals(7L, deque.pop()));
        onBoth((each, deque) -> assertEquals(5L, deque.poll()));
        onBoth((each, deque) -> assertEquals(3L, deque.pollFirst()));
        onBoth((each, deque) -> assertEquals(6L, deque.pollLast()));
        onBoth((each, deque) -> assertEquals(1L, deque.remove()));
        onBoth((each, deque) -> assertEquals(2L, deque.removeFirst()));
        onBoth((each, deque) -> assertEquals(4L, deque.removeLast()));
        onBoth((each, deque) -> assertNull(deque.poll()));
        onBoth((each, deque) -> assertThrows(NoSuchElementException.class, deque::pop));
        onBoth((each, deque) -> Collections.addAll(each, 1L, 2L, 1L, 3L, 1L));
        onBoth((each, deque) -> assertTrue(deque.removeFirstOccurrence(1L)));
        onBoth((each, deque) -> assertTrue(deque.removeLastOccurrence(1L)));
        assertEquals("[3, 1, 2]", list.toString());
    }

    @Test
    void iteratesBothWaysAndChangesOnTheWay() {
        onBoth((each, deque) -> Collections.addAll(each, 1L, 2L, 3L, 4L));
        onBoth((each, deque) -> {
            final ListIterator<Long> iterator = each.listIterator();
            assertFalse(iterator.hasPrevious());
            assertEquals(1L, iterator.next());
            iterator.set(10L);
            assertEquals(2L, iterator.next());
            iterator.remove();
            assertThrows(IllegalStateException.class, iterator::remove);
            iterator.add(20L);
            assertThrows(IllegalStateException.class, iterator::remove);
            assertEquals(2, iterator.nextIndex());
            assertEquals(20L, iterator.previous());
            assertEquals(1, iterator.nextIndex());
            assertEquals(10L, iterator.previous());
            assertThrows(NoSuchElementException.class, iterator::previous);
            iterator.remove();
            iterator.add(5L);
            assertEquals(20L, iterator.next());
        });
        onBoth((each, deque) -> {
            final ListIterator<Long> iterator = each.listIterator(4);
            assertThrows(NoSuchElementException.class, iterator::next);
            iterator.add(6L);
            assertEquals(6L, iterator.previous());
            assertEquals(4L, iterator.previous());
        });
        onBoth((each, deque) -> {
            final Iterator<Long> descending = deque.descendingIterator();
            assertEquals(6L, descending.next());
            descending.remove();
            assertEquals(4L, descending.next());
        });
        assertEquals("[4, 3, 20, 5]", list.toString());
    }

    @Test
    void isLiveAndIsTheViewOfWhatItIsAViewOf() {
        final ReversedLongLinkedList view = list.reversed();
        list.addAll(List.of(1L, 2L));
        assertEquals(List.of(2L, 1L), view);
        view.addFirst(3L);
        assertEquals(List.of(1L, 2L, 3L), list);
        assertSame(list, view.reversed());
        final List<Long> seen = new ArrayList<>();
        view.forEach(seen::add);
        assertEquals(List.of(3L, 2L, 1L), seen);
        assertArrayEquals(new Object[] {3L, 2L, 1L}, view.toArray());
        list.close();
        assertThrows(IllegalStateException.class, view::size);
        assertThrows(IllegalStateException.class, view::iterator);
        assertThrows(IllegalStateException.class, () -> view.add(1L));
        assertThrows(IllegalStateException.class, () -> view.addAll(List.of()));
    }

    @Test
    void addsAllOrNothing() {
        try (PoolAllocator pool = new PoolAllocator(LongLinkedList.NODE_BYTE_SIZE, 3);
                LongLinkedList bounded = new LongLinkedList(pool)) {
            bounded.addLong(1);
            final ReversedLongLinkedList view = bounded.reversed();
            assertThrows(AllocationFailedException.class, () -> view.addAll(List.of(2L, 3L, 4L)));
            assertThrows(AllocationFailedException.class, () -> view.addAll(0, List.of(2L, 3L, 4L)));
            assertEquals("[1]", bounded.toString());
            assertEquals(2, pool.freeBlockCount());
        }
    }

    /** By their names in {@code java.util}, as they are compiled here by the JDK that runs this. */
    @ParameterizedTest
    @ValueSource(strings = {"java.util.List", "java.util.Deque", "java.util.SequencedCollection"})
    void answersWhoeverKnowsTheListByAnInterfaceOfLaterJdks(String name) throws Exception {
        assumeTrue(Runtime.version().feature() >= FIRST_JDK_WITH_REVERSED);
        Collections.addAll(list, 1L, 2L, 3L);
        final Object reversed = Class.forName(name).getMethod("reversed").invoke(list);
        assertInstanceOf(ReversedLongLinkedList.class, reversed);
        assertEquals(List.of(3L, 2L, 1L), List.copyOf((Collection<?>) reversed));
        final Object again = Class.forName(name).getMethod("reversed").invoke(reversed);
        assertSame(list, again);
    }

    private void onBoth(BiConsumer<List<Long>, Deque<Long>> action) {
        final ReversedLongLinkedList view = list.reversed();
        action.accept(view, view);
        action.accept(model, model);
        assertEquals(model, view);
        assertEquals(model.hashCode(), view.hashCode());
        assertEquals(model.toString(), view.toString());
        final List<Long> backwards = new ArrayList<>(model);
        Collections.reverse(backwards);
        assertEquals(backwards, list);
    }
}
