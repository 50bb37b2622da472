package org.sideheap.collections;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTimeoutPreemptively;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.time.Duration;
import java.util.Arrays;
import java.util.Collection;
import java.util.Collections;
import java.util.ConcurrentModificationException;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.TreeSet;
import java.util.function.BiPredicate;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.sideheap.allocators.AllocationFailedException;
import org.sideheap.allocators.AllocatorContext;
import org.sideheap.allocators.FreeListAllocator;
import org.sideheap.allocators.GlobalAllocator;
import org.sideheap.allocators.PoolAllocator;

class LongHashSetTest {
    private static final List<long[]> SAMPLES = List.of(
            new long[] {},
            new long[] {0},
            new long[] {5},
            new long[] {0, 5, 7},
            new long[] {7, 8, 9},
            LongStream.range(0, 40).toArray(),
            LongStream.range(1, 200).toArray());

    private static final List<BiPredicate<Set<Long>, Collection<Long>>> OPERATIONS =
            List.of(Set::addAll, Set::removeAll, Set::retainAll, Set::containsAll, Set::equals);

    @Test
    void beginsEmptyAndWithoutMemory() {
        try (FreeListAllocator allocator = new FreeListAllocator(1024);
                LongHashSet set = new LongHashSet(allocator)) {
            assertTrue(set.isEmpty());
            assertEquals(0, set.size());
            assertEquals(0, set.capacity());
            assertEquals(0, set.resizeThreshold());
            assertEquals(0.65f, set.loadFactor());
            assertEquals("[]", set.toString());
            assertFalse(set.contains(0));
            assertFalse(set.contains(1));
            assertFalse(set.remove(0));
            assertFalse(set.remove(1));
            assertFalse(set.iterator().hasNext());
            set.clear();
            set.compact();
            assertEquals(0, allocator.stats().allocationCount());
        }
    }

    @Test
    void takesTheParametersOfAgronasInTheSameOrder() {
        try (FreeListAllocator allocator = new FreeListAllocator(1 << 16)) {
            try (AllocatorContext.Scope scope = AllocatorContext.use(allocator);
                    LongHashSet plain = new LongHashSet();
                    LongHashSet sized = new LongHashSet(100);
                    LongHashSet factored = new LongHashSet(100, 0.5f);
                    LongHashSet all = new LongHashSet(LongHashSet.DEFAULT_INITIAL_CAPACITY, 0.5f, false);
                    LongHashSet here = new LongHashSet(GlobalAllocator.INSTANCE, 100, 0.5f, true)) {
                assertTrue(scope != null);
                assertEquals(0, plain.capacity());
                assertEquals(128, sized.capacity());
                assertEquals(64, factored.resizeThreshold());
                assertEquals(0.5f, all.loadFactor());
                assertEquals(8, all.capacity());
                assertEquals(128, here.capacityAsLong());
                assertEquals(3, allocator.stats().liveCount());
            }
            assertEquals(0, allocator.stats().liveCount());
        }
        assertThrows(IllegalArgumentException.class, () -> new LongHashSet(GlobalAllocator.INSTANCE, -1));
        assertThrows(IllegalArgumentException.class, () -> new LongHashSet(GlobalAllocator.INSTANCE, 8, 0.95f));
        assertThrows(NullPointerException.class, () -> new LongHashSet(null, 8));
    }

    @Test
    void holdsEachNumber() {
        final long[] extremes = {0, 1, -1, Long.MIN_VALUE, Long.MAX_VALUE, 1L << 32, -1L << 32};
        try (LongHashSet set = new LongHashSet(GlobalAllocator.INSTANCE)) {
            for (final long element : extremes) {
                assertFalse(set.contains(element));
                assertTrue(set.add(element));
                assertFalse(set.add(element));
                assertTrue(set.contains(element));
            }
            assertEquals(extremes.length, set.size());
            for (final long element : extremes) {
                assertTrue(set.remove(element));
                assertFalse(set.remove(element));
                assertFalse(set.contains(element));
            }
            assertTrue(set.isEmpty());
        }
    }

