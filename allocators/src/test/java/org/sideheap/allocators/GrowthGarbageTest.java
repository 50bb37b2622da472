package org.sideheap.allocators;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.sun.management.ThreadMXBean;
import java.lang.management.ManagementFactory;
import org.junit.jupiter.api.Test;

/** The JVM's own count of what a thread allocates on the heap does not move while allocators take and give back chunks. */
class GrowthGarbageTest {
    private static final ThreadMXBean THREADS = (ThreadMXBean) ManagementFactory.getThreadMXBean();
    private static final int WARM_UP_ROUNDS = 10;

    /** A class loaded or a method linked late costs some rounds their zero, garbage costs it all of them. */
    private static final int MEASURED_ROUNDS = 10;

    @Test
    void seesOneObject() {
        final Object[] kept = new Object[1];
        assertTrue(leastAllocatedBytes(() -> kept[0] = new long[1]) >= 16);
    }

    @Test
    void anArenaTakesChunksAndGivesThemBackWithoutGarbage() {
        try (ArenaAllocator arena = new ArenaAllocator(64)) {
            assertEquals(0, leastAllocatedBytes(() -> useWithMarks(arena, 0)));
        }
    }

    @Test
    void anArenaUsesItsChunksAgainWithoutGarbage() {
        try (ArenaAllocator arena = new ArenaAllocator(64)) {
            assertEquals(0, leastAllocatedBytes(() -> useWithMarks(arena, Long.MAX_VALUE)));
        }
    }

    private static void useWithMarks(ArenaAllocator arena, long keptByteSize) {
        for (int i = 0; i < 50; i++) {
            final long outer = arena.mark();
            final long address = arena.allocate(40 + i, 8);
            arena.mark();
            arena.tryReallocate(address, 40 + i, 1000, 64, 40);
            if (i % 3 == 0) {
                arena.release(outer);
            }
        }
        arena.reset(keptByteSize);
    }

    @Test
    void aGrowingPoolServesAnyLoadItHasServedBeforeWithoutGarbage() {
        try (GrowingAllocator pool =
                new GrowingAllocator(256, (parent, byteSize) -> new PoolAllocator(parent, 64, byteSize / 64))) {
            final long[] blocks = new long[100];
            assertEquals(0, leastAllocatedBytes(() -> {
                for (int i = 0; i < blocks.length; i++) {
                    blocks[i] = pool.allocate(64, 8);
                }
                for (final long each : blocks) {
                    pool.free(each, 64, 8);
                }
            }));
        }
    }

    /** What one round allocates, less what measuring costs, in the round that allocates least. */
    private static long leastAllocatedBytes(Runnable round) {
        for (int i = 0; i < WARM_UP_ROUNDS; i++) {
            round.run();
        }
        long least = Long.MAX_VALUE;
        long leastOfNothing = Long.MAX_VALUE;
        for (int i = 0; i < MEASURED_ROUNDS; i++) {
            final long before = THREADS.getCurrentThreadAllocatedBytes();
            final long between = THREADS.getCurrentThreadAllocatedBytes();
            round.run();
            final long after = THREADS.getCurrentThreadAllocatedBytes();
            leastOfNothing = Math.min(leastOfNothing, between - before);
            least = Math.min(least, after - between);
        }
        return least - leastOfNothing;
    }
}
