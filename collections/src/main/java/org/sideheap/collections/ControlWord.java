package org.sideheap.collections;

/**
 * The first word of a group of slots: which of them hold keys, what the hashes of these look like, and whether keys that
 * are not there may be further on.
 *
 * <p>A lane is the place of a slot in its group. A set of lanes is a word with the top bit of the tag of each, so that
 * {@code lanes & lanes - 1} takes the lowest off.
 */
final class ControlWord {
    /*
     *   from the lowest byte to the highest
     *   +-------+-------+-------+-------+-------+-------+-------+--------+
     *   | tag 0 | tag 1 | tag 2 | tag 3 | tag 4 | tag 5 | tag 6 | passed |
     *   +-------+-------+-------+-------+-------+-------+-------+--------+
     *
     * A tag is 0 where the slot is empty, and else 0x80 and seven bits of the key's hash. "Passed" is how many keys would
     * be in this group and are in one behind it, as it was full; 255 stands for 255 or more, for good.
     *
     * The tag in a lane is that lane's own byte of a word made of the hash, not one byte the same in all lanes, so that
     * comparing takes no multiplication to spread it: a lookup is a tenth to a fifth faster for it. The lowest bytes are the
     * same for all keys of a home, and neighbours have most of the hash in common; so each byte of the key is added to those
     * above it as well.
     *
     * The count is that of F14 (Facebook's Folly, F14Table.h); the metadata at the front of what it is about, in the same
     * cache line, is F14's as well, and Swiss tables are the origin of tags (Abseil, raw_hash_set.h). Both compare tags
     * with vector instructions; here they are bytes of a long.
     */

    /** How many slots a group has. */
    static final int LANE_COUNT = 7;

    private static final long TAG_TOPS = 0x0080_8080_8080_8080L;

    /** The lowest bit of each byte. */
    private static final long BYTE_ONES = 0x0101_0101_0101_0101L;

    private static final int PASSED_SHIFT = LANE_COUNT * Byte.SIZE;
    private static final long ONE_PASSED = 1L << PASSED_SHIFT;
    private static final long MAX_PASSED = 0xff;

    private ControlWord() {}

    /** What the tags are where all slots hold a key of a hash; the highest byte means nothing. */
    static long tags(long hash, long key) {
        return hash ^ key * BYTE_ONES | TAG_TOPS;
    }

    /**
     * The lanes whose tags agree, and now and then one above such a one whose does not: a byte is 0 where 1 can be taken from
     * it only by borrowing (Warren, Hacker's Delight, section 6-1).
     */
    static long sameLanes(long control, long tags) {
        final long difference = control ^ tags;
        return difference - BYTE_ONES & ~difference & TAG_TOPS;
    }

    static long usedLanes(long control) {
        return control & TAG_TOPS;
    }

    static long emptyLanes(long control) {
        return ~control & TAG_TOPS;
    }

    /** The lanes behind one. */
    static long lanesBehind(long lanes, int lane) {
        return lanes & -1L << (lane + 1) * Byte.SIZE;
    }

    /** How many bits there are up to and with the lowest of some lanes: 8 a lane. */
    static long endOfLowest(long lanes) {
        return Long.numberOfTrailingZeros(lanes) + 1L;
    }

    /** With the lowest empty lane used, by a key of a hash with these tags. */
    static long withLowestUsed(long control, long tags) {
        final long top = Long.lowestOneBit(emptyLanes(control));
        return control | tags & (top << 1) - (top >>> Byte.SIZE - 1);
    }

    static long withEmpty(long control, int lane) {
        return control & ~(0xffL << lane * Byte.SIZE);
    }

    /** Whether a key that is not in this group may be in one behind it. */
    static boolean isPassed(long control) {
        return control >>> PASSED_SHIFT != 0;
    }

    /** With one key more or less that passed the group; the same where there have been too many to be counted. */
    static long withPassed(long control, long change) {
        return control >>> PASSED_SHIFT == MAX_PASSED ? control : control + change * ONE_PASSED;
    }
}
