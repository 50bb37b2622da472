package org.sideheap.examples;

import java.io.Closeable;
import java.io.FileOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Path;

/** Writes a LOBSTER message file: what {@link LobsterMessages} reads. */
final class MessageRows implements Closeable {
    private static final long NANOS_PER_SECOND = 1_000_000_000;
    private static final int NANO_DIGITS = 9;

    private final NumberWriter out;

    MessageRows(Path file) throws IOException {
        this(new FileOutputStream(file.toFile()));
    }

    MessageRows(OutputStream out) {
        this.out = new NumberWriter(out);
    }

    void write(Message message) throws IOException {
        out.number(message.nanosAfterMidnight / NANOS_PER_SECOND);
        out.ascii('.');
        out.number(message.nanosAfterMidnight % NANOS_PER_SECOND, NANO_DIGITS);
        writeField(message.type);
        writeField(message.orderId);
        writeField(message.size);
        writeField(message.price);
        writeField(message.direction);
        out.ascii('\n');
    }

    private void writeField(long value) throws IOException {
        out.ascii(',');
        out.number(value);
    }

    @Override
    public void close() throws IOException {
        out.close();
    }
}
