package org.sideheap.examples;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.Pattern;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.sideheap.allocators.GlobalAllocator;

class OrderBookReplayTest {
    @TempDir
    private Path directory;

    private Path messages;
    private Path bookOut;

    @BeforeEach
    void findFiles() {
        messages = directory.resolve("messages.csv");
        bookOut = directory.resolve("book.csv");
    }

    @ParameterizedTest
    @EnumSource
    void rebuildsTheBookCheckedByHandOnEachAllocator(BookMemory.Strategy strategy) throws IOException {
        final ReplayRun run = ReplayRun.with(
                "--messages",
                ReplayRun.copyOf("sample-messages.csv", directory),
                "--opening-book",
                ReplayRun.copyOf("sample-opening-book.csv", directory),
                "--allocator",
                strategy,
                "--levels",
                3,
                "--book-out",
                bookOut);

        assertEquals("", run.err());
        assertEquals(0, run.exitCode());
        assertEquals(Files.readAllLines(ReplayRun.copyOf("sample-book.csv", directory)), Files.readAllLines(bookOut));
    }

    @ParameterizedTest
    @EnumSource
    void reportsSpeedLatencyBookAndMemory(BookMemory.Strategy strategy) {
        final ReplayRun run = ReplayRun.with("--count", 30_000, "--seed", 7, "--allocator", strategy, "--levels", 2);

        assertEquals("", run.err());
        assertEquals(0, run.exitCode());
        for (final String expected : List.of(
                "Order book of generated messages, seed 7, on the " + strategy + " allocator\n",
                "  applied +30,000\n",
                "  messages a second +[1-9][0-9,]*\n",
                "  p50 +[0-9,]+\n  p90 +[0-9,]+\n  p99 +[0-9,]+\n  p99.9 +[0-9,]+\n  p99.99 +[0-9,]+\n  max +[0-9,]+\n",
                "Book of [0-9,]+ orders on [0-9,]+ bid and [0-9,]+ ask levels",
                "  bid size +bid +ask +ask size\n( +[0-9,]+ +[0-9]+\\.[0-9]{4} +[0-9]+\\.[0-9]{4} +[0-9,]+\n){2}\n",
                "  used +reserved +peak\n  " + strategy + "( +[0-9,]+){3}\n",
                "  global, whole process( +[0-9,]+){3}\n",
                "  bytes allocated +([0-9,]+|unknown)\n",
                "  collections +[0-9,]+\n",
                "sideheap reaches memory through ")) {
            assertTrue(Pattern.compile(expected).matcher(run.out()).find(), () -> expected + " in:\n" + run.out());
        }
    }

    @ParameterizedTest
    @EnumSource
    void givesBackAllItTookFromTheGlobalAllocator(BookMemory.Strategy strategy) {
        ReplayRun.with("--count", 1, "--allocator", strategy);
        final long before = GlobalAllocator.INSTANCE.stats().liveCount();

        assertEquals(
                0, ReplayRun.with("--count", 20_000, "--allocator", strategy).exitCode());

        assertEquals(before, GlobalAllocator.INSTANCE.stats().liveCount());
    }

    @Test
    void reportsWhatThePoolDeclined() {
        final ReplayRun run = ReplayRun.with("--count", 1000, "--allocator", "POOL", "--capacity", "1k");

        final var counts = Pattern.compile("  pool met ([0-9,]+) requests; ([0-9,]+) it declined")
                .matcher(run.out());
        assertTrue(counts.find(), run.out());
        assertTrue(Long.parseLong(counts.group(2).replace(",", "")) > 100, run.out());
    }

    @Test
    void writesTheSameBookForTheSameSeed() throws IOException {
        final Path again = directory.resolve("again.csv");
        final Path other = directory.resolve("other.csv");
        ReplayRun.with("--count", 5000, "--seed", 1, "--book-out", bookOut);
        ReplayRun.with("--count", 5000, "--seed", 1, "--book-out", again, "--allocator", "bump");
        ReplayRun.with("--count", 5000, "--seed", 2, "--book-out", other);

        assertEquals(-1, Files.mismatch(bookOut, again));
        assertFalse(Files.mismatch(bookOut, other) < 0);
        assertEquals(5000, Files.readAllLines(bookOut).size());
    }

