package org.sideheap.examples;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.sideheap.allocators.GlobalAllocator;

class OrderBookTest {
    private static final int LEVELS = 5;

    @ParameterizedTest
    @EnumSource
    void agreesWithATextbookBookAfterEachMessage(BookMemory.Strategy strategy) throws IOException {
        final ByteArrayOutputStream written = new ByteArrayOutputStream();
        final StringBuilder expected = new StringBuilder();
        try (GeneratedMessages source = new GeneratedMessages(3, 30_000);
                BookMemory memory = new BookMemory(strategy, 1 << 18);
                OrderBook book = new OrderBook(memory.allocator());
                BookRows rows = new BookRows(written, LEVELS)) {
            final TextbookOrderBook textbook = new TextbookOrderBook();
            final Message message = new Message();
            while (source.next(message)) {
                assertTrue(book.apply(message));
                textbook.apply(message);
                rows.write(book);
                expected.append(textbook.row(LEVELS)).append('\n');
            }
            assertEquals(textbook.orderCount(), book.orders().liveCount());
            assertQueuesAgree(textbook, book, Message.BUY);
            assertQueuesAgree(textbook, book, Message.SELL);
            memory.allocator().check();
        }
        assertEquals(expected.toString(), written.toString(StandardCharsets.US_ASCII));
    }

    private static void assertQueuesAgree(TextbookOrderBook textbook, OrderBook book, int direction) {
        final BookSide side = book.side(direction);
        for (long rank = 0; rank < side.levelCount(); rank++) {
            final Level level = side.ranked(rank);
            final List<Long> ids = new ArrayList<>();
            level.queue.forEachLong(row -> ids.add(book.orders().id(row)));
            assertEquals(textbook.queue(direction, level.price), ids);
        }
    }

    @Test
    void refusesASecondOrderWithAnIdThatIsInTheBook() {
        try (OrderBook book = new OrderBook(GlobalAllocator.INSTANCE)) {
            assertTrue(book.apply(add(1, 10, 500)));
            assertFalse(book.apply(add(1, 20, 600)));

            assertEquals(1, book.side(Message.BUY).levelCount());
            assertEquals(10, book.side(Message.BUY).ranked(0).size());
            assertEquals(1, book.orders().liveCount());
        }
    }

    @Test
    void takesNoMoreOffAnOrderThanItHas() {
        try (OrderBook book = new OrderBook(GlobalAllocator.INSTANCE)) {
            book.apply(add(1, 10, 500));
            book.apply(add(2, 10, 500));
            final Message execution = add(1, 15, 500);
            execution.type = Message.EXECUTE;
            book.apply(execution);

            assertEquals(10, book.side(Message.BUY).ranked(0).size());
            assertEquals(1, book.side(Message.BUY).ranked(0).queue.sizeAsLong());
        }
    }

    @Test
    void growsPastTheLevelsMadeBeforehand() {
        final int levelCount = 20_000;
        try (OrderBook book = new OrderBook(GlobalAllocator.INSTANCE)) {
            for (int id = 1; id <= levelCount; id++) {
                book.apply(add(id, id, 1000 + id));
            }
            assertEquals(levelCount, book.side(Message.BUY).levelCount());
            for (int rank = 0; rank < levelCount; rank++) {
                assertEquals(
                        levelCount - rank, book.side(Message.BUY).ranked(rank).size());
            }
        }
    }

    private static Message add(long orderId, long size, long price) {
        final Message message = new Message();
        message.type = Message.ADD;
        message.orderId = orderId;
        message.size = size;
        message.price = price;
        message.direction = Message.BUY;
        return message;
    }
}
