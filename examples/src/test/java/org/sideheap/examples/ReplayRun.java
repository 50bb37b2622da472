package org.sideheap.examples;

import java.io.IOException;
import java.io.InputStream;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;

/** One run of {@link OrderBookReplay} as a user has it: arguments in, exit code and two streams out. */
record ReplayRun(int exitCode, String out, String err) {
    /** Nothing is measured here. */
    private static final List<String> SHORT_REHEARSAL = List.of("--rehearsal", "100");

    static ReplayRun with(Object... args) {
        final StringWriter out = new StringWriter();
        final StringWriter err = new StringWriter();
        final List<String> texts = new ArrayList<>(SHORT_REHEARSAL);
        for (final Object arg : args) {
            texts.add(arg.toString());
        }
        final int exitCode = OrderBookReplay.run(
                new PrintWriter(out, true), new PrintWriter(err, true), texts.toArray(String[]::new));
        return new ReplayRun(exitCode, withLineFeeds(out), withLineFeeds(err));
    }

    /** A file of the test's resources, where a path can name it. */
    static Path copyOf(String resource, Path directory) throws IOException {
        final Path file = directory.resolve(resource);
        try (InputStream in = Objects.requireNonNull(ReplayRun.class.getResourceAsStream(resource), resource)) {
            Files.copy(in, file);
        }
        return file;
    }

    private static String withLineFeeds(StringWriter text) {
        return text.toString().replace(System.lineSeparator(), "\n");
    }
}
