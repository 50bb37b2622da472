package org.sideheap.testkit;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.sideheap.allocators.Memory.NULL_ADDRESS;

import com.sun.management.ThreadMXBean;
import java.lang.management.ManagementFactory;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.stream.Stream;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.ShrinkingMode;
import net.jqwik.api.Tag;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;
import org.sideheap.allocators.AllocationFailedException;
import org.sideheap.allocators.Allocator;
import org.sideheap.allocators.FreeListAllocator;
import org.sideheap.allocators.GlobalAllocator;

class CountingAllocatorTest {
    private static final int STEP_COUNT = 400;

    private record Block(long address, long byteSize) {}

    /** What the counts must be, by someone who makes the calls and looks at the answers. */
    private static final class Model {
        private final Map<RequestKind, Long> granted = new EnumMap<>(RequestKind.class);
        private final Map<RequestKind, Long> declined = new EnumMap<>(RequestKind.class);
        private final Map<RequestKind, Long> bytes = new EnumMap<>(RequestKind.class);
        private long freeCount;

        boolean saw(RequestKind kind, long byteSize, boolean isGranted) {
            (isGranted ? granted : declined).merge(kind, 1L, Long::sum);
            bytes.merge(kind, byteSize, Long::sum);
            return isGranted;
        }

        void agreesWith(CountingAllocator counting) {
            for (final RequestKind kind : RequestKind.values()) {
                final long grantedCount = granted.getOrDefault(kind, 0L);
                final long declinedCount = declined.getOrDefault(kind, 0L);
                assertEquals(grantedCount, counting.grantedCount(kind), kind::toString);
                assertEquals(declinedCount, counting.declinedCount(kind), kind::toString);
                assertEquals(grantedCount + declinedCount, counting.requestCount(kind), kind::toString);
                assertEquals(bytes.getOrDefault(kind, 0L), counting.requestedBytes(kind), kind::toString);
            }
            assertEquals(freeCount, counting.freeCount());
        }
    }

    @Property(tries = 200, shrinking = ShrinkingMode.OFF)
    @Tag("random")
    void countsRandomRequestsAsTheirCallerDoes(@ForAll long seed) {
        final SplittableRandom random = new SplittableRandom(seed);
        final FailingAllocator failing = new FailingAllocator(new FreeListAllocator(2000));
        failing.failRandomly(0.1, seed);
        final Model model = new Model();
        final List<Block> blocks = new ArrayList<>();
        try (CountingAllocator counting = new CountingAllocator(failing)) {
            for (int step = 0; step < STEP_COUNT; step++) {
                if (random.nextInt(10) == 0) {
                    refused(counting, random);
                } else if (blocks.isEmpty() || random.nextInt(2) == 0) {
                    allocate(counting, model, blocks, random);
                } else {
                    useOne(counting, model, blocks, random);
                }
                model.agreesWith(counting);
            }
        }
    }

    private static void allocate(Allocator counting, Model model, List<Block> blocks, SplittableRandom random) {
        final long byteSize = 1 + random.nextLong(200);
        final int call = random.nextInt(3);
        long address = NULL_ADDRESS;
        try {
            address = call == 0
                    ? counting.tryAllocate(byteSize, 8)
                    : call == 1 ? counting.allocate(byteSize, 8) : counting.allocateZeroed(byteSize, 8);
        } catch (AllocationFailedException e) {
            assertTrue(call != 0);
        }
        if (model.saw(RequestKind.ALLOCATE, byteSize, address != NULL_ADDRESS)) {
            blocks.add(new Block(address, byteSize));
        }
    }

    private static void useOne(Allocator counting, Model model, List<Block> blocks, SplittableRandom random) {
        final Block block = blocks.remove(random.nextInt(blocks.size()));
        final long byteSize = 1 + random.nextLong(200);
        final boolean grows = byteSize > block.byteSize;
        final long added = Math.max(0, byteSize - block.byteSize);
        switch (random.nextInt(3)) {
            case 0:
                counting.free(block.address, block.byteSize, 8);
                model.freeCount++;
                break;
            case 1:
                final boolean resized = counting.tryResize(block.address, block.byteSize, byteSize, 8);
                blocks.add(resized ? new Block(block.address, byteSize) : block);
                if (byteSize != block.byteSize) {
                    model.saw(grows ? RequestKind.RESIZE : RequestKind.SHRINK, added, resized);
                }
                break;
            default:
                final long moved = counting.tryReallocate(block.address, block.byteSize, byteSize, 8, 0);
                blocks.add(moved != NULL_ADDRESS ? new Block(moved, byteSize) : block);
                if (byteSize != block.byteSize) {
                    model.saw(grows ? RequestKind.REALLOCATE : RequestKind.SHRINK, added, moved != NULL_ADDRESS);
                }
        }
    }

