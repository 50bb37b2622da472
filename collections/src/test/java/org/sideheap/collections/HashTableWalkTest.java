package org.sideheap.collections;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ConcurrentModificationException;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.NoSuchElementException;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.function.Consumer;
import java.util.function.LongPredicate;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.function.Executable;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.sideheap.allocators.BumpAllocator;
import org.sideheap.allocators.GlobalAllocator;

/**
 * Walks over a map and a set, that remove on the way.
 *
 * <p>Tables are small and fuller than usual, so that runs are long and go around the end; there are many, as each has a
 * seed of its own.
 */
class HashTableWalkTest {
    private static final int TABLES = 3000;
    private static final float LOAD_FACTOR = 0.9f;

    private final SplittableRandom random = new SplittableRandom(5);

    @ParameterizedTest
    @ValueSource(ints = {0, 10, 50, 90, 100})
    void seesEachEntryOnceWhateverItRemoves(int percent) {
        for (int i = 0; i < TABLES; i++) {
            final int count = random.nextInt(60);
            try (Long2LongHashMap map = Tables.map(GlobalAllocator.INSTANCE, LOAD_FACTOR, -1, i % 2 * 256)) {
                final Map<Long, Long> model = new HashMap<>();
                for (int n = 0; n < count; n++) {
                    final long key = random.nextInt(100);
                    map.put(key, n);
                    model.put(key, (long) n);
                }
                final Map<Long, Long> seen = new HashMap<>();
                final Map<Long, Long> kept = new HashMap<>(model);
                final Long2LongHashMap.Cursor cursor = map.cursor();
                for (long remaining = model.size(); cursor.advance(); ) {
                    assertEquals(--remaining, cursor.remaining());
                    assertEquals(null, seen.put(cursor.key(), cursor.value()));
                    if (random.nextInt(100) < percent) {
                        assertEquals(kept.remove(cursor.key()), cursor.remove());
                    } else {
                        kept.put(cursor.key(), cursor.value() + 1);
                        assertEquals(cursor.value(), cursor.setValue(cursor.value() + 1));
                    }
                }
                assertEquals(model, seen);
                assertEquals(kept, map);
                assertFalse(cursor.advance());
                cursor.rewind();
                assertEquals(kept.size(), cursor.remaining());
            }
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 10, 50, 90, 100})
    void seesEachElementOnceWhateverItRemoves(int percent) {
        for (int i = 0; i < TABLES; i++) {
            final int count = random.nextInt(60);
            try (LongHashSet set = Tables.set(GlobalAllocator.INSTANCE, LOAD_FACTOR, i % 2 * 256)) {
                final Set<Long> model = new HashSet<>();
                for (int n = 0; n < count; n++) {
                    final long element = random.nextInt(100);
                    assertEquals(model.add(element), set.add(element));
                }
                final Set<Long> seen = new HashSet<>();
                final Set<Long> kept = new HashSet<>(model);
                final LongHashSet.Cursor cursor = set.cursor();
                for (long remaining = model.size(); cursor.advance(); ) {
                    assertEquals(--remaining, cursor.remaining());
                    assertTrue(seen.add(cursor.value()));
                    if (random.nextInt(100) < percent) {
                        assertTrue(kept.remove(cursor.remove()));
                    }
                }
                assertEquals(model, seen);
                assertEquals(kept, set);
                assertFalse(cursor.advance());
                cursor.rewind();
                assertEquals(kept.size(), cursor.remaining());
            }
        }
    }

    @Test
    void removesWhatAFilterPicksFromEachView() {
        for (int i = 0; i < TABLES; i++) {
            final int modulus = 1 + random.nextInt(5);
            final LongPredicate isPicked = number -> number % modulus == 0;
            final Map<Long, Long> model = new HashMap<>();
            try (Long2LongHashMap byKey = Tables.map(GlobalAllocator.INSTANCE, LOAD_FACTOR, -1, i % 2 * 256);
                    LongHashSet set = Tables.set(GlobalAllocator.INSTANCE, LOAD_FACTOR, i % 2 * 256)) {
                for (int n = random.nextInt(60); n > 0; n--) {
                    final long key = random.nextInt(100);
                    model.put(key, key * 2);
                    byKey.put(key, key * 2);
                    set.add(key);
                }
                try (Long2LongHashMap byValue = new Long2LongHashMap(GlobalAllocator.INSTANCE, byKey);
                        Long2LongHashMap byEntry = new Long2LongHashMap(GlobalAllocator.INSTANCE, byKey)) {
                    final boolean removes = model.keySet().removeIf(isPicked::test);
                    assertEquals(removes, byKey.keySet().removeIfLong(isPicked));
                    assertEquals(removes, byValue.values().removeIfLong(value -> isPicked.test(value / 2)));
                    assertEquals(removes, byEntry.entrySet().removeIfLong((key, value) -> isPicked.test(value - key)));
                    assertEquals(removes, set.removeIfLong(isPicked));
                    assertEquals(model, byKey);
                    assertEquals(model, byValue);
                    assertEquals(model, byEntry);
                    assertEquals(model.keySet(), set);
                }
            }
        }
    }

