package org.sideheap.examples;

import org.sideheap.allocators.Allocator;
import org.sideheap.collections.LongArrayList;

/**
 * The live orders, as columns: what would be a field of an order object is a list here, and an order is its row.
 *
 * <p>A row that was given back is the next one to be taken, so that the columns grow only with the number of orders that
 * are live at the same time.
 */
final class Orders implements AutoCloseable {
    /** In the size column of a row that no order has. */
    private static final long FREE = 0;

    private final LongArrayList ids;
    private final LongArrayList sizes;

    /** Which level the order is on, and the handle of its node in that level's queue. */
    private final LongArrayList levels;

    private final LongArrayList nodes;

    private final LongArrayList freeRows;

    Orders(Allocator allocator, long initialCapacity) {
        ids = new LongArrayList(allocator, initialCapacity);
        sizes = new LongArrayList(allocator, initialCapacity);
        levels = new LongArrayList(allocator, initialCapacity);
        nodes = new LongArrayList(allocator, initialCapacity);
        freeRows = new LongArrayList(allocator, initialCapacity);
    }

    long take(long id, long size) {
        if (freeRows.isEmpty()) {
            ids.addLong(id);
            sizes.addLong(size);
            levels.addLong(0);
            nodes.addLong(0);
            return ids.sizeAsLong() - 1;
        }
        final long row = freeRows.popLong();
        ids.setLong(row, id);
        sizes.setLong(row, size);
        return row;
    }

    void giveBack(long row) {
        sizes.setLong(row, FREE);
        freeRows.pushLong(row);
    }

    void setPlace(long row, long level, long node) {
        levels.setLong(row, level);
        nodes.setLong(row, node);
    }

    void setSize(long row, long size) {
        sizes.setLong(row, size);
    }

    long id(long row) {
        return ids.getLong(row);
    }

    long size(long row) {
        return sizes.getLong(row);
    }

    long level(long row) {
        return levels.getLong(row);
    }

    long node(long row) {
        return nodes.getLong(row);
    }

    /** How many rows there are, of live orders and free. */
    long rowCount() {
        return ids.sizeAsLong();
    }

    long liveCount() {
        return ids.sizeAsLong() - freeRows.sizeAsLong();
    }

    boolean isLive(long row) {
        return sizes.getLong(row) != FREE;
    }

    @Override
    public void close() {
        freeRows.close();
        nodes.close();
        levels.close();
        sizes.close();
        ids.close();
    }
}
