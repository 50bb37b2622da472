package org.sideheap.collections;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.EdgeCasesMode;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.Tuple;
import org.sideheap.allocators.AllocationFailedException;
import org.sideheap.allocators.Allocator;
import org.sideheap.testkit.Backend;
import org.sideheap.testkit.Backends;
import org.sideheap.testkit.OpenBackend;

/** Random programs by the side of a {@link HashSet}, on every backend, all of which run out but the global ones. */
class LongHashSetModelTest {
    private static final long BYTE_CAPACITY = 2048;
    private static final long BLOCK_BYTE_SIZE = 512;

    @Property(tries = 250, edgeCases = EdgeCasesMode.NONE)
    void isAHashSet(@ForAll("setUps") SetUp setUp, @ForAll("programs") List<Step> program) {
        for (final Backend backend : Backends.all()) {
            try (OpenBackend open = backend.open(BYTE_CAPACITY, BLOCK_BYTE_SIZE)) {
                run(setUp, program, open.allocator());
            }
        }
    }

    private static void run(SetUp setUp, List<Step> program, Allocator allocator) {
        final Set<Long> model = new HashSet<>();
        LongHashSet set = setUp.open(allocator);
        try {
            for (final Step step : program) {
                if (step.operation == Operation.REOPEN) {
                    set.close();
                    set = setUp.open(allocator);
                    model.clear();
                } else {
                    runOnBoth(step.operation, setUp.element(step.element), set, model);
                }
                assertSame(model, set, step.toString());
                allocator.check();
            }
        } finally {
            set.close();
        }
    }

    private static void runOnBoth(Operation operation, long element, LongHashSet set, Set<Long> model) {
        final long capacity = set.capacityAsLong();
        final Object answer;
        try {
            answer = operation.on(set, element);
        } catch (AllocationFailedException e) {
            assertEquals(capacity, set.capacityAsLong());
            return;
        }
        assertEquals(operation.on(model, element), answer, operation::toString);
    }

    private static void assertSame(Set<Long> model, LongHashSet set, String step) {
        assertEquals(model.size(), set.sizeAsLong(), step);
        for (final long element : model) {
            assertTrue(set.contains(element), step);
        }
        final Set<Long> seen = new HashSet<>();
        set.forEachLong(element -> assertTrue(seen.add(element), step));
        assertEquals(model, seen, step);
        assertEquals(model, set, step);
        assertEquals(model.hashCode(), set.hashCode(), step);
    }

    @Provide
    Arbitrary<SetUp> setUps() {
        return Combinators.combine(
                        Arbitraries.of(0.1f, 0.5f, 0.65f, 0.9f),
                        Arbitraries.integers().between(0, 58))
                .as(SetUp::new);
    }

    @Provide
    Arbitrary<List<Step>> programs() {
        final Arbitrary<Operation> operations = Arbitraries.frequencyOf(
                Tuple.of(1, Arbitraries.of(Operation.ADD)), Tuple.of(1, Arbitraries.of(Operation.class)));
        return Combinators.combine(operations, Arbitraries.integers().between(0, 40))
                .as(Step::new)
                .list()
                .ofMaxSize(120);
    }

    /** An operation, and which element. */
    record Step(Operation operation, int element) {}

    /** How the set is made, and how far its elements are apart. */
    record SetUp(float loadFactor, int shift) {
        LongHashSet open(Allocator allocator) {
            return new LongHashSet(allocator, 0, loadFactor);
        }

        long element(int number) {
            return (long) number << shift;
        }
    }

    /** What both are asked through {@link Set}, and what only one of them can be asked. */
    enum Operation {
        ADD {
            @Override
            Object on(Set<Long> set, long element) {
                return set.add(element);
            }
        },
        REMOVE {
            @Override
            Object on(Set<Long> set, long element) {
                return set.remove((Object) element);
            }
        },
        LOOK {
            @Override
            Object on(Set<Long> set, long element) {
                return set.contains((Object) element) + " " + set.isEmpty() + " " + set.size();
            }
        },
        ADD_LIST {
            @Override
            Object on(Set<Long> set, long element) {
                return set.addAll(List.of(element, element + 1, element, 3 * element, element + 1));
            }
        },
        ADD_SET {
            @Override
            Object on(Set<Long> set, long element) {
                return set.addAll(Set.of(element, element + 1, element + 2));
            }
        },
        REMOVE_ALL {
            @Override
            Object on(Set<Long> set, long element) {
                return set.removeAll(List.of(element, element + 1, 0L));
            }
        },
        RETAIN_ALL {
            @Override
            Object on(Set<Long> set, long element) {
                final Set<Long> retained = new TreeSet<>(set);
                retained.remove(element);
                return set.retainAll(retained);
            }
        },
        REMOVE_IF {
            @Override
            Object on(Set<Long> set, long element) {
                return set.removeIf(other -> (other ^ element) % 3 == 0);
            }
        },
        CLEAR {
            @Override
            Object on(Set<Long> set, long element) {
                set.clear();
                return null;
            }
        },
        COMPACT {
            @Override
            Object on(Set<Long> set, long element) {
                if (set instanceof LongHashSet ours) {
                    ours.compact();
                }
                return null;
            }
        },
        RESERVE {
            @Override
            Object on(Set<Long> set, long element) {
                if (set instanceof LongHashSet ours) {
                    ours.reserve(element & 63);
                }
                return null;
            }
        },
        /** Closes the set and goes on with a new one. */
        REOPEN {
            @Override
            Object on(Set<Long> set, long element) {
                throw new AssertionError(this);
            }
        };

        abstract Object on(Set<Long> set, long element);
    }
}
