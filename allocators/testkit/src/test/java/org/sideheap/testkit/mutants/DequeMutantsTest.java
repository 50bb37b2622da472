package org.sideheap.testkit.mutants;

import static org.sideheap.allocators.Memory.NULL_ADDRESS;
import static org.sideheap.testkit.CollectionProperty.ANSWERS;
import static org.sideheap.testkit.CollectionProperty.BLOCKS_RESPECTED;
import static org.sideheap.testkit.CollectionProperty.CONTENTS;
import static org.sideheap.testkit.CollectionProperty.FAILURE_CHANGES_NOTHING;
import static org.sideheap.testkit.CollectionProperty.GIVEN_BACK;

import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.sideheap.allocators.Memory;
import org.sideheap.testkit.CollectionProperty;
import org.sideheap.testkit.FaultEnumeration;
import org.sideheap.testkit.LongDequeContract;

/** Each deque here is broken in one place, and the contract must say in which property. */
@Tag("once")
class DequeMutantsTest {
    @Test
    void acquitsTheOnesThatAreNotBroken() {
        CollectionVerdict.acquits(contract(PlainDeque::new));
        CollectionVerdict.acquits(ring(PlainRing::new));
    }

    @Test
    void convictsOneThatAnswersWithItsNeighbour() {
        convicts(ANSWERS, allocator -> new PlainDeque(allocator) {
            @Override
            long removeLast() {
                final long neighbour = Memory.getLong(last + PREVIOUS);
                final long value = neighbour == NULL_ADDRESS ? 0 : Memory.getLong(neighbour + VALUE);
                unlink(last);
                return value;
            }
        });
    }

    @Test
    void convictsOneThatForgetsItsLast() {
        convicts(CONTENTS, allocator -> new PlainDeque(allocator) {
            @Override
            void addFirst(long value) {
                final long oldLast = last;
                super.addFirst(value);
                last = oldLast == NULL_ADDRESS ? last : first;
            }
        });
    }

    @Test
    void convictsOneThatCountsANodeItDoesNotGet() {
        convicts(FAILURE_CHANGES_NOTHING, allocator -> new PlainDeque(allocator) {
            @Override
            void link(long previous, long value, long next) {
                count++;
                super.link(previous, value, next);
                count--;
            }
        });
    }

    @Test
    void convictsOneThatForgetsANode() {
        convicts(GIVEN_BACK, allocator -> new PlainDeque(allocator) {
            @Override
            long unlink(long node) {
                if (count > 1) {
                    return super.unlink(node);
                }
                join(Memory.getLong(node + PREVIOUS), Memory.getLong(node + NEXT));
                count--;
                return Memory.getLong(node + VALUE);
            }
        });
    }

    @Test
    void convictsOneThatFreesANodeTwice() {
        convicts(BLOCKS_RESPECTED, allocator -> new PlainDeque(allocator) {
            @Override
            long removeLast() {
                final long node = last;
                final long value = super.removeLast();
                allocator.free(node, NODE_BYTE_SIZE, 8);
                return value;
            }
        });
    }

    @Test
    void convictsARingThatGrowsWithoutUnrolling() {
        CollectionVerdict.convicts(CONTENTS, ring(allocator -> new PlainRing(allocator) {
            @Override
            void copyTo(long moved) {
                Memory.copy(elements, moved, capacity * Long.BYTES);
            }
        }));
    }

    @Test
    void convictsARingThatForgetsItsFirstWhenGrowthFails() {
        CollectionVerdict.convicts(FAILURE_CHANGES_NOTHING, ring(allocator -> new PlainRing(allocator) {
            @Override
            void grow() {
                final long oldFirst = first;
                first = 0;
                allocator.free(allocator.allocate(capacity * 4 + 8, 8), capacity * 4 + 8, 8);
                first = oldFirst;
                super.grow();
            }
        }));
    }

    private static void convicts(CollectionProperty property, FaultEnumeration.Opener<PlainDeque> opener) {
        CollectionVerdict.convicts(property, contract(opener));
    }

    private static LongDequeContract<PlainDeque> contract(FaultEnumeration.Opener<PlainDeque> opener) {
        return LongDequeContract.of(opener)
                .size(deque -> deque.count)
                .forEach(PlainDeque::forEach)
                .addFirst(PlainDeque::addFirst)
                .addLast(PlainDeque::addLast)
                .removeFirst(PlainDeque::removeFirst)
                .removeLast(PlainDeque::removeLast)
                .clear(PlainDeque::clear);
    }

    private static LongDequeContract<PlainRing> ring(FaultEnumeration.Opener<PlainRing> opener) {
        return LongDequeContract.of(opener)
                .size(ring -> ring.count)
                .forEach(PlainRing::forEach)
                .addLast(PlainRing::addLast)
                .removeFirst(PlainRing::removeFirst);
    }
}
