package org.sideheap.allocators;

import java.util.Objects;

/**
 * Passes each call on to another allocator: where a decorator begins, which overrides what it changes.
 *
 * <p>{@link #allocate(long, long)} and {@link #allocateZeroed(long, long)} come through this one's own
 * {@link #tryAllocate}, so that a decorator of requests overrides that, {@link #tryResize} and {@link #tryReallocate}.
 * Who depends on the decorator is registered with the allocator behind it. On the thread rules of that allocator.
 *
 * <pre>{@code
 * Allocator small = new ForwardingAllocator(GlobalAllocator.INSTANCE) {
 *     @Override
 *     public long tryAllocate(long byteSize, long byteAlignment) {
 *         return byteSize <= 4096 ? delegate.tryAllocate(byteSize, byteAlignment) : Memory.NULL_ADDRESS;
 *     }
 * };
 * }</pre>
 */
public abstract class ForwardingAllocator implements Allocator {
    /** The allocator behind. */
    protected final Allocator delegate;

    /**
     * A decorator of an allocator.
     *
     * @param delegate the allocator behind; closed with this
     */
    protected ForwardingAllocator(Allocator delegate) {
        this.delegate = Objects.requireNonNull(delegate, "delegate");
    }

    @Override
    public long tryAllocate(long byteSize, long byteAlignment) {
        return delegate.tryAllocate(byteSize, byteAlignment);
    }

    @Override
    public boolean tryResize(long address, long oldByteSize, long newByteSize, long byteAlignment) {
        return delegate.tryResize(address, oldByteSize, newByteSize, byteAlignment);
    }

    @Override
    public long tryReallocate(
            long address, long oldByteSize, long newByteSize, long byteAlignment, long preservedBytes) {
        return delegate.tryReallocate(address, oldByteSize, newByteSize, byteAlignment, preservedBytes);
    }

    @Override
    public void free(long address, long byteSize, long byteAlignment) {
        delegate.free(address, byteSize, byteAlignment);
    }

    @Override
    public long goodByteSize(long byteSize) {
        return delegate.goodByteSize(byteSize);
    }

    @Override
    public boolean owns(long address) {
        return delegate.owns(address);
    }

    @Override
    public AllocatorStats stats() {
        return delegate.stats();
    }

    @Override
    public void check() {
        delegate.check();
    }

    @Override
    public void register(Dependant dependant) {
        delegate.register(dependant);
    }

    @Override
    public void close() {
        delegate.close();
    }

    /**
     * The allocator in one line.
     *
     * @return the kind of the decorator, and the allocator behind
     */
    @Override
    public String toString() {
        return getClass().getSimpleName() + "[" + delegate + "]";
    }
}
