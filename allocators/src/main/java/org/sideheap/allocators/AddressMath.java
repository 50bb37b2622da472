package org.sideheap.allocators;

/**
 * The arithmetic of sizes, alignments and addresses, without any memory in it.
 *
 * <p>Sizes are at least 1 and alignments are powers of two up to 2<sup>62</sup>. {@link #alignUp} is exact for every
 * address there is (they stay below 2<sup>62</sup>) and turns negative, never small, where a size has no room to be
 * rounded: one sign test sees it.
 */
final class AddressMath {
    /** No platform has memory from here on; below it, no address rounded up to an alignment wraps. */
    static final long MAX_ADDRESS = 1L << 62;

    private AddressMath() {}

    /** The first multiple of the alignment that is not below the value; negative if it would pass Long.MAX_VALUE. */
    static long alignUp(long value, long byteAlignment) {
        return (value + byteAlignment - 1) & -byteAlignment;
    }

    /** The last multiple of the alignment that is not above the value. */
    static long alignDown(long value, long byteAlignment) {
        return value & -byteAlignment;
    }

    static boolean isAligned(long value, long byteAlignment) {
        return (value & (byteAlignment - 1)) == 0;
    }

    static boolean isPowerOfTwo(long value) {
        return value > 0 && (value & (value - 1)) == 0;
    }

    /** The size rounded up to a multiple of the granule, or the size itself where that would overflow. */
    static long roundByteSize(long byteSize, long granuleByteSize) {
        final long rounded = alignUp(byteSize, granuleByteSize);
        return rounded < 0 ? byteSize : rounded;
    }

    /** The product, or Long.MAX_VALUE where there is none: no allocator has that much. Neither may be negative. */
    static long saturatedMultiply(long a, long b) {
        return Math.multiplyHigh(a, b) == 0 && a * b >= 0 ? a * b : Long.MAX_VALUE;
    }

    /** Whether [address, address + byteSize) lies in [from, to). */
    static boolean contains(long from, long to, long address, long byteSize) {
        return address >= from && address <= to && byteSize <= to - address;
    }

    static void checkRequest(long byteSize, long byteAlignment) {
        if (byteSize < 1 || !isPowerOfTwo(byteAlignment)) {
            throw badRequest(byteSize, byteAlignment);
        }
    }

    static long checkAtLeastOne(long value, String name) {
        if (value < 1) {
            throw new IllegalArgumentException(name + " must be at least 1, was " + value);
        }
        return value;
    }

    static void checkPreservedBytes(long preservedBytes, long oldByteSize) {
        if (preservedBytes < 0 || preservedBytes > oldByteSize) {
            throw new IllegalArgumentException(
                    "preservedBytes must be from 0 to the old size of " + oldByteSize + ", was " + preservedBytes);
        }
    }

    private static IllegalArgumentException badRequest(long byteSize, long byteAlignment) {
        return new IllegalArgumentException(
                byteSize < 1
                        ? "byteSize must be at least 1, was " + byteSize
                        : "byteAlignment must be a power of two, was " + byteAlignment);
    }
}
