package org.sideheap.collections.paired;

import java.util.function.LongSupplier;

/** A body that runs one batch after the other and sums what they answer; the loop is in the batch. */
final class Batches implements Body {
    /** Operations in a batch, where it is not a pass over all there is. */
    static final int SIZE = 1000;

    private static final Runnable NOTHING_TO_CLOSE = () -> {};

    private final long operationCount;
    private final LongSupplier batch;
    private final Runnable closer;
    private long sum;

    /** A batch of what has a place each, from one to the next. */
    @FunctionalInterface
    interface Range {
        long answer(int from, int to);
    }

    private Batches(long operationCount, LongSupplier batch, Runnable closer) {
        this.operationCount = operationCount;
        this.batch = batch;
        this.closer = closer;
    }

    /** Batches of {@link #SIZE} operations, on the heap. */
    static Batches of(LongSupplier batch) {
        return of(batch, NOTHING_TO_CLOSE);
    }

    static Batches of(LongSupplier batch, Runnable closer) {
        return new Batches(SIZE, batch, closer);
    }

    /** Batches along so many places, a multiple of {@link #SIZE}, over and over. */
    static Batches along(int count, Range range, Runnable closer) {
        return along(SIZE, count, range, closer);
    }

    /** The same in batches of another size. */
    static Batches along(int size, int count, Range range, Runnable closer) {
        final int[] position = {0};
        return whole(
                size,
                () -> {
                    final int from = position[0];
                    position[0] = from + size == count ? 0 : from + size;
                    return range.answer(from, from + size);
                },
                closer);
    }

    /** Passes over all there is. */
    static Batches whole(long count, LongSupplier pass, Runnable closer) {
        return new Batches(count, pass, closer);
    }

    /** Passes that begin with nothing and leave nothing. */
    static Batches whole(long count, LongSupplier pass) {
        return whole(count, pass, NOTHING_TO_CLOSE);
    }

    @Override
    public long run() {
        sum += batch.getAsLong();
        return operationCount;
    }

    @Override
    public long answer() {
        return sum;
    }

    @Override
    public void close() {
        closer.run();
    }
}
