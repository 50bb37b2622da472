package org.sideheap.allocators;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.sideheap.allocators.Memory.NULL_ADDRESS;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import org.agrona.UnsafeApi;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledForJreRange;
import org.junit.jupiter.api.condition.JRE;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class MemoryTest {
    private static final boolean HAS_FOREIGN_MEMORY = Runtime.version().feature() >= 22;

    private static List<String> openBackends() {
        final List<String> names = new ArrayList<>();
        if (Object.class.getModule().isExported("jdk.internal.misc", UnsafeApi.class.getModule())) {
            names.add("agrona");
        }
        names.add("unsafe");
        if (HAS_FOREIGN_MEMORY) {
            names.add("ffm");
        }
        return names;
    }

    @Test
    void isForcedToWhatIsNamed() {
        for (final String name : openBackends()) {
            assertEquals(name, Memory.choose(name).name);
        }
    }

    @Test
    void takesTheFirstThatIsOpen() {
        assertEquals(openBackends().get(0), Memory.choose(null).name);
    }

    @Test
    void refusesAnUnknownName() {
        for (final String unknown : new String[] {"", "Agrona", "ffm2"}) {
            final IllegalArgumentException e =
                    assertThrows(IllegalArgumentException.class, () -> Memory.choose(unknown));
            assertEquals("-Dsideheap.memory=" + unknown + ": must be agrona, unsafe or ffm", e.getMessage());
        }
    }

    @Test
    void describesWhatWasChosen() {
        final String forced = System.getProperty(Memory.BACKEND_PROPERTY, Memory.choose(null).name);
        assertTrue(Memory.describe().startsWith("sideheap reaches memory through " + forced + ", "), Memory.describe());
    }

    @Test
    void everyBackendReadsWhatItWrote() {
        for (final String name : openBackends()) {
            final MemoryBackend backend = Memory.choose(name);
            final long address = backend.malloc(64);
            backend.fill(address, 64, (byte) 9);
            backend.putByte(address, (byte) -3);
            backend.putInt(address + 4, Integer.MIN_VALUE + 5);
            backend.putLong(address + 8, Long.MAX_VALUE - 5);
            assertEquals(-3, backend.getByte(address));
            assertEquals(9, backend.getByte(address + 3));
            assertEquals(Integer.MIN_VALUE + 5, backend.getInt(address + 4));
            assertEquals(Long.MAX_VALUE - 5, backend.getLong(address + 8));
            backend.copy(address, address + 8, 16); // overlapping
            assertEquals(-3, backend.getByte(address + 8));
            assertEquals(Long.MAX_VALUE - 5, backend.getLong(address + 16));
            final long moved = backend.realloc(address, 1 << 20);
            assertEquals(Long.MAX_VALUE - 5, backend.getLong(moved + 16));
            assertEquals(NULL_ADDRESS, backend.realloc(moved, Long.MAX_VALUE));
            assertEquals(NULL_ADDRESS, backend.realloc(moved, 1L << 60));
            assertEquals(Long.MAX_VALUE - 5, backend.getLong(moved + 16));
            backend.free(moved);
            assertEquals(NULL_ADDRESS, backend.malloc(Long.MAX_VALUE));
            assertEquals(NULL_ADDRESS, backend.malloc(1L << 60));
        }
    }

    @ParameterizedTest
    @ValueSource(longs = {0, 1, 7, 64, 4095, 4096, 4097, 8192, 20_001})
    void clearsARangeAndNothingBeside(long byteSize) {
        final long address = Memory.malloc(byteSize + 2);
        Memory.fill(address, byteSize + 2, (byte) 5);
        Memory.clear(address + 1, byteSize);
        assertEquals(5, Memory.getByte(address));
        for (long offset = 1; offset <= byteSize; offset++) {
            assertEquals(0, Memory.getByte(address + offset));
        }
        assertEquals(5, Memory.getByte(address + 1 + byteSize));
        Memory.free(address);
    }

    @Test
    void everyBackendCopiesToAndFromArrays() {
        final long[] numbers = {1, Long.MIN_VALUE, -3, Long.MAX_VALUE};
        for (final String name : openBackends()) {
            final MemoryBackend backend = Memory.choose(name);
            final long address = backend.malloc(32);
            backend.fill(address, 32, (byte) 0);
            backend.copy(numbers, 1, address + 8, 3);
            backend.copy(numbers, 0, address, 0);
            assertEquals(0, backend.getLong(address));
            assertEquals(Long.MIN_VALUE, backend.getLong(address + 8));
            assertEquals(Long.MAX_VALUE, backend.getLong(address + 24));
            final long[] read = {7, 7, 7, 7};
            backend.copy(address + 8, read, 2, 2);
            backend.copy(address, read, 0, 0);
            assertArrayEquals(new long[] {7, 7, Long.MIN_VALUE, -3}, read);
            backend.free(address);
        }
    }

    @Test
    void everyBackendFindsABuffersFirstByteWhateverItsPosition() {
        final ByteBuffer buffer = ByteBuffer.allocateDirect(64).order(ByteOrder.nativeOrder());
        buffer.putLong(0, 42).putLong(16, 43).position(8).limit(32);
        for (final String name : openBackends()) {
            final MemoryBackend backend = Memory.choose(name);
            assertEquals(42, backend.getLong(backend.addressOf(buffer)));
            assertEquals(43, backend.getLong(backend.addressOf(buffer.slice()) + 8));
        }
    }

    @Test
    void everyBackendMakesABufferOverMemory() {
        for (final String name : openBackends()) {
            final MemoryBackend backend = Memory.choose(name);
            final long address = backend.malloc(64);
            backend.fill(address, 64, (byte) 0);
            final ByteBuffer buffer = backend.bufferAt(address, 64);
            assertTrue(buffer.isDirect());
            assertFalse(buffer.isReadOnly());
            assertEquals(64, buffer.capacity());
            assertEquals(64, buffer.remaining());
            assertEquals(address, backend.addressOf(buffer));
            assertEquals(address + 8, backend.addressOf(buffer.position(8).slice()));
            buffer.put(63, (byte) 7);
            assertEquals(7, backend.getByte(address + 63));
            assertThrows(IndexOutOfBoundsException.class, () -> buffer.get(64));
            backend.free(address);
        }
    }

    @Test
    void readsABuffersBytesInThePlatformsOrder() {
        final ByteBuffer buffer = ByteBuffer.allocateDirect(16).order(ByteOrder.nativeOrder());
        final long address = Memory.addressOf(buffer);
        buffer.putLong(8, 0x0102030405060708L);
        assertEquals(0x0102030405060708L, Memory.getLong(address + 8));
        Memory.putInt(address, 0x0A0B0C0D);
        assertEquals(0x0A0B0C0D, buffer.getInt(0));
        Memory.fill(address, 16, (byte) 1);
        Memory.fill(address, 0, (byte) 2);
        Memory.copy(address + 8, address, 0);
        assertEquals(1, buffer.get(0));
    }

    @Test
    @Tag("long")
    void needsNoFlag() throws IOException, InterruptedException {
        assertTakes("unsafe");
    }

    @Test
    @Tag("long")
    void takesAgronaWithItsFlag() throws IOException, InterruptedException {
        assertTakes("agrona", "--add-opens", "java.base/jdk.internal.misc=ALL-UNNAMED");
        assertTakes("agrona", "--add-exports", "java.base/jdk.internal.misc=ALL-UNNAMED");
    }

    @Test
    @Tag("long")
    void forcedToAgronaWithoutTheFlagNamesTheFlag() throws IOException, InterruptedException {
        assertFailsWith("agrona needs --add-opens java.base/jdk.internal.misc=ALL-UNNAMED", "-Dsideheap.memory=agrona");
    }

    @Test
    @Tag("long")
    void loadsEachClassWhereNoWayIsOpen() throws IOException, InterruptedException {
        final Output output = run(EveryClass.class, "-Dsideheap.memory=agrona");
        assertEquals(0, output.exitCode, output.text);
        assertTrue(output.text.contains("classes loaded"), output.text);
        assertFalse(output.text.contains("WARNING"), output.text);
    }

    @Test
    @EnabledForJreRange(min = JRE.JAVA_22, disabledReason = "java.lang.foreign came with JDK 22")
    void takesForeignMemoryWhereUnsafeIsDenied() throws IOException, InterruptedException {
        final String denied = "--sun-misc-unsafe-memory-access=deny";
        assertTakes("ffm", "-Dsideheap.memory=ffm");
        assertTakes("ffm", denied);
        final Output silent = run(denied, "--enable-native-access=ALL-UNNAMED");
        assertFalse(silent.text.contains("WARNING"), silent.text);
    }

    @Test
    @EnabledForJreRange(min = JRE.JAVA_24, disabledReason = "native access can be denied from JDK 24 on")
    void takesUnsafeWhereNativeAccessIsDenied() throws IOException, InterruptedException {
        assertTakes("unsafe", "--illegal-native-access=deny");
    }

    @Test
    @EnabledForJreRange(min = JRE.JAVA_24, disabledReason = "native access can be denied from JDK 24 on")
    void namesEachFlagWhereNoWayIsOpen() throws IOException, InterruptedException {
        assertFailsWith(
                "no way to raw memory: agrona needs --add-opens java.base/jdk.internal.misc=ALL-UNNAMED; unsafe needs the"
                        + " module jdk.unsupported and, where JDK 23 or later denies it,"
                        + " --sun-misc-unsafe-memory-access=allow; ffm needs JDK 22 or later and, where that denies"
                        + " native access, --enable-native-access=ALL-UNNAMED",
                "--illegal-native-access=deny",
                "--sun-misc-unsafe-memory-access=deny");
    }

    @Test
    @EnabledForJreRange(max = JRE.JAVA_21, disabledReason = "java.lang.foreign came with JDK 22")
    @Tag("long")
    void forcedToForeignMemoryOnAnOlderJdkNamesWhatItNeeds() throws IOException, InterruptedException {
        assertFailsWith("ffm needs JDK 22 or later", "-Dsideheap.memory=ffm");
    }

    private static void assertTakes(String backend, String... flags) throws IOException, InterruptedException {
        final Output output = run(flags);
        assertEquals(0, output.exitCode, output.text);
        assertTrue(output.text.contains("through " + backend + ","), output.text);
        assertTrue(output.text.contains("all allocators work"), output.text);
        final long warnings = output.text
                .lines()
                .filter(line -> line.contains("has been called"))
                .count();
        assertTrue(warnings <= 2, "one warning, of two such lines: " + output.text);
    }

    private static void assertFailsWith(String message, String... flags) throws IOException, InterruptedException {
        final Output output = run(flags);
        assertNotEquals(0, output.exitCode, output.text);
        assertTrue(output.text.contains(message), output.text);
    }

    record Output(int exitCode, String text) {}

    /** Runs {@link EveryAllocator} in a JVM of its own. */
    static Output run(String... flags) throws IOException, InterruptedException {
        return run(EveryAllocator.class, flags);
    }

    private static Output run(Class<?> program, String... flags) throws IOException, InterruptedException {
        final List<String> command = new ArrayList<>(List.of(System.getProperty("java.home") + "/bin/java", "-Xmx64m"));
        command.addAll(List.of(flags));
        command.addAll(List.of("-cp", System.getProperty("java.class.path"), program.getName()));
        final Process process =
                new ProcessBuilder(command).redirectErrorStream(true).start();
        final String text = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        return new Output(process.waitFor(), text);
    }
}
