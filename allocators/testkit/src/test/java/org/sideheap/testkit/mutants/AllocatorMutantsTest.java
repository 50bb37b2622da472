package org.sideheap.testkit.mutants;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.sideheap.allocators.Memory.NULL_ADDRESS;
import static org.sideheap.testkit.Trait.BOUNDED;
import static org.sideheap.testkit.Trait.GENERAL_PURPOSE;
import static org.sideheap.testkit.Trait.RECLAIMS;
import static org.sideheap.testkit.Trait.REFUSES_BAD_FREES;
import static org.sideheap.testkit.Trait.TELLS_ITS_OWN;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.function.LongFunction;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.sideheap.allocators.AllocationFailedException;
import org.sideheap.allocators.Allocator;
import org.sideheap.allocators.AllocatorStats;
import org.sideheap.allocators.Dependant;
import org.sideheap.allocators.Memory;
import org.sideheap.testkit.AllocatorContract;
import org.sideheap.testkit.AllocatorProgram;
import org.sideheap.testkit.AllocatorProperty;
import org.sideheap.testkit.Backend;
import org.sideheap.testkit.ContractViolation;
import org.sideheap.testkit.Program;
import org.sideheap.testkit.Trait;

/** Each allocator here is broken in one place, and the contract must say in which property. */
@Tag("once")
class AllocatorMutantsTest {
    private static final Trait[] ALL_TRAITS = {RECLAIMS, BOUNDED, REFUSES_BAD_FREES, GENERAL_PURPOSE, TELLS_ITS_OWN};

    @Test
    void acquitsTheOneThatIsNotBroken() {
        new AllocatorContract(backend(PlainAllocator::new)).verify();
    }

    @Test
    void convictsOneThatAlignsTheOffset() {
        class AlignsTheOffset extends PlainAllocator {
            AlignsTheOffset(long byteCapacity) {
                super(byteCapacity);
            }

            @Override
            long place(long byteSize, long byteAlignment) {
                final long end = liveByteSizes.isEmpty()
                        ? 0
                        : liveByteSizes.lastKey() + liveByteSizes.lastEntry().getValue() - startAddress;
                final long offset = aligned(end, byteAlignment);
                return byteSize <= byteCapacity - offset ? startAddress + offset : NULL_ADDRESS;
            }
        }
        convicts(AlignsTheOffset::new, AllocatorProperty.ALIGNED, RECLAIMS, BOUNDED);
    }

    @Test
    void convictsOneThatForgetsToZero() {
        class ForgetsToZero extends PlainAllocator {
            ForgetsToZero(long byteCapacity) {
                super(byteCapacity);
            }

            @Override
            public long allocateZeroed(long byteSize, long byteAlignment) {
                return allocate(byteSize, byteAlignment);
            }
        }
        convicts(ForgetsToZero::new, AllocatorProperty.ZEROED, ALL_TRAITS);
    }

    @Test
    void convictsOneThatZeroesAllButTheTail() {
        class ZeroesWords extends PlainAllocator {
            ZeroesWords(long byteCapacity) {
                super(byteCapacity);
            }

            @Override
            public long allocateZeroed(long byteSize, long byteAlignment) {
                final long address = allocate(byteSize, byteAlignment);
                Memory.fill(address, byteSize & -8, (byte) 0);
                return address;
            }
        }
        convicts(ZeroesWords::new, AllocatorProperty.ZEROED, ALL_TRAITS);
    }

    @Test
    void convictsAPoolThatHandsOutAFreedBlockTwice() {
        class HandsOutTwice extends NeverResizes {
            private final Deque<Long> freed = new ArrayDeque<>();

            HandsOutTwice(long byteCapacity) {
                super(byteCapacity);
            }

            @Override
            long place(long byteSize, long byteAlignment) {
                final boolean fits = byteSize <= 64 && byteAlignment <= 8;
                return fits && !freed.isEmpty() ? freed.pop() : fits ? super.place(64, 8) : NULL_ADDRESS;
            }

            @Override
            public void free(long address, long byteSize, long byteAlignment) {
                super.free(address, byteSize, byteAlignment);
                freed.push(address);
                freed.push(address);
            }
        }
        convicts(HandsOutTwice::new, AllocatorProperty.NO_OVERLAP, BOUNDED, Trait.FIXED_BLOCK);
    }

