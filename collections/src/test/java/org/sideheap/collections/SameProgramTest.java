package org.sideheap.collections;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.io.InputStream;
import java.io.StringWriter;
import java.net.URI;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import javax.tools.JavaFileObject;
import javax.tools.SimpleJavaFileObject;
import javax.tools.ToolProvider;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.sideheap.allocators.AllocatorContext;
import org.sideheap.allocators.FreeListAllocator;

/**
 * A program written against Agrona compiles and says the same against its namesake here: once its import is changed, and
 * once its constructors are given an allocator as well.
 *
 * <p>A program is a resource {@code same-program/<Class>Program.java.txt}: a public class {@code <Class>Program} in no
 * package with a {@code public static String run()}, which answers all it saw.
 */
@Tag("once")
class SameProgramTest {
    private static final String AGRONA_PACKAGE = "org.agrona.collections.";
    private static final String PACKAGE = "org.sideheap.collections.";

    @TempDir
    Path classFiles;

    private static Stream<Switch> switches() {
        return Stream.of("LongArrayList", "LongArrayQueue", "Long2LongHashMap", "LongHashSet")
                .map(Switch::to);
    }

    /** A program, the class it is written against, and the one it is to run on. */
    private record Switch(String program, String from, String to) {
        static Switch to(String namesake) {
            return new Switch(namesake + "Program", namesake, namesake);
        }

        String importChanged(String source) {
            return source.replace("import " + AGRONA_PACKAGE + from + ";", "import " + PACKAGE + to + ";")
                    .replaceAll("(?<![.\\w])" + from + "(?!\\w)", to);
        }

        String constructorsChanged(String source) {
            return source.replaceAll("new " + to + "\\(\\s*\\)", "new " + to + "(AllocatorContext.current())")
                    .replaceAll("new " + to + "\\((?!AllocatorContext)", "new " + to + "(AllocatorContext.current(), ")
                    .replaceFirst("(?m)^import ", "import " + AllocatorContext.class.getName() + ";\nimport ");
        }
    }

    @ParameterizedTest
    @MethodSource("switches")
    @Tag("long")
    void saysTheSameOnceItsImportIsChanged(Switch switched) throws Exception {
        final String original = read(switched.program);
        final String changed = switched.importChanged(original);
        assertNotEquals(original, changed);
        assertEquals(run(switched.program, original), runOnFreeList(switched.program, changed));
    }

    @ParameterizedTest
    @MethodSource("switches")
    @Tag("long")
    void saysTheSameOnceItsConstructorsAreGivenAnAllocator(Switch switched) throws Exception {
        final String original = read(switched.program);
        final String importChanged = switched.importChanged(original);
        final String changed = switched.constructorsChanged(importChanged);
        assertNotEquals(importChanged, changed);
        assertEquals(run(switched.program, original), runOnFreeList(switched.program, changed));
    }

    /** The collections such a program leaves behind go with their allocator. */
    private String runOnFreeList(String program, String source) throws Exception {
        try (FreeListAllocator allocator = new FreeListAllocator(1 << 24);
                AllocatorContext.Scope scope = AllocatorContext.use(allocator)) {
            assertNotNull(scope);
            final String said = run(program, source);
            assertTrue(allocator.stats().allocationCount() > 0);
            allocator.check();
            return said;
        }
    }

    private String run(String program, String source) throws Exception {
        final Path directory = Files.createTempDirectory(classFiles, program);
        compile(program, source, directory);
        final URL[] urls = {directory.toUri().toURL()};
        try (URLClassLoader loader = new URLClassLoader(urls, SameProgramTest.class.getClassLoader())) {
            final String said =
                    (String) loader.loadClass(program).getMethod("run").invoke(null);
            assertTrue(said.length() > 100, said);
            return said;
        }
    }

    private static void compile(String program, String source, Path directory) {
        final StringWriter messages = new StringWriter();
        final JavaFileObject file =
                new SimpleJavaFileObject(URI.create("string:///" + program + ".java"), JavaFileObject.Kind.SOURCE) {
                    @Override
                    public CharSequence getCharContent(boolean ignoreEncodingErrors) {
                        return source;
                    }
                };
        final List<String> options = List.of(
                "-proc:none",
                "-implicit:none",
                "-d",
                directory.toString(),
                "-cp",
                System.getProperty("java.class.path"));
        final boolean compiled = ToolProvider.getSystemJavaCompiler()
                .getTask(messages, null, null, options, null, List.of(file))
                .call();
        assertTrue(compiled, messages::toString);
        assertEquals("", messages.toString());
    }

    private static String read(String program) throws IOException {
        final String name = "/same-program/" + program + ".java.txt";
        try (InputStream stream = SameProgramTest.class.getResourceAsStream(name)) {
            assertNotNull(stream, name);
            return new String(stream.readAllBytes(), StandardCharsets.UTF_8);
        }
    }
}
