package org.sideheap.allocators;

import static org.sideheap.allocators.Memory.NULL_ADDRESS;

import java.nio.ByteBuffer;
import java.util.Arrays;
import org.agrona.DirectBuffer;

/**
 * Blocks of any size from one region, in a time that depends neither on how many there are nor on how large they are.
 *
 * <p>For a bounded heap of its own where the worst case counts, or where a {@link FreeListAllocator} would have many free
 * blocks to look at: sizes that vary, lives that vary, and a hard limit. Not where all blocks have one size, or go at once:
 * a {@link PoolAllocator} and a {@link BumpAllocator} cost less. Each block costs a header of 16 bytes, and is at least 32
 * bytes with it.
 *
 * <pre>{@code
 * try (TlsfAllocator tlsf = new TlsfAllocator(1 << 20)) {
 *     long address = tlsf.allocate(500, 8);
 *     tlsf.free(address, 500, 8);
 * }
 * }</pre>
 *
 * <p>A free is O(1), and so is an allocation, but for one that is about to be declined: before it is, the free blocks are
 * searched whose size may be enough and need not be, so that what is declined did not fit. For alignments up to 16, these
 * are the blocks at most 1/64 smaller or larger than the request, and none when it has up to 2032 bytes; for a stricter
 * alignment, those up to that much larger.
 *
 * <p>One thread at a time. Double and foreign frees are refused, and sizes wrong by 32 bytes or more; the price is one bit
 * for each 16 bytes of the region, on the heap, and the first of each list, some kilobytes. A write past the end of a block
 * is found when the header it hit is next used. A read or a write of a block that was freed, and a write that leaves a
 * header as plausible as it was, go <em>undetected</em>.
 *
 * <p>After Masmano, Ripoll, Crespo and Real, "TLSF: A New Dynamic Memory Allocator for Real-Time Systems", ECRTS 2004. We
 * differ in that there are 64 classes for each power of two, and lists of one size below 2048 bytes; that the lists begin
 * on the heap, out of reach of a write past a block; that the last block freed in the class of the request itself is tried
 * first, so that what is freed serves the next request of its size; in the search before a request is declined; and in
 * blocks of a stricter alignment, in front of which the gap stays free.
 */
public final class TlsfAllocator extends BoundaryTagAllocator {
    /*
     * Free blocks stand in lists by the class of their size; sizes are multiples of 16 bytes. Each row of classes is 64
     * equal steps: of 16 bytes in the first two rows, and of twice the row before in each one after.
     *
     *   firstLevel     secondLevel[row]                       firstFree[row * 64 + step]
     *   row  bit       bit        0        1   ...      63
     *    0    1                   -        -         1008     a size for each list, the smallest is 32
     *    1    0                1024     1040         2032     likewise
     *    2    1                2048     2080         4064     from this size up to the next
     *    3    0                4096     4160         8128
     *
     * A bit in the second level is set where there is a list, a bit in the first where its row has any: two searches for
     * a set bit find the first list from a class on.
     *
     * Why 64, and the heap. A free and an allocation of 16 to 1016 bytes among 4,096 live blocks cost, in medians of CPU
     * time on a busy machine (JDK 17, Xeon at 2.8 GHz, three runs turn and turn about):
     *
     *   16 steps      139 to 162 ns     firstFree off the heap     165 to 183 ns
     *   32 steps      135 to 154 ns     FreeListAllocator          345 to 436 ns
     *   64 steps      135 to 172 ns     GlobalAllocator            165 to 209 ns
     *
     * The count of steps makes no difference that shows; with 64 of them a long is one row, and lists are exact up to the
     * sizes that most blocks have.
     *
     * Invariants: firstFree[c] is the first free block of class c, or NULL_ADDRESS; bit c of the second level tells which;
     * a bit of the first level tells whether its word of the second is not 0.
     */

    private static final int STEP_BITS = 6;
    private static final int NONE = -1;

    /** Of the first two rows, whose lists are of one size: what follows is the same without a search for the row. */
    private static final long EXACT_BYTE_SIZE = 2L << STEP_BITS + GRANULE_BITS;

    private final long[] firstFree;
    private final long[] secondLevel;
    private long firstLevel;

    /**
     * Over a region taken from the {@link GlobalAllocator}.
     *
     * @param byteCapacity of the region, at least 1; less than 32 holds no block
     * @throws AllocationFailedException when there is no such region to be had
     */
    public TlsfAllocator(long byteCapacity) {
        this(GlobalAllocator.INSTANCE, byteCapacity);
    }

    /**
     * Over a region taken from a parent, and given back to it on {@link #close}.
     *
     * @param parent to take the region from
     * @param byteCapacity of the region, at least 1; less than 32 holds no block
     * @throws AllocationFailedException when the parent declines
     */
    public TlsfAllocator(Allocator parent, long byteCapacity) {
        this(Region.of(parent, byteCapacity));
    }

    private TlsfAllocator(Region region) {
        super("TlsfAllocator", region);
        final int classCount = classOf(blockByteSize(byteCapacity())) + 1;
        firstFree = new long[classCount];
        secondLevel = new long[rowOf(classCount - 1) + 1];
        makeRegionFree();
    }

    /**
     * Over the bytes between a buffer's position and its limit.
     *
     * @param buffer direct or mapped, and writable
     * @return the allocator; closing it leaves the buffer alone
     * @throws IllegalArgumentException when the buffer is on the heap, read-only or has no bytes
     */
    public static TlsfAllocator over(ByteBuffer buffer) {
        return new TlsfAllocator(Region.over(buffer));
    }

