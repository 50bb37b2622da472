package org.sideheap.allocators;

import static org.sideheap.allocators.AddressMath.checkRequest;
import static org.sideheap.allocators.Memory.NULL_ADDRESS;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteBuffer;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.LongAdder;
import java.util.stream.LongStream;
import org.agrona.DirectBuffer;

/**
 * A pool that all threads share: a block allocated on one may be freed on another, and nobody ever waits for a lock.
 *
 * <p>For messages and nodes that one thread fills and the next one gives back. Not for one thread, which a
 * {@link PoolAllocator} serves in a quarter of the time, nor for many threads that allocate all the time and hand
 * nothing over: they contend for one word, and each is better off with a pool of its own.
 *
 * <pre>{@code
 * try (ConcurrentPoolAllocator pool = new ConcurrentPoolAllocator(64, 1000)) {
 *     long message = pool.allocate();
 *     Memory.putLong(message, 42);
 *     Thread receiver = new Thread(() -> {
 *         long value = Memory.getLong(message);
 *         pool.free(message);
 *     });
 *     receiver.start();
 *     receiver.join();
 * }
 * }</pre>
 *
 * <p>Both calls are O(1) where no other thread comes between, and lock-free: of those who contend, one gets through.
 * Blocks are aligned as those of a {@link PoolAllocator}, and first touched when first used; the last one freed is handed
 * out first. The price is 8 bytes a block on the heap, written when the pool is built.
 *
 * <p><strong>Threads.</strong> Every method may be called from any thread, and collections on the pool may be built and
 * closed on different ones; each collection, as each block, is still used by one thread at a time. What a thread did with
 * a block before it freed it <em>happens before</em> what its next owner does with it. How a block's address comes from
 * one thread to another is up to the two: through a queue or a volatile field. {@link #close} takes the memory from under
 * whoever still uses a block or a collection, so it needs them to be done, <em>undetected</em> if they are not; calls of
 * the pool's own methods that come too late only throw, and of two that close it, one does.
 *
 * <p>Double, foreign and misaddressed frees are refused, exactly: of threads that free the same block at once, one
 * succeeds. A write into a block after its free does no harm to the pool, whose free list is not in the region, and goes
 * <em>undetected</em>, as does a second free once the block is live again. The statistics are exact, and of one moment,
 * though other threads are at work; while one is in the middle of a call, its block counts as live.
 */
public final class ConcurrentPoolAllocator extends BlockPool {
    /*
     *   head                                                  entries
     *    63                   indexBits              0         63             32 31              0
     *   +----------------------+---------------------+         +----------------+----------------+
     *   | version              | index of first free |   +---->| next           | freeCount      |--+
     *   +----------------------+---------------------+   |     +----------------+----------------+  |
     *                                     |              |     | LIVE                            |  |
     *                                     +--------------+     +---------------------------------+  |
     *                                                          | next           | freeCount      |<-+
     *                                                          +----------------+----------------+
     *
     * A stack of free blocks, as R. K. Treiber has it, "Systems Programming: Coping with Parallelism", IBM RJ 5118, 1986:
     * who wants the first block, or puts one before it, replaces head if it is still what it was.
     *
     * An entry stands on the heap for each block. That of a free block says which is next, blockCount if none is, and how
     * many blocks there are from here on; so the count of free blocks is known wherever the stack is changed, exactly, and
     * no counter is needed that all threads would write. That of a live block is LIVE, and what makes it free is one
     * compareAndSet of it: of two frees one fails. Both halves are kept as the difference to what they are in a pool whose
     * blocks have never been used, where each is followed by its neighbour: there all entries are 0.
     *
     * That a first block is the one it was does not say that its next one is: it may have come back. So the version grows
     * with each allocation, and head is never again what it was before (ABA). It has the bits that the index does not
     * need, 44 in a pool of a million blocks, and comes round after 2^44 allocations, two days at a hundred million a
     * second: a thread that is held up between two instructions for exactly as many, or a multiple of it, could be
     * deceived. A pool of a thousand blocks has 54 bits, the largest there is 33. The version is the count of
     * allocations, too.
     *
     * What a reader may find in the entry of a first block that has just been taken is rubbish, and leads nowhere, as head
     * is not what it was then.
     *
     * Invariants, when no call is on its way: following next from head reaches freeCount blocks, none of them LIVE, each
     * with a freeCount of one more than the next; all other entries are LIVE.
     *
     * Weighed, in ns for an allocation and a free on one thread (JDK 17, Xeon 2.8 GHz, medians of slices in which the
     * thread was not preempted, turn and turn about):
     *
     *    39  as it is: one entry a block, which is link, count and live bit in one
     *    38  with head alone on its cache lines: not worth three classes, who reads what is beside it reads head too
     *    39  with each entry on a cache line of its own: not worth 64 bytes a block
     *    35  without freeCount, and so without statistics
     *    42  the same, and two LongAdders
     *    41  the same, and one AtomicLong and a peak
     *    46  live bits in words of 64 and links apart from them, be they on the heap or in the blocks
     *    43  a PoolAllocator behind a ReentrantLock, 50 behind synchronized, 10 as it is
     *   112  the GlobalAllocator
     */

