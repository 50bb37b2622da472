package org.sideheap.collections.paired;

import java.util.Arrays;
import java.util.SplittableRandom;

/** The keys and indexes that contestants work with, the same for all of them and in each run. */
final class Numbers {
    private static final int LEAST_SEQUENCE_LENGTH = 1_000_000;

    private Numbers() {}

    /** Different numbers of all magnitudes. */
    static long[] random(int count) {
        return mixed(count, 0);
    }

    /** The same without their signs, as not every rival sorts by them. */
    static long[] notNegative(long[] numbers) {
        return Arrays.stream(numbers).map(number -> number & Long.MAX_VALUE).toArray();
    }

    /** More of them, none of which is among the first. */
    static long[] otherRandom(int count) {
        return mixed(count, 1);
    }

    private static long[] mixed(int count, long lastBit) {
        final long[] numbers = new long[count];
        for (int i = 0; i < count; i++) {
            numbers[i] = mixed(2L * i + lastBit);
        }
        return numbers;
    }

    /** Numbers from the first on. */
    static long[] consecutive(int count, long first) {
        final long[] numbers = new long[count];
        for (int i = 0; i < count; i++) {
            numbers[i] = first + i;
        }
        return numbers;
    }

    /** Those of a list of so many elements, at random. */
    static int[] indexes(int count) {
        return Arrays.stream(shuffled(consecutive(count, 0)))
                .mapToInt(index -> (int) index)
                .toArray();
    }

    /**
     * The same over and over, each time in another order. A processor that sees a thousand numbers again and again in one
     * order soon knows by heart where each search for them ends, as it does in no program but a benchmark.
     */
    static long[] shuffled(long[] numbers) {
        final SplittableRandom random = new SplittableRandom(1);
        final int times = Math.max(1, LEAST_SEQUENCE_LENGTH / numbers.length);
        final long[] sequence = new long[times * numbers.length];
        for (int from = 0; from < sequence.length; from += numbers.length) {
            for (int i = 0; i < numbers.length; i++) {
                final int other = random.nextInt(i + 1);
                sequence[from + i] = sequence[from + other];
                sequence[from + other] = numbers[i];
            }
        }
        return sequence;
    }

    /** A bijection, so that different numbers stay different: the finalizer of MurmurHash3, variant 13 of Stafford. */
    private static long mixed(long number) {
        final long once = (number ^ number >>> 30) * 0xBF58_476D_1CE4_E5B9L;
        final long twice = (once ^ once >>> 27) * 0x94D0_49BB_1331_11EBL;
        return twice ^ twice >>> 31;
    }
}