    @Test
    void goesNoFurtherAfterAChangeItDidNotMake() {
        assertStops(map -> map.put(100, 1), set -> set.add(100));
        assertStops(map -> map.remove(3), set -> set.remove(3));
        assertStops(map -> map.remove(0), set -> set.remove(0));
        assertStops(Long2LongHashMap::clear, LongHashSet::clear);
        assertStops(Long2LongHashMap::compact, LongHashSet::compact);
        assertStops(map -> map.reserve(1000), set -> set.reserve(1000));
        assertStops(map -> map.cursor().advance(), set -> set.cursor().advance(), false);
        assertStops(map -> map.put(3, 5), set -> set.add(3), false);
    }

    private static void assertStops(Consumer<Long2LongHashMap> mapChange, Consumer<LongHashSet> setChange) {
        assertStops(mapChange, setChange, true);
    }

    private static void assertStops(
            Consumer<Long2LongHashMap> mapChange, Consumer<LongHashSet> setChange, boolean shouldStop) {
        try (Long2LongHashMap map = new Long2LongHashMap(GlobalAllocator.INSTANCE, 64, 0.65f, -1);
                LongHashSet set = new LongHashSet(GlobalAllocator.INSTANCE, 64)) {
            for (long key = 0; key < 10; key++) {
                map.put(key, key);
                set.add(key);
            }
            final Long2LongHashMap.Cursor entries = map.cursor();
            final LongHashSet.Cursor elements = set.cursor();
            final Iterator<Long> keyIterator = map.keySet().iterator();
            final Iterator<Long> elementIterator = set.iterator();
            assertTrue(entries.advance() && elements.advance());
            keyIterator.next();
            elementIterator.next();
            mapChange.accept(map);
            setChange.accept(set);
            for (final Executable step : List.<Executable>of(
                    entries::advance,
                    entries::key,
                    entries::value,
                    () -> entries.setValue(8),
                    entries::remove,
                    elements::advance,
                    elements::value,
                    elements::remove,
                    keyIterator::next,
                    keyIterator::remove,
                    elementIterator::next,
                    elementIterator::remove)) {
                if (shouldStop) {
                    assertThrows(ConcurrentModificationException.class, step);
                }
            }
            if (!shouldStop) {
                assertTrue(entries.advance() && elements.advance());
            }
            entries.rewind();
            elements.rewind();
            long seen = 0;
            while (entries.advance() && elements.advance()) {
                seen++;
            }
            assertEquals(map.size(), seen);
            assertEquals(map.size(), set.size());
        }
    }

    @Test
    void standsOnNothingBeforeTheFirstAfterTheLastAndAfterARemoval() {
        try (Long2LongHashMap map = new Long2LongHashMap(GlobalAllocator.INSTANCE, -1);
                LongHashSet set = new LongHashSet(GlobalAllocator.INSTANCE)) {
            for (long key = 0; key < 2; key++) {
                map.put(key, key);
                set.add(key);
            }
            final Long2LongHashMap.Cursor entries = map.cursor();
            final LongHashSet.Cursor elements = set.cursor();
            assertStandsOnNothing(entries, elements);
            assertTrue(entries.advance() && elements.advance());
            entries.remove();
            elements.remove();
            assertStandsOnNothing(entries, elements);
            assertTrue(entries.advance() && elements.advance());
            assertFalse(entries.advance() || elements.advance());
            assertStandsOnNothing(entries, elements);
            assertEquals(1, map.size());
            assertEquals(1, set.size());
            final Long2LongHashMap.EntryIterator iterator = map.entrySet().iterator();
            assertThrows(IllegalStateException.class, iterator::remove);
            iterator.next();
            iterator.remove();
            assertThrows(IllegalStateException.class, iterator::remove);
            assertThrows(IllegalStateException.class, iterator::getLongKey);
            assertThrows(NoSuchElementException.class, iterator::next);
            assertThrows(NoSuchElementException.class, map.keySet().iterator()::nextValue);
            assertThrows(NoSuchElementException.class, map.values().iterator()::nextValue);
        }
    }

