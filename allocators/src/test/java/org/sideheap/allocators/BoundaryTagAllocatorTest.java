package org.sideheap.allocators;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.sideheap.allocators.Memory.NULL_ADDRESS;

import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import java.util.SplittableRandom;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.function.Executable;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** What the allocators with boundary tags have in common, on each of them. */
class BoundaryTagAllocatorTest {
    private static final long HEADER = 16;

    /** Memory that has the same place in a page each time. */
    private final ByteBuffer page = Strategy.pageAligned(1 << 16);

    enum Kind {
        FREE_LIST {
            @Override
            BoundaryTagAllocator over(long address, long byteSize) {
                return FreeListAllocator.over(address, byteSize);
            }

            @Override
            BoundaryTagAllocator of(long byteCapacity) {
                return new FreeListAllocator(byteCapacity);
            }
        },
        TLSF {
            @Override
            BoundaryTagAllocator over(long address, long byteSize) {
                return TlsfAllocator.over(address, byteSize);
            }

            @Override
            BoundaryTagAllocator of(long byteCapacity) {
                return new TlsfAllocator(byteCapacity);
            }
        };

        abstract BoundaryTagAllocator over(long address, long byteSize);

        abstract BoundaryTagAllocator of(long byteCapacity);
    }

    private record FreeBlock(long offset, long byteSize) {}

    private static List<FreeBlock> freeBlocks(RegionAllocator allocator) {
        final List<FreeBlock> blocks = new ArrayList<>();
        allocator.walk((offset, byteSize, isLive) -> {
            if (!isLive) {
                blocks.add(new FreeBlock(offset, byteSize));
            }
        });
        return blocks;
    }

    /** A live block and what it was asked to be; its first and last 8 bytes tell which one it is. */
    private static final class Block {
        private long address;
        private long byteSize;
        private final long byteAlignment;
        private final long stamp;

        Block(long address, long byteSize, long byteAlignment, long stamp) {
            this.address = address;
            this.byteSize = byteSize;
            this.byteAlignment = byteAlignment;
            this.stamp = stamp;
            stamp();
        }

        void stamp() {
            if (byteSize >= 8) {
                Memory.putLong(address, stamp);
                Memory.putLong((address + byteSize - 8) & -8, stamp);
            } else {
                Memory.fill(address, byteSize, (byte) stamp);
            }
        }

        void assertStamped() {
            if (byteSize >= 8) {
                assertEquals(stamp, Memory.getLong(address));
                assertEquals(stamp, Memory.getLong((address + byteSize - 8) & -8));
            } else {
                assertEquals((byte) stamp, Memory.getByte(address));
            }
        }

        void movedTo(long newAddress, long newByteSize) {
            address = newAddress;
            if (byteSize >= 8 && newByteSize >= 8) {
                assertEquals(stamp, Memory.getLong(address));
            }
            byteSize = newByteSize;
            stamp();
        }
    }

    /** Each magnitude from 1 byte to 1 MiB as likely as the next. */
    private static long byteSizeUpTo1Mib(SplittableRandom random) {
        final long power = 1L << random.nextInt(21);
        return Math.min(1 << 20, power + random.nextLong(power));
    }

