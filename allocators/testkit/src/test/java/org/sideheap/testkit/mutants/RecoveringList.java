package org.sideheap.testkit.mutants;

import static org.sideheap.allocators.Memory.NULL_ADDRESS;

import org.sideheap.allocators.AllocationFailedException;
import org.sideheap.allocators.Allocator;

/** A list that asks for twice what it has, and for one element more where it does not get that: right as it stands. */
class RecoveringList extends PlainList {
    RecoveringList(Allocator allocator) {
        super(allocator);
    }

    @Override
    void grow() {
        if (!growsTo(2 * capacity) && !growsTo(capacity + 1)) {
            throw new AllocationFailedException(allocator, (capacity + 1) * Long.BYTES, 8);
        }
    }

    boolean growsTo(long newCapacity) {
        final long moved = allocator.tryReallocate(
                elements, capacity * Long.BYTES, newCapacity * Long.BYTES, 8, capacity * Long.BYTES);
        if (moved != NULL_ADDRESS) {
            elements = moved;
            capacity = newCapacity;
        }
        return moved != NULL_ADDRESS;
    }
}
