package org.sideheap.testkit;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.sideheap.allocators.AllocationFailedException;
import org.sideheap.allocators.Allocator;
import org.sideheap.testkit.FaultError.Verdict;

/**
 * Fails each memory request of an operation in turn, and looks at what is left.
 *
 * <p>The operation is run once to count its requests, once more to see that they are the same, and then once for each of
 * them with that one failing, always on a fresh allocator and a fresh subject. The requests that open the subject are
 * failed as well. The strong guarantee is asked for: a failed operation throws an {@link AllocationFailedException}, the
 * subject is as it was, the same operation then succeeds, and once the subject is closed nothing has leaked.
 *
 * <pre>{@code
 * FaultEnumeration.<LongArrayList>of(LongArrayList::new)
 *         .prepare(list -> { for (long i = 0; i < 8; i++) list.addLong(i); })
 *         .operation(list -> list.addLong(8))
 *         .unchanged(LongArrayList::toLongArray)
 *         .usable(list -> assertEquals(8, list.getLong(8)))
 *         .runOn(Backends.named("free list"), 1 << 16);
 * }</pre>
 *
 * <p>A growth in place that fails need not surface, as a block can move; a failed {@code tryAllocate} or
 * {@code tryReallocate} must. All is done twice, with growth in place as the allocator has it and with all of it
 * declined. So it is the same requests on every run wherever the blocks happen to stand; only where a growth in place was
 * answered otherwise than at first may the requests after it be others.
 *
 * @param <S> the subject: a collection, or whatever allocates
 */
public final class FaultEnumeration<S extends AutoCloseable> {
    /**
     * Opens a subject.
     *
     * @param <S> its type
     */
    @FunctionalInterface
    public interface Opener<S> {
        /**
         * Opens one.
         *
         * @param allocator for all it allocates
         * @return the subject, which gives everything back when it is closed
         * @throws Exception that fails the test, unless it is because a request was failed
         */
        S open(Allocator allocator) throws Exception;
    }

    /**
     * Does something with a subject.
     *
     * @param <S> its type
     */
    @FunctionalInterface
    public interface Action<S> {
        /**
         * Does it.
         *
         * @param subject to do it with
         * @throws Exception that fails the test, unless it is because a request was failed
         */
        void run(S subject) throws Exception;
    }

    /**
     * Takes a picture of a subject.
     *
     * @param <S> its type
     */
    @FunctionalInterface
    public interface Picture<S> {
        /**
         * Takes it.
         *
         * @param subject to take it of
         * @return what compares equal exactly if the subject is the same to its user; arrays compare by their elements
         * @throws Exception that fails the test
         */
        Object of(S subject) throws Exception;
    }

    private static final String NO_DETAIL = "";

    private final Opener<? extends S> opener;
    private Action<? super S> preparation = subject -> {};
    private Action<? super S> operation = subject -> {};
    private Picture<? super S> picture = subject -> NO_DETAIL;
    private Action<? super S> use = subject -> {};

    private FaultEnumeration(Opener<? extends S> opener) {
        this.opener = Objects.requireNonNull(opener, "opener");
    }

    /**
     * Begins with how a subject is opened. By itself, it is the requests of opening that are failed.
     *
     * @param <S> the type of the subject
     * @param opener opens one on an allocator
     * @return the enumeration
     */
    public static <S extends AutoCloseable> FaultEnumeration<S> of(Opener<? extends S> opener) {
        return new FaultEnumeration<>(opener);
    }

    /**
     * What to do before the operation. No request fails here.
     *
     * @param action to do
     * @return this
     */
    public FaultEnumeration<S> prepare(Action<? super S> action) {
        preparation = Objects.requireNonNull(action, "action");
        return this;
    }

    /**
     * The operation whose requests are failed. It is done again after it has failed.
     *
     * @param action to do
     * @return this
     */
    public FaultEnumeration<S> operation(Action<? super S> action) {
        operation = Objects.requireNonNull(action, "action");
        return this;
    }

    /**
     * What the failed operation must leave as it was.
     *
     * @param newPicture taken before the operation and after it has failed, and compared
     * @return this
     */
    public FaultEnumeration<S> unchanged(Picture<? super S> newPicture) {
        picture = Objects.requireNonNull(newPicture, "newPicture");
        return this;
    }

    /**
     * What must work in the end, once the operation has succeeded, be it at first or after it has failed.
     *
     * @param action with assertions about the subject
     * @return this
     */
    public FaultEnumeration<S> usable(Action<? super S> action) {
        use = Objects.requireNonNull(action, "action");
        return this;
    }

