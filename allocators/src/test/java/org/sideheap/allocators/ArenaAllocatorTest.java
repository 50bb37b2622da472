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
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.function.Executable;

class ArenaAllocatorTest {
    private static final long MIB = 1L << 20;

    private static List<Long> chunkByteSizes(ArenaAllocator arena) {
        final List<Long> byteSizes = new ArrayList<>();
        arena.forEachChunk((address, byteSize, usedBytes) -> byteSizes.add(byteSize));
        return byteSizes;
    }

    private static List<Long> usedBytes(ArenaAllocator arena) {
        final List<Long> used = new ArrayList<>();
        arena.forEachChunk((address, byteSize, usedBytes) -> used.add(usedBytes));
        return used;
    }

    @Test
    void takesAChunkWithTheFirstBlock() {
        final Parent parent = new Parent();
        try (ArenaAllocator arena = new ArenaAllocator(parent)) {
            assertEquals(List.of(), parent.requests);
            assertFalse(arena.owns(0));
            arena.allocate(1, 1);
            assertEquals(List.of(65_536L), parent.requests);
            assertEquals(new AllocatorStats(1, 65_536, 1, AllocatorStats.UNKNOWN, 1, 1, 0), arena.stats());
        }
        assertEquals(0, parent.notBackCount());
    }

    @Test
    void carvesAChunkAsABumpDoes() {
        try (ArenaAllocator arena = new ArenaAllocator(4096)) {
            final long first = arena.allocate(8, 8);
            assertEquals(0, first % 64);
            assertEquals(first + 8, arena.allocate(4, 4));
            assertEquals(first + 16, arena.allocate(80, 8));
            assertEquals(first + 128, arena.allocate(3968, 64));
            assertEquals(4096, arena.stats().usedBytes());
            assertEquals(1, arena.chunkCount());
            arena.check();
        }
    }

    @Test
    void doublesUntilAChunkHas16MiB() {
        try (ArenaAllocator arena = new ArenaAllocator(MIB)) {
            for (int i = 0; i < 48 + 16; i++) {
                arena.allocate(MIB, 8);
            }
            assertEquals(
                    List.of(MIB, MIB, 2 * MIB, 4 * MIB, 8 * MIB, 16 * MIB, 16 * MIB, 16 * MIB), chunkByteSizes(arena));
            assertEquals(64 * MIB, arena.stats().usedBytes());
            arena.check();
        }
    }

    @Test
    void neverTakesLessThanTheFirstChunkOfItself() {
        try (ArenaAllocator arena = new ArenaAllocator(32 * MIB)) {
            for (int i = 0; i < 3; i++) {
                arena.allocate(32 * MIB, 8);
            }
            assertEquals(List.of(32 * MIB, 32 * MIB, 32 * MIB), chunkByteSizes(arena));
        }
    }

    @Test
    void usesAllThatAParentGives() {
        try (FreeListAllocator freeList = new FreeListAllocator(4096);
                ArenaAllocator arena = new ArenaAllocator(freeList, 100)) {
            arena.allocate(112, 1);
            assertEquals(List.of(112L), chunkByteSizes(arena));
        }
    }

    @Test
    void livesInThePagesOfAPool() {
        try (PoolAllocator pages = new PoolAllocator(4096, 3);
                ArenaAllocator arena = new ArenaAllocator(pages)) {
            for (int i = 0; i < 3 * 64; i++) {
                assertNotEquals(NULL_ADDRESS, arena.tryAllocate(64, 64));
            }
            assertEquals(0, pages.freeBlockCount());
            assertEquals(NULL_ADDRESS, arena.tryAllocate(1, 1));
            assertEquals(1, arena.stats().declineCount());
            arena.reset(4096);
            assertEquals(2, pages.freeBlockCount());
            assertNotEquals(NULL_ADDRESS, arena.tryAllocate(4096, 8));
            assertEquals(NULL_ADDRESS, arena.tryAllocate(4097, 8));
        }
    }

