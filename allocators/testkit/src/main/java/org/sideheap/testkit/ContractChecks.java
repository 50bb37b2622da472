package org.sideheap.testkit;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import org.sideheap.allocators.AllocationFailedException;
import org.sideheap.allocators.Allocator;
import org.sideheap.allocators.AllocatorStats;
import org.sideheap.allocators.Dependant;

/** The checks of {@link AllocatorContract} that leave nothing to chance. */
final class ContractChecks {
    private static final long MAX_BYTE_ALIGNMENT = 4096;

    /** Room for a few blocks at the largest alignment, with their padding. */
    private static final long ROOMY_BYTE_CAPACITY = 16 * MAX_BYTE_ALIGNMENT;

    private static final long[] HUGE_BYTE_SIZES = {
        Long.MAX_VALUE,
        Long.MAX_VALUE - 1,
        Long.MAX_VALUE - 7,
        Long.MAX_VALUE - 8,
        Long.MAX_VALUE - 15,
        Long.MAX_VALUE - 16,
        Long.MAX_VALUE - 31,
        Long.MAX_VALUE - 64,
        Long.MAX_VALUE - 4096,
        Long.MAX_VALUE - (1L << 47),
        (1L << 62) + 1,
        1L << 62,
        1L << 55
    };

    private static final long[] BAD_BYTE_SIZES = {0, -1, -8, Long.MIN_VALUE};

    private static final long[] BAD_BYTE_ALIGNMENTS = {0, -1, -8, 3, 24, Long.MAX_VALUE, Long.MIN_VALUE};

    /** Of a program on one allocator, where others are short and each on a fresh one. */
    private static final int LONG_STEP_COUNT = 1500;

    private static final int WITNESS_COUNT = 5;

    private final Backend backend;
    private final long byteCapacity;
    private final long blockByteSize;
    private final ProgramVerifier<AllocatorStep> verifier;
    private final AllocatorRunner runner;
    private final AllocatorRunner roomyRunner;

    ContractChecks(
            Backend backend,
            long byteCapacity,
            long blockByteSize,
            AllocatorRunner runner,
            ProgramVerifier<AllocatorStep> verifier) {
        this.backend = backend;
        this.byteCapacity = byteCapacity;
        this.blockByteSize = blockByteSize;
        this.verifier = verifier;
        this.runner = runner;
        roomyRunner = new AllocatorRunner(backend, Math.max(byteCapacity, ROOMY_BYTE_CAPACITY), blockByteSize);
    }

    List<AllocatorContract.Check> checks() {
        final List<AllocatorContract.Check> checks = new ArrayList<>();
        checks.add(new AllocatorContract.Check("alignments from 1 to 4096", this::alignments));
        checks.add(new AllocatorContract.Check("zeroed blocks on dirty memory", this::zeroing));
        checks.add(new AllocatorContract.Check("resized and moved blocks keep their contents", this::resizing));
        checks.add(new AllocatorContract.Check("good sizes", this::goodByteSizes));
        checks.add(new AllocatorContract.Check("huge sizes are declined", this::hugeByteSizes));
        checks.add(new AllocatorContract.Check("bad arguments are refused", this::badArguments));
        if (backend.has(Trait.REFUSES_BAD_FREES)) {
            checks.add(new AllocatorContract.Check("bad frees are refused", this::badFrees));
        }
        if (backend.has(Trait.BOUNDED)) {
            checks.add(new AllocatorContract.Check("exact fit", this::exactFit));
            for (final FreeOrder order : FreeOrder.values()) {
                checks.add(
                        new AllocatorContract.Check("exhaustion, and frees in " + order.name, () -> exhaustion(order)));
            }
        }
        checks.add(new AllocatorContract.Check("a long life", this::longLife));
        if (!backend.has(Trait.NEVER_CLOSES)) {
            checks.add(new AllocatorContract.Check("a closed allocator", this::closed));
            checks.add(new AllocatorContract.Check("dependants of a closed allocator", this::dependants));
        }
        return checks;
    }

