package org.sideheap.collections;

import static org.sideheap.allocators.Memory.NULL_ADDRESS;
import static org.sideheap.allocators.Memory.getLong;
import static org.sideheap.allocators.Memory.putLong;

import java.util.concurrent.ThreadLocalRandom;
import org.sideheap.allocators.AllocationFailedException;
import org.sideheap.allocators.Allocator;

/**
 * Which segment of a hash table has the keys of a run: extendible hashing (Fagin, Nievergelt, Pippenger and Strong, 1979).
 *
 * <p>A segment is a block of memory that is a small table by itself; all are of one size. One that is full is split in two
 * by one more bit of the hash, and two that have become small are merged into one. So no more is ever moved at once than
 * one segment holds.
 *
 * <p>The directory has the blocks, and knows of each how many bits of the hash its keys share and how many keys there are;
 * what is in a block is the table's.
 */
final class Directory {
    /*
     * A directory has a power of two of entries, 2^D, and the upper D bits of its hash say which is a run's. A segment of depth
     * d has all keys that share d of these bits, and so 2^(D-d) entries:
     *
     *   entry      0 (00)   1 (01)   2 (10)   3 (11)   0        1        2        3
     *            +--------+--------+--------+--------+--------+--------+--------+--------+
     *            |   A    |   A    |   B    |   C    | 1, 700 | 1      | 2, 350 | 2, 360 |
     *            +--------+--------+--------+--------+--------+--------+--------+--------+
     *            | addresses of segments             | depth, and how many keys          |
     *
     * The first entry of a segment stands for it and has its count; in the others only the depth means anything.
     *
     * Hash. A run of keys is multiplied by a number that has, from the upper bits on, of the golden section of 2^64
     *
     *    r   the first bits, as many as say the home of a run, and a little less: so hashes of one run and the next are far from
     *        each other, and spread evenly over all segments, few or many (Knuth, The Art of Computer Programming, 6.4). A little
     *        less, as with f it would be near a fraction of small numbers otherwise: none of up to 2^14 runs is nearer to
     *        another than a twentieth of what is possible, or a seventieth, up to 2^21;
     *    f   20 bits: so those of runs that have one home are as well, and keys in a row hardly ever meet in a segment;
     *    s   nothing, but bits that each directory draws.
     *
     * Of a million keys in a row 3 in 100 are guests. With a hash that is as if at random there were 35, with a multiplier drawn
     * as a whole 10 to 57. Of ten million in a row 4 to 22 are.
     *
     * Before that, a run is moved by a multiple of a hash of its upper bits, of two multiplications; below these there are ten more
     * than say a home. Without that, keys at equal distances were in as few segments as their distance and s would have it: for
     * some distances, one map in a hundred took up to 18 slots an entry, and 25 blocks in one put. With one multiplication it was
     * one map in some thousand. And who does not know s and that hash cannot craft keys that are all in one segment.
     *
     * The directory is one block of 16 bytes an entry, no larger than a segment until there are as many segments as 16 bytes
     * go into one, 8,192 by default. It could be cut into pages, to be doubled page by page; what that bounds is one copy of
     * 64 KiB at ten million keys and 8 MiB at a thousand million, and each lookup would read one address more.
     */

    /** No entry. */
    static final long NONE = -1;

    private static final long GOLDEN_SECTION = 0x9E3779B97F4A7C15L;
    private static final int GOLDEN_BITS = 20;
    private static final int A_LITTLE = 4;

    /** With fewer, what is left of r is not near the golden section. */
    private static final int MIN_HOME_BITS = 5;

    private static final int BITS_ABOVE_HOME = 10;
    private static final int UPPER_HASH_SHIFT = 40;

    private static final long BYTE_ALIGNMENT = Long.BYTES;
    private static final int MAX_DEPTH = 40;
    private static final int ADDRESS_SHIFT = 3;
    private static final int COUNT_SHIFT = 8;
    private static final long DEPTH_MASK = (1 << COUNT_SHIFT) - 1;

    private final Allocator allocator;
    private final long segmentByteSize;
    private final long segmentByteAlignment;
    private final int lowerBits;
    private final long multiplier;
    private final long upperMultiplier = ThreadLocalRandom.current().nextLong() | 1;

    private long addresses = NULL_ADDRESS;

    /** How far a hash is shifted, so that the bits that say the entry say the offset of its address. */
    private int hashShift;

    /** What it leaves of a shifted hash is the offset of an address; 0 without memory. */
    private long offsetMask;

    private long segmentCount;

    /** How many segments are as deep as the directory allows: while there is one, it cannot be halved. */
    private long deepestCount;

    /** What was reserved: segments of this depth are not merged. */
    private int leastDepth;

