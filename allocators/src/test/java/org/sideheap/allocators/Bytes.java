package org.sideheap.allocators;

import static org.junit.jupiter.api.Assertions.assertEquals;

/** Fills live blocks with bytes that tell their place, and reads them back. */
final class Bytes {
    private Bytes() {}

    /** Block contents that differ from those of a neighbour and from the same block shifted. */
    static void write(long address, long byteSize, int seed) {
        for (long i = 0; i < byteSize; i++) {
            Memory.putByte(address + i, at(i, seed));
        }
    }

    static void assertWritten(long address, long byteSize, int seed) {
        for (long i = 0; i < byteSize; i++) {
            if (Memory.getByte(address + i) != at(i, seed)) {
                assertEquals(at(i, seed), Memory.getByte(address + i), "byte " + i + " of " + byteSize);
            }
        }
    }

    static void assertZero(long address, long byteSize) {
        for (long i = 0; i < byteSize; i++) {
            if (Memory.getByte(address + i) != 0) {
                assertEquals(0, Memory.getByte(address + i), "byte " + i + " of " + byteSize);
            }
        }
    }

    private static byte at(long i, int seed) {
        return (byte) (i * 31 + (i >>> 8) * 7 + seed * 57 + 1);
    }
}
