package org.sideheap.collections.paired;

/** Loops over a map from {@code long} to {@code long} or a set of them. */
interface TableLoops extends Loops {
    /** Never a value. */
    long MISSING_VALUE = Long.MIN_VALUE;

    /** Puts each key, in a map with itself as its value. */
    void put(long[] keys, int from, int to);

    /** Looks each key up: the sum of the values, {@link #MISSING_VALUE} where there is none; of a set, how many are there. */
    long get(long[] keys, int from, int to);

    /** Removes each key and puts it again. */
    void churn(long[] keys, int from, int to);

    /** The sum of all keys and values. */
    long sum();

    /** How many there are. */
    long size();

    /** The longest that one put took. */
    default long worstPutNanos(long[] keys) {
        long worst = 0;
        long before = System.nanoTime();
        for (int i = 0; i < keys.length; i++) {
            put(keys, i, i + 1);
            final long after = System.nanoTime();
            worst = Math.max(worst, after - before);
            before = after;
        }
        return worst;
    }
}
