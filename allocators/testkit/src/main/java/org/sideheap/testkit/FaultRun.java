package org.sideheap.testkit;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import org.sideheap.allocators.AllocationFailedException;
import org.sideheap.allocators.Allocator;
import org.sideheap.testkit.FaultEnumeration.Action;
import org.sideheap.testkit.FaultEnumeration.Opener;
import org.sideheap.testkit.FaultEnumeration.Picture;
import org.sideheap.testkit.FaultError.Verdict;
import org.sideheap.testkit.Faults.Phase;

/** One run of a {@link FaultEnumeration}, from open to close, with given requests failing. */
final class FaultRun<S extends AutoCloseable> {
    private static final List<String> OPENINGS = List.of("opening");

    /** The last of them always has all the memory it asks for. */
    private static final List<String> OPERATIONS =
            List.of("the operation", "the operation, done again,", "the operation, done a third time,");

    private final Scenario<S> scenario;
    private final Faults faults;
    private final String where;
    private final RecordingAllocator recorder;
    private final FailingAllocator allocator;
    private final List<Attempt> attempts = new ArrayList<>();
    private boolean hasFailed;
    private boolean hasRecovered;

    /**
     * What is run.
     *
     * @param opener opens the subject
     * @param preparation done before the operation
     * @param operation whose requests are failed
     * @param picture of what a failed operation leaves as it was
     * @param use of what must work in the end
     * @param mayRecover whether the subject may survive a failed request by itself
     */
    record Scenario<S>(
            Opener<? extends S> opener,
            Action<? super S> preparation,
            Action<? super S> operation,
            Picture<? super S> picture,
            Action<? super S> use,
            boolean mayRecover) {}

    /**
     * What it is run on.
     *
     * @param backend opened for each run
     * @param byteCapacity to open it with
     * @param blockByteSize to open it with
     * @param growth in place, as the subject finds it
     */
    record Ground(Backend backend, long byteCapacity, long blockByteSize, Growth growth) {
        @Override
        public String toString() {
            return "on " + backend + ", growth in place " + growth.sentence;
        }
    }

    /** What becomes of growth in place. */
    enum Growth {
        AS_IT_COMES("as the allocator has it"),
        DECLINED("declined");

        private final String sentence;

        Growth(String sentence) {
            this.sentence = sentence;
        }
    }

    private FaultRun(Scenario<S> scenario, Ground ground, Faults faults, Allocator backing) {
        this.scenario = scenario;
        this.faults = faults;
        where = ground + faults.toString();
        recorder = new RecordingAllocator(backing, ground.growth() == Growth.DECLINED);
        allocator = new FailingAllocator(recorder);
    }

    /** The attempts made in the phase whose requests fail: one, and while that fails, the same again. */
    static <S extends AutoCloseable> List<Attempt> run(Scenario<S> scenario, Ground ground, Faults faults) {
        final OpenBackend open = ground.backend().open(ground.byteCapacity(), ground.blockByteSize());
        final FaultRun<S> run = new FaultRun<>(scenario, ground, faults, open.allocator());
        open.closeAfter(run::fromOpenToClose, e -> new FaultError(Verdict.CORRUPTED, run.where, e.getMessage(), e));
        return run.attempts;
    }

    private void fromOpenToClose() {
        final S subject = opened();
        if (subject != null) {
            used(subject);
            close(subject);
        }
        if (recorder.liveCount() != 0) {
            throw new FaultError(Verdict.LEAKED, where, "still live after close: " + recorder.liveBlocks(), null);
        }
    }

    /** The subject, or null where opening it failed as it should. */
    private S opened() {
        final List<S> opened = new ArrayList<>();
        succeeds(
                Phase.OPENING,
                0,
                OPENINGS,
                () -> opened.add(Objects.requireNonNull(scenario.opener().open(allocator), "the subject")));
        return opened.isEmpty() ? null : opened.get(0);
    }

