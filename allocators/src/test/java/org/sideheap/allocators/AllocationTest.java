package org.sideheap.allocators;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.agrona.MutableDirectBuffer;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

class AllocationTest {
    @Test
    void hasTheSizeTheBlockReallyHas() {
        try (PoolAllocator pool = new PoolAllocator(64, 2)) {
            final Allocation allocation = pool.allocate(Layout.of(10, 8));
            assertEquals(64, allocation.byteSize());
            assertEquals(8, allocation.byteAlignment());
            assertTrue(pool.owns(allocation.address()));
            Bytes.write(allocation.address(), allocation.byteSize(), 1);
            pool.free(allocation);
            assertEquals(2, pool.freeBlockCount());
        }
    }

    @Test
    void zeroesAllOfTheSizeItReallyHas() {
        try (PoolAllocator pool = new PoolAllocator(64, 1)) {
            final Allocation dirty = pool.allocate(Layout.of(10, 8));
            Bytes.write(dirty.address(), 64, 1);
            pool.free(dirty);
            Bytes.assertZero(pool.allocateZeroed(Layout.of(10, 8)).address(), 64);
        }
    }

    @Test
    @Tag("agrona")
    void isSeenAsABufferOverTheSameBytes() {
        final Allocation allocation = GlobalAllocator.INSTANCE.allocate(Layout.of(24, 8));
        final MutableDirectBuffer buffer = allocation.asBuffer();
        assertEquals(24, buffer.capacity());
        assertEquals(allocation.address(), buffer.addressOffset());
        Memory.putLong(allocation.address() + 16, 4711);
        assertEquals(4711, buffer.getLong(16));
        buffer.putInt(0, 42);
        assertEquals(42, Memory.getInt(allocation.address()));
        assertThrows(IndexOutOfBoundsException.class, () -> buffer.getLong(17));
        GlobalAllocator.INSTANCE.free(allocation);
    }

    @Test
    void isNoBufferAboveTwoGibibytes() {
        final Allocation allocation = new Allocation(4096, Integer.MAX_VALUE + 1L, 8);
        final IllegalStateException e = assertThrows(IllegalStateException.class, allocation::asBuffer);
        assertTrue(e.getMessage().contains("2147483648"), e.getMessage());
    }
}