    /** Over segments in which 2^homeBits runs have homes of their own. */
    Directory(Allocator allocator, long segmentByteSize, long segmentByteAlignment, int homeBits) {
        this.allocator = allocator;
        this.segmentByteSize = segmentByteSize;
        this.segmentByteAlignment = segmentByteAlignment;
        this.lowerBits = homeBits + BITS_ABOVE_HOME;
        this.multiplier = multiplier(Math.max(homeBits, MIN_HOME_BITS));
    }

    private static long multiplier(int homeBits) {
        final int upperBits = homeBits + GOLDEN_BITS;
        final long r = (GOLDEN_SECTION >>> Long.SIZE - homeBits) - A_LITTLE << Long.SIZE - homeBits;
        final long f = GOLDEN_SECTION >>> Long.SIZE - GOLDEN_BITS << Long.SIZE - upperBits;
        final long s = ThreadLocalRandom.current().nextLong() >>> upperBits | 1;
        return r | f | s;
    }

    /**
     * Takes memory for one segment, which has all keys. There was none.
     *
     * @throws AllocationFailedException when there is none; then nothing was taken
     */
    void begin() {
        final long newAddresses = allocate(1);
        long segment = NULL_ADDRESS;
        try {
            segment = allocateSegment();
        } finally {
            if (segment == NULL_ADDRESS) {
                free(newAddresses, 1);
            }
        }
        setEntries(newAddresses, 1);
        segmentCount = 1;
        deepestCount = 1;
        assign(0, 0, segment, 0);
    }

    long segmentByteSize() {
        return segmentByteSize;
    }

    long segmentCount() {
        return segmentCount;
    }

    /** The segment that has the keys of a run. */
    long segmentOf(long run) {
        return getLong(addresses + offsetOf(run));
    }

    /** The entry that stands for the segment of a run. */
    long entryOf(long run) {
        final long entry = offsetOf(run) >>> ADDRESS_SHIFT;
        return entry & -entryCountAt(depth(entry));
    }

    private long offsetOf(long run) {
        final long upper = (run >>> lowerBits) * upperMultiplier;
        final long distance = (upper ^ upper >>> Integer.SIZE) * upperMultiplier >>> UPPER_HASH_SHIFT;
        return (run + (distance << lowerBits)) * multiplier >>> hashShift & offsetMask;
    }

    /** The entry of the next segment, or {@link #NONE}. */
    long entryBehind(long entry) {
        final long next = entry + entryCountAt(depth(entry));
        return next < entryCount() ? next : NONE;
    }

    long segment(long entry) {
        return getLong(addresses + entry * Long.BYTES);
    }

    int depth(long entry) {
        return (int) (getLong(numbersOf(entry)) & DEPTH_MASK);
    }

    /** How many keys a segment has. */
    long count(long entry) {
        return getLong(numbersOf(entry)) >>> COUNT_SHIFT;
    }

    void addToCount(long entry, long change) {
        putLong(numbersOf(entry), getLong(numbersOf(entry)) + (change << COUNT_SHIFT));
    }

    /** No segment has keys any more. */
    void clearCounts() {
        for (long entry = 0; entry < entryCount(); entry++) {
            putLong(numbersOf(entry), depth(entry));
        }
    }

    /**
     * Takes memory for a segment that shall have half of the keys of another, and stands behind it. It has none yet; {@link
     * #entryOf} says whose is which. Entries may have other numbers after that.
     *
     * @return the entry of the one that had all keys
     * @throws AllocationFailedException when there is no memory; then nothing has changed
     */
    long split(long entry) {
        final int depth = depth(entry);
        final long oldEntryCount = entryCount();
        final long newSegment = allocateSegment();
        boolean hasEntries = false;
        try {
            deepen(depth + 1);
            hasEntries = true;
        } finally {
            if (!hasEntries) {
                freeSegment(newSegment);
            }
        }
        final long first = entry * (entryCount() / oldEntryCount);
        assign(first, depth + 1, segment(first), count(first));
        assign(entryBehind(first), depth + 1, newSegment, 0);
        segmentCount++;
        if (entryCountAt(depth + 1) == 1) {
            deepestCount += 2;
        }
        return first;
    }

    /**
     * Has entries enough for segments of a depth.
     *
     * @throws AllocationFailedException when there is no memory for them; then nothing has changed
     */
    void deepen(int depth) {
        if (depth > MAX_DEPTH) {
            throw new AllocationFailedException(allocator, Long.MAX_VALUE, BYTE_ALIGNMENT);
        }
        if (1L << depth > entryCount()) {
            moveTo(allocate(1L << depth), 1L << depth);
            deepestCount = 0;
        }
    }

    /** Segments of a depth are not merged from now on; 0 for none. */
    void keep(int depth) {
        leastDepth = depth;
    }

    /** The entry of the segment that one can be merged with, or {@link #NONE} when that one has been split further, or is kept. */
    long buddyOf(long entry) {
        final int depth = depth(entry);
        final long buddy = entry ^ entryCountAt(depth);
        return depth > leastDepth && depth(buddy) == depth ? buddy : NONE;
    }

