package org.sideheap.allocators;

import static java.lang.invoke.MethodHandles.insertArguments;
import static java.lang.invoke.MethodType.methodType;

import java.lang.invoke.MethodHandle;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.lang.reflect.Array;
import java.nio.ByteBuffer;
import java.util.Optional;

/**
 * Raw memory through {@code java.lang.foreign}, of JDK 22 and later: what is left where Unsafe is denied. The JVM prints
 * one warning at start-up, which {@code --enable-native-access} silences.
 *
 * <p>One jar, compiled for JDK 17, serves them all: nothing here names a class of that package. Method handles are found by
 * name when this class is initialised and kept in static final fields, which the compiler folds as it would direct calls.
 */
final class FfmMemory extends MemoryBackend {
    static final String NAME = "ffm";

    /*
     * Loads and stores go through a segment that spans all of memory, at layouts without alignment, so that what is left
     * of the checks is one comparison of the address with 0. malloc and its kin are called with addresses as plain longs,
     * which no 64-bit calling convention tells from pointers; so no call creates a segment.
     */

    private static final boolean IS_LINUX = "Linux".equals(System.getProperty("os.name"));

    private static final MethodHandle GET_BYTE;
    private static final MethodHandle PUT_BYTE;
    private static final MethodHandle GET_INT;
    private static final MethodHandle PUT_INT;
    private static final MethodHandle GET_LONG;
    private static final MethodHandle PUT_LONG;
    private static final MethodHandle COPY;
    private static final MethodHandle COPY_FROM_ARRAY;
    private static final MethodHandle COPY_TO_ARRAY;
    private static final MethodHandle MEMSET;
    private static final MethodHandle MALLOC;
    private static final MethodHandle REALLOC;
    private static final MethodHandle FREE;
    private static final MethodHandle MADVISE;

    /** What madvise calls its wish for huge pages, on Linux. */
    private static final int MADV_HUGEPAGE = 14;

    /** The address a buffer has at its position. */
    private static final MethodHandle ADDRESS_AT_POSITION;

    private static final MethodHandle BUFFER_AT;

    static {
        try {
            final Foreign foreign = new Foreign();
            GET_BYTE = foreign.access("JAVA_BYTE", VarHandle.AccessMode.GET);
            PUT_BYTE = foreign.access("JAVA_BYTE", VarHandle.AccessMode.SET);
            GET_INT = foreign.access("JAVA_INT_UNALIGNED", VarHandle.AccessMode.GET);
            PUT_INT = foreign.access("JAVA_INT_UNALIGNED", VarHandle.AccessMode.SET);
            GET_LONG = foreign.access("JAVA_LONG_UNALIGNED", VarHandle.AccessMode.GET);
            PUT_LONG = foreign.access("JAVA_LONG_UNALIGNED", VarHandle.AccessMode.SET);
            COPY = foreign.copy();
            COPY_FROM_ARRAY = foreign.copyFromArray();
            COPY_TO_ARRAY = foreign.copyToArray();
            MEMSET = foreign.function("memset", "JAVA_LONG", "JAVA_LONG", "JAVA_INT", "JAVA_LONG");
            MALLOC = foreign.function("malloc", "JAVA_LONG", "JAVA_LONG");
            REALLOC = foreign.function("realloc", "JAVA_LONG", "JAVA_LONG", "JAVA_LONG");
            FREE = foreign.function("free", null, "JAVA_LONG");
            MADVISE = IS_LINUX ? foreign.function("madvise", "JAVA_INT", "JAVA_LONG", "JAVA_LONG", "JAVA_INT") : null;
            ADDRESS_AT_POSITION = foreign.addressOfBuffer();
            BUFFER_AT = foreign.bufferAt();
        } catch (Throwable e) {
            throw new UnsupportedOperationException("java.lang.foreign is out of reach: " + e, e);
        }
    }

    FfmMemory() {
        super(NAME);
    }

    @Override
    byte getByte(long address) {
        try {
            return (byte) GET_BYTE.invokeExact(address);
        } catch (Throwable e) {
            throw unexpected(e);
        }
    }

    @Override
    void putByte(long address, byte value) {
        try {
            PUT_BYTE.invokeExact(address, value);
        } catch (Throwable e) {
            throw unexpected(e);
        }
    }

