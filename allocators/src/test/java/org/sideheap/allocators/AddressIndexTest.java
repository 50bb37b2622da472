package org.sideheap.allocators;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Map;
import java.util.SplittableRandom;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

class AddressIndexTest {
    @Test
    void findsARangeByEachAddressInItAndByNoOther() {
        final AddressIndex<String> index = new AddressIndex<>();
        index.add(200, 300, "second");
        index.add(100, 200, "first");
        index.add(1L << 61, (1L << 61) + 1, "last");
        assertEquals("first", index.find(100));
        assertEquals("first", index.find(199));
        assertEquals("second", index.find(200));
        assertEquals("second", index.find(299));
        assertEquals("last", index.find(1L << 61));
        for (final long outside : new long[] {0, 99, 300, (1L << 61) - 1, (1L << 61) + 1, -1, Long.MIN_VALUE}) {
            assertNull(index.find(outside), () -> "" + outside);
        }
    }

    @Test
    void agreesWithATreeWhateverComesAndGoes() {
        final SplittableRandom random = new SplittableRandom(11);
        final AddressIndex<Long> index = new AddressIndex<>();
        final TreeMap<Long, Long> model = new TreeMap<>();
        for (int step = 0; step < 20_000; step++) {
            final long start = random.nextLong(1000) * 8;
            if (random.nextInt(3) > 0 && model.size() < 300) {
                if (model.putIfAbsent(start, start) == null) {
                    index.add(start, start + 1 + random.nextLong(8), start);
                }
            } else if (model.remove(start) != null) {
                index.remove(start);
            }
            final Map.Entry<Long, Long> below = model.floorEntry(random.nextLong(8100));
            if (below != null) {
                assertEquals(below.getValue(), index.find(below.getKey()));
            }
            assertEquals(model.containsKey(start) ? start : null, index.find(start));
            assertEquals(model.size(), index.count());
        }
        assertTrue(index.isInOrder());
        index.clear();
        assertNull(index.find(model.firstKey()));
        assertEquals(0, index.count());
    }
}