    private void alignments() {
        for (long alignment = 1; alignment <= MAX_BYTE_ALIGNMENT; alignment *= 2) {
            final long byteAlignment = alignment;
            roomyRunner.inShadow(shadow -> {
                shadow.allocate("off", 1, 1, false);
                for (final long byteSize : new long[] {1, 7, 24}) {
                    final boolean granted = shadow.allocate("of " + byteSize, byteSize, byteAlignment, false);
                    if (!granted && (byteAlignment == 1 || !backend.has(Trait.FIXED_BLOCK))) {
                        throw Shadow.violation(
                                AllocatorProperty.DECLINED_FOR_A_REASON,
                                "tryAllocate(" + byteSize + ", " + byteAlignment
                                        + ") is declined by an almost empty allocator, opened with a capacity of "
                                        + Math.max(byteCapacity, ROOMY_BYTE_CAPACITY)
                                        + " bytes; one with a single size of block has the trait FIXED_BLOCK");
                    }
                }
                shadow.freeAll();
            });
        }
    }

    private void zeroing() {
        runner.inShadow(shadow -> {
            shadow.soil(runner.largestByteSize());
            for (final long byteSize : new long[] {8, 1, 61, 64, 500, 2000}) {
                shadow.allocate("dirty", byteSize, 8, false);
                shadow.freeAll();
                shadow.allocate("zeroed", byteSize, 8, true);
                shadow.freeAll();
            }
        });
    }

    private void resizing() {
        for (final long byteAlignment : new long[] {1, 8, 64, 1024}) {
            roomyRunner.inShadow(shadow -> {
                shadow.allocate("below", 40, 8, false);
                shadow.allocate("grows", 40, byteAlignment, false);
                if (shadow.isLive("grows")) {
                    for (final long byteSize : new long[] {48, 64, 500, 3000, 20, 1, 700}) {
                        shadow.resize("grows", byteSize);
                    }
                    shadow.allocate("above", 40, 8, false);
                    for (final long byteSize : new long[] {48, 64, 1000, 4000, 20, 1, 700}) {
                        shadow.resize("grows", byteSize);
                        shadow.reallocate("grows", byteSize, Long.MAX_VALUE);
                        shadow.claim("grows", Long.MAX_VALUE);
                    }
                    shadow.reallocate("grows", 2000, 100);
                    shadow.reallocate("grows", 3000, 0);
                }
                shadow.freeAll();
            });
        }
    }

    private void goodByteSizes() {
        runner.inShadow(shadow -> {
            final Allocator allocator = shadow.allocator();
            long below = 0;
            for (long byteSize = 1; byteSize > 0; byteSize += Math.max(1, byteSize / 512)) {
                below = checkedGoodByteSize(allocator, byteSize, below);
            }
            checkedGoodByteSize(allocator, Long.MAX_VALUE, below);
        });
    }

    private static long checkedGoodByteSize(Allocator allocator, long byteSize, long below) {
        final long good = allocator.goodByteSize(byteSize);
        if (good < byteSize || good < below || allocator.goodByteSize(good) != good) {
            throw Shadow.violation(
                    AllocatorProperty.GOOD_SIZE,
                    "goodByteSize(" + byteSize + ") is " + good + ", that of a smaller size " + below + ", and its own "
                            + allocator.goodByteSize(good));
        }
        return good;
    }

    private void hugeByteSizes() {
        runner.inShadow(shadow -> {
            shadow.allocate("live", 24, 1, false);
            for (final long byteSize : HUGE_BYTE_SIZES) {
                for (final long byteAlignment : new long[] {1, 8, 32, 4096}) {
                    hugeRequest(shadow, byteSize, byteAlignment);
                }
                if (shadow.resize("live", byteSize) || shadow.reallocate("live", byteSize, 24)) {
                    throw Shadow.violation(
                            AllocatorProperty.HUGE_DECLINED, "a block got a new size of " + byteSize + " bytes");
                }
            }
            hugeRequest(shadow, 1, 1L << 62);
            hugeRequest(shadow, Long.MAX_VALUE, 1L << 62);
            shadow.freeAll();
        });
    }

