package org.sideheap.testkit;

import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.function.Predicate;
import java.util.stream.LongStream;
import org.sideheap.allocators.Allocator;

/**
 * Random programs of operations on a collection, by the side of a model from {@code java.util}, on every backend, with
 * memory failing in the midst of them.
 *
 * <p>Which operations a collection has is said by naming them: those that most have by the methods of the subclass for
 * its kind, any other by {@link #action}, {@link #function} and {@link #unseen}. After each one the answer and the
 * contents are those of the model, and the allocator finds nothing wrong. One that finds no memory, because the backend
 * has no more or because a request is failed on purpose, throws an {@code AllocationFailedException} and has changed
 * nothing. Only live blocks are freed, and all of them by the time the collection is closed. Closing twice is as good as
 * closing once. Now and then a program opens another collection on the same allocator, and goes on with either.
 *
 * <p>A violation is shrunk and printed as Java to be pasted into a test. The same seed gives the same program.
 *
 * <p>What a collection gets from an allocator is full of dirt, so that what it reads without having written it is seen, and
 * seen again. What it writes beside its blocks is seen on the guarded backends, which come first; elsewhere it may bring
 * down the JVM, as it would in production.
 *
 * @param <S> the collection
 * @param <M> the model
 * @param <C> the contract itself
 */
