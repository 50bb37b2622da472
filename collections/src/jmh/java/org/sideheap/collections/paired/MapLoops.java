package org.sideheap.collections.paired;

/**
 * Loops over a map from {@code long} to {@code long}, the same for each kind of map but each in a class of its own: a
 * call in a loop that serves several kinds would be slower for all of them.
 */
interface MapLoops extends AutoCloseable {
    /** Never a value. */
    long MISSING_VALUE = Long.MIN_VALUE;

    /** Puts each key with itself as its value. */
    void put(long[] keys, int from, int to);

    /** The sum of the values of keys, {@link #MISSING_VALUE} where there is none. */
    long get(long[] keys, int from, int to);

    /** Removes each key and puts it again. */
    void churn(long[] keys, int from, int to);

    /** The sum of all keys and values. */
    long sum();

    /** How many entries there are. */
    long size();

    /** The longest that one put took. */
    long worstPutNanos(long[] keys);

    @Override
    default void close() {}
}