    @Override
    int getInt(long address) {
        try {
            return (int) GET_INT.invokeExact(address);
        } catch (Throwable e) {
            throw unexpected(e);
        }
    }

    @Override
    void putInt(long address, int value) {
        try {
            PUT_INT.invokeExact(address, value);
        } catch (Throwable e) {
            throw unexpected(e);
        }
    }

    @Override
    long getLong(long address) {
        try {
            return (long) GET_LONG.invokeExact(address);
        } catch (Throwable e) {
            throw unexpected(e);
        }
    }

    @Override
    void putLong(long address, long value) {
        try {
            PUT_LONG.invokeExact(address, value);
        } catch (Throwable e) {
            throw unexpected(e);
        }
    }

    @Override
    void copy(long fromAddress, long toAddress, long byteSize) {
        try {
            COPY.invokeExact(fromAddress, toAddress, byteSize);
        } catch (Throwable e) {
            throw unexpected(e);
        }
    }

    @Override
    void copy(long[] from, int fromIndex, long toAddress, int count) {
        try {
            COPY_FROM_ARRAY.invokeExact(from, fromIndex, toAddress, count);
        } catch (Throwable e) {
            throw unexpected(e);
        }
    }

    @Override
    void copy(long fromAddress, long[] to, int toIndex, int count) {
        try {
            COPY_TO_ARRAY.invokeExact(fromAddress, to, toIndex, count);
        } catch (Throwable e) {
            throw unexpected(e);
        }
    }

    @Override
    void fill(long address, long byteSize, byte value) {
        try {
            final long filled = (long) MEMSET.invokeExact(address, (int) value, byteSize);
        } catch (Throwable e) {
            throw unexpected(e);
        }
    }

    @Override
    long allocateMemory(long byteSize) {
        try {
            return (long) MALLOC.invokeExact(byteSize);
        } catch (Throwable e) {
            throw unexpected(e);
        }
    }

    @Override
    long reallocateMemory(long address, long byteSize) {
        try {
            return (long) REALLOC.invokeExact(address, byteSize);
        } catch (Throwable e) {
            throw unexpected(e);
        }
    }

    @Override
    void free(long address) {
        try {
            FREE.invokeExact(address);
        } catch (Throwable e) {
            throw unexpected(e);
        }
    }

    @Override
    long addressOf(ByteBuffer directBuffer) {
        try {
            return (long)
                    ADDRESS_AT_POSITION.invokeExact(directBuffer.duplicate().clear());
        } catch (Throwable e) {
            throw unexpected(e);
        }
    }

    @Override
    ByteBuffer bufferAt(long address, int byteSize) {
        try {
            return (ByteBuffer) BUFFER_AT.invokeExact(address, (long) byteSize);
        } catch (Throwable e) {
            throw unexpected(e);
        }
    }

    /**
     * Asks the kernel for huge pages under a range. Works beside any other backend, where native access is allowed.
     *
     * @return what came of it, as a clause
     */
    static String adviseHugePages(long address, long byteSize) {
        if (MADVISE == null) {
            return "not asked for, that needs Linux";
        }
        try {
            return (int) MADVISE.invokeExact(address, byteSize, MADV_HUGEPAGE) == 0
                    ? "asked for"
                    : "asked for, and declined by the kernel";
        } catch (Throwable e) {
            throw unexpected(e);
        }
    }

    /** The handles declare Throwable; what they can throw is an error, or a mistake in this class. */
    private static Error unexpected(Throwable e) {
        if (e instanceof Error error) {
            return error;
        }
        return new AssertionError(e);
    }

    /** What is needed of {@code java.lang.foreign}, by name. */
    private static final class Foreign {
        private final MethodHandles.Lookup lookup = MethodHandles.publicLookup();
        private final Class<?> segmentClass = named("MemorySegment");
        private final Class<?> linkerClass = named("Linker");
        private final Class<?> layoutClass = named("MemoryLayout");
        private final Class<?> descriptorClass = named("FunctionDescriptor");
        private final Class<?> optionClass = named("Linker$Option");
        private final Object everything;

        Foreign() throws Throwable {
            final Object nothing = segmentClass.getField("NULL").get(null);
            everything = segmentClass.getMethod("reinterpret", long.class).invoke(nothing, Long.MAX_VALUE);
        }

        private static Class<?> named(String simpleName) throws ClassNotFoundException {
            return Class.forName("java.lang.foreign." + simpleName);
        }

