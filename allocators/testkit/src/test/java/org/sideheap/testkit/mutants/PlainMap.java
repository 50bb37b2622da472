package org.sideheap.testkit.mutants;

import static org.sideheap.allocators.Memory.NULL_ADDRESS;

import org.agrona.collections.LongLongConsumer;
import org.sideheap.allocators.Allocator;
import org.sideheap.allocators.Memory;

/**
 * A hash map with linear probing and backward-shift deletion in one block, with the missing value in empty slots: right
 * as it stands, for the mutants to break in one place each.
 */
class PlainMap implements AutoCloseable {
    static final long MISSING = -50;
    static final long SLOT_BYTE_SIZE = 16;

    final Allocator allocator;
    long slots = NULL_ADDRESS;
    long capacity;
    long count;

    PlainMap(Allocator allocator) {
        this.allocator = allocator;
    }

    long keyAt(long slot) {
        return Memory.getLong(slots + slot * SLOT_BYTE_SIZE);
    }

    long valueAt(long slot) {
        return Memory.getLong(slots + slot * SLOT_BYTE_SIZE + Long.BYTES);
    }

    void set(long slot, long key, long value) {
        Memory.putLong(slots + slot * SLOT_BYTE_SIZE, key);
        Memory.putLong(slots + slot * SLOT_BYTE_SIZE + Long.BYTES, value);
    }

    /** A poor one, so that keys meet. */
    long homeOf(long key) {
        return key & capacity - 1;
    }

    /** Where a key is, or where it would go. */
    long slotOf(long key) {
        long slot = homeOf(key);
        while (valueAt(slot) != MISSING && keyAt(slot) != key) {
            slot = slot + 1 & capacity - 1;
        }
        return slot;
    }

    long get(long key) {
        return count == 0 ? MISSING : valueAt(slotOf(key));
    }

    void put(long key, long value) {
        if (3 * (count + 1) > 2 * capacity) {
            grow();
        }
        final long slot = slotOf(key);
        if (valueAt(slot) == MISSING) {
            count++;
        }
        set(slot, key, value);
    }

    void grow() {
        final long newCapacity = Math.max(4, 2 * capacity);
        final long newSlots = allocator.allocate(newCapacity * SLOT_BYTE_SIZE, 8);
        final long oldSlots = slots;
        final long oldCapacity = capacity;
        slots = newSlots;
        capacity = newCapacity;
        for (long slot = 0; slot < capacity; slot++) {
            set(slot, 0, MISSING);
        }
        for (long slot = 0; slot < oldCapacity; slot++) {
            final long address = oldSlots + slot * SLOT_BYTE_SIZE;
            if (Memory.getLong(address + Long.BYTES) != MISSING) {
                final long key = Memory.getLong(address);
                set(slotOf(key), key, Memory.getLong(address + Long.BYTES));
            }
        }
        if (oldSlots != NULL_ADDRESS) {
            allocator.free(oldSlots, oldCapacity * SLOT_BYTE_SIZE, 8);
        }
    }

    long remove(long key) {
        if (count == 0) {
            return MISSING;
        }
        final long slot = slotOf(key);
        final long removed = valueAt(slot);
        if (removed != MISSING) {
            count--;
            shiftBack(slot);
        }
        return removed;
    }

    /** Closes the gap, so that no probe ends before the entry it looks for. */
    void shiftBack(long emptied) {
        long gap = emptied;
        long slot = gap + 1 & capacity - 1;
        while (valueAt(slot) != MISSING) {
            if (mayMove(slot, gap)) {
                set(gap, keyAt(slot), valueAt(slot));
                gap = slot;
            }
            slot = slot + 1 & capacity - 1;
        }
        set(gap, 0, MISSING);
    }

    /** Whether the entry of a slot is found from its home in a gap before it. */
    boolean mayMove(long slot, long gap) {
        return (slot - homeOf(keyAt(slot)) & capacity - 1) >= (slot - gap & capacity - 1);
    }

    void forEach(LongLongConsumer action) {
        for (long slot = 0; slot < capacity; slot++) {
            if (valueAt(slot) != MISSING) {
                action.accept(keyAt(slot), valueAt(slot));
            }
        }
    }

    void clear() {
        close();
        slots = NULL_ADDRESS;
        capacity = 0;
        count = 0;
    }

    @Override
    public void close() {
        if (slots != NULL_ADDRESS) {
            allocator.free(slots, capacity * SLOT_BYTE_SIZE, 8);
            slots = NULL_ADDRESS;
            capacity = 0;
            count = 0;
        }
    }
}
