package org.sideheap.testkit;

import org.sideheap.allocators.Memory;

/** What a test knows of a live block, and the pattern it has written all over it. */
final class LiveBlock {
    private static final long EACH_BYTE = 0x0101_0101_0101_0101L;
    private static final long GOLDEN_RATIO = 0x9E37_79B9_7F4A_7C15L;

    final String name;
    final long address;

    /** Asked for. */
    final long byteSize;

    final long byteAlignment;

    /** What the request really got; the pattern covers all of it. */
    final long goodByteSize;

    /** What frees and resizes say the size is: from {@link #byteSize} to {@link #goodByteSize}. */
    long claimedByteSize;

    private final long pattern;

    LiveBlock(String name, long address, long byteSize, long byteAlignment, long goodByteSize, long pattern) {
        this.name = name;
        this.address = address;
        this.byteSize = byteSize;
        this.byteAlignment = byteAlignment;
        this.goodByteSize = goodByteSize;
        this.pattern = pattern;
        claimedByteSize = byteSize;
    }

    long endAddress() {
        return address + goodByteSize;
    }

    void fill() {
        final long wordsEnd = wordsEnd(address, goodByteSize);
        for (long offset = 0; offset < wordsEnd; offset += Long.BYTES) {
            Memory.putLong(address + offset, byteAt(offset) * EACH_BYTE);
        }
        for (long offset = wordsEnd; offset < goodByteSize; offset++) {
            Memory.putByte(address + offset, (byte) byteAt(offset));
        }
    }

    /** The first offset at which memory from an address on differs from the pattern, or -1. */
    long firstDifference(long fromAddress, long length) {
        final long wordsEnd = wordsEnd(fromAddress, length);
        long offset = 0;
        while (offset < wordsEnd && Memory.getLong(fromAddress + offset) == byteAt(offset) * EACH_BYTE) {
            offset += Long.BYTES;
        }
        while (offset < length && (Memory.getByte(fromAddress + offset) & 0xFF) == byteAt(offset)) {
            offset++;
        }
        return offset < length ? offset : -1;
    }

    private static long wordsEnd(long address, long length) {
        return (address & 7) == 0 ? length & -Long.BYTES : 0;
    }

    /** Never 0, so that it differs from zeroed memory, and the same within 8 bytes, so that byte order is no matter. */
    private long byteAt(long offset) {
        return (pattern + (offset >>> 3)) * GOLDEN_RATIO >>> 56 | 1;
    }

    @Override
    public String toString() {
        return name + " (" + byteSize + " bytes at " + Long.toHexString(address) + ")";
    }
}