    @Test
    void convictsOneThatForgetsDoubleFrees() {
        class ForgetsDoubleFrees extends PlainAllocator {
            ForgetsDoubleFrees(long byteCapacity) {
                super(byteCapacity);
            }

            @Override
            public void free(long address, long byteSize, long byteAlignment) {
                checkRequest(byteSize, byteAlignment);
                if (liveByteSizes.containsKey(address)) {
                    super.free(address, byteSize, byteAlignment);
                }
            }
        }
        convicts(ForgetsDoubleFrees::new, AllocatorProperty.BAD_FREE_REFUSED, ALL_TRAITS);
    }

    @Test
    void convictsOneWhoseMovedBlocksLoseTheirContents() {
        class MovesWithoutCopying extends PlainAllocator {
            MovesWithoutCopying(long byteCapacity) {
                super(byteCapacity);
            }

            @Override
            public long tryReallocate(
                    long address, long oldByteSize, long newByteSize, long byteAlignment, long preservedBytes) {
                return super.tryReallocate(
                        address, oldByteSize, newByteSize, byteAlignment, Math.min(preservedBytes, 8));
            }
        }
        convicts(MovesWithoutCopying::new, AllocatorProperty.CONTENTS_MOVED, BOUNDED);
    }

    @Test
    void convictsOneThatGrowsBlocksOverTheirNeighbours() {
        class GrowsWithoutLooking extends PlainAllocator {
            GrowsWithoutLooking(long byteCapacity) {
                super(byteCapacity);
            }

            @Override
            public boolean tryResize(long address, long oldByteSize, long newByteSize, long byteAlignment) {
                if (super.tryResize(address, oldByteSize, newByteSize, byteAlignment)) {
                    return true;
                }
                if (newByteSize > startAddress + byteCapacity - address) {
                    return false;
                }
                liveByteSizes.put(address, newByteSize);
                usedBytes += newByteSize - oldByteSize;
                peakUsedBytes = Math.max(peakUsedBytes, usedBytes);
                return true;
            }
        }
        convicts(GrowsWithoutLooking::new, AllocatorProperty.NO_OVERLAP, RECLAIMS, BOUNDED);
    }

    /** Sizes that are rounded, or written down somewhere else, cannot change in place. */
    private static class NeverResizes extends PlainAllocator {
        NeverResizes(long byteCapacity) {
            super(byteCapacity);
        }

        @Override
        public boolean tryResize(long address, long oldByteSize, long newByteSize, long byteAlignment) {
            checkRequest(oldByteSize, byteAlignment);
            checkRequest(newByteSize, byteAlignment);
            checkLive(address);
            return newByteSize == oldByteSize;
        }
    }

    /** Free places, first fit and split, that stay as small as they were cut. */
    private static final class NeverMerges extends NeverResizes {
        private final List<long[]> free = new ArrayList<>();

        NeverMerges(long byteCapacity) {
            super(byteCapacity);
            free.add(new long[] {startAddress, byteCapacity});
        }

        @Override
        long place(long byteSize, long byteAlignment) {
            for (final long[] range : free) {
                final long gap = aligned(range[0], byteAlignment) - range[0];
                if (byteSize <= range[1] - gap) {
                    final long address = range[0] + gap;
                    free.remove(range);
                    if (gap > 0) {
                        free.add(new long[] {range[0], gap});
                    }
                    if (range[1] - gap > byteSize) {
                        free.add(new long[] {address + byteSize, range[1] - gap - byteSize});
                    }
                    return address;
                }
            }
            return NULL_ADDRESS;
        }