    /** What is refused is no request, and a block that is not freed is not counted. */
    private static void refused(Allocator counting, SplittableRandom random) {
        final List<Runnable> calls = List.of(
                () -> counting.tryAllocate(0, 8),
                () -> counting.allocate(8, 3),
                () -> counting.allocateZeroed(-1, 8),
                () -> counting.tryResize(8, 8, 0, 8),
                () -> counting.tryResize(8, 8, 16, 5),
                () -> counting.tryReallocate(8, 0, 16, 8, 0),
                () -> counting.tryReallocate(8, 8, 16, 8, 9),
                () -> counting.free(8, 8, 8));
        final Runnable call = calls.get(random.nextInt(calls.size()));
        assertThrows(IllegalArgumentException.class, call::run);
    }

    @TestFactory
    Stream<DynamicTest> keepsTheContractOnEveryBackend() {
        return ContractKept.onEveryBackend("counting", Backend::traits, CountingAllocator::new);
    }

    @Test
    void doesNotCountWhatAClosedAllocatorRefuses() {
        final CountingAllocator counting = new CountingAllocator(new FreeListAllocator(1000));
        final long address = counting.allocate(24, 8);
        counting.close();
        counting.reset();
        assertThrows(IllegalStateException.class, () -> counting.tryAllocate(24, 8));
        assertThrows(IllegalStateException.class, () -> counting.allocate(24, 8));
        assertThrows(IllegalStateException.class, () -> counting.tryResize(address, 24, 48, 8));
        assertThrows(IllegalStateException.class, () -> counting.tryReallocate(address, 24, 48, 8, 0));
        assertThrows(IllegalStateException.class, () -> counting.free(address, 24, 8));
        new Model().agreesWith(counting);
    }

    @Test
    void startsAgainWhenItIsReset() {
        try (FreeListAllocator memory = new FreeListAllocator(1000);
                CountingAllocator counting = new CountingAllocator(memory)) {
            final long address = counting.tryReallocate(counting.allocate(24, 8), 24, 48, 8, 24);
            counting.tryResize(address, 48, 2000, 8);
            counting.free(address, 48, 8);
            assertEquals(
                    "CountingAllocator[1 of 1 ALLOCATE, 0 of 1 RESIZE, 1 of 1 REALLOCATE, 0 of 0 SHRINK, 1 freed, "
                            + memory + "]",
                    counting.toString());
            counting.reset();
            new Model().agreesWith(counting);
        }
    }

    @Test
    void sumsHugeRequestsWithoutWrapping() {
        final CountingAllocator counting = new CountingAllocator(GlobalAllocator.INSTANCE);
        counting.tryAllocate(Long.MAX_VALUE - 1, 8);
        assertEquals(Long.MAX_VALUE - 1, counting.requestedBytes(RequestKind.ALLOCATE));
        counting.tryAllocate(1L << 62, 8);
        assertEquals(Long.MAX_VALUE, counting.requestedBytes(RequestKind.ALLOCATE));
        assertEquals(2, counting.declinedCount(RequestKind.ALLOCATE));
    }

    @Test
    void countsAndFailsWithoutGarbage() {
        final ThreadMXBean threads = (ThreadMXBean) ManagementFactory.getThreadMXBean();
        final FailingAllocator failing = new FailingAllocator(GlobalAllocator.INSTANCE);
        final CountingAllocator counting = new CountingAllocator(failing);
        failing.failRandomly(0.1, 5);
        failing.alsoFail(RequestKind.ALLOCATE, Long.MAX_VALUE);
        long least = Long.MAX_VALUE;
        for (int round = 0; round < 20; round++) {
            final long before = threads.getCurrentThreadAllocatedBytes();
            growAndFree(counting);
            least = Math.min(least, threads.getCurrentThreadAllocatedBytes() - before);
        }
        assertEquals(0, least);
    }

    private static void growAndFree(Allocator allocator) {
        for (int i = 0; i < 100; i++) {
            final long address = allocator.tryAllocate(24, 8);
            if (address != NULL_ADDRESS) {
                long byteSize = allocator.tryResize(address, 24, 32, 8) ? 32 : 24;
                final long moved = allocator.tryReallocate(address, byteSize, 48, 8, 0);
                byteSize = moved != NULL_ADDRESS ? 48 : byteSize;
                allocator.free(moved != NULL_ADDRESS ? moved : address, byteSize, 8);
            }
        }
    }
}
