package org.sideheap.allocators;

import static org.openjdk.jcstress.annotations.Expect.ACCEPTABLE;
import static org.openjdk.jcstress.annotations.Expect.FORBIDDEN;
import static org.sideheap.allocators.Memory.NULL_ADDRESS;

import java.util.concurrent.atomic.AtomicInteger;
import org.openjdk.jcstress.annotations.Actor;
import org.openjdk.jcstress.annotations.Arbiter;
import org.openjdk.jcstress.annotations.JCStressTest;
import org.openjdk.jcstress.annotations.Outcome;
import org.openjdk.jcstress.annotations.State;
import org.openjdk.jcstress.infra.results.III_Result;
import org.openjdk.jcstress.infra.results.II_Result;

/**
 * Two threads on one pool. Blocks go by their index, -1 is none; where nothing is written to them, their memory is not
 * there.
 */
final class ConcurrentPoolStress {
    private static final long BLOCK_BYTE_SIZE = 64;
    private static final int NONE = -1;

    private ConcurrentPoolStress() {}

    /** A pool whose blocks must not be touched. */
    abstract static class Untouched {
        final ConcurrentPoolAllocator pool;
        final long start;

        Untouched(int blockCount) {
            pool = ConcurrentPoolAllocator.over(1 << 16, blockCount * BLOCK_BYTE_SIZE, BLOCK_BYTE_SIZE);
            start = pool.startAddress();
        }

        final int take() {
            final long address = pool.tryAllocate();
            return address == NULL_ADDRESS ? NONE : (int) ((address - start) / BLOCK_BYTE_SIZE);
        }

        final void give(int index) {
            pool.free(start + index * BLOCK_BYTE_SIZE);
        }

        final int tryGive(int index) {
            try {
                give(index);
                return 1;
            } catch (IllegalArgumentException e) {
                return 0;
            }
        }

        /** How many blocks are left, each of which was not seen before; or less than nothing. */
        final int drain(int seenBlocks) {
            pool.check();
            int seen = seenBlocks;
            int count = 0;
            for (int index = take(); index != NONE; index = take()) {
                if ((seen & 1 << index) != 0) {
                    return Integer.MIN_VALUE;
                }
                seen |= 1 << index;
                count++;
            }
            return count;
        }
    }

    /** Never the same block. */
    @JCStressTest
    @Outcome(
            id = {"0, 1", "1, 0"},
            expect = ACCEPTABLE)
    @Outcome(expect = FORBIDDEN)
    @State
    public static class AllocateAllocate extends Untouched {
        public AllocateAllocate() {
            super(3);
        }

        @Actor
        public void first(II_Result r) {
            r.r1 = take();
        }

        @Actor
        public void second(II_Result r) {
            r.r2 = take();
        }
    }

    /** Of the last block, one gets it and one is declined. */
    @JCStressTest
    @Outcome(
            id = {"0, -1", "-1, 0"},
            expect = ACCEPTABLE)
    @Outcome(expect = FORBIDDEN)
    @State
    public static class AllocateTheLast extends Untouched {
        public AllocateTheLast() {
            super(1);
        }

        @Actor
        public void first(II_Result r) {
            r.r1 = take();
        }

        @Actor
        public void second(II_Result r) {
            r.r2 = take();
        }
    }

    /** Of two frees of one block one is refused, and the block is there once. */
    @JCStressTest
    @Outcome(
            id = {"1, 0, 2", "0, 1, 2"},
            expect = ACCEPTABLE)
    @Outcome(expect = FORBIDDEN)
    @State
    public static class FreeFree extends Untouched {
        private final int block;

        public FreeFree() {
            super(2);
            block = take();
        }

        @Actor
        public void first(III_Result r) {
            r.r1 = tryGive(block);
        }

        @Actor
        public void second(III_Result r) {
            r.r2 = tryGive(block);
        }

        @Arbiter
        public void rest(III_Result r) {
            r.r3 = drain(0);
        }
    }

    /** Two blocks that were neighbours come back at once: none is lost. */
    @JCStressTest
    @Outcome(id = "1, 1, 3", expect = ACCEPTABLE)
    @Outcome(expect = FORBIDDEN)
    @State
    public static class FreeBoth extends Untouched {
        private final int one;
        private final int other;

        public FreeBoth() {
            super(3);
            one = take();
            other = take();
        }

        @Actor
        public void first(III_Result r) {
            r.r1 = tryGive(one);
        }

        @Actor
        public void second(III_Result r) {
            r.r2 = tryGive(other);
        }

        @Arbiter
        public void rest(III_Result r) {
            r.r3 = drain(0);
        }
    }

    /**
     * One takes the first block, 0. The other takes 0 and 1 and gives 0 back, so that 0 is first again but the next one is
     * 2: who read that it was 1 must not believe it any more.
     */
    @JCStressTest
    @Outcome(
            id = {"0, 2", "1, 2", "2, 2"},
            expect = ACCEPTABLE)
    @Outcome(expect = FORBIDDEN)
    @State
    public static class Aba extends Untouched {
        private int kept;

        public Aba() {
            super(4);
        }

        @Actor
        public void takes(II_Result r) {
            r.r1 = take();
        }

        @Actor
        public void takesTwoAndGivesOneBack() {
            final int first = take();
            kept = take();
            give(first);
        }

