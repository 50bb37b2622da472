package org.sideheap.testkit;

import java.util.ArrayList;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Finds a short program that shows the same violation: drops steps, halves of them first, then makes numbers smaller,
 * until neither helps any more.
 *
 * <p>Zeller and Hildebrandt, "Simplifying and Isolating Failure-Inducing Input", IEEE TSE 28(2), 2002, with the steps
 * that had no effect taken away after each run.
 */
final class ProgramShrinker {
    private static final int MAX_RUNS = 20_000;

    private final ProgramRunner runner;
    private final AllocatorProperty property;
    private int runs;
    private List<Step> shortest;
    private ContractViolation violation;

    private ProgramShrinker(ProgramRunner runner, ProgramRunner.Outcome failed) {
        this.runner = runner;
        shortest = failed.effectiveSteps();
        violation = failed.violation();
        property = violation.property();
    }

    static ProgramRunner.Outcome shrink(ProgramRunner runner, ProgramRunner.Outcome failed) {
        final ProgramShrinker shrinker = new ProgramShrinker(runner, failed);
        boolean shrunk = true;
        while (shrunk && shrinker.runs < MAX_RUNS) {
            shrunk = shrinker.dropSteps() | shrinker.makeSmaller();
        }
        shrinker.accept(renamed(shrinker.shortest));
        return new ProgramRunner.Outcome(shrinker.violation, shrinker.shortest);
    }

    private boolean dropSteps() {
        boolean dropped = false;
        for (int chunk = shortest.size(); chunk >= 1; chunk /= 2) {
            for (int from = shortest.size() - chunk; from >= 0; from = Math.min(from, shortest.size()) - chunk) {
                final List<Step> rest = new ArrayList<>(shortest);
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
        final Iterator<Step> candidates = shortest.get(index).smaller().iterator();
        while (candidates.hasNext()) {
            final List<Step> changed = new ArrayList<>(shortest);
            changed.set(index, candidates.next());
            if (accept(changed)) {
                return true;
            }
        }
        return false;
    }

    private boolean accept(List<Step> steps) {
        runs++;
        final ProgramRunner.Outcome outcome = runner.run(steps);
        if (outcome.violation() == null || outcome.violation().property() != property) {
            return false;
        }
        shortest = outcome.effectiveSteps();
        violation = outcome.violation();
        return true;
    }

    /** Calls the blocks a, b, c in the order in which they appear. */
    private static List<Step> renamed(List<Step> steps) {
        final Map<String, String> names = new LinkedHashMap<>();
        final List<Step> result = new ArrayList<>();
        for (final Step step : steps) {
            result.add(step.renamed(names.computeIfAbsent(step.name(), name -> letters(names.size()))));
        }
        return result;
    }

    private static String letters(int index) {
        final String last = String.valueOf((char) ('a' + index % 26));
        return index < 26 ? last : letters(index / 26 - 1) + last;
    }
}
