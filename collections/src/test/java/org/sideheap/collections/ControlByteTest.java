package org.sideheap.collections;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.sideheap.allocators.GlobalAllocator;
import org.sideheap.allocators.Memory;

class ControlByteTest {
    private static final int STEPS = 10_000;
    private static final int LANES = ControlByte.LANE_COUNT;

    private final SplittableRandom random = new SplittableRandom(11);

    @Test
    void zeroIsALineWithoutKeysThatNonePassed() {
        assertEquals(0, ControlByte.usedLanes(0));
        assertFalse(ControlByte.isFull(0));
        assertFalse(ControlByte.isPassed(0));
        for (int lane = 0; lane < LANES; lane++) {
            assertFalse(ControlByte.isUsed(0, lane));
            assertEquals(lane, ControlByte.emptyLane(0, lane));
        }
    }

    @Test
    void eachLaneIsUsedAndEmptiedByItself() {
        for (int passed = 0; passed < 16; passed++) {
            byte control = 0;
            for (int i = 0; i < passed; i++) {
                control = ControlByte.withOnePassed(control);
            }
            int used = 0;
            for (int step = 0; step < STEPS; step++) {
                final int lane = random.nextInt(LANES);
                if (ControlByte.isUsed(control, lane)) {
                    control = ControlByte.withEmpty(control, lane);
                    used &= ~(1 << lane);
                } else {
                    assertEquals(lane, ControlByte.emptyLane(control, lane));
                    control = ControlByte.withUsed(control, lane);
                    used |= 1 << lane;
                }
                assertEquals(used, ControlByte.usedLanes(control));
                assertEquals(used == 0b1111, ControlByte.isFull(control));
                assertEquals(passed > 0, ControlByte.isPassed(control));
            }
        }
    }

    @Test
    void theLowestEmptyLaneStandsInForAUsedOne() {
        for (int used = 0; used < 0b1111; used++) {
            for (int lane = 0; lane < LANES; lane++) {
                final int found = ControlByte.emptyLane((byte) (0xf0 | used), lane);
                final int lowest = Integer.numberOfTrailingZeros(~used);
                assertEquals(ControlByte.isUsed(used, lane) ? lowest : lane, found);
            }
        }
    }

    @Test
    void countsThoseThatPassedUpToFifteen() {
        byte control = 0b0101;
        for (int count = 1; count < 15; count++) {
            control = ControlByte.withOnePassed(control);
            assertTrue(ControlByte.isPassed(control));
        }
        byte fewer = control;
        for (int count = 14; count > 0; count--) {
            assertTrue(ControlByte.isPassed(fewer));
            fewer = ControlByte.withOnePassedLess(fewer);
        }
        assertEquals(0b0101, fewer);
        control = ControlByte.withOnePassed(control);
        assertEquals(control, ControlByte.withOnePassed(control));
        assertEquals(control, ControlByte.withOnePassedLess(control));
        assertEquals(0b0101, ControlByte.usedLanes(control));
    }

    @Test
    void tellsTheUsedSlotsOfEightLinesTheFirstInTheLowestBit() {
        final long address = GlobalAllocator.INSTANCE.allocate(Long.BYTES, Long.BYTES);
        long expected = 0;
        for (int line = 0; line < ControlByte.LINES_OF_A_WORD; line++) {
            final int control = random.nextInt(256);
            Memory.putByte(address + line, (byte) control);
            expected |= (control & 0b1111L) << line * LANES;
        }
        assertEquals(expected, ControlByte.usedSlotsOfEight(address));
        GlobalAllocator.INSTANCE.free(address, Long.BYTES, Long.BYTES);
    }
}
