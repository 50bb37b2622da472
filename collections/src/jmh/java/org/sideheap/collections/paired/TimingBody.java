package org.sideheap.collections.paired;

/** One that times itself, as it is not the mean of its operations that counts. */
interface TimingBody extends Body {
    /** Runs a batch and answers with the time that counts. */
    double nanos();

    @Override
    default long run() {
        throw new UnsupportedOperationException("times itself");
    }
}
