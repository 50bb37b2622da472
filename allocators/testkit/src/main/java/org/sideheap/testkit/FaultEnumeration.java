package org.sideheap.testkit;

import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.sideheap.allocators.AllocationFailedException;
import org.sideheap.allocators.Allocator;
import org.sideheap.testkit.FaultError.Verdict;
import org.sideheap.testkit.Faults.Phase;

/**
 * Fails each memory request of an operation in turn, or each two, and looks at what is left.
 *
 * <p>The operation is run once to count its requests, once more to see that they are the same, and then once for each of
 * them with that one failing, always on a fresh allocator and a fresh subject. The requests that open the subject are
 * failed as well. {@linkplain #inPairs In pairs}, a second request fails too. The strong guarantee is asked for: a failed
 * operation throws an {@link AllocationFailedException}, the subject is as it was, the same operation then succeeds, and
 * once the subject is closed nothing has leaked.
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
 * <p>A growth in place or a shrinking that fails need not surface, as a block can move or stay; a failed {@code tryAllocate} or
 * {@code tryReallocate} must, unless the subject {@linkplain #mayRecover may recover}. All is done twice, with growth in
 * place as the allocator has it and with all of it declined. So it is the same requests on every run wherever the blocks
 * happen to stand; only where a growth in place was answered otherwise than at first may the requests after it be others.
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
    private static final Action<Object> NO_USE = subject -> {};

    private final Opener<? extends S> opener;
    private Action<? super S> preparation = subject -> {};
    private Action<? super S> operation = subject -> {};
    private Picture<? super S> picture = subject -> NO_DETAIL;
    private Action<? super S> use = NO_USE;
    private boolean mayRecover;
    private boolean inPairs;

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
     * Lets the subject survive a failed request by itself, as one does that asks for less when it does not get what it
     * would like. What returns although a request has failed is no {@linkplain Verdict#SWALLOWED swallowed} failure
     * then: the subject must be as after any success, which {@link #usable} must say, so there must be one. What throws
     * must leave it unchanged as ever.
     *
     * @return this
     */
    public FaultEnumeration<S> mayRecover() {
        mayRecover = true;
        return this;
    }

    /**
     * Fails the requests in pairs as well, besides each alone. Both of a pair fail in one attempt, where requests come
     * after the first that failed, as they do when the subject tries to recover; or the operation fails by one, is done
     * again and fails by the other: the subject must still be as it was at first, and the operation succeeds when it is
     * done a third time.
     *
     * <p>For n requests that is about n<sup>2</sup> runs in the place of n, each from open to close. The backend needs
     * room for what three attempts leave behind.
     *
     * @return this
     */
    public FaultEnumeration<S> inPairs() {
        inPairs = true;
        return this;
    }

    /**
     * Runs it on every backend that can do the operation at all with such a capacity; those that run out by themselves
     * are passed over, unless all of them do.
     *
     * @param byteCapacity to open each with
     * @param blockByteSize to open each with
     * @return the backends it ran on
     * @throws FaultError when the operation does not bear a failed request
     */
    public List<Backend> runOnAllThatSuffice(long byteCapacity, long blockByteSize) {
        final List<Backend> ran = new ArrayList<>();
        FaultError last = null;
        for (final Backend backend : Backends.all()) {
            try {
                runOn(backend, byteCapacity, blockByteSize);
                ran.add(backend);
            } catch (FaultError e) {
                if (e.verdict() != Verdict.FAILS_BY_ITSELF || !(e.getCause() instanceof AllocationFailedException)) {
                    throw e;
                }
                last = e;
            }
        }
        if (ran.isEmpty()) {
            throw last;
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
        if (mayRecover && use == NO_USE) {
            throw new IllegalStateException(
                    "with mayRecover() it is usable(...) that says what a success leaves: assert the contents there");
        }
        final FaultRun.Scenario<S> scenario =
                new FaultRun.Scenario<>(opener, preparation, operation, picture, use, mayRecover);
        for (final FaultRun.Growth growth : FaultRun.Growth.values()) {
            final FaultRun.Ground ground = new FaultRun.Ground(backend, byteCapacity, blockByteSize, growth);
            for (final Phase phase : Phase.values()) {
                enumerate(scenario, ground, phase, inPairs);
            }
        }
    }

    private static <S extends AutoCloseable> void enumerate(
            FaultRun.Scenario<S> scenario, FaultRun.Ground ground, Phase phase, boolean inPairs) {
        final Attempt counting =
                FaultRun.run(scenario, ground, Faults.none(phase)).get(0);
        final Attempt repeated =
                FaultRun.run(scenario, ground, Faults.none(phase)).get(0);
        if (!repeated.asksAsMuchAs(counting) && repeated.grewAs(counting)) {
            throw new FaultError(
                    Verdict.NONDETERMINISTIC,
                    ground.toString(),
                    phase + " made " + counting + " requests in one run and " + repeated + " in the next",
                    null);
        }
        for (final Request request : counting.requests()) {
            final Faults one = Faults.of(phase, request);
            final List<Attempt> attempts = reached(scenario, ground, one, List.of(counting));
            if (inPairs) {
                for (final Request later : attempts.get(0).requestsAfterFailure()) {
                    reached(scenario, ground, one.andThen(later), attempts.subList(0, 1));
                }
                if (attempts.size() > 1) {
                    for (final Request next : attempts.get(1).requests()) {
                        reached(scenario, ground, one.andAgain(next), attempts);
                    }
                }
            }
        }
    }

    /** The attempts of a run with faults, which were found in attempts at the same without the last of them. */
    private static <S extends AutoCloseable> List<Attempt> reached(
            FaultRun.Scenario<S> scenario, FaultRun.Ground ground, Faults faults, List<Attempt> expected) {
        final List<Attempt> attempts = FaultRun.run(scenario, ground, faults);
        final List<Attempt> comparable = attempts.subList(0, Math.min(attempts.size(), expected.size()));
        boolean cameAll = comparable.size() == expected.size();
        boolean agrees = true;
        for (int i = 0; i < comparable.size(); i++) {
            cameAll &= comparable.get(i).hasReachedAll();
            agrees &= comparable.get(i).agreesOnGrowthWith(expected.get(i));
        }
        if (!cameAll && agrees) {
            throw new FaultError(
                    Verdict.NONDETERMINISTIC,
                    ground + faults.toString(),
                    "what was to fail never came: " + expected + " were counted, " + comparable + " made",
                    null);
        }
        return attempts;
    }
}
