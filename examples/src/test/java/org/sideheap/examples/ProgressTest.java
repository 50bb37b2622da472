package org.sideheap.examples;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;

class ProgressTest {
    private final ByteArrayOutputStream terminal = new ByteArrayOutputStream();

    @Test
    void writesOverOneLineAndErasesItInTheEnd() throws IOException {
        final Progress progress = Progress.on(terminal, 0);
        progress.show(1_000_000, 50);
        progress.erase();

        assertEquals("\r\033[K50%  1000000 messages\r\033[K", text());
    }

    @Test
    void doesNotGuessAtALength() throws IOException {
        Progress.on(terminal, 0).show(1_000_000, MessageSource.UNKNOWN);

        assertEquals("\r\033[K1000000 messages", text());
    }

    @Test
    void leavesAShortRunAlone() throws IOException {
        final Progress progress = Progress.on(terminal, Long.MAX_VALUE / 2);
        progress.show(1, 0);
        progress.erase();

        assertEquals("", text());
    }

    private String text() {
        return terminal.toString(StandardCharsets.US_ASCII);
    }
}
