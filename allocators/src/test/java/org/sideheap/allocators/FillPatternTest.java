package org.sideheap.allocators;

import static org.junit.jupiter.api.Assertions.assertEquals;

import org.junit.jupiter.api.Test;

class FillPatternTest {
    private static final byte FILL = (byte) 0xFD;
    private static final int BYTE_SIZE = 40;

    @Test
    void findsTheFirstByteThatIsAnotherWhereverTheRangeStartsAndEnds() {
        final long base = GlobalAllocator.INSTANCE.allocate(BYTE_SIZE, 8);
        for (int from = 0; from < 10; from++) {
            for (int to = from; to <= BYTE_SIZE; to++) {
                Memory.fill(base, BYTE_SIZE, (byte) 0);
                Memory.fill(base + from, to - from, FILL);
                assertEquals(-1, FillPattern.firstDifference(base + from, to - from, FILL));
                for (int at = to - 1; at >= from; at--) {
                    Memory.putByte(base + at, (byte) (at + 1));
                    assertEquals(at - from, FillPattern.firstDifference(base + from, to - from, FILL));
                }
            }
        }
        GlobalAllocator.INSTANCE.free(base, BYTE_SIZE, 8);
    }
}