    @Test
    void writesGeneratedMessagesThatReplayToTheSameBook() throws IOException {
        final Path again = directory.resolve("again.csv");
        ReplayRun.with("--count", 5000, "--messages-out", messages, "--book-out", bookOut);

        final ReplayRun run = ReplayRun.with("--messages", messages, "--book-out", again);

        assertEquals(new ReplayRun(0, run.out(), ""), run);
        assertEquals(-1, Files.mismatch(bookOut, again));
        assertEquals(5000, Files.readAllLines(again).size());
    }

    @Test
    void readsLinesThatEndInAnyWay() throws IOException {
        Files.writeString(messages, "34200,1,1,10,500,1\r\n\r\n\n34200,1,2,10,600,-1\n34200,1,3,5,500,1");

        final ReplayRun run = ReplayRun.with("--messages", messages, "--levels", 1, "--book-out", bookOut);

        assertEquals(new ReplayRun(0, run.out(), ""), run);
        assertEquals(List.of("9999999999,0,500,10", "600,10,500,10", "600,10,500,15"), Files.readAllLines(bookOut));
    }

    @Test
    void replaysAnEmptyFile() throws IOException {
        Files.createFile(messages);

        final ReplayRun run = ReplayRun.with("--messages", messages, "--book-out", bookOut);

        assertEquals(0, run.exitCode());
        assertTrue(run.out().contains("Book of 0 orders on 0 bid and 0 ask levels"), run.out());
        assertEquals(0, Files.size(bookOut));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = ';',
            value = {
                "time,type,orderId,size,price,direction; time; time",
                "34200.1234567890,1,1,10,500,1; time; 34200.1234567890",
                "34200.,1,1,10,500,1; time; 34200.",
                ".5,1,1,10,500,1; time; .5",
                "-1,1,1,10,500,1; time; -1",
                "86400,1,1,10,500,1; time; 86400",
                "' 34200,1,1,10,500,1'; time; ' 34200'",
                ",1,1,10,500,1; time; ''",
                "34200,8,1,10,500,1; type; 8",
                "34200,0,1,10,500,1; type; 0",
                "34200,1.0,1,10,500,1; type; 1.0",
                "34200,1,-1,10,500,1; orderId; -1",
                "34200,1,9223372036854775808,10,500,1; orderId; 9223372036854775808",
                "34200,1,1,-10,500,1; size; -10",
                "34200,1,1,0,500,1; size; 0",
                "34200,1,1,4294967296,500,1; size; 4294967296",
                "34200,1,1,ten,500,1; size; ten",
                "34200,1,1,10,0,1; price; 0",
                "34200,1,1,10,9999999999,1; price; 9999999999",
                "34200,1,1,10,500,0; direction; 0",
                "34200,1,1,10,500,2; direction; 2",
                "34200,1,1,10,500,+1; direction; +1",
                "34200,1,1,10,500; direction; ''",
                "34200,1,1,10,500,; direction; ''",
                "34200,1,1; size; ''",
                "34200,1,1,10,500,1,NSDQ; end of row; ',NSDQ'",
                "34200,1,1,10,500,1,; end of row; ','",
                "34200,1,77,10,500,1; orderId; 77",
            })
    void namesFileLineFieldAndValueOfAMalformedRow(String row, String field, String value) throws IOException {
        Files.writeString(messages, "34200,1,77,10,500,1\n\n" + row + "\n34201,1,78,10,500,1\n");

        final ReplayRun run = ReplayRun.with("--messages", messages, "--levels", 1, "--book-out", bookOut);

        assertEquals(2, run.exitCode());
        assertEquals("", run.out());
        assertTrue(
                run.err().startsWith("OrderBookReplay: " + messages + ":3: " + field + " '")
                        && run.err().contains(value + "' ")
                        && run.err().indexOf('\n') == run.err().length() - 1,
                run.err());
        assertEquals(List.of("9999999999,0,500,10"), Files.readAllLines(bookOut));
    }

    @Test
    void printsNoControlCharacterOfAMalformedRow() throws IOException {
        Files.write(messages, new byte[] {27, '[', '2', 'J', (byte) 0xC3, 0, '\n'});

        final String err = ReplayRun.with("--messages", messages).err();

        assertTrue(err.contains(":1: time '?[2J??' is not"), err);
    }

