package org.sideheap.examples;

import java.io.Console;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;

/** How far a long run is, on one line of a terminal that is written over; nothing where there is no terminal. */
final class Progress {
    private static final long SILENT_NANOS = 1_000_000_000;
    private static final long INTERVAL_NANOS = 200_000_000;

    private static final byte[] MESSAGES = NumberWriter.bytesOf(" messages");
    private static final byte[] PERCENT = NumberWriter.bytesOf("%  ");

    /** Back to the start of the line, which is erased. */
    private static final byte[] ERASE = NumberWriter.bytesOf("\r\033[K");

    /** Null where nothing is shown. */
    private final NumberWriter terminal;

    private long nextNanos;
    private boolean shown;

    private Progress(NumberWriter terminal, long silentNanos) {
        this.terminal = terminal;
        this.nextNanos = System.nanoTime() + silentNanos;
    }

    static Progress none() {
        return new Progress(null, 0);
    }

    static Progress on(OutputStream terminal, long silentNanos) {
        return new Progress(new NumberWriter(terminal), silentNanos);
    }

    static Progress onStandardError() {
        return isTerminal() ? on(System.err, SILENT_NANOS) : none();
    }

    /** Java tells of standard input and output only, and from JDK 22 on only if asked twice; Linux tells of each. */
    private static boolean isTerminal() {
        final Path standardError = Path.of("/proc/self/fd/2");
        if (Files.exists(standardError)) {
            try {
                final String target = standardError.toRealPath().toString();
                return target.startsWith("/dev/pts/") || target.startsWith("/dev/tty") || target.equals("/dev/console");
            } catch (IOException e) {
                return false;
            }
        }
        final Console console = System.console();
        try {
            return console != null
                    && (Runtime.version().feature() < 22
                            || (boolean) Console.class.getMethod("isTerminal").invoke(console));
        } catch (ReflectiveOperationException e) {
            return false;
        }
    }

    /** Called now and then; mostly it is not time yet. */
    void show(long messageCount, int percent) throws IOException {
        if (terminal == null || System.nanoTime() - nextNanos < 0) {
            return;
        }
        nextNanos = System.nanoTime() + INTERVAL_NANOS;
        shown = true;
        terminal.bytes(ERASE, 0, ERASE.length);
        if (percent != MessageSource.UNKNOWN) {
            terminal.number(percent);
            terminal.bytes(PERCENT, 0, PERCENT.length);
        }
        terminal.number(messageCount);
        terminal.bytes(MESSAGES, 0, MESSAGES.length);
        terminal.flush();
    }

    /** Leaves the line as it was. */
    void erase() throws IOException {
        if (shown) {
            terminal.bytes(ERASE, 0, ERASE.length);
            terminal.flush();
        }
    }
}
