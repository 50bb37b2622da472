package org.sideheap.testkit;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import org.sideheap.allocators.AllocationFailedException;

/**
 * One run of a program, on an allocator opened for it: the collection and its model side by side.
 *
 * @param <S> the collection
 * @param <M> the model
 */
final class CollectionRun<S extends AutoCloseable, M> {
    /*
     * Requests pass from the collection to the one that fails some of them, to the one that writes down what is live
     * and refuses bad frees, to the allocator.
     */
    private final CollectionContract<S, M, ?> contract;
    private final OpenBackend open;
    private final RecordingAllocator recorder;
    private final FailingAllocator allocator;
    private final List<CollectionStep> effectiveSteps = new ArrayList<>();
    private M model;
    private S subject;

    /** Of the one the program goes on with at the next {@link CollectionStep#OTHER}; null until there is one. */
    private M otherModel;

    private S otherSubject;

    CollectionRun(CollectionContract<S, M, ?> contract, OpenBackend open) {
        this.contract = contract;
        this.open = open;
        recorder = new RecordingAllocator(open.allocator(), false);
        allocator = new FailingAllocator(recorder);
    }

    Outcome<CollectionStep> run(List<CollectionStep> steps) {
        try {
            recorder.begin();
            open();
            for (final CollectionStep step : steps) {
                if (subject != null) {
                    run(step);
                }
            }
            close();
            turnToOther();
            close();
        } catch (ContractViolation e) {
            cleanUp(e);
            return new Outcome<>(e, effectiveSteps);
        } catch (RuntimeException | Error e) {
            cleanUp(e);
            throw e;
        }
        try {
            open.close();
        } catch (RuntimeException | AssertionError e) {
            return new Outcome<>(
                    violation(CollectionProperty.ALLOCATOR_SOUND, "on close, " + e.getMessage(), e), effectiveSteps);
        }
        return new Outcome<>(null, effectiveSteps);
    }

    /** A broken collection is not asked to close itself: its allocator is, and the one that never does has its blocks back. */
    private void cleanUp(Throwable failure) {
        allocator.failNothing();
        if (open.backend().has(Trait.NEVER_CLOSES)) {
            recorder.freeAll();
        }
        open.discard(failure);
    }

    /** There is no subject where there is no memory for one. */
    private void open() {
        model = contract.newModel();
        subject = null;
        final int liveCountBefore = recorder.liveCount();
        try {
            subject = contract.open(allocator);
        } catch (Exception | AssertionError | StackOverflowError | OutOfMemoryError e) {
            judge("opening", e);
            verifyGivenBack("opening, which threw " + e, liveCountBefore);
            return;
        }
        verifyBlocksRespected("opening");
        verifyContents("opening", CollectionProperty.CONTENTS);
    }

    private void run(CollectionStep step) {
        if (step.operation().equals(CollectionStep.REOPEN)) {
            effectiveSteps.add(step);
            reopen(step);
            return;
        }
        if (step.operation().equals(CollectionStep.OTHER)) {
            effectiveSteps.add(step);
            goOnWithOther();
            verifyOther(step);
            return;
        }
        final CollectionOperation<S, M> operation = contract.operation(step.operation());
        if (operation.applies(contract.sizeOf(model))) {
            final List<Long> arguments = new ArrayList<>();
            for (int i = 0; i < step.arguments().size(); i++) {
                arguments.add(contract.legal(
                        operation.arguments().get(i), step.arguments().get(i), model));
            }
            run(operation, step.with(arguments));
        }
    }

    private void reopen(CollectionStep step) {
        close();
        beginFailing(step);
        open();
        if (subject == null && allocator.hasFailed()) {
            allocator.failNothing();
            open();
        }
        allocator.failNothing();
    }

    /** Stays where it is if there is no memory for a second one. */
    private void goOnWithOther() {
        turnToOther();
        if (subject == null) {
            recorder.begin();
            open();
        }
        if (subject == null) {
            turnToOther();
        }
    }

    private void turnToOther() {
        final M turnedFrom = model;
        model = otherModel;
        otherModel = turnedFrom;
        final S left = subject;
        subject = otherSubject;
        otherSubject = left;
    }

