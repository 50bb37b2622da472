package org.sideheap.testkit;

import java.util.List;
import java.util.stream.LongStream;
import java.util.stream.Stream;

/**
 * One step of a {@link Program}. It means something whichever other steps are there, so that any of them can go.
 *
 * @param <T> the kind of step
 */
interface Step<T extends Step<T>> {
    /** Sizes from here on are more than any memory has; at which of them an address wraps depends on the address. */
    long HUGE_BYTE_SIZE = 1L << 40;

    /** The same step with smaller numbers, the boldest first. */
    Stream<T> smaller();

    /** The call of the program that makes this step. */
    String toJava();

    /**
     * Smaller numbers to try in the place of one: the least, then closer and closer. A huge one only gives way to one that
     * is not, so that the program that is left fails wherever its region comes to stand.
     */
    static LongStream below(long value, long least) {
        final List<Long> halves = Stream.iterate(value - least, distance -> distance > 0, distance -> distance / 2)
                .map(distance -> value - distance)
                .filter(smaller -> value < HUGE_BYTE_SIZE || smaller < HUGE_BYTE_SIZE)
                .toList();
        return halves.stream().mapToLong(Long::longValue);
    }

    static String quoted(String name) {
        return '"' + name.replace("\\", "\\\\").replace("\"", "\\\"") + '"';
    }

    static String literal(long value) {
        if (value == (int) value) {
            return Long.toString(value);
        }
        if (value == Long.MIN_VALUE) {
            return "Long.MIN_VALUE";
        }
        if (value > 0 && Long.MAX_VALUE - value < 1 << 20) {
            return "Long.MAX_VALUE" + (value == Long.MAX_VALUE ? "" : " - " + (Long.MAX_VALUE - value));
        }
        return value + "L";
    }
}
