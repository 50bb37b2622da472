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
import java.util.Iterator;
import java.util.LinkedList;
import java.util.List;
import java.util.ListIterator;
import java.util.NoSuchElementException;
import java.util.Spliterator;
import java.util.function.Consumer;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.sideheap.allocators.AllocationFailedException;
import org.sideheap.allocators.BumpAllocator;
import org.sideheap.allocators.GlobalAllocator;

/** What a {@link LongArrayList} does as a {@link List}, by the side of an {@link ArrayList}. */
class LongArrayListAsListTest {
    private static final long NULL_VALUE = -7;

    private final LongArrayList list = new LongArrayList(GlobalAllocator.INSTANCE, 0, NULL_VALUE);
    private final List<Long> model = new ArrayList<>();

    @AfterEach
    void close() {
        list.close();
    }

    @Test
    void eachStepOfAnIteratorNoticesAChange() {
        final List<Consumer<ListIterator<Long>>> steps = List.of(
                ListIterator::next,
                ListIterator::previous,
                ListIterator::remove,
                iterator -> iterator.set(5L),
                iterator -> iterator.add(5L));
        for (final Consumer<ListIterator<Long>> step : steps) {
            onBoth(each -> {
                each.clear();
                each.addAll(List.of(1L, 2L, 3L));
                final ListIterator<Long> iterator = each.listIterator(1);
                iterator.next();
                assertEquals(2, iterator.nextIndex());
                each.add(4L);
                assertThrows(ConcurrentModificationException.class, () -> step.accept(iterator));
                assertEquals(List.of(1L, 2L, 3L, 4L), each);
            });
        }
    }

    @Test
    void aSubListSetsAndClearsInTheMiddle() {
        onBoth(each -> {
            each.addAll(List.of(0L, 1L, 2L, 3L, 4L, 5L, 6L));
            final List<Long> part = each.subList(2, 6);
            assertEquals(3L, part.set(1, 33L));
            assertFalse(part.addAll(List.of()));
            part.subList(1, 3).clear();
            assertEquals(List.of(2L, 5L), part);
            assertEquals(List.of(0L, 1L, 2L, 5L, 6L), each);
            each.add(7L);
            assertThrows(ConcurrentModificationException.class, part::clear);
        });
    }

    @Test
    void aSpliteratorNoticesAChangeBeforeItsNextStep() {
        list.addAll(List.of(1L, 2L, 3L));
        final List<Consumer<Spliterator<Long>>> steps = List.of(
                spliterator -> spliterator.tryAdvance(element -> {
                    throw new AssertionError("called with " + element);
                }),
                spliterator -> spliterator.forEachRemaining(element -> {
                    throw new AssertionError("called with " + element);
                }));
        for (final Consumer<Spliterator<Long>> step : steps) {
            final Spliterator<Long> spliterator = list.spliterator();
            assertTrue(spliterator.tryAdvance(element -> assertEquals(1, element)));
            list.addLong(4);
            assertThrows(ConcurrentModificationException.class, () -> step.accept(spliterator));
        }
    }

    @Test
    void addsAndRemovesAsAnArrayListDoes() {
        onBoth(each -> Collections.addAll(each, 1L, 2L, 3L, 2L, null));
        onBoth(each -> each.add(0, 9L));
        onBoth(each -> each.add(6, 8L));
        onBoth(each -> assertEquals(2L, each.remove(2)));
        onBoth(each -> assertTrue(each.remove((Object) 2L)));
        onBoth(each -> assertFalse(each.remove((Object) 2L)));
        onBoth(each -> assertTrue(each.remove(null)));
        onBoth(each -> assertEquals(1L, each.set(1, 11L)));
        onBoth(each -> assertTrue(each.removeIf(element -> element == 3)));
        onBoth(each -> each.replaceAll(element -> element * 2));
        onBoth(each -> each.addAll(List.of(5L, 4L, 6L)));
        onBoth(each -> each.addAll(1, Arrays.asList(7L, null)));
        onBoth(each -> each.removeAll(Collections.singleton(null)));
        onBoth(each -> each.sort(Comparator.reverseOrder()));
        onBoth(each -> each.retainAll(List.of(4L, 5L, 7L)));
        assertEquals(List.of(7L, 5L, 4L), list);
        onBoth(List::clear);
    }

