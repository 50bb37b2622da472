package org.sideheap.examples;

import java.io.IOException;
import java.nio.file.Path;

/**
 * The book before the first message, as far as the first row of a LOBSTER order-book file tells: sizes, not orders.
 *
 * <p>That row is the book just <em>after</em> the first message. So what this message did is taken back, before it is
 * applied like any other: an order it added is in the row, and would be counted twice.
 */
final class OpeningBook {
    static final long NO_ASK = 9_999_999_999L;
    static final long NO_BID = -9_999_999_999L;

    /** Far more than is ever offered, and far from where sums overflow. */
    private static final long MAX_LEVEL_SIZE = 1L << 48;

    private OpeningBook() {}

    /** Puts the sizes of the first row into a book. */
    static void read(Path file, OrderBook book) throws IOException {
        try (NumberRows rows = new NumberRows(file)) {
            if (!rows.next()) {
                throw new IOException(file + ": there is no row with the opening book");
            }
            long bestAsk = 0;
            long bestBid = Long.MAX_VALUE;
            for (int level = 1; level == 1 || rows.hasField(); level++) {
                bestAsk = readLevel(rows, book, "ask", level, Message.SELL, bestAsk);
                bestBid = readLevel(rows, book, "bid", level, Message.BUY, bestBid);
            }
        }
    }

    private static long readLevel(
            NumberRows rows, OrderBook book, String side, int level, int direction, long betterPrice)
            throws MalformedRowException {
        final long none = direction == Message.SELL ? NO_ASK : NO_BID;
        final String priceField = side + "Price" + level;
        final long price = rows.whole(priceField, NO_BID, NO_ASK);
        if (price != none && (price < 1 || price > LobsterMessages.MAX_PRICE)) {
            throw rows.malformed(priceField, "is no price, nor " + none + " for an empty level");
        }
        if (price != none && direction * price >= direction * betterPrice) {
            throw rows.malformed(priceField, "is not worse than the price before it");
        }
        final long size = rows.whole(side + "Size" + level, price == none ? 0 : 1, price == none ? 0 : MAX_LEVEL_SIZE);
        if (price == none) {
            return none;
        }
        book.side(direction).addAnonymous(price, size);
        return price;
    }

    /** Takes the first message, which is about to be applied, back out of the sizes. */
    static void takeBack(Message first, OrderBook book) {
        final BookSide side = book.side(first.direction);
        switch (first.type) {
            case Message.ADD -> side.takeAnonymous(first.price, first.size);
            case Message.PARTIAL_CANCEL, Message.DELETE, Message.EXECUTE -> side.addAnonymous(first.price, first.size);
            default -> {}
        }
    }
}