    @ParameterizedTest
    @EnumSource
    @Tag("long")
    void isOneBlockAgainAfterAMillionOperations(Kind kind) {
        final SplittableRandom random = new SplittableRandom(2004);
        try (BoundaryTagAllocator allocator = kind.of(24 << 20)) {
            final List<Block> live = new ArrayList<>();
            for (int operation = 0; operation < 1_000_000; operation++) {
                final int what = random.nextInt(100);
                if (live.isEmpty() || what < 45 && live.size() < 512) {
                    final long byteSize = byteSizeUpTo1Mib(random);
                    final long byteAlignment = 1L << random.nextInt(what < 4 ? 13 : 5);
                    final long address = allocator.tryAllocate(byteSize, byteAlignment);
                    if (address != NULL_ADDRESS) {
                        assertEquals(0, address % byteAlignment);
                        live.add(new Block(address, byteSize, byteAlignment, operation));
                    }
                } else {
                    final int i = random.nextInt(live.size());
                    final Block block = live.get(i);
                    block.assertStamped();
                    final long newByteSize = byteSizeUpTo1Mib(random);
                    if (what >= 80) {
                        final long address = allocator.tryReallocate(
                                block.address, block.byteSize, newByteSize, block.byteAlignment, block.byteSize);
                        if (address != NULL_ADDRESS) {
                            assertEquals(0, address % block.byteAlignment);
                            block.movedTo(address, newByteSize);
                        }
                    } else if (what >= 70) {
                        if (allocator.tryResize(block.address, block.byteSize, newByteSize, block.byteAlignment)) {
                            block.movedTo(block.address, newByteSize);
                        }
                    } else {
                        allocator.free(block.address, block.byteSize, block.byteAlignment);
                        live.set(i, live.get(live.size() - 1));
                        live.remove(live.size() - 1);
                    }
                }
                if (operation % 1000 == 0) {
                    allocator.check();
                    live.forEach(Block::assertStamped);
                }
            }
            assertTrue(allocator.stats().declineCount() > 0, "never full");
            live.forEach(block -> allocator.free(block.address, block.byteSize, block.byteAlignment));
            allocator.check();
            assertEquals(List.of(new FreeBlock(0, 24 << 20)), freeBlocks(allocator));
            assertEquals((24 << 20) - HEADER, allocator.stats().largestFreeBytes());
            assertEquals(0, allocator.stats().usedBytes());
            assertEquals(0, allocator.stats().liveCount());
        }
    }

    @ParameterizedTest
    @EnumSource
    void leavesTheSameFreeSpaceWhateverTheOrderOfFrees(Kind kind) {
        for (int seed = 0; seed < 30; seed++) {
            final List<List<FreeBlock>> left = new ArrayList<>();
            for (int order = 0; order < 3; order++) {
                final SplittableRandom random = new SplittableRandom(seed);
                try (BoundaryTagAllocator allocator = kind.over(Memory.addressOf(page), 1 << 16)) {
                    final List<Block> freed = new ArrayList<>();
                    for (int i = 0; i < 100; i++) {
                        final long byteSize = 1 + random.nextInt(900);
                        final long byteAlignment = 1L << random.nextInt(8);
                        final Block block = new Block(
                                allocator.allocate(byteSize, byteAlignment), byteSize, byteAlignment, 100 + i);
                        if (random.nextInt(4) > 0) {
                            freed.add(block);
                        }
                    }
                    if (order == 1) {
                        Collections.reverse(freed);
                    } else if (order == 2) {
                        Collections.shuffle(freed, new Random(seed));
                    }
                    freed.forEach(block -> allocator.free(block.address, block.byteSize, block.byteAlignment));
                    allocator.check();
                    left.add(freeBlocks(allocator));
                }
            }
            assertEquals(left.get(0), left.get(1));
            assertEquals(left.get(0), left.get(2));
        }
    }

    @ParameterizedTest
    @EnumSource
    void declinesOnlyWhatNoFreeBlockHasRoomFor(Kind kind) {
        int declined = 0;
        for (int seed = 0; seed < 200; seed++) {
            final SplittableRandom random = new SplittableRandom(seed);
            try (BoundaryTagAllocator allocator = kind.of(1 << random.nextInt(12, 18))) {
                final List<Block> live = new ArrayList<>();
                for (int step = 0; step < 300; step++) {
                    if (live.isEmpty() || random.nextInt(100) < 60) {
                        final long byteSize = 1 + random.nextLong(1L << random.nextInt(1, 17));
                        final long byteAlignment = 1L << random.nextInt(14);
                        final long address = allocator.tryAllocate(byteSize, byteAlignment);
                        if (address != NULL_ADDRESS) {
                            live.add(new Block(address, byteSize, byteAlignment, step));
                        } else {
                            declined++;
                            for (final FreeBlock free : freeBlocks(allocator)) {
                                assertFalse(
                                        holds(
                                                allocator.startAddress() + free.offset,
                                                free.byteSize,
                                                byteSize,
                                                byteAlignment),
                                        () -> byteSize + " bytes aligned to " + byteAlignment + " fit " + free);
                            }
                        }
                    } else {
                        final Block block = live.remove(random.nextInt(live.size()));
                        allocator.free(block.address, block.byteSize, block.byteAlignment);
                    }
                }
                live.forEach(block -> allocator.free(block.address, block.byteSize, block.byteAlignment));
            }
        }
        assertTrue(declined > 1000, declined + " declined");
    }

