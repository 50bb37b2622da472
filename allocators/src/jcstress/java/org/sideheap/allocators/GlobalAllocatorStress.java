package org.sideheap.allocators;

import static org.openjdk.jcstress.annotations.Expect.ACCEPTABLE;
import static org.openjdk.jcstress.annotations.Expect.FORBIDDEN;

import org.openjdk.jcstress.annotations.Actor;
import org.openjdk.jcstress.annotations.Arbiter;
import org.openjdk.jcstress.annotations.JCStressTest;
import org.openjdk.jcstress.annotations.Outcome;
import org.openjdk.jcstress.annotations.State;
import org.openjdk.jcstress.infra.results.IIII_Result;
import org.openjdk.jcstress.infra.results.II_Result;

/** Two threads and the numbers of one global allocator, which has these two for itself. */
final class GlobalAllocatorStress {
    private GlobalAllocatorStress() {}

    /** Nothing is lost: used, live, ever allocated, and a peak that is no less than what was live at once. */
    @JCStressTest
    @Outcome(
            id = {"32, 1, 2, 32", "32, 1, 2, 48"},
            expect = ACCEPTABLE)
    @Outcome(expect = FORBIDDEN)
    @State
    public static class Counts {
        private final GlobalAllocator allocator = new GlobalAllocator();
        private long kept;

        @Actor
        public void comesAndGoes() {
            allocator.free(allocator.allocate(16, 8), 16, 8);
        }

        @Actor
        public void stays() {
            kept = allocator.allocate(32, 8);
        }

        @Arbiter
        public void rest(IIII_Result r) {
            final AllocatorStats stats = allocator.stats();
            r.r1 = (int) stats.usedBytes();
            r.r2 = (int) stats.liveCount();
            r.r3 = (int) stats.allocationCount();
            r.r4 = (int) stats.peakUsedBytes();
            allocator.free(kept, 32, 8);
        }
    }

    /** Both stay: the peak is the sum, whoever was the last to note it. */
    @JCStressTest
    @Outcome(id = "48, 2, 2, 48", expect = ACCEPTABLE)
    @Outcome(expect = FORBIDDEN)
    @State
    public static class Peak {
        private final GlobalAllocator allocator = new GlobalAllocator();
        private long small;
        private long large;

        @Actor
        public void small() {
            small = allocator.allocate(16, 8);
        }

        /** Allocates half of it, and grows. */
        @Actor
        public void large() {
            final long half = allocator.allocate(16, 8);
            large = allocator.tryReallocate(half, 16, 32, 8, 16);
        }

        @Arbiter
        public void rest(IIII_Result r) {
            final AllocatorStats stats = allocator.stats();
            r.r1 = (int) stats.usedBytes();
            r.r2 = (int) stats.liveCount();
            r.r3 = (int) stats.allocationCount();
            r.r4 = (int) stats.peakUsedBytes();
            allocator.free(small, 16, 8);
            allocator.free(large, 32, 8);
        }
    }

    /** Whoever looks while others are at work sees no peak below what is used, and no fewer than no blocks. */
    @JCStressTest
    @Outcome(id = "1, 0", expect = ACCEPTABLE)
    @Outcome(expect = FORBIDDEN)
    @State
    public static class Observed {
        private final GlobalAllocator allocator = new GlobalAllocator();

        @Actor
        public void worker() {
            allocator.free(allocator.allocate(16, 8), 16, 8);
        }

        @Actor
        public void observer(II_Result r) {
            final AllocatorStats stats = allocator.stats();
            r.r1 = stats.peakUsedBytes() >= stats.usedBytes() && stats.liveCount() >= 0 ? 1 : 0;
        }

        @Arbiter
        public void rest(II_Result r) {
            r.r2 = (int) allocator.stats().usedBytes();
        }
    }
}
