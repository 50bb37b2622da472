package org.sideheap.allocators;

import java.nio.ByteBuffer;
import java.util.Objects;
import org.agrona.DirectBuffer;

/**
 * Appends to a buffer of the caller's, and goes elsewhere when that is full.
 *
 * <p>For temporary memory whose usual size is known: the buffer serves the usual case, the fallback the rest. The
 * fallback is the {@link AllocatorContext}'s allocator at the moment it is needed, unless one is named. Not where blocks
 * come and go: {@link #free} has no effect inside the buffer, whose memory comes back with {@link #reset} alone.
 *
 * <pre>{@code
 * ByteBuffer buffer = ByteBuffer.allocateDirect(512);
 * try (FixedBufferAllocator allocator = FixedBufferAllocator.over(buffer)) {
 *     long inBuffer = allocator.allocate(100, 8);
 *     long elsewhere = allocator.allocate(1000, 8); // from the global allocator
 *     allocator.free(elsewhere, 1000, 8);           // and back to it
 * }
 * }</pre>
 *
 * <p>The buffer may have any size above 0 and is never owned; one allocator at a time may use it. A request that does not
 * fit goes to the fallback by itself: the next smaller one is served from the buffer again. A block is freed to where it
 * came from, even if the context has changed. A collection closed by a reset gives back what it had from the fallback;
 * blocks you allocated there yourself, free before you reset or close this or the fallback. A foreign address outside the
 * buffer is the fallback's to refuse; where that is the context's allocator, it goes <em>undetected</em>.
 *
 * <p>Each call is O(1) while the buffer serves it. A block of the context's allocator costs 8 more bytes there, or as
 * many as its alignment. One thread at a time, with the context of the thread that calls.
 */
public final class FixedBufferAllocator extends FallbackAllocator {
    private final BumpAllocator buffer;

    private FixedBufferAllocator(BumpAllocator buffer, Allocator fallback) {
        super(buffer, fallback);
        this.buffer = buffer;
    }

    private FixedBufferAllocator(BumpAllocator buffer) {
        super(buffer);
        this.buffer = buffer;
    }

    private static BumpAllocator appendingTo(Region region) {
        return new BumpAllocator("FixedBufferAllocator", region);
    }

    /**
     * Over the bytes between a buffer's position and its limit, then the context's allocator.
     *
     * @param buffer direct or mapped, and writable
     * @return the allocator; closing it leaves the buffer alone
     * @throws IllegalArgumentException when the buffer is on the heap, read-only or has no bytes
     */
    public static FixedBufferAllocator over(ByteBuffer buffer) {
        return new FixedBufferAllocator(appendingTo(Region.over(buffer)));
    }

    /**
     * Over the bytes between a buffer's position and its limit, then a given fallback.
     *
     * @param buffer direct or mapped, and writable
     * @param fallback for what does not fit; not closed with this
     * @return the allocator; closing it leaves the buffer alone
     * @throws IllegalArgumentException when the buffer is on the heap, read-only or has no bytes
     */
    public static FixedBufferAllocator over(ByteBuffer buffer, Allocator fallback) {
        return new FixedBufferAllocator(appendingTo(Region.over(buffer)), named(fallback));
    }

    /**
     * Over an Agrona buffer, then the context's allocator.
     *
     * @param buffer off-heap and of fixed size
     * @return the allocator; closing it leaves the buffer alone
     * @throws IllegalArgumentException when the buffer is on the heap, expandable, read-only or has no bytes
     */
    public static FixedBufferAllocator over(DirectBuffer buffer) {
        return new FixedBufferAllocator(appendingTo(Region.over(buffer)));
    }

    /**
     * Over an Agrona buffer, then a given fallback.
     *
     * @param buffer off-heap and of fixed size
     * @param fallback for what does not fit; not closed with this
     * @return the allocator; closing it leaves the buffer alone
     * @throws IllegalArgumentException when the buffer is on the heap, expandable, read-only or has no bytes
     */
    public static FixedBufferAllocator over(DirectBuffer buffer, Allocator fallback) {
        return new FixedBufferAllocator(appendingTo(Region.over(buffer)), named(fallback));
    }

    /**
     * Over memory that belongs to someone else and stays until the allocator is closed, then the context's allocator.
     *
     * @param address of the first byte, at least 1
     * @param byteSize of the memory, at least 1
     * @return the allocator; closing it leaves the memory alone
     */
    public static FixedBufferAllocator over(long address, long byteSize) {
        return new FixedBufferAllocator(appendingTo(Region.over(address, byteSize)));
    }

    /**
     * Over memory that belongs to someone else and stays until the allocator is closed, then a given fallback.
     *
     * @param address of the first byte, at least 1
     * @param byteSize of the memory, at least 1
     * @param fallback for what does not fit; not closed with this
     * @return the allocator; closing it leaves the memory alone
     */
    public static FixedBufferAllocator over(long address, long byteSize, Allocator fallback) {
        return new FixedBufferAllocator(appendingTo(Region.over(address, byteSize)), named(fallback));
    }

    private static Allocator named(Allocator fallback) {
        return Objects.requireNonNull(fallback, "fallback");
    }

    /**
     * Empties the buffer. Collections that were built on this allocator are closed, and what they had from the fallback
     * goes back there.
     */
    public void reset() {
        ensureOpen();
        try {
            dependants.closeAll(startAddress(), endAddress(), "FixedBufferAllocator was reset");
        } finally {
            buffer.reset();
        }
    }

    /**
     * How much of the buffer is used.
     *
     * @return bytes, padding included; what came from the fallback does not count
     */
    public long usedBytes() {
        return buffer.offset();
    }

    /**
     * How much of the buffer is left.
     *
     * @return bytes behind the newest block in it
     */
    public long remainingBytes() {
        return buffer.remainingBytes();
    }

    /**
     * Where the buffer starts.
     *
     * @return the address of its first byte; 0 once closed
     */
    public long startAddress() {
        return buffer.startAddress();
    }

    /**
     * How large the buffer is.
     *
     * @return its size in bytes; 0 once closed
     */
    public long byteCapacity() {
        return buffer.byteCapacity();
    }

    @Override
    public void close() {
        if (!isClosed()) {
            try {
                closeBecause(startAddress(), endAddress(), "FixedBufferAllocator was closed");
            } finally {
                buffer.close();
                if (second instanceof ContextAllocator) {
                    second.close();
                }
            }
        }
    }

    /** Checks the buffer: the fallback has others to check it, and may be closed. */
    @Override
    public void check() {
        buffer.check();
    }

    private long endAddress() {
        return startAddress() + byteCapacity();
    }

    @Override
    public String toString() {
        return "FixedBufferAllocator[" + usedBytes() + " of " + byteCapacity() + " bytes used]";
    }
}