    @Test
    void hasZeroLikeAnyOther() {
        try (FreeListAllocator allocator = new FreeListAllocator(1024);
                LongHashSet set = new LongHashSet(allocator)) {
            assertTrue(set.add(0));
            assertFalse(set.isEmpty());
            assertEquals(1, set.size());
            assertEquals("[0]", set.toString());
            set.compact();
            assertTrue(set.contains(0));
            assertFalse(set.add(0));
            set.add(1);
            set.remove(1);
            assertEquals(Set.of(0L), set);
            assertTrue(set.remove(0));
            assertFalse(set.remove(0));
            assertFalse(set.contains(0));
            assertTrue(set.isEmpty());
            set.compact();
            assertEquals(0, allocator.stats().liveCount());
        }
    }

    @ParameterizedTest
    @ValueSource(longs = {1L << 50, 1L << 59, (1L << 59) + 1, 1L << 62, Long.MAX_VALUE})
    void declinesACapacityThatNoMemoryHas(long capacity) {
        final long liveCount = GlobalAllocator.INSTANCE.stats().liveCount();
        assertThrows(AllocationFailedException.class, () -> new LongHashSet(GlobalAllocator.INSTANCE, capacity));
        assertEquals(liveCount, GlobalAllocator.INSTANCE.stats().liveCount());
        try (LongHashSet set = setOf(1, 2, 3)) {
            assertThrows(AllocationFailedException.class, () -> set.reserve(capacity));
            assertEquals(Set.of(1L, 2L, 3L), set);
        }
    }

    @Test
    void isEqualToSetsOfTheSameElementsBothWays() {
        final org.agrona.collections.LongHashSet agrona = new org.agrona.collections.LongHashSet();
        final Set<Long> model = new HashSet<>();
        try (LongHashSet set = new LongHashSet(GlobalAllocator.INSTANCE);
                LongHashSet other = new LongHashSet(GlobalAllocator.INSTANCE, 1000)) {
            for (long element = -5; element < 50; element += 5) {
                set.add(element);
                other.add(element);
                agrona.add(element);
                model.add(element);
            }
            for (final Set<Long> same : List.of(model, new TreeSet<>(model), agrona, other, set)) {
                assertEquals(set, same);
                assertEquals(same, set);
                assertEquals(same.hashCode(), set.hashCode());
            }
            for (final Set<Long> same : List.of(model, agrona, other)) {
                same.remove(0L);
                assertNotEquals(set, same);
                assertNotEquals(same, set);
                same.add(1000L);
                assertNotEquals(set, same);
                assertNotEquals(same, set);
            }
            assertNotEquals(set, List.copyOf(model));
            assertFalse(set.equals(null));
        }
        try (LongHashSet set = setOf(1)) {
            assertNotEquals(set, Set.of("1"));
            assertNotEquals(set, Collections.singleton(null));
            assertNotEquals(Set.of("1"), set);
        }
    }

    @Test
    void doesWithAnotherSetWhatAHashSetDoes() {
        for (final BiPredicate<Set<Long>, Collection<Long>> operation : OPERATIONS) {
            for (final long[] left : SAMPLES) {
                for (final long[] right : SAMPLES) {
                    final Set<Long> model = boxed(left);
                    final boolean expected = operation.test(model, boxed(right));
                    try (LongHashSet withSet = setOf(left);
                            LongHashSet withCollection = setOf(left);
                            LongHashSet other = setOf(right)) {
                        assertEquals(expected, operation.test(withSet, other));
                        assertEquals(model, withSet);
                        assertEquals(expected, operation.test(withCollection, boxed(right)));
                        assertEquals(model, withCollection);
                        assertEquals(boxed(right), other);
                    }
                }
            }
        }
    }

    @Test
    void doesWithItselfWhatAHashSetDoes() {
        for (final BiPredicate<Set<Long>, Collection<Long>> operation : OPERATIONS) {
            for (final long[] elements : SAMPLES) {
                final Set<Long> model = boxed(elements);
                final boolean expected = operation.test(model, boxed(elements));
                try (LongHashSet set = setOf(elements)) {
                    assertEquals(expected, operation.test(set, set));
                    assertEquals(model, set);
                }
            }
        }
    }