        @Override
        public void free(long address, long byteSize, long byteAlignment) {
            super.free(address, byteSize, byteAlignment);
            free.add(0, new long[] {address, byteSize});
        }
    }

    @Test
    void convictsAFreeListThatNeverMerges() {
        convicts(NeverMerges::new, AllocatorProperty.RECLAIMED, RECLAIMS, BOUNDED);
    }

    @Test
    void convictsAFreeListThatDeclinesWithRoomBetweenBlocks() {
        final ContractViolation violation = assertThrows(ContractViolation.class, () -> new AllocatorProgram()
                .allocate("a", 4000, 8)
                .allocate("b", 4000, 8)
                .allocate("c", 8, 8)
                .free("a")
                .free("b")
                .allocate("d", 4500, 8)
                .runOn(backend(NeverMerges::new, ALL_TRAITS), 8500, 64));
        assertEquals(AllocatorProperty.DECLINED_FOR_A_REASON, violation.property());
    }

    @Test
    void convictsOneWhoseSizesWrap() {
        class Wraps extends PlainAllocator {
            Wraps(long byteCapacity) {
                super(byteCapacity);
            }

            @Override
            long place(long byteSize, long byteAlignment) {
                final long address = liveByteSizes.isEmpty()
                        ? aligned(startAddress, byteAlignment)
                        : aligned(
                                liveByteSizes.lastKey()
                                        + liveByteSizes.lastEntry().getValue(),
                                byteAlignment);
                return address + byteSize <= startAddress + byteCapacity ? address : NULL_ADDRESS;
            }
        }
        convicts(Wraps::new, AllocatorProperty.HUGE_DECLINED, BOUNDED);
    }

    @Test
    void convictsOneThatChangesWhenItDeclines() {
        class PaysForDeclining extends PlainAllocator {
            PaysForDeclining(long byteCapacity) {
                super(byteCapacity);
            }

            @Override
            public long tryAllocate(long byteSize, long byteAlignment) {
                final long address = super.tryAllocate(byteSize, byteAlignment);
                usedBytes += address == NULL_ADDRESS ? 1 : 0;
                return address;
            }
        }
        convicts(PaysForDeclining::new, AllocatorProperty.FAILURE_CHANGES_NOTHING, BOUNDED);
    }

    @Test
    void convictsOneThatLosesTheOldBlockWhenGrowthFails() {
        class FreesBeforeItMoves extends PlainAllocator {
            FreesBeforeItMoves(long byteCapacity) {
                super(byteCapacity);
            }

            @Override
            public long tryReallocate(
                    long address, long oldByteSize, long newByteSize, long byteAlignment, long preservedBytes) {
                if (preservedBytes < 0 || preservedBytes > oldByteSize) {
                    throw new IllegalArgumentException("preservedBytes " + preservedBytes);
                }
                if (tryResize(address, oldByteSize, newByteSize, byteAlignment)) {
                    return address;
                }
                free(address, oldByteSize, byteAlignment);
                final long moved = tryAllocate(newByteSize, byteAlignment);
                if (moved != NULL_ADDRESS) {
                    Memory.copy(address, moved, Math.min(preservedBytes, newByteSize));
                }
                return moved;
            }
        }
        convicts(FreesBeforeItMoves::new, AllocatorProperty.FAILURE_CHANGES_NOTHING, RECLAIMS, BOUNDED);
    }

    @Test
    void convictsOneThatWritesBehindABlock() {
        class WritesBehind extends PlainAllocator {
            WritesBehind(long byteCapacity) {
                super(byteCapacity);
            }

            @Override
            public long tryAllocate(long byteSize, long byteAlignment) {
                final long address = super.tryAllocate(byteSize, byteAlignment);
                if (address != NULL_ADDRESS) {
                    Memory.putByte(address + byteSize, (byte) 0);
                }
                return address;
            }
        }
        convicts(WritesBehind::new, AllocatorProperty.CONTENTS_KEPT, ALL_TRAITS);
    }

