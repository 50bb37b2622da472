package org.sideheap.collections.paired;

import java.util.List;

/**
 * One operation on so many elements, by several contestants; the first of ours is held against the best of the others.
 *
 * @param subject what is compared, as {@code map}
 * @param operation as {@code getHit}
 * @param count of elements
 * @param pattern of keys or indexes, as {@code random}; empty where there is no choice
 * @param unit of the numbers that are held against each other
 * @param target the least ratio that is aimed at; 0 where none is
 * @param contestants who takes part
 */
record Task(
        String subject,
        String operation,
        long count,
        String pattern,
        Unit unit,
        double target,
        List<Contestant> contestants) {
    Task {
        contestants = List.copyOf(contestants);
        if (contestants.stream().noneMatch(Contestant::isOurs)
                || contestants.stream().allMatch(Contestant::isOurs)) {
            throw new IllegalArgumentException("one of ours and one of theirs take part, were " + contestants);
        }
    }

    /** One that is timed. */
    Task(String subject, String operation, long count, String pattern, double target, List<Contestant> contestants) {
        this(subject, operation, count, pattern, Unit.NANOS_PER_OPERATION, target, contestants);
    }

    /** The same in another unit: its bodies measure themselves. */
    Task measuredIn(Unit other) {
        return new Task(subject, operation, count, pattern, other, target, contestants);
    }

    String name() {
        return subject + " " + operation + " " + count + (pattern.isEmpty() ? "" : " " + pattern);
    }
}
