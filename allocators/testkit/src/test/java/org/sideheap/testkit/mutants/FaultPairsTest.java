package org.sideheap.testkit.mutants;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.sideheap.allocators.Memory.NULL_ADDRESS;
import static org.sideheap.testkit.mutants.FaultEnumerationTest.additions;

import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.sideheap.allocators.AllocationFailedException;
import org.sideheap.allocators.Allocator;
import org.sideheap.allocators.Memory;
import org.sideheap.testkit.Backend;
import org.sideheap.testkit.Backends;
import org.sideheap.testkit.FaultEnumeration;
import org.sideheap.testkit.FaultError;
import org.sideheap.testkit.FaultError.Verdict;

/** Subjects that bear each request failing alone, and most of them no second one. */
@Tag("once")
class FaultPairsTest {
    private static final long BYTE_CAPACITY = 1 << 14;

    @Test
    void acquitsListsThatAreNotBrokenOnEveryBackend() {
        assertEquals(Backends.all(), additions(PlainList::new).inPairs().runOnAllThatSuffice(BYTE_CAPACITY, 512));
        assertEquals(
                Backends.all(),
                additions(RecoveringList::new).mayRecover().inPairs().runOnAllThatSuffice(BYTE_CAPACITY, 512));
    }

    /** Two blocks at once, which is two ways to fail, and as many again when it is done again. */
    private static final class TwoBlocks implements AutoCloseable {
        private final Allocator allocator;
        private final Set<String> failures;
        private String failed = "";
        private long first;
        private long second;

        TwoBlocks(Allocator allocator, Set<String> failures) {
            this.allocator = allocator;
            this.failures = failures;
        }

        void take() {
            final String text = allocator.toString();
            failed += text.substring(text.indexOf('[') + 1, text.indexOf(" fail")) + ", ";
            failures.add(failed);
            first = allocator.allocate(24, 8);
            try {
                second = allocator.allocate(24, 8);
            } catch (AllocationFailedException e) {
                allocator.free(first, 24, 8);
                first = 0;
                throw e;
            }
        }

        @Override
        public void close() {
            if (first != 0) {
                allocator.free(first, 24, 8);
                allocator.free(second, 24, 8);
            }
        }
    }

    @Test
    void failsEachRequestAloneAndEachTwoInAllWays() {
        final Set<String> failures = new LinkedHashSet<>();
        FaultEnumeration.of(allocator -> new TwoBlocks(allocator, failures))
                .operation(TwoBlocks::take)
                .inPairs()
                .runOn(Backends.named("free list"), BYTE_CAPACITY);
        assertEquals(
                List.of(
                        "nothing, ",
                        "ALLOCATE 1, ",
                        "ALLOCATE 1, nothing, ",
                        "ALLOCATE 1, ALLOCATE 1, ",
                        "ALLOCATE 1, ALLOCATE 1, nothing, ",
                        "ALLOCATE 1, ALLOCATE 2, ",
                        "ALLOCATE 1, ALLOCATE 2, nothing, ",
                        "ALLOCATE 2, ",
                        "ALLOCATE 2, nothing, ",
                        "ALLOCATE 2, ALLOCATE 1, ",
                        "ALLOCATE 2, ALLOCATE 1, nothing, ",
                        "ALLOCATE 2, ALLOCATE 2, ",
                        "ALLOCATE 2, ALLOCATE 2, nothing, "),
                List.copyOf(failures));
    }

    @Test
    void convictsAListThatChangesWhenItCannotRecover() {
        final FaultError error = convictsInPairs(
                Verdict.CHANGED,
                additions(allocator -> new RecoveringList(allocator) {
                            @Override
                            void grow() {
                                try {
                                    super.grow();
                                } catch (AllocationFailedException e) {
                                    Memory.putLong(header, count() - 1);
                                    throw e;
                                }
                            }
                        })
                        .mayRecover());
        assertTrue(
                error.getMessage()
                        .contains("with REALLOCATE 1 of 1 and then REALLOCATE 2 of 2 in the operation failing"),
                error.getMessage());
        assertTrue(error.getMessage().contains("it was [0, 1] and is [0]"), error.getMessage());
    }

    @Test
    void convictsAListThatLeaksWhenItCannotRecover() {
        final FaultError error = convictsInPairs(
                Verdict.LEAKED,
                additions(allocator -> new RecoveringList(allocator) {
                            @Override
                            void grow() {
                                if (!growsTo(2 * capacity)) {
                                    final long scratch = allocator.allocate(40, 8);
                                    if (!growsTo(capacity + 1)) {
                                        throw new AllocationFailedException(allocator, 24, 8);
                                    }
                                    allocator.free(scratch, 40, 8);
                                }
                            }
                        })
                        .mayRecover());
        assertTrue(error.getMessage().contains("and then REALLOCATE 2 of 2"), error.getMessage());
        assertTrue(error.getMessage().contains("40 bytes aligned to 8"), error.getMessage());
    }

