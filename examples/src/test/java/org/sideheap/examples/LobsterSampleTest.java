package org.sideheap.examples;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Against the exchange's own book, where the sample of LOBSTER is on this machine; it may not be passed on. */
class LobsterSampleTest {
    private static final int FIELDS_PER_LEVEL = 4;

    private static Path messages;
    private static Path exchangeBook;

    @TempDir
    private Path directory;

    @BeforeAll
    static void findSample() throws IOException {
        final Path sample = sampleDirectory();
        assumeTrue(
                sample != null,
                "SKIPPED: no LOBSTER sample in ${SIDEHEAP_LOBSTER} nor in ../shared/data/lobster beside the repository");
        messages = only(sample, "*_message_*.csv");
        exchangeBook = only(sample, "*_orderbook_*.csv");
    }

    @ParameterizedTest
    @EnumSource
    void agreesWithTheExchangeAsFarAsTheMessagesTell(BookMemory.Strategy strategy) throws IOException {
        final Path bookOut = directory.resolve("book.csv");

        final ReplayRun run = ReplayRun.with(
                "--messages", messages,
                "--opening-book", exchangeBook,
                "--allocator", strategy,
                "--levels", 10,
                "--book-out", bookOut);

        assertEquals("", run.err());
        assertEquals(999, Files.readAllLines(bookOut).size());
        assertEquals(955, rowsAgreeing(bookOut, 1));
        assertEquals(901, rowsAgreeing(bookOut, 2));
    }

    private static long rowsAgreeing(Path bookOut, int levelCount) throws IOException {
        final List<String> ours = Files.readAllLines(bookOut);
        final List<String> theirs = Files.readAllLines(exchangeBook);
        long count = 0;
        for (int row = 0; row < theirs.size(); row++) {
            count += best(ours.get(row), levelCount).equals(best(theirs.get(row), levelCount)) ? 1 : 0;
        }
        return count;
    }

    private static List<String> best(String row, int levelCount) {
        return Arrays.asList(row.split(",")).subList(0, levelCount * FIELDS_PER_LEVEL);
    }

    private static Path sampleDirectory() {
        final String named = System.getProperty("SIDEHEAP_LOBSTER", System.getenv("SIDEHEAP_LOBSTER"));
        if (named != null) {
            return Path.of(named);
        }
        Path root = Path.of("").toAbsolutePath();
        while (root != null && !Files.exists(root.resolve("CHANGELOG.md"))) {
            root = root.getParent();
        }
        final Path beside = root == null ? null : root.resolveSibling("shared/data/lobster");
        return beside != null && Files.isDirectory(beside) ? beside : null;
    }

    private static Path only(Path sample, String glob) throws IOException {
        try (DirectoryStream<Path> files = Files.newDirectoryStream(sample, glob)) {
            return files.iterator().next();
        }
    }
}