public abstract sealed class CollectionContract<S extends AutoCloseable, M, C extends CollectionContract<S, M, C>>
        permits LongDequeContract, LongListContract, LongMapContract, LongSetContract {
    /** Small enough to run out often. */
    public static final long DEFAULT_BYTE_CAPACITY = 4096;

    /** Enough for small collections, on backends with one size of block. */
    public static final long DEFAULT_BLOCK_BYTE_SIZE = 512;

    /** How many steps a random program has. */
    public static final int DEFAULT_STEP_COUNT = 60;

    private static final int OFTEN = 4;

    /** What an argument of an operation is: it decides which numbers are tried. */
    public enum Argument {
        /** Of an element: from 0 to one less than the size. The operation is left out where there is none. */
        INDEX,

        /** Between elements: from 0 to the size. */
        POSITION,

        /** An element or the value of an entry: most often from -4 to 4, now and then an extreme. */
        VALUE,

        /** Of an entry: most often from 0 to 40, now and then far apart or an extreme. */
        KEY,

        /** Of something: from 0 to 20. */
        COUNT
    }

    /**
     * Does something with a number.
     *
     * @param <T> with what
     */
    @FunctionalInterface
    public interface LongAction<T> {
        /**
         * Does it.
         *
         * @param target to do it with
         * @param argument the number
         * @throws Exception that is a violation, unless it says that memory was missing
         */
        void run(T target, long argument) throws Exception;
    }

    /**
     * Does something with two numbers.
     *
     * @param <T> with what
     */
    @FunctionalInterface
    public interface LongLongAction<T> {
        /**
         * Does it.
         *
         * @param target to do it with
         * @param first number
         * @param second number
         * @throws Exception that is a violation, unless it says that memory was missing
         */
        void run(T target, long first, long second) throws Exception;
    }

    /**
     * Does something that has an answer.
     *
     * @param <T> with what
     */
    @FunctionalInterface
    public interface Answer<T> {
        /**
         * Does it.
         *
         * @param target to do it with
         * @return the answer
         * @throws Exception that is a violation, unless it says that memory was missing
         */
        Object of(T target) throws Exception;
    }

    /**
     * Does something with a number that has an answer.
     *
     * @param <T> with what
     */
    @FunctionalInterface
    public interface LongAnswer<T> {
        /**
         * Does it.
         *
         * @param target to do it with
         * @param argument the number
         * @return the answer
         * @throws Exception that is a violation, unless it says that memory was missing
         */
        Object of(T target, long argument) throws Exception;
    }

    /**
     * Does something with two numbers that has an answer.
     *
     * @param <T> with what
     */
    @FunctionalInterface
    public interface LongLongAnswer<T> {
        /**
         * Does it.
         *
         * @param target to do it with
         * @param first number
         * @param second number
         * @return the answer
         * @throws Exception that is a violation, unless it says that memory was missing
         */
        Object of(T target, long first, long second) throws Exception;
    }

    private final FaultEnumeration.Opener<? extends S> opener;
    private final Map<String, CollectionOperation<S, M>> operations = new LinkedHashMap<>();
    private final Map<Long, Long> exceptions = new HashMap<>();
    private long byteCapacity = DEFAULT_BYTE_CAPACITY;
    private long blockByteSize = DEFAULT_BLOCK_BYTE_SIZE;

    CollectionContract(FaultEnumeration.Opener<? extends S> opener) {
        this.opener = Objects.requireNonNull(opener, "opener");
    }

    abstract C self();

    /** An empty one. */
    abstract M newModel();

    abstract int sizeOf(M model);

    /** Throws where it is not said how to see the contents. */
    abstract void checkComplete();

    /** Where the contents of the two differ, as a sentence; null if they do not. */
    abstract String difference(S subject, M model) throws Exception;

    /** A legal argument in the place of any number; the same one if it is legal. */
    long legal(Argument argument, long number, M model) {
        return switch (argument) {
            case INDEX -> Math.floorMod(number, Math.max(1, sizeOf(model)));
            case POSITION -> Math.floorMod(number, sizeOf(model) + 1);
            case COUNT -> Math.max(0, number);
            case VALUE -> exceptions.getOrDefault(number, number);
            case KEY -> number;
        };
    }

    /**
     * Leaves a value out, as one that stands for none.
     *
     * @param value that no operation is called with
     * @return this
     */
    public C neverWith(long value) {
        exceptions.put(value, value == Long.MIN_VALUE ? Long.MIN_VALUE + 20 : value - 20);
        return self();
    }

    /**
     * How each backend is opened; {@link #DEFAULT_BYTE_CAPACITY} and {@link #DEFAULT_BLOCK_BYTE_SIZE} if not said.
     *
     * @param newByteCapacity to open it with
     * @param newBlockByteSize to open it with
     * @return this
     */
    public C openedWith(long newByteCapacity, long newBlockByteSize) {
        Opening.checkSizes("", newByteCapacity, newBlockByteSize);
        byteCapacity = newByteCapacity;
        blockByteSize = newBlockByteSize;
        return self();
    }

    /**
     * Names an operation.
     *
     * @param name it has in programs
     * @param onSubject the operation
     * @param onModel the same on the model
     * @return this
     */
    public C action(
            String name, FaultEnumeration.Action<? super S> onSubject, FaultEnumeration.Action<? super M> onModel) {
        return function(name, answerless(onSubject), answerless(onModel));
    }

    /**
     * Names an operation.
     *
     * @param name it has in programs
     * @param argument what it is called with
     * @param onSubject the operation
     * @param onModel the same on the model
     * @return this
     */
    public C action(String name, Argument argument, LongAction<? super S> onSubject, LongAction<? super M> onModel) {
        return function(name, argument, answerless(onSubject), answerless(onModel));
    }

    /**
     * Names an operation.
     *
     * @param name it has in programs
     * @param first what it is called with
     * @param second what it is called with
     * @param onSubject the operation
     * @param onModel the same on the model
     * @return this
     */
    public C action(
            String name,
            Argument first,
            Argument second,
            LongLongAction<? super S> onSubject,
            LongLongAction<? super M> onModel) {
        return function(name, first, second, answerless(onSubject), answerless(onModel));
    }

    /**
     * Names an operation whose answer must be that of the model: whole numbers compare whatever their type, arrays by
     * their elements.
     *
     * @param name it has in programs
     * @param onSubject the operation
     * @param onModel the same on the model
     * @return this
     */
    public C function(String name, Answer<? super S> onSubject, Answer<? super M> onModel) {
        return operation(name, List.of(), false, ignoring(onSubject), ignoring(onModel));
    }

    /**
     * Names an operation whose answer must be that of the model.
     *
     * @param name it has in programs
     * @param argument what it is called with
     * @param onSubject the operation
     * @param onModel the same on the model
     * @return this
     */
    public C function(String name, Argument argument, LongAnswer<? super S> onSubject, LongAnswer<? super M> onModel) {
        return operation(name, List.of(argument), false, ignoring(onSubject), ignoring(onModel));
    }

    /**
     * Names an operation whose answer must be that of the model.
     *
     * @param name it has in programs
     * @param first what it is called with
     * @param second what it is called with
     * @param onSubject the operation
     * @param onModel the same on the model
     * @return this
     */
    public C function(
            String name,
            Argument first,
            Argument second,
            LongLongAnswer<? super S> onSubject,
            LongLongAnswer<? super M> onModel) {
        return operation(name, List.of(first, second), false, onSubject, onModel);
    }

    /**
     * Names an operation that its user does not see in the contents, as one that reserves memory or gives it back.
     *
     * @param name it has in programs
     * @param onSubject the operation
     * @return this
     */
    public C unseen(String name, FaultEnumeration.Action<? super S> onSubject) {
        return action(name, onSubject, model -> {});
    }

    /**
     * Names an operation that its user does not see in the contents, as one that reserves memory or gives it back.
     *
     * @param name it has in programs
     * @param argument what it is called with
     * @param onSubject the operation
     * @return this
     */
    public C unseen(String name, Argument argument, LongAction<? super S> onSubject) {
        return action(name, argument, onSubject, (model, number) -> {});
    }

    /**
     * Lets an operation come four times as often in random programs, so that collections grow.
     *
     * @param name of an operation that adds elements
     * @return this
     * @throws IllegalArgumentException when there is no such operation
     */
    public C often(String name) {
        if (operations.computeIfPresent(name, (same, operation) -> operation.withWeight(OFTEN)) == null) {
            throw unknown("there is no operation " + name);
        }
        return self();
    }

    final C operation(
            String name,
            List<Argument> arguments,
            boolean needsElement,
            LongLongAnswer<? super S> onSubject,
            LongLongAnswer<? super M> onModel) {
        Objects.requireNonNull(onSubject, "onSubject");
        Objects.requireNonNull(onModel, "onModel");
        if (isBuiltIn(name) || operations.containsKey(name)) {
            throw new IllegalArgumentException("there is an operation " + name + " already");
        }
        operations.put(name, new CollectionOperation<>(name, 1, arguments, needsElement, onSubject, onModel));
        return self();
    }

    static <T> LongLongAnswer<T> answerless(LongLongAction<T> action) {
        return (target, first, second) -> {
            action.run(target, first, second);
            return null;
        };
    }

    private static <T> LongAnswer<T> answerless(LongAction<T> action) {
        return (target, argument) -> {
            action.run(target, argument);
            return null;
        };
    }

    private static <T> Answer<T> answerless(FaultEnumeration.Action<T> action) {
        return target -> {
            action.run(target);
            return null;
        };
    }

    static <T> LongLongAnswer<T> ignoring(LongAnswer<T> answer) {
        return (target, first, second) -> answer.of(target, first);
    }

    static <T> LongLongAnswer<T> ignoring(Answer<T> answer) {
        return (target, first, second) -> answer.of(target);
    }

    /**
     * Runs as many random programs on each of the {@link Backends} as {@link Backends#programCount} says, the same each
     * time.
     *
     * @throws ContractViolation with the shortest program found, when the collection does not keep the contract
     */
    public void verify() {
        Backends.all().forEach(this::verify);
    }

    /**
     * Runs as many random programs on a backend as {@link Backends#programCount} says, the same each time.
     *
     * @param backend to run them on
     * @throws ContractViolation with the shortest program found, when the collection does not keep the contract
     */
    public void verify(Backend backend) {
        LongStream.range(0, Backends.programCount()).forEach(seed -> verifyProgram(backend, seed));
    }

    /**
     * Runs a random program of {@link #DEFAULT_STEP_COUNT} steps.
     *
     * @param backend to run it on
     * @param seed of the program: the same one gives the same program
     * @throws ContractViolation with the shortest program found, when the collection does not keep the contract
     */
    public void verifyProgram(Backend backend, long seed) {
        verifyProgram(backend, seed, DEFAULT_STEP_COUNT);
    }

    /**
     * Runs a random program.
     *
     * @param backend to run it on
     * @param seed of the program: the same one gives the same program
     * @param stepCount how many steps it has
     * @throws ContractViolation with the shortest program found, when the collection does not keep the contract
     */
    public void verifyProgram(Backend backend, long seed, int stepCount) {
        new ProgramVerifier<CollectionStep>(
                        backend,
                        byteCapacity,
                        blockByteSize,
                        steps -> run(steps, backend, byteCapacity, blockByteSize),
                        steps -> new CollectionProgram(this, steps))
                .verify(seed, new CollectionProgramGenerator(operations.values(), seed).steps(stepCount));
    }

    /**
     * Begins a program of one's own.
     *
     * @return no steps yet
     */
    public CollectionProgram program() {
        return new CollectionProgram(this, List.of());
    }

    Outcome<CollectionStep> run(
            List<CollectionStep> steps, Backend backend, long openByteCapacity, long openBlockByteSize) {
        checkComplete();
        return new CollectionRun<>(this, backend.open(openByteCapacity, openBlockByteSize)).run(steps);
    }

    S open(Allocator allocator) throws Exception {
        return Objects.requireNonNull(opener.open(allocator), "the collection");
    }

    CollectionOperation<S, M> operation(String name) {
        return operations.get(name);
    }

    void checkOperation(String name, int argumentCount) {
        final CollectionOperation<S, M> operation = operations.get(name);
        final boolean known = isBuiltIn(name)
                ? argumentCount == 0
                : operation != null && operation.arguments().size() == argumentCount;
        if (!known) {
            throw unknown("there is no operation " + name + " with " + argumentCount + " arguments");
        }
    }

    static long removeEqual(Collection<Long> elements, long value) {
        return removeEach(elements, element -> element == value);
    }

    /** Removes through an iterator those that are picked, and tells how many it gave. */
    static <T> long removeEach(Collection<T> elements, Predicate<T> isPicked) {
        long seen = 0;
        for (final Iterator<T> each = elements.iterator(); each.hasNext(); seen++) {
            if (isPicked.test(each.next())) {
                each.remove();
            }
        }
        return seen;
    }

    private static boolean isBuiltIn(String operation) {
        return operation.equals(CollectionStep.REOPEN) || operation.equals(CollectionStep.OTHER);
    }

    private IllegalArgumentException unknown(String message) {
        final List<String> names = new ArrayList<>(operations.keySet());
        names.addAll(List.of(CollectionStep.REOPEN, CollectionStep.OTHER));
        return new IllegalArgumentException(message + ", there are " + names);
    }
}
