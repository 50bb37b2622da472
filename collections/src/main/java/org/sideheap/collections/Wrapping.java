package org.sideheap.collections;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import org.agrona.DirectBuffer;
import org.sideheap.allocators.BumpAllocator;

/** What memory a list can take as its own without having allocated it. */
final class Wrapping {
    /** Stands for whoever owns memory that is only known by its address. */
    static final Object UNKNOWN_LENDER = "an address";

    private Wrapping() {}

    static long addressOf(ByteBuffer buffer) {
        if (buffer.order() != ByteOrder.nativeOrder()) {
            throw new IllegalArgumentException("the buffer must be in the byte order of the platform, "
                    + ByteOrder.nativeOrder() + ", was " + buffer.order());
        }
        // What an allocator demands of a buffer is demanded here, and in the same words.
        try (BumpAllocator allocator = BumpAllocator.over(buffer)) {
            return allocator.startAddress();
        }
    }

    static long addressOf(DirectBuffer buffer) {
        try (BumpAllocator allocator = BumpAllocator.over(buffer)) {
            return allocator.startAddress();
        }
    }

    static void check(long address, long capacity, long count) {
        if (capacity < 1 || capacity > Long.MAX_VALUE / Long.BYTES) {
            throw new IllegalArgumentException(
                    "the memory must have room for 1 to " + Long.MAX_VALUE / Long.BYTES + " elements, was " + capacity);
        }
        if (address < 1 || address % Long.BYTES != 0 || address > Long.MAX_VALUE - capacity * Long.BYTES) {
            throw new IllegalArgumentException("no " + capacity + " elements can be at address " + address
                    + ", which must be at least 1 and aligned to " + Long.BYTES);
        }
        if (count < 0 || count > capacity) {
            throw new IllegalArgumentException(
                    "initialCount must be from 0 to " + capacity + ", which is the capacity, was " + count);
        }
    }
}