    @Test
    void convictsOneThatForgetsWhatIsLive() {
        class ForgetsFrees extends PlainAllocator {
            private long freeCount;

            ForgetsFrees(long byteCapacity) {
                super(byteCapacity);
            }

            @Override
            public void free(long address, long byteSize, long byteAlignment) {
                super.free(address, byteSize, byteAlignment);
                freeCount++;
            }

            @Override
            public AllocatorStats stats() {
                final AllocatorStats stats = super.stats();
                return new AllocatorStats(
                        stats.usedBytes(),
                        stats.reservedBytes(),
                        stats.peakUsedBytes(),
                        stats.largestFreeBytes(),
                        stats.liveCount() + freeCount / 5,
                        stats.allocationCount(),
                        stats.declineCount());
            }
        }
        convicts(ForgetsFrees::new, AllocatorProperty.STATS_TRUE, ALL_TRAITS);
    }

    @Test
    void convictsOneThatTakesAnyAlignment() {
        class TakesAnyAlignment extends PlainAllocator {
            TakesAnyAlignment(long byteCapacity) {
                super(byteCapacity);
            }

            @Override
            public long tryAllocate(long byteSize, long byteAlignment) {
                return super.tryAllocate(byteSize, Math.max(1, Long.highestOneBit(byteAlignment)));
            }
        }
        assertEquals(
                AllocatorProperty.BAD_ARGUMENT_REFUSED,
                verdictOfTheChecks(backend(TakesAnyAlignment::new, ALL_TRAITS)).property());
    }

    @Test
    void convictsOneThatServesWhenClosed() {
        class NeverCloses extends PlainAllocator {
            NeverCloses(long byteCapacity) {
                super(byteCapacity);
            }

            @Override
            public void close() {}
        }
        assertEquals(
                AllocatorProperty.CLOSED,
                verdictOfTheChecks(backend(NeverCloses::new, BOUNDED)).property());
    }

    @Test
    void convictsOneThatTellsNobody() {
        class TellsNobody extends PlainAllocator {
            TellsNobody(long byteCapacity) {
                super(byteCapacity);
            }

            @Override
            public void register(Dependant dependant) {}
        }
        assertEquals(
                AllocatorProperty.DEPENDANTS_TOLD,
                verdictOfTheChecks(backend(TellsNobody::new, BOUNDED)).property());
    }

    @Test
    void convictsOneThatWritesOutsideItsMemory() {
        final Backend writesBehind = Backend.of(
                "writes behind",
                opening -> {
                    Memory.putByte(opening.borrowAddress() + opening.byteCapacity(), (byte) 1);
                    return new PlainAllocator(opening.byteCapacity());
                },
                ALL_TRAITS);
        final ContractViolation violation =
                assertThrows(ContractViolation.class, () -> new AllocatorContract(writesBehind).verify());
        assertEquals(AllocatorProperty.GIVEN_BACK, violation.property());
    }

    /** Where the spec this library follows goes wrong: each pop needs the block below, which only the first one knows. */
    @Test
    void convictsAStackWhoseSecondPopDoesNothing() {
        class PopsOnce extends NeverResizes {
            private long topAddress = startAddress;
            private long lastAddress = NULL_ADDRESS;

            PopsOnce(long byteCapacity) {
                super(byteCapacity);
            }

            @Override
            long place(long byteSize, long byteAlignment) {
                final long address = aligned(topAddress, byteAlignment);
                if (byteSize > startAddress + byteCapacity - address) {
                    return NULL_ADDRESS;
                }
                lastAddress = address;
                topAddress = address + byteSize;
                return address;
            }

            @Override
            public void free(long address, long byteSize, long byteAlignment) {
                super.free(address, byteSize, byteAlignment);
                if (address == lastAddress) {
                    topAddress = address;
                }
            }
        }
        convicts(PopsOnce::new, AllocatorProperty.RECLAIMED, RECLAIMS, BOUNDED);
    }

