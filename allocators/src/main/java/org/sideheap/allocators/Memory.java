package org.sideheap.allocators;

import java.nio.ByteBuffer;
import java.util.List;
import java.util.StringJoiner;
import java.util.function.Supplier;
import org.agrona.UnsafeApi;

/**
 * Raw loads and stores: the one room in which memory is touched.
 *
 * <p><strong>Nothing here is checked.</strong> An address that is not in a live block of yours reads rubbish, overwrites
 * somebody else's memory or ends the JVM. Use a collection where one will do, or {@link Allocation#asByteBuffer} for a
 * view whose bounds are checked. Each call costs one machine instruction once compiled, and may be made from any thread; it
 * orders nothing between threads. Numbers stand in the byte order of the platform.
 *
 * <p>The memory is reached in one of three ways. The first that is open is taken, once, when memory is first needed:
 *
 * <ol>
 *   <li>{@code agrona}: Agrona's {@code UnsafeApi}, when {@code java.base/jdk.internal.misc} is open to it, as
 *       {@code --add-opens java.base/jdk.internal.misc=ALL-UNNAMED} does. Silent on every JDK.
 *   <li>{@code unsafe}: {@code sun.misc.Unsafe}, which needs no flag. JDK 24 and later print one warning, which
 *       {@code --sun-misc-unsafe-memory-access=allow} silences.
 *   <li>{@code ffm}: {@code java.lang.foreign}, on JDK 22 and later. JDK 24 and later print one warning, which
 *       {@code --enable-native-access=ALL-UNNAMED} silences.
 * </ol>
 *
 * <p>{@code -Dsideheap.memory=agrona}, {@code unsafe} or {@code ffm} forces one. Where none is open, the error at the
 * first use names the flag that opens each; no class needs a flag to be loaded. {@link #describe} tells which it was.
 */
public final class Memory {
    /** The address that no block has: what a {@code try} call answers when it declines. */
    public static final long NULL_ADDRESS = 0;

    /** The system property that forces a backend by its name. */
    public static final String BACKEND_PROPERTY = "sideheap.memory";

    private static final MemoryBackend BACKEND = choose(System.getProperty(BACKEND_PROPERTY));

    /*
     * Clearing is copying zeros, as no backend fills as fast. Nanoseconds for 64, 1024 and 4096 bytes in the first-level cache,
     * filled and copied: 20, 27, 95 and 4, 10, 30 on JDK 17; 4, 20, 76 and 4, 10, 27 on JDK 25.
     */
    private static final int ZEROS_BYTE_SIZE = 1 << 12;

    /** Referenced, so that its bytes stay. */
    private static final ByteBuffer ZEROS = ByteBuffer.allocateDirect(ZEROS_BYTE_SIZE);

    private static final long ZEROS_ADDRESS = addressOf(ZEROS);

    private Memory() {}

    static MemoryBackend choose(String forced) {
        if (forced != null) {
            return open(forced);
        }
        final StringJoiner needs = new StringJoiner("; ", "no way to raw memory: ", "");
        for (final String name : List.of(AgronaMemory.NAME, UnsafeMemory.NAME, FfmMemory.NAME)) {
            try {
                return open(name);
            } catch (UnsupportedOperationException e) {
                needs.add(e.getMessage());
            }
        }
        throw new UnsupportedOperationException(needs.toString());
    }

    private static MemoryBackend open(String name) {
        return switch (name) {
            case AgronaMemory.NAME ->
                open(name, AgronaMemory::new, "--add-opens java.base/jdk.internal.misc=" + moduleOf(UnsafeApi.class));
            case UnsafeMemory.NAME ->
                open(
                        name,
                        UnsafeMemory::new,
                        "the module jdk.unsupported and, where JDK 23 or later denies it,"
                                + " --sun-misc-unsafe-memory-access=allow");
            case FfmMemory.NAME ->
                open(
                        name,
                        FfmMemory::new,
                        "JDK 22 or later and, where that denies native access, --enable-native-access="
                                + moduleOf(Memory.class));
            default ->
                throw new IllegalArgumentException("-D" + BACKEND_PROPERTY + "=" + name + ": must be "
                        + AgronaMemory.NAME + ", " + UnsafeMemory.NAME + " or " + FfmMemory.NAME);
        };
    }

