package org.sideheap.allocators;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.sideheap.allocators.Memory.NULL_ADDRESS;

import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

class SynchronizedAllocatorTest {
    private static final int THREAD_COUNT = 4;

    @Test
    void blocksOfSeveralThreadsStayApart() throws InterruptedException {
        record Block(long address, long byteSize) {}
        try (FreeListAllocator freeList = new FreeListAllocator(1 << 18);
                Allocator shared = new SynchronizedAllocator(freeList)) {
            Threads.run(THREAD_COUNT, thread -> {
                final SplittableRandom random = new SplittableRandom(thread);
                final List<Block> blocks = new ArrayList<>();
                for (int i = 0; i < 5_000; i++) {
                    if (random.nextInt(32) >= blocks.size()) {
                        final long byteSize = random.nextLong(1, 500);
                        final long address = shared.allocate(byteSize, 8);
                        Bytes.write(address, byteSize, thread);
                        blocks.add(new Block(address, byteSize));
                    } else {
                        final Block block = blocks.remove(random.nextInt(blocks.size()));
                        final long newByteSize = random.nextLong(1, 500);
                        final long moved =
                                shared.tryReallocate(block.address, block.byteSize, newByteSize, 8, block.byteSize);
                        Bytes.assertWritten(moved, Math.min(block.byteSize, newByteSize), thread);
                        shared.free(moved, newByteSize, 8);
                    }
                }
                blocks.forEach(block -> shared.free(block.address, block.byteSize, 8));
            });
            shared.check();
            assertEquals(0, shared.stats().usedBytes());
            assertEquals(freeList.stats(), shared.stats());
        }
    }

    @Test
    void dependantsComeAndGoOnDifferentThreads() throws InterruptedException {
        final List<Tenant> stayed = new ArrayList<>();
        final FreeListAllocator freeList = new FreeListAllocator(1 << 18);
        final Allocator shared = new SynchronizedAllocator(freeList);
        Threads.run(THREAD_COUNT, thread -> {
            for (int i = 0; i < 1_000; i++) {
                final Tenant tenant = new Tenant(shared);
                tenant.allocate(32);
                if (i % 100 == thread) {
                    synchronized (stayed) {
                        stayed.add(tenant);
                    }
                } else {
                    tenant.closeItself();
                    assertEquals(List.of(), tenant.notices);
                }
            }
        });
        assertEquals(stayed.size(), shared.stats().liveCount());
        shared.close();
        stayed.forEach(tenant -> assertEquals("SynchronizedAllocator was closed", tenant.cause()));
        assertThrows(IllegalStateException.class, () -> freeList.tryAllocate(8, 8));
    }

    @Test
    void holdingItsMonitorMakesOneCallOfSeveral() throws InterruptedException {
        try (Allocator shared = new SynchronizedAllocator(new PoolAllocator(64, 3))) {
            Threads.run(THREAD_COUNT, thread -> {
                for (int i = 0; i < 2_000; i++) {
                    synchronized (shared) {
                        final long liveCount = shared.stats().liveCount();
                        final long first = shared.allocate(64, 8);
                        final long second = shared.allocate(64, 8);
                        assertEquals(liveCount + 2, shared.stats().liveCount());
                        shared.free(first, 64, 8);
                        shared.free(second, 64, 8);
                    }
                }
            });
            assertEquals(2 * 64, shared.stats().peakUsedBytes());
        }
    }

    @Test
    void whatTheAllocatorBehindTellsIsPassedOn() {
        try (StackAllocator stack = new StackAllocator(4096);
                Allocator shared = new SynchronizedAllocator(stack)) {
            final Tenant below = new Tenant(shared);
            below.allocate(64);
            final long mark = stack.mark();
            final Tenant above = new Tenant(shared);
            above.allocate(64);
            stack.release(mark);
            assertEquals(List.of(), below.notices);
            assertEquals("StackAllocator was released to a mark below", above.cause());
            stack.reset();
            assertEquals("StackAllocator was reset", below.cause());

            final Tenant afterTheReset = new Tenant(shared);
            afterTheReset.allocate(64);
            stack.reset();
            assertEquals("StackAllocator was reset", afterTheReset.cause());
            assertEquals(0, shared.stats().usedBytes());
        }
    }

    @Test
    void theParentOfTheAllocatorBehindClosesAll() {
        final BumpAllocator parent = new BumpAllocator(4096);
        final Allocator shared = new SynchronizedAllocator(new FreeListAllocator(parent, 1024));
        final Tenant tenant = new Tenant(shared);
        tenant.allocate(64);
        parent.close();
        assertEquals("BumpAllocator was closed", tenant.cause());
        assertEquals(
                "FreeListAllocator is closed: BumpAllocator was closed",
                assertThrows(IllegalStateException.class, () -> shared.tryAllocate(8, 8))
                        .getMessage());
        shared.close();
    }

    @Test
    void checksTheAllocatorBehind() {
        try (SynchronizedAllocator shared = new SynchronizedAllocator(new FreeListAllocator(1024))) {
            final long address = shared.allocate(16, 8);
            final long header = Memory.getLong(address - 16);
            Memory.putLong(address - 16, 7);
            assertThrows(IllegalStateException.class, shared::check);
            Memory.putLong(address - 16, header);
            shared.check();
        }
    }

    @Test
    void closesTheAllocatorBehindEvenWhenWhoIsToldFails() {
        final BumpAllocator behind = new BumpAllocator(1024);
        final SynchronizedAllocator shared = new SynchronizedAllocator(behind);
        final Tenant tenant = new Tenant(shared).whenTold(() -> {
            throw new IllegalStateException("told");
        });
        assertEquals(
                "told", assertThrows(IllegalStateException.class, shared::close).getMessage());
        assertEquals(1, tenant.notices.size());
        assertEquals("BumpAllocator[closed: BumpAllocator was closed]", behind.toString());
    }

    @Test
    void closesOverAnAllocatorThatNeverDoes() {
        final Allocator shared = new SynchronizedAllocator(GlobalAllocator.INSTANCE);
        final Tenant tenant = new Tenant(shared);
        tenant.allocate(64);
        final long liveCount = GlobalAllocator.INSTANCE.stats().liveCount();
        shared.close();
        assertEquals(liveCount - 1, GlobalAllocator.INSTANCE.stats().liveCount());
        assertEquals("SynchronizedAllocator was closed", tenant.cause());
        assertThrows(IllegalStateException.class, () -> shared.tryAllocate(8, 8));
    }

    @Test
    void answersAsTheAllocatorBehind() {
        try (PoolAllocator pool = new PoolAllocator(64, 2);
                Allocator shared = new SynchronizedAllocator(pool)) {
            final long address = shared.allocate(10, 8);
            assertTrue(shared.owns(address));
            assertFalse(shared.owns(address + 128));
            assertEquals(64, shared.goodByteSize(10));
            assertTrue(shared.tryResize(address, 10, 64, 8));
            assertEquals(NULL_ADDRESS, shared.tryAllocate(65, 8));
            assertEquals("SynchronizedAllocator[" + pool + "]", shared.toString());
            shared.free(address, 64, 8);
            assertThrows(IllegalArgumentException.class, () -> shared.free(address, 64, 8));
        }
    }
}
