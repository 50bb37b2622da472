package org.sideheap.examples;

import java.util.Arrays;
import org.sideheap.allocators.Allocator;

/**
 * The level objects, made beforehand and used again and again: a level that comes and goes creates no garbage.
 *
 * <p>The queue of a level is a collection, and so an object on the heap, however few bytes. A book that has more levels
 * at a time than were made gets more, on the heap; the report then shows it.
 */
final class Levels implements AutoCloseable {
    private final Allocator allocator;
    private Level[] levels = {};

    /** The levels that nobody uses, from 0 to freeCount. */
    private Level[] free = {};

    private int freeCount;

    Levels(Allocator allocator, int initialCount) {
        this.allocator = allocator;
        makeMore(initialCount);
    }

    Level take() {
        if (freeCount == 0) {
            makeMore(levels.length);
        }
        return free[--freeCount];
    }

    void giveBack(Level level) {
        free[freeCount++] = level;
    }

    Level get(long index) {
        return levels[(int) index];
    }

    private void makeMore(int count) {
        final int oldCount = levels.length;
        levels = Arrays.copyOf(levels, oldCount + count);
        free = Arrays.copyOf(free, oldCount + count);
        for (int index = levels.length - 1; index >= oldCount; index--) {
            levels[index] = new Level(index, allocator);
            giveBack(levels[index]);
        }
    }

    @Override
    public void close() {
        for (final Level level : levels) {
            level.queue.close();
        }
    }
}
