package org.sideheap.allocators;

/**
 * Who must hear of it before an allocator's memory goes: a collection with blocks of it, an allocator with a region of
 * it.
 *
 * <p>Registered once, with {@link Allocator#register}; the links of the ring it then stands in are its own fields, so that
 * coming and going creates no garbage. On the thread rules of the allocator.
 *
 * <p>Only who writes a collection or an allocator of their own needs this class.
 */
public abstract class Dependant {
    /** The ring this stands in, and its neighbours there; all null while it is not registered. */
    Dependants ring;

    Dependant previous;
    Dependant next;

    /** For subclasses. */
    protected Dependant() {}

    /**
     * Whether any block of this is in a range of memory.
     *
     * @param fromAddress first byte of the range
     * @param toAddress one past its last byte
     * @return whether the range may not go without this
     */
    protected abstract boolean holds(long fromAddress, long toAddress);

    /**
     * The memory in a range is about to go. Frees the blocks it has outside that range, forgets those inside, and is
     * closed from here on. It is no longer registered when this is called.
     *
     * @param fromAddress first byte of the range
     * @param toAddress one past its last byte
     * @param cause what happened, as a clause: "BumpAllocator was reset"
     */
    protected abstract void close(long fromAddress, long toAddress, String cause);

    /**
     * Closes this if it holds a block in the range; a decorator overrides it to pass the word on.
     *
     * @param freesAll whether it shall free the blocks in the range too: they are still there, and whoever has a book of
     *     them on the way wants to know
     */
    void release(long fromAddress, long toAddress, String cause, boolean freesAll) {
        if (holds(fromAddress, toAddress)) {
            unregister();
            if (freesAll) {
                close(0, 0, cause);
            } else {
                close(fromAddress, toAddress, cause);
            }
        }
    }

    /** Closes this for good; a decorator, which passes the word on, is there for the others until that is done. */
    void end(long fromAddress, long toAddress, String cause) {
        unregister();
        close(fromAddress, toAddress, cause);
    }

    final boolean isRegistered() {
        return ring != null;
    }

    /**
     * Wants to be told no more. Without effect when it is not registered. Costs the same however many there are, who may
     * come and go on other threads.
     */
    public final void unregister() {
        final Dependants registeredWith = ring;
        if (registeredWith != null) {
            registeredWith.remove(this);
        }
    }
}
