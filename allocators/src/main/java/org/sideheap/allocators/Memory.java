package org.sideheap.allocators;

import java.nio.ByteBuffer;

/**
 * Raw loads and stores: the one room in which memory is touched.
 *
 * <p><strong>Nothing here is checked.</strong> An address that is not in a live block of yours reads rubbish, overwrites
 * somebody else's memory or ends the JVM. Use a collection where one will do, or {@link Allocation#asBuffer} for a view
 * whose bounds are checked. Each call costs one machine instruction once compiled, and may be made from any thread; it
 * orders nothing between threads. Numbers stand in the byte order of the platform.
 *
 * <p>The memory is reached in one of two ways, chosen once, when it is first needed:
 *
 * <ol>
 *   <li>{@code agrona}: Agrona's {@code UnsafeApi}, when {@code java.base/jdk.internal.misc} is open to it, as
 *       {@code --add-opens java.base/jdk.internal.misc=ALL-UNNAMED} does. Silent on every JDK.
 *   <li>{@code unsafe}: {@code sun.misc.Unsafe}, which needs no flag. JDK 24 and later print one warning.
 * </ol>
 *
 * <p>{@code -Dsideheap.memory=agrona} or {@code unsafe} forces one. {@link #describe} tells which it was.
 */
public final class Memory {
    /** The address that no block has: what a {@code try} call answers when it declines. */
    public static final long NULL_ADDRESS = 0;

    /** The system property that forces a backend by its name. */
    public static final String BACKEND_PROPERTY = "sideheap.memory";

    static final String AGRONA_FLAG = "--add-opens java.base/jdk.internal.misc=ALL-UNNAMED";

    private static final MemoryBackend BACKEND = choose(System.getProperty(BACKEND_PROPERTY));

    private Memory() {}

    static MemoryBackend choose(String forced) {
        if (forced == null) {
            return AgronaMemory.isReachable() ? new AgronaMemory() : sunMiscUnsafe();
        }
        return switch (forced) {
            case AgronaMemory.NAME -> {
                if (!AgronaMemory.isReachable()) {
                    throw new UnsupportedOperationException(
                            "-D" + BACKEND_PROPERTY + "=" + AgronaMemory.NAME + " needs the JVM flag " + AGRONA_FLAG);
                }
                yield new AgronaMemory();
            }
            case UnsafeMemory.NAME -> sunMiscUnsafe();
            default ->
                throw new IllegalArgumentException("-D" + BACKEND_PROPERTY + "=" + forced + ": must be "
                        + AgronaMemory.NAME + " or " + UnsafeMemory.NAME);
        };
    }

    private static MemoryBackend sunMiscUnsafe() {
        try {
            return new UnsafeMemory();
        } catch (LinkageError | UnsupportedOperationException e) {
            throw new UnsupportedOperationException(
                    "no way to raw memory: start the JVM with " + AGRONA_FLAG
                            + ", or let sun.misc.Unsafe be used (from JDK 23: --sun-misc-unsafe-memory-access=allow)",
                    e);
        }
    }

    /**
     * Which backend was chosen, for a bug report.
     *
     * @return one line
     */
    public static String describe() {
        return "sideheap reaches memory through " + BACKEND.name + " (JDK " + Runtime.version() + ", "
                + System.getProperty("os.name") + " " + System.getProperty("os.arch") + ")";
    }

    /**
     * Reads a byte.
     *
     * @param address of the byte
     * @return its value
     */
    public static byte getByte(long address) {
        return BACKEND.getByte(address);
    }

    /**
     * Writes a byte.
     *
     * @param address of the byte
     * @param value to write
     */
    public static void putByte(long address, byte value) {
        BACKEND.putByte(address, value);
    }

    /**
     * Reads an {@code int}.
     *
     * @param address of its first byte, aligned to 4
     * @return its value
     */
    public static int getInt(long address) {
        return BACKEND.getInt(address);
    }

    /**
     * Writes an {@code int}.
     *
     * @param address of its first byte, aligned to 4
     * @param value to write
     */
    public static void putInt(long address, int value) {
        BACKEND.putInt(address, value);
    }

    /**
     * Reads a {@code long}.
     *
     * @param address of its first byte, aligned to 8
     * @return its value
     */
    public static long getLong(long address) {
        return BACKEND.getLong(address);
    }

    /**
     * Writes a {@code long}.
     *
     * @param address of its first byte, aligned to 8
     * @param value to write
     */
    public static void putLong(long address, long value) {
        BACKEND.putLong(address, value);
    }

    /**
     * Copies bytes; the ranges may overlap.
     *
     * @param fromAddress of the first byte to read
     * @param toAddress of the first byte to write
     * @param byteSize how many bytes; 0 is fine
     */
    public static void copy(long fromAddress, long toAddress, long byteSize) {
        BACKEND.copy(fromAddress, toAddress, byteSize);
    }

    /**
     * Writes one value to each byte of a range.
     *
     * @param address of the first byte
     * @param byteSize how many bytes; 0 is fine
     * @param value to write to each
     */
    public static void fill(long address, long byteSize, byte value) {
        BACKEND.fill(address, byteSize, value);
    }

    static long malloc(long byteSize) {
        return BACKEND.malloc(byteSize);
    }

    static long realloc(long address, long byteSize) {
        return BACKEND.realloc(address, byteSize);
    }

    static void free(long address) {
        BACKEND.free(address);
    }

    static long addressOf(ByteBuffer directBuffer) {
        return BACKEND.addressOf(directBuffer);
    }
}