    private static final long LIVE = Long.MIN_VALUE;
    private static final int MAX_BLOCK_COUNT = Integer.MAX_VALUE - 8;

    private static final VarHandle ENTRY = MethodHandles.arrayElementVarHandle(long[].class);
    private static final VarHandle HEAD = fieldHandle("head");
    private static final VarHandle LEAST_FREE_COUNT = fieldHandle("leastFreeCount");

    private final long[] entries;
    private final int blockCount;
    private final int indexBits;
    private final long indexMask;
    private final LongAdder declineCount = new LongAdder();

    /** How often the version came round. */
    private final LongAdder versionRounds = new LongAdder();

    /** The fewest free blocks there ever were. */
    private volatile long leastFreeCount;

    private volatile long head;

    /** Who closes it; the second one finds it taken. */
    private final AtomicBoolean isClosing = new AtomicBoolean();

    /**
     * Over a region taken from the {@link GlobalAllocator}.
     *
     * @param blockByteSize the size of each block, at least 1; rounded up to a multiple of 8
     * @param blockCount how many blocks, at least 1 and at most 2<sup>31</sup> - 9
     * @throws AllocationFailedException when there is no such region to be had
     */
    public ConcurrentPoolAllocator(long blockByteSize, long blockCount) {
        this(GlobalAllocator.INSTANCE, blockByteSize, blockCount);
    }

    /**
     * Over a region taken from a parent, and given back to it on {@link #close}. Nothing else is asked of the parent, so
     * it may be one for a single thread, if that thread builds and closes the pool.
     *
     * @param parent to take the region from
     * @param blockByteSize the size of each block, at least 1; rounded up to a multiple of 8
     * @param blockCount how many blocks, at least 1 and at most 2<sup>31</sup> - 9
     * @throws AllocationFailedException when the parent declines
     */
    public ConcurrentPoolAllocator(Allocator parent, long blockByteSize, long blockCount) {
        this(regionOf(parent, roundedBlockByteSize(blockByteSize), blockCount), blockByteSize, 0);
    }

    /**
     * With a version to begin with.
     *
     * @param version for tests of when it comes round
     */
    ConcurrentPoolAllocator(Region region, long blockByteSize, long version) {
        this(
                region,
                roundedBlockByteSize(blockByteSize),
                version,
                entriesFor(region, roundedBlockByteSize(blockByteSize)));
    }

    private ConcurrentPoolAllocator(Region region, long blockByteSize, long version, long[] entries) {
        super("ConcurrentPoolAllocator", region, blockByteSize);
        this.entries = entries;
        blockCount = (int) (byteCapacity() / blockByteSize);
        indexBits = Integer.SIZE - Integer.numberOfLeadingZeros(closedIndex());
        indexMask = (1L << indexBits) - 1;
        leastFreeCount = blockCount;
        head = version << indexBits;
    }

    /** Where there is no heap memory for them, the region is given back. */
    private static long[] entriesFor(Region region, long blockByteSize) {
        try {
            final long count = region.byteSize / blockByteSize;
            if (count > MAX_BLOCK_COUNT) {
                throw new IllegalArgumentException(
                        count + " blocks are more than the " + MAX_BLOCK_COUNT + " that can be told apart");
            }
            return new long[(int) count];
        } catch (IllegalArgumentException | OutOfMemoryError e) {
            region.close();
            throw e;
        }
    }

    /**
     * Over the bytes between a buffer's position and its limit.
     *
     * @param buffer direct or mapped, and writable
     * @param blockByteSize the size of each block, at least 1; rounded up to a multiple of 8
     * @return the allocator, with as many blocks as fit; closing it leaves the buffer alone
     * @throws IllegalArgumentException when the buffer is on the heap, read-only or has no bytes
     */
    public static ConcurrentPoolAllocator over(ByteBuffer buffer, long blockByteSize) {
        return new ConcurrentPoolAllocator(Region.over(buffer), blockByteSize, 0);
    }

