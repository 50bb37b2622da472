package org.sideheap.collections.paired;

/** Loops over a list of {@code long}, each kind of list in a class of its own, as for {@link TableLoops}. */
interface ListLoops extends AutoCloseable {
    /** Adds numbers from 0 on. */
    void add(int count);

    /** The sum of the elements at indexes. */
    long get(int[] indexes, int from, int to);

    /** Sets the elements at indexes to these. */
    void set(int[] indexes, int from, int to);

    /** The sum of all elements, by index. */
    long scan();

    /** The sum of all elements, by the list's own iteration. */
    long forEach();

    @Override
    default void close() {}
}
