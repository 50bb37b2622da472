package org.sideheap.allocators;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.util.Set;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;

class LiveBitsTest {
    @Test
    void remembersEachPlaceByItself() {
        final LiveBits bits = new LiveBits(200);
        final Set<Long> live = new TreeSet<>(Set.of(0L, 1L, 63L, 64L, 127L, 128L, 199L));
        live.forEach(bits::set);
        for (long place = 0; place < 200; place++) {
            assertEquals(live.contains(place), bits.get(place), "place " + place);
        }
        bits.clear(64);
        live.remove(64L);
        for (long place = 0; place < 200; place++) {
            assertEquals(live.contains(place), bits.get(place), "place " + place);
        }
        assertEquals(6, bits.count());
    }

    @Test
    void clearsAll() {
        final LiveBits bits = new LiveBits(65);
        bits.set(0);
        bits.set(64);
        bits.clearAll();
        assertEquals(0, bits.count());
    }

    @Test
    void mayHaveNoPlace() {
        assertEquals(0, new LiveBits(0).count());
    }

    @Test
    void refusesMorePlacesThanAnArrayHasBits() {
        assertThrows(IllegalArgumentException.class, () -> new LiveBits(64L * (Integer.MAX_VALUE - 8) + 1));
        assertThrows(IllegalArgumentException.class, () -> new LiveBits(Long.MAX_VALUE));
    }
}
