package org.sideheap.allocators;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.sideheap.allocators.Memory.NULL_ADDRESS;

import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** What all pools have in common, on each of them. */
class BlockPoolTest {
    enum Kind {
        POOL {
            @Override
            BlockPool open(Allocator parent, long blockByteSize, long blockCount) {
                return new PoolAllocator(parent, blockByteSize, blockCount);
            }

            @Override
            BlockPool over(ByteBuffer buffer, long blockByteSize) {
                return PoolAllocator.over(buffer, blockByteSize);
            }

            @Override
            BlockPool over(long address, long byteSize, long blockByteSize) {
                return PoolAllocator.over(address, byteSize, blockByteSize);
            }
        },
        CONCURRENT_POOL {
            @Override
            BlockPool open(Allocator parent, long blockByteSize, long blockCount) {
                return new ConcurrentPoolAllocator(parent, blockByteSize, blockCount);
            }

            @Override
            BlockPool over(ByteBuffer buffer, long blockByteSize) {
                return ConcurrentPoolAllocator.over(buffer, blockByteSize);
            }

            @Override
            BlockPool over(long address, long byteSize, long blockByteSize) {
                return ConcurrentPoolAllocator.over(address, byteSize, blockByteSize);
            }
        };

        abstract BlockPool open(Allocator parent, long blockByteSize, long blockCount);

        final BlockPool open(long blockByteSize, long blockCount) {
            return open(GlobalAllocator.INSTANCE, blockByteSize, blockCount);
        }

        abstract BlockPool over(ByteBuffer buffer, long blockByteSize);

        abstract BlockPool over(long address, long byteSize, long blockByteSize);
    }

    @ParameterizedTest
    @EnumSource
    void countsAsTheReferenceDoes(Kind kind) {
        try (BlockPool pool = kind.open(64, 100)) {
            final long first = pool.allocate();
            final long second = pool.allocate();
            final long third = pool.allocate();
            assertEquals(pool.startAddress(), first);
            assertEquals(first + 64, second);
            assertEquals(second + 64, third);
            assertEquals(97, pool.freeBlockCount());
            pool.free(second);
            assertEquals(98, pool.freeBlockCount());
            assertEquals(2, pool.allocatedBlockCount());
            assertEquals(new AllocatorStats(128, 6400, 192, 64, 2, 3, 0), pool.stats());
            pool.check();
        }
    }

    @ParameterizedTest
    @EnumSource
    void handsOutTheLastFreedBlockFirst(Kind kind) {
        try (BlockPool pool = kind.open(64, 4)) {
            final long first = pool.allocate();
            final long second = pool.allocate();
            final long third = pool.allocate();
            pool.free(first);
            pool.free(third);
            pool.free(second);
            assertEquals(second, pool.allocate());
            assertEquals(third, pool.allocate());
            assertEquals(first, pool.allocate());
            assertEquals(third + 64, pool.allocate());
            assertEquals(NULL_ADDRESS, pool.tryAllocate());
            assertThrows(AllocationFailedException.class, pool::allocate);
        }
    }

    @ParameterizedTest
    @EnumSource
    void roundsTheBlockSizeSoThatEachBlockIsAligned(Kind kind) {
        for (final long blockByteSize : new long[] {1, 8, 12, 24, 100, 4096}) {
            try (BlockPool pool = kind.open(blockByteSize, 10)) {
                final long rounded = (blockByteSize + 7) / 8 * 8;
                assertEquals(rounded, pool.blockByteSize());
                assertEquals(rounded * 10, pool.byteCapacity());
                assertEquals(rounded, pool.goodByteSize(1));
                assertEquals(10, pool.freeBlockCount());
                final List<Long> blocks = new ArrayList<>();
                for (int i = 0; i < 10; i++) {
                    final long address = pool.allocate(blockByteSize, 8);
                    assertEquals(0, address % 8);
                    assertEquals(pool.startAddress() + i * rounded, address);
                    Bytes.write(address, rounded, i);
                    blocks.add(address);
                }
                assertEquals(NULL_ADDRESS, pool.tryAllocate());
                for (int i = 0; i < 10; i++) {
                    Bytes.assertWritten(blocks.get(i), rounded, i);
                    pool.free(blocks.get(i));
                    pool.check();
                }
                assertEquals(10, pool.freeBlockCount());
            }
        }
    }

    @ParameterizedTest
    @EnumSource
    void declinesWhatDoesNotFitABlock(Kind kind) {
        try (BlockPool pool = kind.open(24, 4)) {
            assertEquals(NULL_ADDRESS, pool.tryAllocate(25, 8));
            assertEquals(NULL_ADDRESS, pool.tryAllocate(8, 16));
            assertEquals(2, pool.stats().declineCount());
            final long address = pool.allocate(1, 1);
            assertTrue(pool.tryResize(address, 1, 24, 1));
            assertFalse(pool.tryResize(address, 24, 25, 1));
            assertEquals(NULL_ADDRESS, pool.tryReallocate(address, 24, 25, 1, 24));
            pool.free(address, 24, 1);
        }
    }