    /**
     * Over an Agrona buffer.
     *
     * @param buffer off-heap and of fixed size
     * @param blockByteSize the size of each block, at least 1; rounded up to a multiple of 8
     * @return the allocator, with as many blocks as fit; closing it leaves the buffer alone
     * @throws IllegalArgumentException when the buffer is on the heap, expandable, read-only or has no bytes
     */
    public static ConcurrentPoolAllocator over(DirectBuffer buffer, long blockByteSize) {
        return new ConcurrentPoolAllocator(Region.over(buffer), blockByteSize, 0);
    }

    /**
     * Over memory that belongs to someone else, and stays until the allocator is closed.
     *
     * @param address of the first byte, at least 1
     * @param byteSize of the memory, at least 1
     * @param blockByteSize the size of each block, at least 1; rounded up to a multiple of 8
     * @return the allocator, with as many blocks as fit; closing it leaves the memory alone
     */
    public static ConcurrentPoolAllocator over(long address, long byteSize, long blockByteSize) {
        return new ConcurrentPoolAllocator(Region.over(address, byteSize), blockByteSize, 0);
    }

    /**
     * {@inheritDoc}
     *
     * <p>Declined too when the block size, or the alignment all blocks have, is less than what is asked for.
     */
    @Override
    public long tryAllocate(long byteSize, long byteAlignment) {
        checkRequest(byteSize, byteAlignment);
        if (!meetsWithRoom(byteSize, byteAlignment)) {
            return decline(head);
        }
        while (true) {
            final long first = head;
            final int index = indexIn(first);
            if (index >= blockCount) {
                return decline(first);
            }
            final long entry = (long) ENTRY.getOpaque(entries, index);
            final long version = (first | indexMask) + 1;
            if (HEAD.compareAndSet(this, first, version | nextIn(entry, index))) {
                ENTRY.setOpaque(entries, index, LIVE);
                if (version == 0) {
                    versionRounds.increment();
                }
                noteFreeCount(freeCountIn(entry, index) - 1);
                return addressOf(index);
            }
            Thread.onSpinWait();
        }
    }

    /**
     * {@inheritDoc}
     *
     * @return whether the new size fits the block
     */
    @Override
    public boolean tryResize(long address, long oldByteSize, long newByteSize, long byteAlignment) {
        checkRequest(newByteSize, byteAlignment);
        final int index = indexOfBlock(address, oldByteSize, byteAlignment);
        if (indexIn(head) == closedIndex() || (long) ENTRY.getOpaque(entries, index) != LIVE) {
            throw refuseNotLive(address);
        }
        return newByteSize <= blockByteSize;
    }

    @Override
    public void free(long address, long byteSize, long byteAlignment) {
        final int index = indexOfBlock(address, byteSize, byteAlignment);
        long first = head;
        if (!ENTRY.compareAndSet(entries, index, LIVE, entryBefore(first, index))) {
            throw refuseNotLive(address);
        }
        while (!HEAD.compareAndSet(this, first, first & ~indexMask | index)) {
            Thread.onSpinWait();
            first = head;
            ENTRY.setOpaque(entries, index, entryBefore(first, index));
        }
    }

    @Override
    public long freeBlockCount() {
        while (true) {
            final long first = head;
            final long freeCount = freeCountFrom(first);
            if (first == head) {
                return freeCount;
            }
        }
    }

    @Override
    public long allocatedBlockCount() {
        return stats().liveCount();
    }

    /**
     * {@inheritDoc}
     *
     * <p>Exact while other threads are at work, too: the counts are those of one moment, and the peak is never missed.
     */
    @Override
    public AllocatorStats stats() {
        while (true) {
            final long first = head;
            final long freeCount = freeCountFrom(first);
            if (first == head) {
                return stats(first, freeCount);
            }
        }
    }

    private AllocatorStats stats(long first, long freeCount) {
        final boolean isOpen = indexIn(first) != closedIndex();
        final long liveCount = isOpen ? blockCount - freeCount : 0;
        return new AllocatorStats(
                liveCount * blockByteSize,
                reservedBytes(),
                Math.max(liveCount, blockCount - leastFreeCount) * blockByteSize,
                freeCount > 0 ? blockByteSize : 0,
                liveCount,
                (versionRounds.sum() << Long.SIZE - indexBits) + (first >>> indexBits),
                declineCount.sum());
    }

