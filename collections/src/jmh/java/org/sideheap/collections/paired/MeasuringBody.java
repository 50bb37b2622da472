package org.sideheap.collections.paired;

/** One that measures itself, as it is not the mean time of its operations that counts. */
interface MeasuringBody extends Body {
    /** Runs a batch and answers with the number that counts, in the unit of the task. */
    double measure();

    @Override
    default long run() {
        throw new UnsupportedOperationException("measures itself");
    }
}
