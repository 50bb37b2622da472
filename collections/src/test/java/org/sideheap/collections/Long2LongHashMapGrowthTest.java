package org.sideheap.collections;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import net.jqwik.api.EdgeCasesMode;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import org.sideheap.testkit.Backends;
import org.sideheap.testkit.OpenBackend;

class Long2LongHashMapGrowthTest {
    private static final long MISSING = -1;

    /** Tables that fill, run around their end, grow several times and empty again. */
    @Property(tries = 40, edgeCases = EdgeCasesMode.NONE)
    void staysAHashMapOverManyGrowthsAndDeletions(@ForAll long seed) {
        final SplittableRandom random = new SplittableRandom(seed);
        final int keyShift = random.nextInt(64);
        final Map<Long, Long> model = new HashMap<>();
        final float loadFactor = 0.1f + 0.8f * random.nextInt(100) / 100;
        try (OpenBackend open = Backends.named("free list").open(1 << 22);
                Long2LongHashMap map = new Long2LongHashMap(open.allocator(), 0, loadFactor, MISSING)) {
            for (final int keyCount : new int[] {13, 100, 3000, 100, 6}) {
                for (int i = 0; i < 3 * keyCount + 200; i++) {
                    final long key = (long) random.nextInt(keyCount) << keyShift;
                    if (random.nextInt(5) < 3) {
                        final long value = 10 + random.nextInt(1000);
                        assertEquals(orMissing(model.put(key, value)), map.put(key, value));
                    } else {
                        assertEquals(orMissing(model.remove(key)), map.remove(key));
                    }
                }
                assertEquals(model, map, keyCount + " keys");
                for (final long key : List.copyOf(model.keySet())) {
                    if (random.nextInt(10) > 0) {
                        assertEquals(model.remove(key), map.remove(key));
                    }
                }
                assertEquals(model, map, keyCount + " keys, most removed");
                map.compact();
                assertEquals(model, map, keyCount + " keys, compacted");
                open.allocator().check();
            }
        }
    }

    private static long orMissing(Long value) {
        return value == null ? MISSING : value;
    }
}
