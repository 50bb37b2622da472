package org.sideheap.collections.paired;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Runs the contestants of a task turn and turn about in one JVM, so that a machine that is busy for a while is busy for
 * all of them.
 *
 * <p>In a round each runs batches for {@link #roundNanos}, one at least; who begins changes from round to round. Rounds
 * before the first that counts compile the loops.
 */
final class PairedRun {
    private static final long SECOND_NANOS = 1_000_000_000L;
    private static final int LEAST_WARM_UP_ROUND_COUNT = 3;

    /** Answers end here, so that the compiler must make them. */
    private static volatile long sink;

    private final int roundCount;
    private final long roundNanos;
    private final long warmUpNanos;

    PairedRun(int roundCount, long roundNanos) {
        this.roundCount = roundCount;
        this.roundNanos = roundNanos;
        warmUpNanos = Math.min(SECOND_NANOS / 2, 10 * roundNanos);
    }

    Comparison run(Task task) {
        final List<Body> bodies = new ArrayList<>();
        try {
            for (final Contestant contestant : task.contestants()) {
                bodies.add(contestant.opener().get());
            }
            System.gc();
            warmUp(bodies);
            return new Comparison(task, rounds(task, bodies));
        } finally {
            bodies.forEach(Body::close);
        }
    }

    /**
     * Turn and turn about as well, batch by batch: a compiler that has seen one contestant more often than the others puts its
     * loop in line with what calls it, and what it makes of that loop is another thing then.
     */
    private void warmUp(List<Body> bodies) {
        final long leastNanos = bodies.size() * warmUpNanos;
        final long start = System.nanoTime();
        long now = start;
        for (int round = 0; round < LEAST_WARM_UP_ROUND_COUNT || now - start < leastNanos; round++) {
            for (final Body body : bodies) {
                runBatch(body);
            }
            now = System.nanoTime();
            if (now - start > 4 * leastNanos) {
                return;
            }
        }
    }

    private void runBatch(Body body) {
        if (body instanceof MeasuringBody measuring) {
            measuring.measure();
        } else {
            body.run();
            sink += body.answer();
        }
    }

    private Map<String, double[]> rounds(Task task, List<Body> bodies) {
        final double[][] numbers = new double[bodies.size()][roundCount];
        for (int round = 0; round < roundCount; round++) {
            for (int turn = 0; turn < bodies.size(); turn++) {
                final int next = (round + turn) % bodies.size();
                numbers[next][round] = measured(bodies.get(next));
            }
        }
        final Map<String, double[]> byContestant = new LinkedHashMap<>();
        for (int i = 0; i < bodies.size(); i++) {
            byContestant.put(task.contestants().get(i).name(), numbers[i]);
        }
        return byContestant;
    }

    private double measured(Body body) {
        return body instanceof MeasuringBody measuring ? measuring.measure() : nanosPerOperation(body);
    }

    private double nanosPerOperation(Body body) {
        long operationCount = 0;
        final long start = System.nanoTime();
        long now = start;
        while (now - start < roundNanos) {
            operationCount += body.run();
            now = System.nanoTime();
        }
        sink += body.answer();
        return (double) (now - start) / operationCount;
    }
}