    private static void assertStandsOnNothing(Long2LongHashMap.Cursor entries, LongHashSet.Cursor elements) {
        assertThrows(IllegalStateException.class, entries::key);
        assertThrows(IllegalStateException.class, entries::value);
        assertThrows(IllegalStateException.class, () -> entries.setValue(5));
        assertThrows(IllegalStateException.class, entries::remove);
        assertThrows(IllegalStateException.class, elements::value);
        assertThrows(IllegalStateException.class, elements::remove);
    }

    @Test
    void endsWithTheTableItWalksOver() {
        for (final int count : new int[] {0, 1, 5}) {
            try (BumpAllocator bump = new BumpAllocator(1 << 14)) {
                final Long2LongHashMap map = new Long2LongHashMap(bump, -1);
                final LongHashSet set = new LongHashSet(bump);
                for (long key = 0; key < count; key++) {
                    map.put(key, key);
                    set.add(key);
                }
                final Long2LongHashMap.Cursor entries = map.cursor();
                final LongHashSet.Cursor elements = set.cursor();
                assertEquals(count > 0, entries.advance());
                assertEquals(count > 0, elements.advance());
                bump.reset();
                for (final Executable step : List.<Executable>of(
                        entries::advance,
                        entries::key,
                        entries::value,
                        entries::remove,
                        elements::advance,
                        elements::value,
                        elements::remove)) {
                    assertThrows(IllegalStateException.class, step);
                }
                for (final Executable step :
                        List.<Executable>of(entries::rewind, map::cursor, elements::rewind, set::cursor)) {
                    final String message =
                            assertThrows(IllegalStateException.class, step).getMessage();
                    assertTrue(message.endsWith(" is closed: BumpAllocator was reset"), message);
                }
            }
        }
    }

    @Test
    void walksInsideAWalk() {
        try (Long2LongHashMap map = new Long2LongHashMap(GlobalAllocator.INSTANCE, -1);
                LongHashSet set = new LongHashSet(GlobalAllocator.INSTANCE)) {
            for (long key = 0; key < 10; key++) {
                map.put(key, key);
                set.add(key);
            }
            long pairs = 0;
            for (final long outer : map.keySet()) {
                for (final long inner : map.keySet()) {
                    for (final long value : map.values()) {
                        pairs += outer + inner + value;
                    }
                }
            }
            assertEquals(3 * 45 * 100, pairs);
            pairs = 0;
            for (final long outer : set) {
                for (final long inner : set) {
                    pairs += outer * inner;
                }
            }
            assertEquals(45 * 45, pairs);
        }
    }

    @ParameterizedTest
    @ValueSource(longs = {0, 256})
    void noticesAChangeByTheLastCallOfAnAction(long segmentByteSize) {
        try (Long2LongHashMap map = Tables.map(GlobalAllocator.INSTANCE, LOAD_FACTOR, -1, segmentByteSize);
                LongHashSet set = Tables.set(GlobalAllocator.INSTANCE, LOAD_FACTOR, segmentByteSize)) {
            map.put(1, 1);
            set.add(1);
            assertChanged(() -> map.keySet().forEach(key -> map.put(map.size() + 1, 1)));
            map.keySet().removeIfLong(key -> key != 1);
            assertChanged(() -> map.values().forEach(value -> map.clear()));
            map.put(1, 1);
            assertChanged(() -> map.entrySet().forEach(entry -> map.remove(1)));
            map.put(1, 1);
            assertChanged(() -> map.keySet().iterator().forEachRemaining(key -> map.put(2, 2)));
            assertChanged(() -> set.forEach(element -> set.add(set.size() + 1)));
            set.removeIfLong(element -> element != 1);
            assertChanged(() -> set.stream().forEach(element -> set.remove(1)));
            set.add(1);
            assertThrows(IllegalStateException.class, () -> set.forEach(element -> set.close()));
        }
    }

    @Test
    void tellsNoStaleCounts() {
        try (Long2LongHashMap map = new Long2LongHashMap(GlobalAllocator.INSTANCE, -1)) {
            map.put(1, 1);
            map.put(2, 2);
            final Long2LongHashMap.Cursor cursor = map.cursor();
            final Long2LongHashMap.KeyIterator iterator = map.keySet().iterator();
            final Set<Map.Entry<Long, Long>> entries = map.entrySet();
            map.remove(1);
            assertChanged(cursor::remaining);
            assertChanged(iterator::hasNext);
            assertChanged(iterator::remaining);
            map.close();
            assertThrows(IllegalStateException.class, cursor::remaining);
            assertThrows(IllegalStateException.class, iterator::hasNext);
            assertThrows(IllegalStateException.class, () -> entries.contains(null));
            assertThrows(IllegalStateException.class, () -> entries.remove(null));
        }
    }

    private static void assertChanged(Executable executable) {
        assertThrows(ConcurrentModificationException.class, executable);
    }
}