        private Object layout(String name) throws ReflectiveOperationException {
            return named("ValueLayout").getField(name).get(null);
        }

        MethodHandle access(String layoutName, VarHandle.AccessMode mode) throws ReflectiveOperationException {
            final VarHandle bySegmentAndOffset = (VarHandle)
                    layoutClass.getMethod("varHandle", pathElements()).invoke(layout(layoutName), noPath());
            return insertArguments(bySegmentAndOffset.toMethodHandle(mode), 0, everything);
        }

        private Class<?> pathElements() throws ClassNotFoundException {
            return named("MemoryLayout$PathElement").arrayType();
        }

        private Object noPath() throws ClassNotFoundException {
            return Array.newInstance(named("MemoryLayout$PathElement"), 0);
        }

        MethodHandle copy() throws ReflectiveOperationException {
            final MethodHandle copy = lookup.findStatic(
                    segmentClass,
                    "copy",
                    methodType(void.class, segmentClass, long.class, segmentClass, long.class, long.class));
            return insertArguments(insertArguments(copy, 2, everything), 0, everything);
        }

        MethodHandle copyFromArray() throws ReflectiveOperationException {
            final MethodHandle copy = lookup.findStatic(
                    segmentClass,
                    "copy",
                    methodType(
                            void.class,
                            Object.class,
                            int.class,
                            segmentClass,
                            named("ValueLayout"),
                            long.class,
                            int.class));
            return insertArguments(copy, 2, everything, layout("JAVA_LONG_UNALIGNED"))
                    .asType(methodType(void.class, long[].class, int.class, long.class, int.class));
        }

        MethodHandle copyToArray() throws ReflectiveOperationException {
            final MethodHandle copy = lookup.findStatic(
                    segmentClass,
                    "copy",
                    methodType(
                            void.class,
                            segmentClass,
                            named("ValueLayout"),
                            long.class,
                            Object.class,
                            int.class,
                            int.class));
            return insertArguments(copy, 0, everything, layout("JAVA_LONG_UNALIGNED"))
                    .asType(methodType(void.class, long.class, long[].class, int.class, int.class));
        }

        MethodHandle addressOfBuffer() throws ReflectiveOperationException {
            final MethodHandle ofBuffer =
                    lookup.findStatic(segmentClass, "ofBuffer", methodType(segmentClass, java.nio.Buffer.class));
            final MethodHandle address = lookup.findVirtual(segmentClass, "address", methodType(long.class));
            return MethodHandles.filterReturnValue(ofBuffer, address).asType(methodType(long.class, ByteBuffer.class));
        }

        MethodHandle bufferAt() throws ReflectiveOperationException {
            final MethodHandle slice =
                    lookup.findVirtual(segmentClass, "asSlice", methodType(segmentClass, long.class, long.class));
            final MethodHandle asByteBuffer =
                    lookup.findVirtual(segmentClass, "asByteBuffer", methodType(ByteBuffer.class));
            return MethodHandles.filterReturnValue(slice, asByteBuffer).bindTo(everything);
        }

        /** A function of the C library; its result is left out where it has none. */
        MethodHandle function(String name, String result, String... parameters) throws ReflectiveOperationException {
            final Object parameterLayouts = Array.newInstance(layoutClass, parameters.length);
            for (int i = 0; i < parameters.length; i++) {
                Array.set(parameterLayouts, i, layout(parameters[i]));
            }
            final Class<?> layoutsClass = layoutClass.arrayType();
            final Object descriptor = result == null
                    ? descriptorClass.getMethod("ofVoid", layoutsClass).invoke(null, parameterLayouts)
                    : descriptorClass
                            .getMethod("of", layoutClass, layoutsClass)
                            .invoke(null, layout(result), parameterLayouts);
            final Object linker = linkerClass.getMethod("nativeLinker").invoke(null);
            final Object symbols = linkerClass.getMethod("defaultLookup").invoke(linker);
            final Object symbol = ((Optional<?>) named("SymbolLookup")
                            .getMethod("find", String.class)
                            .invoke(symbols, name))
                    .orElseThrow();
            return (MethodHandle) linkerClass
                    .getMethod("downcallHandle", segmentClass, descriptorClass, optionClass.arrayType())
                    .invoke(linker, symbol, descriptor, Array.newInstance(optionClass, 0));
        }
    }
}