    @Test
    void findsAnAlignedBlockWhereTheParentDoesNotAlignAsStrictly() {
        try (PoolAllocator pages = new PoolAllocator(8 * 101, 1);
                ArenaAllocator arena = new ArenaAllocator(pages)) {
            assertEquals(NULL_ADDRESS, pages.tryAllocate(8, 256));
            assertEquals(0, arena.allocate(8, 256) % 256);
        }
    }

    @Test
    void asksForLessWhereTheParentDeclines() {
        final Lender lender = new Lender().upTo(1000);
        try (ArenaAllocator arena = new ArenaAllocator(lender, 4096)) {
            arena.allocate(100, 8);
            assertEquals(List.of(512L), chunkByteSizes(arena));
            arena.allocate(999, 1);
            assertEquals(List.of(512L, 999L), chunkByteSizes(arena));
            assertEquals(NULL_ADDRESS, arena.tryAllocate(1001, 1));
            arena.check();
        }
        assertEquals(0, lender.notBackCount());
    }

    @Test
    void isAsItWasWhereTheParentDeclinesAll() {
        final Parent parent = new Parent();
        try (ArenaAllocator arena = new ArenaAllocator(parent, 64)) {
            parent.grant(0);
            assertEquals(NULL_ADDRESS, arena.tryAllocate(100, 8));
            assertEquals(0, arena.chunkCount());
            parent.grant(1);
            final long address = arena.allocate(10, 1);
            final AllocatorStats before = arena.stats();
            assertEquals(NULL_ADDRESS, arena.tryAllocate(100, 8));
            assertEquals(NULL_ADDRESS, arena.tryReallocate(address, 10, 100, 1, 10));
            final AllocationFailedException e =
                    assertThrows(AllocationFailedException.class, () -> arena.allocate(100, 8));
            assertEquals("ArenaAllocator", e.allocator());
            assertEquals(before.usedBytes(), arena.stats().usedBytes());
            assertEquals(before.reservedBytes(), arena.stats().reservedBytes());
            assertEquals(before.declineCount() + 3, arena.stats().declineCount());
            arena.check();
            assertEquals(address + 10, arena.allocate(54, 1));
        }
        assertEquals(0, parent.notBackCount());
    }

    @Test
    void aLargeBlockHasAChunkOfItsOwnAndTheCurrentOneServesOn() {
        try (ArenaAllocator arena = new ArenaAllocator(128)) {
            final long first = arena.allocate(16, 8);
            arena.allocate(1000, 8);
            assertEquals(first + 16, arena.allocate(16, 8));
            assertTrue(arena.tryResize(first + 16, 16, 24, 8));
            assertEquals(List.of(128L, 1000L), chunkByteSizes(arena));
            assertEquals(List.of(40L, 1000L), usedBytes(arena));
            assertEquals(1040, arena.stats().usedBytes());
            arena.check();
        }
    }

    @Test
    void theChunkWithMoreRoomLeftServesOn() {
        try (ArenaAllocator arena = new ArenaAllocator(128)) {
            final long first = arena.allocate(60, 1);
            final long second = arena.allocate(70, 1); // leaves 58 of its chunk, the first has 68
            assertEquals(first + 60, arena.allocate(1, 1));
            final long third = arena.allocate(100, 1); // of 256, leaves 156
            assertEquals(third + 100, arena.allocate(1, 1));
            assertFalse(arena.tryResize(second, 70, 71, 1));
            assertEquals(List.of(128L, 128L, 256L), chunkByteSizes(arena));
            assertEquals(128 + 128 + 101, arena.stats().usedBytes());
            arena.check();
        }
    }

    @Test
    void growsTheNewestBlockInPlaceUpToTheEndOfItsChunk() {
        try (ArenaAllocator arena = new ArenaAllocator(128)) {
            final long older = arena.allocate(8, 8);
            final long newest = arena.allocate(8, 8);
            assertTrue(arena.tryResize(newest, 8, 120, 8));
            assertFalse(arena.tryResize(newest, 120, 121, 8));
            assertTrue(arena.tryResize(newest, 120, 3, 8));
            assertEquals(11, arena.stats().usedBytes());
            assertFalse(arena.tryResize(older, 8, 9, 8));
            assertTrue(arena.tryResize(older, 8, 4, 8));
            assertEquals(newest + 3, arena.allocate(1, 1));
            arena.check();
        }
    }