    @ParameterizedTest
    @EnumSource
    void hasTheAlignmentThatAllBlocksHave(Kind kind) {
        final ByteBuffer buffer = Strategy.pageAligned(8 * 4096);
        try (BlockPool pages = kind.over(buffer, 4096)) {
            assertEquals(0, pages.allocate(1, 4096) % 4096);
            assertEquals(0, pages.allocate(1, 4096) % 4096);
            assertEquals(NULL_ADDRESS, pages.tryAllocate(1, 8192));
        }
        try (BlockPool lines = kind.over(buffer, 192)) {
            assertEquals(0, lines.allocate(1, 64) % 64);
            assertEquals(NULL_ADDRESS, lines.tryAllocate(1, 128));
        }
        try (BlockPool odd = kind.over(buffer.position(3), 64)) {
            assertEquals(0, odd.allocate(64, 8) % 8);
            assertEquals(NULL_ADDRESS, odd.tryAllocate(64, 16));
        }
    }

    @ParameterizedTest
    @EnumSource
    void takesAsManyBlocksAsFitABorrowedRegion(Kind kind) {
        final ByteBuffer buffer = Strategy.pageAligned(4096);
        try (BlockPool pool = kind.over(buffer.limit(199), 64)) {
            assertEquals(3, pool.freeBlockCount());
            assertEquals(192, pool.byteCapacity());
        }
        try (BlockPool none = kind.over(buffer.limit(63), 64)) {
            assertEquals(0, none.freeBlockCount());
            assertEquals(NULL_ADDRESS, none.tryAllocate());
            assertEquals(0, none.stats().largestFreeBytes());
            none.check();
        }
        try (BlockPool none = kind.over(buffer.limit(10).position(3), 8)) {
            assertEquals(0, none.freeBlockCount());
            assertEquals(0, none.byteCapacity());
            assertEquals(NULL_ADDRESS, none.tryAllocate());
            assertFalse(none.owns(none.startAddress()));
        }
    }

    @ParameterizedTest
    @EnumSource
    void refusesADoubleFree(Kind kind) {
        try (BlockPool pool = kind.open(64, 4)) {
            final long first = pool.allocate();
            final long second = pool.allocate();
            pool.free(first);
            pool.free(second);
            for (final long freed : new long[] {first, second}) {
                final IllegalArgumentException e = assertThrows(IllegalArgumentException.class, () -> pool.free(freed));
                assertTrue(e.getMessage().contains("was freed already"), e.getMessage());
            }
            assertEquals(4, pool.freeBlockCount());
            pool.check();
            assertNotEquals(pool.allocate(), pool.allocate());
        }
    }

    @ParameterizedTest
    @EnumSource
    void refusesForeignAndMisaddressedBlocks(Kind kind) {
        try (BlockPool pool = kind.open(64, 4)) {
            final long address = pool.allocate();
            final long neverHandedOut = address + 64;
            for (final long foreign : new long[] {
                0,
                -1,
                1,
                address - 64,
                address - 1,
                address + 1,
                address + 8,
                address + 63,
                neverHandedOut,
                address + 4 * 64,
                address + (1L << 40),
                Long.MIN_VALUE,
                Long.MAX_VALUE
            }) {
                assertThrows(IllegalArgumentException.class, () -> pool.free(foreign), () -> "" + foreign);
                assertThrows(IllegalArgumentException.class, () -> pool.tryResize(foreign, 8, 16, 8));
                assertThrows(IllegalArgumentException.class, () -> pool.tryReallocate(foreign, 8, 16, 8, 0));
            }
            assertThrows(IllegalArgumentException.class, () -> pool.free(address, 65, 8));
            assertEquals(new AllocatorStats(64, 256, 64, 64, 1, 1, 0), pool.stats());
            pool.check();
        }
    }

