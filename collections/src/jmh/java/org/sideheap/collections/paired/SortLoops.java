package org.sideheap.collections.paired;

/** Sorting numbers in a list of {@code long}. */
interface SortLoops extends Loops {
    /** Fills the list with so many numbers from a place on, sorts it, and tells which stands in the middle. */
    long sort(long[] numbers, int from, int count);
}
