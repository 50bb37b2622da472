package org.sideheap.examples;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/**
 * The messages of a LOBSTER file: rows of {@code time,type,orderId,size,price,direction}.
 *
 * <p>What a row may hold depends on its type. Those that change the book need an order, a size and a price; hidden
 * executions, crosses and halts say 0 or -1 where they have none.
 */
final class LobsterMessages implements MessageSource {
    /** What an exchange's protocol has room for: 32 bits. So no sum of sizes overflows. */
    static final long MAX_SIZE = 0xFFFF_FFFFL;

    /** One below the price that stands for no level at all. */
    static final long MAX_PRICE = 9_999_999_998L;

    private static final long NO_ORDER_ID = -1;
    private static final long NO_PRICE = -1;

    private final NumberRows rows;

    /** 0 for what is no regular file. */
    private final long fileByteSize;

    LobsterMessages(Path file) throws IOException {
        this(new NumberRows(file), Files.isRegularFile(file) ? Files.size(file) : 0);
    }

    LobsterMessages(NumberRows rows) {
        this(rows, 0);
    }

    private LobsterMessages(NumberRows rows, long fileByteSize) {
        this.rows = rows;
        this.fileByteSize = fileByteSize;
    }

    @Override
    public boolean next(Message message) throws IOException {
        if (!rows.next()) {
            return false;
        }
        message.nanosAfterMidnight = rows.nanosAfterMidnight("time");
        message.type = (int) rows.whole("type", Message.ADD, Message.HALT);
        final boolean onBook = Message.isOnBook(message.type);
        message.orderId = rows.whole("orderId", onBook ? 0 : NO_ORDER_ID, Long.MAX_VALUE);
        message.size = rows.whole("size", onBook ? 1 : 0, MAX_SIZE);
        message.price = rows.whole("price", onBook ? 1 : NO_PRICE, MAX_PRICE);
        message.direction = (int) rows.whole("direction", Message.SELL, Message.BUY);
        if (message.direction == 0) {
            throw rows.malformed("direction", "is not 1 or -1");
        }
        rows.end();
        return true;
    }

    @Override
    public int percentDone() {
        return fileByteSize == 0 ? UNKNOWN : (int) Math.min(100, rows.bytesRead() * 100 / fileByteSize);
    }

    @Override
    public MalformedRowException refused(String field, long value, String why) {
        return rows.malformed(field, Long.toString(value), why);
    }

    @Override
    public void close() throws IOException {
        rows.close();
    }

    @Override
    public String toString() {
        return rows.toString();
    }
}
