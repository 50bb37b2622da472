package org.sideheap.examples;

import java.io.Closeable;
import java.io.FileOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Path;

/**
 * Writes a LOBSTER order-book file: a row has askPrice,askSize,bidPrice,bidSize of each level, best first, and the prices
 * 9999999999 and -9999999999 where there is none.
 */
final class BookRows implements Closeable {
    private final NumberWriter out;
    private final int levelCount;

    BookRows(Path file, int levelCount) throws IOException {
        this(new FileOutputStream(file.toFile()), levelCount);
    }

    BookRows(OutputStream out, int levelCount) {
        this.out = new NumberWriter(out);
        this.levelCount = levelCount;
    }

    void write(OrderBook book) throws IOException {
        final BookSide asks = book.side(Message.SELL);
        final BookSide bids = book.side(Message.BUY);
        for (int rank = 0; rank < levelCount; rank++) {
            if (rank > 0) {
                out.ascii(',');
            }
            write(asks, rank, OpeningBook.NO_ASK);
            out.ascii(',');
            write(bids, rank, OpeningBook.NO_BID);
        }
        out.ascii('\n');
    }

    private void write(BookSide side, int rank, long noPrice) throws IOException {
        final Level level = rank < side.levelCount() ? side.ranked(rank) : null;
        out.number(level == null ? noPrice : level.price);
        out.ascii(',');
        out.number(level == null ? 0 : level.size());
    }

    @Override
    public void close() throws IOException {
        out.close();
    }
}
