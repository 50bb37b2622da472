package org.sideheap.collections.paired;

/**
 * What one contestant does in a task: loops of its own over an object of its own, so that each call in them has one
 * target, as in a program that uses no other.
 */
interface Body extends AutoCloseable {
    /**
     * Runs a batch, long enough that neither the clock nor this call count.
     *
     * @return how many operations that was
     */
    long run();

    /** What all batches came to, so that none is left out for having no answer; the same for each contestant. */
    default long answer() {
        return 0;
    }

    /** Gives back what is not on the heap. */
    @Override
    default void close() {}
}
