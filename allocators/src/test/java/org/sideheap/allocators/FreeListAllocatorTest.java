package org.sideheap.allocators;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.sideheap.allocators.Memory.NULL_ADDRESS;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.function.Executable;

class FreeListAllocatorTest {
    @Test
    void reusesWhatTheReferenceFreed() {
        try (FreeListAllocator freeList = new FreeListAllocator(8192)) {
            final long start = freeList.startAddress();
            final Allocation first = freeList.allocate(Layout.of(100, 8));
            final Allocation second = freeList.allocate(Layout.of(500, 8));
            final Allocation third = freeList.allocate(Layout.of(200, 8));
            assertEquals(start + 16, first.address());
            assertEquals(start + 128 + 16, second.address());
            assertEquals(start + 128 + 528 + 16, third.address());
            assertEquals(128 + 528 + 224, freeList.totalAllocatedBytes());
            assertEquals(8192 - 880, freeList.remainingBytes());
            freeList.check();

            freeList.free(second);
            freeList.free(first);
            assertEquals(224, freeList.totalAllocatedBytes());
            freeList.check();

            // The two became one of 656 bytes, which the next request splits.
            assertEquals(start + 16, freeList.allocate(Layout.of(300, 8)).address());
            assertEquals(224 + 320, freeList.totalAllocatedBytes());
            assertEquals(new AllocatorStats(544, 8192, 880, 7296, 2, 4, 0), freeList.stats());
            assertEquals(start + 336, freeList.allocate(320, 16));
            freeList.check();
        }
    }

    @Test
    void givesTheWholeCapacityBackWhateverTheOrder() {
        final List<Integer> same = new ArrayList<>();
        for (int i = 0; i < 40; i++) {
            same.add(i);
        }
        final List<Integer> reverse = new ArrayList<>(same);
        Collections.reverse(reverse);
        final List<List<Integer>> orders = new ArrayList<>(List.of(same, reverse));
        for (int seed = 0; seed < 50; seed++) {
            final List<Integer> shuffled = new ArrayList<>(same);
            Collections.shuffle(shuffled, new Random(seed));
            orders.add(shuffled);
        }
        try (FreeListAllocator freeList = new FreeListAllocator(1 << 17)) {
            final long byteCapacity = freeList.byteCapacity();
            for (final List<Integer> order : orders) {
                final long[] addresses = new long[order.size()];
                for (int i = 0; i < addresses.length; i++) {
                    addresses[i] = freeList.allocate(1 + i * 37 % 500, 1L << i % 12);
                    Bytes.write(addresses[i], 1 + i * 37 % 500, i);
                }
                freeList.check();
                for (final int i : order) {
                    Bytes.assertWritten(addresses[i], 1 + i * 37 % 500, i);
                    freeList.free(addresses[i], 1 + i * 37 % 500, 1L << i % 12);
                    freeList.check();
                }
                assertEquals(byteCapacity - 16, freeList.stats().largestFreeBytes());
                assertEquals(0, freeList.totalAllocatedBytes());
                assertEquals(NULL_ADDRESS, freeList.tryAllocate(byteCapacity - 15, 1));
                final long whole = freeList.allocate(byteCapacity - 16, 16);
                assertEquals(freeList.startAddress() + 16, whole);
                assertEquals(0, freeList.remainingBytes());
                assertEquals(NULL_ADDRESS, freeList.tryAllocate(1, 1));
                freeList.free(whole, byteCapacity - 16, 16);
            }
        }
    }

    @Test
    void hasBlocksOfAtLeast32BytesWithAHeaderOf16() {
        try (FreeListAllocator freeList = new FreeListAllocator(1024)) {
            final long first = freeList.allocate(1, 1);
            assertEquals(32, freeList.totalAllocatedBytes());
            assertEquals(first + 32, freeList.allocate(16, 1));
            assertEquals(first + 64, freeList.allocate(17, 1));
            assertEquals(112, freeList.totalAllocatedBytes());
            assertEquals(16, freeList.goodByteSize(1));
            assertEquals(32, freeList.goodByteSize(17));
        }
    }

