package org.sideheap.collections;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.util.ArrayList;
import java.util.List;
import java.util.function.LongConsumer;
import java.util.function.LongSupplier;
import java.util.stream.LongStream;

/**
 * A collection of any kind, as far as they are alike. A map has each number as key and as value; a set has the number
 * above, as it takes no memory for 0.
 */
record AnyCollection(Object collection, LongConsumer adder, LongSupplier sizer, Runnable closer)
        implements AutoCloseable {
    void add(long value) {
        adder.accept(value);
    }

    /** Adds numbers from the count it has to one below the count it shall have. */
    void addUpTo(long count) {
        for (long value = size(); value < count; value++) {
            add(value);
        }
    }

    long size() {
        return sizer.getAsLong();
    }

    void forEachLong(LongConsumer action) {
        if (collection instanceof LongArrayList list) {
            list.forEachLong(action);
        } else if (collection instanceof LongLinkedList list) {
            list.forEachLong(action);
        } else if (collection instanceof LongHashSet set) {
            set.forEachLong(element -> action.accept(element - 1));
        } else if (collection instanceof LongArrayQueue queue) {
            queue.forEachLong(action);
        } else {
            ((Long2LongHashMap) collection).forEachLong((key, value) -> {
                assertEquals(key, value);
                action.accept(key);
            });
        }
    }

    /** In ascending order. */
    List<Long> contents() {
        final List<Long> contents = new ArrayList<>();
        forEachLong(contents::add);
        contents.sort(null);
        return contents;
    }

    /** Numbers from 0 to one below the count, and nothing else. */
    void assertHoldsUpTo(long count) {
        assertEquals(LongStream.range(0, count).boxed().toList(), contents());
        assertEquals(count, size());
    }

    void assertClosedBy(String cause) {
        assertEquals(
                collection.getClass().getSimpleName() + " is closed: " + cause,
                assertThrows(IllegalStateException.class, this::size).getMessage());
        assertThrows(IllegalStateException.class, () -> add(1));
    }

    @Override
    public void close() {
        closer.run();
    }
}