    @Test
    void looksForElementsAsAnArrayListDoes() {
        onBoth(each -> Collections.addAll(each, 1L, null, 3L, 1L));
        onBoth(each -> assertEquals(0, each.indexOf(1L)));
        onBoth(each -> assertEquals(3, each.lastIndexOf(1L)));
        onBoth(each -> assertEquals(1, each.indexOf(null)));
        onBoth(each -> assertEquals(-1, each.indexOf(4L)));
        onBoth(each -> assertTrue(each.contains(null)));
        onBoth(each -> assertFalse(each.contains("3")));
        onBoth(each -> assertTrue(each.containsAll(List.of(1L, 3L))));
        onBoth(each -> assertArrayEquals(new Object[] {1L, null, 3L, 1L}, each.toArray()));
        onBoth(each -> assertArrayEquals(new Long[] {1L, null, 3L, 1L}, each.toArray(new Long[0])));
        onBoth(each -> assertEquals(3, each.stream().filter(e -> e != null).count()));
    }

    @Test
    void standsForNullWithItsNullValue() {
        list.add(null);
        list.addLong(NULL_VALUE);
        list.add(NULL_VALUE);
        assertArrayEquals(new long[] {NULL_VALUE, NULL_VALUE, NULL_VALUE}, list.toLongArray());
        assertNull(list.get(0));
        assertNull(list.set(1, 5L));
        assertNull(list.remove(2));
        assertEquals(5L, list.set(1, null));
        assertEquals("[null, null]", list.toString());
    }

    @Test
    void equalsEachListOfTheSameElements() {
        Collections.addAll(list, 1L, null, -1L);
        Collections.addAll(model, 1L, null, -1L);
        try (LongArrayList sameOnOtherNullValue = new LongArrayList(GlobalAllocator.INSTANCE)) {
            sameOnOtherNullValue.addAll(model);
            assertEquals(list, sameOnOtherNullValue);
            assertEquals(list, model);
            assertEquals(model, list);
            assertEquals(new LinkedList<>(model), list);
            assertEquals(model.hashCode(), list.hashCode());
            assertEquals(model.toString(), list.toString());
            assertEquals(list, list);
            list.addLong(0);
            assertNotEquals(list, model);
            assertNotEquals(model, list);
            assertNotEquals(list, "[1, null, -1, 0]");
            assertFalse(list.equals(null));
        }
    }

    @Test
    void iteratesBothWaysAndChangesOnTheWay() {
        onBoth(each -> Collections.addAll(each, 1L, 2L, 3L, 4L));
        onBoth(each -> {
            final ListIterator<Long> iterator = each.listIterator();
            assertEquals(1L, iterator.next());
            iterator.set(10L);
            assertEquals(2L, iterator.next());
            iterator.remove();
            iterator.add(20L);
            assertEquals(20L, iterator.previous());
            assertEquals(10L, iterator.previous());
            assertFalse(iterator.hasPrevious());
            assertEquals(0, iterator.nextIndex());
        });
        assertEquals(List.of(10L, 20L, 3L, 4L), list);
        assertThrows(NoSuchElementException.class, () -> list.listIterator(4).next());
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
        assertIteratorStops(each -> each.addLong(4));
        assertIteratorStops(each -> each.addLong(0, 4));
        assertIteratorStops(each -> each.addAll(List.of(4L, 5L)));
        assertIteratorStops(each -> each.removeAt(0));
        assertIteratorStops(each -> each.fastUnorderedRemove(0));
        assertIteratorStops(LongArrayList::popLong);
        assertIteratorStops(LongArrayList::clear);
        assertIteratorStops(LongArrayList::close);
    }

    private static void assertIteratorStops(Consumer<LongArrayList> change) {
        try (LongArrayList changed = new LongArrayList(GlobalAllocator.INSTANCE)) {
            Collections.addAll(changed, 1L, 2L, 3L);
            final Iterator<Long> iterator = changed.iterator();
            iterator.next();
            change.accept(changed);
            Iterations.assertStopped(changed::sizeAsLong, iterator::next);
        }
    }