    private static void hugeRequest(Shadow shadow, long byteSize, long byteAlignment) {
        if (shadow.allocate("huge", byteSize, byteAlignment, false)) {
            throw Shadow.violation(
                    AllocatorProperty.HUGE_DECLINED,
                    "tryAllocate(" + byteSize + ", " + byteAlignment + ") was granted");
        }
        final AllocatorStats before = shadow.allocator().stats();
        failsWithDescription(shadow, "allocate", byteSize, byteAlignment);
        failsWithDescription(shadow, "allocateZeroed", byteSize, byteAlignment);
        shadow.unchanged("allocate(" + byteSize + ", " + byteAlignment + ")", before);
    }

    private static void failsWithDescription(Shadow shadow, String method, long byteSize, long byteAlignment) {
        final String call = method + "(" + byteSize + ", " + byteAlignment + ")";
        shadow.refused(AllocatorProperty.HUGE_DECLINED, call, AllocationFailedException.class, () -> {
            try {
                return method.equals("allocate")
                        ? shadow.allocator().allocate(byteSize, byteAlignment)
                        : shadow.allocator().allocateZeroed(byteSize, byteAlignment);
            } catch (AllocationFailedException e) {
                if (e.byteSize() != byteSize || e.byteAlignment() != byteAlignment) {
                    throw Shadow.violation(AllocatorProperty.FAILURE_DESCRIBED, call + " threw " + e);
                }
                throw e;
            }
        });
    }

    private void badArguments() {
        runner.inShadow(shadow -> {
            allocateLive(shadow);
            final Allocator allocator = shadow.allocator();
            final AllocatorStats before = allocator.stats();
            final long address = shadow.block("live").address;
            for (final long bad : BAD_BYTE_SIZES) {
                badArgument(shadow, "tryAllocate(" + bad + ", 8)", () -> allocator.tryAllocate(bad, 8));
                badArgument(shadow, "allocate(" + bad + ", 8)", () -> allocator.allocate(bad, 8));
                badArgument(shadow, "allocateZeroed(" + bad + ", 8)", () -> allocator.allocateZeroed(bad, 8));
                badArgument(shadow, "tryResize(24 to " + bad + ")", () -> allocator.tryResize(address, 24, bad, 1));
                badArgument(shadow, "tryResize(" + bad + " to 24)", () -> allocator.tryResize(address, bad, 24, 1));
                badArgument(
                        shadow,
                        "tryReallocate(24 to " + bad + ")",
                        () -> allocator.tryReallocate(address, 24, bad, 1, 0));
                badArgument(
                        shadow,
                        "tryReallocate(" + bad + " to 24)",
                        () -> allocator.tryReallocate(address, bad, 24, 1, 0));
                badArgument(shadow, "free with a size of " + bad, () -> allocator.free(address, bad, 1));
            }
            for (final long bad : BAD_BYTE_ALIGNMENTS) {
                badArgument(shadow, "tryAllocate(8, " + bad + ")", () -> allocator.tryAllocate(8, bad));
                badArgument(shadow, "allocate(8, " + bad + ")", () -> allocator.allocate(8, bad));
                badArgument(shadow, "allocateZeroed(8, " + bad + ")", () -> allocator.allocateZeroed(8, bad));
                badArgument(shadow, "tryResize aligned to " + bad, () -> allocator.tryResize(address, 24, 8, bad));
                badArgument(
                        shadow,
                        "tryReallocate aligned to " + bad,
                        () -> allocator.tryReallocate(address, 24, 8, bad, 8));
                badArgument(shadow, "free aligned to " + bad, () -> allocator.free(address, 24, bad));
            }
            for (final long bad : new long[] {-1, 25, Long.MIN_VALUE, Long.MAX_VALUE}) {
                badArgument(
                        shadow,
                        "tryReallocate of 24 bytes preserving " + bad,
                        () -> allocator.tryReallocate(address, 24, 100, 1, bad));
            }
            shadow.unchanged("a call with a bad argument", before);
            shadow.freeAll();
        });
    }

    private static void badArgument(Shadow shadow, String call, Runnable attempt) {
        shadow.refused(AllocatorProperty.BAD_ARGUMENT_REFUSED, call, IllegalArgumentException.class, () -> {
            attempt.run();
            return "it returned";
        });
    }

