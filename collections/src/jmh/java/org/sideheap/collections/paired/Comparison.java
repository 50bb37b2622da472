package org.sideheap.collections.paired;

import java.util.Arrays;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * What came of a task: a number for each contestant and round, in the unit of the task.
 *
 * @param task that was run
 * @param roundsByContestant the rounds of each, in the order of the task
 */
record Comparison(Task task, Map<String, double[]> roundsByContestant) {
    Comparison {
        roundsByContestant = new LinkedHashMap<>(roundsByContestant);
    }

    /** The first of ours. */
    String ours() {
        return task.contestants().stream()
                .filter(Contestant::isOurs)
                .findFirst()
                .orElseThrow()
                .name();
    }

    /** The rival with the least median. */
    String bestRival() {
        return task.contestants().stream()
                .filter(contestant -> !contestant.isOurs())
                .map(Contestant::name)
                .min(Comparator.comparingDouble(this::median))
                .orElseThrow();
    }

    double median(String contestant) {
        return quantile(roundsByContestant.get(contestant), 0.5);
    }

    /** The best rival's median by ours: how many times as fast ours is, or as small. */
    double ratio() {
        return median(bestRival()) / median(ours());
    }

    /** That ratio round by round: where half of the rounds lie, from the lower quartile to the upper. */
    double[] spread() {
        final double[] rival = roundsByContestant.get(bestRival());
        final double[] mine = roundsByContestant.get(ours());
        final double[] ratios = new double[mine.length];
        for (int round = 0; round < mine.length; round++) {
            ratios[round] = rival[round] / mine[round];
        }
        return new double[] {quantile(ratios, 0.25), quantile(ratios, 0.75)};
    }

    /** Between the two nearest, where it falls between them. */
    static double quantile(double[] numbers, double fraction) {
        final double[] sorted = numbers.clone();
        Arrays.sort(sorted);
        final double place = fraction * (sorted.length - 1);
        final int below = (int) place;
        final int above = Math.min(below + 1, sorted.length - 1);
        return sorted[below] + (place - below) * (sorted[above] - sorted[below]);
    }
}
