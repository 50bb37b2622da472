package org.sideheap.testkit.mutants;

import static org.sideheap.allocators.Memory.NULL_ADDRESS;

import java.util.function.LongConsumer;
import org.sideheap.allocators.Allocator;
import org.sideheap.allocators.Memory;

/** A queue in one block that runs around its end: right as it stands, for the mutants to break in one place each. */
class PlainRing implements AutoCloseable {
    final Allocator allocator;
    long elements;
    long capacity;
    long first;
    long count;

    PlainRing(Allocator allocator) {
        this.allocator = allocator;
    }

    long addressAt(long index) {
        return elements + (first + index & capacity - 1) * Long.BYTES;
    }

    void addLast(long value) {
        if (count == capacity) {
            grow();
        }
        Memory.putLong(addressAt(count), value);
        count++;
    }

    void grow() {
        final long newCapacity = Math.max(2, 2 * capacity);
        final long moved = allocator.allocate(newCapacity * Long.BYTES, 8);
        copyTo(moved);
        close(elements, capacity);
        elements = moved;
        capacity = newCapacity;
        first = 0;
    }

    void copyTo(long moved) {
        for (long i = 0; i < count; i++) {
            Memory.putLong(moved + i * Long.BYTES, Memory.getLong(addressAt(i)));
        }
    }

    long removeFirst() {
        final long value = Memory.getLong(addressAt(0));
        first = first + 1 & capacity - 1;
        count--;
        return value;
    }

    void forEach(LongConsumer action) {
        for (long i = 0; i < count; i++) {
            action.accept(Memory.getLong(addressAt(i)));
        }
    }

    private void close(long address, long elementCapacity) {
        if (address != NULL_ADDRESS) {
            allocator.free(address, elementCapacity * Long.BYTES, 8);
        }
    }

    @Override
    public void close() {
        close(elements, capacity);
        elements = NULL_ADDRESS;
    }
}