    @Test
    void copiesASetOfAnyCapacity() {
        for (final long[] left : SAMPLES) {
            for (final long[] right : SAMPLES) {
                try (LongHashSet set = setOf(left);
                        LongHashSet other = setOf(right)) {
                    set.copy(other);
                    assertEquals(boxed(right), set);
                    assertEquals(boxed(right), other);
                    set.copy(set);
                    assertEquals(boxed(right), set);
                }
            }
        }
    }

    @Test
    void givesTheDifferenceAsASetOnItsAllocatorOrNull() {
        try (FreeListAllocator allocator = new FreeListAllocator(1 << 20);
                LongHashSet set = new LongHashSet(allocator)) {
            for (long element = 0; element < 100; element++) {
                set.add(element);
            }
            final long liveCount = allocator.stats().liveCount();
            try (LongHashSet more = setOf(LongStream.range(-5, 150).toArray());
                    LongHashSet less = setOf(LongStream.range(1, 90).toArray());
                    LongHashSet allButZero = setOf(LongStream.range(1, 100).toArray())) {
                assertNull(set.difference(more));
                assertNull(set.difference(set));
                assertEquals(liveCount, allocator.stats().liveCount());
                try (LongHashSet difference = set.difference(less);
                        LongHashSet zero = set.difference(allButZero)) {
                    assertEquals(boxed(0, 90, 91, 92, 93, 94, 95, 96, 97, 98, 99), difference);
                    assertEquals(Set.of(0L), zero);
                    assertEquals(liveCount + 2, allocator.stats().liveCount());
                }
            }
            assertEquals(liveCount, allocator.stats().liveCount());
        }
    }

    @Test
    void growsForWhatIsNewAmongElementsThatRepeat() {
        try (LongHashSet set = setOf(1)) {
            assertTrue(set.addAll(Collections.nCopies(10_000, 7L)));
            assertEquals(Set.of(1L, 7L), set);
            assertEquals(8, set.capacity());
            assertFalse(set.addAll(Collections.nCopies(10_000, 1L)));
            assertThrows(NullPointerException.class, () -> set.addAll(Arrays.asList(2L, null)));
        }
    }

    @Test
    void findsNothingForWhatIsNoLong() {
        try (LongHashSet set = setOf(0, 5)) {
            for (final Object stranger : new Object[] {null, "5", 5, 5.0, 0}) {
                assertFalse(set.contains(stranger));
                assertFalse(set.remove(stranger));
                assertFalse(set.containsAll(Collections.singleton(stranger)));
                assertFalse(set.removeAll(Collections.singleton(stranger)));
            }
            assertThrows(NullPointerException.class, () -> set.add(null));
            assertEquals(Set.of(0L, 5L), set);
            assertTrue(set.contains((Object) 0L) && set.contains((Object) 5L));
            assertTrue(set.remove((Object) 0L) && set.remove((Object) 5L));
        }
    }

    @Test
    void goesIntoArrays() {
        try (LongHashSet set = setOf(3, 0, 2)) {
            final Object[] objects = set.toArray();
            final Long[] longs = set.toArray(new Long[0]);
            final Number[] larger = {9, 9, 9, 9, 9};
            assertSame(larger, set.toArray(larger));
            assertArrayEquals(objects, longs);
            assertArrayEquals(longs, Arrays.copyOf(larger, 3));
            assertNull(larger[3]);
            assertEquals(9, larger[4]);
            assertEquals(Set.of(0L, 2L, 3L), Set.of(objects));
            assertEquals(List.of(objects).toString(), set.toString());
            assertArrayEquals(objects, set.stream().toArray());
            assertThrows(ArrayStoreException.class, () -> set.toArray(new String[0]));
        }
    }

