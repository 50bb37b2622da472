package org.sideheap.examples;

import org.sideheap.allocators.Allocator;
import org.sideheap.collections.Long2LongHashMap;
import org.sideheap.collections.LongArrayList;

/** The levels of one direction: by price, for the messages, and by rank, for who wants the best. */
final class BookSide implements AutoCloseable {
    private static final long NONE = -1;
    private static final float LOAD_FACTOR = 0.65f;

    private final int direction;
    private final Levels levels;
    private final Long2LongHashMap levelByPrice;

    /**
     * The prices times the direction, in ascending order: the best is the last, whether it is the highest bid or the
     * lowest offer. Levels come and go mostly near the best, where few elements stand behind them.
     */
    private final LongArrayList ranking;

    BookSide(int direction, Levels levels, Allocator allocator, int initialCapacity) {
        this.direction = direction;
        this.levels = levels;
        levelByPrice = new Long2LongHashMap(allocator, initialCapacity * 2L, LOAD_FACTOR, NONE);
        ranking = new LongArrayList(allocator, initialCapacity);
    }

    int direction() {
        return direction;
    }

    long levelCount() {
        return ranking.sizeAsLong();
    }

    /** The level with that many better ones before it: rank 0 is the best. */
    Level ranked(long rank) {
        return levels.get(levelByPrice.get(direction * ranking.getLong(ranking.sizeAsLong() - 1 - rank)));
    }

    /** The level of a price, made when there is none. */
    Level levelAt(long price) {
        final long index = levelByPrice.get(price);
        return index != NONE ? levels.get(index) : makeLevel(price);
    }

    private Level makeLevel(long price) {
        final Level level = levels.take();
        level.side = this;
        level.price = price;
        levelByPrice.put(price, level.index);
        ranking.addLong(positionOf(price), direction * price);
        return level;
    }

    void dropIfEmpty(Level level) {
        if (level.size() == 0) {
            ranking.removeAt(positionOf(level.price));
            levelByPrice.remove(level.price);
            levels.giveBack(level);
        }
    }

    void addAnonymous(long price, long size) {
        levelAt(price).anonymousSize += size;
    }

    /** Takes off as much as is there, and nothing at a price without a level. */
    void takeAnonymous(long price, long size) {
        final long index = levelByPrice.get(price);
        if (index != NONE) {
            final Level level = levels.get(index);
            level.anonymousSize = Math.max(0, level.anonymousSize - size);
            dropIfEmpty(level);
        }
    }

    /** How many levels are worse than a price: where it stands in the ranking, or would. */
    private long positionOf(long price) {
        final long found = ranking.binarySearch(direction * price);
        return found >= 0 ? found : -1 - found;
    }

    @Override
    public void close() {
        ranking.close();
        levelByPrice.close();
    }
}
