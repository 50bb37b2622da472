package org.sideheap.examples;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;
import org.sideheap.allocators.GlobalAllocator;

class GeneratedMessagesTest {
    @Test
    void areTheSameOnEveryMachine() {
        try (GeneratedMessages source = new GeneratedMessages(42, 1_000_000)) {
            final Message message = new Message();
            int hash = 0;
            while (source.percentDone() < 10) {
                assertTrue(source.next(message));
                hash = 31 * hash + MessageText.of(message).hashCode();
            }
            assertEquals(-2_125_232_102, hash);
        }
    }

    @Test
    void areAsLikelyAsOnAnExchangeAndNeverCrossTheBook() {
        final long[] counts = new long[Message.HALT + 1];
        try (GeneratedMessages source = new GeneratedMessages(5, 300_000);
                OrderBook book = new OrderBook(GlobalAllocator.INSTANCE)) {
            final BookSide bids = book.side(Message.BUY);
            final BookSide asks = book.side(Message.SELL);
            final Message message = new Message();
            long last = 0;
            long lowest = Long.MAX_VALUE;
            long highest = 0;
            while (source.next(message)) {
                counts[message.type]++;
                assertTrue(message.nanosAfterMidnight >= last);
                last = message.nanosAfterMidnight;
                assertTrue(book.apply(message));
                if (bids.levelCount() > 0 && asks.levelCount() > 0) {
                    assertTrue(bids.ranked(0).price < asks.ranked(0).price);
                    lowest = Math.min(lowest, bids.ranked(0).price);
                    highest = Math.max(highest, bids.ranked(0).price);
                }
            }
            assertBetween(20_000, book.orders().liveCount(), 40_000);
            assertTrue(highest - lowest > 20 * 100, "the price moves by more than 20 cents");
            assertBetween(34_200_000_000_000L, last, 86_400_000_000_000L);
        }
        assertBetween(120_000, counts[Message.ADD], 165_000);
        assertBetween(3_000, counts[Message.PARTIAL_CANCEL], 9_000);
        assertBetween(90_000, counts[Message.DELETE], 140_000);
        assertBetween(15_000, counts[Message.EXECUTE], 21_000);
        assertBetween(6_000, counts[Message.EXECUTE_HIDDEN], 12_000);
        assertBetween(1, counts[Message.CROSS] + counts[Message.HALT], 20);
    }

    @Test
    void areReadBackFromAFileAsTheyWere() throws IOException {
        final StringBuilder file = new StringBuilder();
        final Message message = new Message();
        try (GeneratedMessages source = new GeneratedMessages(8, 10_000)) {
            while (source.next(message)) {
                file.append(MessageText.of(message)).append('\n');
            }
        }
        final byte[] bytes = file.toString().getBytes(StandardCharsets.US_ASCII);
        // So small that most rows are cut by the end of a chunk.
        final NumberRows rows = new NumberRows("generated", new ByteArrayInputStream(bytes), 100);
        try (GeneratedMessages source = new GeneratedMessages(8, 10_000);
                LobsterMessages read = new LobsterMessages(rows)) {
            final Message again = new Message();
            while (source.next(message)) {
                assertTrue(read.next(again));
                assertEquals(MessageText.of(message), MessageText.of(again));
            }
            assertFalse(read.next(again));
            assertEquals(MessageSource.UNKNOWN, read.percentDone());
        }
    }

    private static void assertBetween(long lowest, long actual, long highest) {
        assertTrue(lowest <= actual && actual <= highest, actual + " is not from " + lowest + " to " + highest);
    }
}
