package org.sideheap.allocators;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.sideheap.allocators.Memory.NULL_ADDRESS;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicIntegerArray;
import org.agrona.concurrent.UnsafeBuffer;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** What many threads make of one pool, by the million; each single step is looked at by what {@link StressTest} runs. */
class ConcurrentPoolAllocatorTest {
    private static final int THREAD_COUNT = 4;

    @Test
    void aBlockFilledOnOneThreadIsReadAndFreedOnAnother() throws InterruptedException {
        final int messageCount = 20_000;
        final BlockingQueue<Long> queue = new ArrayBlockingQueue<>(64);
        try (ConcurrentPoolAllocator pool = new ConcurrentPoolAllocator(48, 100)) {
            Threads.run(2, thread -> {
                for (int i = 0; i < messageCount; i++) {
                    if (thread == 0) {
                        final long message = pool.allocate();
                        Bytes.write(message, 48, i);
                        queue.put(message);
                    } else {
                        final long message = queue.take();
                        Bytes.assertWritten(message, 48, i);
                        pool.free(message);
                    }
                }
            });
            pool.check();
            assertEquals(100, pool.freeBlockCount());
            assertEquals(messageCount, pool.stats().allocationCount());
            assertTrue(pool.stats().peakUsedBytes() <= 66 * 48, pool.toString());
        }
    }

    @Test
    void noBlockHasTwoOwners() throws InterruptedException {
        final int blockCount = 64;
        final AtomicIntegerArray owners = new AtomicIntegerArray(blockCount);
        final AtomicInteger allocationCount = new AtomicInteger();
        try (ConcurrentPoolAllocator pool = new ConcurrentPoolAllocator(16, blockCount)) {
            Threads.run(THREAD_COUNT, thread -> {
                final SplittableRandom random = new SplittableRandom(thread);
                final List<Long> blocks = new ArrayList<>();
                for (int i = 0; i < 100_000; i++) {
                    if (random.nextInt(40) >= blocks.size()) {
                        final long address = pool.tryAllocate();
                        if (address != NULL_ADDRESS) {
                            assertEquals(0, owners.getAndIncrement(indexIn(pool, address)));
                            allocationCount.getAndIncrement();
                            Memory.putLong(address, thread);
                            Memory.putLong(address + 8, address);
                            blocks.add(address);
                        }
                    } else {
                        final long address = blocks.remove(random.nextInt(blocks.size()));
                        assertEquals(thread, Memory.getLong(address));
                        assertEquals(address, Memory.getLong(address + 8));
                        owners.getAndDecrement(indexIn(pool, address));
                        pool.free(address);
                    }
                }
                blocks.forEach(address -> {
                    owners.getAndDecrement(indexIn(pool, address));
                    pool.free(address);
                });
            });
            pool.check();
            assertEquals(blockCount, pool.freeBlockCount());
            final AllocatorStats stats = pool.stats();
            assertEquals(allocationCount.get(), stats.allocationCount());
            assertTrue(stats.peakUsedBytes() >= 21 * 16 && stats.peakUsedBytes() <= blockCount * 16, stats.toString());
        }
    }

    private static int indexIn(ConcurrentPoolAllocator pool, long address) {
        return (int) ((address - pool.startAddress()) / pool.blockByteSize());
    }

    @Test
    void ofThreadsThatFreeOneBlockOneSucceeds() throws InterruptedException {
        final int blockCount = 10_000;
        final AtomicInteger freedCount = new AtomicInteger();
        final AtomicInteger refusedCount = new AtomicInteger();
        try (ConcurrentPoolAllocator pool = new ConcurrentPoolAllocator(8, blockCount)) {
            final long start = pool.startAddress();
            for (int i = 0; i < blockCount; i++) {
                pool.allocate();
            }
            Threads.run(THREAD_COUNT, thread -> {
                for (int i = 0; i < blockCount; i++) {
                    try {
                        pool.free(start + i * 8);
                        freedCount.getAndIncrement();
                    } catch (IllegalArgumentException e) {
                        refusedCount.getAndIncrement();
                    }
                }
            });
            assertEquals(blockCount, freedCount.get());
            assertEquals((THREAD_COUNT - 1) * blockCount, refusedCount.get());
            assertEquals(blockCount, pool.freeBlockCount());
            pool.check();
        }
    }

