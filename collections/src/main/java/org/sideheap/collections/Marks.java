package org.sideheap.collections;

import static org.sideheap.allocators.Memory.getLong;
import static org.sideheap.allocators.Memory.putLong;

import org.sideheap.allocators.Allocator;
import org.sideheap.allocators.GlobalAllocator;

/**
 * A bit for each of many elements, in memory for a moment.
 *
 * <p>On the global allocator, as the one of a collection may be a pool, or one that takes nothing back, or full, which must
 * not keep anything from being removed.
 */
final class Marks {
    static final Allocator ALLOCATOR = GlobalAllocator.INSTANCE;

    private static final int WORD_SHIFT = 6;

    private Marks() {}

    /** Where the word of a bit is, from the first; of the first bit of a word, the bytes of all before it. */
    static long wordOffset(long bit) {
        return (bit >>> WORD_SHIFT) * Long.BYTES;
    }

    static boolean isFirstOfAWord(long bit) {
        return (bit & (Long.SIZE - 1)) == 0;
    }

    static void set(long marks, long bit) {
        final long word = marks + wordOffset(bit);
        putLong(word, getLong(word) | 1L << bit);
    }

    static boolean isSet(long marks, long bit) {
        return (getLong(marks + wordOffset(bit)) >>> bit & 1) != 0;
    }
}
