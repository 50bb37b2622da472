package org.sideheap.collections;

import static org.sideheap.allocators.Memory.NULL_ADDRESS;
import static org.sideheap.allocators.Memory.getLong;
import static org.sideheap.allocators.Memory.putLong;
import static org.sideheap.collections.Marks.isFirstOfAWord;
import static org.sideheap.collections.Marks.wordOffset;

import java.util.function.LongPredicate;

/**
 * Removes what a filter picks: first it is asked about each element, with the list as it was, then they go.
 *
 * <p>So a filter that throws has changed nothing, and one that looks at the list sees no half of a change. In between, a bit
 * for each element from the first picked one on tells which are: {@link Marks}, the last word of which is never written.
 */
final class Removal {
    /*
     *            first: the first that is picked
     *            v
     *   +--------+---+-----------------+-----------------+--------+
     *   | kept   | 1 | 64 marks a word | 64 marks a word | rest   |
     *   +--------+---+-----------------+-----------------+--------+
     *            |<-- in memory, where there are any --->| one word on the stack
     */

    private Removal() {}

    /** In a range that the list has. */
    static boolean removeIf(LongArrayList list, long fromIndex, long toIndex, LongPredicate filter) {
        final int expectedModCount = list.modCount();
        final long first = firstPicked(list, fromIndex, toIndex, filter);
        if (first == toIndex) {
            return false;
        }
        final long markByteSize = wordOffset(toIndex - first - 1);
        final long marks = markByteSize == 0 ? NULL_ADDRESS : Marks.ALLOCATOR.allocate(markByteSize, Long.BYTES);
        try {
            final long lastMarks = mark(list, first, toIndex, filter, marks, expectedModCount);
            list.removeRange(compact(list, first, toIndex, marks, lastMarks), toIndex);
        } finally {
            if (marks != NULL_ADDRESS) {
                Marks.ALLOCATOR.free(marks, markByteSize, Long.BYTES);
            }
        }
        return true;
    }

    private static long firstPicked(LongArrayList list, long fromIndex, long toIndex, LongPredicate filter) {
        final int expectedModCount = list.modCount();
        long index = fromIndex;
        while (index < toIndex && !isPicked(list, index, filter, expectedModCount)) {
            index++;
        }
        return index;
    }

    /** Asks about each element behind the first that is picked; the last word, which has not been written. */
    private static long mark(
            LongArrayList list, long first, long toIndex, LongPredicate filter, long marks, int expectedModCount) {
        long word = 1;
        for (long index = first + 1; index < toIndex; index++) {
            final long bit = index - first;
            if (isFirstOfAWord(bit)) {
                putLong(marks + wordOffset(bit) - Long.BYTES, word);
                word = 0;
            }
            if (isPicked(list, index, filter, expectedModCount)) {
                word |= 1L << bit;
            }
        }
        return word;
    }

    /** Moves what is not marked down; one past the last of it. */
    private static long compact(LongArrayList list, long first, long toIndex, long marks, long lastMarks) {
        final long lastWordOffset = wordOffset(toIndex - first - 1);
        final long firstAddress = list.addressOf(first);
        final long endAddress = list.addressOf(toIndex);
        long kept = firstAddress;
        long bit = 0;
        long word = 0;
        for (long each = firstAddress; each < endAddress; each += Long.BYTES, bit++) {
            if (isFirstOfAWord(bit)) {
                word = wordOffset(bit) == lastWordOffset ? lastMarks : getLong(marks + wordOffset(bit));
            }
            // What is marked is written too, and then overwritten: cheaper than a branch nobody can predict.
            putLong(kept, getLong(each));
            kept += (~word >>> bit & 1) * Long.BYTES;
        }
        return first + (kept - firstAddress) / Long.BYTES;
    }

    private static boolean isPicked(LongArrayList list, long index, LongPredicate filter, int expectedModCount) {
        final boolean isPicked = filter.test(getLong(list.addressOf(index)));
        list.checkUnchanged(expectedModCount);
        return isPicked;
    }
}
