package org.sideheap.examples;

import java.io.Closeable;
import java.io.FileInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;

/**
 * The rows of a file of comma-separated numbers, parsed byte by byte out of one array: reading creates no garbage.
 *
 * <pre>{@code
 * while (rows.next()) {
 *     long size = rows.whole("size", 1, 100);
 *     rows.end();
 * }
 * }</pre>
 *
 * <p>Lines end with a line feed, with or without a carriage return before it; the last one need not end. Empty lines are
 * no rows, but are counted. Everything else that is not digits where digits belong is a {@link MalformedRowException}.
 */
final class NumberRows implements Closeable {
    /*
     * A row is always whole in the buffer: when its end is not there yet, it is moved to the front and the rest is read
     * behind it.
     *
     *   0        fieldStart  fieldEnd       rowEnd               limit
     *   v            v          v              v                    v
     *   +------------+----------+--------------+--------------------+--------+
     *   | parsed     | field    | rest of row  | rows to come       | unused |
     *   +------------+----------+--------------+--------------------+--------+
     */

    static final int BUFFER_BYTE_SIZE = 1 << 16;

    private static final int MAX_VALUE_IN_MESSAGE = 40;
    private static final int NANO_DIGITS = 9;
    private static final long NANOS_PER_SECOND = 1_000_000_000;
    private static final long SECONDS_PER_DAY = 86_400;

    private final String name;
    private final InputStream in;
    private final byte[] buffer;

    private int limit;
    private int nextRowStart;
    private int rowEnd;
    private int fieldStart;

    /** Where the field ends: at a comma, or at the end of the row. Behind that end when there is no such field. */
    private int fieldEnd;

    private long lineNumber;
    private long bytesRead;

    NumberRows(Path file) throws IOException {
        this(file.toString(), new FileInputStream(file.toFile()), BUFFER_BYTE_SIZE);
    }

    NumberRows(String name, InputStream in, int bufferByteSize) {
        this.name = name;
        this.in = in;
        this.buffer = new byte[bufferByteSize];
    }

    /** Goes to the next row. */
    boolean next() throws IOException {
        while (nextLine()) {
            if (rowEnd > fieldEnd + 1) {
                return true;
            }
        }
        return false;
    }

    /** The next field as a number without decimals. */
    long whole(String field, long min, long max) throws MalformedRowException {
        nextField();
        final boolean negative = fieldStart < fieldEnd && buffer[fieldStart] == '-';
        final long magnitude = digits(negative ? fieldStart + 1 : fieldStart, fieldEnd);
        final long value = negative ? -magnitude : magnitude;
        if (magnitude < 0 || value < min || value > max) {
            throw malformed(field, "is not a whole number from " + min + " to " + max);
        }
        return value;
    }

    /** The next field as a time of day: seconds with up to nine decimals, as nanoseconds. */
    long nanosAfterMidnight(String field) throws MalformedRowException {
        nextField();
        int point = fieldStart;
        while (point < fieldEnd && buffer[point] != '.') {
            point++;
        }
        final long seconds = digits(fieldStart, point);
        long nanos = 0;
        if (point < fieldEnd) {
            final int decimals = fieldEnd - point - 1;
            nanos = decimals <= NANO_DIGITS ? digits(point + 1, fieldEnd) : -1;
            for (int digit = decimals; digit < NANO_DIGITS; digit++) {
                nanos *= 10;
            }
        }
        if (seconds < 0 || seconds >= SECONDS_PER_DAY || nanos < 0) {
            throw malformed(field, "is not a number of seconds after midnight with up to nine decimals");
        }
        return seconds * NANOS_PER_SECOND + nanos;
    }

    /** Whether the row has another field. */
    boolean hasField() {
        return fieldEnd < rowEnd;
    }

    /** The row must end here. */
    void end() throws MalformedRowException {
        if (hasField()) {
            throw malformed("end of row", text(fieldEnd, rowEnd), "is more than belongs there");
        }
    }

    /** The field just read is not what it should be. */
    MalformedRowException malformed(String field, String why) {
        return malformed(field, fieldStart > rowEnd ? "" : text(fieldStart, fieldEnd), why);
    }

    MalformedRowException malformed(String field, String value, String why) {
        return new MalformedRowException(name, lineNumber, field, value, why);
    }

    long bytesRead() {
        return bytesRead;
    }

    @Override
    public void close() throws IOException {
        in.close();
    }

    @Override
    public String toString() {
        return name;
    }

    private boolean nextLine() throws IOException {
        int end = nextRowStart;
        while (true) {
            while (end < limit && buffer[end] != '\n') {
                end++;
            }
            if (end < limit) {
                break;
            }
            end -= nextRowStart;
            if (!readMore()) {
                if (limit == 0) {
                    return false;
                }
                break;
            }
        }
        lineNumber++;
        rowEnd = end > nextRowStart && buffer[end - 1] == '\r' ? end - 1 : end;
        fieldEnd = nextRowStart - 1;
        nextRowStart = Math.min(end + 1, limit);
        return true;
    }

    /** Moves the row that has begun to the front and reads behind it; false at the end of the file. */
    private boolean readMore() throws IOException {
        limit -= nextRowStart;
        System.arraycopy(buffer, nextRowStart, buffer, 0, limit);
        nextRowStart = 0;
        if (limit == buffer.length) {
            lineNumber++;
            throw malformed("row", text(0, limit), "has more than " + buffer.length + " bytes");
        }
        final int count = in.read(buffer, limit, buffer.length - limit);
        if (count < 0) {
            return false;
        }
        limit += count;
        bytesRead += count;
        return true;
    }

    /** Behind the comma that ended the last field. */
    private void nextField() {
        fieldStart = fieldEnd + 1;
        fieldEnd = fieldStart;
        while (fieldEnd < rowEnd && buffer[fieldEnd] != ',') {
            fieldEnd++;
        }
    }

    /** The number in a range of digits; -1 when there is none, anything else, or more than a long holds. */
    private long digits(int start, int end) {
        long value = start < end ? 0 : -1;
        for (int position = start; position < end; position++) {
            final int digit = buffer[position] - '0';
            if (digit < 0 || digit > 9 || value > (Long.MAX_VALUE - digit) / 10) {
                return -1;
            }
            value = value * 10 + digit;
        }
        return value;
    }

    /** Printable, and short enough for one line. */
    private String text(int start, int end) {
        final int shownEnd = Math.min(end, start + MAX_VALUE_IN_MESSAGE);
        final String shown = new String(buffer, start, shownEnd - start, StandardCharsets.US_ASCII);
        return shown.replaceAll("[^ -~]", "?") + (shownEnd < end ? "..." : "");
    }
}
