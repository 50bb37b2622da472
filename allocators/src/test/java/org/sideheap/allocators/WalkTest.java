package org.sideheap.allocators;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class WalkTest {
    private static final long CAPACITY = 64 * 1024;

    private record Block(long offset, long byteSize, boolean isLive) {}

    private static List<Block> walked(RegionAllocator allocator) {
        final List<Block> blocks = new ArrayList<>();
        allocator.walk((offset, byteSize, isLive) -> blocks.add(new Block(offset, byteSize, isLive)));
        return blocks;
    }

    static Stream<RegionAllocator> regionAllocators() {
        return Stream.of(
                new BumpAllocator(CAPACITY),
                new PoolAllocator(64, CAPACITY / 64),
                new ConcurrentPoolAllocator(64, CAPACITY / 64),
                new StackAllocator(CAPACITY),
                new FreeListAllocator(CAPACITY),
                new TlsfAllocator(CAPACITY));
    }

    @ParameterizedTest
    @MethodSource("regionAllocators")
    void showsEachByteOnceInOrder(RegionAllocator allocator) {
        try (allocator) {
            final Random random = new Random(1);
            final List<Allocation> live = new ArrayList<>();
            for (int i = 0; i < 2_000; i++) {
                if (live.isEmpty() || random.nextInt(3) > 0) {
                    final long byteSize = 1 + random.nextInt(64);
                    final long address = allocator.tryAllocate(byteSize, 8);
                    if (address != Memory.NULL_ADDRESS) {
                        live.add(new Allocation(address, byteSize, 8));
                    }
                } else {
                    allocator.free(live.remove(random.nextInt(live.size())));
                }
                long end = 0;
                long usedBytes = 0;
                long liveCount = 0;
                for (final Block block : walked(allocator)) {
                    assertEquals(end, block.offset());
                    assertTrue(block.byteSize() > 0, block::toString);
                    end += block.byteSize();
                    usedBytes += block.isLive() ? block.byteSize() : 0;
                    liveCount += block.isLive() ? 1 : 0;
                }
                assertEquals(allocator.byteCapacity(), end);
                if (allocator instanceof PoolAllocator || allocator instanceof BoundaryTagAllocator) {
                    assertEquals(allocator.stats().usedBytes(), usedBytes);
                    assertEquals(live.size(), liveCount);
                }
            }
        }
    }

    @ParameterizedTest
    @MethodSource("regionAllocators")
    void showsOneFreeBlockOrManyWhereNothingIsLive(RegionAllocator allocator) {
        try (allocator) {
            assertTrue(walked(allocator).stream().noneMatch(Block::isLive));
            assertTrue(walked(allocator).stream().allMatch(block -> block.byteSize() > 0));
        }
    }

    @ParameterizedTest
    @MethodSource("regionAllocators")
    void showsOnlyLiveBlocksWhereNothingIsFree(RegionAllocator allocator) {
        try (allocator) {
            for (final long byteSize : new long[] {48, 8}) {
                while (allocator.tryAllocate(byteSize, 8) != Memory.NULL_ADDRESS) {
                    assertTrue(walked(allocator).stream().anyMatch(Block::isLive));
                }
            }
            assertTrue(walked(allocator).stream().allMatch(block -> block.isLive() && block.byteSize() > 0));
        }
    }

    @ParameterizedTest
    @MethodSource("regionAllocators")
    void isRefusedOnceClosed(RegionAllocator allocator) {
        allocator.close();
        assertThrows(IllegalStateException.class, () -> walked(allocator));
        assertThrows(IllegalStateException.class, allocator::map);
    }

    @Test
    void showsWhatABumpHandedOutAsFreeOnceNoBlockIsLive() {
        try (BumpAllocator bump = new BumpAllocator(256)) {
            final long address = bump.allocate(16, 8);
            assertEquals(List.of(new Block(0, 16, true), new Block(16, 240, false)), walked(bump));
            bump.free(address, 16, 8);
            assertEquals(List.of(new Block(0, 16, false), new Block(16, 240, false)), walked(bump));
        }
    }

    @Test
    void showsWhichBlocksOfAStackOnlyWait() {
        try (StackAllocator stack = new StackAllocator(256)) {
            final long below = stack.allocate(16, 8);
            stack.allocate(8, 8);
            stack.free(below, 16, 8);
            assertEquals(
                    List.of(new Block(0, 24, false), new Block(24, 16, true), new Block(40, 216, false)),
                    walked(stack));
        }
    }

    @Test
    void drawsARegion() {
        try (FreeListAllocator freeList = new FreeListAllocator(1024)) {
            freeList.allocate(48, 8);
            final long middle = freeList.allocate(100, 8);
            freeList.allocate(4, 8);
            freeList.free(middle, 100, 8);
            final String[] lines = freeList.map().split(System.lineSeparator());
            assertEquals(freeList.toString(), lines[0]);
            assertEquals("each character is 8 bytes: # live, + partly live, . free", lines[1]);
            assertEquals("           0 " + "#".repeat(8) + ".".repeat(16) + "#".repeat(4) + ".".repeat(36), lines[2]);
            assertEquals("         512 " + ".".repeat(64), lines[3]);
            assertEquals(4, lines.length);
        }
    }

    @Test
    void drawsALargeRegionInFewRows() {
        try (PoolAllocator pool = new PoolAllocator(24, 1 << 20)) {
            pool.allocate();
            final String[] lines = pool.map().split(System.lineSeparator());
            assertTrue(lines.length <= 34, lines.length + " lines");
            assertEquals("           0 +" + ".".repeat(63), lines[2]);
        }
    }
}
