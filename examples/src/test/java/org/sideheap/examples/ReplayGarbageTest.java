package org.sideheap.examples;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Path;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** The loop of a replay, with all it does, creates no garbage: by the JVM's own count of what the thread allocated. */
class ReplayGarbageTest {
    private static final long MESSAGES = 20_000;

    /** The JVM allocates on this thread too, while it loads and compiles what runs; garbage is made in each round. */
    private static final int MAX_ROUNDS = 12;

    @TempDir
    private Path directory;

    @ParameterizedTest
    @EnumSource
    void generatedMessagesCreateNone(BookMemory.Strategy strategy) throws IOException {
        assertCreatesNone(() -> new GeneratedMessages(1, MESSAGES), strategy, strategy.defaultByteCapacity());
    }

    @ParameterizedTest
    @EnumSource
    void messagesOfAFileCreateNone(BookMemory.Strategy strategy) throws IOException {
        final Path file = directory.resolve("messages.csv");
        write(file);
        assertCreatesNone(() -> new LobsterMessages(file), strategy, strategy.defaultByteCapacity());
    }

    @ParameterizedTest
    @EnumSource
    void allocatorsThatAreFullCreateNone(BookMemory.Strategy strategy) throws IOException {
        assertCreatesNone(() -> new GeneratedMessages(1, MESSAGES), strategy, 4096);
    }

    private static void assertCreatesNone(Source source, BookMemory.Strategy strategy, long byteCapacity)
            throws IOException {
        long leastByteSize = Long.MAX_VALUE;
        for (int round = 0; round < MAX_ROUNDS && leastByteSize > 0; round++) {
            leastByteSize = Math.min(leastByteSize, allocatedBytes(source, strategy, byteCapacity));
        }
        assertEquals(0, leastByteSize);
    }

    private static long allocatedBytes(Source open, BookMemory.Strategy strategy, long byteCapacity)
            throws IOException {
        final Replay replay = new Replay();
        try (MessageSource source = open.open();
                BookMemory memory = new BookMemory(strategy, byteCapacity);
                OrderBook book = new OrderBook(memory.allocator());
                BookRows rows = new BookRows(OutputStream.nullOutputStream(), 5)) {
            replay.run(source, book, false, rows, Progress.on(OutputStream.nullOutputStream(), 0));
        }
        assertEquals(MESSAGES, replay.messageCount());
        return replay.heapUse().allocatedBytes();
    }

    private static void write(Path file) throws IOException {
        final Message message = new Message();
        try (MessageSource source = new CopiedMessages(new GeneratedMessages(1, MESSAGES), new MessageRows(file))) {
            while (source.next(message)) {
                assertTrue(message.size >= 0);
            }
        }
    }

    /** Opens the same messages anew for each round. */
    private interface Source {
        MessageSource open() throws IOException;
    }
}