    @Test
    void movesABlockWhoseChunkIsFull() {
        try (ArenaAllocator arena = new ArenaAllocator(64)) {
            final long address = arena.allocate(64, 64);
            Bytes.write(address, 64, 1);
            final long moved = arena.tryReallocate(address, 64, 1000, 64, 64);
            assertEquals(0, moved % 64);
            Bytes.assertWritten(moved, 64, 1);
            assertEquals(1, arena.stats().liveCount());
            assertTrue(arena.tryResize(address, 64, 63, 64));
        }
    }

    @Test
    void refusesBlocksItNeverHandedOut() {
        try (ArenaAllocator arena = new ArenaAllocator(64)) {
            final long first = arena.allocate(40, 1);
            final long own = arena.allocate(500, 1);
            final long left = arena.allocate(30, 1);
            arena.check();
            assertEquals(List.of(40L, 500L, 30L), usedBytes(arena));
            final long current = arena.allocate(50, 1);
            final AllocatorStats before = arena.stats();
            for (final long foreign : new long[] {
                0,
                -1,
                first - 1,
                first + 40,
                first + 63,
                first + 64,
                own - 1,
                own + 500,
                left - 1,
                current + 50,
                Long.MAX_VALUE,
                Long.MIN_VALUE
            }) {
                assertThrows(IllegalArgumentException.class, () -> arena.free(foreign, 1, 1), () -> "" + foreign);
                assertThrows(IllegalArgumentException.class, () -> arena.tryResize(foreign, 1, 2, 1));
                assertThrows(IllegalArgumentException.class, () -> arena.tryReallocate(foreign, 1, 2, 1, 0));
            }
            assertThrows(IllegalArgumentException.class, () -> arena.free(first, 41, 1));
            assertThrows(IllegalArgumentException.class, () -> arena.free(own, 501, 1));
            assertThrows(IllegalArgumentException.class, () -> arena.free(own, Long.MAX_VALUE, 1));
            assertEquals(before, arena.stats());
            arena.reset();
            assertThrows(IllegalArgumentException.class, () -> arena.free(first, 1, 1));
            assertThrows(IllegalArgumentException.class, () -> arena.free(own, 1, 1));
        }
    }

    @Test
    void ownsItsChunksAndNotTheByteBehindOne() {
        final Parent parent = new Parent();
        try (ArenaAllocator arena = new ArenaAllocator(parent, 64)) {
            for (int i = 0; i < 4; i++) {
                arena.allocate(64L << i, 64);
            }
            for (final boolean isReset : new boolean[] {false, true}) {
                arena.forEachChunk((address, byteSize, usedBytes) -> {
                    assertTrue(arena.owns(address));
                    assertTrue(arena.owns(address + byteSize - 1));
                    assertFalse(arena.owns(address - 1)); // the system keeps a word there
                    assertFalse(arena.owns(address + byteSize));
                });
                if (!isReset) {
                    arena.reset();
                }
            }
            final long first = parent.granted.get(0);
            arena.reset(0);
            assertFalse(arena.owns(first));
        }
    }

    @Test
    void freeMakesNoRoomNotEvenForTheNewest() {
        try (ArenaAllocator arena = new ArenaAllocator(64)) {
            final long address = arena.allocate(16, 1);
            arena.free(address, 16, 1);
            assertEquals(0, arena.stats().liveCount());
            assertEquals(16, arena.stats().usedBytes());
            assertEquals(address + 16, arena.allocate(16, 1));
        }
    }

    @Test
    void refusesAFreeWhenNoBlockIsLive() {
        try (ArenaAllocator arena = new ArenaAllocator(64)) {
            final long address = arena.allocate(8, 8);
            arena.free(address, 8, 8);
            final IllegalArgumentException e =
                    assertThrows(IllegalArgumentException.class, () -> arena.free(address, 8, 8));
            assertEquals("ArenaAllocator: address " + address + " was freed already, no block is live", e.getMessage());
        }
    }

