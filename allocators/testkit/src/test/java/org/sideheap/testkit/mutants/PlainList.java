package org.sideheap.testkit.mutants;

import static org.sideheap.allocators.Memory.NULL_ADDRESS;

import org.sideheap.allocators.AllocationFailedException;
import org.sideheap.allocators.Allocator;
import org.sideheap.allocators.Memory;

/**
 * A list of longs in two blocks, a header with its count and the elements: right as it stands, for the mutants to break
 * in one place each.
 */
class PlainList implements AutoCloseable {
    static final long HEADER_BYTE_SIZE = 16;

    final Allocator allocator;
    final long header;
    long elements;
    long capacity = 2;
    boolean closed;

    PlainList(Allocator allocator) {
        this.allocator = allocator;
        header = allocateHeader();
        try {
            elements = allocator.allocate(capacity * Long.BYTES, 8);
        } catch (AllocationFailedException e) {
            openingFailed();
            throw e;
        }
    }

    long allocateHeader() {
        return allocator.allocateZeroed(HEADER_BYTE_SIZE, 8);
    }

    void openingFailed() {
        allocator.free(header, HEADER_BYTE_SIZE, 8);
    }

    long count() {
        return Memory.getLong(header);
    }

    void setCount(long count) {
        Memory.putLong(header, count);
    }

    long get(long index) {
        return Memory.getLong(elements + index * Long.BYTES);
    }

    void set(long index, long value) {
        Memory.putLong(elements + index * Long.BYTES, value);
    }

    void add(long value) {
        insert(count(), value);
    }

    void insert(long index, long value) {
        if (count() == capacity) {
            grow();
        }
        move(index, index + 1, count() - index);
        set(index, value);
        setCount(count() + 1);
    }

    long removeAt(long index) {
        final long removed = get(index);
        move(index + 1, index, count() - index - 1);
        setCount(count() - 1);
        return removed;
    }

    void move(long fromIndex, long toIndex, long moved) {
        Memory.copy(elements + fromIndex * Long.BYTES, elements + toIndex * Long.BYTES, moved * Long.BYTES);
    }

    void clear() {
        setCount(0);
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
            values[i] = get(i);
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
