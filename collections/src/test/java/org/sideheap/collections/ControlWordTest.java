package org.sideheap.collections;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

class ControlWordTest {
    private static final int WORDS = 10_000;
    private static final int ALL_LANES = 0x7f;

    private final SplittableRandom random = new SplittableRandom(11);

    @Test
    void zeroIsAGroupWithoutKeysThatNonePassed() {
        assertEquals(0, ControlWord.usedLanes(0));
        assertEquals(ControlWord.LANE_COUNT, Long.bitCount(ControlWord.emptyLanes(0)));
        assertFalse(ControlWord.isPassed(0));
        for (int i = 0; i < WORDS; i++) {
            assertEquals(0, ControlWord.sameLanes(0, ControlWord.tags(random.nextLong(), random.nextLong())));
        }
    }

    @Test
    void eachLaneIsUsedAndEmptiedByItself() {
        for (int i = 0; i < WORDS; i++) {
            long control = ControlWord.withPassed(0, random.nextInt(256));
            final long passed = control;
            int used = 0;
            for (int step = 0; step < 30; step++) {
                if (random.nextInt(3) == 0 || used == ALL_LANES) {
                    final int lane = random.nextInt(ControlWord.LANE_COUNT);
                    control = ControlWord.withEmpty(control, lane);
                    used &= ~(1 << lane);
                } else {
                    control =
                            ControlWord.withLowestUsed(control, ControlWord.tags(random.nextLong(), random.nextLong()));
                    used |= Integer.lowestOneBit(~used);
                }
                assertEquals(used, lanes(ControlWord.usedLanes(control)));
                assertEquals(~used & ALL_LANES, lanes(ControlWord.emptyLanes(control)));
                final int behind = random.nextInt(ControlWord.LANE_COUNT + 1) - 1;
                assertEquals(
                        used & -1 << behind + 1,
                        lanes(ControlWord.lanesBehind(ControlWord.usedLanes(control), behind)));
            }
            for (int lane = 0; lane < ControlWord.LANE_COUNT; lane++) {
                control = ControlWord.withEmpty(control, lane);
            }
            assertEquals(passed, control);
        }
    }

    /** As bits, taken off from the lowest. */
    private static int lanes(long lanes) {
        int bits = 0;
        for (long left = lanes; left != 0; left &= left - 1) {
            bits |= 1 << (ControlWord.endOfLowest(left) / Byte.SIZE - 1);
        }
        return bits;
    }

    @Test
    void aKeyIsFoundInItsLaneAndHardlyEverInAnothers() {
        int wrong = 0;
        for (int i = 0; i < WORDS; i++) {
            final long tags = ControlWord.tags(random.nextLong(), random.nextLong());
            final int lane = random.nextInt(ControlWord.LANE_COUNT);
            long control = 0;
            for (int other = 0; other < ControlWord.LANE_COUNT; other++) {
                final long others = ControlWord.tags(random.nextLong(), random.nextLong());
                control = ControlWord.withLowestUsed(control, other == lane ? tags : others);
            }
            final int same = lanes(ControlWord.sameLanes(control, tags));
            assertTrue((same & 1 << lane) != 0);
            wrong += Integer.bitCount(same) - 1;
        }
        // six others at 1 in 128
        assertTrue(wrong < 0.06 * WORDS, wrong + " wrong lanes in " + WORDS);
    }

    @Test
    void countsWhoPassedUpToWhatAByteHolds() {
        long control = 0;
        for (int count = 1; count < 255; count++) {
            control = ControlWord.withPassed(control, 1);
            assertTrue(ControlWord.isPassed(control));
        }
        for (int count = 254; count > 0; count--) {
            assertTrue(ControlWord.isPassed(control));
            control = ControlWord.withPassed(control, -1);
        }
        assertEquals(0, control);
        control = ControlWord.withPassed(0, 255);
        assertEquals(control, ControlWord.withPassed(control, 1));
        assertEquals(control, ControlWord.withPassed(control, -1));
    }
}
