package org.sideheap.collections.paired;

/** Loops over a collection, each kind in a class of its own: a call in a loop that serves several would be slower for all. */
interface Loops extends AutoCloseable {
    /** Gives back what is not on the heap. */
    @Override
    default void close() {}
}
