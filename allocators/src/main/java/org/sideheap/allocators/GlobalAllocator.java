package org.sideheap.allocators;

import static org.sideheap.allocators.AddressMath.alignDown;
import static org.sideheap.allocators.AddressMath.checkPreservedBytes;
import static org.sideheap.allocators.AddressMath.checkRequest;
import static org.sideheap.allocators.AddressMath.roundByteSize;
import static org.sideheap.allocators.Memory.NULL_ADDRESS;

import java.util.concurrent.atomic.AtomicLong;

/**
 * The system's malloc, realloc and free, with any alignment.
 *
 * <p>For long-lived and large blocks, and for what nothing is known about; every other allocator takes its region from
 * here unless told otherwise. Not for many small blocks on a hot path: each call leaves the JVM and costs some 50 to 100
 * ns, where a {@link PoolAllocator} takes a few.
 *
 * <p>Safe for use from any thread. {@link #close} has no effect: it never closes. It cannot tell which blocks are its
 * own, so {@link #owns} denies every address, and double, foreign and wrongly sized frees go <em>undetected</em>: they
 * corrupt the process's heap as they do in C.
 */
public final class GlobalAllocator implements Allocator {
    /*
     * A block aligned to more than malloc gives is cut from a larger one, malloc's block, whose address stands in the
     * word before it. Both addresses are multiples of 16 and differ, so that word is always there:
     *
     *   mallocAddress               address, a multiple of byteAlignment > 16
     *   v                           v
     *   +--------+------------------+--------------------------+--------+
     *   | unused | mallocAddress, 8 | byteSize, rounded up to 8| unused |
     *   +--------+------------------+--------------------------+--------+
     *   |<-------------------- byteSize + byteAlignment --------------->|
     */

    /** The one global allocator. */
    public static final GlobalAllocator INSTANCE = new GlobalAllocator();

    /** What malloc aligns to by itself on every 64-bit platform. */
    private static final long MALLOC_BYTE_ALIGNMENT = 16;

    /** The JVM rounds each request up to this, so it may as well be used. */
    private static final long GRANULE_BYTE_SIZE = 8;

    private final AtomicLong usedBytes = new AtomicLong();
    private final AtomicLong peakUsedBytes = new AtomicLong();
    private final AtomicLong allocationCount = new AtomicLong();
    private final AtomicLong freeCount = new AtomicLong();
    private final AtomicLong declineCount = new AtomicLong();

    /** Others than the one are for tests, which want its numbers for themselves. */
    GlobalAllocator() {}

    @Override
    public long tryAllocate(long byteSize, long byteAlignment) {
        checkRequest(byteSize, byteAlignment);
        final long footprint = footprint(byteSize, byteAlignment);
        final long mallocAddress = footprint > 0 ? Memory.malloc(footprint) : NULL_ADDRESS;
        if (mallocAddress == NULL_ADDRESS) {
            declineCount.getAndIncrement();
            return NULL_ADDRESS;
        }
        allocationCount.getAndIncrement();
        grew(footprint);
        return isOverAligned(byteAlignment) ? cut(mallocAddress, byteAlignment) : mallocAddress;
    }

    /**
     * {@inheritDoc}
     *
     * <p>The system's realloc, which gives a large block more pages without copying those it has. A moved block keeps an
     * alignment above malloc's own.
     */
    @Override
    public long tryReallocate(
            long address, long oldByteSize, long newByteSize, long byteAlignment, long preservedBytes) {
        checkPreservedBytes(preservedBytes, oldByteSize);
        if (tryResize(address, oldByteSize, newByteSize, byteAlignment)) {
            return address;
        }
        final long newFootprint = footprint(newByteSize, byteAlignment);
        final long oldMallocAddress = mallocAddress(address, byteAlignment);
        final long newMallocAddress = newFootprint > 0 ? Memory.realloc(oldMallocAddress, newFootprint) : NULL_ADDRESS;
        if (newMallocAddress == NULL_ADDRESS) {
            declineCount.getAndIncrement();
            return NULL_ADDRESS;
        }
        grew(newFootprint - footprint(oldByteSize, byteAlignment));
        if (!isOverAligned(byteAlignment)) {
            return newMallocAddress;
        }
        // realloc kept the bytes at their distance from malloc's block, which need not be the aligned one now.
        final long keptAddress = newMallocAddress + (address - oldMallocAddress);
        final long alignedAddress = alignedAddress(newMallocAddress, byteAlignment);
        if (keptAddress != alignedAddress) {
            Memory.copy(keptAddress, alignedAddress, Math.min(preservedBytes, newByteSize));
        }
        return cut(newMallocAddress, byteAlignment);
    }

    @Override
    public void free(long address, long byteSize, long byteAlignment) {
        checkRequest(byteSize, byteAlignment);
        Memory.free(mallocAddress(address, byteAlignment));
        freeCount.getAndIncrement();
        usedBytes.getAndAdd(-footprint(byteSize, byteAlignment));
    }

    @Override
    public long goodByteSize(long byteSize) {
        return roundByteSize(byteSize, GRANULE_BYTE_SIZE);
    }

    /**
     * Always false: the system does not tell whose a block is.
     *
     * @param address any number
     * @return false
     */
    @Override
    public boolean owns(long address) {
        return false;
    }

    /**
     * {@inheritDoc}
     *
     * <p>Other threads may be at work, so the numbers need not be of one moment.
     */
    @Override
    public AllocatorStats stats() {
        final long used = usedBytes.get();
        final long freed = freeCount.get();
        final long allocated = allocationCount.get();
        return new AllocatorStats(
                used,
                used,
                Math.max(used, peakUsedBytes.get()), // who just made it used may not have noted the peak yet
                AllocatorStats.UNKNOWN,
                allocated - freed,
                allocated,
                declineCount.get());
    }

    /** Has no effect: the global allocator is always open. */
    @Override
    public void close() {}

    @Override
    public String toString() {
        return "GlobalAllocator[" + usedBytes.get() + " bytes used]";
    }

    private void grew(long byteSize) {
        final long used = usedBytes.addAndGet(byteSize);
        for (long peak = peakUsedBytes.get();
                used > peak && !peakUsedBytes.compareAndSet(peak, used);
                peak = peakUsedBytes.get()) {
            Thread.onSpinWait();
        }
    }

    private static boolean isOverAligned(long byteAlignment) {
        return byteAlignment > MALLOC_BYTE_ALIGNMENT;
    }

    /** What malloc is asked for; negative when that is more than a long holds. */
    private static long footprint(long byteSize, long byteAlignment) {
        final long rounded = roundByteSize(byteSize, GRANULE_BYTE_SIZE);
        return isOverAligned(byteAlignment) ? rounded + byteAlignment : rounded;
    }

    private static long alignedAddress(long mallocAddress, long byteAlignment) {
        return alignDown(mallocAddress + byteAlignment, byteAlignment);
    }

    private static long cut(long mallocAddress, long byteAlignment) {
        final long address = alignedAddress(mallocAddress, byteAlignment);
        Memory.putLong(address - Long.BYTES, mallocAddress);
        return address;
    }

    private static long mallocAddress(long address, long byteAlignment) {
        return isOverAligned(byteAlignment) ? Memory.getLong(address - Long.BYTES) : address;
    }
}
