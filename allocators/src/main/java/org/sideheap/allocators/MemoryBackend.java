package org.sideheap.allocators;

import java.nio.ByteBuffer;

/**
 * One way to reach raw memory. {@link Memory} holds the one instance there is in a {@code static final} field, so that
 * the compiler sees its exact class and calls through it as directly as if it were static.
 *
 * <p>Nothing here checks anything: whoever calls has proved bounds, alignment and liveness.
 */
abstract class MemoryBackend {
    /** The name a user forces this backend by. */
    final String name;

    MemoryBackend(String name) {
        this.name = name;
    }

    abstract byte getByte(long address);

    abstract void putByte(long address, byte value);

    abstract int getInt(long address);

    abstract void putInt(long address, int value);

    abstract long getLong(long address);

    abstract void putLong(long address, long value);

    /** As memmove: the ranges may overlap. */
    abstract void copy(long fromAddress, long toAddress, long byteSize);

    /** The array has all of the elements. */
    abstract void copy(long[] from, int fromIndex, long toAddress, int count);

    /** The array has all of the elements. */
    abstract void copy(long fromAddress, long[] to, int toIndex, int count);

    abstract void fill(long address, long byteSize, byte value);

    /** A block for any type, up to 16 bytes of alignment. */
    abstract long allocateMemory(long byteSize) throws OutOfMemoryError, IllegalArgumentException;

    /** The block with a new size, perhaps elsewhere; where this throws, the old one is as it was. */
    abstract long reallocateMemory(long address, long byteSize) throws OutOfMemoryError, IllegalArgumentException;

    /** As malloc: NULL_ADDRESS where there is no memory. */
    final long malloc(long byteSize) {
        try {
            return allocateMemory(byteSize);
        } catch (OutOfMemoryError | IllegalArgumentException refused) {
            return Memory.NULL_ADDRESS;
        }
    }

    /** As realloc: NULL_ADDRESS leaves the old block as it was. */
    final long realloc(long address, long byteSize) {
        try {
            return reallocateMemory(address, byteSize);
        } catch (OutOfMemoryError | IllegalArgumentException refused) {
            return Memory.NULL_ADDRESS;
        }
    }

    abstract void free(long address);

    /** The address of a direct buffer's first byte, that of index 0. */
    abstract long addressOf(ByteBuffer directBuffer);

    /** A direct buffer over memory that it neither owns nor keeps. */
    abstract ByteBuffer bufferAt(long address, int byteSize);
}
