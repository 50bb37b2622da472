package org.sideheap.collections;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.AbstractMap;
import java.util.ArrayList;
import java.util.Collection;
import java.util.ConcurrentModificationException;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.Collectors;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.sideheap.allocators.GlobalAllocator;

/** The map as a {@link Map}, and its views, by the side of those of the JDK and of Agrona. */
class Long2LongHashMapAsMapTest {
    private static final long MISSING = -1;

    private final Map<Long, Long> model = new HashMap<>();
    private Long2LongHashMap map;

    @BeforeEach
    void fill() {
        map = new Long2LongHashMap(GlobalAllocator.INSTANCE, MISSING);
        for (long key = 0; key < 20; key++) {
            map.put(key, key * key);
            model.put(key, key * key);
        }
    }

    @AfterEach
    void close() {
        map.close();
    }

    @Test
    void isEqualToMapsOfTheSameEntriesBothWays() {
        final org.agrona.collections.Long2LongHashMap agrona = new org.agrona.collections.Long2LongHashMap(-7);
        agrona.putAll(model);
        try (Long2LongHashMap other = new Long2LongHashMap(GlobalAllocator.INSTANCE, 100, 0.5f, -3)) {
            other.putAll(model);
            for (final Map<Long, Long> same :
                    List.of(model, new TreeMap<>(model), new ConcurrentHashMap<>(model), agrona, other, map)) {
                assertEquals(map, same);
                assertEquals(same, map);
                assertEquals(same.hashCode(), map.hashCode());
                assertEquals(map.keySet(), same.keySet());
                assertEquals(same.keySet(), map.keySet());
                assertEquals(map.entrySet(), same.entrySet());
                assertEquals(same.entrySet(), map.entrySet());
                assertEquals(same.keySet().hashCode(), map.keySet().hashCode());
                assertEquals(same.entrySet().hashCode(), map.entrySet().hashCode());
            }
            for (final Map<Long, Long> same : List.of(model, agrona, other)) {
                same.put(5L, 77L);
                assertNotEquals(map, same);
                assertNotEquals(same, map);
                same.remove(5L);
                assertNotEquals(map, same);
                assertNotEquals(same, map);
                same.put(1000L, 25L);
                assertNotEquals(map, same);
                assertNotEquals(same, map);
            }
        }
    }

    @Test
    void isEqualToNoMapOfOtherTypes() {
        final Map<String, String> strings = new TreeMap<>();
        for (int i = 0; i < 20; i++) {
            strings.put("key " + i, "value");
        }
        assertNotEquals(map, strings);
        assertNotEquals(strings, map);
        assertNotEquals(map, model.keySet());
        assertFalse(map.equals(null));
        final Map<Integer, Integer> ints =
                model.keySet().stream().collect(Collectors.toMap(Long::intValue, key -> (int) (key * key)));
        assertNotEquals(map, ints);
    }

    @Test
    void isEqualToNoMapWithTheMissingValueWhereItHasNone() {
        try (Long2LongHashMap other = new Long2LongHashMap(GlobalAllocator.INSTANCE, -2)) {
            other.putAll(map);
            other.put(5, MISSING);
            assertNotEquals(map, other);
            assertNotEquals(other, map);
            map.remove(5);
            map.put(6000, 5);
            assertNotEquals(map, other);
            assertNotEquals(other, map);
        }
    }

    @Test
    void findsNothingForWhatIsNoLong() {
        for (final Object stranger : new Object[] {null, "5", 5, 5.0, (short) 5}) {
            assertNull(map.get(stranger));
            assertNull(map.remove(stranger));
            assertEquals(7L, map.getOrDefault(stranger, 7L));
            assertFalse(map.containsKey(stranger));
            assertFalse(map.containsValue(stranger));
            assertFalse(map.remove(5L, stranger));
            assertFalse(map.remove(stranger, 25L));
            assertFalse(map.keySet().contains(stranger));
            assertFalse(map.keySet().remove(stranger));
            assertFalse(map.values().contains(stranger));
            assertFalse(map.values().remove(stranger));
            assertFalse(map.entrySet().contains(stranger));
            assertFalse(map.entrySet().remove(stranger));
            assertFalse(map.entrySet().contains(new AbstractMap.SimpleEntry<>(5L, stranger)));
            assertFalse(map.entrySet().remove(new AbstractMap.SimpleEntry<>(stranger, 25L)));
        }
        assertEquals(model, map);
    }

    @Test
    void takesNoNull() {
        assertThrows(NullPointerException.class, () -> map.put(null, 1L));
        assertThrows(NullPointerException.class, () -> map.put(1L, null));
        assertThrows(NullPointerException.class, () -> map.putIfAbsent(100L, null));
        assertThrows(NullPointerException.class, () -> map.replace(1L, null));
        assertThrows(NullPointerException.class, () -> map.replace(1L, 1L, null));
        assertThrows(NullPointerException.class, () -> map.merge(1L, null, Long::sum));
        assertThrows(NullPointerException.class, () -> map.replaceAll((key, value) -> null));
        assertThrows(NullPointerException.class, () -> map.forEach(null));
        assertThrows(NullPointerException.class, () -> map.forEachLong(null));
        assertThrows(NullPointerException.class, () -> map.computeIfAbsent(1L, null));
        assertThrows(NullPointerException.class, () -> map.compute(1, null));
        assertThrows(NullPointerException.class, () -> map.putAll((Map<Long, Long>) null));
        assertEquals(model, map);
    }