    private void used(S subject) {
        try {
            operate(subject);
        } catch (FaultError e) {
            if (e.verdict() == Verdict.FAILS_BY_ITSELF) {
                close(subject);
            }
            throw e;
        }
    }

    private void operate(S subject) {
        attempt(scenario.preparation(), subject, "the preparation");
        final Object before = picture(subject);
        int attemptIndex = 0;
        while (!succeeds(Phase.OPERATION, attemptIndex, OPERATIONS, () -> scenario.operation()
                .run(subject))) {
            verifyUnchanged(before, picture(subject));
            attemptIndex++;
        }
        attempt(scenario.use(), subject, hasRecovered ? "the use, after a failure was survived," : "the use");
        verifyChecks();
    }

    /** Whether it returned. It may only throw because of a request that was failed. */
    private boolean succeeds(Phase now, int attemptIndex, List<String> names, Body body) {
        final String what = names.get(attemptIndex);
        final List<Request> failing = faults.of(now, attemptIndex);
        begin(failing);
        boolean succeeded = true;
        try {
            body.run();
        } catch (Exception | AssertionError | OutOfMemoryError e) {
            judge(e, what);
            succeeded = false;
        }
        if (now == faults.phase()) {
            attempts.add(new Attempt(allocator, recorder, failing.size()));
        }
        if (succeeded) {
            verifySurfaced(what);
            hasRecovered |= allocator.hasFailed();
        }
        hasFailed |= allocator.hasFailed();
        allocator.failNothing();
        verifyChecks();
        return succeeded;
    }

    private void begin(List<Request> failing) {
        allocator.failNothing();
        for (final Request request : failing) {
            allocator.alsoFail(request.kind(), request.number());
        }
        recorder.begin();
    }

    private void judge(Throwable e, String what) {
        if (!allocator.hasFailed()) {
            throw new FaultError(byItself(), where, what + " threw " + e, e);
        }
        if (!(e instanceof AllocationFailedException)) {
            throw new FaultError(Verdict.WRONG_EXCEPTION, where, what + " threw " + e, e);
        }
    }

    /** A growth in place that fails need not surface: the block can move. */
    private void verifySurfaced(String what) {
        if (!scenario.mayRecover()
                && allocator.failureCount(RequestKind.ALLOCATE) + allocator.failureCount(RequestKind.REALLOCATE) > 0) {
            throw new FaultError(Verdict.SWALLOWED, where, what + " returned as if nothing had happened", null);
        }
    }

    private void verifyUnchanged(Object before, Object after) {
        if (!Objects.deepEquals(before, after)) {
            throw new FaultError(Verdict.CHANGED, where, "it was " + text(before) + " and is " + text(after), null);
        }
    }

    private void verifyChecks() {
        try {
            allocator.check();
        } catch (RuntimeException e) {
            throw new FaultError(Verdict.CORRUPTED, where, e.getMessage(), e);
        }
    }

    private Object picture(S subject) {
        final Object[] taken = new Object[1];
        attempt(each -> taken[0] = scenario.picture().of(each), subject, "the picture");
        return taken[0];
    }

    private void close(S subject) {
        attempt(AutoCloseable::close, subject, "close");
    }

    private void attempt(Action<? super S> action, S subject, String what) {
        try {
            action.run(subject);
        } catch (Exception | AssertionError | OutOfMemoryError e) {
            throw new FaultError(byItself(), where, what + " threw " + e, e);
        }
    }

    /** What it is called when something fails that has all the memory it asks for. */
    private Verdict byItself() {
        return hasFailed ? Verdict.UNUSABLE : Verdict.FAILS_BY_ITSELF;
    }

    private static String text(Object picture) {
        final String inArray = Arrays.deepToString(new Object[] {picture});
        return inArray.substring(1, inArray.length() - 1);
    }

    private interface Body {
        void run() throws Exception;
    }
}