    private void run(CollectionOperation<S, M> operation, CollectionStep step) {
        final int index = effectiveSteps.size();
        effectiveSteps.add(step);
        final long first = step.arguments().isEmpty() ? 0 : step.arguments().get(0);
        final long second = step.arguments().size() < 2 ? 0 : step.arguments().get(1);
        beginFailing(step);
        Object answer = null;
        boolean succeeded = true;
        try {
            answer = operation.onSubject().of(subject, first, second);
        } catch (Exception | AssertionError | StackOverflowError | OutOfMemoryError e) {
            judge(step, e);
            succeeded = false;
        }
        if (!allocator.hasFailed()) {
            effectiveSteps.set(index, step.failing(null, 0));
        }
        allocator.failNothing();
        verifyBlocksRespected(step);
        if (succeeded) {
            verifyAnswer(step, modelled(operation, first, second), answer);
        }
        verifyContents(step, succeeded ? CollectionProperty.CONTENTS : CollectionProperty.FAILURE_CHANGES_NOTHING);
        verifyOther(step);
        verifySound(step);
    }

    private void verifyOther(CollectionStep step) {
        if (otherSubject != null) {
            turnToOther();
            verifyContents("to the other collection, after " + step, CollectionProperty.CONTENTS);
            turnToOther();
        }
    }

    private void beginFailing(CollectionStep step) {
        recorder.begin();
        if (step.failingKind() == null) {
            allocator.failNothing();
        } else {
            allocator.fail(step.failingKind(), step.failingNumber());
        }
    }

    /** A step that threw: fine if there was no memory and it says so. */
    private void judge(Object call, Throwable thrown) {
        verifyBlocksRespected(call);
        final boolean declined = allocator.hasFailed() || recorder.hasDeclined();
        if (!declined && thrown instanceof AllocationFailedException) {
            throw violation(CollectionProperty.FAILS_FOR_A_REASON, call + " threw " + thrown, thrown);
        }
        if (!(thrown instanceof AllocationFailedException)) {
            throw violation(
                    declined ? CollectionProperty.FAILURE_NAMED : CollectionProperty.LEGAL_OPERATION_RETURNS,
                    call + " threw " + thrown,
                    thrown);
        }
    }

    private Object modelled(CollectionOperation<S, M> operation, long first, long second) {
        try {
            return operation.onModel().of(model, first, second);
        } catch (Exception e) {
            throw new IllegalStateException(
                    "operation " + operation.name() + "(" + first + ", " + second + ") on the model " + model
                            + " threw " + e,
                    e);
        }
    }

    private void verifyAnswer(CollectionStep step, Object expected, Object answer) {
        if (!Objects.deepEquals(plain(expected), plain(answer))) {
            throw violation(
                    CollectionProperty.ANSWERS,
                    step + " answered " + text(answer) + ", the model " + text(expected),
                    null);
        }
    }

    private static Object plain(Object answer) {
        return answer instanceof Integer number ? (Object) number.longValue() : answer;
    }

    private static String text(Object answer) {
        return answer instanceof long[] array ? Arrays.toString(array) : String.valueOf(answer);
    }

    private void verifyContents(Object call, CollectionProperty property) {
        final String difference;
        try {
            difference = contract.difference(subject, model);
        } catch (Exception | AssertionError | StackOverflowError | OutOfMemoryError e) {
            throw violation(property, "after " + call + ", reading the contents threw " + e, e);
        }
        if (difference != null) {
            throw violation(property, "after " + call + ", " + difference, null);
        }
    }

    private void verifyBlocksRespected(Object call) {
        if (recorder.misuse() != null) {
            throw violation(CollectionProperty.BLOCKS_RESPECTED, "in " + call + ", " + recorder.misuse(), null);
        }
    }

    private void verifySound(Object call) {
        try {
            allocator.check();
        } catch (RuntimeException e) {
            throw violation(CollectionProperty.ALLOCATOR_SOUND, "after " + call + ", " + e, e);
        }
    }

    private void close() {
        if (subject == null) {
            return;
        }
        for (int time = 1; time <= 2; time++) {
            final String call = time == 1 ? "close" : "a second close";
            try {
                subject.close();
            } catch (Exception | AssertionError | StackOverflowError | OutOfMemoryError e) {
                throw violation(CollectionProperty.GIVEN_BACK, call + " threw " + e, e);
            }
            if (recorder.misuse() != null) {
                throw violation(CollectionProperty.GIVEN_BACK, "in " + call + ", " + recorder.misuse(), null);
            }
            if (otherSubject == null) {
                verifyGivenBack(call, 0);
            }
        }
        subject = null;
        verifySound("close");
    }

    private void verifyGivenBack(String call, int expectedLiveCount) {
        if (recorder.liveCount() > expectedLiveCount) {
            throw violation(
                    CollectionProperty.GIVEN_BACK, "after " + call + ", still live: " + recorder.liveBlocks(), null);
        }
    }

    private static ContractViolation violation(CollectionProperty property, String detail, Throwable cause) {
        return new ContractViolation(property, detail, cause);
    }
}
