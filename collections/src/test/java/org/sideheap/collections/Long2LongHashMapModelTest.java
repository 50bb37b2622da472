package org.sideheap.collections;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
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
import org.sideheap.allocators.GlobalAllocator;
import org.sideheap.testkit.Backend;
import org.sideheap.testkit.Backends;
import org.sideheap.testkit.OpenBackend;

/** Random programs by the side of a {@link HashMap}, on every backend, all of which run out but the global ones. */
class Long2LongHashMapModelTest {
    private static final long BYTE_CAPACITY = 4096;
    private static final long BLOCK_BYTE_SIZE = 1024;
    private static final long[] EXTREMES = {0, -1, 1, Long.MIN_VALUE, Long.MAX_VALUE, 1L << 32, -1L << 32};

    @Property(tries = 250, edgeCases = EdgeCasesMode.NONE)
    void isAHashMap(@ForAll("setUps") SetUp setUp, @ForAll("programs") List<Step> program) {
        for (final Backend backend : Backends.all()) {
            try (OpenBackend open = backend.open(BYTE_CAPACITY, BLOCK_BYTE_SIZE)) {
                run(setUp, program, open.allocator());
            }
        }
    }

    private static void run(SetUp setUp, List<Step> program, Allocator allocator) {
        final Map<Long, Long> model = new HashMap<>();
        Long2LongHashMap map = setUp.open(allocator);
        try {
            for (final Step step : program) {
                if (step.operation == Operation.REOPEN) {
                    map.close();
                    map = setUp.open(allocator);
                    model.clear();
                } else {
                    runOnBoth(step.operation, setUp.key(step.key), setUp.value(step.value), map, model);
                }
                assertSame(model, map, step.toString());
                allocator.check();
            }
        } finally {
            map.close();
        }
    }

    private static void runOnBoth(
            Operation operation, long key, long value, Long2LongHashMap map, Map<Long, Long> model) {
        final long capacity = map.capacityAsLong();
        final Object answer;
        try {
            answer = operation.onMap(map, key, value);
        } catch (AllocationFailedException e) {
            assertEquals(capacity, map.capacityAsLong());
            return;
        }
        assertEquals(operation.onModel(model, key, value, map.missingValue()), answer, operation::toString);
    }

    private static void assertSame(Map<Long, Long> model, Long2LongHashMap map, String step) {
        assertEquals(model.size(), map.sizeAsLong(), step);
        model.forEach((key, value) -> assertEquals(value, map.get(key), step));
        final Map<Long, Long> seen = new HashMap<>();
        map.forEachLong(seen::put);
        assertEquals(model, seen, step);
        assertEquals(model, map, step);
        assertEquals(model.hashCode(), map.hashCode(), step);
        assertTrue(map.sizeAsLong() < Math.max(1, map.capacityAsLong()), step);
    }

    /** Tables that fill, run around their end, grow several times and empty again. */
    @Property(tries = 40, edgeCases = EdgeCasesMode.NONE)
    void staysAHashMapOverManyGrowthsAndDeletions(@ForAll("setUps") SetUp setUp, @ForAll long seed) {
        final SplittableRandom random = new SplittableRandom(seed);
        final Map<Long, Long> model = new HashMap<>();
        try (OpenBackend open = Backends.named("free list").open(1 << 22);
                Long2LongHashMap map = setUp.open(open.allocator())) {
            for (final int keyCount : new int[] {13, 100, 3000, 100, 6}) {
                for (int i = 0; i < 3 * keyCount + 200; i++) {
                    final long key = setUp.spread(random.nextInt(keyCount));
                    if (random.nextInt(5) < 3) {
                        final long value = setUp.value(random.nextInt(1000));
                        assertEquals(orMissing(model.put(key, value), setUp.missingValue), map.put(key, value));
                    } else {
                        assertEquals(orMissing(model.remove(key), setUp.missingValue), map.remove(key));
                    }
                    if (keyCount < 20) {
                        assertSame(model, map, "key " + key);
                    }
                }
                assertSame(model, map, keyCount + " keys");
                for (final long key : List.copyOf(model.keySet())) {
                    if (random.nextInt(10) > 0) {
                        assertEquals(model.remove(key), map.remove(key));
                    }
                }
                assertSame(model, map, keyCount + " keys, most removed");
                map.compact();
                assertSame(model, map, keyCount + " keys, compacted");
                open.allocator().check();
            }
        }
    }

    private static long orMissing(Long value, long missingValue) {
        return value == null ? missingValue : value;
    }

    @Provide
    Arbitrary<SetUp> setUps() {
        return Combinators.combine(
                        Arbitraries.of(0L, -1L, Long.MIN_VALUE, Long.MAX_VALUE, 5L),
                        Arbitraries.of(0.1f, 0.5f, 0.65f, 0.9f),
                        Arbitraries.integers().between(0, 63))
                .as(SetUp::new);
    }

