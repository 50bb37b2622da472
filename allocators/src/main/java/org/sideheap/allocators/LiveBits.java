package org.sideheap.allocators;

import java.util.Arrays;

/**
 * Which blocks are live: one bit for each place in a region where a block may start.
 *
 * <p>The bits stand on the heap, out of reach of any write past the end of a block, so that what they say about an
 * address is true whatever happened to the region: that is how double and foreign frees are refused without reading
 * memory that may not be there.
 */
final class LiveBits {
    private static final long MAX_PLACES = (long) Long.SIZE * (Integer.MAX_VALUE - 8);

    private final long[] words;

    LiveBits(long places) {
        if (places > MAX_PLACES) {
            throw new IllegalArgumentException(
                    places + " places for blocks are more than the " + MAX_PLACES + " that can be told apart");
        }
        words = new long[(int) ((places + Long.SIZE - 1) / Long.SIZE)];
    }

    boolean get(long place) {
        return (words[(int) (place >>> 6)] & 1L << place) != 0;
    }

    void set(long place) {
        words[(int) (place >>> 6)] |= 1L << place;
    }

    void clear(long place) {
        words[(int) (place >>> 6)] &= ~(1L << place);
    }

    void clearAll() {
        Arrays.fill(words, 0);
    }

    long count() {
        long count = 0;
        for (final long word : words) {
            count += Long.bitCount(word);
        }
        return count;
    }
}