    @Test
    void convictsASubjectThatLeaksWhenItsOpeningCannotRecover() {
        final FaultError error = convictsInPairs(
                Verdict.LEAKED,
                additions(allocator -> {
                            final PlainList list = new PlainList(allocator);
                            long scratch = allocator.tryAllocate(80, 8);
                            final long byteSize = scratch == NULL_ADDRESS ? 40 : 80;
                            if (scratch == NULL_ADDRESS) {
                                scratch = allocator.allocate(40, 8);
                            }
                            allocator.free(scratch, byteSize, 8);
                            return list;
                        })
                        .mayRecover());
        assertTrue(
                error.getMessage().contains("with ALLOCATE 3 of 3 and then ALLOCATE 4 of 4 in the opening failing"),
                error.getMessage());
    }

    /** Right the first time that growth fails. */
    private abstract static class WrongLater extends PlainList {
        private int failureCount;

        WrongLater(Allocator allocator) {
            super(allocator);
        }

        @Override
        void grow() {
            try {
                super.grow();
            } catch (AllocationFailedException e) {
                if (++failureCount == 2) {
                    failedAgain();
                }
                throw e;
            }
        }

        abstract void failedAgain();
    }

    @Test
    void convictsAListThatChangesTheSecondTimeItFails() {
        final FaultError error = convictsInPairs(Verdict.CHANGED, additions(allocator -> new WrongLater(allocator) {
            @Override
            void failedAgain() {
                Memory.putLong(header, count() - 1);
            }
        }));
        assertTrue(
                error.getMessage()
                        .contains("with REALLOCATE 1 of 1 in the operation failing, and REALLOCATE 1 of 1 when it is"
                                + " done again"),
                error.getMessage());
    }

    @Test
    void convictsAListThatThrowsSomethingElseTheSecondTimeItFails() {
        final FaultError error =
                convictsInPairs(Verdict.WRONG_EXCEPTION, additions(allocator -> new WrongLater(allocator) {
                    @Override
                    void failedAgain() {
                        throw new IllegalStateException("again?");
                    }
                }));
        assertTrue(error.getMessage().contains("the operation, done again, threw"), error.getMessage());
    }

    @Test
    void convictsAListThatSwallowsTheSecondFailure() {
        convictsInPairs(Verdict.SWALLOWED, additions(allocator -> new WrongLater(allocator) {
            private boolean swallows;

            @Override
            void failedAgain() {
                swallows = true;
            }

            @Override
            void add(long value) {
                try {
                    super.add(value);
                } catch (AllocationFailedException e) {
                    if (!swallows) {
                        throw e;
                    }
                }
            }
        }));
    }

    @Test
    void convictsAListThatIsBrokenForGoodAfterTwoFailures() {
        final FaultError error = convictsInPairs(Verdict.UNUSABLE, additions(allocator -> new WrongLater(allocator) {
            private boolean broken;

            @Override
            void failedAgain() {
                broken = true;
            }

            @Override
            void add(long value) {
                if (broken) {
                    throw new IllegalStateException("broken");
                }
                super.add(value);
            }
        }));
        assertTrue(error.getMessage().contains("the operation, done a third time, threw"), error.getMessage());
    }

    @Test
    void convictsAListWhoseRequestsDifferFromRunToRunWhenItIsDoneAgain() {
        final long[] secondTries = {0};
        final FaultError error =
                convictsInPairs(Verdict.NONDETERMINISTIC, additions(allocator -> new PlainList(allocator) {
                    private boolean failed;

                    @Override
                    void grow() {
                        if (failed && secondTries[0]++ % 2 == 1) {
                            allocator.free(allocator.allocate(8, 8), 8, 8);
                        }
                        failed = true;
                        super.grow();
                    }
                }));
        assertTrue(error.getMessage().contains("and ALLOCATE 1 of 1 when it is done again"), error.getMessage());
    }

    /** Convicts what it acquits as long as each request fails alone. */
    private static FaultError convictsInPairs(Verdict verdict, FaultEnumeration<PlainList> enumeration) {
        final Backend backend = Backends.named("free list");
        enumeration.runOn(backend, BYTE_CAPACITY);
        enumeration.inPairs();
        final FaultError error = assertThrows(FaultError.class, () -> enumeration.runOn(backend, BYTE_CAPACITY));
        assertEquals(verdict, error.verdict(), error.getMessage());
        return error;
    }
}
