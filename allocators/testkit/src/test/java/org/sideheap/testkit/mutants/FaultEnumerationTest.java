package org.sideheap.testkit.mutants;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.sideheap.allocators.AllocationFailedException;
import org.sideheap.allocators.Memory;
import org.sideheap.testkit.Backend;
import org.sideheap.testkit.Backends;
import org.sideheap.testkit.FaultEnumeration;
import org.sideheap.testkit.FaultError;
import org.sideheap.testkit.FaultError.Verdict;

@Tag("once")
class FaultEnumerationTest {
    @Test
    void acquitsAListThatIsNotBrokenOnEveryBackend() {
        assertEquals(Backends.all(), additions(PlainList::new).runOnAllThatSuffice(1 << 14, 512));
    }

    @ParameterizedTest
    @MethodSource("org.sideheap.testkit.Backends#all")
    void failsEachRequestOfEachKindOnce(Backend backend) {
        final List<String> failures = new ArrayList<>();
        FaultEnumeration.<PlainList>of(allocator -> new PlainList(allocator) {
                    @Override
                    void grow() {
                        final String before = allocator.toString();
                        try {
                            super.grow();
                        } catch (AllocationFailedException e) {
                            failures.add(before.substring(0, before.indexOf(" fails")));
                            throw e;
                        }
                    }
                })
                .operation(FaultEnumerationTest::addFive)
                .runOn(backend, 1 << 14, 512);
        assertTrue(failures.contains("FailingAllocator[REALLOCATE 1"), failures.toString());
        assertTrue(failures.contains("FailingAllocator[REALLOCATE 2"), failures.toString());
        assertFalse(failures.contains("FailingAllocator[REALLOCATE 3"), failures.toString());
    }

    @Test
    void passesOverBackendsThatAreTooSmall() {
        final List<Backend> ran = additions(PlainList::new).runOnAllThatSuffice(40, 64);
        assertTrue(ran.contains(Backends.named("global")), ran.toString());
        assertFalse(ran.contains(Backends.named("bump")), ran.toString());
    }

    @Test
    void convictsAListThatSwallowsTheFailure() {
        final FaultError error = convicts(Verdict.SWALLOWED, BrokenLists::swallowsTheFailure);
        assertTrue(error.getMessage().contains("REALLOCATE 1 of 1 in the operation"), error.getMessage());
    }

    @Test
    void convictsAListWhoseRequestsDifferFromRunToRun() {
        final long[] runs = {0};
        convicts(Verdict.NONDETERMINISTIC, allocator -> new PlainList(allocator) {
            @Override
            void add(long value) {
                if (runs[0]++ % 2 == 0) {
                    allocator.free(allocator.allocate(8, 8), 8, 8);
                }
                super.add(value);
            }
        });
    }

    @Test
    void convictsAListThatLosesItsTailWhenGrowthFails() {
        final FaultError error = convicts(Verdict.CHANGED, BrokenLists::losesItsTailWhenGrowthFails);
        assertTrue(error.getMessage().contains("it was [0, 1] and is [0]"), error.getMessage());
    }

    @Test
    void convictsAListThatIsBrokenForGoodAfterAFailure() {
        convicts(Verdict.UNUSABLE, allocator -> new PlainList(allocator) {
            private boolean broken;

            @Override
            void grow() {
                if (broken) {
                    throw new IllegalStateException("broken");
                }
                broken = true;
                super.grow();
                broken = false;
            }
        });
    }

    @Test
    void convictsAListThatThrowsSomethingElse() {
        convicts(Verdict.WRONG_EXCEPTION, BrokenLists::throwsSomethingElse);
    }

    @Test
    void convictsAListThatLeaksWhenItsOpeningFails() {
        final FaultError error = convicts(Verdict.LEAKED, BrokenLists::leaksWhenItsOpeningFails);
        assertTrue(error.getMessage().contains("ALLOCATE 2 of 2 in the opening"), error.getMessage());
        assertTrue(error.getMessage().contains("16 bytes aligned to 8"), error.getMessage());
    }

    @Test
    void convictsAListThatLeaksTheOldBlockWhenItMoves() {
        convicts(Verdict.LEAKED, BrokenLists::forgetsTheBlockItMovedFrom);
    }

    @Test
    void convictsADoubleFreeOnTheGlobalAllocatorBeforeItDoesHarm() {
        final FaultError error = assertThrows(FaultError.class, () -> additions(allocator -> new PlainList(allocator) {
                    @Override
                    void grow() {
                        try {
                            super.grow();
                        } catch (AllocationFailedException e) {
                            allocator.free(header, HEADER_BYTE_SIZE, 8);
                            throw e;
                        }
                    }
                })
                .unchanged(list -> "not looked at")
                .operation(PlainList::grow)
                .usable(list -> {})
                .runOn(Backends.named("global"), 1 << 14));
        assertEquals(Verdict.UNUSABLE, error.verdict());
        assertTrue(error.getMessage().contains("no live block"), error.getMessage());
    }