    @Test
    void refusesARowWithoutEnd() throws IOException {
        Files.write(messages, new byte[NumberRows.BUFFER_BYTE_SIZE + 1]);

        final ReplayRun run = ReplayRun.with("--messages", messages);

        assertEquals(2, run.exitCode());
        assertTrue(run.err().endsWith("...' has more than 65536 bytes\n"), run.err());
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "600,10,500",
                "600,10,500,-1",
                "600,0,500,10",
                "9999999999,5,500,10",
                "0,5,500,10",
                "600,10,500,10,600,10,400,10",
                "600,10,500,10,700,10,501,10",
                "9999999999,0,500,10,700,10,400,10",
                "ask,10,500,10",
            })
    void refusesAMalformedOpeningBook(String row) throws IOException {
        final Path openingBook = directory.resolve("opening.csv");
        Files.writeString(openingBook, row + "\n");
        Files.createFile(messages);

        final ReplayRun run = ReplayRun.with("--messages", messages, "--opening-book", openingBook);

        assertEquals(2, run.exitCode());
        assertTrue(run.err().startsWith("OrderBookReplay: " + openingBook + ":1: "), run.err());
    }

    @Test
    void refusesAnOpeningBookWithoutARow() throws IOException {
        Files.createFile(messages);

        final ReplayRun run = ReplayRun.with("--messages", messages, "--opening-book", messages);

        assertEquals(2, run.exitCode());
        assertEquals("OrderBookReplay: " + messages + ": there is no row with the opening book\n", run.err());
    }

    @ParameterizedTest
    @CsvSource({
        "2,600,50", // an order from before, taken from by the first message
        "3,600,50",
        "4,600,50",
        "4,700,0", // a level that the first message took all of
        "5,600,50",
    })
    void takesTheFirstMessageOutOfTheOpeningBookWhateverItsType(int type, long price, long size) throws IOException {
        final Path openingBook = directory.resolve("opening.csv");
        final String row = "600,50,9999999999,0".replace("9999999999,0", "-9999999999,0");
        Files.writeString(openingBook, row + "\n");
        Files.writeString(messages, "34200," + type + ",5,20," + price + ",-1\n34201,3,6,50,600,-1\n");

        ReplayRun.with("--messages", messages, "--opening-book", openingBook, "--levels", 1, "--book-out", bookOut);

        assertEquals(List.of(row, "9999999999,0,-9999999999,0"), Files.readAllLines(bookOut));
    }

    @Test
    void namesAMissingFile() {
        final ReplayRun run = ReplayRun.with("--messages", messages, "--book-out", bookOut);

        assertEquals(2, run.exitCode());
        assertTrue(run.err().startsWith("OrderBookReplay: " + messages), run.err());
        assertEquals(1, run.err().lines().count());
        assertFalse(Files.exists(bookOut));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "--nothing",
                "--allocator malloc",
                "--levels 0",
                "--levels many",
                "--count -1",
                "--capacity 0",
                "--capacity 5x",
                "--capacity 9999999999g",
                "--allocator global --capacity 1m",
                "--allocator buffer --capacity 3g",
                "--allocator bump --capacity 4000000000g",
                "--opening-book book.csv",
                "--messages a.csv --count 5",
                "--messages a.csv --seed 5",
                "--book-out a.csv --messages-out a.csv",
                "a.csv",
            })
    void refusesBadOptionsInOneLine(String args) {
        final ReplayRun run = ReplayRun.with((Object[]) args.split(" "));

        assertEquals(2, run.exitCode());
        assertEquals("", run.out());
        assertEquals(1, run.err().lines().count(), run.err());
    }

    @Test
    void doesNotWriteOverItsInput() throws IOException {
        Files.writeString(messages, "34200,1,1,10,500,1\n");

        assertEquals(
                2,
                ReplayRun.with("--messages", messages, "--book-out", messages).exitCode());
        assertEquals(
                2,
                ReplayRun.with("--messages", messages, "--messages-out", messages)
                        .exitCode());

        assertEquals("34200,1,1,10,500,1\n", Files.readString(messages));
    }

    @Test
    void explainsItsOptions() {
        final ReplayRun run = ReplayRun.with("--help");

        assertEquals(0, run.exitCode());
        for (final String option : List.of(
                "--messages",
                "--opening-book",
                "--count",
                "--seed",
                "--allocator",
                "--capacity",
                "--levels",
                "--book-out",
                "--messages-out",
                "--rehearsal",
                "--help",
                "global",
                "bump",
                "pool",
                "freelist",
                "stack",
                "buffer")) {
            assertTrue(run.out().contains(option), () -> option + " in:\n" + run.out());
        }
    }
}