    private void badFrees() {
        runner.inShadow(shadow -> {
            for (final String name : List.of("a", "b", "c")) {
                shadow.allocate(name, 40, 8, false);
            }
            final LiveBlock middle = shadow.block("b");
            for (final long offset : new long[] {1, 8, 16, -8, -16}) {
                shadow.refusedFree("free(b + " + offset + ")", middle.address + offset, 16, 8);
            }
            shadow.refusedFree("free of 2^40 bytes", middle.address, 1L << 40, 8);
            for (final long foreign : new long[] {0, 8, Long.MAX_VALUE - 7, -8, middle.address + (1L << 40)}) {
                shadow.refusedFree("free(" + foreign + ")", foreign, 16, 8);
            }
            shadow.free("b");
            shadow.freeAgain("b");
            shadow.refusesUse("b");
            shadow.freeAll();
            for (final String name : List.of("a", "b", "c")) {
                shadow.freeAgain(name);
                shadow.refusesUse(name);
            }
        });
    }

    private void exactFit() {
        final long largest = runner.largestByteSize();
        runner.inShadow(shadow -> {
            final long promised = shadow.allocator().stats().largestFreeBytes();
            if (largest < 1 || promised > largest) {
                throw Shadow.violation(
                        AllocatorProperty.DECLINED_FOR_A_REASON,
                        "a fresh allocator grants no more than " + largest + " bytes, with largestFreeBytes "
                                + promised);
            }
            final int rounds = backend.has(Trait.RECLAIMS) ? 3 : 1;
            for (int round = 0; round < rounds; round++) {
                if (!shadow.allocate("all", largest, 1, round == 1)) {
                    throw Shadow.violation(
                            AllocatorProperty.RECLAIMED,
                            "tryAllocate(" + largest + ", 1) was granted by a fresh allocator and is declined in round "
                                    + (round + 1));
                }
                shadow.allocate("one more", largest, 1, false);
                shadow.freeAll();
            }
        });
    }

    private void exhaustion(FreeOrder order) {
        for (final long byteSize : new long[] {40, 100, 1000, byteCapacity / 8 + 1}) {
            runner.inShadow(shadow -> {
                long firstCount = 0;
                for (int round = 0; round < 2; round++) {
                    final List<String> names = fill(shadow, byteSize);
                    if (round == 0) {
                        firstCount = names.size();
                    } else if (names.size() < firstCount && backend.has(Trait.RECLAIMS)) {
                        throw Shadow.violation(
                                AllocatorProperty.RECLAIMED,
                                firstCount + " blocks of " + byteSize + " bytes were granted at first, and "
                                        + names.size() + " once all were freed");
                    }
                    order.apply(names);
                    names.forEach(shadow::free);
                    shadow.reclaim(runner.largestByteSize());
                }
            });
        }
    }

    private List<String> fill(Shadow shadow, long byteSize) {
        final List<String> names = new ArrayList<>();
        String name = "block 0";
        while (shadow.allocate(name, byteSize, 1, false)) {
            names.add(name);
            name = "block " + names.size();
            if (names.size() * byteSize > Shadow.limitByteSize(backend, byteCapacity)) {
                throw Shadow.violation(
                        AllocatorProperty.HUGE_DECLINED,
                        names.size() + " blocks of " + byteSize + " bytes are live, in an allocator opened with "
                                + byteCapacity);
            }
        }
        return names;
    }

    private void closed() {
        runner.inShadowToTheEnd(shadow -> {
            allocateLive(shadow);
            final long address = shadow.block("live").address;
            final Allocator allocator = shadow.allocator();
            shadow.accepted("close()", allocator::close);
            shadow.accepted("a second close()", allocator::close);
            shadow.accepted("stats() after close", allocator::stats);
            if (allocator.owns(address)) {
                throw Shadow.violation(AllocatorProperty.CLOSED, "it still owns the address of a block");
            }
            afterClose(shadow, "tryAllocate", () -> allocator.tryAllocate(24, 1));
            afterClose(shadow, "allocate", () -> allocator.allocate(24, 1));
            afterClose(shadow, "allocateZeroed", () -> allocator.allocateZeroed(24, 1));
            afterClose(shadow, "tryResize", () -> allocator.tryResize(address, 24, 25, 1));
            afterClose(shadow, "tryReallocate", () -> allocator.tryReallocate(address, 24, 25, 1, 24));
            afterClose(shadow, "free", () -> allocator.free(address, 24, 1));
            afterClose(shadow, "check, which is to be overridden,", allocator::check);
        });
    }