    @Test
    void handsOutTheSameAddressesAfterAResetForTheSameRequests() {
        for (int seed = 0; seed < 200; seed++) {
            try (FreeListAllocator parent = new FreeListAllocator(4 * MIB);
                    ArenaAllocator arena = new ArenaAllocator(parent, 200)) {
                if (seed % 2 == 0) {
                    run(arena, -1 - seed); // chunks of another program, to begin with
                    arena.reset();
                }
                final List<Long> addresses = run(arena, seed);
                for (int round = 0; round < 3; round++) {
                    final int chunkCount = arena.chunkCount();
                    arena.reset();
                    arena.check();
                    assertEquals(addresses, run(arena, seed), "seed " + seed + ", round " + round);
                    assertEquals(chunkCount, arena.chunkCount());
                }
            }
        }
    }

    /** A random program with marks and resizes; what it was given. */
    private static List<Long> run(ArenaAllocator arena, int seed) {
        final SplittableRandom random = new SplittableRandom(seed);
        final List<Long> addresses = new ArrayList<>();
        final List<Long> marks = new ArrayList<>();
        long newest = NULL_ADDRESS;
        long newestByteSize = 0;
        for (int step = 0; step < 100; step++) {
            switch (random.nextInt(10)) {
                case 0 -> marks.add(arena.mark());
                case 1 -> {
                    if (!marks.isEmpty()) {
                        final int kept = random.nextInt(marks.size());
                        arena.release(marks.get(kept));
                        marks.subList(kept + 1, marks.size()).clear();
                        newest = NULL_ADDRESS;
                    }
                }
                case 2 -> {
                    if (newest != NULL_ADDRESS) {
                        final long byteSize = 1 + random.nextLong(300);
                        if (arena.tryResize(newest, newestByteSize, byteSize, 1)) {
                            addresses.add(-byteSize);
                            newestByteSize = byteSize;
                        }
                    }
                }
                default -> {
                    newestByteSize = 1 + random.nextLong(1L << random.nextInt(1, 13));
                    newest = arena.allocate(newestByteSize, 1L << random.nextInt(8));
                    Memory.fill(newest, newestByteSize, (byte) step);
                    addresses.add(newest);
                }
            }
            arena.check();
        }
        return addresses;
    }

    @Test
    void passesOverAFreeChunkThatIsTooSmallAndUsesItLater() {
        final Parent parent = new Parent();
        try (ArenaAllocator arena = new ArenaAllocator(parent, 64)) {
            arena.allocate(64, 1);
            arena.allocate(64, 1);
            arena.allocate(100, 1);
            assertEquals(List.of(64L, 64L, 128L), chunkByteSizes(arena));
            arena.reset();
            final long large = arena.allocate(120, 1);
            assertEquals(parent.granted.get(2), large);
            assertEquals(large + 120, arena.allocate(8, 1));
            assertEquals(parent.granted.get(0), arena.allocate(64, 1));
            assertEquals(parent.granted.get(1), arena.allocate(10, 1));
            assertEquals(3, arena.chunkCount());
            arena.check();
        }
    }

    @Test
    void aChunkUsedAgainHonoursAStricterAlignment() {
        // Chunks at odd addresses: no base is aligned to anything.
        final StackAllocator odd =
                StackAllocator.over(Strategy.pageAligned(1 << 20).position(3));
        for (int pass = 0; pass < 2; pass++) {
            try (ArenaAllocator arena = new ArenaAllocator(odd, 5000)) {
                arena.allocate(5000, 1);
                arena.allocate(5000, 1);
                for (long byteAlignment = 1; byteAlignment <= 8192; byteAlignment *= 2) {
                    arena.reset();
                    for (int i = 0; i < 5; i++) {
                        final long address = arena.allocate(700, byteAlignment);
                        assertEquals(0, address % byteAlignment, "aligned to " + byteAlignment);
                        Bytes.write(address, 700, i);
                        assertTrue(arena.owns(address) && arena.owns(address + 699));
                        arena.check();
                    }
                }
            }
            assertEquals(0, odd.offset());
        }
    }

