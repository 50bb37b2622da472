package org.sideheap.allocators;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.sideheap.allocators.Memory.NULL_ADDRESS;

import java.nio.ByteBuffer;
import org.junit.jupiter.api.Test;

class BumpAllocatorTest {
    @Test
    void countsAsTheReferenceDoes() {
        try (BumpAllocator bump = new BumpAllocator(4096)) {
            final Allocation first = bump.allocate(Layout.forLong());
            final Allocation second = bump.allocate(Layout.forInt());
            final Allocation third = bump.allocate(Layout.array(8, 8, 10));
            assertEquals(bump.startAddress(), first.address());
            assertEquals(bump.startAddress() + 8, second.address());
            assertEquals(bump.startAddress() + 16, third.address());
            assertEquals(96, bump.offset());
            assertEquals(92, bump.totalAllocatedBytes());
            assertEquals(4000, bump.remainingBytes());
            assertEquals(new AllocatorStats(96, 4096, 96, 4000, 3, 3, 0), bump.stats());

            bump.reset();
            assertEquals(0, bump.offset());
            assertEquals(0, bump.totalAllocatedBytes());
            assertEquals(4096, bump.remainingBytes());
            assertEquals(bump.startAddress(), bump.allocate(Layout.forAddress()).address());
            assertEquals(new AllocatorStats(8, 4096, 96, 4088, 1, 4, 0), bump.stats());
            bump.check();
        }
    }

    @Test
    void isACustomArenaOverMemoryOfTheCallers() {
        final AllocatorStats before = GlobalAllocator.INSTANCE.stats();
        final long memory = GlobalAllocator.INSTANCE.allocate(1_048_576, 1024);
        final BumpAllocator arena = BumpAllocator.over(memory, 1_048_576);
        assertEquals(memory, arena.allocate(1000, 8));
        Memory.fill(memory, 1000, (byte) -1);
        assertEquals(memory + 1024, arena.allocate(1_047_552, 1024));
        assertEquals(0, arena.remainingBytes());
        assertEquals(NULL_ADDRESS, arena.tryAllocate(1, 1));
        arena.reset();
        assertEquals(memory, arena.allocateZeroed(1_048_576, 8));
        Bytes.assertZero(memory, 1_048_576);
        Bytes.write(memory, 100, 1);
        arena.close();
        Bytes.assertWritten(memory, 100, 1);
        GlobalAllocator.INSTANCE.free(memory, 1_048_576, 1024);
        assertEquals(before.usedBytes(), GlobalAllocator.INSTANCE.stats().usedBytes());
    }

    @Test
    void fillsTheRegionToTheLastByte() {
        try (BumpAllocator bump = new BumpAllocator(10)) {
            assertNotEquals(NULL_ADDRESS, bump.tryAllocate(9, 1));
            assertEquals(NULL_ADDRESS, bump.tryAllocate(2, 1));
            assertEquals(bump.startAddress() + 9, bump.tryAllocate(1, 1));
            assertEquals(NULL_ADDRESS, bump.tryAllocate(1, 1));
            assertEquals(2, bump.stats().declineCount());
        }
    }

    @Test
    void growsTheNewestBlockInPlaceUpToTheEnd() {
        try (BumpAllocator bump = new BumpAllocator(100)) {
            bump.allocate(10, 1);
            final long newest = bump.allocate(10, 1);
            assertTrue(bump.tryResize(newest, 10, 90, 1));
            assertEquals(0, bump.remainingBytes());
            assertFalse(bump.tryResize(newest, 90, 91, 1));
            assertTrue(bump.tryResize(newest, 90, 5, 1));
            assertEquals(15, bump.offset());
            assertEquals(15, bump.totalAllocatedBytes());
            assertEquals(newest + 5, bump.allocate(1, 1));
        }
    }

    @Test
    void anOlderBlockOnlyShrinks() {
        try (BumpAllocator bump = new BumpAllocator(100)) {
            final long older = bump.allocate(10, 1);
            bump.allocate(10, 1);
            assertFalse(bump.tryResize(older, 10, 11, 1));
            assertTrue(bump.tryResize(older, 10, 4, 1));
            assertEquals(20, bump.offset());
            assertEquals(14, bump.totalAllocatedBytes());
            bump.check();
        }
    }

    @Test
    void movesAnOlderBlockThatGrows() {
        try (BumpAllocator bump = new BumpAllocator(100)) {
            final long older = bump.allocate(8, 8);
            Bytes.write(older, 8, 1);
            bump.allocate(8, 8);
            assertEquals(older + 16, bump.tryReallocate(older, 8, 16, 8, 8));
            Bytes.assertWritten(older + 16, 8, 1);
            assertEquals(2, bump.stats().liveCount());
        }
    }

