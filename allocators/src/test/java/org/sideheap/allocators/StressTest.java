package org.sideheap.allocators;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/**
 * Runs what is in {@code src/jcstress}, in JVMs of its own: two threads at a time, some ten thousand times a second, and
 * each outcome looked at. Half a second for each is enough for slips such as a forgotten version or a lost update.
 *
 * <p>All modes of compilation, for some minutes, before a change to what threads share:
 *
 * <pre>
 * mvn verify -pl allocators -Dtest=StressTest -Dsideheap.stress="-m quick"
 * </pre>
 */
@Tag("stress")
class StressTest {
    /** One JVM for each test, for a fraction of a second, with strides short enough for two threads to meet. */
    private static final String SHORT_RUN =
            "-jvmArgs -Xmx256m -sc false -f 1 -iters 1 -time 300 -strideSize 100 -strideCount 10";

    private static final Path DIRECTORY = Path.of("target", "jcstress");

    @Test
    void noForbiddenOutcomeIsObserved() throws IOException, InterruptedException {
        assumeTrue(Runtime.getRuntime().availableProcessors() >= 2, "two threads at a time need two processors");
        Files.createDirectories(DIRECTORY);
        final Path output = DIRECTORY.resolve("output.txt");
        final List<String> command = new ArrayList<>(List.of(
                System.getProperty("java.home") + "/bin/java",
                "-cp",
                System.getProperty("java.class.path"),
                "org.openjdk.jcstress.Main",
                "-r",
                "report"));
        command.addAll(List.of(System.getProperty("sideheap.stress", SHORT_RUN).split(" ")));
        final int exitCode = new ProcessBuilder(command)
                .directory(DIRECTORY.toFile())
                .redirectErrorStream(true)
                .redirectOutput(output.toFile())
                .start()
                .waitFor();
        final String text = Files.readString(output);
        final String results = text.substring(Math.max(0, text.indexOf("RUN RESULTS")));
        assertEquals(0, exitCode, results);
        assertTrue(results.contains("Failed tests: No matches"), results);
        assertTrue(results.contains("Error tests: No matches"), results);
        assertTrue(results.matches("(?s).*All remaining tests: [1-9].*"), results);
    }
}
