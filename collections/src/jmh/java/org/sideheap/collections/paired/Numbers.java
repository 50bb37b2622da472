package org.sideheap.collections.paired;

import java.util.SplittableRandom;

/** The keys and indexes that contestants work with, the same for all of them and in each run. */
final class Numbers {
    private Numbers() {}

    /** Different numbers of all magnitudes. */
    static long[] random(int count) {
        return mixed(count, 0);
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

    /** The same in another order. */
    static long[] shuffled(long[] numbers, long seed) {
        final SplittableRandom random = new SplittableRandom(seed);
        final long[] shuffled = numbers.clone();
        for (int i = shuffled.length - 1; i > 0; i--) {
            final int other = random.nextInt(i + 1);
            final long number = shuffled[i];
            shuffled[i] = shuffled[other];
            shuffled[other] = number;
        }
        return shuffled;
    }

    /** A bijection, so that different numbers stay different: the finalizer of MurmurHash3, variant 13 of Stafford. */
    private static long mixed(long number) {
        final long once = (number ^ number >>> 30) * 0xBF58_476D_1CE4_E5B9L;
        final long twice = (once ^ once >>> 27) * 0x94D0_49BB_1331_11EBL;
        return twice ^ twice >>> 31;
    }
}