    @Test
    @SuppressWarnings("try") // closed early by who is asked
    void stopsIteratingWhenItIsChangedFromInside() {
        try (LongHashSet set = setOf(LongStream.range(0, 10).toArray())) {
            assertThrows(ConcurrentModificationException.class, () -> set.forEachLong(set::remove));
            assertThrows(ConcurrentModificationException.class, () -> set.forEach(element -> set.add(element + 100)));
            assertThrows(ConcurrentModificationException.class, () -> set.removeIfLong(set::remove));
            assertThrows(ConcurrentModificationException.class, () -> set.removeIf(element -> set.add(element + 500)));
            assertThrows(
                    IllegalStateException.class,
                    () -> set.retainAll(new HashSet<>() {
                        private static final long serialVersionUID = 1;

                        @Override
                        public boolean contains(Object element) {
                            set.close();
                            return false;
                        }
                    }));
            assertThrows(IllegalStateException.class, set::size);
        }
        try (LongHashSet zero = setOf(0)) {
            assertThrows(ConcurrentModificationException.class, () -> zero.forEachLong(zero::remove));
            zero.add(0);
            assertThrows(ConcurrentModificationException.class, () -> zero.removeIfLong(zero::remove));
        }
    }

    @Test
    void leavesTheSetAloneWhenAFilterThrows() {
        try (LongHashSet set = setOf(1, 2, 3)) {
            assertThrows(ArithmeticException.class, () -> set.removeIfLong(element -> Math.floorMod(element, 0) == 0));
            assertEquals(Set.of(1L, 2L, 3L), set);
        }
    }

    @Test
    void hasRoomForWhatItReserved() {
        try (FreeListAllocator allocator = new FreeListAllocator(1 << 20);
                LongHashSet set = new LongHashSet(allocator)) {
            set.add(7);
            set.reserve(1000);
            assertTrue(set.contains(7));
            assertEquals(2048, set.capacity());
            final long allocationCount = allocator.stats().allocationCount();
            for (long element = 100; element < 1099; element++) {
                set.add(element);
            }
            set.reserve(5);
            assertEquals(allocationCount, allocator.stats().allocationCount());
            assertEquals(1000, set.size());
            assertThrows(IllegalArgumentException.class, () -> set.reserve(-1));
        }
    }

    /** In a table of two groups, keys of each have soon gone to the other, so that no group ends a search. */
    @Test
    void findsAnEndWhereAllGroupsWerePassed() {
        final SplittableRandom random = new SplittableRandom(3);
        assertTimeoutPreemptively(Duration.ofMinutes(1), () -> {
            for (int table = 0; table < 200; table++) {
                keysComeAndGoInTwoGroups(random);
            }
        });
    }

    private static void keysComeAndGoInTwoGroups(SplittableRandom random) {
        try (LongHashSet set = new LongHashSet(GlobalAllocator.INSTANCE, 16, 0.8f)) {
            final Set<Long> model = new HashSet<>();
            for (int step = 0; step < 1000; step++) {
                final long element = random.nextInt(40);
                if (model.size() < set.resizeThreshold() && random.nextInt(3) > 0) {
                    assertEquals(model.add(element), set.add(element));
                } else {
                    assertEquals(model.remove(element), set.remove(element));
                }
                assertFalse(set.contains(element + 100));
            }
            assertEquals(16, set.capacity());
            assertEquals(model, set);
        }
    }

    @Test
    void hasAllOfAPoolsBlockAndNoMore() {
        try (PoolAllocator pool = new PoolAllocator(24 * 8, 2);
                LongHashSet set = new LongHashSet(pool)) {
            for (long element = 1; element <= 10; element++) {
                set.add(element);
            }
            assertEquals(16, set.capacity());
            assertThrows(AllocationFailedException.class, () -> set.add(11));
            assertEquals(10, set.size());
            assertEquals(1, pool.allocatedBlockCount());
        }
    }

    @Test
    void anIteratorSaysHowManyAreLeft() {
        try (LongHashSet set = setOf(1, 2, 3)) {
            final LongHashSet.LongIterator iterator = set.iterator();
            for (int left = 3; left > 0; left--) {
                assertEquals(left, iterator.remaining());
                iterator.nextValue();
            }
            assertEquals(0, iterator.remaining());
        }
    }

    private static Set<Long> boxed(long... elements) {
        final Set<Long> boxed = new HashSet<>();
        for (final long element : elements) {
            boxed.add(element);
        }
        return boxed;
    }

    private static LongHashSet setOf(long... elements) {
        final LongHashSet set = new LongHashSet(GlobalAllocator.INSTANCE);
        for (final long element : elements) {
            set.add(element);
        }
        return set;
    }
}
