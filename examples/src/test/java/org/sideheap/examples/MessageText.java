package org.sideheap.examples;

import java.util.Locale;

/** A message as a row of a LOBSTER file. */
final class MessageText {
    private MessageText() {}

    static String of(Message message) {
        return String.format(
                Locale.ROOT,
                "%d.%09d,%d,%d,%d,%d,%d",
                message.nanosAfterMidnight / 1_000_000_000,
                message.nanosAfterMidnight % 1_000_000_000,
                message.type,
                message.orderId,
                message.size,
                message.price,
                message.direction);
    }
}