    /** Whether a block has any place at all for a header and that many bytes, with nothing or a whole block before it. */
    private static boolean holds(long freeBlock, long freeSize, long byteSize, long byteAlignment) {
        for (long gap = 0; gap + HEADER + byteSize <= freeSize; gap += 16) {
            if (gap != 16 && (freeBlock + gap + HEADER) % byteAlignment == 0) {
                return true;
            }
        }
        return false;
    }

    @ParameterizedTest
    @EnumSource
    void movesABlockDownIntoTheFreeOneBeforeWhereItCannotGrowInPlace(Kind kind) {
        try (BoundaryTagAllocator allocator = kind.of(1024)) {
            final long first = allocator.allocate(240, 8);
            final long second = allocator.allocate(240, 8);
            final long third = allocator.allocate(496, 8);
            assertEquals(0, allocator.remainingBytes());
            Bytes.write(second, 240, 7);
            allocator.free(first, 240, 8);
            assertEquals(NULL_ADDRESS, allocator.tryReallocate(second, 240, 497, 8, 240));
            assertEquals(first, allocator.tryReallocate(second, 240, 300, 8, 240));
            Bytes.assertWritten(first, 240, 7);
            allocator.check();
            assertEquals(List.of(new FreeBlock(320, 192)), freeBlocks(allocator).subList(0, 1));
            assertEquals(320 + 512, allocator.totalAllocatedBytes());
            assertThrows(IllegalArgumentException.class, () -> allocator.free(second, 240, 8));
            allocator.free(first, 300, 8);
            allocator.free(third, 496, 8);
            assertEquals(1024 - HEADER, allocator.stats().largestFreeBytes());
        }
    }

    @ParameterizedTest
    @EnumSource
    void movesABlockDownWithTheFreeOneBehindAsWell(Kind kind) {
        try (BoundaryTagAllocator allocator = kind.of(1024)) {
            final long first = allocator.allocate(240, 8);
            final long second = allocator.allocate(240, 8);
            Bytes.write(second, 240, 7);
            allocator.free(first, 240, 8);
            assertEquals(first, allocator.tryReallocate(second, 240, 1024 - HEADER, 8, 100));
            Bytes.assertWritten(first, 100, 7);
            assertEquals(0, allocator.remainingBytes());
            allocator.check();
            assertEquals(2, allocator.stats().allocationCount());
        }
    }

    @ParameterizedTest
    @EnumSource
    void keepsTheAlignmentAndTheGapOfABlockThatMovesDown(Kind kind) {
        try (BoundaryTagAllocator allocator = kind.over(Memory.addressOf(page), 8192)) {
            final long first = allocator.allocate(2800, 8);
            final long second = allocator.allocate(1500, 1024);
            Bytes.write(second, 1500, 7);
            final long thirdByteSize = allocator.stats().largestFreeBytes();
            final long third = allocator.allocate(thirdByteSize, 8);
            allocator.free(first, 2800, 8);
            final long moved = allocator.tryReallocate(second, 1500, 2000, 1024, 1500);
            assertEquals(0, moved % 1024);
            assertEquals(Memory.addressOf(page) + 1024, moved);
            Bytes.assertWritten(moved, 1500, 7);
            allocator.check();
            allocator.free(moved, 2000, 1024);
            allocator.free(third, thirdByteSize, 8);
            assertEquals(List.of(new FreeBlock(0, 8192)), freeBlocks(allocator));
        }
    }

