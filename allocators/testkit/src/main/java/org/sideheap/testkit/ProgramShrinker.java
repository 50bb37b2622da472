package org.sideheap.testkit;

import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.function.Function;

/**
 * Finds a short program that shows the same violation: drops steps, halves of them first, then makes numbers smaller,
 * until neither helps any more.
 *
 * <p>Zeller and Hildebrandt, "Simplifying and Isolating Failure-Inducing Input", IEEE TSE 28(2), 2002, with the steps
 * that had no effect taken away after each run.
 *
 * @param <T> the kind of step
 */
final class ProgramShrinker<T extends Step<T>> {
    private static final int MAX_RUNS = 20_000;

    private final Function<List<T>, Outcome<T>> runner;
    private final ContractProperty property;
    private int runs;
    private List<T> shortest;
    private ContractViolation violation;

    private ProgramShrinker(Outcome<T> failed, Function<List<T>, Outcome<T>> runner) {
        this.runner = runner;
        shortest = failed.effectiveSteps();
        violation = failed.violation();
        property = violation.property();
    }

    /** What became of the shortest program found, which violates the same property as the one that failed. */
    static <T extends Step<T>> Outcome<T> shrink(Outcome<T> failed, Function<List<T>, Outcome<T>> runner) {
        final ProgramShrinker<T> shrinker = new ProgramShrinker<>(failed, runner);
        boolean shrunk = true;
        while (shrunk && shrinker.runs < MAX_RUNS) {
            shrunk = shrinker.dropSteps() | shrinker.makeSmaller();
        }
        return new Outcome<>(shrinker.violation, shrinker.shortest);
    }

    private boolean dropSteps() {
        boolean dropped = false;
        for (int chunk = shortest.size(); chunk >= 1; chunk /= 2) {
            for (int from = shortest.size() - chunk; from >= 0; from = Math.min(from, shortest.size()) - chunk) {
                final List<T> rest = new ArrayList<>(shortest);
                rest.subList(from, from + chunk).clear();
                dropped |= accept(rest);
            }
        }
        return dropped;
    }

    private boolean makeSmaller() {
        boolean smaller = false;
        for (int i = 0; i < shortest.size(); i++) {
            while (makeSmaller(i)) {
                smaller = true;
            }
        }
        return smaller;
    }

    private boolean makeSmaller(int index) {
        if (index >= shortest.size()) {
            return false;
        }
        final Iterator<T> candidates = shortest.get(index).smaller().iterator();
        while (candidates.hasNext()) {
            final List<T> changed = new ArrayList<>(shortest);
            changed.set(index, candidates.next());
            if (accept(changed)) {
                return true;
            }
        }
        return false;
    }

    private boolean accept(List<T> steps) {
        runs++;
        final Outcome<T> outcome = runner.apply(steps);
        if (outcome.violation() == null || outcome.violation().property() != property) {
            return false;
        }
        shortest = outcome.effectiveSteps();
        violation = outcome.violation();
        return true;
    }
}
