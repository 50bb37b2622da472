package org.sideheap.examples;

import java.util.Comparator;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.StringJoiner;
import java.util.TreeMap;

/** What {@link OrderBook} must agree with: the same book out of {@code java.util}, slow and plain. Without opening book. */
final class TextbookOrderBook {
    private final Map<Long, Map<Long, Long>> queueByOrder = new HashMap<>();
    private final TreeMap<Long, Map<Long, Long>> bids = new TreeMap<>(Comparator.reverseOrder());
    private final TreeMap<Long, Map<Long, Long>> asks = new TreeMap<>();

    void apply(Message message) {
        final TreeMap<Long, Map<Long, Long>> side = message.direction == Message.BUY ? bids : asks;
        if (message.type == Message.ADD) {
            final Map<Long, Long> queue = side.computeIfAbsent(message.price, price -> new LinkedHashMap<>());
            queue.put(message.orderId, message.size);
            queueByOrder.put(message.orderId, queue);
        } else if (message.type <= Message.EXECUTE) {
            final Map<Long, Long> queue = queueByOrder.get(message.orderId);
            final long left = message.type == Message.DELETE ? 0 : queue.get(message.orderId) - message.size;
            if (left > 0) {
                queue.put(message.orderId, left);
            } else {
                queueByOrder.remove(message.orderId);
                queue.remove(message.orderId);
                if (queue.isEmpty()) {
                    side.remove(message.price);
                }
            }
        }
    }

    /** A row as {@link BookRows} writes it. */
    String row(int levelCount) {
        final StringJoiner row = new StringJoiner(",");
        final var ask = asks.entrySet().iterator();
        final var bid = bids.entrySet().iterator();
        for (int rank = 0; rank < levelCount; rank++) {
            row.add(ask.hasNext() ? text(ask.next()) : "9999999999,0");
            row.add(bid.hasNext() ? text(bid.next()) : "-9999999999,0");
        }
        return row.toString();
    }

    private static String text(Map.Entry<Long, Map<Long, Long>> level) {
        return level.getKey() + ","
                + level.getValue().values().stream().mapToLong(Long::longValue).sum();
    }

    long orderCount() {
        return queueByOrder.size();
    }

    /** The orders at a price, first in, first out. */
    List<Long> queue(int direction, long price) {
        return List.copyOf((direction == Message.BUY ? bids : asks).get(price).keySet());
    }
}
