package org.sideheap.examples;

import org.sideheap.allocators.Allocator;
import org.sideheap.collections.LongArrayList;

/**
 * The live orders, as rows of a table: what would be an object with four fields is four neighbours in a list here, on one
 * cache line, and the number of the row is what points to it.
 *
 * <p>A row that was given back is the next one to be taken, so that the table grows only with the number of orders that
 * are live at the same time.
 */
final class Orders implements AutoCloseable {
    /*
     *     row 0                        row 1
     *   +----+------+-------+------+----+------+-------+------+-----
     *   | id | size | level | node | id | size | level | node | ...
     *   +----+------+-------+------+----+------+-------+------+-----
     */

    private static final int FIELDS = 4;
    private static final int ID = 0;
    private static final int SIZE = 1;
    private static final int LEVEL = 2;
    private static final int NODE = 3;

    /** The size in a row that no order has. */
    private static final long FREE = 0;

    private final LongArrayList table;
    private final LongArrayList freeRows;

    Orders(Allocator allocator, long initialCapacity) {
        table = new LongArrayList(allocator, initialCapacity * FIELDS);
        freeRows = new LongArrayList(allocator, initialCapacity);
    }

    /** A row for an order, whose level and node are set next. */
    long take(long id, long size) {
        final long row = freeRows.isEmpty() ? addRow() : freeRows.popLong();
        set(row, ID, id);
        set(row, SIZE, size);
        return row;
    }

    private long addRow() {
        final long row = rowCount();
        for (int field = 0; field < FIELDS; field++) {
            table.addLong(FREE);
        }
        return row;
    }

    void giveBack(long row) {
        set(row, SIZE, FREE);
        freeRows.pushLong(row);
    }

    /** On which level the order is, and the handle of its node in that level's queue. */
    void setPlace(long row, long level, long node) {
        set(row, LEVEL, level);
        set(row, NODE, node);
    }

    void setSize(long row, long size) {
        set(row, SIZE, size);
    }

    long id(long row) {
        return get(row, ID);
    }

    long size(long row) {
        return get(row, SIZE);
    }

    long level(long row) {
        return get(row, LEVEL);
    }

    long node(long row) {
        return get(row, NODE);
    }

    boolean isLive(long row) {
        return size(row) != FREE;
    }

    long liveCount() {
        return rowCount() - freeRows.sizeAsLong();
    }

    /** How many rows there are, free ones too. */
    long rowCount() {
        return table.sizeAsLong() / FIELDS;
    }

    private long get(long row, int field) {
        return table.getLong(row * FIELDS + field);
    }

    private void set(long row, int field, long value) {
        table.setLong(row * FIELDS + field, value);
    }

    @Override
    public void close() {
        freeRows.close();
        table.close();
    }
}
