package org.sideheap.allocators;

import org.agrona.MutableDirectBuffer;
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
     * A zero-copy view of the block, whose accesses are checked against the block's bounds. It does not know when the
     * block is freed: after that it must not be used.
     *
     * <p>Agrona's buffer needs the JVM flag {@code --add-opens java.base/jdk.internal.misc=ALL-UNNAMED}.
     *
     * @return the view
     * @throws IllegalStateException when the block is larger than {@link Integer#MAX_VALUE} bytes, as Agrona's buffers
     *     cannot be
     */
    public MutableDirectBuffer asBuffer() {
        if (byteSize > Integer.MAX_VALUE) {
            throw new IllegalStateException("a buffer holds at most " + Integer.MAX_VALUE + " bytes, " + this
                    + " is larger: view a part of it");
        }
        return new UnsafeBuffer(address, (int) byteSize);
    }
}
