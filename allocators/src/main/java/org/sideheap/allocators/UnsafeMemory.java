package org.sideheap.allocators;

import java.lang.reflect.Field;
import java.nio.Buffer;
import java.nio.ByteBuffer;
import sun.misc.Unsafe;

/**
 * Raw memory through {@code sun.misc.Unsafe}: needs no flag. JDK 24 and later print one warning at the first access,
 * which {@code --sun-misc-unsafe-memory-access=allow} silences.
 */
@SuppressWarnings({"deprecation", "removal"}) // deprecated for removal since JDK 23, and the floor is 17
final class UnsafeMemory extends MemoryBackend {
    static final String NAME = "unsafe";

    private static final Unsafe UNSAFE = unsafe();
    private static final long BUFFER_ADDRESS_OFFSET = bufferFieldOffset("address");
    private static final long BUFFER_CAPACITY_OFFSET = bufferFieldOffset("capacity");

    private final ByteBuffer emptyBuffer = ByteBuffer.allocateDirect(0);

    UnsafeMemory() {
        super(NAME);
        // One access now, so that a JDK that denies them is found out while there is still another backend to take.
        free(malloc(1));
    }

    private static Unsafe unsafe() {
        try {
            final Field field = Unsafe.class.getDeclaredField("theUnsafe");
            field.setAccessible(true);
            return (Unsafe) field.get(null);
        } catch (ReflectiveOperationException | RuntimeException e) {
            throw new UnsupportedOperationException("sun.misc.Unsafe is out of reach", e);
        }
    }

    private static long bufferFieldOffset(String name) {
        try {
            return UNSAFE.objectFieldOffset(Buffer.class.getDeclaredField(name));
        } catch (NoSuchFieldException e) {
            throw new UnsupportedOperationException("java.nio.Buffer has no field named " + name, e);
        }
    }

    @Override
    byte getByte(long address) {
        return UNSAFE.getByte(address);
    }

    @Override
    void putByte(long address, byte value) {
        UNSAFE.putByte(address, value);
    }

    @Override
    int getInt(long address) {
        return UNSAFE.getInt(address);
    }

    @Override
    void putInt(long address, int value) {
        UNSAFE.putInt(address, value);
    }

    @Override
    long getLong(long address) {
        return UNSAFE.getLong(address);
    }

    @Override
    void putLong(long address, long value) {
        UNSAFE.putLong(address, value);
    }

    @Override
    void copy(long fromAddress, long toAddress, long byteSize) {
        UNSAFE.copyMemory(fromAddress, toAddress, byteSize);
    }

    @Override
    void copy(long[] from, int fromIndex, long toAddress, int count) {
        UNSAFE.copyMemory(from, offsetOf(fromIndex), null, toAddress, byteSizeOf(count));
    }

    @Override
    void copy(long fromAddress, long[] to, int toIndex, int count) {
        UNSAFE.copyMemory(null, fromAddress, to, offsetOf(toIndex), byteSizeOf(count));
    }

    private static long offsetOf(int index) {
        return Unsafe.ARRAY_LONG_BASE_OFFSET + byteSizeOf(index);
    }

    private static long byteSizeOf(int count) {
        return (long) count * Long.BYTES;
    }

    @Override
    void fill(long address, long byteSize, byte value) {
        UNSAFE.setMemory(address, byteSize, value);
    }

    @Override
    long allocateMemory(long byteSize) {
        return UNSAFE.allocateMemory(byteSize);
    }

    @Override
    long reallocateMemory(long address, long byteSize) {
        return UNSAFE.reallocateMemory(address, byteSize);
    }

    @Override
    void free(long address) {
        UNSAFE.freeMemory(address);
    }

    @Override
    long addressOf(ByteBuffer directBuffer) {
        return UNSAFE.getLong(directBuffer, BUFFER_ADDRESS_OFFSET);
    }

    @Override
    ByteBuffer bufferAt(long address, int byteSize) {
        final ByteBuffer buffer = emptyBuffer.duplicate();
        UNSAFE.putLong(buffer, BUFFER_ADDRESS_OFFSET, address);
        UNSAFE.putInt(buffer, BUFFER_CAPACITY_OFFSET, byteSize);
        return buffer.clear();
    }
}
