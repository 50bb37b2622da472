package org.sideheap.collections;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.math.BigInteger;
import java.util.HashMap;
import java.util.List;
import java.util.LongSummaryStatistics;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.function.Function;
import java.util.function.LongUnaryOperator;
import java.util.stream.LongStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Named;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.sideheap.allocators.GlobalAllocator;

/**
 * Keys that make a weak hash collide cost no more than three times the probes of random ones, in a map and in a
 * set.
 *
 * <p>What random keys cost depends on how full the table is and on chance, as seeds are drawn, so it is measured in tables
 * of the same size. A probe is a look at a line of four slots.
 */
@Tag("once")
class HashTableHashingTest {
    private static final int KEY_COUNT = 1 << 13;
    private static final float LOAD_FACTOR = 0.65f;
    private static final double MAX_TIMES_RANDOM = 3;
    private static final long MAX_PROBES = 250;
    private static final int MIN_TABLES = 2;
    private static final int COPIES = 1000;
    private static final Map<Integer, Double> MEAN_PROBES_OF_RANDOM_KEYS = new HashMap<>();

    /** The multiplier of the hash, known to whoever crafts keys. */
    private static final long MULTIPLIER = 0x9E3779B97F4A7C15L;

    @Test
    void spreadsMultiplesOfEachPowerOfTwo() {
        for (int shift = 0; shift < Long.SIZE; shift++) {
            final int power = shift;
            assertSpreads(
                    "multiples of 2^" + shift, LongStream.range(0, KEY_COUNT).map(i -> i << power));
            assertSpreads("odd multiples", LongStream.range(0, KEY_COUNT).map(i -> (2 * i + 1) << power));
        }
    }

    @Test
    @Tag("long")
    void spreadsMultiplesInALargeTable() {
        final int count = (int) (0.64 * (1 << 20));
        for (final int shift : new int[] {0, 20, 36, 37, 44}) {
            assertSpreads("multiples of 2^" + shift, LongStream.range(0, count).map(i -> i << shift));
        }
    }

    @ParameterizedTest
    @MethodSource
    void spreadsCounters(LongUnaryOperator keyOf) {
        assertSpreads("counter", LongStream.range(0, KEY_COUNT).map(keyOf));
    }

    static Stream<Named<LongUnaryOperator>> spreadsCounters() {
        final long inverse = inverse(MULTIPLIER);
        return Stream.of(
                Named.of("consecutive", i -> i),
                Named.of("consecutive below 0", i -> -i),
                Named.of("consecutive from the middle of an int", i -> (1L << 31) - KEY_COUNT / 2 + i),
                Named.of("consecutive up to the largest", i -> Long.MAX_VALUE - i),
                Named.of("bit-reversed", Long::reverse),
                Named.of("byte-reversed", Long::reverseBytes),
                Named.of("bit-reversed in an int", i -> Integer.reverse((int) i)),
                Named.of("addresses of nodes", i -> 0x7f00_0000_1000L + 24 * i),
                Named.of("times of ticks", i -> 34_200_000_000_000L + i * 1_000_000),
                Named.of("bits of doubles", Double::doubleToLongBits),
                Named.of("squares", i -> i * i),
                Named.of("a grid", i -> (i & 127) << 32 | i >> 7),
                Named.of("opposite halves", i -> i << 32 | i),
                Named.of("halves that are complements", i -> i << 32 | ~i & 0xffff_ffffL),
                Named.of("numbers around 0", i -> i - KEY_COUNT / 2),
                Named.of("colliding in the high bits of a product", i -> i * inverse),
                Named.of("colliding in the low bits of a product", i -> (i << 40) * inverse),
                Named.of("multiples of the multiplier", i -> i * MULTIPLIER),
                Named.of("numbers of the golden sequence, shifted", i -> (i * MULTIPLIER) >>> 20),
                Named.of(
                        "apart by what moves only the high word of a product", HashTableHashingTest::highWordMultiple));
    }

