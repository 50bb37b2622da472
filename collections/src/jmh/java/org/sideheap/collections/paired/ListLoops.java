package org.sideheap.collections.paired;

/** Loops over a list of {@code long}. */
interface ListLoops extends Loops {
    /** Adds numbers from 0 on. */
    void add(int count);

    /** The sum of the elements at indexes. */
    long get(int[] indexes, int from, int to);

    /** Sets the elements at indexes to these. */
    void set(int[] indexes, int from, int to);

    /** The sum of all elements, by index. */
    long scan();
}