    /**
     * Runs it on every backend that can do the operation at all with such a capacity; those that run out by themselves
     * are passed over.
     *
     * @param byteCapacity to open each with
     * @param blockByteSize to open each with
     * @return the backends it ran on
     * @throws FaultError when the operation does not bear a failed request
     */
    public List<Backend> runOnAllThatSuffice(long byteCapacity, long blockByteSize) {
        final List<Backend> ran = new ArrayList<>();
        for (final Backend backend : Backends.all()) {
            try {
                runOn(backend, byteCapacity, blockByteSize);
                ran.add(backend);
            } catch (FaultError e) {
                if (e.verdict() != Verdict.FAILS_BY_ITSELF || !(e.getCause() instanceof AllocationFailedException)) {
                    throw e;
                }
            }
        }
        return ran;
    }

    /**
     * Runs it on one backend.
     *
     * @param backend to open for each run
     * @param byteCapacity to open it with
     * @throws FaultError when the operation does not bear a failed request
     */
    public void runOn(Backend backend, long byteCapacity) {
        runOn(backend, byteCapacity, Backend.DEFAULT_BLOCK_BYTE_SIZE);
    }

    /**
     * Runs it on one backend.
     *
     * @param backend to open for each run
     * @param byteCapacity to open it with
     * @param blockByteSize to open it with
     * @throws FaultError when the operation does not bear a failed request
     */
    public void runOn(Backend backend, long byteCapacity, long blockByteSize) {
        for (final Growth growth : Growth.values()) {
            for (final Phase phase : Phase.values()) {
                enumerate(backend, byteCapacity, blockByteSize, growth, phase);
            }
        }
    }

    private void enumerate(Backend backend, long byteCapacity, long blockByteSize, Growth growth, Phase phase) {
        final String where = "on " + backend + ", growth in place " + growth.sentence;
        final Run counting = new Run(phase, null, 0, where);
        counting.runOn(backend, byteCapacity, blockByteSize, growth);
        final Run repeated = new Run(phase, null, 0, where);
        repeated.runOn(backend, byteCapacity, blockByteSize, growth);
        if (!counting.counts.equals(repeated.counts) && counting.growthAnswers.equals(repeated.growthAnswers)) {
            throw new FaultError(
                    Verdict.NONDETERMINISTIC,
                    where,
                    phase.name + " made " + counting.counts + " requests in one run and " + repeated.counts
                            + " in the next",
                    null);
        }
        counting.counts.forEach((kind, count) -> {
            for (long number = 1; number <= count; number++) {
                final Run failing = new Run(
                        phase,
                        kind,
                        number,
                        where + ", with " + kind + " " + number + " of " + count + " in " + phase.name + " failing");
                failing.runOn(backend, byteCapacity, blockByteSize, growth);
                if (!failing.reached && failing.agreesOnGrowthWith(counting)) {
                    throw new FaultError(
                            Verdict.NONDETERMINISTIC,
                            failing.where,
                            "that request never came: " + counting.counts + " were counted, " + failing.counts
                                    + " made",
                            null);
                }
            }
        });
    }

    /** Whose requests are failed. */
    private enum Phase {
        OPENING("the opening"),
        OPERATION("the operation");

        private final String name;

        Phase(String name) {
            this.name = name;
        }
    }

    /** What becomes of growth in place. */
    private enum Growth {
        AS_IT_COMES("as the allocator has it"),
        DECLINED("declined");

        private final String sentence;

        Growth(String sentence) {
            this.sentence = sentence;
        }
    }

    /** One run from open to close, with at most one request failing. */
    private final class Run {
        private final Phase phase;
        private final RequestKind failingKind;
        private final long failingNumber;
        private final String where;
        private final Map<RequestKind, Long> counts = new EnumMap<>(RequestKind.class);
        private List<Boolean> growthAnswers = List.of();
        private boolean reached;

        private Run(Phase phase, RequestKind failingKind, long failingNumber, String where) {
            this.phase = phase;
            this.failingKind = failingKind;
            this.failingNumber = failingNumber;
            this.where = where;
        }

        /** Whether each growth in place was answered as there, as far as this run went. */
        private boolean agreesOnGrowthWith(Run other) {
            final int common = Math.min(growthAnswers.size(), other.growthAnswers.size());
            return growthAnswers.subList(0, common).equals(other.growthAnswers.subList(0, common));
        }

        private void runOn(Backend backend, long byteCapacity, long blockByteSize, Growth growth) {
            final OpenBackend open = backend.open(byteCapacity, blockByteSize);
            try {
                final RecordingAllocator recorder = new RecordingAllocator(open.allocator(), growth == Growth.DECLINED);
                final FailingAllocator allocator = new FailingAllocator(recorder);
                final S subject = opened(allocator, recorder);
                if (subject != null) {
                    used(subject, allocator, recorder);
                    close(subject);
                }
                if (recorder.liveCount() != 0) {
                    throw new FaultError(
                            Verdict.LEAKED, where, "still live after close: " + recorder.liveBlocks(), null);
                }
            } catch (RuntimeException | Error e) {
                discard(open, e);
                throw e;
            }
            try {
                open.close();
            } catch (RuntimeException | AssertionError e) {
                throw new FaultError(Verdict.CORRUPTED, where, e.getMessage(), e);
            }
        }

