package org.sideheap.examples;

/**
 * A trading day that never was: messages like those of a busy share, the same for the same seed on every machine.
 *
 * <p>Traders here have no intelligence. Orders to buy are priced a random, mostly small distance below the best offer,
 * orders to sell above the best bid; a random order is cancelled; a random side hits the order first in line at the best
 * price. The price moves by that alone, and looks the part: Farmer, Patelli and Zovko, "The predictive power of zero
 * intelligence in financial markets", PNAS 102, 2005.
 *
 * <p>An exchange needs a book to know who is first in line, so this has one of its own: whoever reads the messages knows
 * no more of it than a reader of a file does. Like that it creates no garbage.
 */
final class GeneratedMessages implements MessageSource {
    static final long DEFAULT_COUNT = 2_000_000;
    static final long DEFAULT_SEED = 42;

    /** Adds and deletes are in balance at that many live orders. */
    private static final long TARGET_ORDERS = 30_000;

    private static final long TICK = 100;
    private static final long OPENING_PRICE = 5_850_000;

    /** Half of the orders are at most that far from the other side's best, a quarter up to twice as far, and so on. */
    private static final long NEAR_TICKS = 64;

    private static final int MAX_DISTANCE_DOUBLINGS = 5;

    private static final long OPEN_NANOS = 34_200_000_000_000L;
    private static final long TRADING_NANOS = 23_400_000_000_000L;

    /** Of 1,000 messages; what is left are adds and deletes. */
    private static final long EXECUTIONS = 60;

    private static final long HIDDEN_EXECUTIONS = 30;
    private static final long PARTIAL_CANCELS = 20;

    /** For so many messages the same share of the executions, in percent, is of bids: the market has a mood. */
    private static final long MOOD_MESSAGES = 100_000;

    private static final long MIN_BID_PERCENT = 20;
    private static final long MAX_BID_PERCENT = 80;

    private static final long CROSS_OR_HALT_ONE_IN = 100_000;

    private final long seed;
    private final long count;
    private final BookMemory memory;
    private final OrderBook exchange;

    /** Time between two messages, on average: the day is as long however many there are. */
    private final long meanGapNanos;

    private long generated;
    private long random;
    private long nanosAfterMidnight = OPEN_NANOS;
    private long lastOrderId;
    private long lastPrice = OPENING_PRICE;
    private long bidPercent;

    GeneratedMessages(long seed, long count) {
        this.seed = seed;
        this.count = count;
        this.random = seed;
        this.meanGapNanos = TRADING_NANOS / Math.max(1, count);
        this.memory = BookMemory.ofDefaultSize(BookMemory.Strategy.POOL);
        this.exchange = new OrderBook(memory.allocator());
    }

    @Override
    public boolean next(Message message) {
        if (generated == count) {
            return false;
        }
        if (generated % MOOD_MESSAGES == 0) {
            bidPercent = MIN_BID_PERCENT + below(MAX_BID_PERCENT - MIN_BID_PERCENT + 1);
        }
        generated++;
        nanosAfterMidnight += below(2 * meanGapNanos + 1);
        message.nanosAfterMidnight = nanosAfterMidnight;
        choose(message);
        exchange.apply(message);
        return true;
    }

    private void choose(Message message) {
        final long lot = below(1000);
        final long live = exchange.orders().liveCount();
        final boolean execution = lot < EXECUTIONS;
        final int direction = below(100) < (execution ? bidPercent : 50) ? Message.BUY : Message.SELL;
        if (below(CROSS_OR_HALT_ONE_IN) == 0) {
            crossOrHalt(message);
        } else if (exchange.side(direction).levelCount() == 0) {
            add(message, direction);
        } else if (execution) {
            execute(message, direction);
        } else if (lot < EXECUTIONS + HIDDEN_EXECUTIONS) {
            executeHidden(message, direction);
        } else if (lot < EXECUTIONS + HIDDEN_EXECUTIONS + PARTIAL_CANCELS) {
            cancel(message, true);
        } else if (below(2 * TARGET_ORDERS) < live) {
            cancel(message, false);
        } else {
            add(message, direction);
        }
    }

