package org.sideheap.testkit.mutants;

import static org.sideheap.allocators.Memory.NULL_ADDRESS;
import static org.sideheap.testkit.CollectionProperty.ALLOCATOR_SOUND;
import static org.sideheap.testkit.CollectionProperty.ANSWERS;
import static org.sideheap.testkit.CollectionProperty.BLOCKS_RESPECTED;
import static org.sideheap.testkit.CollectionProperty.CONTENTS;
import static org.sideheap.testkit.CollectionProperty.FAILS_FOR_A_REASON;
import static org.sideheap.testkit.CollectionProperty.FAILURE_CHANGES_NOTHING;
import static org.sideheap.testkit.CollectionProperty.FAILURE_NAMED;
import static org.sideheap.testkit.CollectionProperty.GIVEN_BACK;
import static org.sideheap.testkit.CollectionProperty.LEGAL_OPERATION_RETURNS;

import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.sideheap.allocators.AllocationFailedException;
import org.sideheap.allocators.Memory;
import org.sideheap.testkit.CollectionProperty;
import org.sideheap.testkit.FaultEnumeration;
import org.sideheap.testkit.LongListContract;

/** Each list here is broken in one place, and the contract must say in which property. */
@Tag("once")
class ListMutantsTest {
    @Test
    void acquitsTheOneThatIsNotBroken() {
        CollectionVerdict.acquits(contract(PlainList::new));
    }

    @Test
    void convictsOneThatLosesItsTailWhenGrowthFails() {
        convicts(FAILURE_CHANGES_NOTHING, BrokenLists::losesItsTailWhenGrowthFails);
    }

    @Test
    void convictsOneThatCountsBeforeItHasTheMemory() {
        convicts(FAILURE_CHANGES_NOTHING, allocator -> new PlainList(allocator) {
            @Override
            void add(long value) {
                setCount(count() + 1);
                if (count() > capacity) {
                    grow();
                }
                set(count() - 1, value);
            }
        });
    }

    @Test
    void convictsOneThatLosesElementsWhenItMoves() {
        convicts(CONTENTS, allocator -> new PlainList(allocator) {
            @Override
            void grow() {
                final long moved = allocator.allocate(2 * capacity * Long.BYTES, 8);
                Memory.copy(elements, moved, (capacity - 1) * Long.BYTES);
                Memory.putLong(moved + (capacity - 1) * Long.BYTES, 77);
                allocator.free(elements, capacity * Long.BYTES, 8);
                elements = moved;
                capacity *= 2;
            }
        });
    }

    @Test
    void convictsOneThatBelievesFreshMemoryToBeZero() {
        convicts(CONTENTS, allocator -> new PlainList(allocator) {
            @Override
            long allocateHeader() {
                return allocator.allocate(HEADER_BYTE_SIZE, 8);
            }
        });
    }

    @Test
    void convictsTwoThatShareTheirCount() {
        final long[] count = new long[1];
        convicts(CONTENTS, memory -> {
            count[0] = 0;
            return new PlainList(memory) {
                @Override
                long count() {
                    return count[0];
                }

                @Override
                void setCount(long newCount) {
                    count[0] = newCount;
                }
            };
        });
    }

    @Test
    void convictsOneThatKeepsAStaleCapacityWhenShrinkingFails() {
        convicts(GIVEN_BACK, memory -> new PlainList(memory) {
            @Override
            long removeAt(long index) {
                final long removed = super.removeAt(index);
                if (capacity > 4 && count() < capacity / 4) {
                    final long shrunk = allocator.tryReallocate(
                            elements, capacity * Long.BYTES, capacity / 2 * Long.BYTES, 8, count() * Long.BYTES);
                    capacity = shrunk == NULL_ADDRESS ? 2 * capacity : capacity / 2;
                    elements = shrunk == NULL_ADDRESS ? elements : shrunk;
                }
                return removed;
            }
        });
    }

    @Test
    void convictsOneThatInsertsOverTheNextElement() {
        convicts(CONTENTS, allocator -> new PlainList(allocator) {
            @Override
            void move(long fromIndex, long toIndex, long moved) {
                super.move(fromIndex, toIndex, fromIndex < toIndex ? Math.max(0, moved - 1) : moved);
            }
        });
    }

    @Test
    void convictsOneThatAnswersWithTheElementBehind() {
        convicts(ANSWERS, allocator -> new PlainList(allocator) {
            @Override
            long removeAt(long index) {
                super.removeAt(index);
                return index < count() ? get(index) : 0;
            }
        });
    }

    @Test
    void convictsOneThatWritesBehindItsBlock() {
        convicts(ALLOCATOR_SOUND, allocator -> new PlainList(allocator) {
            @Override
            void add(long value) {
                if (count() == capacity) {
                    grow();
                }
                set(count(), value);
                set(count() + 1, 0);
                setCount(count() + 1);
            }
        });
    }

    @Test
    void convictsOneThatForgetsTheBlockItMovedFrom() {
        convicts(GIVEN_BACK, BrokenLists::forgetsTheBlockItMovedFrom);
    }

    @Test
    void convictsOneThatLeaksWhenItsOpeningFails() {
        convicts(GIVEN_BACK, BrokenLists::leaksWhenItsOpeningFails);
    }

    @Test
    void convictsOneThatFreesTwiceWhenClosedTwice() {
        convicts(GIVEN_BACK, allocator -> new PlainList(allocator) {
            @Override
            public void close() {
                closed = false;
                super.close();
            }
        });
    }

    @Test
    void convictsOneThatFreesWithASizeTheBlockNeverHad() {
        convicts(BLOCKS_RESPECTED, allocator -> new PlainList(allocator) {
            @Override
            void grow() {
                final long moved = allocator.allocate(2 * capacity * Long.BYTES, 8);
                Memory.copy(elements, moved, capacity * Long.BYTES);
                allocator.free(elements, 1, 8);
                elements = moved;
                capacity *= 2;
            }
        });
    }

    @Test
    void convictsOneThatThrowsSomethingElseWhenThereIsNoMemory() {
        convicts(FAILURE_NAMED, BrokenLists::throwsSomethingElse);
    }

    @Test
    void convictsOneThatSwallowsTheFailure() {
        convicts(CONTENTS, BrokenLists::swallowsTheFailure);
    }

    @Test
    void convictsOneThatSaysThereIsNoMemoryWithoutAsking() {
        convicts(FAILS_FOR_A_REASON, allocator -> new PlainList(allocator) {
            @Override
            void grow() {
                if (capacity >= 8) {
                    throw new AllocationFailedException(allocator, 2 * capacity * Long.BYTES, 8);
                }
                super.grow();
            }
        });
    }

    @Test
    void convictsOneWhoseLastElementIsOutOfReach() {
        convicts(LEGAL_OPERATION_RETURNS, allocator -> new PlainList(allocator) {
            @Override
            long removeAt(long index) {
                if (index >= count() - 1 && count() > 1) {
                    throw new IndexOutOfBoundsException("index " + index);
                }
                return super.removeAt(index);
            }
        });
    }

    private static void convicts(CollectionProperty property, FaultEnumeration.Opener<PlainList> opener) {
        CollectionVerdict.convicts(property, contract(opener));
    }

    private static LongListContract<PlainList> contract(FaultEnumeration.Opener<PlainList> opener) {
        return LongListContract.of(opener)
                .size(PlainList::count)
                .get(PlainList::get)
                .set(PlainList::set)
                .add(PlainList::add)
                .insert(PlainList::insert)
                .removeAt(PlainList::removeAt)
                .clear(PlainList::clear);
    }
}