    @Test
    void showsAndChangesAPartThroughASubList() {
        onBoth(each -> Collections.addAll(each, 0L, 1L, 2L, 3L, 4L, 5L));
        onBoth(each -> {
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
        onBoth(each -> each.subList(0, each.size()).clear());
        assertTrue(list.isEmpty());
        assertThrows(IndexOutOfBoundsException.class, () -> list.subList(0, 1));
        assertThrows(
                IllegalArgumentException.class,
                () -> list.subList(0, 0).subList(0, 0).subList(0, -1));
    }

    @Test
    void changesInBulkThroughASubListOfASubList() {
        onBoth(each -> {
            for (long i = 0; i < 300; i++) {
                each.add(i % 7 == 3 ? null : i);
            }
            final List<Long> part = each.subList(10, 290);
            final List<Long> inner = part.subList(20, 220);
            assertTrue(inner.removeIf(element -> element == null || element % 5 == 0));
            assertFalse(inner.removeIf(element -> element == null));
            assertTrue(inner.retainAll(
                    each.stream().filter(e -> e != null && e % 2 == 0).toList()));
            assertTrue(inner.removeAll(List.of(42L, 44L)));
            inner.subList(3, 9).clear();
            inner.sort(Comparator.reverseOrder());
            inner.sort(null);
            inner.replaceAll(element -> element + 1);
            assertTrue(inner.addAll(Arrays.asList(5L, null)));
            assertTrue(inner.addAll(0, inner));
            assertFalse(inner.addAll(2, List.of()));
            final ListIterator<Long> iterator = inner.listIterator(4);
            iterator.next();
            iterator.remove();
            iterator.add(77L);
            assertEquals(77L, iterator.previous());
            iterator.set(78L);
            inner.remove(0);
            assertTrue(inner.remove((Object) 78L));
            assertEquals(part.size(), each.size() - 20);
            assertEquals(inner, part.subList(20, 20 + inner.size()));
            assertEquals(inner.hashCode(), new ArrayList<>(inner).hashCode());
            assertEquals(new ArrayList<>(inner), inner.stream().toList());
            assertThrows(NullPointerException.class, () -> part.sort(null));
            part.clear();
        });
    }

    @Test
    void refusesAPartOncePartsOfOtherwiseHaveChanged() {
        Collections.addAll(list, 0L, 1L, 2L, 3L);
        final List<Long> part = list.subList(0, 4);
        final List<Long> inner = part.subList(1, 3);
        final List<Long> sibling = part.subList(0, 2);
        inner.add(9L);
        assertEquals(5, part.size());
        assertEquals(3, inner.size());
        for (final Consumer<List<Long>> use : List.<Consumer<List<Long>>>of(
                List::size,
                each -> each.get(0),
                each -> each.set(0, 1L),
                each -> each.add(1L),
                each -> each.add(0, 1L),
                each -> each.remove(0),
                each -> each.addAll(List.of(1L)),
                each -> each.addAll(0, List.of(1L)),
                each -> each.removeIf(element -> true),
                each -> each.subList(0, 1),
                each -> each.sort(null),
                each -> each.iterator().next(),
                List::clear)) {
            assertThrows(ConcurrentModificationException.class, () -> use.accept(sibling));
        }
        assertEquals(List.of(0L, 1L, 2L, 9L, 3L), list);
        list.close();
        assertThrows(IllegalStateException.class, () -> inner.get(0));
    }

    @Test
    void leavesAPartAsItWasWhenAFilterThrowsOrChangesTheList() {
        Collections.addAll(list, 0L, 1L, 2L, 3L);
        final List<Long> part = list.subList(1, 3);
        assertThrows(
                IllegalCallerException.class,
                () -> part.removeIf(element -> {
                    if (element == 2) {
                        throw new IllegalCallerException();
                    }
                    return true;
                }));
        assertEquals(List.of(1L, 2L), part);
        assertThrows(ConcurrentModificationException.class, () -> part.removeIf(element -> list.addLong(element)));
        assertEquals(List.of(0L, 1L, 2L, 3L, 1L), list);
    }

    @Test
    void refusesIndexesOfAPartThatAreOnlyTheLists() {
        onBoth(each -> Collections.addAll(each, 0L, 1L, 2L, 3L));
        onBoth(each -> {
            final List<Long> part = each.subList(1, 3);
            for (final int index : new int[] {-1, 2, 3, Integer.MAX_VALUE, Integer.MIN_VALUE}) {
                assertThrows(IndexOutOfBoundsException.class, () -> part.get(index));
                assertThrows(IndexOutOfBoundsException.class, () -> part.set(index, 1L));
                assertThrows(IndexOutOfBoundsException.class, () -> part.remove(index));
                if (index != 2) {
                    assertThrows(IndexOutOfBoundsException.class, () -> part.add(index, 1L));
                    assertThrows(IndexOutOfBoundsException.class, () -> part.addAll(index, List.of(1L)));
                    assertThrows(IndexOutOfBoundsException.class, () -> part.listIterator(index));
                    assertThrows(RuntimeException.class, () -> part.subList(0, index));
                }
            }
        });
    }

    @Test
    void removesNothingWithAnIteratorThatReturnedNothing() {
        onBoth(each -> Collections.addAll(each, 0L, 1L));
        onBoth(each -> {
            final ListIterator<Long> iterator = each.listIterator();
            assertThrows(IllegalStateException.class, iterator::remove);
            assertThrows(IllegalStateException.class, () -> iterator.set(1L));
            assertThrows(NoSuchElementException.class, iterator::previous);
            iterator.next();
            iterator.remove();
            assertThrows(IllegalStateException.class, iterator::remove);
            assertEquals(-1, iterator.previousIndex());
            iterator.forEachRemaining(element -> assertEquals(1L, element));
            assertFalse(iterator.hasNext());
        });
    }

    @Test
    void equalsAgronasListOfTheSameElements() {
        final org.agrona.collections.LongArrayList agrona = new org.agrona.collections.LongArrayList(4, NULL_VALUE);
        assertEquals(agrona, list);
        for (final Long element : Arrays.asList(1L, null, -1L)) {
            list.add(element);
            agrona.add(element);
        }
        assertEquals(agrona, list);
        assertEquals(list, agrona);
        assertEquals(agrona.hashCode(), list.hashCode());
        assertEquals(agrona.toString(), list.toString());
        agrona.setLong(0, 2);
        assertNotEquals(agrona, list);
        assertNotEquals(list, agrona);
    }

    @Test
    void takesTheNullValueForNullWhereverItIsBoxed() {
        Collections.addAll(list, 1L, null);
        assertTrue(list.contains(NULL_VALUE));
        assertEquals(1, list.indexOf((Object) NULL_VALUE));
        assertEquals(1, list.lastIndexOf((Object) null));
        assertEquals(-1, list.indexOf("1"));
        assertFalse(list.remove("1"));
        assertTrue(list.remove((Object) NULL_VALUE));
        assertEquals(List.of(1L), list);
    }

    @Test
    void isAsItWasWhenTheOrderChangesItWhileItIsSorted() {
        try (LongArrayList list = new LongArrayList(GlobalAllocator.INSTANCE)) {
            list.addAll(List.of(3L, 2L, 1L));
            assertThrows(
                    ConcurrentModificationException.class,
                    () -> list.sort((a, b) -> {
                        list.addLong(9);
                        return Long.compare(a, b);
                    }));
            assertEquals(List.of(3L, 2L, 1L), list.subList(0, 3));
            list.clear();
            list.addAll(List.of(3L, 2L, 1L));
            assertThrows(
                    ConcurrentModificationException.class,
                    () -> list.sort((a, b) -> {
                        list.clear();
                        return Long.compare(a, b);
                    }));
            assertEquals(List.of(), list);
        }
    }

    @Test
    void sortsByItselfWithoutAnOrderUnlessItHasNulls() {
        onBoth(each -> Collections.addAll(each, 3L, 1L, 2L));
        onBoth(each -> each.sort(null));
        onBoth(each -> each.add(null));
        onBoth(each -> assertThrows(NullPointerException.class, () -> each.sort(null)));
        onBoth(each -> each.sort(Comparator.nullsFirst(Comparator.reverseOrder())));
    }

    @Test
    void refusesASubListOnceTheListHasChanged() {
        Collections.addAll(list, 0L, 1L, 2L);
        final List<Long> part = list.subList(0, 2);
        list.addLong(3);
        assertThrows(ConcurrentModificationException.class, () -> part.get(0));
        assertThrows(ConcurrentModificationException.class, part::size);
    }

    @Test
    void refusesIndexesAsAnArrayListDoes() {
        onBoth(each -> Collections.addAll(each, 0L, 1L));
        onBoth(each -> assertThrows(IndexOutOfBoundsException.class, () -> each.get(2)));
        onBoth(each -> assertThrows(IndexOutOfBoundsException.class, () -> each.get(-1)));
        onBoth(each -> assertThrows(IndexOutOfBoundsException.class, () -> each.set(2, 0L)));
        onBoth(each -> assertThrows(IndexOutOfBoundsException.class, () -> each.add(3, 0L)));
        onBoth(each -> assertThrows(IndexOutOfBoundsException.class, () -> each.remove(2)));
        onBoth(each -> assertThrows(IndexOutOfBoundsException.class, () -> each.addAll(3, List.of(1L))));
        onBoth(each -> assertThrows(IndexOutOfBoundsException.class, () -> each.addAll(3, List.of())));
        onBoth(each -> assertThrows(IndexOutOfBoundsException.class, () -> each.addAll(-1, List.of(1L))));
        onBoth(each -> assertThrows(IndexOutOfBoundsException.class, () -> each.listIterator(3)));
    }

    @Test
    void addsItselfToItself() {
        onBoth(each -> assertFalse(each.addAll(each)));
        onBoth(each -> assertFalse(each.addAll(0, List.of())));
        onBoth(each -> Collections.addAll(each, 1L, 2L));
        onBoth(each -> assertTrue(each.addAll(each)));
        onBoth(each -> assertTrue(each.addAll(1, each)));
        onBoth(each -> assertFalse(each.addAll(List.of())));
    }

    @Test
    void addsAllOrNothing() {
        try (BumpAllocator bump = new BumpAllocator(12 * Long.BYTES);
                LongArrayList bounded = new LongArrayList(bump, 4)) {
            Collections.addAll(bounded, 1L, 2L);
            final List<Long> tooMany = Collections.nCopies(11, 3L);
            assertThrows(AllocationFailedException.class, () -> bounded.addAll(tooMany));
            assertThrows(AllocationFailedException.class, () -> bounded.addAll(1, tooMany));
            assertThrows(
                    AllocationFailedException.class, () -> bounded.subList(0, 1).addAll(tooMany));
            assertEquals(List.of(1L, 2L), bounded);
            assertTrue(bounded.addAll(1, Collections.nCopies(10, 3L)));
            assertEquals(12, bounded.size());
            assertEquals(2, bounded.getLong(11));
        }
    }

    @Test
    void addsWhatACollectionHasOnceThatHasChangedTheList() {
        Collections.addAll(list, 1L, 2L, 3L);
        final List<Long> clearing = new ArrayList<>(List.of(4L)) {
            private static final long serialVersionUID = 1L;

            @Override
            public <T> T[] toArray(T[] array) {
                list.clear();
                return super.toArray(array);
            }
        };
        list.addAll(clearing);
        assertEquals(List.of(4L), list);
        assertThrows(IndexOutOfBoundsException.class, () -> list.addAll(1, clearing));
        assertTrue(list.isEmpty());
    }

    @Test
    @SuppressWarnings({"unchecked", "rawtypes"})
    void addsNoneOfElementsThatAreNotAllLong() {
        Collections.addAll(list, 1L, 2L);
        assertThrows(ArrayStoreException.class, () -> list.addAll(1, (List) List.of(3L, "4")));
        assertEquals(List.of(1L, 2L), list);
    }

    private void onBoth(Consumer<List<Long>> action) {
        action.accept(list);
        action.accept(model);
        assertEquals(model, list);
        assertEquals(list, model);
        assertEquals(model.hashCode(), list.hashCode());
        assertEquals(model.toString(), list.toString());
    }
}