    /** The first of two buddies has the keys of both from now on; who has moved them frees the segment of the second. */
    void merge(long first, long second) {
        segmentCount--;
        if (entryCountAt(depth(first)) == 1) {
            deepestCount -= 2;
        }
        assign(first, depth(first) - 1, segment(first), count(first) + count(second));
    }

    void freeSegment(long segment) {
        allocator.free(segment, segmentByteSize, segmentByteAlignment);
    }

    /** Has no more entries than the deepest segment needs, if there is memory for fewer beside those there are. */
    void shrink() {
        while (deepestCount == 0 && entryCount() > 1) {
            final long newEntryCount = entryCount() / 2;
            final long newAddresses = allocator.tryAllocate(byteSize(newEntryCount), BYTE_ALIGNMENT);
            if (newAddresses == NULL_ADDRESS) {
                return;
            }
            moveTo(newAddresses, newEntryCount);
            for (long entry = 0; entry != NONE; entry = entryBehind(entry)) {
                deepestCount += entryCountAt(depth(entry)) == 1 ? 1 : 0;
            }
        }
    }

    /** Whether a block is in a range of memory. */
    boolean holds(long fromAddress, long toAddress) {
        boolean holds = Lifetime.isInside(addresses, fromAddress, toAddress);
        for (long entry = 0; entry != NONE && !holds; entry = entryBehind(entry)) {
            holds = Lifetime.isInside(segment(entry), fromAddress, toAddress);
        }
        return holds;
    }

    /** Frees all blocks but those in a range of memory, and is without memory then. It had some. */
    void freeOutside(long fromAddress, long toAddress) {
        for (long entry = 0; entry != NONE; entry = entryBehind(entry)) {
            if (!Lifetime.isInside(segment(entry), fromAddress, toAddress)) {
                freeSegment(segment(entry));
            }
        }
        final long oldAddresses = addresses;
        final long oldEntryCount = entryCount();
        addresses = NULL_ADDRESS;
        offsetMask = 0;
        segmentCount = 0;
        leastDepth = 0;
        if (!Lifetime.isInside(oldAddresses, fromAddress, toAddress)) {
            free(oldAddresses, oldEntryCount);
        }
    }

    /** The only segment is another block from now on; who has moved the keys frees the old one. */
    void replace(long segment) {
        assign(0, 0, segment, count(0));
    }

    private void assign(long firstEntry, int depth, long segment, long count) {
        final long end = firstEntry + entryCountAt(depth);
        for (long entry = firstEntry; entry < end; entry++) {
            putLong(addresses + entry * Long.BYTES, segment);
            putLong(numbersOf(entry), count << COUNT_SHIFT | depth);
        }
    }

    /** Moves to a block of more entries, or of as few as all depths allow. */
    private void moveTo(long newAddresses, long newEntryCount) {
        final long oldAddresses = addresses;
        final long oldNumbers = numbersOf(0);
        final long oldEntryCount = entryCount();
        setEntries(newAddresses, newEntryCount);
        final int growth = Long.numberOfTrailingZeros(newEntryCount) - Long.numberOfTrailingZeros(oldEntryCount);
        for (long entry = 0; entry < newEntryCount; entry++) {
            final long oldOffset = (growth < 0 ? entry << -growth : entry >>> growth) * Long.BYTES;
            putLong(newAddresses + entry * Long.BYTES, getLong(oldAddresses + oldOffset));
            putLong(numbersOf(entry), getLong(oldNumbers + oldOffset));
        }
        free(oldAddresses, oldEntryCount);
    }

    private void setEntries(long newAddresses, long entryCount) {
        addresses = newAddresses;
        offsetMask = (entryCount - 1) * Long.BYTES;
        hashShift = Long.SIZE - ADDRESS_SHIFT - Long.numberOfTrailingZeros(entryCount);
    }

    /** Where the depth and the count of an entry are, in one number. */
    private long numbersOf(long entry) {
        return addresses + offsetMask + Long.BYTES + entry * Long.BYTES;
    }

    private long entryCount() {
        return (offsetMask >>> ADDRESS_SHIFT) + 1;
    }

    /** How many entries a segment of a depth has. */
    private long entryCountAt(int depth) {
        return entryCount() >>> depth;
    }

    long allocateSegment() {
        return allocator.allocateZeroed(segmentByteSize, segmentByteAlignment);
    }

    private long allocate(long entryCount) {
        return allocator.allocate(byteSize(entryCount), BYTE_ALIGNMENT);
    }

    private void free(long directoryAddress, long entryCount) {
        allocator.free(directoryAddress, byteSize(entryCount), BYTE_ALIGNMENT);
    }

    private static long byteSize(long entryCount) {
        return entryCount * 2 * Long.BYTES;
    }
}
