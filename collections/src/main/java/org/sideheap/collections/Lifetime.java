package org.sideheap.collections;

import java.util.Objects;
import org.sideheap.allocators.Allocator;
import org.sideheap.allocators.Dependant;

/**
 * A collection's tie to its allocator, from its construction until either of them is closed.
 *
 * <p>A closed collection has count 0 and capacity 0, so that each operation on it ends where one on an empty collection
 * would fail or grow; only there is {@link #ensureOpen} asked.
 */
abstract class Lifetime extends Dependant {
    final Allocator allocator;
    final String name;

    /** What closed the collection; null while it is open. */
    private String closedBy;

    /** Registers nothing yet: a collection whose constructor fails leaves no trace. */
    Lifetime(String name, Allocator allocator) {
        this.name = name;
        this.allocator = Objects.requireNonNull(allocator, "allocator");
    }

    /** The collection hears of the allocator from now on, unless its first request fails; then it gives back what it took. */
    final void begin(Runnable firstRequest) {
        allocator.register(this);
        boolean begun = false;
        try {
            firstRequest.run();
            begun = true;
        } finally {
            if (!begun) {
                unregister();
                letGo(0, 0);
            }
        }
    }

    /** The collection's owner closes it. */
    final void close() {
        if (closedBy == null) {
            unregister();
            close(0, 0, name + " was closed");
        }
    }

    @Override
    protected final void close(long fromAddress, long toAddress, String cause) {
        closedBy = cause;
        letGo(fromAddress, toAddress);
    }

    /**
     * Becomes empty and without capacity, and frees all blocks but those in a range, which are gone anyway.
     *
     * @param fromAddress first byte of the range
     * @param toAddress one past its last byte
     */
    abstract void letGo(long fromAddress, long toAddress);

    /** Whether a block starts in a range; blocks never straddle the end of one. */
    static boolean isInside(long address, long fromAddress, long toAddress) {
        return address >= fromAddress && address < toAddress;
    }

    final void ensureOpen() {
        if (closedBy != null) {
            throw new IllegalStateException(name + " is closed: " + closedBy);
        }
    }
}
