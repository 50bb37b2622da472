package org.sideheap.collections;

import static org.sideheap.allocators.Memory.NULL_ADDRESS;
import static org.sideheap.allocators.Memory.getLong;
import static org.sideheap.allocators.Memory.putLong;

import org.sideheap.allocators.AllocationFailedException;
import org.sideheap.allocators.Allocator;
import org.sideheap.allocators.Memory;

/**
 * Which segment of a hash table has the keys of a hash: extendible hashing (Fagin, Nievergelt, Pippenger and Strong, 1979).
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
     * A directory has a power of two of entries. Which is a hash's is said by the bits of the hash above those that say the
     * place inside a segment, the lowest first. A segment of depth d has all keys that share d of these bits, and so every
     * 2^d-th entry:
     *
     *   entry      0 (00)   1 (01)   2 (10)   3 (11)   0        1        2        3
     *            +--------+--------+--------+--------+--------+--------+--------+--------+
     *            |   A    |   B    |   A    |   C    | 1, 700 | 2, 350 | 1      | 2, 360 |
     *            +--------+--------+--------+--------+--------+--------+--------+--------+
     *            | addresses of segments             | depth, and how many keys          |
     *
     * The first entry of a segment, which is below 2^d, stands for it and has its count; in the others only the depth means
     * anything. As the lowest bit comes first, a directory is doubled by writing it twice.
     *
     * The directory is one block of 16 bytes an entry, no larger than a segment until there are as many segments as 16 bytes
     * go into one, 8,192 by default. It could be cut into pages, to be doubled page by page; what that bounds is one copy of
     * 64 KiB at ten million keys and 8 MiB at a thousand million, and each lookup would read one address more.
     */

    /** No entry. */
    static final long NONE = -1;

    private static final long BYTE_ALIGNMENT = Long.BYTES;
    private static final int MAX_DEPTH = 48;
    private static final int ADDRESS_SHIFT = 3;
    private static final int COUNT_SHIFT = 8;
    private static final long DEPTH_MASK = (1 << COUNT_SHIFT) - 1;

    private final Allocator allocator;
    private final long segmentByteSize;
    private final long segmentByteAlignment;

    /** How far a hash is shifted, so that the bits that say the entry say the offset of its address. */
    private final int hashShift;

    private long addresses = NULL_ADDRESS;

    /** What is left of a shifted hash in it is the offset of an address; 0 without memory. */
    private long offsetMask;

    private long segmentCount;

    /** How many segments are as deep as the directory allows: while there is one, it cannot be halved. */
    private long deepestCount;

    /** What was reserved: segments of this depth are not merged. */
    private int leastDepth;

    Directory(Allocator allocator, long segmentByteSize, long segmentByteAlignment) {
        this.allocator = allocator;
        this.segmentByteSize = segmentByteSize;
        this.segmentByteAlignment = segmentByteAlignment;
        this.hashShift = Long.numberOfTrailingZeros(segmentByteSize) - ADDRESS_SHIFT;
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
        addresses = newAddresses;
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

    /** The segment that has the keys of a hash; without memory, one without keys. */
    long segmentOf(long hash) {
        return getLong(addresses + (hash >>> hashShift & offsetMask));
    }

    /** The entry that stands for the segment of a hash. */
    long entryOf(long hash) {
        final long entry = (hash >>> hashShift & offsetMask) >>> ADDRESS_SHIFT;
        return entry & (1L << depth(entry)) - 1;
    }

    /** The first entry of the next segment, or {@link #NONE}. Each segment comes once. */
    long entryBehind(long entry) {
        for (long next = entry + 1; next < entryCount(); next++) {
            if (next >>> depth(next) == 0) {
                return next;
            }
        }
        return NONE;
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
     * Takes memory for a segment that shall have half of the keys of another. It has none yet; {@link #entryOf} says whose is
     * which.
     *
     * @return the entry of the new one
     * @throws AllocationFailedException when there is no memory; then each hash has the segment it had
     */
    long split(long entry) {
        final int depth = depth(entry);
        deepen(depth + 1);
        final long newSegment = allocateSegment();
        final long newEntry = entry | 1L << depth;
        assign(entry, depth + 1, segment(entry), count(entry));
        assign(newEntry, depth + 1, newSegment, 0);
        segmentCount++;
        if (1L << depth + 1 == entryCount()) {
            deepestCount += 2;
        }
        return newEntry;
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
        final long buddy = entry ^ (1L << depth) >>> 1;
        return depth > leastDepth && depth(buddy) == depth ? buddy : NONE;
    }

    /** The first of two buddies has the keys of both from now on; who has moved them frees the segment of the second. */
    void merge(long first, long second) {
        segmentCount--;
        if (1L << depth(first) == entryCount()) {
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
                deepestCount += 1L << depth(entry) == newEntryCount ? 1 : 0;
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

    private void assign(long firstEntry, int depth, long segment, long count) {
        for (long entry = firstEntry; entry < entryCount(); entry += 1L << depth) {
            putLong(addresses + entry * Long.BYTES, segment);
            putLong(numbersOf(entry), count << COUNT_SHIFT | depth);
        }
    }

    /** Moves to a block of more entries, or of as few as all depths allow. */
    private void moveTo(long newAddresses, long newEntryCount) {
        final long oldAddresses = addresses;
        final long oldEntryCount = entryCount();
        final long newByteSize = newEntryCount * Long.BYTES;
        final long copiedByteSize = Math.min(oldEntryCount, newEntryCount) * Long.BYTES;
        for (long offset = 0; offset < newByteSize; offset += copiedByteSize) {
            Memory.copy(oldAddresses, newAddresses + offset, copiedByteSize);
            Memory.copy(numbersOf(0), newAddresses + newByteSize + offset, copiedByteSize);
        }
        addresses = newAddresses;
        offsetMask = newByteSize - Long.BYTES;
        free(oldAddresses, oldEntryCount);
    }

    /** Where the depth and the count of an entry are, in one number. */
    private long numbersOf(long entry) {
        return addresses + offsetMask + Long.BYTES + entry * Long.BYTES;
    }

    private long entryCount() {
        return (offsetMask >>> ADDRESS_SHIFT) + 1;
    }

    private long allocateSegment() {
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
