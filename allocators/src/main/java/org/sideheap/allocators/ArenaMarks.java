package org.sideheap.allocators;

import java.util.Arrays;
import java.util.concurrent.ThreadLocalRandom;

/**
 * The marks of an arena that can be released to, the oldest first: what stood where when each was set, and how many of
 * the blocks from before are still live.
 *
 * <p>A mark is handed out as a number that is used once, from a start drawn for each arena: one that was released past,
 * or that is another arena's, is not found.
 */
final class ArenaMarks {
    /*
     * Invariant: numbers ascend; so do places, as no two marks are set in the same one: what a mark has in use, the next
     * one has too.
     */

    private static final int INITIAL_CAPACITY = 4;

    private Mark[] marks = new Mark[INITIAL_CAPACITY];
    private int count;
    private long nextNumber = ThreadLocalRandom.current().nextLong(1, AddressMath.MAX_ADDRESS);

    /** The state of an arena. */
    static final class Mark {
        private long number;

        /** How many chunks were in use, of which the current one: null if none. */
        int inUseCount;

        ArenaChunks.Chunk current;

        /** Where the next block would have stood; moves with the end of the block before it. */
        long nextAddress;

        long usedBytes;

        /** Blocks allocated before and still live. */
        long liveCount;

        private boolean isAt(int inUseCountNow, ArenaChunks.Chunk currentNow, long nextAddressNow) {
            return inUseCount == inUseCountNow && current == currentNow && nextAddress == nextAddressNow;
        }

        /** Whether a block was allocated before. */
        private boolean isBehind(ArenaChunks.Chunk chunk, long address) {
            return chunk == current ? address < nextAddress : chunk.useIndex() < inUseCount;
        }
    }

    int count() {
        return count;
    }

    long set(int inUseCount, ArenaChunks.Chunk current, long nextAddress, Usage usage) {
        if (count > 0 && marks[count - 1].isAt(inUseCount, current, nextAddress)) {
            return marks[count - 1].number;
        }
        if (count == marks.length) {
            marks = Arrays.copyOf(marks, 2 * count);
        }
        if (marks[count] == null) {
            marks[count] = new Mark();
        }
        final Mark mark = marks[count++];
        mark.number = nextNumber++;
        mark.inUseCount = inUseCount;
        mark.current = current;
        mark.nextAddress = nextAddress;
        mark.usedBytes = usage.usedBytes();
        mark.liveCount = usage.liveCount();
        return mark.number;
    }

    /** The mark of a number; null if there is none, or no longer. */
    Mark find(long number) {
        int low = 0;
        int high = count - 1;
        while (low <= high) {
            final int middle = (low + high) >>> 1;
            final Mark mark = marks[middle];
            if (mark.number == number) {
                return mark;
            }
            if (mark.number < number) {
                low = middle + 1;
            } else {
                high = middle - 1;
            }
        }
        return null;
    }

    /** Forgets those that were set later. */
    void dropAfter(Mark mark) {
        while (marks[count - 1] != mark) {
            count--;
        }
    }

    void clear() {
        count = 0;
    }

    /**
     * A block goes: the marks that were set after its allocation have one less before them.
     *
     * @param liveCount of the whole arena, this block included
     * @return whether there was one: false, and nothing changed, where no block from between the same two marks is live
     */
    boolean freed(ArenaChunks.Chunk chunk, long address, long liveCount) {
        int first = count;
        while (first > 0 && marks[first - 1].isBehind(chunk, address)) {
            first--;
        }
        final long before = first > 0 ? marks[first - 1].liveCount : 0;
        final long upTo = first < count ? marks[first].liveCount : liveCount;
        if (before == upTo) {
            return false;
        }
        for (int i = first; i < count; i++) {
            marks[i].liveCount--;
        }
        return true;
    }

    /** The newest block of the current chunk ends elsewhere now: a mark right behind it still is. */
    void newestResized(ArenaChunks.Chunk current, long oldNextAddress, long newNextAddress) {
        for (int i = count - 1; i >= 0 && marks[i].current == current && marks[i].nextAddress == oldNextAddress; i--) {
            marks[i].nextAddress = newNextAddress;
            marks[i].usedBytes += newNextAddress - oldNextAddress;
        }
    }

    /** Whether each mark has what the one before it has, and all have no more than the arena has now. */
    boolean areInOrder(int inUseCount, Usage usage) {
        for (int i = 0; i < count; i++) {
            final boolean isLast = i == count - 1;
            if (marks[i].inUseCount > (isLast ? inUseCount : marks[i + 1].inUseCount)
                    || marks[i].usedBytes > (isLast ? usage.usedBytes() : marks[i + 1].usedBytes)
                    || marks[i].liveCount > (isLast ? usage.liveCount() : marks[i + 1].liveCount)
                    || marks[i].liveCount < 0) {
                return false;
            }
        }
        return true;
    }
}
