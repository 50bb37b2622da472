package org.sideheap.allocators;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import org.agrona.concurrent.AtomicBuffer;
import org.agrona.concurrent.UnsafeBuffer;

/**
 * A block as {@link Allocator#allocate(Layout)} hands it out, with all that {@link Allocator#free(Allocation)} needs.
 *
 * <p>For code that is not hot; the hot calls pass the three numbers bare.
 *
 * @param address of the first byte
 * @param byteSize the size in bytes the block really has, at least what was asked for
 * @param byteAlignment the alignment that was asked for
 */
public record Allocation(long address, long byteSize, long byteAlignment) {
    /**
     * A zero-copy view of the block for Agrona, whose accesses are checked against the block's bounds. It does not know
     * when the block is freed: after that it must not be used.
     *
     * <p>What Agrona builds on a buffer can be built on it, ring buffers among others: those want their memory zeroed, and
     * aligned to 8 at least.
     *
     * <p>Agrona's buffer needs the JVM flag {@code --add-opens java.base/jdk.internal.misc=ALL-UNNAMED}.
     *
     * @return the view
     * @throws IllegalStateException when the block is larger than {@link Integer#MAX_VALUE} bytes, as Agrona's buffers
     *     cannot be
     */
    public AtomicBuffer asBuffer() {
        return new UnsafeBuffer(address, bufferByteSize());
    }

    /**
     * A zero-copy view of the block for channels, codecs and whoever else takes a {@link ByteBuffer}: direct, in the byte
     * order of the platform, checked against the block's bounds. It does not know when the block is freed: after that it
     * must not be used.
     *
     * <p>Memory that is not a block of its own can be seen in the same way, as the elements of a list:
     *
     * <pre>{@code
     * try (LongArrayList list = new LongArrayList(GlobalAllocator.INSTANCE)) {
     *     list.addLong(42);
     *     ByteBuffer elements = new Allocation(list.address(), list.sizeAsLong() * Long.BYTES, Long.BYTES).asByteBuffer();
     *     long first = elements.getLong(0); // 42, as long as the list does not grow
     * }
     * }</pre>
     *
     * @return the view, from its first byte to its last; a new one each time
     * @throws IllegalStateException when the block is larger than {@link Integer#MAX_VALUE} bytes, as no buffer can be
     */
    public ByteBuffer asByteBuffer() {
        return Memory.bufferAt(address, bufferByteSize()).order(ByteOrder.nativeOrder());
    }

    private int bufferByteSize() {
        if (byteSize > Integer.MAX_VALUE) {
            throw new IllegalStateException("a buffer holds at most " + Integer.MAX_VALUE + " bytes, " + this
                    + " is larger: view a part of it");
        }
        return (int) byteSize;
    }
}
