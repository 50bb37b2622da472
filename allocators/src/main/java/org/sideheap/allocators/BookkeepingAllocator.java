package org.sideheap.allocators;

/**
 * A ledger with an entry for each live block: what tracking and guarding have in common.
 *
 * <p>The book follows the memory. Blocks whose memory is about to go are only forgotten; others that nobody freed in time
 * are given back to the allocator behind.
 */
abstract sealed class BookkeepingAllocator extends LedgerAllocator permits GuardedAllocator, TrackingAllocator {
    /*
     * Invariant: a block is in the book from the return of the request that gave it until it is freed, and never while its
     * memory may be somebody else's. It is taken out before the allocator behind has it back, and put in after that gave
     * it.
     */

    final LiveBlocks blocks = new LiveBlocks();

    BookkeepingAllocator(Allocator delegate) {
        super(delegate);
    }

    /**
     * A block that nobody freed is out of the book now: it is to be freed, unless its memory goes anyway.
     *
     * @param gone who made it go
     */
    abstract void letGo(LiveBlock block, boolean memoryGoes, CallStack gone);

    /** Proves that this and the allocator behind can be used. */
    final void ensureUsable() {
        ensureOpen();
        ensureRegistered();
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
        ensureUsable();
        blocks.check();
        delegate.check();
    }

    @Override
    final void letGoOfAll(long goneFrom, long goneTo, String cause) {
        final Failures failures = new Failures();
        failures.attempt(() -> letGo(goneFrom, goneTo, true, cause));
        failures.attempt(() -> letGo(0, Long.MAX_VALUE, false, cause));
        failures.rethrow();
    }

    @Override
    void letGo(long fromAddress, long toAddress, boolean memoryGoes, String cause) {
        final Failures failures = new Failures();
        final CallStack gone = new CallStack("let go as " + cause);
        for (LiveBlock block = blocks.removeInside(fromAddress, toAddress);
                block != null;
                block = blocks.removeInside(fromAddress, toAddress)) {
            final LiveBlock each = block;
            failures.attempt(() -> letGo(each, memoryGoes, gone));
        }
        failures.rethrow();
    }
}