    @Test
    void answersNullForWhatIsNotThere() {
        final Map<Long, Long> asMap = map;
        assertNull(asMap.get(100L));
        assertNull(asMap.put(100L, 1L));
        assertNull(asMap.putIfAbsent(101L, 1L));
        assertNull(asMap.replace(102L, 1L));
        assertNull(asMap.remove(102L));
        assertNull(asMap.getOrDefault(102L, null));
        assertEquals(1, asMap.put(100L, 2L));
        assertEquals(2, asMap.remove(100L));
    }

    @Test
    void computesAsAHashMapDoes() {
        for (long key = 0; key < 40; key += 3) {
            final long number = key;
            assertEquals(
                    model.computeIfAbsent(key, k -> number % 2 == 0 ? null : k),
                    map.computeIfAbsent((Long) key, k -> number % 2 == 0 ? null : k));
            assertEquals(
                    model.computeIfPresent(key + 1, (k, old) -> old % 2 == 0 ? null : k + old),
                    map.computeIfPresent((Long) (key + 1), (k, old) -> old % 2 == 0 ? null : k + old));
            assertEquals(
                    model.compute(key + 2, (k, old) -> old == null ? k : null),
                    map.compute((Long) (key + 2), (k, old) -> old == null ? k : null));
            assertEquals(
                    model.merge(key, 5L, (old, given) -> old % 2 == 0 ? null : old + given),
                    map.merge((Long) key, (Long) 5L, (old, given) -> old % 2 == 0 ? null : old + given));
            assertEquals(model, map);
        }
        model.replaceAll((key, value) -> key + value);
        map.replaceAll((key, value) -> key + value);
        assertEquals(model, map);
    }

    @Test
    void refusesAFunctionThatAnswersTheMissingValueForAValue() {
        assertThrows(IllegalArgumentException.class, () -> map.computeIfAbsent((Long) 100L, key -> MISSING));
        assertThrows(IllegalArgumentException.class, () -> map.computeIfPresent((Long) 1L, (key, old) -> MISSING));
        assertThrows(IllegalArgumentException.class, () -> map.compute((Long) 1L, (key, old) -> MISSING));
        assertThrows(IllegalArgumentException.class, () -> map.merge((Long) 1L, (Long) 1L, (a, b) -> MISSING));
        assertThrows(IllegalArgumentException.class, () -> map.replaceAll((key, value) -> MISSING));
        assertThrows(IllegalArgumentException.class, () -> map.replaceAllLong((key, value) -> MISSING));
        assertEquals(model, map);
    }

    @Test
    void itsValuesAnswerAsACollectionAndUnboxed() {
        final Collection<Long> values = map.values();
        assertEquals(20, values.size());
        assertFalse(values.isEmpty());
        assertTrue(values.contains(4L));
        assertFalse(values.contains(5L));
        assertTrue(map.values().contains(4));
        assertFalse(map.values().contains(5));
    }

    @Test
    void hasViewsThatAreAlwaysTheSameAndLive() {
        final Set<Long> keys = map.keySet();
        final Set<Map.Entry<Long, Long>> entries = map.entrySet();
        assertSame(keys, map.keySet());
        assertSame(entries, map.entrySet());
        assertSame(map.values(), map.values());
        map.put(100, 1000);
        model.put(100L, 1000L);
        assertTrue(keys.contains(100L) && map.values().contains(1000L) && entries.contains(Map.entry(100L, 1000L)));
        assertEquals(21, keys.size());
        assertEquals(model.entrySet(), entries);
        assertTrue(keys.remove(100L));
        assertFalse(keys.remove(100L));
        assertTrue(map.values().remove(4L));
        assertTrue(entries.remove(Map.entry(3L, 9L)));
        assertFalse(entries.remove(Map.entry(4L, 9L)));
        model.keySet().removeAll(Set.of(100L, 2L, 3L));
        assertEquals(model, map);
        assertTrue(keys.retainAll(Set.of(5L, 6L, 7L, 1000L)));
        assertTrue(map.values().removeAll(List.of(36L)));
        assertTrue(entries.removeIf(entry -> entry.getKey() == 7));
        assertEquals(Map.of(5L, 25L), map);
        assertThrows(UnsupportedOperationException.class, () -> keys.add(1L));
        keys.clear();
        assertTrue(map.isEmpty() && map.values().isEmpty() && entries.isEmpty() && keys.isEmpty());
        map.put(1, 1);
        map.values().clear();
        assertTrue(map.isEmpty());
        map.put(1, 1);
        entries.clear();
        assertTrue(map.isEmpty());
    }

