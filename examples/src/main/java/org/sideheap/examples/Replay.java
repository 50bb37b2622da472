package org.sideheap.examples;

import java.io.IOException;
import org.HdrHistogram.Histogram;

/**
 * One run: each message of a source applied to a book, and what is measured on the way.
 *
 * <p>The loop allocates nothing on the heap, so no collection starts because of it. What is counted all the same is the
 * JVM's own: it loads classes and links constants on the thread that first needs them.
 */
final class Replay {
    private static final long MAX_LATENCY_NANOS = 10_000_000_000L;
    private static final int SIGNIFICANT_DIGITS = 3;
    private static final long MESSAGES_PER_PROGRESS = 1 << 14;

    private final Histogram latencyNanos = new Histogram(MAX_LATENCY_NANOS, SIGNIFICANT_DIGITS);
    private final HeapUse heapUse = new HeapUse();
    private final Message message = new Message();

    private long messageCount;
    private long elapsedNanos;

    /**
     * Applies all messages.
     *
     * @param opened whether the book has the sizes of an {@link OpeningBook} in it
     * @param rows where the book is written after each message; null for nowhere
     */
    void run(MessageSource source, OrderBook book, boolean opened, BookRows rows, Progress progress)
            throws IOException {
        heapUse.start();
        final long start = System.nanoTime();
        boolean more = source.next(message);
        if (more && opened) {
            OpeningBook.takeBack(message, book);
        }
        while (more) {
            apply(source, book);
            messageCount++;
            if (rows != null) {
                rows.write(book);
            }
            if (messageCount % MESSAGES_PER_PROGRESS == 0) {
                progress.show(messageCount, source.percentDone());
            }
            more = source.next(message);
        }
        elapsedNanos = System.nanoTime() - start;
        heapUse.stop();
    }

    private void apply(MessageSource source, OrderBook book) throws MalformedRowException {
        final long start = System.nanoTime();
        final boolean applied = book.apply(message);
        final long end = System.nanoTime();
        if (!applied) {
            throw source.refused("orderId", message.orderId, "is of an order that is in the book already");
        }
        latencyNanos.recordValue(Math.min(end - start, MAX_LATENCY_NANOS));
    }

    long messageCount() {
        return messageCount;
    }

    long elapsedNanos() {
        return elapsedNanos;
    }

    /** Of one message applied to the book, from one reading of the clock to the next. */
    Histogram latencyNanos() {
        return latencyNanos;
    }

    HeapUse heapUse() {
        return heapUse;
    }
}
