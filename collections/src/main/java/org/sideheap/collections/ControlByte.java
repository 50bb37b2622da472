package org.sideheap.collections;

import static org.sideheap.allocators.Memory.getLong;

import java.nio.ByteOrder;

/**
 * What a hash table knows of a line of four slots beside the keys in it: which slots are used, and how many keys would be in
 * it and are elsewhere, as it was full.
 *
 * <p>A lane is the place of a slot in its line.
 */
final class ControlByte {
    /*
     *   from the lowest bit to the highest
     *   +------+------+------+------+-----------------+
     *   | used, lane by lane        | keys that passed|
     *   +------+------+------+------+-----------------+
     *      0      1      2      3     4      ...    7
     *
     * 15 stands for 15 keys or more, for good. The count is that of F14 (Facebook's Folly, F14Table.h), which has it in the line.
     */

    /** How many slots a line has. */
    static final int LANE_COUNT = 4;

    /** How many lines {@link #usedSlotsOfEight} tells of. */
    static final int LINES_OF_A_WORD = Long.BYTES;

    private static final int ALL_LANES = (1 << LANE_COUNT) - 1;
    private static final long ALL_LANES_OF_EIGHT = 0x0f0f_0f0f_0f0f_0f0fL;

    private static final int ONE_PASSED = 1 << LANE_COUNT;
    private static final int MAX_PASSED = 0xf0;

    private static final boolean IS_LOWEST_BYTE_FIRST = ByteOrder.nativeOrder() == ByteOrder.LITTLE_ENDIAN;

    private ControlByte() {}

    /** The used slots of eight lines, whose control bytes stand in a row: a bit each, the first slot's the lowest. */
    static long usedSlotsOfEight(long address) {
        final long word = IS_LOWEST_BYTE_FIRST ? getLong(address) : Long.reverseBytes(getLong(address));
        final long bytes = word & ALL_LANES_OF_EIGHT;
        final long pairs = (bytes | bytes >>> LANE_COUNT) & 0x00ff_00ff_00ff_00ffL;
        final long fours = (pairs | pairs >>> 2 * LANE_COUNT) & 0x0000_ffff_0000_ffffL;
        return (fours | fours >>> 4 * LANE_COUNT) & 0xffff_ffffL;
    }

    static int usedLanes(int control) {
        return control & ALL_LANES;
    }

    static boolean isUsed(int control, int lane) {
        return (control >>> lane & 1) != 0;
    }

    static boolean isFull(int control) {
        return usedLanes(control) == ALL_LANES;
    }

    /**
     * The lane itself where that is empty, and else the lowest that is. There is one. No branch, as none could be foretold, and
     * the lowest because a search begins there.
     */
    static int emptyLane(int control, int lane) {
        final int lowest = Integer.numberOfTrailingZeros(~control);
        return lane ^ (lane ^ lowest) & -(control >>> lane & 1);
    }

    static byte withUsed(int control, int lane) {
        return (byte) (control | 1 << lane);
    }

    static byte withEmpty(int control, int lane) {
        return (byte) (control & ~(1 << lane));
    }

    /** Whether a key that is not in this line may be in another. */
    static boolean isPassed(int control) {
        return (control & MAX_PASSED) != 0;
    }

    /** With one key more that passed the line. */
    static byte withOnePassed(int control) {
        return (byte) ((control & MAX_PASSED) == MAX_PASSED ? control : control + ONE_PASSED);
    }

    /** With one key less that passed the line; the same where there have been too many to be counted. */
    static byte withOnePassedLess(int control) {
        return (byte) ((control & MAX_PASSED) == MAX_PASSED ? control : control - ONE_PASSED);
    }
}
