package org.sideheap.allocators;

/**
 * A decorator with a book of the live blocks of the allocator behind: what tracking and guarding have in common.
 *
 * <p>The book follows the memory: who depends on the decorator registers here, is told through here and frees all its
 * blocks through here; then the blocks that nobody freed are taken out of the book. Those whose memory is about to go are
 * only forgotten, the others are given back to the allocator behind.
 */
abstract sealed class BookkeepingAllocator extends ForwardingAllocator permits GuardedAllocator, TrackingAllocator {
    /*
     * Invariants: a block is in the book from the return of the request that gave it until it is freed, and never while
     * its memory may be somebody else's: it is taken out before the allocator behind has it back, and put in after that
     * gave it. As long as there is one, link is registered with the allocator behind, if that registers anybody.
     */

    final LiveBlocks blocks = new LiveBlocks();

    private final Dependants dependants = new Dependants();
    private final Link link = new Link();

    /** Whether the allocator behind has been asked to tell. */
    private volatile boolean isLinked;

    /** What closed this; null while it is open. */
    private volatile String closedBy;

    private boolean isClosing;

    BookkeepingAllocator(Allocator delegate) {
        super(delegate);
    }

    /**
     * A block that nobody freed is out of the book now: it is to be freed, unless its memory goes anyway.
     *
     * @param gone who made it go
     */
    abstract void letGo(LiveBlock block, boolean memoryGoes, CallStack gone);

    /** What a subclass has in a range beside live blocks is to be let go likewise. */
    void letGoOfTheRest(long fromAddress, long toAddress, boolean memoryGoes) {}

    /**
     * Proves that this can be used, and asks to be told when the memory behind goes. An allocator that was closed throws
     * when it is asked.
     */
    final void ensureOpen() {
        if (closedBy != null) {
            throw new IllegalStateException(getClass().getSimpleName() + " is closed: " + closedBy);
        }
        if (!isLinked) {
            synchronized (link) {
                if (!isLinked) {
                    delegate.register(link);
                    isLinked = true;
                }
            }
        }
    }

    final boolean isClosed() {
        return closedBy != null || isClosing;
    }

    /** Writes a new block into the book; gives it back where the heap has no room for that. */
    final long book(LiveBlock block) {
        block.account.allocated(block.usedBytes);
        boolean booked = false;
        try {
            blocks.add(block);
            booked = true;
            return block.address;
        } finally {
            if (!booked) {
                letGo(block, false, block.allocated);
            }
        }
    }

    @Override
    public boolean owns(long address) {
        return blocks.containing(address) != null;
    }

    @Override
    public void check() {
        ensureOpen();
        blocks.check();
        delegate.check();
    }

    @Override
    public void register(Dependant dependant) {
        ensureOpen();
        dependants.add(dependant);
    }

    @Override
    public void close() {
        if (!isClosed()) {
            isClosing = true;
            final String cause = getClass().getSimpleName() + " was closed";
            final Failures failures = new Failures();
            failures.attempt(() -> dependants.closeAll(0, 0, cause));
            failures.attempt(() -> letGoOfAll(0, 0, cause));
            link.unregister();
            closedBy = cause;
            failures.attempt(delegate::close);
            failures.rethrow();
        }
    }

    /** All blocks go; the memory of those in a range goes with them. */
    private void letGoOfAll(long goneFrom, long goneTo, String cause) {
        final Failures failures = new Failures();
        failures.attempt(() -> letGoInside(goneFrom, goneTo, true, cause));
        failures.attempt(() -> letGoInside(0, Long.MAX_VALUE, false, cause));
        failures.rethrow();
    }

    private void letGoInside(long fromAddress, long toAddress, boolean memoryGoes, String cause) {
        final Failures failures = new Failures();
        final CallStack gone = new CallStack("let go as " + cause);
        for (LiveBlock block = blocks.removeInside(fromAddress, toAddress);
                block != null;
                block = blocks.removeInside(fromAddress, toAddress)) {
            final LiveBlock each = block;
            failures.attempt(() -> letGo(each, memoryGoes, gone));
        }
        failures.attempt(() -> letGoOfTheRest(fromAddress, toAddress, memoryGoes));
        failures.rethrow();
    }

    /** The place among the dependants of the allocator behind of all who depend on this, and of this. */
    private final class Link extends Relay {
        Link() {
            super(dependants);
        }

        @Override
        void release(long fromAddress, long toAddress, String cause, boolean freesAll) {
            final Failures failures = new Failures();
            failures.attempt(() -> super.release(fromAddress, toAddress, cause, freesAll));
            failures.attempt(() -> letGoInside(fromAddress, toAddress, !freesAll, cause));
            failures.rethrow();
        }

        /** This is registered again when it is next used. */
        @Override
        protected void close(long fromAddress, long toAddress, String cause) {
            final Failures failures = new Failures();
            failures.attempt(() -> dependants.closeAll(0, 0, cause));
            failures.attempt(() -> letGoOfAll(fromAddress, toAddress, cause));
            isLinked = false;
            failures.rethrow();
        }
    }
}