    private void dependants() {
        runner.inShadowToTheEnd(shadow -> {
            final List<Witness> told = new ArrayList<>();
            for (int i = 0; i < WITNESS_COUNT; i++) {
                final String name = "of witness " + i;
                if (shadow.allocate(name, Math.max(1, byteCapacity / (2 * WITNESS_COUNT)), 1, false)) {
                    told.add(new Witness(shadow.block(name)));
                }
            }
            final Witness gone = new Witness(null);
            told.forEach(shadow.allocator()::register);
            shadow.allocator().register(gone);
            gone.unregister();
            shadow.allocator().close();
            shadow.allocator().close();
            told.forEach(witness -> witness.verifyTold(1));
            gone.verifyTold(0);
        });
    }

    private void longLife() {
        verifier.verify(
                0,
                new AllocatorProgramGenerator(backend, byteCapacity, blockByteSize, 0)
                        .program(LONG_STEP_COUNT)
                        .steps());
    }

    /** A block to ask things of. */
    private static void allocateLive(Shadow shadow) {
        if (!shadow.allocate("live", 24, 1, false)) {
            throw Shadow.violation(
                    AllocatorProperty.DECLINED_FOR_A_REASON,
                    "tryAllocate(24, 1) is declined by a fresh allocator: open it with more capacity, or larger blocks");
        }
    }

    /** A dependant with a block, that counts how often it is told, and looks whether the block is still there then. */
    private static final class Witness extends Dependant {
        private final LiveBlock block;
        private int closeCount;
        private boolean tooLate;

        Witness(LiveBlock block) {
            this.block = block;
        }

        @Override
        protected boolean holds(long fromAddress, long toAddress) {
            return block == null || block.address >= fromAddress && block.address < toAddress;
        }

        @Override
        protected void close(long fromAddress, long toAddress, String cause) {
            closeCount++;
            tooLate |= block != null && block.firstDifference(block.address, block.byteSize) >= 0;
        }

        void verifyTold(int times) {
            if (closeCount != times || tooLate) {
                throw Shadow.violation(
                        AllocatorProperty.DEPENDANTS_TOLD,
                        "when it was closed, a dependant "
                                + (times == 0 ? "that was unregistered before" : "with " + block) + " was told "
                                + closeCount + " times" + (tooLate ? ", when its memory had gone" : ""));
            }
        }
    }

    private static void afterClose(Shadow shadow, String call, Runnable attempt) {
        shadow.refused(AllocatorProperty.CLOSED, "after close, " + call, IllegalStateException.class, () -> {
            attempt.run();
            return "it returned";
        });
    }

    /** The orders in which blocks are freed, named as against that of their allocation. */
    private enum FreeOrder {
        SAME("the same order") {
            @Override
            void apply(List<String> names) {}
        },
        REVERSE("reverse order") {
            @Override
            void apply(List<String> names) {
                Collections.reverse(names);
            }
        },
        EVERY_SECOND("steps of two") {
            @Override
            void apply(List<String> names) {
                final List<String> even = new ArrayList<>();
                final List<String> odd = new ArrayList<>();
                for (int i = 0; i < names.size(); i++) {
                    (i % 2 == 0 ? even : odd).add(names.get(i));
                }
                names.clear();
                names.addAll(even);
                names.addAll(odd);
            }
        },
        RANDOM("random order") {
            @Override
            void apply(List<String> names) {
                Collections.shuffle(names, new Random(names.size()));
            }
        };

        private final String name;

        FreeOrder(String name) {
            this.name = name;
        }

        abstract void apply(List<String> names);
    }
}
