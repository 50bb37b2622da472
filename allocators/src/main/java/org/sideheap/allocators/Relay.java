package org.sideheap.allocators;

/**
 * An allocator's place among the dependants of another one that gave it blocks: it has none of its own, and passes the
 * word on to those who have them. They free all their blocks through it, so that the books in between stay right.
 */
abstract class Relay extends Dependant {
    final Dependants dependants;

    Relay(Dependants dependants) {
        this.dependants = dependants;
    }

    @Override
    protected final boolean holds(long fromAddress, long toAddress) {
        return dependants.holdAny(fromAddress, toAddress);
    }

    @Override
    void release(long fromAddress, long toAddress, String cause, boolean freesAll) {
        dependants.release(fromAddress, toAddress, cause, true);
    }

    /** Stays registered while it passes the word on: on the way, more may go that leads through here. */
    @Override
    final void end(long fromAddress, long toAddress, String cause) {
        try {
            close(fromAddress, toAddress, cause);
        } finally {
            unregister();
        }
    }
}
