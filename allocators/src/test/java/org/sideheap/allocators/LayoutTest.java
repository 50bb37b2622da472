package org.sideheap.allocators;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import org.junit.jupiter.api.Test;

class LayoutTest {
    @Test
    void laysOutLongIntAddressIn24Bytes() {
        final Layout longAndInt = Layout.forLong().extend(Layout.forInt());
        assertEquals(Layout.of(12, 8), longAndInt);
        assertEquals(8, Layout.forLong().extensionOffset(Layout.forInt()));
        assertEquals(16, longAndInt.extensionOffset(Layout.forAddress()));
        assertEquals(Layout.of(24, 8), longAndInt.extend(Layout.forAddress()));
    }

    @Test
    void knowsTheSimpleTypes() {
        assertEquals(new Layout(8, 8), Layout.forLong());
        assertEquals(new Layout(4, 4), Layout.forInt());
        assertEquals(new Layout(8, 8), Layout.forAddress());
    }

    @Test
    void putsArrayElementsDirectlyBehindEachOther() {
        assertEquals(Layout.of(80, 8), Layout.array(8, 8, 10));
        assertEquals(Layout.of(36, 4), Layout.array(12, 4, 3));
        assertEquals(Layout.of(21, 8), Layout.array(7, 8, 3));
    }

    @Test
    void takesTheStricterAlignmentOfBoth() {
        assertEquals(Layout.of(72, 64), Layout.of(64, 64).extend(Layout.forLong()));
        assertEquals(Layout.of(128, 64), Layout.forLong().extend(Layout.of(64, 64)));
        assertEquals(Layout.of(2, 1), Layout.of(1, 1).extend(Layout.of(1, 1)));
    }

    @Test
    void doesNotPadTheEndUnlessAsked() {
        final Layout layout = Layout.forLong().extend(Layout.forInt());
        assertEquals(12, layout.byteSize());
        assertEquals(Layout.of(16, 8), layout.paddedToAlignment());
        assertEquals(Layout.of(16, 8), layout.paddedToAlignment().paddedToAlignment());
        assertEquals(Layout.of(1L << 62, 1L << 62), Layout.of(1, 1L << 62).paddedToAlignment());
    }

    @Test
    void refusesSizesBelowOne() {
        assertThrows(IllegalArgumentException.class, () -> Layout.of(0, 8));
        assertThrows(IllegalArgumentException.class, () -> Layout.of(-1, 8));
        assertThrows(IllegalArgumentException.class, () -> Layout.array(0, 8, 1));
        assertThrows(IllegalArgumentException.class, () -> Layout.array(8, 8, 0));
        assertThrows(IllegalArgumentException.class, () -> Layout.array(8, 8, -1));
        assertThrows(IllegalArgumentException.class, () -> Layout.array(-8, 8, -1));
    }

    @Test
    void refusesAlignmentsThatAreNoPowersOfTwo() {
        for (final long byteAlignment : new long[] {0, -8, 3, 12, Long.MIN_VALUE}) {
            assertThrows(IllegalArgumentException.class, () -> Layout.of(8, byteAlignment));
            assertThrows(IllegalArgumentException.class, () -> Layout.array(8, byteAlignment, 2));
        }
    }

    @Test
    void refusesWhatDoesNotFitALong() {
        final Layout most = Layout.of(Long.MAX_VALUE, 1);
        assertThrows(IllegalArgumentException.class, () -> most.extend(Layout.of(1, 1)));
        assertThrows(IllegalArgumentException.class, () -> most.extend(Layout.forLong()));
        assertThrows(IllegalArgumentException.class, () -> most.extensionOffset(Layout.of(1, 1L << 62)));
        assertThrows(IllegalArgumentException.class, () -> Layout.of(1, 1).extend(most));
        assertThrows(IllegalArgumentException.class, () -> Layout.of(Long.MAX_VALUE, 2)
                .paddedToAlignment());
        assertThrows(IllegalArgumentException.class, () -> Layout.of((1L << 62) + 1, 1L << 62)
                .paddedToAlignment());
        assertThrows(IllegalArgumentException.class, () -> Layout.array(8, 8, Long.MAX_VALUE / 8 + 1));
        assertThrows(IllegalArgumentException.class, () -> Layout.array(1L << 32, 8, 1L << 32));
    }

    @Test
    void reachesTheLargestSizeExactly() {
        assertEquals(Long.MAX_VALUE, Layout.array(1, 1, Long.MAX_VALUE).byteSize());
        assertEquals(Long.MAX_VALUE, Layout.array(Long.MAX_VALUE, 1, 1).byteSize());
        assertEquals(
                Long.MAX_VALUE,
                Layout.of(Long.MAX_VALUE - 1, 1).extend(Layout.of(1, 1)).byteSize());
    }
}