    /**
     * {@inheritDoc}
     *
     * <p>No other thread may allocate or free meanwhile: what is on its way contradicts the rest.
     */
    @Override
    public void check() {
        ensureOpen();
        final long freeBlockCount = freeBlockCount();
        long freeCount = freeBlockCount;
        for (int index = indexIn(head); index != blockCount; index = (int) nextIn(entries[index], index)) {
            if (index > blockCount || entries[index] == LIVE || freeCountIn(entries[index], index) != freeCount) {
                throw new IllegalStateException(this + ": the free list has block " + index + " where " + freeCount
                        + " blocks are free from there on, with the entry " + Long.toHexString(entries[index]));
            }
            freeCount--;
        }
        final long liveCount =
                LongStream.of(entries).filter(entry -> entry == LIVE).count();
        if (freeCount != 0 || liveCount != blockCount - freeBlockCount) {
            throw new IllegalStateException(
                    this + ": of " + blockCount + " blocks " + freeBlockCount + " are counted free, "
                            + (freeBlockCount - freeCount) + " are in the free list and " + liveCount + " are live");
        }
    }

    /**
     * {@inheritDoc}
     *
     * <p>While other threads allocate and free, each block is shown as it is when its turn comes.
     */
    @Override
    public void walk(BlockVisitor visitor) {
        ensureOpen();
        for (int index = 0; index < blockCount; index++) {
            visitor.block(index * blockByteSize, blockByteSize, (long) ENTRY.getAcquire(entries, index) == LIVE);
        }
    }

    /** {@inheritDoc} Of two threads that close it at once, the second does not wait for the first. */
    @Override
    public void close() {
        if (isClosing.compareAndSet(false, true)) {
            super.close();
        }
    }

    /** From here on, no call finds a block, or a place to put one. The version stays, as it is a count. */
    @Override
    void forgetAll() {
        long first;
        do {
            first = head;
        } while (!HEAD.compareAndSet(this, first, first & ~indexMask | closedIndex()));
    }

    /** An index that no block has: that of head, once closed. */
    private int closedIndex() {
        return blockCount + 1;
    }

    private int indexIn(long first) {
        return (int) (first & indexMask);
    }

    /** Rubbish, but no more than an index has bits, when the block is live by now. */
    private long nextIn(long entry, int index) {
        return (entry >> Integer.SIZE) + index + 1 & indexMask;
    }

    private long freeCountIn(long entry, int index) {
        return (int) entry + (blockCount - index);
    }

    /** What the entry of a block is that has another one behind it. */
    private long entryBefore(long first, int index) {
        final int next = indexIn(first);
        if (next == closedIndex()) {
            ensureOpen();
        }
        final long freeCount = freeCountFrom(first) + 1;
        return (long) (next - index - 1) << Integer.SIZE | freeCount - (blockCount - index) & 0xFFFF_FFFFL;
    }

    /** How many blocks are free, as long as head is what it was. */
    private long freeCountFrom(long first) {
        final int index = indexIn(first);
        return index < blockCount ? freeCountIn((long) ENTRY.getAcquire(entries, index), index) : 0;
    }

    private void noteFreeCount(long freeCount) {
        for (long least = leastFreeCount;
                freeCount < least && !LEAST_FREE_COUNT.compareAndSet(this, least, freeCount);
                least = leastFreeCount) {
            Thread.onSpinWait();
        }
    }

    private long decline(long first) {
        if (indexIn(first) == closedIndex()) {
            ensureOpen();
        }
        declineCount.increment();
        return NULL_ADDRESS;
    }

    /** Of a block that is or was live, or could have been. */
    private int indexOfBlock(long address, long byteSize, long byteAlignment) {
        checkRequest(byteSize, byteAlignment);
        final long index = indexOf(address);
        if (Long.compareUnsigned(index, blockCount) >= 0) {
            throw refuse(address, "is no block; blocks have " + blockByteSize + " bytes");
        }
        if (byteSize > blockByteSize) {
            throw refuse(address, "has " + blockByteSize + " bytes, not " + byteSize);
        }
        return (int) index;
    }

    private IllegalArgumentException refuseNotLive(long address) {
        return refuse(address, "is not live; it was freed already, or never handed out");
    }

    private static VarHandle fieldHandle(String name) {
        try {
            return MethodHandles.lookup().findVarHandle(ConcurrentPoolAllocator.class, name, long.class);
        } catch (ReflectiveOperationException e) {
            throw new ExceptionInInitializerError(e);
        }
    }
}
