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
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class GrowingAllocatorTest {
    private static final GrowingAllocator.Factory POOLS =
            (parent, byteSize) -> new PoolAllocator(parent, 64, byteSize / 64);

    /** Capacities, the region last used first. */
    private static List<Long> capacities(GrowingAllocator allocator) {
        final List<Long> capacities = new ArrayList<>();
        allocator.forEachRegion(region -> capacities.add(region.byteCapacity()));
        return capacities;
    }

    private static List<Long> allocate(Allocator allocator, int count, long byteSize) {
        final List<Long> addresses = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            addresses.add(allocator.allocate(byteSize, 8));
        }
        return addresses;
    }

    @Test
    void opensOneMoreRegionWhenAllDecline() {
        final Parent parent = new Parent();
        try (GrowingAllocator pool = new GrowingAllocator(parent, 512, POOLS)) {
            assertEquals(List.of(512L), parent.requests);
            assertEquals(new AllocatorStats(0, 512, 0, AllocatorStats.UNKNOWN, 0, 0, 0), pool.stats());
            final List<Long> blocks = allocate(pool, 20, 64);
            assertEquals(List.of(1024L, 512L, 512L), capacities(pool));
            assertEquals(20, blocks.stream().distinct().count());
            assertEquals(new AllocatorStats(1280, 2048, 1280, AllocatorStats.UNKNOWN, 20, 20, 0), pool.stats());
            pool.check();
            for (final long each : blocks) {
                pool.free(each, 64, 8);
                pool.check();
            }
            assertEquals(new AllocatorStats(0, 1024, 1280, AllocatorStats.UNKNOWN, 0, 20, 0), pool.stats());
        }
        assertEquals(0, parent.notBackCount());
    }

    @Test
    void growsUntilAChunkHas16MiB() {
        final Parent parent = new Parent();
        try (GrowingAllocator freeList = new GrowingAllocator(parent, 8L << 20, FreeListAllocator::new)) {
            allocate(freeList, 9, 7L << 20);
            assertEquals(List.of(8L << 20, 8L << 20, 16L << 20, 16L << 20, 16L << 20, 16L << 20), parent.requests);
        }
    }

    @Test
    void theRegionLastUsedServesFirst() {
        try (GrowingAllocator pool = new GrowingAllocator(1024, POOLS)) {
            final List<Long> blocks = allocate(pool, 40, 64); // 16, 16 and 8 of 32
            assertEquals(List.of(2048L, 1024L, 1024L), capacities(pool));
            pool.free(blocks.get(0), 64, 8);
            assertEquals(List.of(1024L, 2048L, 1024L), capacities(pool));
            pool.free(blocks.get(20), 64, 8);
            assertEquals(List.of(1024L, 1024L, 2048L), capacities(pool));
            assertEquals(blocks.get(20), pool.allocate(64, 8));
            assertEquals(blocks.get(0), pool.allocate(64, 8));
            pool.allocate(64, 8);
            assertEquals(List.of(2048L, 1024L, 1024L), capacities(pool));
            pool.check();
        }
    }

    @Test
    void keepsTheLargestEmptyRegionAndGivesTheOthersBack() {
        final Parent parent = new Parent();
        try (GrowingAllocator pool = new GrowingAllocator(parent, 512, POOLS)) {
            final List<Long> blocks = allocate(pool, 64, 64);
            assertEquals(List.of(2048L, 1024L, 512L, 512L), capacities(pool));
            free(pool, blocks.subList(16, 32));
            assertEquals(List.of(), parent.freed);
            free(pool, blocks.subList(0, 8)); // smaller than the one that is empty
            assertEquals(List.of(parent.granted.get(0)), parent.freed);
            free(pool, blocks.subList(32, 64)); // larger
            assertEquals(List.of(parent.granted.get(0), parent.granted.get(2)), parent.freed);
            assertEquals(List.of(2048L, 512L), capacities(pool));
            assertFalse(pool.owns(blocks.get(0)));
            assertThrows(IllegalArgumentException.class, () -> pool.free(blocks.get(0), 64, 8));
            pool.check();
        }
        assertEquals(0, parent.notBackCount());
    }

    private static void free(Allocator allocator, List<Long> blocks) {
        blocks.forEach(each -> allocator.free(each, 64, 8));
    }

    @Test
    void ofTwoEmptyRegionsOfOneSizeTheOneLastUsedStays() {
        final Parent parent = new Parent();
        try (GrowingAllocator pool = new GrowingAllocator(parent, 512, POOLS)) {
            final List<Long> blocks = allocate(pool, 16, 64);
            free(pool, blocks.subList(8, 16));
            free(pool, blocks.subList(0, 8));
            assertEquals(List.of(parent.granted.get(1)), parent.freed);
            assertTrue(pool.owns(blocks.get(0)));
        }
    }

    @Test
    void aLoadThatComesAndGoesEndsUpInOneRegion() {
        final Parent parent = new Parent();
        try (GrowingAllocator pool = new GrowingAllocator(parent, 128, POOLS)) {
            for (int round = 0; round < 10; round++) {
                free(pool, allocate(pool, 100, 64));
            }
            final int grantedCount = parent.granted.size();
            for (int round = 0; round < 10; round++) {
                free(pool, allocate(pool, 100, 64));
            }
            assertEquals(grantedCount, parent.granted.size());
            assertEquals(1, pool.regionCount());
        }
    }

    @Test
    void trimGivesTheLastEmptyRegionBack() {
        final Parent parent = new Parent();
        try (GrowingAllocator pool = new GrowingAllocator(parent, 128, POOLS)) {
            pool.trim();
            assertEquals(0, parent.notBackCount());
            assertEquals(0, pool.regionCount());
            assertEquals(64, pool.goodByteSize(1));
            assertFalse(pool.owns(parent.granted.get(0)));
            pool.trim();
            pool.check();
            final long address = pool.allocate(64, 8);
            pool.trim();
            pool.check();
            assertEquals(1, pool.regionCount());
            pool.free(address, 64, 8);
        }
        assertEquals(0, parent.notBackCount());
    }

    @Test
    void aPoolIsNotOpenedForMoreThanItsBlock() {
        final Parent parent = new Parent();
        try (GrowingAllocator pool = new GrowingAllocator(parent, 128, POOLS)) {
            assertEquals(NULL_ADDRESS, pool.tryAllocate(65, 8));
            assertEquals(NULL_ADDRESS, pool.tryAllocate(8, 128));
            pool.trim();
            assertEquals(NULL_ADDRESS, pool.tryAllocate(65, 8));
            assertEquals(1, parent.requests.size());
            assertEquals(3, pool.stats().declineCount());
            pool.check();
        }
    }

    @Test
    void aLargeRequestGetsAChunkThatFits() {
        final Parent parent = new Parent();
        try (GrowingAllocator freeList = new GrowingAllocator(parent, 256, FreeListAllocator::new)) {
            for (long byteAlignment = 1; byteAlignment <= 4096; byteAlignment *= 2) {
                for (final long byteSize : new long[] {255, 1000, 100_000}) {
                    final long address = freeList.allocate(byteSize, byteAlignment);
                    assertEquals(0, address % byteAlignment);
                    Bytes.write(address, byteSize, 1);
                    freeList.check();
                    freeList.free(address, byteSize, byteAlignment);
                }
            }
            freeList.check();
        }
        assertEquals(0, parent.notBackCount());
    }

    @Test
    void asksForLessWhereTheParentDeclinesAndForNoLessThanTheFirstChunk() {
        final Parent parent = new Parent();
        try (GrowingAllocator pool = new GrowingAllocator(parent, 512, POOLS)) {
            final List<Long> blocks = allocate(pool, 64, 64);
            parent.grant(0);
            parent.requests.clear();
            final AllocatorStats before = pool.stats();
            assertEquals(NULL_ADDRESS, pool.tryAllocate(64, 8));
            assertEquals(List.of(4096L, 2048L, 1024L, 512L), parent.requests);
            assertEquals(before.reservedBytes(), pool.stats().reservedBytes());
            assertEquals(before.declineCount() + 1, pool.stats().declineCount());
            assertThrows(AllocationFailedException.class, () -> pool.allocate(64, 8));
            pool.check();
            free(pool, blocks);
        }
    }

    @Test
    void asksForLessWhereTheFactoryHasALargestSize() {
        final Parent parent = new Parent();
        try (GrowingAllocator pool = new GrowingAllocator(parent, 512, upTo(512))) {
            final List<Long> blocks = allocate(pool, 24, 64); // the third chunk would have 1024 bytes
            assertEquals(List.of(512L, 512L, 512L), parent.requests);
            free(pool, blocks);
        }
    }

    @Test
    void aFactoryThatRefusesTheFirstSizeAgainIsHeard() {
        final long[] largest = {512};
        try (GrowingAllocator pool =
                new GrowingAllocator(512, (parent, byteSize) -> upTo(largest[0]).open(parent, byteSize))) {
            final List<Long> blocks = allocate(pool, 8, 64);
            largest[0] = 511;
            assertThrows(IllegalArgumentException.class, () -> pool.tryAllocate(64, 8));
            pool.check();
            free(pool, blocks);
        }
    }

    private static GrowingAllocator.Factory upTo(long largestByteSize) {
        return (parent, byteSize) -> {
            if (byteSize > largestByteSize) {
                throw new IllegalArgumentException(byteSize + " bytes are more than " + largestByteSize);
            }
            return POOLS.open(parent, byteSize);
        };
    }

    @Test
    void checksEachRegion() {
        try (GrowingAllocator freeList = new GrowingAllocator(256, FreeListAllocator::new)) {
            final long address = freeList.allocate(16, 8);
            final long header = Memory.getLong(address - 16);
            Memory.putLong(address - 16, 7);
            assertThrows(IllegalStateException.class, freeList::check);
            Memory.putLong(address - 16, header);
            freeList.check();
        }
    }

    @Test
    void aRegionThatDoesNotServeIsNotLeftBehind() {
        // A chunk that is the first one's size again: its block does not fit.
        final Lender lender = new Lender().upTo(256);
        try (GrowingAllocator freeList = new GrowingAllocator(lender, 256, FreeListAllocator::new)) {
            freeList.allocate(100, 8);
            final long before = lender.lentCount();
            assertEquals(NULL_ADDRESS, freeList.tryAllocate(256, 8));
            assertEquals(before + 1, lender.lentCount());
            assertEquals(1, lender.notBackCount());
            assertEquals(1, freeList.regionCount());
            freeList.check();
        }
        assertEquals(0, lender.notBackCount());
    }

    @Test
    void movesABlockToAnotherRegionWithItsContentsAndAlignment() {
        try (GrowingAllocator freeList = new GrowingAllocator(512, FreeListAllocator::new)) {
            final long address = freeList.allocate(300, 64);
            Bytes.write(address, 300, 1);
            final long moved = freeList.tryReallocate(address, 300, 5000, 64, 300);
            assertEquals(0, moved % 64);
            Bytes.assertWritten(moved, 300, 1);
            assertEquals(1, freeList.stats().liveCount());
            assertThrows(IllegalArgumentException.class, () -> freeList.free(address, 300, 64));
            freeList.check();
            assertEquals(moved, freeList.tryReallocate(moved, 5000, 200, 64, 200));
            Bytes.assertWritten(moved, 200, 1);
            freeList.free(moved, 200, 64);
            freeList.check();
        }
    }

    @Test
    void aBlockThatCannotMoveStaysAsItIs() {
        final Parent parent = new Parent();
        try (GrowingAllocator freeList = new GrowingAllocator(parent, 512, FreeListAllocator::new)) {
            final long address = freeList.allocate(300, 8);
            Bytes.write(address, 300, 1);
            parent.grant(0);
            final AllocatorStats before = freeList.stats();
            assertFalse(freeList.tryResize(address, 300, 5000, 8));
            assertEquals(NULL_ADDRESS, freeList.tryReallocate(address, 300, 5000, 8, 300));
            Bytes.assertWritten(address, 300, 1);
            assertEquals(before.usedBytes(), freeList.stats().usedBytes());
            assertEquals(1, freeList.stats().liveCount());
            freeList.check();
            freeList.free(address, 300, 8);
        }
    }

    @Test
    void resizesWithinTheRegion() {
        try (GrowingAllocator freeList = new GrowingAllocator(512, FreeListAllocator::new)) {
            final long address = freeList.allocate(16, 8);
            assertTrue(freeList.tryResize(address, 16, 400, 8));
            assertEquals(416, freeList.stats().usedBytes());
            assertTrue(freeList.tryResize(address, 400, 16, 8));
            assertEquals(32, freeList.stats().usedBytes());
            assertEquals(416, freeList.stats().peakUsedBytes());
            freeList.check();
        }
    }

    @Test
    void refusesDoubleAndForeignFrees() {
        try (GrowingAllocator pool = new GrowingAllocator(128, POOLS)) {
            final List<Long> blocks = allocate(pool, 6, 64);
            pool.free(blocks.get(4), 64, 8);
            final AllocatorStats before = pool.stats();
            for (final long bad :
                    new long[] {0, -8, blocks.get(4), blocks.get(0) + 8, Long.MAX_VALUE, Long.MIN_VALUE}) {
                assertThrows(IllegalArgumentException.class, () -> pool.free(bad, 64, 8), () -> "" + bad);
                assertThrows(IllegalArgumentException.class, () -> pool.tryResize(bad, 64, 32, 8));
                assertThrows(IllegalArgumentException.class, () -> pool.tryReallocate(bad, 64, 32, 8, 0));
            }
            assertEquals(before, pool.stats());
            pool.check();
        }
    }

    @ParameterizedTest
    @ValueSource(longs = {200, 1000, 10_000})
    void keepsManyBlocksOfManySizesApart(long firstChunkByteSize) {
        record Block(long address, long byteSize, long byteAlignment, int seed) {}
        final SplittableRandom random = new SplittableRandom(firstChunkByteSize);
        final Parent parent = new Parent();
        try (GrowingAllocator freeList = new GrowingAllocator(parent, firstChunkByteSize, FreeListAllocator::new)) {
            final List<Block> blocks = new ArrayList<>();
            for (int step = 0; step < 5000; step++) {
                if (random.nextInt(100) < (step % 1000 < 500 ? 60 : 30)) {
                    final long byteSize = 1 + random.nextLong(1L << random.nextInt(1, 13));
                    final long byteAlignment = 1L << random.nextInt(9);
                    final long address = freeList.allocate(byteSize, byteAlignment);
                    assertEquals(0, address % byteAlignment);
                    Bytes.write(address, byteSize, step);
                    blocks.add(new Block(address, byteSize, byteAlignment, step));
                } else if (!blocks.isEmpty()) {
                    final Block each = blocks.remove(random.nextInt(blocks.size()));
                    Bytes.assertWritten(each.address, each.byteSize, each.seed);
                    freeList.free(each.address, each.byteSize, each.byteAlignment);
                }
                assertEquals(blocks.size(), freeList.stats().liveCount());
                if (step % 10 == 0) {
                    freeList.check();
                }
            }
            assertTrue(parent.granted.size() > 3);
            for (final Block each : blocks) {
                assertTrue(freeList.owns(each.address));
                Bytes.assertWritten(each.address, each.byteSize, each.seed);
                freeList.free(each.address, each.byteSize, each.byteAlignment);
            }
            freeList.check();
            assertEquals(1, freeList.regionCount());
            assertEquals(0, freeList.stats().usedBytes());
        }
        assertEquals(0, parent.notBackCount());
    }

    @Test
    void aBumpIsResetWhenItsLastBlockIsFreed() {
        try (GrowingAllocator bumps = new GrowingAllocator(256, BumpAllocator::new)) {
            final long first = bumps.allocate(200, 8);
            bumps.free(first, 200, 8);
            assertEquals(0, bumps.stats().usedBytes());
            assertEquals(first, bumps.allocate(256, 8));
            bumps.check();
            bumps.free(first, 256, 8);
            bumps.check();
        }
    }

    @Test
    void aStackOfStacksReclaimsWhatIsFreed() {
        try (GrowingAllocator stacks = new GrowingAllocator(256, StackAllocator::new)) {
            final List<Long> blocks = allocate(stacks, 20, 64);
            assertTrue(stacks.regionCount() > 1);
            free(stacks, blocks);
            stacks.check();
            assertEquals(0, stacks.stats().usedBytes());
        }
    }

    @Test
    void refusesAFactoryOfManyKinds() {
        final Lender lender = new Lender();
        final GrowingAllocator pools =
                new GrowingAllocator(lender, 128, (parent, byteSize) -> new PoolAllocator(parent, byteSize / 2, 2));
        pools.allocate(64, 8);
        pools.allocate(64, 8);
        assertThrows(IllegalStateException.class, () -> pools.tryAllocate(64, 8));
        assertEquals(1, lender.notBackCount());
        pools.check();
        pools.close();
        final GrowingAllocator either = new GrowingAllocator(
                lender,
                128,
                (parent, byteSize) -> parent.stats().liveCount() == 0
                        ? new BumpAllocator(parent, byteSize)
                        : new StackAllocator(parent, byteSize));
        either.allocate(100, 8);
        assertThrows(IllegalStateException.class, () -> either.tryAllocate(100, 8));
        either.close();
        assertEquals(0, lender.notBackCount());
    }

    @Test
    void leavesNothingBehindWhereItCannotBeBuilt() {
        final Lender lender = new Lender();
        assertThrows(AllocationFailedException.class, () -> new GrowingAllocator(lender.upTo(127), 128, POOLS));
        lender.upTo(Long.MAX_VALUE);
        assertThrows(IllegalArgumentException.class, () -> new GrowingAllocator(lender, 63, POOLS));
        assertThrows(IllegalArgumentException.class, () -> new GrowingAllocator(lender, 0, POOLS));
        assertThrows(IllegalArgumentException.class, () -> new GrowingAllocator(lender, 31, FreeListAllocator::new));
        assertThrows(NullPointerException.class, () -> new GrowingAllocator(lender, 64, (parent, byteSize) -> null));
        assertThrows(NullPointerException.class, () -> new GrowingAllocator(lender, 64, null));
        assertThrows(NullPointerException.class, () -> new GrowingAllocator(null, 64, POOLS));
        assertThrows(
                IllegalStateException.class,
                () -> new GrowingAllocator(lender, 64, (parent, byteSize) -> {
                    new BumpAllocator(parent, byteSize);
                    throw new IllegalStateException("after all");
                }));
        assertEquals(0, lender.notBackCount());
    }

    @Test
    void theParentKnowsNothingOfOneThatCouldNotBeBuilt() {
        final List<Dependant> registered = new ArrayList<>();
        final Allocator parent = new ForwardingAllocator(GlobalAllocator.INSTANCE) {
            private final Dependants dependants = new Dependants();

            @Override
            public void register(Dependant dependant) {
                dependants.add(dependant);
                registered.add(dependant);
            }
        };
        assertThrows(NullPointerException.class, () -> new GrowingAllocator(parent, 64, (p, byteSize) -> null));
        assertEquals(1, registered.size());
        assertFalse(registered.get(0).isRegistered());
    }

    @Test
    void mayHaveRegionsThatAreNotTheParents() {
        try (GrowingAllocator bumps =
                new GrowingAllocator(64, (parent, byteSize) -> BumpAllocator.over(Strategy.pageAligned(byteSize)))) {
            final long address = bumps.allocate(4000, 8);
            bumps.allocate(4000, 8);
            bumps.allocate(8000, 8);
            assertTrue(bumps.owns(address));
            bumps.check();
        }
    }

    @Test
    void declinesSizesWhoseSumWithAHeaderWraps() {
        final Parent parent = new Parent();
        try (GrowingAllocator freeList = new GrowingAllocator(parent, 256, FreeListAllocator::new)) {
            freeList.allocate(8, 8);
            for (int shift = 0; shift <= 62; shift++) {
                for (final long byteSize : new long[] {Long.MAX_VALUE, (1L << 62) + 1, 1L << 62, 1L << 61, 1L << 60}) {
                    assertEquals(NULL_ADDRESS, freeList.tryAllocate(byteSize, 1L << shift));
                }
            }
            assertTrue(parent.requests.stream().allMatch(byteSize -> byteSize > 0));
            freeList.check();
        }
    }

    @Test
    void zeroesDirtyMemoryThatIsUsedAgain() {
        try (GrowingAllocator pool = new GrowingAllocator(128, POOLS)) {
            for (int round = 0; round < 3; round++) {
                final List<Long> blocks = new ArrayList<>();
                for (int i = 0; i < 6; i++) {
                    final long address = pool.allocateZeroed(64, 8);
                    Bytes.assertZero(address, 64);
                    Memory.fill(address, 64, (byte) -1);
                    blocks.add(address);
                }
                free(pool, blocks);
            }
        }
    }

    @Test
    void describesItself() {
        final GrowingAllocator pool = new GrowingAllocator(128, POOLS);
        pool.allocate(8, 8);
        assertEquals("GrowingAllocator[64 of 128 bytes in 1 regions used, 1 blocks live]", pool.toString());
        pool.forEachRegion(region -> assertEquals(
                "PoolAllocator[64 of 128 bytes used, 1 blocks live, 128 bytes of Parent]", region.toString()));
        pool.close();
        assertEquals("GrowingAllocator[closed: GrowingAllocator was closed]", pool.toString());
        assertThrows(IllegalStateException.class, pool::trim);
        assertThrows(IllegalStateException.class, () -> pool.forEachRegion(region -> {}));
        assertEquals(0, pool.regionCount());
        assertEquals(64, pool.goodByteSize(1));
    }
}
