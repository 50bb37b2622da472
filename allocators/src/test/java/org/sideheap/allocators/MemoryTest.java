package org.sideheap.allocators;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
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
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

class MemoryTest {
    @Test
    void isForcedToUnsafe() {
        assertInstanceOf(UnsafeMemory.class, Memory.choose("unsafe"));
    }

    @Test
    @Tag("agrona")
    void isForcedToAgrona() {
        assertInstanceOf(AgronaMemory.class, Memory.choose("agrona"));
    }

    @Test
    void takesAgronaWhereItIsReachable() {
        assertEquals(AgronaMemory.isReachable() ? "agrona" : "unsafe", Memory.choose(null).name);
    }

    @Test
    void refusesAnUnknownName() {
        for (final String unknown : new String[] {"", "Agrona", "ffm2"}) {
            final IllegalArgumentException e =
                    assertThrows(IllegalArgumentException.class, () -> Memory.choose(unknown));
            assertEquals("-Dsideheap.memory=" + unknown + ": must be agrona or unsafe", e.getMessage());
        }
    }

    @Test
    void describesWhatWasChosen() {
        final String forced = System.getProperty(Memory.BACKEND_PROPERTY, Memory.choose(null).name);
        assertTrue(
                Memory.describe().startsWith("sideheap reaches memory through " + forced + " (JDK "),
                Memory.describe());
    }

    @Test
    void everyBackendReadsWhatItWrote() {
        final List<MemoryBackend> backends = new ArrayList<>(List.of(Memory.choose("unsafe")));
        if (AgronaMemory.isReachable()) {
            backends.add(Memory.choose("agrona"));
        }
        for (final MemoryBackend backend : backends) {
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
    void needsNoFlag() throws IOException, InterruptedException {
        final Output output = run();
        assertEquals(0, output.exitCode, output.text);
        assertTrue(output.text.contains("through unsafe"), output.text);
        assertTrue(output.text.contains("all allocators work"), output.text);
    }

    @Test
    void forcedToAgronaWithoutTheFlagNamesTheFlag() throws IOException, InterruptedException {
        final Output output = run("-Dsideheap.memory=agrona");
        assertNotEquals(0, output.exitCode, output.text);
        assertTrue(
                output.text.contains("-Dsideheap.memory=agrona needs the JVM flag --add-opens"
                        + " java.base/jdk.internal.misc=ALL-UNNAMED"),
                output.text);
        assertFalse(output.text.contains("all allocators work"), output.text);
    }

    @Test
    void withTheFlagAgronaIsTaken() throws IOException, InterruptedException {
        final Output output = run("--add-opens", "java.base/jdk.internal.misc=ALL-UNNAMED");
        assertEquals(0, output.exitCode, output.text);
        assertTrue(output.text.contains("through agrona"), output.text);
    }

    private record Output(int exitCode, String text) {}

    private static Output run(String... flags) throws IOException, InterruptedException {
        final List<String> command = new ArrayList<>(List.of(System.getProperty("java.home") + "/bin/java", "-Xmx64m"));
        command.addAll(List.of(flags));
        command.addAll(List.of("-cp", System.getProperty("java.class.path"), EveryAllocator.class.getName()));
        final Process process =
                new ProcessBuilder(command).redirectErrorStream(true).start();
        final String text = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        return new Output(process.waitFor(), text);
    }
}
