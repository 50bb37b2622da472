package org.sideheap.testkit;

import static org.sideheap.allocators.Memory.NULL_ADDRESS;

import org.sideheap.allocators.AllocationFailedException;
import org.sideheap.allocators.Allocator;
import org.sideheap.allocators.Memory;

/** A list of longs in two blocks, a header with its count and the elements, right as it stands. */
class GrowableLongs implements AutoCloseable {
    static final long HEADER_BYTE_SIZE = 16;

    final Allocator allocator;
    final long header;
    long elements;
    long capacity;
    private boolean closed;

    GrowableLongs(Allocator allocator) {
        this.allocator = allocator;
        header = allocator.allocateZeroed(HEADER_BYTE_SIZE, 8);
        try {
            capacity = 2;
            elements = allocator.allocate(capacity * Long.BYTES, 8);
        } catch (AllocationFailedException e) {
            openingFailed();
            throw e;
        }
    }

    void openingFailed() {
        allocator.free(header, HEADER_BYTE_SIZE, 8);
    }

    long count() {
        return Memory.getLong(header);
    }

    void add(long value) {
        if (count() == capacity) {
            grow();
        }
        Memory.putLong(elements + count() * Long.BYTES, value);
        Memory.putLong(header, count() + 1);
    }

    void grow() {
        final long newCapacity = 2 * capacity;
        if (!allocator.tryResize(elements, capacity * Long.BYTES, newCapacity * Long.BYTES, 8)) {
            final long moved = allocator.tryReallocate(
                    elements, capacity * Long.BYTES, newCapacity * Long.BYTES, 8, capacity * Long.BYTES);
            if (moved == NULL_ADDRESS) {
                throw new AllocationFailedException(allocator, newCapacity * Long.BYTES, 8);
            }
            elements = moved;
        }
        capacity = newCapacity;
    }

    long[] toArray() {
        final long[] values = new long[(int) count()];
        for (int i = 0; i < values.length; i++) {
            values[i] = Memory.getLong(elements + (long) i * Long.BYTES);
        }
        return values;
    }

    @Override
    public void close() {
        if (!closed) {
            closed = true;
            allocator.free(elements, capacity * Long.BYTES, 8);
            allocator.free(header, HEADER_BYTE_SIZE, 8);
        }
    }
}