    @Test
    void convictsAPoolWhoseBlocksAreTooCloseTogether() {
        class BlocksOfSixty extends PlainAllocator {
            BlocksOfSixty(long byteCapacity) {
                super(byteCapacity);
            }

            @Override
            long place(long byteSize, long byteAlignment) {
                return byteSize <= 60 && byteAlignment <= 8 ? super.place(60, 1) : NULL_ADDRESS;
            }
        }
        convicts(BlocksOfSixty::new, AllocatorProperty.ALIGNED, RECLAIMS, BOUNDED, Trait.FIXED_BLOCK);
    }

    @Test
    void convictsOneWhoseResetForgetsTheFirstBlock() {
        class ForgetsTheFirst extends PlainAllocator {
            ForgetsTheFirst(long byteCapacity) {
                super(byteCapacity);
            }

            void reset() {
                if (!liveByteSizes.isEmpty()) {
                    final long first = liveByteSizes.firstKey();
                    final long byteSize = liveByteSizes.get(first);
                    liveByteSizes.clear();
                    liveByteSizes.put(first, byteSize);
                    usedBytes = byteSize;
                }
            }
        }
        final Backend backend =
                backend(ForgetsTheFirst::new, BOUNDED).resetBy(ForgetsTheFirst.class, ForgetsTheFirst::reset);
        assertEquals(AllocatorProperty.STATS_TRUE, verdictOf(backend).property());
    }

    @Test
    void convictsOneWhoseResetKeepsTheMemory() {
        class KeepsTheMemory extends PlainAllocator {
            private long lost;

            KeepsTheMemory(long byteCapacity) {
                super(byteCapacity);
            }

            @Override
            long place(long byteSize, long byteAlignment) {
                return byteSize <= byteCapacity - lost ? super.place(byteSize, byteAlignment) : NULL_ADDRESS;
            }

            void reset() {
                lost += usedBytes;
                usedBytes = 0;
                liveByteSizes.clear();
            }
        }
        final Backend backend =
                backend(KeepsTheMemory::new, BOUNDED).resetBy(KeepsTheMemory.class, KeepsTheMemory::reset);
        assertEquals(AllocatorProperty.RESET, verdictOf(backend).property());
    }

    @Test
    void convictsOneThatGivesLessThanAGoodSize() {
        class PromisesMore extends PlainAllocator {
            PromisesMore(long byteCapacity) {
                super(byteCapacity);
            }

            @Override
            public long goodByteSize(long byteSize) {
                return byteSize > Long.MAX_VALUE - 15 ? byteSize : (byteSize + 15) & -16;
            }
        }
        convicts(PromisesMore::new, AllocatorProperty.NO_OVERLAP, RECLAIMS, BOUNDED);
    }

    @Test
    void convictsOneWhoseGoodSizeIsBelowTheRequest() {
        class RoundsDown extends PlainAllocator {
            RoundsDown(long byteCapacity) {
                super(byteCapacity);
            }

            @Override
            public long goodByteSize(long byteSize) {
                return Math.max(1, byteSize & -16);
            }
        }
        convicts(RoundsDown::new, AllocatorProperty.GOOD_SIZE, RECLAIMS, BOUNDED);
    }

    @Test
    void convictsOneWhoseStructuresBreakWhenAThirdBlockIsFreed() {
        class BreaksInside extends PlainAllocator {
            private long freeCount;

            BreaksInside(long byteCapacity) {
                super(byteCapacity);
            }

            @Override
            public void free(long address, long byteSize, long byteAlignment) {
                super.free(address, byteSize, byteAlignment);
                freeCount++;
            }

            @Override
            public void check() {
                super.check();
                if (freeCount >= 3) {
                    throw new IllegalStateException("a link points nowhere");
                }
            }
        }
        convicts(BreaksInside::new, AllocatorProperty.CHECK_PASSES, RECLAIMS, BOUNDED);
    }

