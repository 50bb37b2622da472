package org.sideheap.collections;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Objects;
import java.util.stream.LongStream;
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

/** Random programs by the side of an {@link ArrayList}, on every backend, all of which run out but the global ones. */
class LongArrayListModelTest {
    private static final long BYTE_CAPACITY = 4096;
    private static final long BLOCK_BYTE_SIZE = 512;

    @Property(tries = 250, edgeCases = EdgeCasesMode.NONE)
    void isAnArrayList(@ForAll("programs") List<Step> program) {
        for (final Backend backend : Backends.all()) {
            try (OpenBackend open = backend.open(BYTE_CAPACITY, BLOCK_BYTE_SIZE)) {
                run(program, open.allocator());
            }
        }
    }

    private static void run(List<Step> program, Allocator allocator) {
        final List<Long> model = new ArrayList<>();
        LongArrayList list = new LongArrayList(allocator, 0, -1);
        try {
            for (final Step step : program) {
                if (step.operation == Operation.REOPEN) {
                    list.close();
                    list = new LongArrayList(allocator, 0, -1);
                    model.clear();
                } else if (step.operation.needsNoElement || !model.isEmpty()) {
                    runOnBoth(step, list, model);
                }
                assertEquals(model, list, step::toString);
                assertEquals(model.size(), list.sizeAsLong());
                assertTrue(list.capacityAsLong() >= list.sizeAsLong());
                allocator.check();
            }
            assertArrayEquals(model.stream().mapToLong(e -> e == null ? -1 : e).toArray(), list.toLongArray());
        } finally {
            list.close();
        }
    }

    private static void runOnBoth(Step step, LongArrayList list, List<Long> model) {
        final long capacity = list.capacityAsLong();
        final Object answer;
        try {
            answer = step.operation.onList(list, step.index(model.size()), step.value);
        } catch (AllocationFailedException e) {
            assertEquals(capacity, list.capacityAsLong());
            return;
        }
        assertEquals(step.operation.onModel(model, step.index(model.size()), step.value), answer, step::toString);
    }

    @Provide
    Arbitrary<List<Step>> programs() {
        // Removals are outnumbered, so that programs fill what they have.
        final Arbitrary<Operation> operations = Arbitraries.frequencyOf(
                Tuple.of(3, Arbitraries.of(Operation.ADD, Operation.PUSH, Operation.INSERT)),
                Tuple.of(2, Arbitraries.of(Operation.ADD_ALL, Operation.INSERT_ALL)),
                Tuple.of(4, Arbitraries.of(Operation.class)));
        final Arbitrary<Long> values = Arbitraries.longs().between(-3, 3).edgeCases(config -> config.add(-1L));
        return Combinators.combine(operations, Arbitraries.doubles().between(0, 1), values)
                .as(Step::new)
                .list()
                .ofMaxSize(150);
    }

    /** An operation, where in the list, from 0 for its start to 1 for its end, and with what value. */
    record Step(Operation operation, double place, long value) {
        int index(int size) {
            return operation.isInsertion ? (int) Math.round(place * size) : (int) Math.min(place * size, size - 1);
        }
    }