    @Test
    void zeroesDirtyMemoryThatIsUsedAgain() {
        try (ArenaAllocator arena = new ArenaAllocator(100)) {
            for (int round = 0; round < 3; round++) {
                for (final long byteSize : new long[] {10, 80, 60, 1000}) {
                    final long address = arena.allocateZeroed(byteSize, 4);
                    Bytes.assertZero(address, byteSize);
                    Memory.fill(address, byteSize, (byte) -1);
                }
                arena.reset();
            }
        }
    }

    @Test
    void givesChunksBackFromTheLastUntilSoMuchIsLeft() {
        final Parent parent = new Parent();
        try (ArenaAllocator arena = new ArenaAllocator(parent, 64)) {
            for (int i = 0; i < 5; i++) {
                arena.allocate(64L << i, 1);
            }
            final List<Long> granted = List.copyOf(parent.granted);
            assertEquals(List.of(64L, 128L, 256L, 512L, 1024L), chunkByteSizes(arena));
            arena.reset(Long.MAX_VALUE);
            assertEquals(List.of(), parent.freed);
            arena.reset(960);
            assertEquals(List.of(granted.get(4)), parent.freed);
            assertEquals(960, arena.stats().reservedBytes());
            assertEquals(granted.get(0), arena.allocate(64, 1));
            arena.reset(300);
            assertEquals(List.of(64L, 128L), chunkByteSizes(arena));
            arena.check();
            arena.allocate(64, 1);
            arena.reset(0);
            assertEquals(0, arena.chunkCount());
            assertEquals(0, arena.stats().reservedBytes());
            assertEquals(0, parent.notBackCount());
            arena.check();
            arena.allocate(64, 1);
            assertThrows(IllegalArgumentException.class, () -> arena.reset(-1));
            assertEquals(1, arena.stats().liveCount());
        }
        assertEquals(0, parent.notBackCount());
    }

    @Test
    void givesChunksBackInTheOrderOfAStack() {
        final Parent parent = new Parent(new StackAllocator(1 << 16));
        final ArenaAllocator arena = new ArenaAllocator(parent, 64);
        for (int i = 0; i < 6; i++) {
            arena.allocate(64L << i, 1);
        }
        arena.close();
        final List<Long> newestFirst = new ArrayList<>(parent.granted);
        Collections.reverse(newestFirst);
        assertEquals(newestFirst, parent.freed);
        parent.close();
    }

    @Test
    void releasesAllSinceAMark() {
        try (ArenaAllocator arena = new ArenaAllocator(256)) {
            final long empty = arena.mark();
            final long kept = arena.allocate(100, 8);
            Bytes.write(kept, 100, 1);
            final long mark = arena.mark();
            final AllocatorStats before = arena.stats();
            final long first = arena.allocate(10, 64);
            arena.allocate(200, 8);
            arena.allocate(5000, 8);
            arena.release(mark);
            arena.check();
            assertEquals(before.usedBytes(), arena.stats().usedBytes());
            assertEquals(1, arena.stats().liveCount());
            assertEquals(3, arena.chunkCount());
            assertThrows(IllegalArgumentException.class, () -> arena.free(first, 10, 64));
            arena.release(mark);
            assertEquals(first, arena.allocate(10, 64));
            Bytes.assertWritten(kept, 100, 1);
            arena.release(empty);
            assertEquals(0, arena.stats().usedBytes());
            assertEquals(0, arena.stats().liveCount());
            assertEquals(kept, arena.allocate(100, 8));
            arena.check();
        }
    }

    @Test
    void oneMarkStandsInOnePlace() {
        try (ArenaAllocator arena = new ArenaAllocator(256)) {
            arena.allocate(10, 1);
            final long mark = arena.mark();
            assertEquals(mark, arena.mark());
            arena.allocate(10, 1);
            assertNotEquals(mark, arena.mark());
            arena.release(mark);
            assertEquals(mark, arena.mark());
        }
    }

