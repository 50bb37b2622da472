package org.sideheap.examples;

import java.io.PrintWriter;
import java.util.Locale;
import org.HdrHistogram.Histogram;
import org.sideheap.allocators.AllocatorStats;
import org.sideheap.allocators.GlobalAllocator;
import org.sideheap.allocators.Memory;

/** What a {@link Replay} found, as text for people. */
final class ReplayReport {
    private static final double[] PERCENTILES = {50, 90, 99, 99.9, 99.99};
    private static final double NANOS_PER_SECOND = 1e9;

    private static final int CLOCK_READINGS = 100_000;

    private final PrintWriter out;

    ReplayReport(PrintWriter out) {
        this.out = out;
    }

    void print(String source, Replay replay, OrderBook book, int levelCount, BookMemory memory) {
        line("Order book of %s, on the %s allocator", source, memory.strategy());
        printMessages(replay);
        printLatency(replay.latencyNanos());
        printBook(book, levelCount);
        printOffHeap(memory);
        printHeap(replay.heapUse());
        line("");
        line("%s", Memory.describe());
        out.flush();
    }

    private void printMessages(Replay replay) {
        final double seconds = replay.elapsedNanos() / NANOS_PER_SECOND;
        line("");
        line("Messages");
        line("  %-22s %,15d", "applied", replay.messageCount());
        line("  %-22s %,15.3f", "seconds", seconds);
        line("  %-22s %,15.0f", "messages a second", seconds > 0 ? replay.messageCount() / seconds : 0);
    }

    private void printLatency(Histogram latencyNanos) {
        line("");
        line("Latency of applying one message, in nanoseconds; %d of them are the clock's own", clockNanos());
        for (final double percentile : PERCENTILES) {
            line("  %-22s %,15d", "p" + trimmed(percentile), latencyNanos.getValueAtPercentile(percentile));
        }
        line("  %-22s %,15d", "max", latencyNanos.getMaxValue());
    }

    private void printBook(OrderBook book, int levelCount) {
        final BookSide bids = book.side(Message.BUY);
        final BookSide asks = book.side(Message.SELL);
        line("");
        line(
                "Book of %,d orders on %,d bid and %,d ask levels, and the best of them",
                book.orders().liveCount(), bids.levelCount(), asks.levelCount());
        line("  %12s %14s   %-14s %12s", "bid size", "bid", "ask", "ask size");
        for (int rank = 0; rank < Math.min(levelCount, Math.max(bids.levelCount(), asks.levelCount())); rank++) {
            final Level bid = rank < bids.levelCount() ? bids.ranked(rank) : null;
            final Level ask = rank < asks.levelCount() ? asks.ranked(rank) : null;
            line("  %12s %14s   %-14s %12s", size(bid), price(bid), price(ask), size(ask));
        }
    }

    private void printOffHeap(BookMemory memory) {
        line("");
        line("Off-heap memory, in bytes");
        line("  %-22s %15s %15s %15s", "", "used", "reserved", "peak");
        printStats(memory.strategy().toString(), memory.chosenStats());
        if (memory.strategy() != BookMemory.Strategy.GLOBAL) {
            printStats("global, as fallback", memory.fallbackStats());
        }
        printStats("global, whole process", GlobalAllocator.INSTANCE.stats());
        line(
                "  %s met %,d requests; %,d it declined, and they fell back to global",
                memory.strategy(), memory.chosenStats().allocationCount(), memory.fallbackCount());
    }

    private void printStats(String name, AllocatorStats stats) {
        line("  %-22s %,15d %,15d %,15d", name, stats.usedBytes(), stats.reservedBytes(), stats.peakUsedBytes());
    }

    private void printHeap(HeapUse heapUse) {
        line("");
        line("Heap, during the replay");
        line(
                "  %-22s %15s",
                "bytes allocated",
                heapUse.allocatedBytes() == HeapUse.UNKNOWN ? "unknown" : grouped(heapUse.allocatedBytes()));
        line("  %-22s %,15d", "collections", heapUse.collectionCount());
        if (heapUse.allocatedBytes() > 0) {
            line("  The loop creates no garbage; a JVM that still loads and compiles it allocates on its thread.");
        }
    }

    /** The median of what two readings in a row are apart, as they are around each message. */
    private static long clockNanos() {
        final Histogram apart = new Histogram(1);
        for (int reading = 0; reading < CLOCK_READINGS; reading++) {
            final long start = System.nanoTime();
            apart.recordValue(System.nanoTime() - start);
        }
        return apart.getValueAtPercentile(50);
    }

    private static String size(Level level) {
        return level == null ? "" : grouped(level.size());
    }

    /** In dollars. */
    private static String price(Level level) {
        return level == null ? "" : String.format(Locale.ROOT, "%,d.%04d", level.price / 10_000, level.price % 10_000);
    }

    private static String grouped(long value) {
        return String.format(Locale.ROOT, "%,d", value);
    }

    private static String trimmed(double percentile) {
        return percentile == Math.rint(percentile) ? Long.toString((long) percentile) : Double.toString(percentile);
    }

    private void line(String format, Object... arguments) {
        out.println(String.format(Locale.ROOT, format, arguments));
    }
}
