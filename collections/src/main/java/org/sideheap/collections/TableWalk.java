package org.sideheap.collections;

import java.util.ConcurrentModificationException;

/**
 * A walk over the used slots of a {@link HashTable}, one step a call: the part that cursors and iterators share.
 *
 * <p>Each slot is seen once, also when slots are removed through this walk on the way. After any other structural change,
 * the end of the table among them, it goes no further.
 */
final class TableWalk {
    private final HashTable table;

    /** Where the walk stands, or where it last stood. */
    private long slot;

    private boolean standsOnASlot;
    private long remaining;
    private int expectedModCount;

    TableWalk(HashTable table) {
        this.table = table;
        rewind();
    }

    void rewind() {
        remaining = table.sizeAsLong();
        slot = table.startOfWalk();
        standsOnASlot = false;
        acceptChange();
    }

    /** How many slots it has not come to. */
    long remaining() {
        checkUnchanged();
        return remaining;
    }

    /** Whether there was a slot to go on to. */
    boolean advance() {
        checkUnchanged();
        standsOnASlot = remaining > 0;
        if (standsOnASlot) {
            remaining--;
            slot = table.nextUsed(slot);
        }
        return standsOnASlot;
    }

    /** The slot it stands on. */
    long slot() {
        checkUnchanged();
        if (!standsOnASlot) {
            throw new IllegalStateException("stands on no element: advance first, and remove each only once");
        }
        return slot;
    }

    void remove() {
        table.vacate(slot());
        standsOnASlot = false;
        acceptChange();
    }

    /** Goes on after a structural change that left the slots ahead where they are. */
    void acceptChange() {
        expectedModCount = table.modCount;
    }

    void checkUnchanged() {
        if (table.modCount != expectedModCount) {
            table.ensureOpen();
            throw new ConcurrentModificationException(table.name() + " was changed while iterating");
        }
    }
}