    @Test
    void convictsOneThatFreesOnlyFromTheTop() {
        class FreesFromTheTop extends PlainAllocator {
            FreesFromTheTop(long byteCapacity) {
                super(byteCapacity);
            }

            @Override
            public void free(long address, long byteSize, long byteAlignment) {
                checkRequest(byteSize, byteAlignment);
                if (!liveByteSizes.isEmpty() && address != liveByteSizes.lastKey()) {
                    throw new IllegalArgumentException(address + " is not on top");
                }
                super.free(address, byteSize, byteAlignment);
            }
        }
        convicts(FreesFromTheTop::new, AllocatorProperty.LEGAL_CALL_RETURNS, RECLAIMS, BOUNDED);
    }

    @Test
    void convictsOneThatForgetsWhoseItsLastByteIs() {
        class OwnsAllButTheLast extends PlainAllocator {
            OwnsAllButTheLast(long byteCapacity) {
                super(byteCapacity);
            }

            @Override
            public boolean owns(long address) {
                return super.owns(address)
                        && (liveByteSizes.isEmpty()
                                || address
                                        < liveByteSizes.lastKey()
                                                + liveByteSizes.lastEntry().getValue()
                                                - 1);
            }
        }
        convicts(OwnsAllButTheLast::new, AllocatorProperty.OWNED, RECLAIMS, BOUNDED, TELLS_ITS_OWN);
    }

    @Test
    void convictsOneWhosePeakFalls() {
        class ForgetsItsPeak extends PlainAllocator {
            ForgetsItsPeak(long byteCapacity) {
                super(byteCapacity);
            }

            @Override
            public long tryAllocate(long byteSize, long byteAlignment) {
                final long address = super.tryAllocate(byteSize, byteAlignment);
                peakUsedBytes = 0;
                return address;
            }
        }
        convicts(ForgetsItsPeak::new, AllocatorProperty.STATS_TRUE, RECLAIMS, BOUNDED);
    }

    @Test
    void convictsOneThatTellsItsDependantsTooLate() {
        class TellsTooLate extends PlainAllocator {
            TellsTooLate(long byteCapacity) {
                super(byteCapacity);
            }

            @Override
            public void close() {
                Memory.fill(startAddress, byteCapacity, (byte) 0);
                super.close();
            }
        }
        assertEquals(
                AllocatorProperty.DEPENDANTS_TOLD,
                verdictOfTheChecks(backend(TellsTooLate::new, BOUNDED)).property());
    }

    @Test
    void convictsOneThatForgetsTheAlignmentOfEachFiftiethBlock() {
        class ForgetsAlignment extends PlainAllocator {
            ForgetsAlignment(long byteCapacity) {
                super(byteCapacity);
            }

            @Override
            long place(long byteSize, long byteAlignment) {
                return super.place(byteSize, allocationCount % 50 == 49 ? 1 : byteAlignment);
            }
        }
        assertEquals(
                AllocatorProperty.ALIGNED,
                verdictOfTheChecks(backend(ForgetsAlignment::new, RECLAIMS, BOUNDED))
                        .property());
    }

    @Test
    void convictsOneThatDoesNotSayWhatFailed() {
        class NamesAnotherSize extends PlainAllocator {
            NamesAnotherSize(long byteCapacity) {
                super(byteCapacity);
            }

            @Override
            public long allocate(long byteSize, long byteAlignment) {
                final long address = tryAllocate(byteSize, byteAlignment);
                if (address == NULL_ADDRESS) {
                    throw new AllocationFailedException(this, 8, byteAlignment);
                }
                return address;
            }
        }
        assertEquals(
                AllocatorProperty.FAILURE_DESCRIBED,
                verdictOfTheChecks(backend(NamesAnotherSize::new, BOUNDED)).property());
    }