    private static MemoryBackend open(String name, Supplier<MemoryBackend> backend, String needs) {
        try {
            return backend.get();
        } catch (LinkageError | UnsupportedOperationException e) {
            throw new UnsupportedOperationException(name + " needs " + needs, e);
        }
    }

    /** The module of a class, as flags name it. */
    private static String moduleOf(Class<?> type) {
        return type.getModule().isNamed() ? type.getModule().getName() : "ALL-UNNAMED";
    }

    /**
     * Which backend was chosen and why, for a bug report.
     *
     * @return one line
     */
    public static String describe() {
        final String forced = System.getProperty(BACKEND_PROPERTY);
        return "sideheap reaches memory through " + BACKEND.name
                + (forced != null ? ", forced by -D" + BACKEND_PROPERTY : ", the first way that is open")
                + " (JDK " + Runtime.version() + ", " + System.getProperty("os.name") + " "
                + System.getProperty("os.arch") + ")";
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
     * Copies elements of an array to memory.
     *
     * @param from the array
     * @param fromIndex of the first element to read
     * @param toAddress of the first byte to write, aligned to 8
     * @param count how many elements, all of which the array has; 0 is fine
     */
    public static void copy(long[] from, int fromIndex, long toAddress, int count) {
        BACKEND.copy(from, fromIndex, toAddress, count);
    }

    /**
     * Copies memory to elements of an array.
     *
     * @param fromAddress of the first byte to read, aligned to 8
     * @param to the array
     * @param toIndex of the first element to write
     * @param count how many elements, all of which the array has; 0 is fine
     */
    public static void copy(long fromAddress, long[] to, int toIndex, int count) {
        BACKEND.copy(fromAddress, to, toIndex, count);
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

    /**
     * Writes 0 to each byte of a range, faster than {@link #fill}.
     *
     * @param address of the first byte
     * @param byteSize how many bytes; 0 is fine
     */
    public static void clear(long address, long byteSize) {
        for (long offset = 0; offset < byteSize; offset += ZEROS_BYTE_SIZE) {
            BACKEND.copy(ZEROS_ADDRESS, address + offset, Math.min(ZEROS_BYTE_SIZE, byteSize - offset));
        }
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

    /**
     * Where a buffer's bytes are, for as long as something references the buffer.
     *
     * @param directBuffer direct or mapped
     * @return the address of the byte of index 0
     */
    public static long addressOf(ByteBuffer directBuffer) {
        return BACKEND.addressOf(directBuffer);
    }

    /**
     * Asks for huge pages under a range, whichever backend there is; where that would cost a second warning, it does not.
     *
     * @return what came of it, as a clause
     */
    static String adviseHugePages(long address, long byteSize) {
        if (Runtime.version().feature() < 22) {
            return "not asked for, that needs java.lang.foreign, JDK 22 or later";
        }
        if (!(BACKEND instanceof FfmMemory) && !isNativeAccessEnabled()) {
            return "not asked for, that needs --enable-native-access=" + moduleOf(Memory.class);
        }
        return FfmMemory.adviseHugePages(address, byteSize);
    }

    /**
     * Whether java.lang.foreign may be used without a warning: by a flag, or as it has warned already. Found by name, as all
     * of it is; from JDK 22 on.
     */
    static boolean isNativeAccessEnabled() {
        try {
            return (boolean) Module.class.getMethod("isNativeAccessEnabled").invoke(Memory.class.getModule());
        } catch (ReflectiveOperationException e) {
            return false;
        }
    }

    static ByteBuffer bufferAt(long address, int byteSize) {
        return BACKEND.bufferAt(address, byteSize);
    }
}