    @Test
    void freeMakesNoRoom() {
        try (BumpAllocator bump = new BumpAllocator(100)) {
            final long address = bump.allocate(100, 1);
            bump.free(address, 100, 1);
            assertEquals(0, bump.remainingBytes());
            assertEquals(0, bump.stats().liveCount());
        }
    }

    @Test
    void refusesBlocksItNeverHandedOut() {
        try (BumpAllocator bump = new BumpAllocator(100)) {
            final long address = bump.allocate(50, 1);
            for (final long foreign : new long[] {0, -1, address - 1, address + 50, address + 51, Long.MAX_VALUE}) {
                assertThrows(IllegalArgumentException.class, () -> bump.free(foreign, 1, 1));
                assertThrows(IllegalArgumentException.class, () -> bump.tryResize(foreign, 1, 2, 1));
                assertThrows(IllegalArgumentException.class, () -> bump.tryReallocate(foreign, 1, 2, 1, 0));
            }
            assertThrows(IllegalArgumentException.class, () -> bump.free(address, 51, 1));
            assertThrows(IllegalArgumentException.class, () -> bump.free(address, Long.MAX_VALUE, 1));
            assertThrows(IllegalArgumentException.class, () -> bump.tryResize(address + 1, 50, 60, 1));
            assertEquals(new AllocatorStats(50, 100, 50, 50, 1, 1, 0), bump.stats());
        }
    }

    @Test
    void alignsWithinAMisalignedRegion() {
        final ByteBuffer buffer = ByteBuffer.allocateDirect(8192).alignedSlice(64);
        buffer.position(3);
        try (BumpAllocator bump = BumpAllocator.over(buffer)) {
            assertEquals(3, bump.startAddress() % 64);
            assertEquals(bump.startAddress(), bump.allocate(1, 1));
            assertEquals(bump.startAddress() + 5, bump.allocate(1, 8));
            assertEquals(bump.startAddress() + 61, bump.allocate(1, 64));
            assertEquals(62, bump.offset());
            assertEquals(3, bump.totalAllocatedBytes());
        }
    }

    @Test
    void declinesAlignmentsBeyondTheTopOfTheAddressSpace() {
        // Nothing is read or written there.
        try (BumpAllocator bump = BumpAllocator.over((1L << 62) - 100, 100)) {
            for (int shift = 7; shift <= 62; shift++) {
                assertEquals(NULL_ADDRESS, bump.tryAllocate(1, 1L << shift), "1 << " + shift);
                assertEquals(NULL_ADDRESS, bump.tryAllocate(Long.MAX_VALUE, 1L << shift), "1 << " + shift);
            }
            assertEquals((1L << 62) - 100, bump.allocate(100, 1));
        }
    }

    @Test
    void refusesACapacityBelowOne() {
        for (final long byteCapacity : new long[] {0, -1, Long.MIN_VALUE}) {
            final IllegalArgumentException e =
                    assertThrows(IllegalArgumentException.class, () -> new BumpAllocator(byteCapacity));
            assertEquals("byteCapacity must be at least 1, was " + byteCapacity, e.getMessage());
        }
    }

    @Test
    void failsWhereTheParentHasNoSuchRegion() {
        final AllocationFailedException e =
                assertThrows(AllocationFailedException.class, () -> new BumpAllocator(Long.MAX_VALUE));
        assertEquals("GlobalAllocator", e.allocator());
        assertThrows(AllocationFailedException.class, () -> new BumpAllocator(new Lender().upTo(99), 100));
    }

    @Test
    void refusesAResetOnceClosed() {
        final BumpAllocator bump = new BumpAllocator(100);
        bump.close();
        assertEquals(
                "BumpAllocator is closed: BumpAllocator was closed",
                assertThrows(IllegalStateException.class, bump::reset).getMessage());
        assertEquals(0, bump.remainingBytes());
        assertEquals(0, bump.offset());
        assertEquals(0, bump.byteCapacity());
        assertEquals("BumpAllocator[closed: BumpAllocator was closed]", bump.toString());
    }

    @Test
    void describesItself() {
        try (BumpAllocator bump = new BumpAllocator(100)) {
            bump.allocate(7, 1);
            assertEquals(
                    "BumpAllocator[7 of 100 bytes used, 1 blocks live, 100 bytes of GlobalAllocator]", bump.toString());
        }
    }

    @Test
    void refusesAFreeWhenNoBlockIsLive() {
        try (BumpAllocator bump = new BumpAllocator(4096)) {
            final long address = bump.allocate(8, 8);
            bump.free(address, 8, 8);
            assertThrows(IllegalArgumentException.class, () -> bump.free(address, 8, 8));
            assertEquals(0, bump.stats().liveCount());
        }
    }
}