    /** Which bytes of the region headers and links are in, and what might be written there. */
    private static long rubbish(SplittableRandom random, RegionAllocator allocator, List<Long> blocks) {
        final long somewhere = blocks.get(random.nextInt(blocks.size()));
        switch (random.nextInt(8)) {
            case 0:
                return random.nextLong();
            case 1:
                return 16L * random.nextInt(64) + random.nextInt(2);
            case 2:
                return 16L * random.nextLong(allocator.byteCapacity() / 8) + random.nextInt(2);
            case 3:
                return somewhere;
            case 4:
                return somewhere + 16L * random.nextInt(-4, 5);
            case 5:
                return allocator.startAddress() + random.nextLong(-64, 2 * allocator.byteCapacity());
            case 6:
                return -random.nextLong(4096);
            default:
                return random.nextInt(4);
        }
    }

    private static final int MARGIN = 1024;
    private static final long UNTOUCHED = 0x5A5A5A5A5A5A5A5AL;

    /**
     * Overwrites of any header and link, and calls after that: each answers, or says what is wrong, and none writes outside
     * of the region. One that follows what it reads ends the JVM, or never ends.
     */
    @ParameterizedTest
    @EnumSource
    @Tag("long")
    void staysInItsRegionWhateverIsWrittenOverItsHeaders(Kind kind) {
        final int byteCapacity = 4096;
        final long memory = GlobalAllocator.INSTANCE.allocate(byteCapacity + 2 * MARGIN, 64);
        int found = 0;
        for (int seed = 0; seed < 6_000; seed++) {
            Memory.fill(memory, byteCapacity + 2 * MARGIN, (byte) UNTOUCHED);
            final SplittableRandom random = new SplittableRandom(seed);
            final BoundaryTagAllocator allocator = kind.over(memory + MARGIN, byteCapacity);
            final List<Block> live = new ArrayList<>();
            for (int i = 0; i < 40; i++) {
                step(allocator, random, live);
            }
            final List<Long> blocks = new ArrayList<>();
            allocator.walk((offset, byteSize, isLive) -> blocks.add(allocator.startAddress() + offset));
            for (int i = 0, count = random.nextInt(1, 4); i < count; i++) {
                final long block = blocks.get(random.nextInt(blocks.size()));
                Memory.putLong(block + 8 * random.nextInt(4), rubbish(random, allocator, blocks));
            }
            for (int i = 0; i < 40; i++) {
                try {
                    step(allocator, random, live);
                } catch (IllegalStateException | IllegalArgumentException e) {
                    found++;
                }
            }
            for (final Executable each : List.<Executable>of(allocator::check, allocator::stats, allocator::map)) {
                try {
                    each.execute();
                } catch (IllegalStateException e) {
                    assertTrue(e.getMessage().contains("memory was written outside of a live block"), e.getMessage());
                    found++;
                } catch (Throwable e) {
                    throw new AssertionError("seed " + seed, e);
                }
            }
            allocator.close();
            for (int i = 0; i < MARGIN; i += 8) {
                assertEquals(UNTOUCHED, Memory.getLong(memory + i), "seed " + seed);
                assertEquals(UNTOUCHED, Memory.getLong(memory + MARGIN + byteCapacity + i), "seed " + seed);
            }
        }
        GlobalAllocator.INSTANCE.free(memory, byteCapacity + 2 * MARGIN, 64);
        assertTrue(found > 6_000, found + " found");
    }

    private static void step(BoundaryTagAllocator allocator, SplittableRandom random, List<Block> live) {
        final int what = random.nextInt(4);
        if (what < 2 || live.isEmpty()) {
            final long byteSize = 1 + random.nextInt(1 << random.nextInt(1, 10));
            final long byteAlignment = 1L << random.nextInt(8);
            final long address = allocator.tryAllocate(byteSize, byteAlignment);
            if (address != NULL_ADDRESS) {
                assertTrue(AddressMath.contains(
                        allocator.startAddress(),
                        allocator.startAddress() + allocator.byteCapacity(),
                        address,
                        byteSize));
                assertEquals(0, address % byteAlignment);
                live.add(new Block(address, byteSize, byteAlignment, 0));
            }
            return;
        }
        final Block block = live.get(random.nextInt(live.size()));
        if (what == 2) {
            allocator.free(block.address, block.byteSize, block.byteAlignment);
            live.remove(block);
        } else {
            final long newByteSize = 1 + random.nextInt(600);
            final long moved = allocator.tryReallocate(
                    block.address, block.byteSize, newByteSize, block.byteAlignment, block.byteSize);
            if (moved != NULL_ADDRESS) {
                block.address = moved;
                block.byteSize = newByteSize;
            }
        }
    }

