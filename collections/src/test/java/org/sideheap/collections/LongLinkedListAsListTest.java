package org.sideheap.collections;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.Comparator;
import java.util.ConcurrentModificationException;
import java.util.Deque;
import java.util.Iterator;
import java.util.LinkedList;
import java.util.List;
import java.util.ListIterator;
import java.util.NoSuchElementException;
import java.util.function.BiConsumer;
import java.util.function.Consumer;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.sideheap.allocators.AllocationFailedException;
import org.sideheap.allocators.GlobalAllocator;
import org.sideheap.allocators.PoolAllocator;

/** What a {@link LongLinkedList} does as a {@link List} and a {@link Deque}, by the side of a {@link LinkedList}. */
class LongLinkedListAsListTest {
    private final LongLinkedList list = new LongLinkedList(GlobalAllocator.INSTANCE);
    private final LinkedList<Long> model = new LinkedList<>();

    @AfterEach
    void close() {
        list.close();
    }

    @Test
    void addsAndRemovesAsALinkedListDoes() {
        onBoth((each, deque) -> Collections.addAll(each, 1L, 2L, 3L, 2L));
        onBoth((each, deque) -> each.add(0, 9L));
        onBoth((each, deque) -> each.add(5, 8L));
        onBoth((each, deque) -> each.add(3, 7L));
        onBoth((each, deque) -> assertEquals(2L, each.remove(2)));
        onBoth((each, deque) -> assertTrue(each.remove((Object) 2L)));
        onBoth((each, deque) -> assertFalse(each.remove((Object) 2L)));
        onBoth((each, deque) -> assertFalse(each.remove((Object) 7)));
        onBoth((each, deque) -> assertEquals(1L, each.set(1, 11L)));
        onBoth((each, deque) -> assertTrue(each.removeIf(element -> element == 3)));
        onBoth((each, deque) -> each.replaceAll(element -> element * 2));
        onBoth((each, deque) -> each.addAll(List.of(5L, 4L, 6L)));
        onBoth((each, deque) -> each.addAll(1, Arrays.asList(7L, 6L)));
        onBoth((each, deque) -> each.removeAll(List.of(6L)));
        onBoth((each, deque) -> each.sort(Comparator.reverseOrder()));
        onBoth((each, deque) -> each.retainAll(List.of(4L, 5L, 7L)));
        assertEquals(List.of(7L, 5L, 4L), list);
        onBoth((each, deque) -> each.clear());
    }

    @Test
    void isADequeAsALinkedListIs() {
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
        onBoth((each, deque) -> Collections.addAll(each, 1L, 2L, 1L, 3L, 1L));
        onBoth((each, deque) -> assertTrue(deque.removeFirstOccurrence(1L)));
        onBoth((each, deque) -> assertTrue(deque.removeLastOccurrence(1L)));
        onBoth((each, deque) -> assertFalse(deque.removeLastOccurrence(null)));
        onBoth((each, deque) -> assertFalse(deque.removeFirstOccurrence("1")));
        assertEquals(List.of(2L, 1L, 3L), list);
    }

    @Test
    void answersNullOrThrowsAsADequeDoesWhenEmpty() {
        onBoth((each, deque) -> {
            assertNull(deque.peek());
            assertNull(deque.peekFirst());
            assertNull(deque.peekLast());
            assertNull(deque.poll());
            assertNull(deque.pollFirst());
            assertNull(deque.pollLast());
            assertThrows(NoSuchElementException.class, deque::element);
            assertThrows(NoSuchElementException.class, deque::getFirst);
            assertThrows(NoSuchElementException.class, deque::getLast);
            assertThrows(NoSuchElementException.class, deque::pop);
            assertThrows(NoSuchElementException.class, deque::remove);
            assertThrows(NoSuchElementException.class, deque::removeFirst);
            assertThrows(NoSuchElementException.class, deque::removeLast);
        });
    }

