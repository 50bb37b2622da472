package org.sideheap.examples;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;
import static org.junit.jupiter.api.DynamicTest.dynamicTest;

import java.io.File;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;

/** The README's table of what each JVM flag opens, against what a JVM with that flag does. */
class RunsAnywhereTest {
    private static final String HEADING = "| JVM flags | JDK 17 | JDK 25 |";
    private static final String NO_FLAGS = "none";
    private static final String NOT_THERE = "no such flag";

    /** What a user has on the module path: the modules, as built here, and the libraries of the examples. */
    private static final Pattern MODULE =
            Pattern.compile("target/classes/?$|sideheap-(?!testkit)|agrona|picocli|HdrHistogram");

    private static final Pattern BACKEND = Pattern.compile("sideheap reaches memory through (\\w+)");

    @TestFactory
    Stream<DynamicTest> readmeSaysWhichWayEachFlagOpens() throws IOException {
        List<String> lines = Files.readAllLines(Path.of("..", "README.md"));
        int heading = lines.indexOf(HEADING);
        assertTrue(heading >= 0, "the README has a table headed " + HEADING);
        List<String> rows = lines.stream()
                .skip(heading + 2)
                .takeWhile(line -> line.startsWith("|"))
                .toList();
        assertFalse(rows.isEmpty());
        return rows.stream().map(row -> dynamicTest(row, () -> holds(row)));
    }

    @Test
    void runsOnTheModulePath() throws IOException, InterruptedException {
        String modulePath = Arrays.stream(System.getProperty("java.class.path").split(File.pathSeparator))
                .filter(entry -> MODULE.matcher(entry).find())
                .collect(Collectors.joining(File.pathSeparator));
        String text = run(List.of("-p", modulePath, "-m", "org.sideheap.examples/" + RunsAnywhere.class.getName()));
        assertTrue(text.contains("reaches memory through unsafe"), text);
        String withFlag = run(List.of(
                "--add-opens",
                "java.base/jdk.internal.misc=org.agrona",
                "-p",
                modulePath,
                "-m",
                "org.sideheap.examples/" + RunsAnywhere.class.getName()));
        assertTrue(withFlag.contains("reaches memory through agrona"), withFlag);
        assertFalse(withFlag.contains("WARNING"), withFlag);
    }

    private static void holds(String row) throws IOException, InterruptedException {
        String[] cells = row.split("\\|");
        String flags = cells[1].replace("`", "").strip();
        int column = List.of(17, 25).indexOf(Runtime.version().feature());
        assumeTrue(column >= 0, "the table has JDK 17 and 25, this is " + Runtime.version());
        String said = cells[2 + column].strip();
        assumeTrue(!said.equals(NOT_THERE), flags + " is none of this JDK's");
        assertEquals(said, outcome(flags));
    }

    private static String outcome(String flags) throws IOException, InterruptedException {
        List<String> arguments = new ArrayList<>();
        if (!flags.equals(NO_FLAGS)) {
            arguments.addAll(Arrays.asList(flags.split(" ")));
        }
        arguments.addAll(List.of("-cp", System.getProperty("java.class.path"), RunsAnywhere.class.getName()));
        String text = run(arguments);
        Matcher backend = BACKEND.matcher(text);
        assertTrue(backend.find(), text);
        return backend.group(1) + (text.contains("WARNING") ? ", and a warning" : "");
    }

    private static String run(List<String> arguments) throws IOException, InterruptedException {
        List<String> command = new ArrayList<>(List.of(System.getProperty("java.home") + "/bin/java"));
        command.addAll(arguments);
        Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
        String text = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        assertEquals(0, process.waitFor(), text);
        assertTrue(text.contains("sum 11"), text);
        return text;
    }
}
