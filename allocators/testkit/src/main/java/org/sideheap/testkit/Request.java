package org.sideheap.testkit;

/**
 * A memory request of an attempt at something, as it is named to be failed.
 *
 * @param kind of the request
 * @param number of it among its kind in the attempt, from 1
 * @param count how many of the kind the attempt makes
 */
record Request(RequestKind kind, long number, long count) {
    /** Whether an allocator may grant it. What is not, it refuses. */
    static boolean isLegal(long byteSize, long byteAlignment) {
        return byteSize > 0 && byteAlignment > 0 && Long.bitCount(byteAlignment) == 1;
    }

    @Override
    public String toString() {
        return kind + " " + number + " of " + count;
    }
}