    @Test
    void looksForElementsAsALinkedListDoes() {
        onBoth((each, deque) -> Collections.addAll(each, 1L, 2L, 3L, 1L));
        onBoth((each, deque) -> assertEquals(0, each.indexOf(1L)));
        onBoth((each, deque) -> assertEquals(3, each.lastIndexOf(1L)));
        onBoth((each, deque) -> assertEquals(-1, each.indexOf(4L)));
        onBoth((each, deque) -> assertEquals(-1, each.indexOf(null)));
        onBoth((each, deque) -> assertFalse(each.contains(null)));
        onBoth((each, deque) -> assertTrue(deque.contains(3L)));
        onBoth((each, deque) -> assertFalse(each.contains("3")));
        onBoth((each, deque) -> assertFalse(each.contains(4L)));
        onBoth((each, deque) -> assertTrue(each.containsAll(List.of(1L, 3L))));
        onBoth((each, deque) -> assertArrayEquals(new Object[] {1L, 2L, 3L, 1L}, each.toArray()));
        onBoth((each, deque) -> assertArrayEquals(new Long[] {1L, 2L, 3L, 1L}, each.toArray(new Long[0])));
        onBoth((each, deque) -> assertEquals(7, each.stream().mapToLong(e -> e).sum()));
        onBoth((each, deque) ->
                assertEquals(List.of(1L, 2L, 3L, 1L), each.parallelStream().toList()));
    }

    @Test
    void refusesNull() {
        list.addLong(1);
        assertThrows(NullPointerException.class, () -> list.add(null));
        assertThrows(NullPointerException.class, () -> list.add(0, null));
        assertThrows(NullPointerException.class, () -> list.addFirst(null));
        assertThrows(NullPointerException.class, () -> list.addLast(null));
        assertThrows(NullPointerException.class, () -> list.offer(null));
        assertThrows(NullPointerException.class, () -> list.offerFirst(null));
        assertThrows(NullPointerException.class, () -> list.offerLast(null));
        assertThrows(NullPointerException.class, () -> list.push(null));
        assertThrows(NullPointerException.class, () -> list.set(0, null));
        assertThrows(NullPointerException.class, () -> list.addAll(Arrays.asList(2L, null)));
        assertThrows(NullPointerException.class, () -> list.addAll(0, Arrays.asList(2L, null)));
        assertThrows(NullPointerException.class, () -> list.listIterator().add(null));
        assertEquals("[1]", list.toString());
    }

    @Test
    void answersTheNullValueAsAnElementWhereItIsOne() {
        list.addLong(LongLinkedList.DEFAULT_NULL_VALUE);
        assertEquals(LongLinkedList.DEFAULT_NULL_VALUE, list.peek());
        assertEquals(LongLinkedList.DEFAULT_NULL_VALUE, list.get(0));
        assertEquals(LongLinkedList.DEFAULT_NULL_VALUE, list.pollLast());
        assertNull(list.poll());
    }

    @Test
    void equalsEachListOfTheSameElements() {
        Collections.addAll(list, 1L, 2L, -1L);
        Collections.addAll(model, 1L, 2L, -1L);
        try (LongArrayList arrayList = new LongArrayList(GlobalAllocator.INSTANCE);
                LongLinkedList other = new LongLinkedList(GlobalAllocator.INSTANCE, 1)) {
            arrayList.addAll(model);
            other.addAll(model);
            final org.agrona.collections.LongArrayList agronas = new org.agrona.collections.LongArrayList();
            agronas.addAll(model);
            for (final List<Long> same : List.of(list, other, model, new ArrayList<>(model), arrayList, agronas)) {
                assertTrue(list.equals(same));
                assertTrue(same.equals(list));
                assertEquals(same.hashCode(), list.hashCode());
                assertEquals(same.toString(), list.toString());
            }
            list.addLong(0);
            for (final List<Long> shorter : List.of(other, model, arrayList, agronas)) {
                assertFalse(list.equals(shorter));
                assertFalse(shorter.equals(list));
            }
            assertNotEquals(list, "[1, 2, -1, 0]");
            assertFalse(list.equals(null));
        }
    }

