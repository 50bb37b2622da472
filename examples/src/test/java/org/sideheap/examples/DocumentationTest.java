package org.sideheap.examples;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;
import static org.junit.jupiter.api.DynamicTest.dynamicTest;

import java.io.IOException;
import java.io.StringWriter;
import java.io.UncheckedIOException;
import java.lang.reflect.Method;
import java.net.URI;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.MatchResult;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import javax.tools.JavaCompiler;
import javax.tools.JavaFileObject;
import javax.tools.SimpleJavaFileObject;
import javax.tools.ToolProvider;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.api.io.TempDir;

/** Code in the README and in class comments compiles, and the README's programs run. */
@Tag("once")
class DocumentationTest {
    private static final Path ROOT = Path.of("..");
    private static final Pattern README_BLOCK = Pattern.compile("```java\n(.*?)```", Pattern.DOTALL);
    private static final Pattern CLASS_NAME = Pattern.compile("(?m)^class (\\w+)");
    private static final Pattern JAVADOC_BLOCK = Pattern.compile("<pre>\\{@code\n(.*?)\n +\\* }</pre>", Pattern.DOTALL);

    /** What a program says it needs, where it does. */
    private static final String AGRONA_FLAG = "--add-opens java.base/jdk.internal.misc=ALL-UNNAMED";

    @TempDir
    static Path classFiles;

    @TestFactory
    Stream<DynamicTest> readmeCompilesAndRuns() throws IOException {
        List<String> blocks = matches(README_BLOCK, Files.readString(ROOT.resolve("README.md")));
        assertFalse(blocks.isEmpty());
        return blocks.stream()
                .map(block -> dynamicTest(nameOf(block), () -> {
                    assumeTrue(
                            !block.contains("java.lang.foreign")
                                    || Runtime.version().feature() >= 22,
                            "needs JDK 22");
                    assumeTrue(!block.contains(AGRONA_FLAG) || hasAgronaFlag(), "needs " + AGRONA_FLAG);
                    compiles(block);
                    if (block.contains("void main(")) {
                        runs(nameOf(block));
                    }
                }));
    }

    @TestFactory
    Stream<DynamicTest> classCommentsCompile() throws IOException {
        List<DynamicTest> tests = new ArrayList<>();
        for (String module : List.of("allocators", "allocators/testkit", "collections")) {
            try (Stream<Path> files = Files.walk(ROOT.resolve(module).resolve("src/main/java"))) {
                files.filter(file -> file.toString().endsWith(".java"))
                        .forEach(file -> matches(JAVADOC_BLOCK, read(file)).stream()
                                .map(block -> block.replaceAll("(?m)^ *\\* ?", ""))
                                .map(block -> dynamicTest(
                                        file.getFileName() + ": " + firstLine(block), () -> compiles(wrapped(block))))
                                .forEach(tests::add));
            }
        }
        assertFalse(tests.isEmpty());
        return tests.stream();
    }

    private static String wrapped(String statements) {
        return """
                import static org.junit.jupiter.api.Assertions.*;

                import java.nio.*;
                import java.util.*;
                import net.jqwik.api.*;
                import org.junit.jupiter.api.Test;
                import org.junit.jupiter.api.extension.*;
                import org.sideheap.allocators.*;
                import org.sideheap.collections.*;
                import org.sideheap.testkit.*;

                class Snippet {
                    static void run() throws Exception {
                        %s
                    }
                }
                """
                .formatted(statements);
    }

    private static void compiles(String source) {
        JavaCompiler compiler = ToolProvider.getSystemJavaCompiler();
        StringWriter messages = new StringWriter();
        JavaFileObject file =
                new SimpleJavaFileObject(URI.create("string:///Snippet.java"), JavaFileObject.Kind.SOURCE) {
                    @Override
                    public CharSequence getCharContent(boolean ignoreEncodingErrors) {
                        return source;
                    }
                };
        List<String> options = List.of("-proc:none", "-implicit:none", "-d", classFiles.toString());
        boolean compiled = compiler.getTask(messages, null, null, options, null, List.of(file))
                .call();
        assertEquals("", messages.toString());
        assertEquals(true, compiled, source);
    }

    private static void runs(String className) throws Exception {
        try (URLClassLoader loader =
                new URLClassLoader(new URL[] {classFiles.toUri().toURL()})) {
            Method main = loader.loadClass(className).getDeclaredMethod("main", String[].class);
            main.setAccessible(true);
            main.invoke(null, (Object) new String[0]);
        }
    }

    private static boolean hasAgronaFlag() {
        return Object.class.getModule().isOpen("jdk.internal.misc", DocumentationTest.class.getModule());
    }

    private static String nameOf(String block) {
        Matcher name = CLASS_NAME.matcher(block);
        assertTrue(name.find(), block);
        return name.group(1);
    }

    private static List<String> matches(Pattern pattern, String text) {
        return pattern.matcher(text)
                .results()
                .map((MatchResult match) -> match.group(1))
                .toList();
    }

    private static String firstLine(String block) {
        return block.strip().lines().findFirst().orElse("");
    }

    private static String read(Path file) {
        try {
            return Files.readString(file);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
