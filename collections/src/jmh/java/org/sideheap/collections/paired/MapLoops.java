package org.sideheap.collections.paired;

/** Loops over a map alone: changes of a value that is there. */
interface MapLoops extends TableLoops {
    /** Adds 1 to the value of each key, or puts 1. */
    void addTo(long[] keys, int from, int to);

    /** Puts each key that is missing, with itself as its value. */
    void putIfAbsent(long[] keys, int from, int to);
}
