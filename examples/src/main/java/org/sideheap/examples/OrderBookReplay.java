package org.sideheap.examples;

import static org.sideheap.examples.BookMemory.Strategy.BUFFER;
import static org.sideheap.examples.BookMemory.Strategy.GLOBAL;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.Callable;
import org.sideheap.allocators.AllocationFailedException;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/**
 * Rebuilds a limit order book from a day of messages, and reports how fast, and what it took of which memory.
 *
 * <p>Here is what the library is for: {@link OrderBook} holds each order, level and queue in off-heap collections, on the
 * allocator that {@code --allocator} names, and the garbage collector has nothing to do however long the day is. Run it
 * with different allocators and compare.
 *
 * <p>Exits with 0, or with 2 and one line on standard error when an option or the input is wrong.
 */
@Command(
        name = "OrderBookReplay",
        sortOptions = false,
        usageHelpAutoWidth = true,
        description = {
            "Rebuilds a limit order book from messages in the LOBSTER format, on off-heap collections, and reports "
                    + "speed, latency and memory. Without a file it generates the messages.",
            ""
        })
public final class OrderBookReplay implements Callable<Integer> {
    private static final int BAD_INPUT = 2;

    @Spec
    private CommandSpec spec;

    @Option(
            names = "--messages",
            paramLabel = "FILE",
            description = "Replay this file. Rows: time,type,orderId,size,price,direction.")
    private Path messages;

    @Option(
            names = "--opening-book",
            paramLabel = "FILE",
            description =
                    "Start with the sizes in the first row of this order-book file: the book just after the first "
                            + "message.")
    private Path openingBook;

    @Option(names = "--count", paramLabel = "N", description = "Generate so many messages. Default: 2000000.")
    private Long count;

    @Option(names = "--seed", paramLabel = "N", description = "Generate another day. Default: 42.")
    private Long seed;

    @Option(
            names = "--allocator",
            paramLabel = "NAME",
            defaultValue = "pool",
            description = "Where list nodes and tables are: ${COMPLETION-CANDIDATES}. Default: ${DEFAULT-VALUE}. "
                    + "What it declines is taken from global instead.")
    private BookMemory.Strategy strategy;

    @Option(
            names = "--capacity",
            paramLabel = "SIZE",
            converter = ByteSize.class,
            description = "Bytes the allocator may hand out, such as 64m. Default: what the generated messages need.")
    private Long byteCapacity;

    @Option(
            names = "--levels",
            paramLabel = "N",
            defaultValue = "5",
            description = "How many levels to report and to write. Default: ${DEFAULT-VALUE}.")
    private int levelCount;

    @Option(
            names = "--book-out",
            paramLabel = "FILE",
            description = "Write the best levels after each message, a row each: "
                    + "askPrice,askSize,bidPrice,bidSize of each level.")
    private Path bookOut;

    @Option(
            names = "--messages-out",
            paramLabel = "FILE",
            description = "Write the messages too, as --messages reads them.")
    private Path messagesOut;

    @Option(
            names = "--rehearsal",
            paramLabel = "N",
            defaultValue = "100000",
            description = "Generated messages to begin with, on a book of their own, so that classes are loaded and "
                    + "compiled before anything is measured. Default: ${DEFAULT-VALUE}.")
    private long rehearsalCount;

    @Option(names = "--help", usageHelp = true, description = "Show this and exit.")
    private boolean help;

    private OrderBookReplay() {}

    /**
     * Runs the example and ends the JVM.
     *
     * @param args see {@code --help}
     */
    public static void main(String[] args) {
        System.exit(run(new PrintWriter(System.out, true), new PrintWriter(System.err, true), args));
    }

    /** Returns the exit code. */
    static int run(PrintWriter out, PrintWriter err, String... args) {
        return new CommandLine(new OrderBookReplay())
                .setOut(out)
                .setErr(err)
                .setCaseInsensitiveEnumValuesAllowed(true)
                .setParameterExceptionHandler((e, arguments) -> failed(err, e.getMessage()))
                .setExecutionExceptionHandler((e, commandLine, parsed) -> {
                    if (e instanceof IOException) {
                        return failed(err, e.getMessage());
                    }
                    throw e;
                })
                .execute(args);
    }

