package org.sideheap.testkit;

import static org.sideheap.allocators.Memory.NULL_ADDRESS;

import org.sideheap.allocators.AllocationFailedException;
import org.sideheap.allocators.Allocator;
import org.sideheap.allocators.ForwardingAllocator;

/**
 * A decorator that is asked about each memory request, whichever call makes it, and told how it was answered.
 *
 * <p>A request asks for a block, or for another size of one. What no allocator may grant is none: that goes to the
 * allocator behind, which refuses it. One thread at a time; creates no garbage but for the exceptions.
 */
abstract class InterceptingAllocator extends ForwardingAllocator {
    InterceptingAllocator(Allocator delegate) {
        super(delegate);
    }

    /**
     * Whether a request reaches the allocator behind. If not, it fails as it would there, and has changed nothing.
     *
     * @param kind of the request
     * @param byteSize how many bytes more it asks for; 0 to shrink
     */
    boolean passes(RequestKind kind, long byteSize) {
        return true;
    }

    /** The allocator behind has answered a request. One that it refused with another exception was none. */
    abstract void answered(RequestKind kind, long byteSize, boolean granted);

    @Override
    public long tryAllocate(long byteSize, long byteAlignment) {
        if (!Request.isLegal(byteSize, byteAlignment)) {
            return delegate.tryAllocate(byteSize, byteAlignment);
        }
        if (!passes(RequestKind.ALLOCATE, byteSize)) {
            return NULL_ADDRESS;
        }
        final long address = delegate.tryAllocate(byteSize, byteAlignment);
        answered(RequestKind.ALLOCATE, byteSize, address != NULL_ADDRESS);
        return address;
    }

    @Override
    public long allocate(long byteSize, long byteAlignment) {
        return allocate(byteSize, byteAlignment, false);
    }

    @Override
    public long allocateZeroed(long byteSize, long byteAlignment) {
        return allocate(byteSize, byteAlignment, true);
    }

    private long allocate(long byteSize, long byteAlignment, boolean zeroed) {
        if (!Request.isLegal(byteSize, byteAlignment)) {
            return allocateBehind(byteSize, byteAlignment, zeroed);
        }
        if (!passes(RequestKind.ALLOCATE, byteSize)) {
            throw new AllocationFailedException(this, byteSize, byteAlignment);
        }
        final long address;
        try {
            address = allocateBehind(byteSize, byteAlignment, zeroed);
        } catch (AllocationFailedException e) {
            answered(RequestKind.ALLOCATE, byteSize, false);
            throw e;
        }
        answered(RequestKind.ALLOCATE, byteSize, true);
        return address;
    }

    private long allocateBehind(long byteSize, long byteAlignment, boolean zeroed) {
        return zeroed ? delegate.allocateZeroed(byteSize, byteAlignment) : delegate.allocate(byteSize, byteAlignment);
    }

    @Override
    public boolean tryResize(long address, long oldByteSize, long newByteSize, long byteAlignment) {
        if (!isChange(oldByteSize, newByteSize, byteAlignment)) {
            return delegate.tryResize(address, oldByteSize, newByteSize, byteAlignment);
        }
        final RequestKind kind = newByteSize < oldByteSize ? RequestKind.SHRINK : RequestKind.RESIZE;
        final long addedByteSize = Math.max(0, newByteSize - oldByteSize);
        if (!passes(kind, addedByteSize)) {
            return false;
        }
        final boolean resized = delegate.tryResize(address, oldByteSize, newByteSize, byteAlignment);
        answered(kind, addedByteSize, resized);
        return resized;
    }

    @Override
    public long tryReallocate(
            long address, long oldByteSize, long newByteSize, long byteAlignment, long preservedBytes) {
        if (preservedBytes < 0 || preservedBytes > oldByteSize || !isChange(oldByteSize, newByteSize, byteAlignment)) {
            return delegate.tryReallocate(address, oldByteSize, newByteSize, byteAlignment, preservedBytes);
        }
        final RequestKind kind = newByteSize < oldByteSize ? RequestKind.SHRINK : RequestKind.REALLOCATE;
        final long addedByteSize = Math.max(0, newByteSize - oldByteSize);
        if (!passes(kind, addedByteSize)) {
            return NULL_ADDRESS;
        }
        final long moved = delegate.tryReallocate(address, oldByteSize, newByteSize, byteAlignment, preservedBytes);
        answered(kind, addedByteSize, moved != NULL_ADDRESS);
        return moved;
    }

    private static boolean isChange(long oldByteSize, long newByteSize, long byteAlignment) {
        return Request.isLegal(oldByteSize, byteAlignment)
                && Request.isLegal(newByteSize, byteAlignment)
                && newByteSize != oldByteSize;
    }
}