    enum Operation {
        ADD {
            @Override
            Object onList(LongArrayList list, int index, long value) {
                return list.addLong(value);
            }

            @Override
            Object onModel(List<Long> model, int index, long value) {
                return model.add(boxed(value));
            }
        },
        PUSH {
            @Override
            Object onList(LongArrayList list, int index, long value) {
                list.pushLong(value);
                return null;
            }

            @Override
            Object onModel(List<Long> model, int index, long value) {
                model.add(boxed(value));
                return null;
            }
        },
        INSERT {
            @Override
            Object onList(LongArrayList list, int index, long value) {
                list.addLong(index, value);
                return null;
            }

            @Override
            Object onModel(List<Long> model, int index, long value) {
                model.add(index, boxed(value));
                return null;
            }
        },
        ADD_ALL {
            @Override
            Object onList(LongArrayList list, int index, long value) {
                return list.addAll(some(value));
            }

            @Override
            Object onModel(List<Long> model, int index, long value) {
                return model.addAll(some(value));
            }
        },
        INSERT_ALL {
            @Override
            Object onList(LongArrayList list, int index, long value) {
                return list.addAll(index, some(value));
            }

            @Override
            Object onModel(List<Long> model, int index, long value) {
                return model.addAll(index, some(value));
            }
        },
        POP {
            @Override
            Object onList(LongArrayList list, int index, long value) {
                return boxed(list.popLong());
            }

            @Override
            Object onModel(List<Long> model, int index, long value) {
                return model.remove(model.size() - 1);
            }
        },
        REMOVE_AT {
            @Override
            Object onList(LongArrayList list, int index, long value) {
                return boxed(list.removeAt(index));
            }

            @Override
            Object onModel(List<Long> model, int index, long value) {
                return model.remove(index);
            }
        },
        REMOVE_UNORDERED {
            @Override
            Object onList(LongArrayList list, int index, long value) {
                return boxed(list.fastUnorderedRemove(index));
            }

            @Override
            Object onModel(List<Long> model, int index, long value) {
                final Long removed = model.get(index);
                model.set(index, model.get(model.size() - 1));
                model.remove(model.size() - 1);
                return removed;
            }
        },
        REMOVE_VALUE {
            @Override
            Object onList(LongArrayList list, int index, long value) {
                return list.removeLong(value);
            }

            @Override
            Object onModel(List<Long> model, int index, long value) {
                return model.remove((Object) boxed(value));
            }
        },
        REMOVE_EQUAL {
            @Override
            Object onList(LongArrayList list, int index, long value) {
                return list.removeAll(Collections.singleton(boxed(value)));
            }

            @Override
            Object onModel(List<Long> model, int index, long value) {
                return model.removeAll(Collections.singleton(boxed(value)));
            }
        },
        ADD_ARRAY {
            @Override
            Object onList(LongArrayList list, int index, long value) {
                return list.addAll(numbers(value));
            }

            @Override
            Object onModel(List<Long> model, int index, long value) {
                return model.addAll(boxed(numbers(value)));
            }
        },
        INSERT_ARRAY {
            @Override
            Object onList(LongArrayList list, int index, long value) {
                return list.addAll(index, numbers(value), 0, numbers(value).length);
            }

            @Override
            Object onModel(List<Long> model, int index, long value) {
                return model.addAll(index, boxed(numbers(value)));
            }
        },
        INSERT_ITSELF {
            @Override
            Object onList(LongArrayList list, int index, long value) {
                return list.addAll(index, list);
            }

            @Override
            Object onModel(List<Long> model, int index, long value) {
                return model.addAll(index, new ArrayList<>(model));
            }
        },
        INSERT_IN_SUB_LIST {
            @Override
            Object onList(LongArrayList list, int index, long value) {
                return list.subList(index / 2, list.size()).addAll(index - index / 2, some(value));
            }

            @Override
            Object onModel(List<Long> model, int index, long value) {
                return model.subList(index / 2, model.size()).addAll(index - index / 2, some(value));
            }
        },
        REMOVE_IF {
            @Override
            Object onList(LongArrayList list, int index, long value) {
                return list.removeIfLong(element -> element < value);
            }

            @Override
            Object onModel(List<Long> model, int index, long value) {
                return model.removeIf(element -> element == null ? -1 < value : element < value);
            }
        },
        REMOVE_WITH_CURSOR {
            @Override
            Object onList(LongArrayList list, int index, long value) {
                final LongArrayList.Cursor cursor = list.cursor();
                while (cursor.advance()) {
                    if (cursor.value() == value) {
                        cursor.remove();
                    }
                }
                return null;
            }

            @Override
            Object onModel(List<Long> model, int index, long value) {
                model.removeIf(element -> Objects.equals(element, boxed(value)));
                return null;
            }
        },
        SORT {
            @Override
            Object onList(LongArrayList list, int index, long value) {
                list.sort(index / 2, index);
                return list.binarySearch(index / 2, index, value) >= 0;
            }

            @Override
            Object onModel(List<Long> model, int index, long value) {
                final long[] part = model.subList(index / 2, index).stream()
                        .mapToLong(element -> element == null ? -1 : element)
                        .sorted()
                        .toArray();
                Collections.copy(model.subList(index / 2, index), boxed(part));
                return Arrays.binarySearch(part, value) >= 0;
            }
        },
        FILL {
            @Override
            Object onList(LongArrayList list, int index, long value) {
                list.fill(index / 2, index, value);
                return null;
            }

            @Override
            Object onModel(List<Long> model, int index, long value) {
                Collections.fill(model.subList(index / 2, index), boxed(value));
                return null;
            }
        },
        REMOVE_FROM_SUB_LIST {
            @Override
            Object onList(LongArrayList list, int index, long value) {
                list.subList(index / 2, index).clear();
                return null;
            }

            @Override
            Object onModel(List<Long> model, int index, long value) {
                model.subList(index / 2, index).clear();
                return null;
            }
        },
        SET {
            @Override
            Object onList(LongArrayList list, int index, long value) {
                return boxed(list.setLong(index, value));
            }

            @Override
            Object onModel(List<Long> model, int index, long value) {
                return model.set(index, boxed(value));
            }
        },
        LOOK {
            @Override
            Object onList(LongArrayList list, int index, long value) {
                return list.containsLong(value) + " " + list.indexOf(boxed(value)) + " " + boxed(list.getLong(index));
            }

            @Override
            Object onModel(List<Long> model, int index, long value) {
                return model.contains(boxed(value)) + " " + model.indexOf(boxed(value)) + " " + model.get(index);
            }
        },
        ITERATE {
            @Override
            Object onList(LongArrayList list, int index, long value) {
                final List<Long> seen = new ArrayList<>();
                list.forEachLong(element -> seen.add(boxed(element)));
                return seen + " " + list.hashCode();
            }

            @Override
            Object onModel(List<Long> model, int index, long value) {
                return model + " " + model.hashCode();
            }
        },
        RESERVE {
            @Override
            Object onList(LongArrayList list, int index, long value) {
                list.ensureCapacity(list.sizeAsLong() + 7 * value);
                return null;
            }
        },
        TRIM {
            @Override
            Object onList(LongArrayList list, int index, long value) {
                list.trimToSize();
                return null;
            }
        },
        CLEAR {
            @Override
            Object onList(LongArrayList list, int index, long value) {
                list.clear();
                return null;
            }

            @Override
            Object onModel(List<Long> model, int index, long value) {
                model.clear();
                return null;
            }
        },
        /** Closes the list and goes on with a new one. */
        REOPEN;

        final boolean isInsertion = name().startsWith("INSERT");
        final boolean needsNoElement = isInsertion
                || !List.of(
                                "POP",
                                "REMOVE_AT",
                                "REMOVE_UNORDERED",
                                "REMOVE_FROM_SUB_LIST",
                                "SET",
                                "LOOK",
                                "SORT",
                                "FILL")
                        .contains(name());

        Object onList(LongArrayList list, int index, long value) {
            throw new AssertionError(this);
        }

        /** An operation that its user does not see in the contents. */
        Object onModel(List<Long> model, int index, long value) {
            return null;
        }

        private static Long boxed(long value) {
            return value == -1 ? null : (Long) value;
        }

        private static List<Long> boxed(long[] numbers) {
            return Arrays.stream(numbers).mapToObj(Operation::boxed).toList();
        }

        private static long[] numbers(long value) {
            return LongStream.range(-3, 3 * value).toArray();
        }

        private static List<Long> some(long value) {
            return Collections.nCopies((int) (5 * (value + 3)), boxed(value));
        }
    }
}