    @Test
    void countsEachDecline() throws InterruptedException {
        try (ConcurrentPoolAllocator pool = new ConcurrentPoolAllocator(8, 1)) {
            pool.allocate();
            Threads.run(THREAD_COUNT, thread -> {
                for (int i = 0; i < 1000; i++) {
                    assertEquals(NULL_ADDRESS, pool.tryAllocate());
                }
            });
            assertEquals(THREAD_COUNT * 1000, pool.stats().declineCount());
            assertEquals(8, pool.stats().peakUsedBytes());
        }
    }

    @Test
    void dependantsComeAndGoOnDifferentThreads() throws InterruptedException {
        final List<Tenant> stayed = new ArrayList<>();
        final ConcurrentPoolAllocator pool = new ConcurrentPoolAllocator(32, 1000);
        Threads.run(THREAD_COUNT, thread -> {
            for (int i = 0; i < 2_000; i++) {
                final Tenant tenant = new Tenant(pool);
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
        assertEquals(stayed.size(), pool.allocatedBlockCount());
        pool.close();
        stayed.forEach(tenant -> assertEquals("ConcurrentPoolAllocator was closed", tenant.cause()));
    }

    @Test
    @Tag("long")
    void threadsThatCloseItGiveTheRegionBackOnce() throws InterruptedException {
        for (int i = 0; i < 200; i++) {
            final Lender lender = new Lender();
            final ConcurrentPoolAllocator pool = new ConcurrentPoolAllocator(lender, 64, 10);
            final Tenant tenant = new Tenant(pool);
            tenant.allocate(64);
            Threads.run(2, thread -> pool.close());
            assertEquals(0, lender.notBackCount());
            assertEquals("ConcurrentPoolAllocator was closed", tenant.cause());
        }
    }

    @Test
    void whoComesTooLateIsToldThatItIsClosed() throws InterruptedException {
        final ConcurrentPoolAllocator pool = ConcurrentPoolAllocator.over(1 << 16, 64 * 16, 16);
        final AtomicInteger liveThreads = new AtomicInteger();
        Threads.run(THREAD_COUNT, thread -> {
            if (thread == 0) {
                while (liveThreads.get() < THREAD_COUNT - 1) {
                    Thread.onSpinWait();
                }
                pool.close();
                return;
            }
            final IllegalStateException e = assertThrows(IllegalStateException.class, () -> {
                for (int i = 0; true; i++) {
                    final long address = pool.tryAllocate();
                    if (i == 100) {
                        liveThreads.getAndIncrement();
                    }
                    pool.free(address);
                }
            });
            assertEquals("ConcurrentPoolAllocator is closed: ConcurrentPoolAllocator was closed", e.getMessage());
        });
        assertEquals(0, pool.freeBlockCount());
        assertEquals(0, pool.stats().usedBytes());
        assertEquals(0, pool.stats().reservedBytes());
    }

    @Test
    void aParentClosedFirstClosesIt() {
        final BumpAllocator bump = new BumpAllocator(4096);
        final ConcurrentPoolAllocator pool = new ConcurrentPoolAllocator(bump, 64, 10);
        final Tenant tenant = new Tenant(pool);
        final long address = tenant.allocate(64);
        bump.reset();
        assertEquals("BumpAllocator was reset", tenant.cause());
        for (final Runnable call : List.<Runnable>of(pool::tryAllocate, () -> pool.free(address), pool::check)) {
            assertEquals(
                    "ConcurrentPoolAllocator is closed: BumpAllocator was reset",
                    assertThrows(IllegalStateException.class, call::run).getMessage());
        }
        pool.close();
        bump.close();
    }

    @Test
    void goesOnWhenItsVersionComesRound() {
        final long blocks = 5 * 64;
        final int versionBits = Long.SIZE - 3; // 5 blocks, none and closed make 7 indexes
        final long lastVersion = (1L << versionBits) - 1;
        final ConcurrentPoolAllocator pool =
                new ConcurrentPoolAllocator(Region.over(1 << 16, blocks), 64, lastVersion - 2);
        final long before = pool.stats().allocationCount();
        assertEquals(lastVersion - 2, before);
        final long first = pool.allocate();
        for (int i = 1; i < 10; i++) {
            final long second = pool.allocate();
            assertEquals(first + 64, second);
            pool.check();
            assertEquals(before + 1 + i, pool.stats().allocationCount());
            assertEquals(2, pool.allocatedBlockCount());
            pool.free(second);
            pool.check();
        }
        assertEquals(4, pool.freeBlockCount());
        assertEquals(2 * 64, pool.stats().peakUsedBytes());
    }

    @Test
    void aWriteAfterTheFreeDoesItNoHarm() {
        try (ConcurrentPoolAllocator pool = new ConcurrentPoolAllocator(64, 4)) {
            final long first = pool.allocate();
            final long second = pool.allocate();
            pool.free(first);
            pool.free(second);
            Memory.fill(pool.startAddress(), pool.byteCapacity(), (byte) -1);
            pool.check();
            assertEquals(second, pool.allocate());
            assertEquals(first, pool.allocate());
            assertEquals(second + 64, pool.allocate());
        }
    }

    @Test
    void refusesMoreBlocksThanAnArrayHasElementsAndKeepsNoRegion() {
        final long blockCount = Integer.MAX_VALUE - 7;
        assertThrows(IllegalArgumentException.class, () -> ConcurrentPoolAllocator.over(1 << 16, blockCount * 8, 8));
        final NoMemory parent = new NoMemory();
        assertThrows(IllegalArgumentException.class, () -> new ConcurrentPoolAllocator(parent, 8, blockCount));
        assertEquals(0, parent.lentCount);
    }

    /** Lends what nobody may touch. */
    private static final class NoMemory implements Allocator {
        private int lentCount;

        @Override
        public long tryAllocate(long byteSize, long byteAlignment) {
            lentCount++;
            return 1 << 16;
        }

        @Override
        public void free(long address, long byteSize, long byteAlignment) {
            lentCount--;
        }

        @Override
        public boolean owns(long address) {
            return false;
        }

        @Override
        public AllocatorStats stats() {
            return new AllocatorStats(0, 0, 0, AllocatorStats.UNKNOWN, lentCount, lentCount, 0);
        }

        @Override
        public void close() {}
    }

    @Test
    @Tag("agrona")
    void livesInAnAgronaBuffer() {
        final ByteBuffer bytes = ByteBuffer.allocateDirect(256).order(ByteOrder.nativeOrder());
        final UnsafeBuffer buffer = new UnsafeBuffer(bytes);
        try (ConcurrentPoolAllocator pool = ConcurrentPoolAllocator.over(buffer, 60)) {
            assertEquals(buffer.addressOffset(), pool.startAddress());
            assertEquals(64, pool.blockByteSize());
            assertEquals(4, pool.freeBlockCount());
            final long address = pool.allocate();
            Memory.putLong(address, 42);
            assertEquals(42, bytes.getLong((int) (address - buffer.addressOffset())));
            pool.check();
        }
    }

    @Test
    void describesItself() {
        final ConcurrentPoolAllocator pool = new ConcurrentPoolAllocator(64, 4);
        pool.allocate();
        final String description = pool.toString();
        assertTrue(
                description.startsWith("ConcurrentPoolAllocator[64 of 256 bytes used, 1 blocks live, "), description);
        pool.close();
        assertEquals("ConcurrentPoolAllocator[closed: ConcurrentPoolAllocator was closed]", pool.toString());
    }

    @Test
    void isSoundWhenEachBlockIsLiveAndWhenNoneIs() {
        try (ConcurrentPoolAllocator pool = new ConcurrentPoolAllocator(8, 3)) {
            pool.check();
            final long[] addresses = {pool.allocate(), pool.allocate(), pool.allocate()};
            assertEquals(NULL_ADDRESS, pool.tryAllocate());
            pool.check();
            assertEquals(new AllocatorStats(24, 24, 24, 0, 3, 3, 1), pool.stats());
            pool.free(addresses[1]);
            pool.check();
            pool.free(addresses[0]);
            pool.free(addresses[2]);
            pool.check();
            assertEquals(new AllocatorStats(0, 24, 24, 8, 0, 3, 1), pool.stats());
        }
    }
}
