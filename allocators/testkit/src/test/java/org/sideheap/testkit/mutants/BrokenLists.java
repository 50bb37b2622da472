package org.sideheap.testkit.mutants;

import org.sideheap.allocators.AllocationFailedException;
import org.sideheap.allocators.Allocator;
import org.sideheap.allocators.Memory;

/** Lists broken in one place each, which contracts as well as fault enumeration must convict. */
final class BrokenLists {
    private BrokenLists() {}

    static PlainList losesItsTailWhenGrowthFails(Allocator memory) {
        return new PlainList(memory) {
            @Override
            void grow() {
                final long count = count();
                setCount(count - 1);
                super.grow();
                setCount(count);
            }
        };
    }

    static PlainList forgetsTheBlockItMovedFrom(Allocator memory) {
        return new PlainList(memory) {
            @Override
            void grow() {
                final long moved = allocator.allocate(2 * capacity * Long.BYTES, 8);
                Memory.copy(elements, moved, capacity * Long.BYTES);
                elements = moved;
                capacity *= 2;
            }
        };
    }

    static PlainList leaksWhenItsOpeningFails(Allocator memory) {
        return new PlainList(memory) {
            @Override
            void openingFailed() {}
        };
    }

    static PlainList throwsSomethingElse(Allocator memory) {
        return new PlainList(memory) {
            @Override
            void grow() {
                try {
                    super.grow();
                } catch (AllocationFailedException e) {
                    throw new IllegalStateException("no memory", e);
                }
            }
        };
    }

    static PlainList swallowsTheFailure(Allocator memory) {
        return new PlainList(memory) {
            @Override
            void add(long value) {
                try {
                    super.add(value);
                } catch (AllocationFailedException e) {
                    // lost on purpose
                }
            }
        };
    }
}