        @Arbiter
        public void rest(II_Result r) {
            r.r2 = drain(1 << r.r1 | 1 << kept);
        }
    }

    /**
     * One frees its block, which the other may get: what is in it is then what the first one wrote, and what the first one
     * read is not what the other writes.
     */
    @JCStressTest
    @Outcome(
            id = {"0, -1", "0, 1"},
            expect = ACCEPTABLE)
    @Outcome(expect = FORBIDDEN)
    @State
    public static class HandOver {
        private final ConcurrentPoolAllocator pool = new ConcurrentPoolAllocator(BLOCK_BYTE_SIZE, 1);
        private final long block = pool.allocateZeroed(BLOCK_BYTE_SIZE, 8);

        @Actor
        public void owner(II_Result r) {
            r.r1 = (int) Memory.getLong(block);
            Memory.putLong(block, 1);
            pool.free(block);
        }

        @Actor
        public void nextOwner(II_Result r) {
            final long address = pool.tryAllocate();
            if (address == NULL_ADDRESS) {
                r.r2 = NONE;
            } else {
                r.r2 = (int) Memory.getLong(address);
                Memory.putLong(address, 2);
            }
        }

        @Arbiter
        public void end() {
            pool.close();
        }
    }

    /** The counts are those of one moment, and once all is quiet they are exact; so is the peak. */
    @JCStressTest
    @Outcome(
            id = {"1, 1", "1, 2"},
            expect = ACCEPTABLE)
    @Outcome(expect = FORBIDDEN)
    @State
    public static class Stats extends Untouched {
        private boolean wasConsistent;

        public Stats() {
            super(3);
        }

        @Actor
        public void takesAndGivesBack() {
            give(take());
        }

        @Actor
        public void takesAndAsks() {
            final int taken = take();
            final AllocatorStats stats = pool.stats();
            final long liveCount = stats.liveCount();
            wasConsistent = liveCount >= 1
                    && liveCount <= stats.allocationCount()
                    && stats.allocationCount() <= 2
                    && stats.peakUsedBytes() >= stats.usedBytes()
                    && stats.usedBytes() == liveCount * BLOCK_BYTE_SIZE;
            give(taken);
        }

        @Arbiter
        public void rest(II_Result r) {
            final AllocatorStats stats = pool.stats();
            final boolean isExact = stats.liveCount() == 0 && stats.allocationCount() == 2 && drain(0) == 3;
            r.r1 = wasConsistent && isExact ? 1 : 0;
            r.r2 = (int) (stats.peakUsedBytes() / BLOCK_BYTE_SIZE);
        }
    }

    /**
     * Two close it: the region goes back once, and who depends on it is told once. A call while the other one is at it gets
     * a block, or is told.
     */
    @JCStressTest
    @Outcome(
            id = {"0, 1, 1", "-2, 1, 1"},
            expect = ACCEPTABLE)
    @Outcome(expect = FORBIDDEN)
    @State
    public static class CloseClose {
        private final AtomicInteger backCount = new AtomicInteger();
        private final ConcurrentPoolAllocator pool =
                new ConcurrentPoolAllocator(new Parent(backCount), BLOCK_BYTE_SIZE, 1);
        private final Witness witness = new Witness();

        public CloseClose() {
            pool.register(witness);
        }

        @Actor
        public void first(III_Result r) {
            pool.close();
            try {
                r.r1 = pool.tryAllocate() == NULL_ADDRESS ? NONE : 0;
            } catch (IllegalStateException e) {
                r.r1 = -2;
            }
        }

        @Actor
        public void second() {
            pool.close();
        }

        @Arbiter
        public void rest(III_Result r) {
            r.r2 = backCount.get();
            r.r3 = witness.closeCount;
        }
    }

    /** Dependants come and go on different threads: who stayed is told once, and nobody else. */
    @JCStressTest
    @Outcome(id = "0, 1, 1", expect = ACCEPTABLE)
    @Outcome(expect = FORBIDDEN)
    @State
    public static class RegisterUnregister extends Untouched {
        private final Witness left = new Witness();
        private final Witness stayed = new Witness();
        private final Witness came = new Witness();

        public RegisterUnregister() {
            super(1);
            pool.register(stayed);
            pool.register(left);
        }

        @Actor
        public void leaves() {
            left.unregister();
        }

        @Actor
        public void comes() {
            pool.register(came);
        }

        @Arbiter
        public void rest(III_Result r) {
            pool.close();
            r.r1 = left.closeCount;
            r.r2 = stayed.closeCount;
            r.r3 = came.closeCount;
        }
    }

    private static final class Witness extends Dependant {
        private int closeCount;

        @Override
        protected boolean holds(long fromAddress, long toAddress) {
            return true;
        }

        @Override
        protected void close(long fromAddress, long toAddress, String cause) {
            closeCount++;
        }
    }

    /** Has one region that nobody touches, and counts how often it comes back. */
    private record Parent(AtomicInteger backCount) implements Allocator {
        @Override
        public long tryAllocate(long byteSize, long byteAlignment) {
            return 1 << 16;
        }

        @Override
        public void free(long address, long byteSize, long byteAlignment) {
            backCount.getAndIncrement();
        }

        @Override
        public boolean owns(long address) {
            return false;
        }

        @Override
        public AllocatorStats stats() {
            return new AllocatorStats(0, 0, 0, 0, 0, 0, 0);
        }

        @Override
        public void close() {}
    }
}
