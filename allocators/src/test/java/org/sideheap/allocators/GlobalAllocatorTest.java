package org.sideheap.allocators;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.sideheap.allocators.Memory.NULL_ADDRESS;

import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;

class GlobalAllocatorTest {
    private final GlobalAllocator global = GlobalAllocator.INSTANCE;

    @Test
    void statsReturnToWhereTheyWere() {
        final AllocatorStats before = global.stats();
        final long small = global.allocate(13, 8);
        final long aligned = global.allocate(100, 4096);
        assertEquals(before.usedBytes() + 16 + 104 + 4096, global.stats().usedBytes());
        assertEquals(before.liveCount() + 2, global.stats().liveCount());
        final long grown = global.tryReallocate(small, 13, 1000, 8, 13);
        assertEquals(before.usedBytes() + 1000 + 104 + 4096, global.stats().usedBytes());
        global.free(grown, 1000, 8);
        global.free(aligned, 100, 4096);
        assertEquals(before.usedBytes(), global.stats().usedBytes());
        assertEquals(before.usedBytes(), global.stats().reservedBytes());
        assertEquals(before.liveCount(), global.stats().liveCount());
        assertTrue(global.stats().peakUsedBytes() >= before.usedBytes() + 1000 + 104 + 4096);
        assertEquals(AllocatorStats.UNKNOWN, global.stats().largestFreeBytes());
    }

    @Test
    void remembersThePeak() {
        final long byteSize = global.stats().peakUsedBytes() - global.stats().usedBytes() + 1_000_000;
        final long address = global.allocate(byteSize, 8);
        final long peak = global.stats().usedBytes();
        assertEquals(peak, global.stats().peakUsedBytes());
        global.free(address, byteSize, 8);
        assertEquals(peak, global.stats().peakUsedBytes());
    }

    @Test
    void overAlignmentSurvivesReallocationOfLargeBlocks() {
        final AllocatorStats before = global.stats();
        for (long byteAlignment = 16; byteAlignment <= 1 << 20; byteAlignment *= 4) {
            long address = global.allocate(1, byteAlignment);
            long byteSize = 1;
            Bytes.write(address, 1, 9);
            for (final long newByteSize : new long[] {100, 5000, 300_000, 4_000_001, 3_999_999, 64_000, 7}) {
                final long preservedBytes = Math.min(byteSize, newByteSize);
                address = global.tryReallocate(address, byteSize, newByteSize, byteAlignment, byteSize);
                assertEquals(0, address % byteAlignment, newByteSize + " bytes aligned to " + byteAlignment);
                Bytes.assertWritten(address, preservedBytes, 9);
                Bytes.write(address, newByteSize, 9);
                byteSize = newByteSize;
            }
            global.free(address, byteSize, byteAlignment);
        }
        assertEquals(before.usedBytes(), global.stats().usedBytes());
        assertEquals(before.liveCount(), global.stats().liveCount());
    }

    @Test
    void manyAlignedBlocksKeepTheirContentsWhileTheyGrow() {
        final SplittableRandom random = new SplittableRandom(42);
        final long[] addresses = new long[64];
        final long[] byteSizes = new long[addresses.length];
        final long[] byteAlignments = new long[addresses.length];
        for (int i = 0; i < addresses.length; i++) {
            byteSizes[i] = 1 + random.nextInt(1000);
            byteAlignments[i] = 1L << random.nextInt(13);
            addresses[i] = global.allocate(byteSizes[i], byteAlignments[i]);
            Bytes.write(addresses[i], byteSizes[i], i);
        }
        for (int step = 0; step < 5000; step++) {
            final int i = random.nextInt(addresses.length);
            final long newByteSize = 1 + random.nextInt(5000);
            final long kept = random.nextLong(byteSizes[i] + 1);
            addresses[i] = global.tryReallocate(addresses[i], byteSizes[i], newByteSize, byteAlignments[i], kept);
            assertEquals(0, addresses[i] % byteAlignments[i]);
            Bytes.assertWritten(addresses[i], Math.min(kept, newByteSize), i);
            Bytes.write(addresses[i], newByteSize, i);
            byteSizes[i] = newByteSize;
        }
        for (int i = 0; i < addresses.length; i++) {
            global.free(addresses[i], byteSizes[i], byteAlignments[i]);
        }
    }

    @Test
    void aDeclinedReallocationLeavesTheBlockAsItWas() {
        for (final long byteAlignment : new long[] {8, 64, 4096}) {
            final long address = global.allocate(100, byteAlignment);
            Bytes.write(address, 100, 1);
            final AllocatorStats before = global.stats();
            assertEquals(NULL_ADDRESS, global.tryReallocate(address, 100, 1L << 60, byteAlignment, 100));
            assertEquals(before.usedBytes(), global.stats().usedBytes());
            assertEquals(before.declineCount() + 1, global.stats().declineCount());
            Bytes.assertWritten(address, 100, 1);
            global.free(address, 100, byteAlignment);
        }
    }

    @Test
    void resizesInPlaceWithinItsGranule() {
        final long address = global.allocate(9, 8);
        assertTrue(global.tryResize(address, 9, 16, 8));
        assertFalse(global.tryResize(address, 16, 17, 8));
        assertFalse(global.tryResize(address, 16, 8, 8));
        assertEquals(16, global.goodByteSize(9));
        global.free(address, 16, 8);
    }

    @Test
    void servesSeveralThreadsAtOnce() {
        final AllocatorStats before = global.stats();
        final List<CompletableFuture<Void>> threads = new ArrayList<>();
        for (int thread = 0; thread < 4; thread++) {
            final int seed = thread;
            threads.add(CompletableFuture.runAsync(() -> allocateAndFree(seed), task -> new Thread(task).start()));
        }
        threads.forEach(CompletableFuture::join);
        assertEquals(before.usedBytes(), global.stats().usedBytes());
        assertEquals(before.liveCount(), global.stats().liveCount());
        assertEquals(before.allocationCount() + 4 * 2000, global.stats().allocationCount());
    }

    private void allocateAndFree(int seed) {
        for (int i = 0; i < 1000; i++) {
            final long first = global.allocate(100 + i % 50, 64);
            final long second = global.allocate(8, 8);
            Bytes.write(first, 100, seed);
            final long grown = global.tryReallocate(first, 100 + i % 50, 500, 64, 100);
            Bytes.assertWritten(grown, 100, seed);
            global.free(grown, 500, 64);
            global.free(second, 8, 8);
        }
    }

    @Test
    void isOpenAfterAClose() {
        global.close();
        final long address = global.allocate(8, 8);
        assertNotEquals(NULL_ADDRESS, address);
        assertFalse(global.owns(address));
        global.free(address, 8, 8);
    }

    @Test
    void tellsNobody() {
        final Tenant tenant = new Tenant(global);
        assertFalse(tenant.isRegistered());
        global.close();
        assertEquals(List.of(), tenant.notices);
    }
}