    private static final long[] RUBBISH = {0, 1, 17, 33, 48, 63, 65, 129, 0x4141414141414141L, -1, Long.MIN_VALUE};

    /** The three blocks have 64, 80 and 848 bytes. */
    @ParameterizedTest
    @EnumSource
    void findsAWritePastTheEndOfABlockOverTheHeaderOfALiveOne(Kind kind) {
        try (BoundaryTagAllocator allocator = kind.of(1024 - 32)) {
            final long first = allocator.allocate(48, 8);
            final long second = allocator.allocate(64, 8);
            final long third = allocator.allocate(832, 8);
            final AllocatorStats before = allocator.stats();
            final long tag = Memory.getLong(first + 48);
            final long tagBefore = Memory.getLong(first + 56);
            for (final long rubbish : RUBBISH) {
                Memory.putLong(first + 48, rubbish);
                assertCorrupted(allocator::check);
                assertCorrupted(() -> allocator.free(second, 64, 8));
                assertCorrupted(() -> allocator.tryReallocate(second, 64, 100, 8, 64));
                Memory.putLong(first + 48, tag);
            }
            for (final long rubbish : LongStream.concat(LongStream.of(RUBBISH), LongStream.of(-80))
                    .toArray()) {
                // The last one leads to a block that is live, behind this one.
                Memory.putLong(first + 56, rubbish);
                assertCorrupted(allocator::check);
                assertCorrupted(() -> allocator.free(first, 48, 8));
                assertCorrupted(() -> allocator.free(second, 64, 8));
                assertCorrupted(() -> allocator.tryReallocate(second, 64, 100, 8, 64));
                Memory.putLong(first + 56, tagBefore);
            }
            assertEquals(before, allocator.stats());
            allocator.free(second, 64, 8);
            allocator.free(first, 48, 8);
            allocator.free(third, 832, 8);
            assertEquals(List.of(new FreeBlock(0, 1024 - 32)), freeBlocks(allocator));
        }
    }

    @ParameterizedTest
    @EnumSource
    void findsAWritePastTheEndOfABlockOverTheTagOfAFreeOne(Kind kind) {
        try (BoundaryTagAllocator allocator = kind.of(1024 - 32)) {
            final long first = allocator.allocate(48, 8);
            final long second = allocator.allocate(64, 8);
            final long third = allocator.allocate(832, 8);
            allocator.free(second, 64, 8);
            final AllocatorStats before = allocator.stats();
            final long tag = Memory.getLong(first + 48);
            for (final long rubbish : RUBBISH) {
                Memory.putLong(first + 48, rubbish);
                assertCorrupted(allocator::check);
                assertCorrupted(() -> allocator.tryAllocate(16, 8));
                assertCorrupted(() -> allocator.free(third, 832, 8));
                Memory.putLong(first + 48, tag);
            }
            assertEquals(before, allocator.stats());
            allocator.free(first, 48, 8);
            allocator.free(third, 832, 8);
            assertEquals(List.of(new FreeBlock(0, 1024 - 32)), freeBlocks(allocator));
        }
    }

    private static void assertCorrupted(Executable call) {
        final String message = assertThrows(IllegalStateException.class, call).getMessage();
        assertTrue(message.contains("memory was written outside of a live block"), message);
    }