    private void add(Message message, int direction) {
        lastOrderId += 1 + below(16);
        fill(message, Message.ADD, lastOrderId, randomSize(), randomPrice(direction), direction);
    }

    /** All of a random order, or a part of it. */
    private void cancel(Message message, boolean partially) {
        final Orders orders = exchange.orders();
        long row = below(orders.rowCount());
        while (!orders.isLive(row)) {
            row = below(orders.rowCount());
        }
        final Level level = exchange.levelOf(row);
        final long size = orders.size(row);
        final int direction = level.side.direction();
        if (partially && size > 1) {
            fill(message, Message.PARTIAL_CANCEL, orders.id(row), 1 + below(size - 1), level.price, direction);
        } else {
            fill(message, Message.DELETE, orders.id(row), size, level.price, direction);
        }
    }

    /** The order first in line: all of it, or in one case of four a part. */
    private void execute(Message message, int direction) {
        final Level best = exchange.side(direction).ranked(0);
        final long row = best.queue.peekLong();
        final long size = exchange.orders().size(row);
        final long executed = below(4) == 0 ? 1 + below(size) : size;
        fill(message, Message.EXECUTE, exchange.orders().id(row), executed, best.price, direction);
    }

    private void executeHidden(Message message, int direction) {
        final long price = exchange.side(direction).ranked(0).price;
        fill(message, Message.EXECUTE_HIDDEN, 0, randomSize(), price, direction);
    }

    private void crossOrHalt(Message message) {
        if (below(2) == 0) {
            fill(message, Message.CROSS, -1, randomSize(), lastPrice, Message.SELL);
        } else {
            fill(message, Message.HALT, 0, 0, -1, Message.SELL);
        }
    }

    private static void fill(Message message, int type, long orderId, long size, long price, int direction) {
        message.type = type;
        message.orderId = orderId;
        message.size = size;
        message.price = price;
        message.direction = direction;
    }

    /** Never at or beyond the other side's best, or the order would not have come to rest. */
    private long randomPrice(int direction) {
        final BookSide other = exchange.side(-direction);
        if (other.levelCount() > 0) {
            lastPrice = other.ranked(0).price;
        }
        final int doublings = Long.numberOfTrailingZeros(nextLong() | 1L << MAX_DISTANCE_DOUBLINGS);
        final long ticks = 1 + below(NEAR_TICKS << doublings);
        return Math.max(TICK, lastPrice - direction * ticks * TICK);
    }

    /** Mostly round lots. */
    private long randomSize() {
        return below(4) == 0 ? 1 + below(99) : 100 * (1 + Long.numberOfTrailingZeros(nextLong() | 1L << 10));
    }

    /** A number from 0 to below the bound, which is at most 2^31 unless the caller can do with a few bits. */
    private long below(long bound) {
        return bound <= 1L << 31 ? (nextLong() >>> 33) * bound >>> 31 : Long.remainderUnsigned(nextLong(), bound);
    }

    /** Steele, Lea and Flood, "Fast splittable pseudorandom number generators", OOPSLA 2014. */
    private long nextLong() {
        random += 0x9E3779B97F4A7C15L;
        long mixed = (random ^ random >>> 30) * 0xBF58476D1CE4E5B9L;
        mixed = (mixed ^ mixed >>> 27) * 0x94D049BB133111EBL;
        return mixed ^ mixed >>> 31;
    }

    @Override
    public int percentDone() {
        return (int) (generated * 100 / Math.max(1, count));
    }

    @Override
    public MalformedRowException refused(String field, long value, String why) {
        return new MalformedRowException(toString(), generated, field, Long.toString(value), why);
    }

    @Override
    public void close() {
        exchange.close();
        memory.close();
    }

    @Override
    public String toString() {
        return "generated messages, seed " + seed;
    }
}