    @Test
    void spreadsKeysThatCollideInAMapWithoutASeed() {
        assertSpreads(
                "colliding with seed 0",
                LongStream.iterate(1, key -> key + 1)
                        .filter(key -> (fold(fold(key)) & 0xff) == 0x55)
                        .limit(KEY_COUNT));
        assertSpreads(
                "colliding with seed 0 after one round",
                LongStream.iterate(1, key -> key + 1)
                        .filter(key -> (fold(key) & 0xff) == 0x55)
                        .limit(KEY_COUNT));
    }

    /** The copy grows on the way: with one hash for both, it would fill from one end. */
    @ParameterizedTest
    @ValueSource(longs = {0, 1 << 14, 1 << 19})
    void copiesATableInTheOrderOfItsSlotsWithoutClustering(long initialCapacity) {
        final long[] keys = LongStream.range(1, 1 << 17).toArray();
        final LongSummaryStatistics mapProbes = new LongSummaryStatistics();
        final LongSummaryStatistics setProbes = new LongSummaryStatistics();
        try (Long2LongHashMap map = mapOf(keys);
                LongHashSet set = setOf(keys);
                Long2LongHashMap mapCopy = new Long2LongHashMap(GlobalAllocator.INSTANCE, initialCapacity, 0.65f, -1);
                LongHashSet setCopy = new LongHashSet(GlobalAllocator.INSTANCE, initialCapacity)) {
            map.forEachLong((key, value) -> {
                mapCopy.put(key, value);
                mapProbes.accept(mapCopy.probesOf(key));
            });
            set.forEachLong(key -> {
                setCopy.add(key);
                setProbes.accept(setCopy.probesOf(key));
            });
            assertEquals(map, mapCopy);
            assertEquals(set, setCopy);
        }
        assertProbes("copy of a map", mapProbes, keys.length);
        assertProbes("copy of a set", setProbes, keys.length);
    }

    /** Nor where two seeds are alike: of so many pairs some are; two that are the same in all bits that count, hardly ever. */
    @Test
    void hardlyEverClustersInACopy() {
        final long[] keys = LongStream.range(0, KEY_COUNT).toArray();
        int clusteredCount = 0;
        for (int i = 0; i < COPIES; i++) {
            final LongSummaryStatistics probes = new LongSummaryStatistics();
            try (LongHashSet set = setOf(keys);
                    LongHashSet copy = new LongHashSet(GlobalAllocator.INSTANCE)) {
                set.forEachLong(key -> {
                    copy.add(key);
                    probes.accept(copy.probesOf(key));
                });
            }
            clusteredCount += probes.getAverage() > MAX_TIMES_RANDOM ? 1 : 0;
        }
        assertTrue(clusteredCount <= 1, clusteredCount + " of " + COPIES + " copies");
    }

    /** Each in the slot behind that of the one before. */
    @Test
    void keepsNeighboursTogether() {
        final int count = 300_000;
        final long[] keys = LongStream.range(0, count).toArray();
        try (Long2LongHashMap map = mapOf(keys);
                LongHashSet set = setOf(keys)) {
            for (final HashTable table : List.of(map, set)) {
                final long together = LongStream.range(1, count)
                        .filter(key -> table.find(key) - table.find(key - 1) == table.slotByteSize())
                        .count();
                assertEquals(count - 1, together);
            }
        }
    }

    @Test
    void staysSpreadWhileKeysComeAndGo() {
        final int window = (1 << 13) + 2000;
        try (Long2LongHashMap map = new Long2LongHashMap(GlobalAllocator.INSTANCE, -1);
                LongHashSet set = new LongHashSet(GlobalAllocator.INSTANCE)) {
            for (long key = 0; key < 40 * window; key++) {
                map.put(key << 16, key);
                set.add(key << 16);
                if (key >= window) {
                    map.remove(key - window << 16);
                    set.remove(key - window << 16);
                }
            }
            final long[] last = LongStream.range(39 * window, 40 * window)
                    .map(key -> key << 16)
                    .toArray();
            assertProbes(
                    "window in a map", LongStream.of(last).map(map::probesOf).summaryStatistics(), window);
            assertProbes(
                    "window in a set", LongStream.of(last).map(set::probesOf).summaryStatistics(), window);
        }
    }

