package org.sideheap.examples;

import java.io.Closeable;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;

/** Writes whole numbers as text, without garbage: the digits go straight into one buffer. */
final class NumberWriter implements Closeable {
    private static final int MAX_DIGITS = 19;

    private final OutputStream out;
    private final byte[] buffer = new byte[1 << 16];
    private final byte[] digits = new byte[MAX_DIGITS];
    private int count;

    NumberWriter(OutputStream out) {
        this.out = out;
    }

    /** Writes a number from -Long.MAX_VALUE up. */
    void number(long value) throws IOException {
        number(value, 1);
    }

    /** Writes a number with zeros before it where it has too few digits. */
    void number(long value, int minDigits) throws IOException {
        if (value < 0) {
            ascii('-');
        }
        long rest = Math.abs(value);
        int first = MAX_DIGITS;
        while (rest > 0 || first > MAX_DIGITS - minDigits) {
            digits[--first] = (byte) ('0' + rest % 10);
            rest /= 10;
        }
        bytes(digits, first, MAX_DIGITS - first);
    }

    void ascii(char character) throws IOException {
        if (count == buffer.length) {
            drain();
        }
        buffer[count++] = (byte) character;
    }

    void bytes(byte[] bytes, int start, int length) throws IOException {
        for (int position = start; position < start + length; position++) {
            ascii((char) bytes[position]);
        }
    }

    /** Text as {@link #bytes} takes it, to be made beforehand. */
    static byte[] bytesOf(String text) {
        return text.getBytes(StandardCharsets.US_ASCII);
    }

    void flush() throws IOException {
        drain();
        out.flush();
    }

    private void drain() throws IOException {
        final int length = count;
        count = 0;
        out.write(buffer, 0, length);
    }

    @Override
    public void close() throws IOException {
        try (out) {
            flush();
        }
    }
}
