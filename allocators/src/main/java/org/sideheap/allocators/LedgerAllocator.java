package org.sideheap.allocators;

/**
 * A decorator that keeps a book of the blocks that go through it, and hears when the allocator behind takes them back.
 *
 * <p>Who depends on it is told through it, and frees its blocks through it before they go, so that the book stays right;
 * then the subclass lets go of the blocks that nobody freed. Safe for use from any thread, as far as the subclass is.
 */
abstract class LedgerAllocator extends ForwardingAllocator {
    private final Dependants dependants = new Dependants();
    private final Relay relay = new Relay(dependants) {
        @Override
        void release(long fromAddress, long toAddress, String cause, boolean freesAll) {
            final Failures failures = new Failures();
            failures.attempt(() -> super.release(fromAddress, toAddress, cause, freesAll));
            failures.attempt(() -> letGo(fromAddress, toAddress, !freesAll, cause));
            failures.rethrow();
        }

        @Override
        protected void close(long fromAddress, long toAddress, String cause) {
            final Failures failures = new Failures();
            failures.attempt(() -> dependants.closeAll(0, 0, cause));
            failures.attempt(() -> letGoOfAll(fromAddress, toAddress, cause));
            hasAsked = false;
            failures.rethrow();
        }
    };

    /** Whether the allocator behind has been asked to tell; one that never takes memory back need not note it. */
    private volatile boolean hasAsked;

    /** Whether this was closed; the allocator behind may be one that never is. */
    private volatile boolean isClosed;

    /** While those are told who may close this again. */
    private boolean isClosing;

    LedgerAllocator(Allocator delegate) {
        super(delegate);
    }

    final void ensureOpen() {
        if (isClosed) {
            final String name = getClass().getSimpleName();
            throw new IllegalStateException(name + " is closed: " + name + " was closed");
        }
    }

    /**
     * Before each block: an allocator that was reset has told its dependants and forgotten them. One that was closed
     * throws.
     */
    final void ensureRegistered() {
        if (!hasAsked) {
            synchronized (relay) {
                if (!hasAsked) {
                    delegate.register(relay);
                    hasAsked = true;
                }
            }
        }
    }

    final boolean isClosed() {
        return isClosed || isClosing;
    }

    /**
     * All blocks go that were not freed through this.
     *
     * @param goneFrom first byte of the memory that goes by itself; that of other blocks stays until they are freed
     * @param goneTo one past its last byte
     */
    abstract void letGoOfAll(long goneFrom, long goneTo, String cause);

    /**
     * The blocks in a range go that were not freed through this.
     *
     * @param memoryGoes whether their memory goes by itself; else it stays until they are freed
     */
    void letGo(long fromAddress, long toAddress, boolean memoryGoes, String cause) {}

    @Override
    public void register(Dependant dependant) {
        ensureOpen();
        ensureRegistered();
        dependants.add(dependant);
    }

    @Override
    public void check() {
        ensureOpen();
        delegate.check();
    }

    @Override
    public void close() {
        if (!isClosed()) {
            isClosing = true;
            final String cause = getClass().getSimpleName() + " was closed";
            final Failures failures = new Failures();
            failures.attempt(() -> dependants.closeAll(0, 0, cause));
            isClosed = true;
            relay.unregister();
            failures.attempt(() -> letGoOfAll(0, 0, cause));
            failures.attempt(delegate::close);
            failures.rethrow();
        }
    }
}
