package org.sideheap.testkit;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.sideheap.allocators.Memory.NULL_ADDRESS;

import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import java.util.function.Function;
import java.util.stream.Stream;
import org.junit.jupiter.api.Named;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.sideheap.allocators.AllocationFailedException;
import org.sideheap.allocators.Allocator;
import org.sideheap.allocators.AllocatorStats;
import org.sideheap.allocators.ArenaAllocator;
import org.sideheap.allocators.ForwardingAllocator;
import org.sideheap.allocators.FreeListAllocator;
import org.sideheap.allocators.GrowingAllocator;
import org.sideheap.allocators.PoolAllocator;

/** Allocators that grow from a parent which declines, at each request to it in turn. */
class GrowthFaultsTest {
    private static final long LARGEST_BYTE_SIZE = 64;
    private static final int STEP_COUNT = 150;
    private static final int MOST_FAULTS = 1000;

    private record Block(long address, long byteSize) {}

    /** Declines each request from one on. */
    private static final class Exhausted extends ForwardingAllocator {
        private long granted;
        private boolean hasDeclined;

        Exhausted(Allocator delegate, long granted) {
            super(delegate);
            this.granted = granted;
        }

        @Override
        public long tryAllocate(long byteSize, long byteAlignment) {
            hasDeclined |= granted == 0;
            return granted == 0 || granted-- == 0 ? NULL_ADDRESS : super.tryAllocate(byteSize, byteAlignment);
        }
    }

    static Stream<Named<Function<Allocator, Allocator>>> growing() {
        return Stream.of(
                Named.of("arena", parent -> new ArenaAllocator(parent, 128)),
                Named.of("growing free list", parent -> new GrowingAllocator(parent, 128, FreeListAllocator::new)),
                Named.of(
                        "growing pool",
                        parent -> new GrowingAllocator(
                                parent, 128, (from, byteSize) -> new PoolAllocator(from, 64, byteSize / 64))));
    }

    @ParameterizedTest
    @MethodSource("growing")
    void servesOnWhenOneRequestToItsParentFails(Function<Allocator, Allocator> opener) {
        int faults = 0;
        boolean failed = true;
        while (failed && faults < MOST_FAULTS) {
            try (FreeListAllocator memory = new FreeListAllocator(1 << 20)) {
                final FailingAllocator parent = new FailingAllocator(memory);
                parent.fail(RequestKind.ALLOCATE, ++faults);
                run(opener, parent, false);
                failed = parent.hasFailed();
                assertEquals(0, memory.stats().liveCount(), "leaked with request " + faults + " failing");
            }
        }
        assertTrue(faults > 3 && faults < MOST_FAULTS, () -> "the parent was asked as often as not");
    }

    @ParameterizedTest
    @MethodSource("growing")
    void declinesWhenItsParentHasNoMore(Function<Allocator, Allocator> opener) {
        int granted = 0;
        boolean declined = true;
        while (declined && granted < MOST_FAULTS) {
            try (FreeListAllocator memory = new FreeListAllocator(1 << 20)) {
                final Exhausted parent = new Exhausted(memory, granted++);
                run(opener, parent, true);
                declined = parent.hasDeclined;
                assertEquals(0, memory.stats().liveCount(), "leaked with " + (granted - 1) + " requests granted");
            }
        }
        assertTrue(granted > 3 && granted < MOST_FAULTS, () -> "the parent was asked as often as not");
    }

    private static void run(Function<Allocator, Allocator> opener, Allocator parent, boolean mayDecline) {
        final SplittableRandom random = new SplittableRandom(5);
        final List<Block> blocks = new ArrayList<>();
        try (Allocator allocator = opener.apply(parent)) {
            for (int step = 0; step < STEP_COUNT; step++) {
                final AllocatorStats before = allocator.stats();
                final int choice = random.nextInt(blocks.size() < 5 ? 1 : 5);
                if (choice < 3) {
                    final long byteSize = 1 + random.nextLong(LARGEST_BYTE_SIZE);
                    final long address = allocator.tryAllocate(byteSize, 8);
                    if (address == NULL_ADDRESS) {
                        assertDeclined(before, allocator.stats());
                        assertTrue(mayDecline, "declined, though a smaller chunk would have been granted");
                    } else {
                        blocks.add(new Block(address, byteSize));
                    }
                } else {
                    final Block block = blocks.remove(random.nextInt(blocks.size()));
                    final long byteSize = 1 + random.nextLong(LARGEST_BYTE_SIZE);
                    final long address =
                            allocator.tryReallocate(block.address, block.byteSize, byteSize, 8, block.byteSize);
                    if (address == NULL_ADDRESS) {
                        assertDeclined(before, allocator.stats());
                        allocator.free(block.address, block.byteSize, 8);
                    } else if (choice == 3) {
                        allocator.free(address, byteSize, 8);
                    } else {
                        blocks.add(new Block(address, byteSize));
                    }
                }
                allocator.check();
            }
            for (final Block each : blocks) {
                allocator.free(each.address, each.byteSize, 8);
                allocator.check();
            }
            assertEquals(0, allocator.stats().liveCount());
        } catch (AllocationFailedException e) {
            assertEquals(List.of(), blocks, "only a constructor throws");
        }
    }

    private static void assertDeclined(AllocatorStats before, AllocatorStats after) {
        assertEquals(
                new AllocatorStats(
                        before.usedBytes(),
                        before.reservedBytes(),
                        before.peakUsedBytes(),
                        before.largestFreeBytes(),
                        before.liveCount(),
                        before.allocationCount(),
                        before.declineCount() + 1),
                after);
    }
}