    @Provide
    Arbitrary<List<Step>> programs() {
        final Arbitrary<Operation> operations = Arbitraries.frequencyOf(
                Tuple.of(1, Arbitraries.of(Operation.PUT)), Tuple.of(1, Arbitraries.of(Operation.class)));
        return Combinators.combine(
                        operations,
                        Arbitraries.integers().between(0, 70),
                        Arbitraries.integers().between(0, 5))
                .as(Step::new)
                .list()
                .ofMaxSize(150);
    }

    /** An operation, and which key and value. */
    record Step(Operation operation, int key, int value) {}

    /** How the map is made, and how far its keys are apart. */
    record SetUp(long missingValue, float loadFactor, int keyShift) {
        Long2LongHashMap open(Allocator allocator) {
            return new Long2LongHashMap(allocator, 0, loadFactor, missingValue);
        }

        /** Extremes first, then multiples of a power of two. */
        long key(int number) {
            return number < EXTREMES.length ? EXTREMES[number] : spread(number);
        }

        long spread(int number) {
            return (long) number << keyShift;
        }

        /** Small numbers, where the missing value would be one below 0. */
        long value(int number) {
            return number == missingValue ? Long.MAX_VALUE - 1 : number;
        }
    }

    enum Operation {
        PUT {
            @Override
            Object onMap(Long2LongHashMap map, long key, long value) {
                return map.put(key, value);
            }

            @Override
            Object onModel(Map<Long, Long> model, long key, long value, long missing) {
                return orMissing(model.put(key, value), missing);
            }
        },
        PUT_IF_ABSENT {
            @Override
            Object onMap(Long2LongHashMap map, long key, long value) {
                return map.putIfAbsent(key, value);
            }

            @Override
            Object onModel(Map<Long, Long> model, long key, long value, long missing) {
                return orMissing(model.putIfAbsent(key, value), missing);
            }
        },
        REPLACE {
            @Override
            Object onMap(Long2LongHashMap map, long key, long value) {
                return map.replace(key, value);
            }

            @Override
            Object onModel(Map<Long, Long> model, long key, long value, long missing) {
                return orMissing(model.replace(key, value), missing);
            }
        },
        REMOVE {
            @Override
            Object onMap(Long2LongHashMap map, long key, long value) {
                return map.remove(key);
            }

            @Override
            Object onModel(Map<Long, Long> model, long key, long value, long missing) {
                return orMissing(model.remove(key), missing);
            }
        },
        REMOVE_ENTRY {
            @Override
            Object onMap(Long2LongHashMap map, long key, long value) {
                return map.remove(key, value);
            }

            @Override
            Object onModel(Map<Long, Long> model, long key, long value, long missing) {
                return model.remove(key, value);
            }
        },
        COMPUTE {
            @Override
            Object onMap(Long2LongHashMap map, long key, long value) {
                final long missing = map.missingValue();
                return map.compute(key, (k, old) -> old == missing ? value : old == value ? missing : value);
            }

            @Override
            Object onModel(Map<Long, Long> model, long key, long value, long missing) {
                return orMissing(
                        model.compute(key, (k, old) -> old == null ? (Long) value : old == value ? null : (Long) value),
                        missing);
            }
        },
        COMPUTE_IF_ABSENT {
            @Override
            Object onMap(Long2LongHashMap map, long key, long value) {
                return map.computeIfAbsent(key, k -> value == 1 ? map.missingValue() : value);
            }

            @Override
            Object onModel(Map<Long, Long> model, long key, long value, long missing) {
                return orMissing(model.computeIfAbsent(key, k -> value == 1 ? null : (Long) value), missing);
            }
        },
        COMPUTE_IF_PRESENT {
            @Override
            Object onMap(Long2LongHashMap map, long key, long value) {
                return map.computeIfPresent(key, (k, old) -> value == 1 ? map.missingValue() : value);
            }

            @Override
            Object onModel(Map<Long, Long> model, long key, long value, long missing) {
                return orMissing(model.computeIfPresent(key, (k, old) -> value == 1 ? null : (Long) value), missing);
            }
        },
        MERGE {
            @Override
            Object onMap(Long2LongHashMap map, long key, long value) {
                return map.merge(key, value, (old, given) -> old == given ? map.missingValue() : given);
            }

            @Override
            Object onModel(Map<Long, Long> model, long key, long value, long missing) {
                return orMissing(model.merge(key, value, (old, given) -> old.equals(given) ? null : given), missing);
            }
        },
        LOOK {
            @Override
            Object onMap(Long2LongHashMap map, long key, long value) {
                return map.get(key) + " " + map.getOrDefault(key, 42) + " " + map.containsKey(key) + " "
                        + map.containsValue(value) + " " + map.isEmpty() + " " + map.size();
            }

            @Override
            Object onModel(Map<Long, Long> model, long key, long value, long missing) {
                return model.getOrDefault(key, missing) + " " + model.getOrDefault(key, 42L) + " "
                        + model.containsKey(key) + " " + model.containsValue(value) + " " + model.isEmpty() + " "
                        + model.size();
            }
        },
        ADD_TO {
            @Override
            Object onMap(Long2LongHashMap map, long key, long value) {
                final long missing = map.missingValue();
                return value == missing || map.get(key) + value == missing ? null : map.addTo(key, value);
            }

            @Override
            Object onModel(Map<Long, Long> model, long key, long value, long missing) {
                return value == missing || model.getOrDefault(key, missing) + value == missing
                        ? null
                        : model.merge(key, value, Long::sum);
            }
        },
        REPLACE_OLD {
            @Override
            Object onMap(Long2LongHashMap map, long key, long value) {
                return map.replace(key, value, value == 2 ? value : value + 1000);
            }

            @Override
            Object onModel(Map<Long, Long> model, long key, long value, long missing) {
                return model.replace(key, value, value == 2 ? value : value + 1000);
            }
        },
        REPLACE_ALL {
            @Override
            Object onMap(Long2LongHashMap map, long key, long value) {
                map.replaceAllLong((k, old) -> k == key ? value : old);
                return null;
            }

            @Override
            Object onModel(Map<Long, Long> model, long key, long value, long missing) {
                model.replaceAll((k, old) -> k == key ? (Long) value : old);
                return null;
            }
        },
        PUT_ALL {
            @Override
            Object onMap(Long2LongHashMap map, long key, long value) {
                map.putAll(Map.of(key, value, key + 1, value, key ^ 1L << 40, value));
                return null;
            }

            @Override
            Object onModel(Map<Long, Long> model, long key, long value, long missing) {
                model.putAll(Map.of(key, value, key + 1, value, key ^ 1L << 40, value));
                return null;
            }
        },
        PUT_ALL_OF_ITS_KIND {
            @Override
            Object onMap(Long2LongHashMap map, long key, long value) {
                try (Long2LongHashMap other = new Long2LongHashMap(GlobalAllocator.INSTANCE, 999)) {
                    for (long i = 0; i < 12; i++) {
                        other.put(key + i, value);
                    }
                    map.putAll(other);
                }
                return null;
            }

            @Override
            Object onModel(Map<Long, Long> model, long key, long value, long missing) {
                for (long i = 0; i < 12; i++) {
                    model.put(key + i, value);
                }
                return null;
            }
        },
        REMOVE_IF {
            @Override
            Object onMap(Long2LongHashMap map, long key, long value) {
                return map.entrySet().removeIfLong((k, v) -> v == value || k > key);
            }

            @Override
            Object onModel(Map<Long, Long> model, long key, long value, long missing) {
                return model.entrySet().removeIf(entry -> entry.getValue() == value || entry.getKey() > key);
            }
        },
        LEAST_AND_MOST {
            @Override
            Object onMap(Long2LongHashMap map, long key, long value) {
                return map.minValue() + " " + map.maxValue();
            }

            @Override
            Object onModel(Map<Long, Long> model, long key, long value, long missing) {
                return model.values().stream().min(Long::compare).orElse(missing) + " "
                        + model.values().stream().max(Long::compare).orElse(missing);
            }
        },
        GET_ALL {
            @Override
            Object onMap(Long2LongHashMap map, long key, long value) {
                final long[] keys = keysAround(key);
                final long[] values = new long[keys.length];
                map.getAll(keys, values);
                map.getAll(keys, keys);
                assertArrayEquals(values, keys);
                return Arrays.toString(values);
            }

            @Override
            Object onModel(Map<Long, Long> model, long key, long value, long missing) {
                return Arrays.toString(Arrays.stream(keysAround(key))
                        .map(k -> model.getOrDefault(k, missing))
                        .toArray());
            }

            private long[] keysAround(long key) {
                return LongStream.concat(
                                LongStream.of(EXTREMES),
                                LongStream.range(0, 130).map(i -> key + i - 65))
                        .toArray();
            }
        },
        RESERVE {
            @Override
            Object onMap(Long2LongHashMap map, long key, long value) {
                map.reserve(key & 63);
                return null;
            }

            @Override
            Object onModel(Map<Long, Long> model, long key, long value, long missing) {
                return null;
            }
        },
        CLEAR {
            @Override
            Object onMap(Long2LongHashMap map, long key, long value) {
                map.clear();
                return null;
            }

            @Override
            Object onModel(Map<Long, Long> model, long key, long value, long missing) {
                model.clear();
                return null;
            }
        },
        COMPACT {
            @Override
            Object onMap(Long2LongHashMap map, long key, long value) {
                map.compact();
                return null;
            }

            @Override
            Object onModel(Map<Long, Long> model, long key, long value, long missing) {
                return null;
            }
        },
        /** Closes the map and goes on with a new one. */
        REOPEN;

        Object onMap(Long2LongHashMap map, long key, long value) {
            throw new AssertionError(this);
        }

        Object onModel(Map<Long, Long> model, long key, long value, long missing) {
            throw new AssertionError(this);
        }
    }
}
