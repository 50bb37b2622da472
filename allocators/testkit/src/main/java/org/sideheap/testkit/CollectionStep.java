package org.sideheap.testkit;

import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.LongStream;
import java.util.stream.Stream;

/**
 * One step of a {@link CollectionProgram}. An index that is out of range stands for another that is not, so that a step
 * means something whichever others are there; it is skipped where it needs an element and there is none.
 *
 * @param operation its name
 * @param arguments to call it with
 * @param failingKind which kind of request is to fail while it runs; null if none is
 * @param failingNumber which of them, the first being 1
 */
record CollectionStep(String operation, List<Long> arguments, RequestKind failingKind, long failingNumber)
        implements Step<CollectionStep> {
    /** Closes the collection and goes on with a new one. */
    static final String REOPEN = "reopen";

    /** Goes on with another collection on the same allocator, and at the next time with the first one again. */
    static final String OTHER = "other";

    CollectionStep {
        arguments = List.copyOf(arguments);
    }

    CollectionStep(String operation, List<Long> arguments) {
        this(operation, arguments, null, 0);
    }

    CollectionStep failing(RequestKind kind, long number) {
        return new CollectionStep(operation, arguments, kind, number);
    }

    CollectionStep with(List<Long> newArguments) {
        return new CollectionStep(operation, newArguments, failingKind, failingNumber);
    }

    @Override
    public Stream<CollectionStep> smaller() {
        final Stream<CollectionStep> lessFailing = failingKind == null
                ? Stream.empty()
                : Stream.concat(
                        Stream.of(failing(null, 0)),
                        Step.below(failingNumber, 1).mapToObj(number -> failing(failingKind, number)));
        return Stream.concat(
                lessFailing, LongStream.range(0, arguments.size()).boxed().flatMap(this::smallerAt));
    }

    private Stream<CollectionStep> smallerAt(long index) {
        return closerToZero(arguments.get((int) index)).mapToObj(argument -> {
            final List<Long> changed = new ArrayList<>(arguments);
            changed.set((int) index, argument);
            return with(changed);
        });
    }

    private static LongStream closerToZero(long argument) {
        if (argument >= 0) {
            return Step.below(argument, 0);
        }
        final long magnitude = argument == Long.MIN_VALUE ? Long.MAX_VALUE : -argument;
        return LongStream.concat(
                LongStream.of(0, magnitude), Step.below(magnitude, 1).map(each -> -each));
    }

    @Override
    public String toJava() {
        final String failing =
                failingKind == null ? "" : ".failing(RequestKind." + failingKind + ", " + failingNumber + ")\n        ";
        return failing + ".step(" + Step.quoted(operation)
                + arguments.stream().map(each -> ", " + Step.literal(each)).collect(Collectors.joining()) + ")";
    }

    /** As it is called in messages. */
    @Override
    public String toString() {
        final String call =
                arguments.stream().map(Step::literal).collect(Collectors.joining(", ", operation + "(", ")"));
        return failingKind == null ? call : call + " with " + failingKind + " " + failingNumber + " failing";
    }
}
