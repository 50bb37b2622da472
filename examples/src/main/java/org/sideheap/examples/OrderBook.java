package org.sideheap.examples;

import org.sideheap.allocators.Allocator;
import org.sideheap.collections.Long2LongHashMap;

/**
 * A limit order book: who waits at which price, and in which order.
 *
 * <p>All of it but the {@link Level} objects is off the heap, and no message creates garbage. One message costs a few
 * lookups, however large the book is: order id to its row in {@link Orders}, which has the level and the node in the
 * level's queue, so that an order leaves from the middle of the queue as fast as from its ends.
 */
final class OrderBook implements AutoCloseable {
    /*
     *   rowById                 Orders                            Level
     *   +----------+-----+      +-----+----+------+-------+------+      +-------+-------------+-----------+
     *   | order id | row |----->| row | id | size | level | node |----->| price | queued size | queue     |
     *   +----------+-----+      +-----+----+------+-------+------+      +-------+-------------+-----------+
     *                              ^                          |           ^                     |
     *                              |                          +-----------|--> node of a row    |
     *                              +--------------------------------------|---------------------+
     *   BookSide                                                          |
     *   +-------+-------+                                                 |
     *   | price | level |-------------------------------------------------+
     *   +-------+-------+
     */

    /** Live orders there is room for from the start; more make the tables grow. */
    private static final int INITIAL_ORDERS = 1 << 15;

    /** Levels, of both sides together, that are made beforehand. */
    private static final int INITIAL_LEVELS = 1 << 14;

    private static final long NONE = -1;
    private static final float LOAD_FACTOR = 0.65f;

    private final Long2LongHashMap rowById;
    private final Orders orders;
    private final Levels levels;
    private final BookSide bids;
    private final BookSide asks;

    OrderBook(Allocator allocator) {
        rowById = new Long2LongHashMap(allocator, INITIAL_ORDERS * 2L, LOAD_FACTOR, NONE);
        orders = new Orders(allocator, INITIAL_ORDERS);
        levels = new Levels(allocator, INITIAL_LEVELS);
        bids = new BookSide(Message.BUY, levels, allocator, INITIAL_LEVELS / 2);
        asks = new BookSide(Message.SELL, levels, allocator, INITIAL_LEVELS / 2);
    }

    BookSide side(int direction) {
        return direction == Message.BUY ? bids : asks;
    }

    Orders orders() {
        return orders;
    }

    Level levelOf(long row) {
        return levels.get(orders.level(row));
    }

    /**
     * Does what a message says.
     *
     * @return false when it adds an order that is in the book already; then nothing has changed
     */
    boolean apply(Message message) {
        return switch (message.type) {
            case Message.ADD -> add(message);
            case Message.PARTIAL_CANCEL, Message.DELETE, Message.EXECUTE -> {
                take(message);
                yield true;
            }
            default -> true;
        };
    }

    private boolean add(Message message) {
        final long row = orders.take(message.orderId, message.size);
        if (rowById.putIfAbsent(message.orderId, row) != NONE) {
            orders.giveBack(row);
            return false;
        }
        final Level level = side(message.direction).levelAt(message.price);
        level.queuedSize += message.size;
        orders.setPlace(row, level.index, level.queue.linkLast(row));
        return true;
    }

    private void take(Message message) {
        final long row = rowById.get(message.orderId);
        if (row == NONE) {
            side(message.direction).takeAnonymous(message.price, message.size);
            return;
        }
        final long oldSize = orders.size(row);
        final long newSize = message.type == Message.DELETE ? 0 : Math.max(0, oldSize - message.size);
        final Level level = levelOf(row);
        level.queuedSize -= oldSize - newSize;
        if (newSize > 0) {
            orders.setSize(row, newSize);
        } else {
            rowById.remove(message.orderId);
            level.queue.unlink(orders.node(row));
            orders.giveBack(row);
            level.side.dropIfEmpty(level);
        }
    }

    @Override
    public void close() {
        asks.close();
        bids.close();
        levels.close();
        orders.close();
        rowById.close();
    }
}