    @Test
    void takesAFreeBlockOfTheExactSize() {
        try (FreeListAllocator freeList = new FreeListAllocator(1024)) {
            final long first = freeList.allocate(48, 8);
            final long hole = freeList.allocate(48, 8);
            freeList.allocate(48, 8);
            freeList.free(hole, 48, 8);
            final long used = freeList.totalAllocatedBytes();
            assertEquals(hole, freeList.allocate(48, 8));
            assertEquals(used + 64, freeList.totalAllocatedBytes());
            freeList.free(hole, 48, 8);
            // What would be left, 16 bytes, is no block: it stays with this one.
            assertEquals(hole, freeList.allocate(32, 8));
            assertEquals(used + 64, freeList.totalAllocatedBytes());
            freeList.check();
            freeList.free(hole, 32, 8);
            freeList.free(first, 48, 8);
            freeList.check();
        }
    }

    @Test
    void keepsTheGapBeforeAnAlignedBlockFree() {
        try (FreeListAllocator freeList = new FreeListAllocator(1 << 14)) {
            final long aligned = freeList.allocate(100, 4096);
            assertEquals(0, aligned % 4096);
            assertEquals(128, freeList.totalAllocatedBytes());
            freeList.check();
            final long before = freeList.allocate(32, 16);
            assertNotEquals(NULL_ADDRESS, before);
            freeList.free(aligned, 100, 4096);
            freeList.free(before, 32, 16);
            assertEquals((1 << 14) - 16, freeList.stats().largestFreeBytes());
            freeList.check();
        }
    }

    @Test
    void growsInPlaceIntoAFreeNeighbour() {
        try (FreeListAllocator freeList = new FreeListAllocator(1024)) {
            final long first = freeList.allocate(48, 8);
            final long second = freeList.allocate(48, 8);
            final long third = freeList.allocate(48, 8);
            Bytes.write(first, 48, 1);
            assertFalse(freeList.tryResize(first, 48, 49, 8));
            freeList.free(second, 48, 8);
            assertFalse(freeList.tryResize(first, 48, 113, 8));
            assertTrue(freeList.tryResize(first, 48, 112, 8));
            freeList.check();
            assertEquals(128 + 64, freeList.totalAllocatedBytes());
            assertTrue(freeList.tryResize(first, 112, 48, 8));
            freeList.check();
            assertTrue(freeList.tryResize(first, 48, 60, 8));
            freeList.check();
            assertEquals(80 + 64, freeList.totalAllocatedBytes());
            Bytes.assertWritten(first, 48, 1);
            freeList.free(third, 48, 8);
            assertTrue(freeList.tryResize(first, 60, 1008, 8));
            assertEquals(0, freeList.remainingBytes());
            assertEquals(0, freeList.stats().largestFreeBytes());
            freeList.check();
            assertTrue(freeList.tryResize(first, 1008, 1, 8));
            assertEquals(32, freeList.totalAllocatedBytes());
            freeList.check();
        }
    }

    @Test
    void refusesAWrongSize() {
        try (FreeListAllocator freeList = new FreeListAllocator(1024)) {
            final long address = freeList.allocate(100, 8);
            final AllocatorStats before = freeList.stats();
            for (final long wrong : new long[] {1, 64, 80, 113, 128, 1024, Long.MAX_VALUE}) {
                final IllegalArgumentException e = assertThrows(
                        IllegalArgumentException.class, () -> freeList.free(address, wrong, 8), () -> "" + wrong);
                assertTrue(e.getMessage().endsWith("has 112 bytes, not " + wrong), e.getMessage());
                assertThrows(IllegalArgumentException.class, () -> freeList.tryResize(address, wrong, 8, 8));
            }
            assertEquals(before, freeList.stats());
            freeList.free(address, 112, 8);
        }
    }

    @Test
    void refusesADoubleFree() {
        try (FreeListAllocator freeList = new FreeListAllocator(1024)) {
            final long first = freeList.allocate(48, 8);
            final long second = freeList.allocate(48, 8);
            final long third = freeList.allocate(48, 8);
            freeList.free(first, 48, 8);
            freeList.free(second, 48, 8);
            for (final long freed : new long[] {first, second}) {
                final IllegalArgumentException e =
                        assertThrows(IllegalArgumentException.class, () -> freeList.free(freed, 48, 8));
                assertTrue(e.getMessage().endsWith("is no live block"), e.getMessage());
            }
            freeList.check();
            freeList.free(third, 48, 8);
            assertThrows(IllegalArgumentException.class, () -> freeList.free(third, 48, 8));
            assertEquals(1008, freeList.stats().largestFreeBytes());
            freeList.check();
        }
    }

