package org.sideheap.testkit;

import org.sideheap.allocators.Allocator;
import org.sideheap.allocators.AllocatorStats;
import org.sideheap.allocators.Dependant;

/**
 * An allocator for the tries of a property: opened when it is first used in one, and closed with it. So the many that
 * jqwik makes to print or to shrink a sample cost nothing, and one it makes use of again is fresh each time.
 */
final class TryAllocator implements Allocator {
    private final PropertyAllocators property;
    private final BackendChoice choice;
    private final Backend backend;

    TryAllocator(PropertyAllocators property, BackendChoice choice, Backend backend) {
        this.property = property;
        this.choice = choice;
        this.backend = backend;
    }

    OpenBackend open() {
        return choice.open(backend);
    }

    private Allocator delegate() {
        return property.opened(this).allocator();
    }

    @Override
    public long tryAllocate(long byteSize, long byteAlignment) {
        return delegate().tryAllocate(byteSize, byteAlignment);
    }

    @Override
    public long allocate(long byteSize, long byteAlignment) {
        return delegate().allocate(byteSize, byteAlignment);
    }

    @Override
    public long allocateZeroed(long byteSize, long byteAlignment) {
        return delegate().allocateZeroed(byteSize, byteAlignment);
    }

    @Override
    public boolean tryResize(long address, long oldByteSize, long newByteSize, long byteAlignment) {
        return delegate().tryResize(address, oldByteSize, newByteSize, byteAlignment);
    }

    @Override
    public long tryReallocate(
            long address, long oldByteSize, long newByteSize, long byteAlignment, long preservedBytes) {
        return delegate().tryReallocate(address, oldByteSize, newByteSize, byteAlignment, preservedBytes);
    }

    @Override
    public void free(long address, long byteSize, long byteAlignment) {
        delegate().free(address, byteSize, byteAlignment);
    }

    @Override
    public long goodByteSize(long byteSize) {
        return delegate().goodByteSize(byteSize);
    }

    @Override
    public boolean owns(long address) {
        return delegate().owns(address);
    }

    @Override
    public AllocatorStats stats() {
        return delegate().stats();
    }

    @Override
    public void check() {
        delegate().check();
    }

    @Override
    public void register(Dependant dependant) {
        delegate().register(dependant);
    }

    @Override
    public void close() {
        delegate().close();
    }

    /** The call that opens it, so that a sample can be written as a test. */
    @Override
    public String toString() {
        return choice.toJava(backend);
    }
}