    @Test
    void givesEntriesThatStayWhatTheyAre() {
        final List<Map.Entry<Long, Long>> entries = new ArrayList<>();
        for (final Map.Entry<Long, Long> entry : map.entrySet()) {
            entries.add(entry);
        }
        assertEquals(model.entrySet(), new HashSet<>(entries));
        assertEquals(model.entrySet(), new HashSet<>(List.of(map.entrySet().toArray())));
        assertEquals(20, map.entrySet().toArray(new Map.Entry<?, ?>[0]).length);
        for (final Map.Entry<Long, Long> entry : entries) {
            final long old = entry.getValue();
            assertEquals(old, entry.setValue(old + 1));
            assertEquals(old + 1, entry.getValue());
            assertEquals(old + 1, map.get(entry.getKey()));
            assertEquals(Map.entry(entry.getKey(), old + 1), entry);
            assertEquals(Map.entry(entry.getKey(), old + 1).hashCode(), entry.hashCode());
            assertEquals(entry.getKey() + "=" + (old + 1), entry.toString());
        }
        final Map.Entry<Long, Long> gone = entries.get(0);
        assertThrows(IllegalArgumentException.class, () -> gone.setValue(MISSING));
        assertThrows(NullPointerException.class, () -> gone.setValue(null));
        map.remove(gone.getKey());
        assertThrows(IllegalStateException.class, () -> gone.setValue(5L));
        assertFalse(map.containsKey(gone.getKey()));
    }

    @Test
    void showsTheCurrentEntryWithoutBoxing() {
        final Long2LongHashMap.EntryIterator iterator = map.entrySet().iterator();
        long sum = 0;
        for (int remaining = 20; iterator.hasNext(); remaining--) {
            assertEquals(remaining, iterator.remaining());
            final Map.Entry<Long, Long> entry = iterator.next();
            assertEquals(entry, iterator);
            assertEquals(iterator, entry);
            assertEquals(entry.hashCode(), iterator.hashCode());
            assertEquals(entry.toString(), iterator.toString());
            assertEquals(iterator.getKey(), iterator.getLongKey());
            assertEquals(iterator.getValue(), iterator.getLongValue());
            assertEquals(iterator.getLongValue(), iterator.setValue(iterator.getLongKey()));
            assertEquals(iterator.getLongKey(), iterator.setValue((Long) iterator.getLongKey()));
            sum += iterator.getLongValue();
        }
        assertEquals(190, sum);
        assertEquals(map.keySet(), new HashSet<>(map.values()));
    }

    @Test
    void listsKeysValuesAndEntriesInOneOrder() {
        final List<Object> seen = new ArrayList<>();
        map.forEachLong((key, value) -> seen.add(key + "=" + value));
        final Iterator<Long> keys = map.keySet().iterator();
        final Iterator<Long> values = map.values().iterator();
        final List<Object> paired = new ArrayList<>();
        while (keys.hasNext()) {
            paired.add(keys.next() + "=" + values.next());
        }
        assertEquals(seen, paired);
        assertEquals(seen.toString(), map.toString().replace('{', '[').replace('}', ']'));
        assertEquals(seen, map.entrySet().stream().map(Object::toString).collect(Collectors.toList()));
    }

    @Test
    void stopsIteratingWhenItIsChangedFromInside() {
        assertThrows(ConcurrentModificationException.class, () -> map.forEach((key, value) -> map.remove((long) key)));
        assertThrows(ConcurrentModificationException.class, () -> map.replaceAllLong((key, value) -> map.remove(key)));
        assertThrows(ConcurrentModificationException.class, () -> map.keySet()
                .removeIfLong(key -> map.remove(key) == MISSING));
        assertThrows(ConcurrentModificationException.class, () -> map.values()
                .removeIfLong(value -> map.put(value + 1000, 1) == MISSING));
        assertThrows(IllegalStateException.class, () -> map.entrySet().removeIfLong((key, value) -> {
            map.close();
            return true;
        }));
        assertThrows(IllegalStateException.class, () -> map.size());
    }

    @Test
    void putsAllOfAMapThatIsAViewOfItself() {
        map.putAll(map);
        map.putAll(java.util.Collections.unmodifiableMap(map));
        assertEquals(model, map);
    }

    @Test
    void refusesAMapWithTheMissingValueBeforeItPutsAnything() {
        try (Long2LongHashMap other = new Long2LongHashMap(GlobalAllocator.INSTANCE, -2)) {
            for (long key = 100; key < 200; key++) {
                other.put(key, key);
            }
            other.put(500, MISSING);
            assertThrows(IllegalArgumentException.class, () -> map.putAll(other));
            assertEquals(model, map);
        }
    }

    @Test
    @SuppressWarnings("deprecation")
    void keepsTheOldNameOfForEachLong() {
        final Map<Long, Long> seen = new HashMap<>();
        map.longForEach(seen::put);
        assertEquals(model, seen);
    }
}