    /**
     * Over an Agrona buffer.
     *
     * @param buffer off-heap and of fixed size
     * @return the allocator; closing it leaves the buffer alone
     * @throws IllegalArgumentException when the buffer is on the heap, expandable, read-only or has no bytes
     */
    public static TlsfAllocator over(DirectBuffer buffer) {
        return new TlsfAllocator(Region.over(buffer));
    }

    /**
     * Over memory that belongs to someone else, and stays until the allocator is closed.
     *
     * @param address of the first byte, at least 1
     * @param byteSize of the memory, at least 1
     * @return the allocator; closing it leaves the memory alone
     */
    public static TlsfAllocator over(long address, long byteSize) {
        return new TlsfAllocator(Region.over(address, byteSize));
    }

    /** The class of the free blocks of a size. */
    static int classOf(long size) {
        if (size < EXACT_BYTE_SIZE) {
            return (int) (size >>> GRANULE_BITS);
        }
        final int magnitude = Long.SIZE - 1 - Long.numberOfLeadingZeros(size);
        final int stepBits = magnitude - STEP_BITS;
        return (stepBits - GRANULE_BITS << STEP_BITS) + (int) (size >>> stepBits);
    }

    /** The first class that has no block smaller than a size. */
    static int classFrom(long size) {
        return classOf(size - GRANULE_BYTE_SIZE) + 1;
    }

    private static int rowOf(int sizeClass) {
        return sizeClass >>> STEP_BITS;
    }

    private static int stepOf(int sizeClass) {
        return sizeClass & (1 << STEP_BITS) - 1;
    }

    @Override
    long firstFree(long size) {
        return firstFree[classOf(size)];
    }

    @Override
    void setFirstFree(long size, long block) {
        final int sizeClass = classOf(size);
        final int row = rowOf(sizeClass);
        final long bit = 1L << stepOf(sizeClass);
        firstFree[sizeClass] = block;
        if (block != NULL_ADDRESS) {
            secondLevel[row] |= bit;
            firstLevel |= 1L << row;
        } else if ((secondLevel[row] &= ~bit) == 0) {
            firstLevel &= ~(1L << row);
        }
    }

    @Override
    boolean isOneList(long size, long otherSize) {
        return classOf(size) == classOf(otherSize);
    }

    @Override
    long findFree(long needed, long byteAlignment) {
        final long sufficient = needed + maxGapBefore(byteAlignment);
        final int ownClass = classOf(needed);
        final int sufficientClass = classFrom(sufficient);
        if (ownClass < sufficientClass) {
            final long lastFreed = firstFree[ownClass];
            if (lastFreed != NULL_ADDRESS
                    && needed <= checkedFreeSize(lastFreed, lastFreed) - gapBefore(lastFreed, byteAlignment)) {
                return lastFreed;
            }
        }
        final int sizeClass = filledClassFrom(sufficientClass);
        if (sizeClass == NONE) {
            return searchFree(ownClass, needed, byteAlignment);
        }
        final long block = firstFree[sizeClass];
        checkedFreeSize(block, block);
        return block;
    }

    /** Looks at each block that may have room and need not. */
    private long searchFree(int ownClass, long needed, long byteAlignment) {
        for (int sizeClass = filledClassFrom(ownClass); sizeClass != NONE; sizeClass = filledClassFrom(sizeClass + 1)) {
            final long block = firstWithRoom(firstFree[sizeClass], needed, byteAlignment);
            if (block != NULL_ADDRESS) {
                return block;
            }
        }
        return NULL_ADDRESS;
    }

    /** The first class from this one on that has a free block, or NONE. */
    private int filledClassFrom(int sizeClass) {
        final int row = rowOf(sizeClass);
        if (row >= secondLevel.length) {
            return NONE;
        }
        final long steps = secondLevel[row] & -1L << stepOf(sizeClass);
        if (steps != 0) {
            return (row << STEP_BITS) + Long.numberOfTrailingZeros(steps);
        }
        final long rows = firstLevel & -2L << row;
        if (rows == 0) {
            return NONE;
        }
        final int filledRow = Long.numberOfTrailingZeros(rows);
        return (filledRow << STEP_BITS) + Long.numberOfTrailingZeros(secondLevel[filledRow]);
    }

    @Override
    long checkedFreeCount() {
        long count = 0;
        for (int sizeClass = 0; sizeClass < firstFree.length; sizeClass++) {
            final int row = rowOf(sizeClass);
            final long bit = secondLevel[row] & 1L << stepOf(sizeClass);
            if ((bit != 0) != (firstFree[sizeClass] != NULL_ADDRESS)
                    || (secondLevel[row] != 0) != ((firstLevel & 1L << row) != 0)) {
                throw new IllegalStateException(
                        this + ": the bitmaps and the lists of class " + sizeClass + " contradict each other");
            }
            count += checkedCount(firstFree[sizeClass]);
        }
        return count;
    }

    @Override
    long largestFreeBytes() {
        if (firstLevel == 0) {
            return 0;
        }
        final int row = Long.SIZE - 1 - Long.numberOfLeadingZeros(firstLevel);
        final int step = Long.SIZE - 1 - Long.numberOfLeadingZeros(secondLevel[row]);
        return largestBytes(firstFree[(row << STEP_BITS) + step]);
    }

    @Override
    void forgetAll() {
        Arrays.fill(firstFree, NULL_ADDRESS);
        Arrays.fill(secondLevel, 0);
        firstLevel = 0;
    }
}