    @Test
    void refusesMarksThatHaveEnded() {
        try (ArenaAllocator arena = new ArenaAllocator(256);
                ArenaAllocator other = new ArenaAllocator(256)) {
            arena.allocate(100, 8);
            final long outer = arena.mark();
            arena.allocate(100, 8);
            final long inner = arena.mark();
            arena.release(outer);
            arena.allocate(100, 8); // to where the inner mark stood
            other.allocate(200, 8);
            for (final long wrong : new long[] {inner, other.mark(), 0, 1, -1, Long.MIN_VALUE, Long.MAX_VALUE}) {
                assertThrows(IllegalArgumentException.class, () -> arena.release(wrong), () -> "" + wrong);
            }
            assertEquals(2, arena.stats().liveCount());
            arena.release(outer);
            arena.reset();
            assertThrows(IllegalArgumentException.class, () -> arena.release(outer));
            arena.check();
        }
    }

    @Test
    void aMarkMeansTheSameWhenTheBlockBeforeItHasGrown() {
        try (ArenaAllocator arena = new ArenaAllocator(256)) {
            final long growing = arena.allocate(8, 8);
            final long mark = arena.mark();
            arena.allocate(1000, 8);
            final long sameChunk = arena.mark();
            assertTrue(arena.tryResize(growing, 8, 100, 8));
            assertEquals(sameChunk, arena.mark());
            final long used = arena.stats().usedBytes();
            arena.allocate(20, 8);
            arena.release(sameChunk);
            assertEquals(used, arena.stats().usedBytes());
            arena.check();
            assertTrue(arena.tryResize(growing, 100, 60, 8));
            arena.release(mark);
            assertEquals(60, arena.stats().usedBytes());
            assertEquals(growing + 60, arena.allocate(1, 1));
            arena.check();
        }
    }

    @Test
    void countsWhatIsLiveBelowAMark() {
        try (ArenaAllocator arena = new ArenaAllocator(64)) {
            final long[] below = new long[5];
            for (int i = 0; i < below.length; i++) {
                below[i] = arena.allocate(30, 1);
            }
            final long outer = arena.mark();
            final long between = arena.allocate(30, 1);
            final long inner = arena.mark();
            final long above = arena.allocate(30, 1);
            arena.allocate(30, 1);
            arena.free(below[0], 30, 1);
            arena.free(below[4], 30, 1);
            arena.free(above, 30, 1);
            arena.check();
            assertEquals(5, arena.stats().liveCount());
            arena.release(inner);
            assertEquals(4, arena.stats().liveCount());
            arena.free(between, 30, 1);
            assertThrows(IllegalArgumentException.class, () -> arena.free(between, 30, 1));
            arena.free(below[1], 30, 1);
            arena.release(outer);
            assertEquals(2, arena.stats().liveCount());
            arena.free(below[2], 30, 1);
            arena.free(below[3], 30, 1);
            assertThrows(IllegalArgumentException.class, () -> arena.free(below[3], 30, 1));
            assertEquals(0, arena.stats().liveCount());
            arena.check();
        }
    }

    @Test
    void releasesAsAModelDoes() {
        record Block(long address, long byteSize, int seed) {}
        record Marked(long mark, int blockCount) {}
        for (int seed = 0; seed < 100; seed++) {
            final SplittableRandom random = new SplittableRandom(seed);
            try (ArenaAllocator arena = new ArenaAllocator(150)) {
                final List<Block> blocks = new ArrayList<>();
                final List<Boolean> live = new ArrayList<>();
                final List<Marked> marks = new ArrayList<>();
                for (int step = 0; step < 300; step++) {
                    final int choice = random.nextInt(20);
                    if (choice < 3) {
                        marks.add(new Marked(arena.mark(), blocks.size()));
                    } else if (choice < 5 && !marks.isEmpty()) {
                        final int kept = random.nextInt(marks.size());
                        final Marked marked = marks.get(kept);
                        arena.release(marked.mark);
                        marks.subList(kept + 1, marks.size()).clear();
                        blocks.subList(marked.blockCount, blocks.size()).clear();
                        live.subList(marked.blockCount, live.size()).clear();
                    } else if (choice < 8 && !blocks.isEmpty()) {
                        final int i = random.nextInt(blocks.size());
                        if (live.get(i)) {
                            arena.free(blocks.get(i).address, blocks.get(i).byteSize, 1);
                            live.set(i, false);
                        }
                    } else {
                        final long byteSize = 1 + random.nextLong(1L << random.nextInt(1, 10));
                        final long address = arena.allocate(byteSize, 1L << random.nextInt(7));
                        Bytes.write(address, byteSize, step);
                        blocks.add(new Block(address, byteSize, step));
                        live.add(true);
                    }
                    arena.check();
                    assertEquals(
                            Collections.frequency(live, true), arena.stats().liveCount());
                    for (int i = 0; i < blocks.size(); i++) {
                        if (live.get(i)) {
                            Bytes.assertWritten(blocks.get(i).address, blocks.get(i).byteSize, blocks.get(i).seed);
                        }
                    }
                }
            }
        }
    }

