package org.sideheap.collections;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.sideheap.testkit.CollectionContract.Argument.COUNT;
import static org.sideheap.testkit.CollectionContract.Argument.KEY;
import static org.sideheap.testkit.CollectionContract.Argument.VALUE;

import java.util.List;
import java.util.Map;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.sideheap.allocators.Allocator;
import org.sideheap.allocators.GlobalAllocator;
import org.sideheap.testkit.Backend;
import org.sideheap.testkit.Backends;
import org.sideheap.testkit.LongMapContract;

/** A map by its interface, and by the methods that only it has: more and less full, in one block and in segments. */
@Tag("contract")
class Long2LongHashMapContractTest {
    private static final List<SetUp> SET_UPS = List.of(
            new SetUp(-1, 0.65f, 0),
            new SetUp(0, 0.9f, 0),
            new SetUp(0, 0.65f, 256),
            new SetUp(Long.MIN_VALUE, 0.5f, 0),
            new SetUp(-1, 0.9f, 512),
            new SetUp(Long.MAX_VALUE, 0.1f, 0),
            new SetUp(3, 0.65f, 0));

    private static final List<LongMapContract<Long2LongHashMap>> CONTRACTS =
            SET_UPS.stream().map(SetUp::contract).toList();

    @ParameterizedTest
    @MethodSource("org.sideheap.testkit.Backends#all")
    void isAHashMap(Backend backend) {
        for (int seed = 0; seed < Backends.programCount(); seed++) {
            CONTRACTS.get(seed % CONTRACTS.size()).verifyProgram(backend, seed);
        }
    }

    /** How the map is made. */
    record SetUp(long missingValue, float loadFactor, long segmentByteSize) {
        Long2LongHashMap open(Allocator allocator) {
            return Tables.map(allocator, loadFactor, missingValue, segmentByteSize);
        }

        private LongMapContract<Long2LongHashMap> contract() {
            return LongMapContract.ofMap(this::open, missingValue)
                    .openedWith(4096, 1024)
                    .remove(Long2LongHashMap::remove)
                    .function("getLong", KEY, Long2LongHashMap::get, (map, key) -> orMissing(map.get(key)))
                    .function("getAll", KEY, this::getAll, this::modelledGetAll)
                    .function("containsLongKey", KEY, Long2LongHashMap::containsKey, Map::containsKey)
                    .function("containsLongValue", VALUE, Long2LongHashMap::containsValue, Map::containsValue)
                    .function(
                            "putLong",
                            KEY,
                            VALUE,
                            Long2LongHashMap::put,
                            (map, key, value) -> orMissing(map.put(key, value)))
                    .often("putLong")
                    .function(
                            "putLongIfAbsent",
                            KEY,
                            VALUE,
                            Long2LongHashMap::putIfAbsent,
                            (map, key, value) -> orMissing(map.putIfAbsent(key, value)))
                    .function(
                            "replaceLong",
                            KEY,
                            VALUE,
                            Long2LongHashMap::replace,
                            (map, key, value) -> orMissing(map.replace(key, value)))
                    .function(
                            "replaceOld",
                            KEY,
                            VALUE,
                            (map, key, value) -> map.replace(key, value, value == 2 ? value : 1000),
                            (map, key, value) -> map.replace(key, value, value == 2 ? value : 1000))
                    .function("removeLongEntry", KEY, VALUE, Long2LongHashMap::remove, Map::remove)
                    .function("addTo", KEY, VALUE, this::addTo, this::modelledAddTo)
                    .function(
                            "computeLong",
                            KEY,
                            VALUE,
                            (map, key, value) -> map.compute(
                                    key, (k, old) -> old == missingValue || old != value ? value : missingValue),
                            (map, key, value) -> orMissing(
                                    map.compute(key, (k, old) -> old == null || old != value ? (Long) value : null)))
                    .function(
                            "computeLongIfAbsent",
                            KEY,
                            VALUE,
                            (map, key, value) -> map.computeIfAbsent(key, k -> value == 1 ? missingValue : value),
                            (map, key, value) ->
                                    orMissing(map.computeIfAbsent(key, k -> value == 1 ? null : (Long) value)))
                    .function(
                            "computeLongIfPresent",
                            KEY,
                            VALUE,
                            (map, key, value) ->
                                    map.computeIfPresent(key, (k, old) -> value == 1 ? missingValue : value),
                            (map, key, value) ->
                                    orMissing(map.computeIfPresent(key, (k, old) -> value == 1 ? null : (Long) value)))
                    .function(
                            "mergeLong",
                            KEY,
                            VALUE,
                            (map, key, value) ->
                                    map.merge(key, value, (old, given) -> old == given ? missingValue : given),
                            (map, key, value) ->
                                    orMissing(map.merge(key, value, (old, given) -> old.equals(given) ? null : given)))
                    .action(
                            "replaceAllLong",
                            KEY,
                            VALUE,
                            (map, key, value) -> map.replaceAllLong((k, old) -> k == key ? value : old),
                            (map, key, value) -> map.replaceAll((k, old) -> k == key ? (Long) value : old))
                    .action("putMap", KEY, COUNT, SetUp::putMap, SetUp::putEach)
                    .function(
                            "removeIfLong",
                            KEY,
                            VALUE,
                            (map, key, value) -> map.entrySet().removeIfLong((k, v) -> v == value || k > key),
                            (map, key, value) ->
                                    map.entrySet().removeIf(entry -> entry.getValue() == value || entry.getKey() > key))
                    .function("minValue", Long2LongHashMap::minValue, map -> map.values().stream()
                            .min(Long::compare)
                            .orElse(missingValue))
                    .function("maxValue", Long2LongHashMap::maxValue, map -> map.values().stream()
                            .max(Long::compare)
                            .orElse(missingValue))
                    .unseen("reserve", COUNT, (map, count) -> map.reserve(3 * count))
                    .unseen("compact", Long2LongHashMap::compact);
        }

        private long orMissing(Long value) {
            return value == null ? missingValue : value;
        }

        private Object addTo(Long2LongHashMap map, long key, long value) {
            return map.get(key) + value == missingValue ? null : map.addTo(key, value);
        }

        private Object modelledAddTo(Map<Long, Long> map, long key, long value) {
            return map.getOrDefault(key, missingValue) + value == missingValue
                    ? null
                    : map.merge(key, value, Long::sum);
        }

        private static void putMap(Long2LongHashMap map, long key, long count) {
            try (Long2LongHashMap other = new Long2LongHashMap(GlobalAllocator.INSTANCE, 999)) {
                putEach(other, key, count);
                map.putAll(other);
            }
        }

        private static void putEach(Map<Long, Long> map, long key, long count) {
            for (long i = 0; i < count; i++) {
                map.put(key + i, 100 + i);
            }
        }

        private Object getAll(Long2LongHashMap map, long key) {
            final long[] keys = keysAround(key);
            final long[] values = new long[keys.length];
            map.getAll(keys, values);
            map.getAll(keys, keys);
            assertArrayEquals(values, keys);
            return values;
        }

        private Object modelledGetAll(Map<Long, Long> map, long key) {
            return LongStream.of(keysAround(key))
                    .map(each -> map.getOrDefault(each, missingValue))
                    .toArray();
        }

        private static long[] keysAround(long key) {
            return LongStream.range(0, 130).map(i -> key + i - 65).toArray();
        }
    }
}
