package org.sideheap.allocators;

import static org.sideheap.allocators.AddressMath.checkAtLeastOne;

import java.nio.ByteBuffer;
import org.agrona.DirectBuffer;
import org.agrona.MutableDirectBuffer;

/**
 * The one range of memory an allocator carves, and whose it is: taken from a parent, to be given back, or borrowed, to be
 * left alone.
 */
final class Region {
    /** A cache line: blocks of that size, or that divide it, then never straddle two. */
    private static final long CACHE_LINE_BYTE_SIZE = 64;

    final long startAddress;
    final long byteSize;

    /** Who lent the memory and gets it back; null where it is borrowed, and once it went back. */
    private Allocator parent;

    private final long byteAlignment;

    /** The buffer the memory belongs to, referenced so that it is not collected; null where there is none. */
    private final Object buffer;

    private Region(long startAddress, long byteSize, long byteAlignment, Allocator parent, Object buffer) {
        this.startAddress = startAddress;
        this.byteSize = byteSize;
        this.byteAlignment = byteAlignment;
        this.parent = parent;
        this.buffer = buffer;
    }

    /** Aligned to a cache line, as far as its size is a multiple of one: a pool's block is no better aligned either. */
    static Region of(Allocator parent, long byteCapacity) {
        checkAtLeastOne(byteCapacity, "byteCapacity");
        return of(parent, byteCapacity, Math.min(CACHE_LINE_BYTE_SIZE, Long.lowestOneBit(byteCapacity)));
    }

    static Region of(Allocator parent, long byteCapacity, long byteAlignment) {
        return new Region(parent.allocate(byteCapacity, byteAlignment), byteCapacity, byteAlignment, parent, null);
    }

    /** The bytes from the buffer's position to its limit. */
    static Region over(ByteBuffer buffer) {
        if (!buffer.isDirect()) {
            throw new IllegalArgumentException(
                    "the buffer must be direct, the address of a heap buffer moves: " + buffer);
        }
        if (buffer.isReadOnly()) {
            throw new IllegalArgumentException("the buffer must be writable: " + buffer);
        }
        if (!buffer.hasRemaining()) {
            throw new IllegalArgumentException("the buffer has no bytes between its position and its limit: " + buffer);
        }
        return borrowed(Memory.addressOf(buffer) + buffer.position(), buffer.remaining(), buffer);
    }

    static Region over(DirectBuffer buffer) {
        if (buffer.byteArray() != null) {
            throw new IllegalArgumentException("the buffer must be off-heap, the address of a byte[] moves: " + buffer);
        }
        if (buffer instanceof MutableDirectBuffer mutable && mutable.isExpandable()) {
            throw new IllegalArgumentException("the buffer must be fixed, an expandable one moves: " + buffer);
        }
        if (buffer.byteBuffer() != null && buffer.byteBuffer().isReadOnly()) {
            throw new IllegalArgumentException("the buffer must be writable: " + buffer);
        }
        if (buffer.capacity() < 1) {
            throw new IllegalArgumentException("the buffer has no bytes: " + buffer);
        }
        // The view may be wrapped around something else later on: what it is a view of must not be collected.
        final Object memory = buffer.byteBuffer() != null ? buffer.byteBuffer() : buffer;
        return borrowed(checkedAddress(buffer.addressOffset(), buffer.capacity()), buffer.capacity(), memory);
    }

    static Region over(long address, long byteSize) {
        return borrowed(checkedAddress(address, byteSize), byteSize, null);
    }

    private static long checkedAddress(long address, long byteSize) {
        checkAtLeastOne(address, "address");
        checkAtLeastOne(byteSize, "byteSize");
        if (byteSize > AddressMath.MAX_ADDRESS - address) {
            throw new IllegalArgumentException(
                    byteSize + " bytes from address " + address + " reach past " + AddressMath.MAX_ADDRESS);
        }
        return address;
    }

    private static Region borrowed(long address, long byteSize, Object buffer) {
        return new Region(address, byteSize, 1, null, buffer);
    }

    long endAddress() {
        return startAddress + byteSize;
    }

    boolean isIn(long fromAddress, long toAddress) {
        return AddressMath.contains(fromAddress, toAddress, startAddress, byteSize);
    }

    /** Asks the parent, where there is one, to tell before it takes the region away. */
    void registerWithParent(Dependant dependant) {
        if (parent != null) {
            parent.register(dependant);
        }
    }

    /** A bit for each place of that size. Where there is no heap memory for them, the region is given back. */
    LiveBits liveBits(long placeByteSize) {
        try {
            return new LiveBits(byteSize / placeByteSize);
        } catch (IllegalArgumentException | OutOfMemoryError e) {
            close();
            throw e;
        }
    }

    /**
     * Gives the memory back to whom it was taken from; borrowed memory is left alone. Without effect the second time: who
     * is told of an allocator's close may itself close it.
     */
    void close() {
        final Allocator lender = parent;
        parent = null;
        if (lender != null) {
            lender.free(startAddress, byteSize, byteAlignment);
        }
    }

    /** The parent takes the memory back by itself. */
    void forget() {
        parent = null;
    }

    @Override
    public String toString() {
        return byteSize + " bytes "
                + (parent != null ? "of " + parent.getClass().getSimpleName() : "borrowed")
                + (buffer != null ? " from " + buffer : "");
    }
}
