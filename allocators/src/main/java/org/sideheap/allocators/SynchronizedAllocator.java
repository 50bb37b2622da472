package org.sideheap.allocators;

/**
 * Lets one thread at a time through to another allocator, so that many can share it.
 *
 * <p>For an allocator of many sizes that several threads need now and then, a {@link FreeListAllocator} of shared tables
 * say. Not for a hot path: threads that meet here wait for each other. Blocks of one size have a
 * {@link ConcurrentPoolAllocator}, and the {@link GlobalAllocator} can be shared as it is.
 *
 * <pre>{@code
 * try (Allocator shared = new SynchronizedAllocator(new FreeListAllocator(1 << 20))) {
 *     long address = shared.allocate(100, 8); // on any thread
 *     shared.free(address, 100, 8);
 * }
 * }</pre>
 *
 * <p>A call costs some 20 ns more where no other thread is inside, and no garbage ever. The lock is the monitor of this
 * object, and whoever holds it may call on: {@code synchronized (shared)} makes one call of several. A virtual thread that
 * waits for it pins its carrier up to JDK 23; but who is inside never waits for anything, so that is never for long.
 *
 * <p><strong>Threads.</strong> Every method may be called from any thread, and collections on it may be built and closed
 * on different ones; each collection, as each block, is still used by one thread at a time. What a thread did with a block
 * before it freed it <em>happens before</em> what its next owner does with it. From here on the allocator behind is used
 * through this alone. {@link #close}, and closing what the allocator behind stands on, takes the memory from under whoever
 * still uses a block or a collection, so it needs them to be done, <em>undetected</em> if they are not; calls that come too
 * late only throw.
 */
public final class SynchronizedAllocator extends ForwardingAllocator {
    /*
     * Dependants are kept here and not with the allocator behind, so that they are told, and free their blocks, with the
     * lock held, whatever begins it. Zeroing a block is outside of the lock: allocateZeroed comes through tryAllocate.
     */

    private final Dependants dependants = new Dependants();
    private final Relay relay = new Relay(dependants) {
        @Override
        protected void close(long fromAddress, long toAddress, String cause) {
            closeDependants(fromAddress, toAddress, cause);
        }
    };

    /** Whether this was closed; the allocator behind may be one that never is. */
    private boolean isClosed;

    /**
     * Guards an allocator.
     *
     * @param delegate the allocator behind; closed with this
     */
    public SynchronizedAllocator(Allocator delegate) {
        super(delegate);
    }

    @Override
    public synchronized long tryAllocate(long byteSize, long byteAlignment) {
        ensureOpen();
        return super.tryAllocate(byteSize, byteAlignment);
    }

    @Override
    public synchronized boolean tryResize(long address, long oldByteSize, long newByteSize, long byteAlignment) {
        ensureOpen();
        return super.tryResize(address, oldByteSize, newByteSize, byteAlignment);
    }

    @Override
    public synchronized long tryReallocate(
            long address, long oldByteSize, long newByteSize, long byteAlignment, long preservedBytes) {
        ensureOpen();
        return super.tryReallocate(address, oldByteSize, newByteSize, byteAlignment, preservedBytes);
    }

    @Override
    public synchronized void free(long address, long byteSize, long byteAlignment) {
        ensureOpen();
        super.free(address, byteSize, byteAlignment);
    }

    @Override
    public synchronized long goodByteSize(long byteSize) {
        return super.goodByteSize(byteSize);
    }

    @Override
    public synchronized boolean owns(long address) {
        return super.owns(address);
    }

    @Override
    public synchronized AllocatorStats stats() {
        return super.stats();
    }

    @Override
    public synchronized void check() {
        ensureOpen();
        super.check();
    }

    @Override
    public synchronized void register(Dependant dependant) {
        ensureOpen();
        if (!relay.isRegistered()) { // an allocator that was reset has told its dependants and forgotten them
            delegate.register(relay);
        }
        dependants.add(dependant);
    }

    @Override
    public synchronized void close() {
        if (!isClosed) {
            try {
                closeDependants(0, 0, "SynchronizedAllocator was closed");
            } finally {
                isClosed = true;
                relay.unregister();
                super.close();
            }
        }
    }

    private synchronized void closeDependants(long fromAddress, long toAddress, String cause) {
        dependants.closeAll(fromAddress, toAddress, cause);
    }

    private void ensureOpen() {
        if (isClosed) {
            throw new IllegalStateException("SynchronizedAllocator is closed: SynchronizedAllocator was closed");
        }
    }

    @Override
    public synchronized String toString() {
        return super.toString();
    }
}
