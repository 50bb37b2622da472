package org.sideheap.allocators;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.sideheap.allocators.Memory.NULL_ADDRESS;

import java.util.List;
import org.junit.jupiter.api.Test;

class SegregatingAllocatorTest {
    private final PoolAllocator small = new PoolAllocator(64, 2);
    private final FreeListAllocator large = new FreeListAllocator(4096);
    private final SegregatingAllocator allocator = new SegregatingAllocator(small, large, 48);

    @Test
    void asksTheOneForTheSize() {
        assertTrue(small.owns(allocator.allocate(48, 8)));
        assertTrue(large.owns(allocator.allocate(49, 8)));
        assertTrue(large.owns(allocator.allocate(8, 64)));
    }

    @Test
    void aSmallRequestIsNotMetByTheLargeAllocator() {
        allocator.allocate(1, 1);
        allocator.allocate(1, 1);
        assertEquals(NULL_ADDRESS, allocator.tryAllocate(1, 1));
        assertEquals(0, large.stats().liveCount());
        assertEquals(1, allocator.stats().declineCount());
    }

    @Test
    void aBlockResizedAcrossTheThresholdStaysWhereItFits() {
        final long address = allocator.allocate(40, 8);
        assertEquals(address, allocator.tryReallocate(address, 40, 60, 8, 40));
        allocator.free(address, 60, 8);
        assertEquals(0, small.allocatedBlockCount());
    }

    @Test
    void aBlockResizedAcrossTheThresholdMovesWhereItDoesNotFit() {
        final long address = allocator.allocate(40, 8);
        Bytes.write(address, 40, 5);
        final long moved = allocator.tryReallocate(address, 40, 400, 16, 40);
        assertTrue(large.owns(moved));
        assertEquals(0, moved % 16);
        Bytes.assertWritten(moved, 40, 5);
        assertEquals(0, small.allocatedBlockCount());
        allocator.free(moved, 400, 16);
        assertEquals(0, large.stats().liveCount());
        allocator.check();
    }

    @Test
    void aLargeBlockThatShrinksIsFreedToTheLargeAllocator() {
        final long address = allocator.allocate(100, 8);
        assertTrue(allocator.tryResize(address, 100, 8, 8));
        allocator.free(address, 8, 8);
        assertEquals(0, large.stats().liveCount());
        assertEquals(0, allocator.stats().usedBytes());
    }

    @Test
    void aBlockThatCannotMoveIsAsItWas() {
        final long address = allocator.allocate(40, 8);
        Bytes.write(address, 40, 7);
        assertEquals(NULL_ADDRESS, allocator.tryReallocate(address, 40, 8192, 8, 40));
        Bytes.assertWritten(address, 40, 7);
        allocator.free(address, 40, 8);
        assertEquals(0, small.allocatedBlockCount());
    }

    @Test
    void aGoodSizeIsThereWhereverTheBlockIs() {
        assertEquals(32, allocator.goodByteSize(20));
        final long address = allocator.allocate(100, 8);
        assertTrue(allocator.tryResize(address, 100, 20, 8));
        Bytes.write(address, allocator.goodByteSize(20), 1);
        allocator.check();
        allocator.free(address, allocator.goodByteSize(20), 8);
        assertEquals(0, large.stats().liveCount());
    }

    @Test
    void tellsItsDependantsWhenEitherGoes() {
        final Tenant inSmall = new Tenant(allocator);
        inSmall.allocate(8);
        final Tenant inLarge = new Tenant(allocator);
        inLarge.allocate(80);
        small.close();
        assertEquals("PoolAllocator was closed", inSmall.cause());
        assertEquals(List.of(), inLarge.notices);
        large.close();
        assertEquals("FreeListAllocator was closed", inLarge.cause());
    }

    @Test
    void closesTheLargeOneEvenWhenTheSmallOneFails() {
        final Allocator small = new ForwardingAllocator(NullAllocator.INSTANCE) {
            @Override
            public void close() {
                throw new IllegalStateException("small");
            }
        };
        final BumpAllocator large = new BumpAllocator(1024);
        final SegregatingAllocator allocator = new SegregatingAllocator(small, large, 64);
        assertEquals(
                "small",
                assertThrows(IllegalStateException.class, allocator::close).getMessage());
        assertEquals("BumpAllocator[closed: BumpAllocator was closed]", large.toString());
    }

    @Test
    void closesBoth() {
        final Tenant tenant = new Tenant(allocator);
        tenant.allocate(8);
        tenant.allocate(80);
        allocator.close();
        assertEquals("SegregatingAllocator was closed", tenant.cause());
        assertThrows(IllegalStateException.class, () -> small.allocate());
        assertThrows(IllegalStateException.class, () -> large.allocate(1, 1));
        assertFalse(allocator.owns(1));
    }

    @Test
    void refusesAThresholdBelowOne() {
        final IllegalArgumentException e =
                assertThrows(IllegalArgumentException.class, () -> new SegregatingAllocator(small, large, 0));
        assertEquals("thresholdByteSize must be at least 1, was 0", e.getMessage());
    }

    @Test
    void refusesASmallAllocatorThatCannotTellItsBlocks() {
        try (Allocator blind = new SegregatingAllocator(GlobalAllocator.INSTANCE, large, 48)) {
            assertThrows(IllegalStateException.class, () -> blind.tryAllocate(8, 8));
            blind.free(blind.allocate(80, 8), 80, 8);
        }
    }
}
