package org.sideheap.testkit;

import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.SplittableRandom;
import org.sideheap.testkit.CollectionContract.Argument;

/** Random programs: what adds comes more often than the rest, numbers repeat, and now and then a request fails. */
final class CollectionProgramGenerator {
    private static final long[] EXTREMES = {
        0, 1, -1, Long.MIN_VALUE, Long.MIN_VALUE + 1, Long.MAX_VALUE, Long.MAX_VALUE - 1, 1L << 32, -1L << 32
    };

    private static final int MAX_INDEX = 1 << 10;

    private final SplittableRandom random;
    private final List<CollectionOperation<?, ?>> operations = new ArrayList<>();

    /** Programs of one keep keys apart by the same power of two, so that they meet in a table. */
    private final int keyShift;

    CollectionProgramGenerator(Collection<? extends CollectionOperation<?, ?>> operations, long seed) {
        random = new SplittableRandom(seed);
        for (final CollectionOperation<?, ?> operation : operations) {
            for (int i = 0; i < operation.weight(); i++) {
                this.operations.add(operation);
            }
        }
        if (this.operations.isEmpty()) {
            throw new IllegalStateException("the contract has no operations: name those of the collection first");
        }
        keyShift = random.nextInt(3) == 0 ? random.nextInt(58) : 0;
    }

    List<CollectionStep> steps(int stepCount) {
        if (stepCount < 1) {
            throw new IllegalArgumentException("stepCount must be at least 1, was " + stepCount);
        }
        final List<CollectionStep> steps = new ArrayList<>();
        if (random.nextInt(4) == 0) {
            steps.add(reopening());
        }
        while (steps.size() < stepCount) {
            final CollectionStep step = step();
            steps.add(random.nextInt(8) > 0 ? step : step.failing(requestKind(), random.nextInt(5) < 4 ? 1 : 2));
        }
        return steps;
    }

    private CollectionStep step() {
        final int rare = random.nextInt(60);
        if (rare == 0) {
            return reopening();
        }
        if (rare == 1) {
            return new CollectionStep(CollectionStep.OTHER, List.of());
        }
        final CollectionOperation<?, ?> operation = operations.get(random.nextInt(operations.size()));
        return new CollectionStep(
                operation.name(),
                operation.arguments().stream().map(this::number).toList());
    }

    /** One of the first requests of a constructor fails. */
    private CollectionStep reopening() {
        return new CollectionStep(CollectionStep.REOPEN, List.of()).failing(RequestKind.ALLOCATE, random.nextInt(1, 5));
    }

    private RequestKind requestKind() {
        return RequestKind.values()[random.nextInt(RequestKind.values().length)];
    }

    private long number(Argument argument) {
        return switch (argument) {
            case INDEX, POSITION -> random.nextInt(4) == 0 ? 0 : random.nextInt(MAX_INDEX);
            case VALUE -> random.nextInt(10) > 0 ? random.nextInt(-4, 5) : extreme();
            case KEY -> random.nextInt(8) > 0 ? (long) random.nextInt(keyCount()) << keyShift : extreme();
            case COUNT -> random.nextInt(21);
        };
    }

    /** Some keys come again and again, as one that is put and removed twice. */
    private int keyCount() {
        return random.nextInt(4) == 0 ? 4 : 41;
    }

    private long extreme() {
        return EXTREMES[random.nextInt(EXTREMES.length)];
    }
}