    @Test
    void convictsOneThatShrinksABlockFromItsStart() {
        class KeepsTheEnd extends PlainAllocator {
            KeepsTheEnd(long byteCapacity) {
                super(byteCapacity);
            }

            @Override
            public boolean tryResize(long address, long oldByteSize, long newByteSize, long byteAlignment) {
                final boolean resized = super.tryResize(address, oldByteSize, newByteSize, byteAlignment);
                if (resized && newByteSize < oldByteSize) {
                    Memory.copy(address + oldByteSize - newByteSize, address, newByteSize);
                }
                return resized;
            }
        }
        convicts(KeepsTheEnd::new, AllocatorProperty.CONTENTS_MOVED, RECLAIMS, BOUNDED);
    }

    @Test
    void convictsOneWithALimitThatEachFailureLowers() {
        class LosesQuota extends PlainAllocator {
            private long limit = byteCapacity;

            LosesQuota(long byteCapacity) {
                super(byteCapacity);
            }

            @Override
            public long tryAllocate(long byteSize, long byteAlignment) {
                checkRequest(byteSize, byteAlignment);
                if (byteSize > limit - usedBytes) {
                    limit -= 1;
                    declineCount++;
                    return NULL_ADDRESS;
                }
                return super.tryAllocate(byteSize, byteAlignment);
            }
        }
        convicts(LosesQuota::new, AllocatorProperty.RECLAIMED, RECLAIMS, BOUNDED);
    }

    @Test
    void convictsOneThatDoesNotGiveItsRegionBack() {
        final Backend keepsItsRegion = Backend.of(
                "keeps its region",
                opening -> {
                    final Allocator parent = opening.own(new PlainAllocator(4 * opening.byteCapacity()));
                    parent.allocate(opening.byteCapacity(), 8);
                    return new PlainAllocator(opening.byteCapacity());
                },
                ALL_TRAITS);
        assertEquals(
                AllocatorProperty.GIVEN_BACK, verdictOfTheChecks(keepsItsRegion).property());
    }

    /** By random programs alone and by the checks as a whole, with a message that tells how to see it again. */
    private static void convicts(LongFunction<Allocator> mutant, AllocatorProperty property, Trait... traits) {
        final Backend backend = backend(mutant, traits);
        assertEquals(property, verdictOf(backend).property());
        assertEquals(property, verdictOfTheChecks(backend).property());
    }

    private static ContractViolation verdictOfTheChecks(Backend backend) {
        return assertThrows(ContractViolation.class, () -> new AllocatorContract(backend).verify());
    }

    private static ContractViolation verdictOf(Backend backend) {
        final AllocatorContract contract = new AllocatorContract(backend);
        final ContractViolation violation = assertThrows(ContractViolation.class, () -> {
            for (long seed = 0; seed < 2000; seed++) {
                contract.verifyProgram(seed);
            }
        });
        final String message = violation.getMessage();
        assertTrue(message.contains(violation.property().sentence() + " [" + violation.property() + "]"), message);
        assertTrue(message.contains("backend: mutant"), message);
        assertTrue(message.contains("seed: "), message);
        assertTrue(message.contains("new AllocatorProgram()\n"), message);
        final Program program = violation.program().orElseThrow();
        assertTrue(program.stepCount() <= 6, message);
        final ContractViolation again = assertThrows(
                ContractViolation.class,
                () -> program.runOn(backend, AllocatorContract.DEFAULT_BYTE_CAPACITY, Backend.DEFAULT_BLOCK_BYTE_SIZE));
        assertEquals(violation.property(), again.property());
        return violation;
    }

    private static Backend backend(LongFunction<Allocator> mutant, Trait... traits) {
        return Backend.of("mutant", opening -> mutant.apply(opening.byteCapacity()), traits);
    }

    private static Backend backend(LongFunction<Allocator> mutant) {
        return backend(mutant, ALL_TRAITS);
    }
}