    private static void assertSpreads(String what, LongStream keys) {
        final long[] distinct = keys.distinct().toArray();
        assertSpreads(what + " in a map", distinct, HashTableHashingTest::mapOf);
        assertSpreads(what + " in a set", distinct, HashTableHashingTest::setOf);
        assertSpreads(what + " in a few segments", distinct, each -> mapOf(1 << 17, each));
        assertSpreads(what + " in many segments", distinct, each -> mapOf(1 << 12, each));
    }

    private static void assertSpreads(String what, long[] keys, Function<long[], HashTable> tableOf) {
        assertProbes(what, probes(keys, tableOf), keys.length);
    }

    /** Of each key in tables with different seeds, so many that what few keys cost is not left to chance. */
    private static LongSummaryStatistics probes(long[] keys, Function<long[], HashTable> tableOf) {
        final LongSummaryStatistics probes = new LongSummaryStatistics();
        for (int i = 0; i < Math.max(MIN_TABLES, KEY_COUNT / keys.length); i++) {
            final HashTable table = tableOf.apply(keys);
            LongStream.of(keys)
                    .filter(key -> key != 0 || table instanceof Long2LongHashMap)
                    .map(table::probesOf)
                    .forEach(probes);
            table.close();
        }
        return probes;
    }

    /** The mean of tables of that many random keys, which differs from one to the next. */
    private static double meanProbesOfRandomKeys(int count) {
        return MEAN_PROBES_OF_RANDOM_KEYS.computeIfAbsent(count, HashTableHashingTest::measureRandomKeys);
    }

    private static double measureRandomKeys(int count) {
        return probes(new SplittableRandom(count).longs(count).toArray(), HashTableHashingTest::mapOf)
                .getAverage();
    }

    private static Long2LongHashMap mapOf(long[] keys) {
        return mapOf(0, keys);
    }

    private static Long2LongHashMap mapOf(long segmentByteSize, long[] keys) {
        final Long2LongHashMap map = Tables.map(GlobalAllocator.INSTANCE, LOAD_FACTOR, Long.MIN_VALUE, segmentByteSize);
        for (final long key : keys) {
            map.put(key, 1);
        }
        return map;
    }

    private static LongHashSet setOf(long[] keys) {
        final LongHashSet set = new LongHashSet(GlobalAllocator.INSTANCE);
        for (final long key : keys) {
            set.add(key);
        }
        return set;
    }

    private static void assertProbes(String what, LongSummaryStatistics probes, int count) {
        final double random = meanProbesOfRandomKeys(count);
        assertTrue(
                probes.getAverage() <= MAX_TIMES_RANDOM * random && probes.getMax() <= MAX_PROBES,
                () -> what + ": " + probes.getAverage() + " probes on average, " + probes.getMax() + " at most, of "
                        + count + " keys; random keys take " + random);
    }

    private static long fold(long key) {
        return key * MULTIPLIER ^ Math.multiplyHigh(key, MULTIPLIER);
    }

    /** A number whose product with the multiplier is close to a multiple of 2^84: small in the low word. */
    private static long highWordMultiple(long i) {
        final BigInteger multiplier = new BigInteger(Long.toUnsignedString(MULTIPLIER));
        return BigInteger.valueOf(i)
                .shiftLeft(84)
                .add(multiplier)
                .subtract(BigInteger.ONE)
                .divide(multiplier)
                .longValue();
    }

    /** The number that makes 1 of an odd one, modulo 2^64. */
    private static long inverse(long odd) {
        long inverse = odd;
        for (int step = 0; step < 5; step++) {
            inverse *= 2 - odd * inverse;
        }
        return inverse;
    }
}
