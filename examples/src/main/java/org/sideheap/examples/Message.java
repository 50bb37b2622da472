package org.sideheap.examples;

/** One message of an exchange, in the terms of LOBSTER. A source overwrites the same object with each message. */
final class Message {
    static final int ADD = 1;
    static final int PARTIAL_CANCEL = 2;
    static final int DELETE = 3;
    static final int EXECUTE = 4;
    static final int EXECUTE_HIDDEN = 5;
    static final int CROSS = 6;
    static final int HALT = 7;

    static final int BUY = 1;
    static final int SELL = -1;

    long nanosAfterMidnight;
    int type;
    long orderId;
    long size;

    /** In dollars times 10,000. */
    long price;

    /** Of the order in the book, also where it is executed: {@link #BUY} or {@link #SELL}. */
    int direction;

    /** Whether a message of that type changes what is visible in the book. */
    static boolean isOnBook(int type) {
        return type <= EXECUTE;
    }
}
