package org.sideheap.allocators;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.sideheap.allocators.Memory.NULL_ADDRESS;

import org.junit.jupiter.api.Test;

class LimitedAllocatorTest {
    @Test
    void letsThroughTheLimitAndNotOneByteMore() {
        try (BumpAllocator bump = new BumpAllocator(4096);
                LimitedAllocator limited = bump.limitedTo(100)) {
            final long address = limited.allocate(60, 1);
            assertEquals(40, limited.remainingBytes());
            assertEquals(NULL_ADDRESS, limited.tryAllocate(41, 1));
            assertEquals(60, bump.offset());
            limited.allocate(40, 1);
            assertEquals(0, limited.remainingBytes());
            limited.free(address, 60, 1);
            assertEquals(60, limited.remainingBytes());
            assertEquals(new AllocatorStats(40, 100, 100, AllocatorStats.UNKNOWN, 1, 2, 1), limited.stats());
        }
    }

    @Test
    void countsWhatABlockReallyHas() {
        try (LimitedAllocator limited = new PoolAllocator(64, 4).limitedTo(130)) {
            final long address = limited.allocate(1, 1);
            assertEquals(66, limited.remainingBytes());
            limited.free(address, 1, 1);
            assertEquals(130, limited.remainingBytes());
        }
    }

    @Test
    void aDeclinedRequestTakesNothingOfTheLimit() {
        try (LimitedAllocator limited = new BumpAllocator(64).limitedTo(1000)) {
            assertEquals(NULL_ADDRESS, limited.tryAllocate(65, 1));
            assertEquals(1000, limited.remainingBytes());
            assertEquals(NULL_ADDRESS, limited.tryAllocate(Long.MAX_VALUE, 1));
            assertEquals(1000, limited.remainingBytes());
        }
    }

    @Test
    void aResizeThatFailsTakesNothingOfTheLimit() {
        try (StackAllocator stack = new StackAllocator(256);
                LimitedAllocator limited = stack.limitedTo(1000)) {
            final long below = limited.allocate(16, 8);
            limited.allocate(16, 8);
            assertFalse(limited.tryResize(below, 16, 32, 8));
            assertEquals(968, limited.remainingBytes());
            assertEquals(NULL_ADDRESS, limited.tryReallocate(below, 16, 512, 8, 16));
            assertEquals(968, limited.remainingBytes());
            assertFalse(limited.tryResize(below, 16, 1 << 20, 8));
            assertEquals(NULL_ADDRESS, limited.tryReallocate(below, 16, 1 << 20, 8, 16));
            assertEquals(968, limited.remainingBytes());
        }
    }

    @Test
    void aBlockMayGrowUpToTheLimitAndShrinkingGivesBack() {
        try (LimitedAllocator limited = new FreeListAllocator(4096).limitedTo(160)) {
            long address = limited.allocate(16, 8);
            assertTrue(limited.tryResize(address, 16, 160, 8));
            assertEquals(0, limited.remainingBytes());
            assertFalse(limited.tryResize(address, 160, 161, 8));
            address = limited.tryReallocate(address, 160, 32, 8, 32);
            assertNotEquals(NULL_ADDRESS, address);
            assertEquals(128, limited.remainingBytes());
            limited.free(address, 32, 8);
            assertEquals(160, limited.remainingBytes());
        }
    }

    @Test
    void aFreeThatIsRefusedGivesNothingBack() {
        try (LimitedAllocator limited = new PoolAllocator(64, 2).limitedTo(128)) {
            final long address = limited.allocate(64, 8);
            limited.free(address, 64, 8);
            limited.allocate(64, 8);
            limited.allocate(64, 8);
            assertThrows(IllegalArgumentException.class, () -> limited.free(address + 8, 64, 8));
            assertEquals(0, limited.remainingBytes());
        }
    }

    @Test
    void aResetOfTheAllocatorBehindGivesAllBack() {
        try (BumpAllocator bump = new BumpAllocator(256);
                LimitedAllocator limited = bump.limitedTo(100)) {
            limited.allocate(30, 1);
            final Tenant tenant = new Tenant(limited);
            tenant.allocate(30);
            bump.reset();
            assertEquals("BumpAllocator was reset", tenant.cause());
            assertEquals(100, limited.remainingBytes());
            limited.allocate(100, 1);
            bump.reset();
            assertEquals(100, limited.remainingBytes());
        }
    }

    @Test
    void aReleaseGivesBackWhatCollectionsHad() {
        try (StackAllocator stack = new StackAllocator(256);
                LimitedAllocator limited = stack.limitedTo(100)) {
            final Tenant below = new Tenant(limited);
            below.allocate(16);
            final long mark = stack.mark();
            final Tenant above = new Tenant(limited);
            above.allocate(16);
            stack.release(mark);
            assertEquals(84, limited.remainingBytes());
            assertEquals(0, below.notices.size());
        }
    }

    @Test
    void closesWhatIsBuiltOnItAndTheAllocatorBehind() {
        final StackAllocator stack = new StackAllocator(256);
        final LimitedAllocator limited = stack.limitedTo(100);
        final Tenant tenant = new Tenant(limited);
        tenant.allocate(16);
        limited.close();
        assertEquals("LimitedAllocator was closed", tenant.cause());
        assertThrows(IllegalStateException.class, () -> limited.allocate(1, 1));
        assertThrows(IllegalStateException.class, stack::mark);
        limited.close();
    }

    @Test
    void theErrorNamesTheLimit() {
        try (LimitedAllocator limited = new BumpAllocator(256).limitedTo(100)) {
            limited.allocate(30, 1);
            final AllocationFailedException e =
                    assertThrows(AllocationFailedException.class, () -> limited.allocate(71, 1));
            assertEquals(
                    "LimitedAllocator declined 71 bytes aligned to 1: 30 of 100 reserved bytes are used",
                    e.getMessage());
        }
    }

    @Test
    void refusesALimitBelowOne() {
        final IllegalArgumentException e =
                assertThrows(IllegalArgumentException.class, () -> GlobalAllocator.INSTANCE.limitedTo(0));
        assertEquals("byteLimit must be at least 1, was 0", e.getMessage());
    }
}
