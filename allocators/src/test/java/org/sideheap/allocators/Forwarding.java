package org.sideheap.allocators;

/** A decorator as a user would write one: passes everything on. */
final class Forwarding implements Allocator {
    private final Allocator delegate;

    Forwarding(Allocator delegate) {
        this.delegate = delegate;
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
    public void free(long address, long byteSize, long byteAlignment) {
        delegate.free(address, byteSize, byteAlignment);
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
    public void register(Dependant dependant) {
        delegate.register(dependant);
    }

    @Override
    public void close() {
        delegate.close();
    }
}