    @ParameterizedTest
    @EnumSource
    void keepsTheFreeMemoryOfANeighbourWhoseLinksWereOverwritten(Kind kind) {
        try (BoundaryTagAllocator allocator = kind.of(4096)) {
            final long[] blocks = new long[6];
            for (int i = 0; i < blocks.length; i++) {
                blocks[i] = allocator.allocate(100, 8);
            }
            for (final int i : new int[] {0, 2, 4}) {
                allocator.free(blocks[i], 100, 8);
            }
            // Between two others in its list: both of its links are addresses. They lead to each other's place, or to
            // itself.
            final long next = Memory.getLong(blocks[2]);
            final long previous = Memory.getLong(blocks[2] + 8);
            assertNotEquals(NULL_ADDRESS, next);
            assertNotEquals(NULL_ADDRESS, previous);
            for (final long[] links : new long[][] {
                {previous, next},
                {blocks[2] - HEADER, previous},
                {next, blocks[2] - HEADER},
                {next, NULL_ADDRESS},
                {NULL_ADDRESS, previous},
                {next + 8, previous},
                {next + (1L << 40), previous},
            }) {
                Memory.putLong(blocks[2], links[0]);
                Memory.putLong(blocks[2] + 8, links[1]);
                if (links[0] != NULL_ADDRESS) {
                    assertCorrupted(() -> allocator.free(blocks[1], 100, 8));
                    assertCorrupted(() -> allocator.tryResize(blocks[1], 100, 200, 8));
                }
                assertCorrupted(allocator::check);
                Memory.putLong(blocks[2], next);
                Memory.putLong(blocks[2] + 8, previous);
                allocator.check();
            }
            for (final int i : new int[] {1, 3, 5}) {
                allocator.free(blocks[i], 100, 8);
            }
            assertEquals(List.of(new FreeBlock(0, 4096)), freeBlocks(allocator));
        }
    }

    @ParameterizedTest
    @EnumSource
    void findsAListThatWasMadeARing(Kind kind) {
        try (BoundaryTagAllocator allocator = kind.of(4096)) {
            final long last = allocator.allocate(1000, 8);
            allocator.allocate(16, 8);
            final long first = allocator.allocate(1000, 8);
            allocator.allocate(allocator.stats().largestFreeBytes(), 8);
            allocator.free(last, 1000, 8);
            allocator.free(first, 1000, 8);
            assertEquals(last - HEADER, Memory.getLong(first));
            // The links still agree with each other.
            Memory.putLong(first + 8, last - HEADER);
            Memory.putLong(last, first - HEADER);
            assertCorrupted(() -> allocator.tryAllocate(1001, 8));
            assertCorrupted(() -> allocator.tryAllocate(900, 4096));
            assertCorrupted(allocator::stats);
            assertCorrupted(allocator::check);
        }
    }

    @ParameterizedTest
    @EnumSource
    void findsAHeaderThatLeadsOutOfTheRegionToACopyOfItself(Kind kind) {
        final long start = Memory.addressOf(page);
        try (BoundaryTagAllocator allocator = kind.over(start, 1024)) {
            final long address = allocator.allocate(1024 - HEADER, 8);
            final long tag = Memory.getLong(address - HEADER);
            Memory.putLong(address - HEADER, 2048);
            Memory.putLong(start + 2048 + Long.BYTES, 2048);
            assertCorrupted(allocator::check);
            assertCorrupted(() -> allocator.free(address, 2048 - HEADER, 8));
            assertCorrupted(() -> allocator.tryResize(address, 2048 - HEADER, 16, 8));
            Memory.putLong(address - HEADER, tag);
            allocator.check();
            allocator.free(address, 1024 - HEADER, 8);
        }
    }

    @ParameterizedTest
    @EnumSource
    void freesABlockBehindALiveOneWhoseHeaderWasOverwritten(Kind kind) {
        try (BoundaryTagAllocator allocator = kind.of(1024)) {
            final long hit = allocator.allocate(48, 8);
            final long behind = allocator.allocate(48, 8);
            allocator.allocate(48, 8);
            final long tag = Memory.getLong(hit - HEADER);
            for (final long rubbish : RUBBISH) {
                Memory.putLong(hit - HEADER, rubbish);
                assertTrue(allocator.tryResize(behind, 48, 44, 8));
            }
            allocator.free(behind, 48, 8);
            Memory.putLong(hit - HEADER, tag);
            allocator.check();
            assertEquals(2, allocator.stats().liveCount());
        }
    }
}
