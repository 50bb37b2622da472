package org.sideheap.allocators;

/** Memory that was filled with one byte over and over, and the first place where it no longer is. */
final class FillPattern {
    private static final long EACH_BYTE = 0x0101_0101_0101_0101L;
    private static final int BYTE_MASK = 0xFF;

    private FillPattern() {}

    /** The offset of the first byte that is another, or -1. */
    static long firstDifference(long address, long byteSize, byte fill) {
        final long end = address + byteSize;
        final long wordsStart = Math.min(end, AddressMath.alignUp(address, Long.BYTES));
        final long wordsEnd = Math.max(wordsStart, AddressMath.alignDown(end, Long.BYTES));
        final long word = (fill & BYTE_MASK) * EACH_BYTE;
        long at = address;
        while (at < wordsStart && Memory.getByte(at) == fill) {
            at++;
        }
        if (at == wordsStart) {
            while (at < wordsEnd && Memory.getLong(at) == word) {
                at += Long.BYTES;
            }
            while (at < end && Memory.getByte(at) == fill) {
                at++;
            }
        }
        return at < end ? at - address : -1;
    }
}
