package org.sideheap.allocators;

import static org.openjdk.jcstress.annotations.Expect.ACCEPTABLE;
import static org.openjdk.jcstress.annotations.Expect.FORBIDDEN;
import static org.sideheap.allocators.Memory.NULL_ADDRESS;

import org.openjdk.jcstress.annotations.Actor;
import org.openjdk.jcstress.annotations.Arbiter;
import org.openjdk.jcstress.annotations.JCStressTest;
import org.openjdk.jcstress.annotations.Outcome;
import org.openjdk.jcstress.annotations.State;
import org.openjdk.jcstress.infra.results.III_Result;
import org.openjdk.jcstress.infra.results.I_Result;

/** Two threads on an allocator for one, with a lock around it. */
final class SynchronizedAllocatorStress {
    private SynchronizedAllocatorStress() {}

    private static Allocator shared() {
        return new SynchronizedAllocator(new FreeListAllocator(1024));
    }

    /** Blocks apart from each other, and books that are right. */
    @JCStressTest
    @Outcome(id = "1, 2, 0", expect = ACCEPTABLE)
    @Outcome(expect = FORBIDDEN)
    @State
    public static class AllocateFree {
        private final Allocator allocator = shared();

        private int ownValueAfter(int value) {
            final long address = allocator.allocate(8, 8);
            Memory.putLong(address, value);
            final long moved = allocator.tryReallocate(address, 8, 100, 8, 8);
            final int kept = (int) Memory.getLong(moved);
            allocator.free(moved, 100, 8);
            return kept;
        }

        @Actor
        public void first(III_Result r) {
            r.r1 = ownValueAfter(1);
        }

        @Actor
        public void second(III_Result r) {
            r.r2 = ownValueAfter(2);
        }

        @Arbiter
        public void rest(III_Result r) {
            allocator.check();
            r.r3 = (int) allocator.stats().usedBytes();
            allocator.close();
        }
    }

    /** What the first owner of a block wrote is what its next owner reads. */
    @JCStressTest
    @Outcome(
            id = {"-1", "1"},
            expect = ACCEPTABLE)
    @Outcome(expect = FORBIDDEN)
    @State
    public static class HandOver {
        private final Allocator allocator = new SynchronizedAllocator(new PoolAllocator(16, 1));
        private final long block = allocator.allocateZeroed(16, 8);

        @Actor
        public void owner() {
            Memory.putLong(block + 8, 1);
            allocator.free(block, 16, 8);
        }

        @Actor
        public void nextOwner(I_Result r) {
            final long address = allocator.tryAllocate(16, 8);
            r.r1 = address == NULL_ADDRESS ? -1 : (int) Memory.getLong(address + 8);
        }

        @Arbiter
        public void end() {
            allocator.close();
        }
    }
}
