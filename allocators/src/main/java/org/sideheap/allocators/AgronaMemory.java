package org.sideheap.allocators;

import java.nio.Buffer;
import java.nio.ByteBuffer;
import org.agrona.BufferUtil;
import org.agrona.UnsafeApi;

/**
 * Raw memory through Agrona's {@code UnsafeApi}, which calls the JDK's internal Unsafe: the fastest way and a silent one
 * on every JDK, where {@code java.base/jdk.internal.misc} is opened to Agrona.
 */
final class AgronaMemory extends MemoryBackend {
    static final String NAME = "agrona";

    private final long arrayBaseOffset;
    private final ByteBuffer emptyBuffer = ByteBuffer.allocateDirect(0);
    private final long bufferCapacityOffset;

    /** Looks at the module graph first: without the flag, UnsafeApi cannot even be initialised. */
    AgronaMemory() {
        super(NAME);
        if (!Object.class.getModule().isExported("jdk.internal.misc", UnsafeApi.class.getModule())) {
            throw new UnsupportedOperationException("jdk.internal.misc is not open to Agrona");
        }
        arrayBaseOffset = UnsafeApi.arrayBaseOffset(long[].class);
        bufferCapacityOffset = UnsafeApi.objectFieldOffset(Buffer.class, "capacity");
    }

    @Override
    byte getByte(long address) {
        return UnsafeApi.getByte(address);
    }

    @Override
    void putByte(long address, byte value) {
        UnsafeApi.putByte(address, value);
    }

    @Override
    int getInt(long address) {
        return UnsafeApi.getInt(address);
    }

    @Override
    void putInt(long address, int value) {
        UnsafeApi.putInt(address, value);
    }

    @Override
    long getLong(long address) {
        return UnsafeApi.getLong(address);
    }

    @Override
    void putLong(long address, long value) {
        UnsafeApi.putLong(address, value);
    }

    @Override
    void copy(long fromAddress, long toAddress, long byteSize) {
        UnsafeApi.copyMemory(fromAddress, toAddress, byteSize);
    }

    @Override
    void copy(long[] from, int fromIndex, long toAddress, int count) {
        UnsafeApi.copyMemory(from, offsetOf(fromIndex), null, toAddress, byteSizeOf(count));
    }

    @Override
    void copy(long fromAddress, long[] to, int toIndex, int count) {
        UnsafeApi.copyMemory(null, fromAddress, to, offsetOf(toIndex), byteSizeOf(count));
    }

    private long offsetOf(int index) {
        return arrayBaseOffset + byteSizeOf(index);
    }

    private static long byteSizeOf(int count) {
        return (long) count * Long.BYTES;
    }

    @Override
    void fill(long address, long byteSize, byte value) {
        UnsafeApi.setMemory(address, byteSize, value);
    }

    @Override
    long allocateMemory(long byteSize) {
        return UnsafeApi.allocateMemory(byteSize);
    }

    @Override
    long reallocateMemory(long address, long byteSize) {
        return UnsafeApi.reallocateMemory(address, byteSize);
    }

    @Override
    void free(long address) {
        UnsafeApi.freeMemory(address);
    }

    @Override
    long addressOf(ByteBuffer directBuffer) {
        return BufferUtil.address(directBuffer);
    }

    @Override
    ByteBuffer bufferAt(long address, int byteSize) {
        final ByteBuffer buffer = emptyBuffer.duplicate();
        UnsafeApi.putLong(buffer, BufferUtil.BYTE_BUFFER_ADDRESS_FIELD_OFFSET, address);
        UnsafeApi.putInt(buffer, bufferCapacityOffset, byteSize);
        return buffer.clear();
    }
}
