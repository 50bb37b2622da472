package org.sideheap.allocators;

/**
 * A decorator that keeps a book of the blocks that go through it, and hears when the allocator behind takes them all
 * back.
 *
 * <p>Who depends on it is told through it, and frees its blocks through it before they go, so that the book stays right.
 */
abstract class LedgerAllocator extends ForwardingAllocator {
    private final Dependants dependants = new Dependants();
    private final Relay relay = new Relay(dependants) {
        @Override
        protected void close(long fromAddress, long toAddress, String cause) {
            try {
                dependants.closeAll(0, 0, cause);
            } finally {
                if (fromAddress < toAddress) { // else the blocks go one by one, as each is freed
                    forgetAll();
                }
            }
        }
    };

    /** Whether this was closed; the allocator behind may be one that never is. */
    private boolean isClosed;

    LedgerAllocator(Allocator delegate) {
        super(delegate);
    }

    final void ensureOpen() {
        if (isClosed) {
            final String name = getClass().getSimpleName();
            throw new IllegalStateException(name + " is closed: " + name + " was closed");
        }
    }

    /** Before each block: an allocator that was reset has told its dependants and forgotten them. */
    final void ensureRegistered() {
        if (!relay.isRegistered()) {
            delegate.register(relay);
        }
    }

    /** The blocks of the allocator behind have all gone, with those that were not freed through this. */
    abstract void forgetAll();

    @Override
    public final void register(Dependant dependant) {
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
    public final void close() {
        if (!isClosed) {
            try {
                dependants.closeAll(0, 0, getClass().getSimpleName() + " was closed");
            } finally {
                isClosed = true;
                relay.unregister();
                forgetAll();
                delegate.close();
            }
        }
    }
}