    @Test
    void refusesForeignAndMisaddressedBlocks() {
        try (FreeListAllocator freeList = new FreeListAllocator(1024)) {
            final long address = freeList.allocate(100, 8);
            final AllocatorStats before = freeList.stats();
            for (final long foreign : new long[] {
                0,
                -1,
                address - 16,
                address - 1,
                address + 1,
                address + 16,
                address + 128,
                address + 1007,
                address + 1008,
                address + (1L << 40),
                Long.MIN_VALUE,
                Long.MAX_VALUE
            }) {
                assertThrows(IllegalArgumentException.class, () -> freeList.free(foreign, 100, 8), () -> "" + foreign);
                assertThrows(IllegalArgumentException.class, () -> freeList.tryResize(foreign, 100, 8, 8));
                assertThrows(IllegalArgumentException.class, () -> freeList.tryReallocate(foreign, 100, 8, 8, 0));
            }
            assertEquals(before, freeList.stats());
            freeList.check();
        }
    }

    @Test
    void findsTheHeaderOfALiveNeighbourThatWasOverwritten() {
        final long[] rubbishWords = {0, 1, -1, 16, 32, 48, 63, 65, 1 << 20, Long.MAX_VALUE, Long.MIN_VALUE};
        for (final long rubbish : rubbishWords) {
            for (int word = 0; word < 2; word++) {
                try (FreeListAllocator freeList = new FreeListAllocator(1024)) {
                    final long first = freeList.allocate(48, 8);
                    final long second = freeList.allocate(48, 8);
                    final long third = freeList.allocate(48, 8);
                    final AllocatorStats before = freeList.stats();
                    final long hit = first + 48 + word * 8; // just past the end of the first block
                    assertFound(freeList, hit, rubbish, () -> freeList.free(second, 48, 8));
                    assertFound(freeList, hit, rubbish, () -> freeList.tryResize(second, 48, 40, 8));
                    assertFound(freeList, hit, rubbish, freeList::check);
                    assertEquals(before, freeList.stats());
                    freeList.check();
                    freeList.free(second, 48, 8);
                    freeList.free(first, 48, 8);
                    freeList.free(third, 48, 8);
                    assertEquals(1008, freeList.stats().largestFreeBytes());
                }
            }
        }
    }

    @Test
    void findsTheHeaderAndTheLinksOfAFreeNeighbourThatWereOverwritten() {
        final long[] rubbishWords = {-1, 17, 33, 49, 81, 97, 129, 1 << 20, 0x4141414141414141L, Long.MIN_VALUE};
        for (final long anyRubbish : rubbishWords) {
            for (final int word : new int[] {0, 2, 3}) {
                // A size that says free: one that says live only keeps neighbours from using the block.
                final long rubbish = word == 0 ? anyRubbish | 1 : anyRubbish;
                try (FreeListAllocator freeList = new FreeListAllocator(256)) {
                    final long first = freeList.allocate(48, 8);
                    final long hole = freeList.allocate(48, 8);
                    final long third = freeList.allocate(112, 8);
                    freeList.free(hole, 48, 8);
                    assertEquals(48, freeList.stats().largestFreeBytes());
                    final long used = freeList.totalAllocatedBytes();
                    final long hit = hole - 16 + word * 8;
                    assertFound(freeList, hit, rubbish, () -> freeList.tryAllocate(16, 8));
                    assertFound(freeList, hit, rubbish, () -> freeList.tryAllocate(80, 8));
                    assertFound(freeList, hit, rubbish, () -> freeList.tryResize(first, 48, 100, 8));
                    assertFound(freeList, hit, rubbish, () -> freeList.free(first, 48, 8));
                    assertFound(freeList, hit, rubbish, () -> freeList.free(third, 112, 8));
                    assertFound(freeList, hit, rubbish, freeList::check);
                    assertEquals(used, freeList.totalAllocatedBytes());
                    freeList.check();
                    freeList.free(first, 48, 8);
                    freeList.free(third, 112, 8);
                    assertEquals(240, freeList.stats().largestFreeBytes());
                }
            }
        }
    }