    @Test
    void iteratesBothWaysAndChangesOnTheWay() {
        onBoth((each, deque) -> Collections.addAll(each, 1L, 2L, 3L, 4L));
        onBoth((each, deque) -> {
            final ListIterator<Long> iterator = each.listIterator();
            assertFalse(iterator.hasPrevious());
            assertEquals(-1, iterator.previousIndex());
            assertEquals(1L, iterator.next());
            iterator.set(10L);
            assertEquals(2L, iterator.next());
            iterator.remove();
            assertThrows(IllegalStateException.class, iterator::remove);
            assertThrows(IllegalStateException.class, () -> iterator.set(0L));
            iterator.add(20L);
            assertThrows(IllegalStateException.class, iterator::remove);
            assertEquals(20L, iterator.previous());
            assertEquals(10L, iterator.previous());
            assertThrows(NoSuchElementException.class, iterator::previous);
            iterator.remove();
            assertFalse(iterator.hasPrevious());
            iterator.add(5L);
            assertEquals(1, iterator.nextIndex());
            assertEquals(20L, iterator.next());
        });
        assertEquals(List.of(5L, 20L, 3L, 4L), list);
        onBoth((each, deque) -> {
            final ListIterator<Long> iterator = each.listIterator(4);
            assertThrows(NoSuchElementException.class, iterator::next);
            iterator.add(6L);
            assertEquals(6L, iterator.previous());
            assertEquals(4L, iterator.previous());
            iterator.remove();
            assertEquals(3, iterator.nextIndex());
            assertEquals(6L, iterator.next());
            assertFalse(iterator.hasNext());
        });
        onBoth((each, deque) -> {
            for (int index = 0; index < 4; index++) {
                assertEquals(each.get(index), each.listIterator(index).next());
                assertEquals(index - 1, each.listIterator(index).previousIndex());
            }
        });
    }

    @Test
    void iteratesFromItsEnd() {
        onBoth((each, deque) -> Collections.addAll(each, 1L, 2L, 3L, 4L));
        onBoth((each, deque) -> {
            final Iterator<Long> iterator = deque.descendingIterator();
            assertEquals(4L, iterator.next());
            iterator.remove();
            assertThrows(IllegalStateException.class, iterator::remove);
            assertEquals(3L, iterator.next());
            assertEquals(2L, iterator.next());
            iterator.remove();
            assertEquals(1L, iterator.next());
            assertFalse(iterator.hasNext());
            assertThrows(NoSuchElementException.class, iterator::next);
        });
        assertEquals(List.of(1L, 3L), list);
    }

    @Test
    void iteratesInsideAnIteration() {
        Collections.addAll(list, 1L, 2L, 3L);
        long sum = 0;
        for (final long a : list) {
            for (final long b : list) {
                sum += a * b;
            }
        }
        assertEquals(36, sum);
    }

    @Test
    void stopsAnIteratorOnceTheListHasChanged() {
        assertIteratorsStop(each -> each.addLong(4));
        assertIteratorsStop(each -> each.add(1, 4L));
        assertIteratorsStop(each -> each.addAll(List.of(4L, 5L)));
        assertIteratorsStop(LongLinkedList::pollLastLong);
        assertIteratorsStop(each -> each.moveToFirst(each.lastNode()));
        assertIteratorsStop(each -> each.moveToLast(each.firstNode()));
        assertIteratorsStop(LongLinkedList::clear);
        assertIteratorsStop(LongLinkedList::close);
    }

    private static void assertIteratorsStop(Consumer<LongLinkedList> change) {
        try (LongLinkedList changed = new LongLinkedList(GlobalAllocator.INSTANCE)) {
            Collections.addAll(changed, 1L, 2L, 3L);
            final ListIterator<Long> iterator = changed.listIterator();
            iterator.next();
            final Iterator<Long> descending = changed.descendingIterator();
            final List<Long> part = changed.subList(0, 2);
            change.accept(changed);
            Iterations.assertStopped(changed::sizeAsLong, iterator::next);
            Iterations.assertStopped(changed::sizeAsLong, iterator::previous);
            Iterations.assertStopped(changed::sizeAsLong, iterator::remove);
            Iterations.assertStopped(changed::sizeAsLong, () -> iterator.set(1L));
            Iterations.assertStopped(changed::sizeAsLong, () -> iterator.add(1L));
            Iterations.assertStopped(changed::sizeAsLong, descending::next);
            assertThrows(ConcurrentModificationException.class, part::size);
        }
    }

    @Test
    void stopsAStreamWhoseActionChangesTheList() {
        Collections.addAll(list, 1L, 2L, 3L);
        assertThrows(
                ConcurrentModificationException.class, () -> list.stream().forEach(element -> list.addLong(element)));
        assertThrows(ConcurrentModificationException.class, () -> list.forEach(element -> list.addLong(element)));
    }

