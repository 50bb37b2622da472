package org.sideheap.allocators;

/**
 * All who must hear of it before an allocator's memory goes: a ring of {@link Dependant}s through their own links.
 *
 * <p>Part of an allocator. A dependant that is told may unregister itself and others, and register elsewhere: each round
 * starts again from the head. What one throws is thrown when all have been told.
 *
 * <p>Dependants may come and go on different threads, as they do where the allocator can be shared. Telling them is for
 * one thread at a time, and none of them may be in use on another one.
 */
public final class Dependants {
    /*
     * The links are read and written under the ring's own lock. No one else's code is called meanwhile, so that it can be
     * taken whatever other locks are held, and never has anybody wait for long.
     */

    private final Head head = new Head();

    /** Allocators that once fell back to each other depend on each other: a question that comes round ends here. */
    private boolean isAsked;

    /** The range that is being released, likewise; nothing while there is none. */
    private long releasedFrom;

    private long releasedTo;

    /** Nobody yet. */
    public Dependants() {}

    /**
     * Adds one.
     *
     * @param dependant who wants to be told
     * @throws IllegalStateException when it is registered already, here or elsewhere
     */
    public synchronized void add(Dependant dependant) {
        if (dependant.isRegistered()) {
            throw new IllegalStateException("already registered: " + dependant);
        }
        dependant.ring = this;
        dependant.previous = head.previous;
        dependant.next = head;
        head.previous.next = dependant;
        head.previous = dependant;
    }

    synchronized void remove(Dependant dependant) {
        if (dependant.ring == this) { // else another thread was faster
            dependant.previous.next = dependant.next;
            dependant.next.previous = dependant.previous;
            dependant.ring = null;
            dependant.previous = null;
            dependant.next = null;
        }
    }

    private synchronized Dependant first() {
        return head.next;
    }

    /**
     * Closes them all: the allocator is reset or closed.
     *
     * @param fromAddress first byte of the memory that goes
     * @param toAddress one past its last byte
     * @param cause what happened, as a clause: "BumpAllocator was reset"
     */
    public void closeAll(long fromAddress, long toAddress, String cause) {
        Throwable thrown = null;
        for (Dependant first = first(); first != head; first = first()) {
            try {
                first.end(fromAddress, toAddress, cause);
            } catch (RuntimeException | Error e) {
                thrown = Failures.both(thrown, e);
            }
        }
        Failures.rethrow(thrown);
    }

    /**
     * Closes those that hold a block in a part of the allocator's memory.
     *
     * @param fromAddress first byte of the memory that goes
     * @param toAddress one past its last byte
     * @param cause what happened, as a clause: "StackAllocator was popped"
     */
    public void release(long fromAddress, long toAddress, String cause) {
        release(fromAddress, toAddress, cause, false);
    }

    void release(long fromAddress, long toAddress, String cause, boolean freesAll) {
        if (fromAddress == releasedFrom && toAddress == releasedTo) {
            return;
        }
        final long outerFrom = releasedFrom;
        final long outerTo = releasedTo;
        releasedFrom = fromAddress;
        releasedTo = toAddress;
        Throwable thrown = null;
        for (Dependant each = first(); each != head; each = after(each)) {
            try {
                each.release(fromAddress, toAddress, cause, freesAll);
            } catch (RuntimeException | Error e) {
                thrown = Failures.both(thrown, e);
            }
        }
        releasedFrom = outerFrom;
        releasedTo = outerTo;
        Failures.rethrow(thrown);
    }

    /** Closes those that hold a block anywhere but in the region of an allocator. */
    void closeOutside(RegionAllocator allocator, String cause) {
        final long startAddress = allocator.startAddress;
        final long endAddress = allocator.endAddress;
        try {
            release(0, startAddress, cause, true);
        } finally {
            release(endAddress, Long.MAX_VALUE, cause, true);
        }
    }

    /** The next one; the first again if who was told or asked went, as it may have taken others with it. */
    private synchronized Dependant after(Dependant dependant) {
        return dependant.ring == this ? dependant.next : head.next;
    }

    /**
     * Whether any of them holds a block in a range.
     *
     * @param fromAddress first byte of the range
     * @param toAddress one past its last byte
     * @return whether one does
     */
    public boolean holdAny(long fromAddress, long toAddress) {
        if (isAsked) {
            return false;
        }
        isAsked = true;
        try {
            for (Dependant each = first(); each != head; each = after(each)) {
                if (each.holds(fromAddress, toAddress)) {
                    return true;
                }
            }
            return false;
        } finally {
            isAsked = false;
        }
    }

    /** Where the ring begins and ends. */
    private static final class Head extends Dependant {
        Head() {
            previous = this;
            next = this;
        }

        @Override
        protected boolean holds(long fromAddress, long toAddress) {
            return false;
        }

        @Override
        protected void close(long fromAddress, long toAddress, String cause) {}
    }
}