        /** The subject, or null where opening it failed as it should. */
        private S opened(FailingAllocator allocator, RecordingAllocator recorder) {
            begin(Phase.OPENING, allocator, recorder);
            S subject = null;
            try {
                subject = Objects.requireNonNull(opener.open(allocator), "the subject");
            } catch (Exception | AssertionError e) {
                judge(e, "opening", allocator);
            }
            end(Phase.OPENING, allocator, recorder);
            if (subject != null) {
                verifySurfaced("opening", Phase.OPENING);
            }
            return subject;
        }

        private void used(S subject, FailingAllocator allocator, RecordingAllocator recorder) {
            try {
                operate(subject, allocator, recorder);
            } catch (FaultError e) {
                if (e.verdict() == Verdict.FAILS_BY_ITSELF) {
                    close(subject);
                }
                throw e;
            }
        }

        private void operate(S subject, FailingAllocator allocator, RecordingAllocator recorder) {
            attempt(Verdict.FAILS_BY_ITSELF, preparation, subject, "the preparation");
            final Object before = picture(subject, Verdict.FAILS_BY_ITSELF);
            begin(Phase.OPERATION, allocator, recorder);
            boolean succeeded = true;
            try {
                operation.run(subject);
            } catch (Exception | AssertionError e) {
                judge(e, "the operation", allocator);
                succeeded = false;
            }
            end(Phase.OPERATION, allocator, recorder);
            verifyChecks(allocator);
            if (succeeded) {
                verifySurfaced("the operation", Phase.OPERATION);
            } else {
                final Object after = picture(subject, Verdict.UNUSABLE);
                if (!Objects.deepEquals(before, after)) {
                    throw new FaultError(
                            Verdict.CHANGED, where, "it was " + text(before) + " and is " + text(after), null);
                }
                attempt(Verdict.UNUSABLE, operation, subject, "the operation, done again,");
            }
            attempt(failingKind == null ? Verdict.FAILS_BY_ITSELF : Verdict.UNUSABLE, use, subject, "the use");
            verifyChecks(allocator);
        }

        private void begin(Phase now, FailingAllocator allocator, RecordingAllocator recorder) {
            if (now == phase && failingKind != null) {
                allocator.fail(failingKind, failingNumber);
            } else {
                allocator.failNothing();
            }
            recorder.begin();
        }

        private void end(Phase now, FailingAllocator allocator, RecordingAllocator recorder) {
            if (now == phase) {
                reached = allocator.hasFailed();
                growthAnswers = recorder.answers();
                for (final RequestKind kind : RequestKind.values()) {
                    counts.put(kind, allocator.requestCount(kind));
                }
            }
            allocator.failNothing();
        }

        private void judge(Throwable e, String what, FailingAllocator allocator) {
            if (!allocator.hasFailed()) {
                throw new FaultError(Verdict.FAILS_BY_ITSELF, where, what + " threw " + e, e);
            }
            if (!(e instanceof AllocationFailedException)) {
                throw new FaultError(Verdict.WRONG_EXCEPTION, where, what + " threw " + e, e);
            }
        }

        private void verifySurfaced(String what, Phase now) {
            if (now == phase && reached && failingKind != RequestKind.RESIZE) {
                throw new FaultError(Verdict.SWALLOWED, where, what + " returned as if nothing had happened", null);
            }
        }

        private void verifyChecks(FailingAllocator allocator) {
            try {
                allocator.check();
            } catch (RuntimeException e) {
                throw new FaultError(Verdict.CORRUPTED, where, e.getMessage(), e);
            }
        }

        private Object picture(S subject, Verdict otherwise) {
            final Object[] taken = new Object[1];
            attempt(otherwise, each -> taken[0] = picture.of(each), subject, "the picture");
            return taken[0];
        }

        private void close(S subject) {
            attempt(
                    failingKind == null ? Verdict.FAILS_BY_ITSELF : Verdict.UNUSABLE,
                    AutoCloseable::close,
                    subject,
                    "close");
        }

        private void attempt(Verdict otherwise, Action<? super S> action, S subject, String what) {
            try {
                action.run(subject);
            } catch (Exception | AssertionError e) {
                throw new FaultError(otherwise, where, what + " threw " + e, e);
            }
        }
    }

    private static void discard(OpenBackend open, Throwable failure) {
        try {
            open.discard();
        } catch (RuntimeException | AssertionError e) {
            failure.addSuppressed(e);
        }
    }

    private static String text(Object picture) {
        final String inArray = Arrays.deepToString(new Object[] {picture});
        return inArray.substring(1, inArray.length() - 1);
    }
}
