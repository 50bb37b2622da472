package org.sideheap.allocators;

import static org.sideheap.allocators.AddressMath.checkPreservedBytes;
import static org.sideheap.allocators.AddressMath.checkRequest;
import static org.sideheap.allocators.Memory.NULL_ADDRESS;

/**
 * Lets through so many bytes and no more.
 *
 * <p>For a part of a program that shall not take the memory of the others: a hard limit where the allocator behind has
 * none, or shares it. Not for a bound on what the process takes from the system: headers and padding of the allocator
 * behind do not count.
 *
 * <pre>{@code
 * Allocator limited = new LimitedAllocator(GlobalAllocator.INSTANCE, 1 << 20);
 * long address = limited.allocate(1000, 8);
 * limited.tryAllocate(1 << 20, 8); // declined, 1000 bytes are taken
 * limited.free(address, 1000, 8);
 * }</pre>
 *
 * <p>A block counts with its {@linkplain Allocator#goodByteSize good size}, from when it is allocated until it is freed
 * through this, or the allocator behind is reset. Each call costs an addition and a comparison more. One thread at a
 * time, whatever the allocator behind allows. {@link #close} closes that too.
 *
 * <p>Two sums can be wrong, <em>undetected</em>: after a free with a wrong size, and after a stack behind took back raw
 * blocks with {@code pop} or {@code release} that were never freed here.
 *
 * @see Allocator#limitedTo
 */
public final class LimitedAllocator extends LedgerAllocator {
    private final long byteLimit;
    private final Usage usage = new Usage();

    /**
     * Limits an allocator.
     *
     * @param delegate the allocator behind; closed with this
     * @param byteLimit how many bytes may be live at once, at least 1
     */
    public LimitedAllocator(Allocator delegate, long byteLimit) {
        super(delegate);
        this.byteLimit = AddressMath.checkAtLeastOne(byteLimit, "byteLimit");
    }

    /**
     * The limit.
     *
     * @return how many bytes may be live at once
     */
    public long byteLimit() {
        return byteLimit;
    }

    /**
     * How much of the limit is left.
     *
     * @return bytes that may still be allocated, if the allocator behind has them
     */
    public long remainingBytes() {
        return byteLimit - usage.usedBytes();
    }

    @Override
    public long tryAllocate(long byteSize, long byteAlignment) {
        ensureOpen();
        checkRequest(byteSize, byteAlignment);
        final long good = goodByteSize(byteSize);
        if (good > remainingBytes()) {
            return decline();
        }
        ensureRegistered();
        final long address = delegate.tryAllocate(byteSize, byteAlignment);
        if (address == NULL_ADDRESS) {
            return decline();
        }
        usage.allocated(good);
        return address;
    }

    @Override
    public boolean tryResize(long address, long oldByteSize, long newByteSize, long byteAlignment) {
        ensureOpen();
        checkRequest(oldByteSize, byteAlignment);
        checkRequest(newByteSize, byteAlignment);
        final long growth = goodByteSize(newByteSize) - goodByteSize(oldByteSize);
        final boolean resized =
                growth <= remainingBytes() && delegate.tryResize(address, oldByteSize, newByteSize, byteAlignment);
        if (resized) {
            usage.grew(growth);
        }
        return resized;
    }

    @Override
    public long tryReallocate(
            long address, long oldByteSize, long newByteSize, long byteAlignment, long preservedBytes) {
        ensureOpen();
        checkRequest(oldByteSize, byteAlignment);
        checkRequest(newByteSize, byteAlignment);
        checkPreservedBytes(preservedBytes, oldByteSize);
        final long growth = goodByteSize(newByteSize) - goodByteSize(oldByteSize);
        if (growth > remainingBytes()) {
            return decline();
        }
        final long moved = delegate.tryReallocate(address, oldByteSize, newByteSize, byteAlignment, preservedBytes);
        if (moved == NULL_ADDRESS) {
            return decline();
        }
        usage.grew(growth);
        return moved;
    }

    @Override
    public void free(long address, long byteSize, long byteAlignment) {
        ensureOpen();
        delegate.free(address, byteSize, byteAlignment);
        if (usage.liveCount() > 0) { // else it is a block of a reset fallback's, which the book has forgotten
            usage.freed(Math.min(goodByteSize(byteSize), usage.usedBytes()));
        }
    }

    /**
     * What is live through this.
     *
     * @return the numbers; reserved is the limit
     */
    @Override
    public AllocatorStats stats() {
        return usage.stats(byteLimit, AllocatorStats.UNKNOWN);
    }

    @Override
    void letGoOfAll(long goneFrom, long goneTo, String cause) {
        if (goneFrom < goneTo || isClosed()) { // else the blocks go one by one, as each is freed
            usage.reset();
        }
    }

    private long decline() {
        usage.declined();
        return NULL_ADDRESS;
    }
}
