package org.sideheap.allocators;

import static org.sideheap.allocators.AddressMath.alignUp;
import static org.sideheap.allocators.AddressMath.checkRequest;

/**
 * What a block must offer: its size and the alignment of its address.
 *
 * <p>For code that is not hot; the hot calls of {@link Allocator} take the two numbers bare. Fields are laid out as a C
 * compiler would lay out a struct, one {@link #extend} a field:
 *
 * <pre>{@code
 * Layout order = Layout.forLong().extend(Layout.forInt()).extend(Layout.forAddress()); // 24 bytes, aligned to 8
 * long addressOffset = order.byteSize() - Layout.forAddress().byteSize();               // 16
 * }</pre>
 *
 * @param byteSize the size in bytes, at least 1
 * @param byteAlignment the alignment in bytes, a power of two
 */
public record Layout(long byteSize, long byteAlignment) {
    /**
     * Checks both numbers.
     *
     * @param byteSize the size in bytes, at least 1
     * @param byteAlignment the alignment in bytes, a power of two
     * @throws IllegalArgumentException when the size is below 1 or the alignment is not a power of two
     */
    public Layout {
        checkRequest(byteSize, byteAlignment);
    }

    /**
     * A layout of a given size and alignment.
     *
     * @param byteSize the size in bytes, at least 1
     * @param byteAlignment the alignment in bytes, a power of two
     * @return the layout
     * @throws IllegalArgumentException when the size is below 1 or the alignment is not a power of two
     */
    public static Layout of(long byteSize, long byteAlignment) {
        return new Layout(byteSize, byteAlignment);
    }

    /**
     * The layout of one {@code long}.
     *
     * @return 8 bytes, aligned to 8
     */
    public static Layout forLong() {
        return of(Long.BYTES, Long.BYTES);
    }

    /**
     * The layout of one {@code int}.
     *
     * @return 4 bytes, aligned to 4
     */
    public static Layout forInt() {
        return of(Integer.BYTES, Integer.BYTES);
    }

    /**
     * The layout of one address.
     *
     * @return 8 bytes, aligned to 8
     */
    public static Layout forAddress() {
        return of(Long.BYTES, Long.BYTES);
    }

    /**
     * The layout of an array. Elements stand directly behind each other, so the element size should be a multiple of
     * the element alignment: see {@link #paddedToAlignment}.
     *
     * @param elementByteSize the size of one element in bytes, at least 1
     * @param elementByteAlignment the alignment of the first element in bytes, a power of two
     * @param count the number of elements, at least 1
     * @return the layout of all of them
     * @throws IllegalArgumentException when an argument is out of its bounds, or the array would take more than
     *     {@link Long#MAX_VALUE} bytes
     */
    public static Layout array(long elementByteSize, long elementByteAlignment, long count) {
        checkRequest(elementByteSize, elementByteAlignment);
        if (count < 1) {
            throw new IllegalArgumentException("count must be at least 1, was " + count);
        }
        if (count > Long.MAX_VALUE / elementByteSize) {
            throw new IllegalArgumentException(
                    count + " elements of " + elementByteSize + " bytes are more than " + Long.MAX_VALUE + " bytes");
        }
        return of(count * elementByteSize, elementByteAlignment);
    }

    /**
     * This layout with another one behind it, at the first offset that suits its alignment. The alignment of the whole
     * is the stricter of the two; the size is not padded at the end.
     *
     * @param extension what comes behind
     * @return the layout of both
     * @throws IllegalArgumentException when both together take more than {@link Long#MAX_VALUE} bytes
     */
    public Layout extend(Layout extension) {
        final long offset = extensionOffset(extension);
        if (extension.byteSize > Long.MAX_VALUE - offset) {
            throw tooLarge(extension);
        }
        return of(offset + extension.byteSize, Math.max(byteAlignment, extension.byteAlignment));
    }

    /**
     * Where {@link #extend} puts the extension.
     *
     * @param extension what would come behind
     * @return its offset from the start of this layout, in bytes
     * @throws IllegalArgumentException when that offset is more than {@link Long#MAX_VALUE}
     */
    public long extensionOffset(Layout extension) {
        final long offset = alignUp(byteSize, extension.byteAlignment);
        if (offset < 0) {
            throw tooLarge(extension);
        }
        return offset;
    }

    /**
     * This layout with its size rounded up to a multiple of its alignment, as the element of an array needs it.
     *
     * @return the padded layout
     * @throws IllegalArgumentException when the padded size is more than {@link Long#MAX_VALUE}
     */
    public Layout paddedToAlignment() {
        final long paddedByteSize = alignUp(byteSize, byteAlignment);
        if (paddedByteSize < 0) {
            throw new IllegalArgumentException(this + " padded takes more than " + Long.MAX_VALUE + " bytes");
        }
        return of(paddedByteSize, byteAlignment);
    }

    private IllegalArgumentException tooLarge(Layout extension) {
        return new IllegalArgumentException(
                this + " extended by " + extension + " takes more than " + Long.MAX_VALUE + " bytes");
    }
}
