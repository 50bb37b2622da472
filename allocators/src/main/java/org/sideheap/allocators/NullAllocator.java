package org.sideheap.allocators;

import static org.sideheap.allocators.AddressMath.checkRequest;
import static org.sideheap.allocators.Memory.NULL_ADDRESS;

/**
 * Has no memory, and declines every request.
 *
 * <p>The end of the line where there must be an allocator and shall be no memory: as the fallback of a buffer that must
 * not overflow, or the context's allocator in code that must not allocate. Has no state, and may be used by any thread.
 *
 * <pre>{@code
 * ByteBuffer buffer = ByteBuffer.allocateDirect(512);
 * try (Allocator allocator = FixedBufferAllocator.over(buffer, NullAllocator.INSTANCE)) {
 *     allocator.tryAllocate(513, 1); // declined
 * }
 * }</pre>
 */
public final class NullAllocator implements Allocator {
    /** The one there is. */
    public static final NullAllocator INSTANCE = new NullAllocator();

    private NullAllocator() {}

    @Override
    public long tryAllocate(long byteSize, long byteAlignment) {
        checkRequest(byteSize, byteAlignment);
        return NULL_ADDRESS;
    }

    /**
     * {@inheritDoc}
     *
     * @throws IllegalArgumentException always: no block is of this
     */
    @Override
    public boolean tryResize(long address, long oldByteSize, long newByteSize, long byteAlignment) {
        throw refuse(address);
    }

    /**
     * {@inheritDoc}
     *
     * @throws IllegalArgumentException always: no block is of this
     */
    @Override
    public void free(long address, long byteSize, long byteAlignment) {
        throw refuse(address);
    }

    @Override
    public boolean owns(long address) {
        return false;
    }

    /**
     * Nothing.
     *
     * @return zeros
     */
    @Override
    public AllocatorStats stats() {
        return new AllocatorStats(0, 0, 0, 0, 0, 0, 0);
    }

    /** Has no effect: there is nothing to close. */
    @Override
    public void close() {}

    @Override
    public String toString() {
        return "NullAllocator";
    }

    private static IllegalArgumentException refuse(long address) {
        return new IllegalArgumentException("NullAllocator has no blocks, so none at address " + address);
    }
}