    @Test
    void aWriteOverTheEndOfAChunkDoesNotMisleadIt() {
        try (BumpAllocator bump = new BumpAllocator(4096)) {
            final ArenaAllocator arena = new ArenaAllocator(bump, 64);
            final long mark = arena.mark();
            for (int i = 0; i < 8; i++) {
                arena.allocate(64, 64);
            }
            Memory.fill(bump.startAddress(), 4096, (byte) 0x41);
            arena.check();
            assertEquals(List.of(64L, 64L, 128L, 256L), chunkByteSizes(arena));
            arena.release(mark);
            arena.check();
            arena.reset(0);
            arena.close();
            assertEquals(0, bump.stats().liveCount());
        }
    }

    @Test
    void declinesSizesWhoseSumWithAnAlignmentWraps() {
        final Parent parent = new Parent();
        try (ArenaAllocator arena = new ArenaAllocator(parent, 64)) {
            arena.allocate(1, 1);
            for (int shift = 0; shift <= 62; shift++) {
                for (final long byteSize : new long[] {Long.MAX_VALUE, Long.MAX_VALUE - 63, (1L << 62) + 1, 1L << 62}) {
                    assertEquals(NULL_ADDRESS, arena.tryAllocate(byteSize, 1L << shift));
                }
            }
            arena.check();
            assertTrue(parent.requests.stream().allMatch(byteSize -> byteSize > 0));
        }
    }

    @Test
    void refusesBadConstructorArguments() {
        for (final long byteSize : new long[] {0, -1, Long.MIN_VALUE}) {
            assertEquals(
                    "chunkByteSize must be at least 1, was " + byteSize,
                    assertThrows(IllegalArgumentException.class, () -> new ArenaAllocator(byteSize))
                            .getMessage());
        }
        assertThrows(NullPointerException.class, () -> new ArenaAllocator(null));
        final BumpAllocator closed = new BumpAllocator(64);
        closed.close();
        assertThrows(IllegalStateException.class, () -> new ArenaAllocator(closed));
    }

    @Test
    void refusesEveryCallOnceClosed() {
        final ArenaAllocator arena = new ArenaAllocator(64);
        final long mark = arena.mark();
        arena.close();
        for (final Executable each : List.<Executable>of(
                arena::mark,
                () -> arena.release(mark),
                arena::reset,
                () -> arena.reset(0),
                () -> arena.forEachChunk((address, byteSize, usedBytes) -> {}))) {
            assertEquals(
                    "ArenaAllocator is closed: ArenaAllocator was closed",
                    assertThrows(IllegalStateException.class, each).getMessage());
        }
        assertEquals(0, arena.chunkCount());
        assertEquals("ArenaAllocator[closed: ArenaAllocator was closed]", arena.toString());
    }

    @Test
    void describesItself() {
        try (ArenaAllocator arena = new ArenaAllocator(100)) {
            arena.allocate(7, 1);
            assertEquals("ArenaAllocator[7 of 104 bytes in 1 chunks used, 1 blocks live]", arena.toString());
        }
    }