    @Test
    void acquitsAListThatRecoversAndMay() {
        assertEquals(Backends.all(), additions(RecoveringList::new).mayRecover().runOnAllThatSuffice(1 << 14, 512));
    }

    @Test
    void convictsAListThatRecoversUnasked() {
        convicts(Verdict.SWALLOWED, RecoveringList::new);
    }

    @Test
    void convictsAListThatOnlySeemsToRecover() {
        final FaultError error = convictsThatMayRecover(Verdict.UNUSABLE, BrokenLists::swallowsTheFailure);
        assertTrue(error.getMessage().contains("the use, after a failure was survived, threw"), error.getMessage());
    }

    @Test
    void convictsAListThatLeaksAsItRecovers() {
        convictsThatMayRecover(Verdict.LEAKED, allocator -> new RecoveringList(allocator) {
            @Override
            void grow() {
                if (!growsTo(2 * capacity)) {
                    elements = allocator.allocate((capacity + 1) * Long.BYTES, 8);
                    Memory.putLong(elements, 0);
                    Memory.putLong(elements + Long.BYTES, 1);
                    capacity++;
                }
            }
        });
    }

    @Test
    void convictsAListThatMayRecoverButFailsAndChanges() {
        convictsThatMayRecover(Verdict.CHANGED, allocator -> new PlainList(allocator) {
            @Override
            void grow() {
                final long count = count();
                Memory.putLong(header, count - 1);
                super.grow();
                Memory.putLong(header, count);
            }
        });
    }

    @Test
    void convictsASubjectThatOpensWithoutWhatItAskedFor() {
        final FaultEnumeration<PlainList> opening = FaultEnumeration.<PlainList>of(
                        allocator -> new PlainList(allocator) {
                            private final long scratch = allocator.tryAllocate(24, 8);

                            @Override
                            void add(long value) {
                                if (scratch == 0) {
                                    throw new IllegalStateException("no scratch");
                                }
                                super.add(value);
                            }

                            @Override
                            public void close() {
                                super.close();
                                if (scratch != 0) {
                                    allocator.free(scratch, 24, 8);
                                }
                            }
                        })
                .prepare(list -> list.add(0))
                .usable(list -> assertArrayEquals(new long[] {0}, list.toArray()));
        assertEquals(
                Verdict.SWALLOWED,
                assertThrows(FaultError.class, () -> opening.runOn(Backends.named("free list"), 1 << 14))
                        .verdict());
        final FaultError error =
                assertThrows(FaultError.class, () -> opening.mayRecover().runOn(Backends.named("free list"), 1 << 14));
        assertEquals(Verdict.UNUSABLE, error.verdict(), error.getMessage());
        assertTrue(error.getMessage().contains("the preparation threw"), error.getMessage());
    }

    @Test
    void saysWhenTheOperationFailsByItself() {
        final FaultError error =
                assertThrows(FaultError.class, () -> additions(PlainList::new).runOn(Backends.named("bump"), 40));
        assertEquals(Verdict.FAILS_BY_ITSELF, error.verdict());
    }

    /** Of a third element to a list that is full with two. */
    static FaultEnumeration<PlainList> additions(FaultEnumeration.Opener<PlainList> opener) {
        return FaultEnumeration.of(opener)
                .prepare(list -> {
                    list.add(0);
                    list.add(1);
                })
                .operation(list -> list.add(2))
                .unchanged(PlainList::toArray)
                .usable(list -> assertArrayEquals(new long[] {0, 1, 2}, list.toArray()));
    }

    /** Where the elements can be added again from the start. */
    private static void addFive(PlainList list) {
        Memory.putLong(list.header, 0);
        for (long i = 0; i < 5; i++) {
            list.add(i);
        }
    }

    private static FaultError convicts(Verdict verdict, FaultEnumeration.Opener<PlainList> opener) {
        return convicts(verdict, additions(opener));
    }

    private static FaultError convictsThatMayRecover(Verdict verdict, FaultEnumeration.Opener<PlainList> opener) {
        return convicts(verdict, additions(opener).mayRecover());
    }

    private static FaultError convicts(Verdict verdict, FaultEnumeration<PlainList> enumeration) {
        final FaultError error =
                assertThrows(FaultError.class, () -> enumeration.runOn(Backends.named("free list"), 1 << 14));
        assertEquals(verdict, error.verdict(), error.getMessage());
        return error;
    }
}