    @Test
    void showsAndChangesAPartThroughASubList() {
        onBoth((each, deque) -> Collections.addAll(each, 0L, 1L, 2L, 3L, 4L, 5L));
        onBoth((each, deque) -> {
            final List<Long> part = each.subList(1, 5);
            assertEquals(List.of(1L, 2L, 3L, 4L), part);
            part.set(0, 10L);
            part.add(9L);
            part.add(0, 8L);
            assertTrue(part.addAll(2, List.of(6L, 7L)));
            assertEquals(3L, part.remove(5));
            part.subList(0, 2).clear();
            assertEquals(List.of(6L, 7L, 2L, 4L, 9L), part);
            part.sort(null);
        });
        assertEquals(List.of(0L, 2L, 4L, 6L, 7L, 9L, 5L), list);
        onBoth((each, deque) -> each.subList(0, each.size()).clear());
        assertTrue(list.isEmpty());
        assertThrows(IndexOutOfBoundsException.class, () -> list.subList(0, 1));
    }

    @Test
    void refusesIndexesAsALinkedListDoes() {
        onBoth((each, deque) -> Collections.addAll(each, 0L, 1L));
        onBoth((each, deque) -> assertThrows(IndexOutOfBoundsException.class, () -> each.get(2)));
        onBoth((each, deque) -> assertThrows(IndexOutOfBoundsException.class, () -> each.get(-1)));
        onBoth((each, deque) -> assertThrows(IndexOutOfBoundsException.class, () -> each.set(2, 0L)));
        onBoth((each, deque) -> assertThrows(IndexOutOfBoundsException.class, () -> each.add(3, 0L)));
        onBoth((each, deque) -> assertThrows(IndexOutOfBoundsException.class, () -> each.remove(2)));
        onBoth((each, deque) -> assertThrows(IndexOutOfBoundsException.class, () -> each.addAll(3, List.of(1L))));
        onBoth((each, deque) -> assertThrows(IndexOutOfBoundsException.class, () -> each.addAll(-1, List.of())));
        onBoth((each, deque) -> assertThrows(IndexOutOfBoundsException.class, () -> each.listIterator(3)));
    }

    @Test
    void addsItselfToItself() {
        onBoth((each, deque) -> assertFalse(each.addAll(each)));
        onBoth((each, deque) -> assertFalse(each.addAll(0, List.of())));
        onBoth((each, deque) -> Collections.addAll(each, 1L, 2L));
        onBoth((each, deque) -> assertTrue(each.addAll(each)));
        onBoth((each, deque) -> assertTrue(each.addAll(1, each)));
        onBoth((each, deque) -> assertFalse(each.addAll(List.of())));
    }

    @Test
    void addsAllOrNothing() {
        try (PoolAllocator pool = new PoolAllocator(LongLinkedList.NODE_BYTE_SIZE, 6);
                LongLinkedList bounded = new LongLinkedList(pool)) {
            Collections.addAll(bounded, 1L, 2L);
            final Iterator<Long> iterator = bounded.iterator();
            final List<Long> tooMany = Collections.nCopies(5, 3L);
            assertThrows(AllocationFailedException.class, () -> bounded.addAll(tooMany));
            assertThrows(AllocationFailedException.class, () -> bounded.addAll(1, tooMany));
            assertThrows(AllocationFailedException.class, () -> bounded.addAll(0, tooMany));
            assertEquals(4, pool.freeBlockCount());
            assertEquals(List.of(1L, 2L), bounded);
            assertEquals(1L, iterator.next());
            assertTrue(bounded.addAll(1, Collections.nCopies(4, 3L)));
            assertEquals(List.of(1L, 3L, 3L, 3L, 3L, 2L), bounded);
            pool.check();
        }
    }

    private void onBoth(BiConsumer<List<Long>, Deque<Long>> action) {
        action.accept(list, list);
        action.accept(model, model);
        assertEquals(model, list);
        assertEquals(list, model);
        assertEquals(model.hashCode(), list.hashCode());
        assertEquals(model.toString(), list.toString());
        assertArrayEquals(model.stream().mapToLong(e -> e).toArray(), list.toLongArray());
    }
}