    private static int failed(PrintWriter err, String message) {
        err.println("OrderBookReplay: " + message.lines().findFirst().orElse("failed"));
        return BAD_INPUT;
    }

    @Override
    public Integer call() throws IOException {
        checkOptions();
        try (MessageSource source = openSource();
                BookMemory memory = openMemory();
                OrderBook book = new OrderBook(memory.allocator())) {
            if (openingBook != null) {
                OpeningBook.read(openingBook, book);
            }
            rehearse();
            final Replay replay = new Replay();
            final Progress progress = Progress.onStandardError();
            try (BookRows rows = bookOut == null ? null : new BookRows(bookOut, levelCount)) {
                replay.run(source, book, openingBook != null, rows, progress);
            } finally {
                progress.erase();
            }
            new ReplayReport(spec.commandLine().getOut()).print(source.toString(), replay, book, levelCount, memory);
        }
        return 0;
    }

    private void checkOptions() throws IOException {
        require(levelCount >= 1, "--levels must be at least 1");
        require(count == null || count >= 0, "--count must be at least 0");
        require(rehearsalCount >= 0, "--rehearsal must be at least 0");
        require(messages == null || count == null && seed == null, "--count and --seed are not for --messages");
        require(messages != null || openingBook == null, "--opening-book is only for --messages");
        require(byteCapacity == null || strategy != GLOBAL, "--capacity is not for the global allocator");
        require(
                byteCapacity == null || strategy != BUFFER || byteCapacity <= Integer.MAX_VALUE,
                "--capacity of a buffer must be at most " + Integer.MAX_VALUE);
        require(
                !isSameFile(bookOut, messages)
                        && !isSameFile(bookOut, openingBook)
                        && !isSameFile(messagesOut, messages)
                        && !isSameFile(messagesOut, openingBook),
                "an input file would be written over");
        require(bookOut == null || !bookOut.equals(messagesOut), "--book-out and --messages-out are one file");
    }

    private static boolean isSameFile(Path output, Path input) throws IOException {
        return output != null
                && input != null
                && Files.exists(output)
                && Files.exists(input)
                && Files.isSameFile(output, input);
    }

    private void require(boolean condition, String message) {
        if (!condition) {
            throw new ParameterException(spec.commandLine(), message);
        }
    }

    private MessageSource openSource() throws IOException {
        final MessageSource source = messages != null
                ? new LobsterMessages(messages)
                : new GeneratedMessages(
                        seed != null ? seed : GeneratedMessages.DEFAULT_SEED,
                        count != null ? count : GeneratedMessages.DEFAULT_COUNT);
        return messagesOut == null ? source : new CopiedMessages(source, new MessageRows(messagesOut));
    }

    private BookMemory openMemory() {
        final long byteSize = byteCapacity != null ? byteCapacity : strategy.defaultByteCapacity();
        try {
            return new BookMemory(strategy, byteSize);
        } catch (AllocationFailedException | IllegalArgumentException | OutOfMemoryError e) {
            throw new ParameterException(
                    spec.commandLine(), "--capacity: there is no memory for " + byteSize + " bytes");
        }
    }

    /** From the same kind of source to the same kind of memory. */
    private void rehearse() throws IOException {
        try (MessageSource source = rehearsalSource();
                BookMemory memory = BookMemory.ofDefaultSize(strategy);
                OrderBook book = new OrderBook(memory.allocator());
                BookRows nowhere = new BookRows(OutputStream.nullOutputStream(), levelCount)) {
            new Replay().run(source, book, openingBook != null, bookOut != null ? nowhere : null, Progress.none());
        }
    }

    private MessageSource rehearsalSource() throws IOException {
        final MessageSource generated = new GeneratedMessages(GeneratedMessages.DEFAULT_SEED, rehearsalCount);
        if (messages == null) {
            return generated;
        }
        final ByteArrayOutputStream file = new ByteArrayOutputStream();
        try (MessageSource copied = new CopiedMessages(generated, new MessageRows(file))) {
            for (Message message = new Message(); copied.next(message); ) {
                // Copied on the way.
            }
        }
        return new LobsterMessages(
                new NumberRows("rehearsal", new ByteArrayInputStream(file.toByteArray()), NumberRows.BUFFER_BYTE_SIZE));
    }
}
