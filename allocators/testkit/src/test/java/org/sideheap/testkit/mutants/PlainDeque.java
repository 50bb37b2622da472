package org.sideheap.testkit.mutants;

import static org.sideheap.allocators.Memory.NULL_ADDRESS;

import java.util.function.LongConsumer;
import org.sideheap.allocators.Allocator;
import org.sideheap.allocators.Memory;

/** A deque of linked nodes, a block each: right as it stands, for the mutants to break in one place each. */
class PlainDeque implements AutoCloseable {
    static final long NODE_BYTE_SIZE = 24;
    static final long PREVIOUS = 0;
    static final long NEXT = 8;
    static final long VALUE = 16;

    final Allocator allocator;
    long first;
    long last;
    long count;

    PlainDeque(Allocator allocator) {
        this.allocator = allocator;
    }

    void addFirst(long value) {
        link(NULL_ADDRESS, value, first);
    }

    void addLast(long value) {
        link(last, value, NULL_ADDRESS);
    }

    void link(long previous, long value, long next) {
        final long node = allocator.allocate(NODE_BYTE_SIZE, 8);
        Memory.putLong(node + VALUE, value);
        join(previous, node);
        join(node, next);
        count++;
    }

    /** Makes two nodes neighbours; there is no node where one of them is NULL_ADDRESS. */
    void join(long node, long next) {
        if (node == NULL_ADDRESS) {
            first = next;
        } else {
            Memory.putLong(node + NEXT, next);
        }
        if (next == NULL_ADDRESS) {
            last = node;
        } else {
            Memory.putLong(next + PREVIOUS, node);
        }
    }

    long removeFirst() {
        return unlink(first);
    }

    long removeLast() {
        return unlink(last);
    }

    long unlink(long node) {
        join(Memory.getLong(node + PREVIOUS), Memory.getLong(node + NEXT));
        count--;
        final long value = Memory.getLong(node + VALUE);
        allocator.free(node, NODE_BYTE_SIZE, 8);
        return value;
    }

    void forEach(LongConsumer action) {
        for (long node = first; node != NULL_ADDRESS; node = Memory.getLong(node + NEXT)) {
            action.accept(Memory.getLong(node + VALUE));
        }
    }

    void clear() {
        while (count > 0) {
            removeFirst();
        }
    }

    @Override
    public void close() {
        clear();
    }
}