    @Test
    void aBlockThatIsNotTheNewestKeepsItsSizeInPlace() {
        try (ArenaAllocator arena = new ArenaAllocator(64)) {
            final long older = arena.allocate(8, 8);
            arena.allocate(8, 8);
            assertTrue(arena.tryResize(older, 8, 8, 8));
            assertEquals(older, arena.tryReallocate(older, 8, 8, 8, 8));
            final long left = arena.allocate(500, 8);
            assertTrue(arena.tryResize(left, 500, 500, 8));
            assertEquals(3, arena.stats().liveCount());
            arena.check();
        }
    }

    @Test
    void asksForNoMoreThanAnAlignedBlockNeedsSomewhereInIt() {
        // A byte less than 8 + 256 is needed, a good size is a multiple of 8, and blocks of the pool are aligned to 8.
        try (PoolAllocator pages = new PoolAllocator(264, 1);
                ArenaAllocator arena = new ArenaAllocator(pages, 8)) {
            assertEquals(NULL_ADDRESS, pages.tryAllocate(8, 256));
            final long address = arena.allocate(8, 256);
            assertEquals(0, address % 256);
            assertTrue(pages.owns(address) && pages.owns(address + 7));
            arena.check();
        }
    }

    @Test
    void tellsThatNoBlockIsLiveBetweenTwoMarks() {
        try (ArenaAllocator arena = new ArenaAllocator(64)) {
            arena.allocate(8, 8);
            arena.mark();
            final long address = arena.allocate(8, 8);
            arena.free(address, 8, 8);
            assertEquals(
                    "ArenaAllocator: address " + address + " was freed already, no block is live there",
                    assertThrows(IllegalArgumentException.class, () -> arena.free(address, 8, 8))
                            .getMessage());
            assertEquals(1, arena.stats().liveCount());
        }
    }

    @Test
    void aChunkThatTheParentRefusesKeepsNoOtherAndIsTold() {
        for (final boolean isClosed : new boolean[] {false, true}) {
            final Lender lender = new Lender();
            final List<Long> freed = new ArrayList<>();
            final ArenaAllocator arena = new ArenaAllocator(
                    new ForwardingAllocator(lender) {
                        @Override
                        public void free(long address, long byteSize, long byteAlignment) {
                            super.free(address, byteSize, byteAlignment);
                            freed.add(address);
                            throw new IllegalArgumentException("refused " + freed.size());
                        }
                    },
                    64);
            for (int i = 0; i < 3; i++) {
                arena.allocate(64L << i, 1);
            }
            final IllegalArgumentException e =
                    assertThrows(IllegalArgumentException.class, isClosed ? arena::close : () -> arena.reset(0));
            assertEquals("refused 1", e.getMessage());
            assertEquals(2, e.getSuppressed().length);
            assertEquals(3, freed.size());
            assertEquals(0, lender.notBackCount());
            assertEquals(0, arena.stats().reservedBytes());
            arena.close();
            assertEquals(3, freed.size());
        }
    }

    @Test
    void chunksAreNotInOrderWhereAFreeOneWasHandedOutFrom() {
        final ArenaChunks chunks = new ArenaChunks(GlobalAllocator.INSTANCE, 64);
        final ArenaChunks.Chunk chunk = chunks.tryFindRoom(8, 8);
        assertEquals(0, chunks.checkedInUseBytes());
        chunk.nextAddress += 8;
        assertEquals(-1, chunks.checkedInUseBytes());
        chunks.use(chunk);
        assertEquals(64, chunks.checkedInUseBytes());
        chunks.freeDownTo(0);
        assertEquals(0, chunks.checkedInUseBytes());
        chunks.giveBackDownTo(0);
        assertEquals(0, chunks.reservedBytes());
    }

    @Test
    void marksAreNotInOrderWhereTheyHaveMoreThanThereIs() {
        final Usage usage = new Usage();
        usage.allocated(100);
        final ArenaMarks marks = new ArenaMarks();
        marks.set(2, null, 0, usage);
        assertTrue(marks.areInOrder(2, usage));
        assertFalse(marks.areInOrder(1, usage));
        usage.grew(-1);
        assertFalse(marks.areInOrder(2, usage));
        usage.grew(1);
        assertTrue(marks.areInOrder(2, usage));
        usage.freed(0);
        assertFalse(marks.areInOrder(2, usage));
    }
}
