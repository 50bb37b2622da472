package org.sideheap.examples;

import org.sideheap.allocators.Allocator;
import org.sideheap.collections.LongLinkedList;

/** All that is offered, or bid for, at one price. */
final class Level {
    /** Where this is among the {@link Levels}: what stands for it in a collection of numbers. */
    final int index;

    /** The rows of its {@link Orders}, first in, first out. */
    final LongLinkedList queue;

    BookSide side;
    long price;

    /** What the orders in the queue add up to. */
    long queuedSize;

    /** What is left of orders from before the first message, of which nobody knows more. */
    long anonymousSize;

    Level(int index, Allocator allocator) {
        this.index = index;
        this.queue = new LongLinkedList(allocator);
    }

    long size() {
        return queuedSize + anonymousSize;
    }
}