    /** Against plain division; nothing is read or written at these addresses. */
    @ParameterizedTest
    @EnumSource
    @Tag("long")
    void tellsBlocksFromOtherAddressesAtEveryBlockSize(Kind kind) {
        final SplittableRandom random = new SplittableRandom(1);
        final List<Long> blockByteSizes = new ArrayList<>();
        for (long blockByteSize = 8; blockByteSize <= 512; blockByteSize += 8) {
            blockByteSizes.add(blockByteSize);
        }
        for (int i = 0; i < 100; i++) {
            blockByteSizes.add(8 * random.nextLong(1, 1L << random.nextInt(1, 44)));
        }
        for (final long blockByteSize : blockByteSizes) {
            final int handedOut = 5;
            final long start = 8 * random.nextLong(1, 1L << 44);
            try (BlockPool pool = kind.over(start, 7 * blockByteSize, blockByteSize)) {
                for (int i = 0; i < handedOut; i++) {
                    assertEquals(start + i * blockByteSize, pool.allocate());
                }
                final List<Long> addresses = new ArrayList<>();
                for (int i = -3; i < 10; i++) {
                    for (final long distance : new long[] {-8, -1, 0, 1, 7, 8, blockByteSize / 2}) {
                        addresses.add(start + i * blockByteSize + distance);
                    }
                }
                for (int i = 0; i < 20; i++) {
                    addresses.add(random.nextLong());
                    addresses.add(start + 8 * random.nextLong(1L << 59));
                    addresses.add(start - 8 * random.nextLong(1L << 59));
                }
                for (final long address : addresses) {
                    final long distance = address - start;
                    final boolean live =
                            distance >= 0 && distance % blockByteSize == 0 && distance / blockByteSize < handedOut;
                    final String what = "distance " + distance + " at blocks of " + blockByteSize;
                    if (live) {
                        assertTrue(pool.tryResize(address, 1, 2, 1), what);
                    } else {
                        assertThrows(IllegalArgumentException.class, () -> pool.tryResize(address, 1, 2, 1), what);
                        assertThrows(IllegalArgumentException.class, () -> pool.free(address), what);
                    }
                }
            }
        }
    }

    @ParameterizedTest
    @EnumSource
    void refusesABlockSizeOrCountBelowOneAndTakesNoRegion(Kind kind) {
        final Lender lender = new Lender();
        for (final long wrong : new long[] {0, -1, Long.MIN_VALUE}) {
            assertThrows(IllegalArgumentException.class, () -> kind.open(lender, wrong, 4));
            assertThrows(IllegalArgumentException.class, () -> kind.open(lender, 64, wrong));
            assertThrows(IllegalArgumentException.class, () -> kind.over(4096, 64, wrong));
        }
        assertEquals(0, lender.lentCount());
    }

    @ParameterizedTest
    @EnumSource
    void failsWhereBlocksTimesSizeIsMoreThanMemory(Kind kind) {
        for (final long most : new long[] {Long.MAX_VALUE, Long.MAX_VALUE - 1, Long.MAX_VALUE / 2}) {
            assertThrows(AllocationFailedException.class, () -> kind.open(most, 1));
            assertThrows(AllocationFailedException.class, () -> kind.open(8, most));
            assertThrows(AllocationFailedException.class, () -> kind.open(most, most));
        }
    }

    @ParameterizedTest
    @EnumSource
    void aBlockLargerThanTheRegionLeavesNoBlock(Kind kind) {
        for (final long blockByteSize : new long[] {65, Long.MAX_VALUE - 7, Long.MAX_VALUE}) {
            try (BlockPool pool = kind.over(4096, 64, blockByteSize)) {
                assertEquals(0, pool.freeBlockCount());
                assertEquals(NULL_ADDRESS, pool.tryAllocate(1, 1));
                assertThrows(IllegalArgumentException.class, () -> pool.free(4096));
            }
        }
    }

    @ParameterizedTest
    @EnumSource
    void hasNoBlocksOnceClosed(Kind kind) {
        final BlockPool pool = kind.open(64, 4);
        final long address = pool.allocate();
        pool.close();
        assertEquals(0, pool.freeBlockCount());
        assertEquals(0, pool.allocatedBlockCount());
        assertEquals(new AllocatorStats(0, 0, 64, 0, 0, 1, 0), pool.stats());
        assertEquals(
                pool.getClass().getSimpleName() + " is closed: "
                        + pool.getClass().getSimpleName() + " was closed",
                assertThrows(IllegalStateException.class, pool::allocate).getMessage());
        assertThrows(IllegalStateException.class, pool::tryAllocate);
        assertThrows(IllegalStateException.class, () -> pool.free(address));
    }

    @ParameterizedTest
    @EnumSource
    void blocksAreAlignedAsFarAsTheirSizeIs(Kind kind) {
        try (BlockPool pages = kind.open(4096, 3);
                BlockPool odd = kind.open(1000, 3)) {
            assertEquals(0, pages.allocate(4096, 4096) % 4096);
            assertEquals(0, odd.allocate(1000, 8) % 8);
            assertEquals(NULL_ADDRESS, odd.tryAllocate(1000, 16));
        }
    }

    @ParameterizedTest
    @EnumSource
    void aBlockOfAnOddSizeCanBeARegion(Kind kind) {
        try (BlockPool parent = kind.open(1000, 1);
                BumpAllocator bump = new BumpAllocator(parent, 1000)) {
            assertEquals(1000, bump.byteCapacity());
        }
    }
}