    @Test
    void findsAFreeBlockWhoseHeaderSaysLive() {
        for (final long rubbish : new long[] {0, 32, 64, 1 << 20, Long.MIN_VALUE}) {
            try (FreeListAllocator freeList = new FreeListAllocator(256)) {
                final long first = freeList.allocate(48, 8);
                final long hole = freeList.allocate(48, 8);
                freeList.allocate(112, 8);
                freeList.free(hole, 48, 8);
                assertFound(freeList, hole - 16, rubbish, () -> freeList.tryAllocate(16, 8));
                assertFound(freeList, hole - 16, rubbish, freeList::check);
                assertTrue(freeList.tryResize(first, 48, 112, 8));
            }
        }
    }

    private static void assertFound(FreeListAllocator freeList, long address, long rubbish, Executable call) {
        final long before = Memory.getLong(address);
        final AllocatorStats stats = freeList.stats();
        Memory.putLong(address, rubbish);
        final IllegalStateException e = assertThrows(IllegalStateException.class, call, () -> "" + rubbish);
        assertTrue(
                e.getMessage().startsWith("FreeListAllocator: memory was written outside of a live block"),
                e.getMessage());
        Memory.putLong(address, before);
        assertEquals(stats, freeList.stats());
    }

    @Test
    void survivesALongRunOfEverything() {
        final SplittableRandom random = new SplittableRandom(11);
        try (FreeListAllocator freeList = new FreeListAllocator(1 << 16)) {
            final List<long[]> live = new ArrayList<>();
            int seeds = 0;
            for (int step = 0; step < 20_000; step++) {
                final int what = random.nextInt(4);
                if (what < 2 || live.isEmpty()) {
                    final long byteSize = 1 + random.nextInt(1 << random.nextInt(1, 12));
                    final long byteAlignment = 1L << random.nextInt(9);
                    final long address = freeList.tryAllocate(byteSize, byteAlignment);
                    if (address != NULL_ADDRESS) {
                        assertEquals(0, address % byteAlignment);
                        Bytes.write(address, byteSize, ++seeds);
                        live.add(new long[] {address, byteSize, byteAlignment, seeds});
                    }
                } else {
                    final int i = random.nextInt(live.size());
                    final long[] block = live.get(i);
                    Bytes.assertWritten(block[0], block[1], (int) block[3]);
                    if (what == 2) {
                        freeList.free(block[0], block[1], block[2]);
                        live.set(i, live.get(live.size() - 1));
                        live.remove(live.size() - 1);
                    } else {
                        final long newByteSize = 1 + random.nextInt(2000);
                        final long moved = freeList.tryReallocate(block[0], block[1], newByteSize, block[2], block[1]);
                        if (moved != NULL_ADDRESS) {
                            assertEquals(0, moved % block[2]);
                            Bytes.assertWritten(moved, Math.min(block[1], newByteSize), (int) block[3]);
                            block[0] = moved;
                            block[1] = newByteSize;
                            Bytes.write(moved, newByteSize, (int) block[3]);
                        }
                    }
                }
                if (step % 16 == 0) {
                    freeList.check();
                }
            }
            live.forEach(block -> freeList.free(block[0], block[1], block[2]));
            assertEquals((1 << 16) - 16, freeList.stats().largestFreeBytes());
        }
    }

    @Test
    void mayBeTooSmallForAnyBlock() {
        for (long byteCapacity = 1; byteCapacity < 32; byteCapacity++) {
            try (FreeListAllocator freeList = new FreeListAllocator(byteCapacity)) {
                assertEquals(NULL_ADDRESS, freeList.tryAllocate(1, 1));
                assertEquals(0, freeList.byteCapacity());
                assertEquals(0, freeList.stats().largestFreeBytes());
                freeList.check();
            }
        }
        try (FreeListAllocator freeList = new FreeListAllocator(32)) {
            assertNotEquals(NULL_ADDRESS, freeList.tryAllocate(16, 16));
        }
    }

    @Test
    void hasNothingOnceClosed() {
        final FreeListAllocator freeList = new FreeListAllocator(1024);
        freeList.allocate(100, 8);
        freeList.close();
        assertEquals(0, freeList.totalAllocatedBytes());
        assertEquals(0, freeList.remainingBytes());
        assertEquals(new AllocatorStats(0, 0, 128, 0, 0, 1, 0), freeList.stats());
    }
}
