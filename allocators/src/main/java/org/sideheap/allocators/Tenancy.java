package org.sideheap.allocators;

/**
 * An allocator's life on memory it has from elsewhere: who depends on it, what it depends on itself, and what ended it.
 *
 * <p>It stands among the dependants of the parent, if there is one. Whichever goes first, those that are built on the
 * allocator are closed while the memory is still there; then the allocator is closed, and what the parent does not take
 * back by itself is given back.
 */
abstract class Tenancy extends Dependant {
    private final String name;
    private final Dependants dependants = new Dependants();

    /** What closed the allocator; null while it is open. */
    private String closedBy;

    /** While this tells its dependants, who may pass the word on to where it came from. */
    private boolean isTelling;

    /**
     * Begins it.
     *
     * @param name of the allocator, for messages
     */
    Tenancy(String name) {
        this.name = name;
    }

    /** Whether any memory the allocator has from its parent is in a range. */
    abstract boolean hasMemoryIn(long fromAddress, long toAddress);

    /** Tells all dependants that every block goes, with {@link #closeAll}. */
    abstract void closeDependants(String cause);

    /** Leaves nothing to carve, and no block. */
    abstract void forgetAll();

    /** Gives the memory back that is not in a range. Called once the allocator is closed; without effect the second time. */
    abstract void giveBackOutside(long fromAddress, long toAddress);

    final String name() {
        return name;
    }

    final boolean isOpen() {
        return closedBy == null;
    }

    /** What closed the allocator; null while it is open. */
    final String closedBy() {
        return closedBy;
    }

    final boolean isTelling() {
        return isTelling;
    }

    final void ensureOpen() {
        if (closedBy != null) {
            throw new IllegalStateException(name + " is closed: " + closedBy);
        }
    }

    final void add(Dependant dependant) {
        ensureOpen();
        dependants.add(dependant);
    }

    /** The allocator's owner closes it. */
    final void close() {
        if (isOpen()) {
            close(0, 0, name + " was closed");
        }
    }

    /** Before all blocks go: whoever is registered is closed. */
    final void closeAll(long fromAddress, long toAddress, String cause) {
        final boolean wasTelling = isTelling;
        isTelling = true;
        try {
            dependants.closeAll(fromAddress, toAddress, cause);
        } finally {
            isTelling = wasTelling;
        }
    }

    /** Before the blocks in a range go: whoever has one there is closed. */
    final void closeHolders(long fromAddress, long toAddress, String cause) {
        final boolean wasTelling = isTelling;
        isTelling = true;
        try {
            dependants.release(fromAddress, toAddress, cause);
        } finally {
            isTelling = wasTelling;
        }
    }

    @Override
    protected final boolean holds(long fromAddress, long toAddress) {
        return !isTelling && hasMemoryIn(fromAddress, toAddress);
    }

    /** The parent tells before its memory goes: what is in that range need not be given back. */
    @Override
    protected final void close(long fromAddress, long toAddress, String cause) {
        try {
            closeDependants(cause);
        } finally {
            unregister();
            closedBy = cause;
            try {
                forgetAll();
            } finally {
                giveBackOutside(fromAddress, toAddress);
            }
        }
    }

    /** How a closed allocator describes itself. */
    final String closedDescription() {
        return name + "[closed: " + closedBy + "]";
    }
}
