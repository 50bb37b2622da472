package org.sideheap.testkit;

import java.util.List;
import java.util.stream.LongStream;
import java.util.stream.Stream;

/**
 * One step of an {@link AllocatorProgram}. Blocks are called by name, so that a step means something whichever others are
 * there: one whose block is not live is skipped.
 */
sealed interface Step {
    String name();

    /** Whether it did anything; a step that did not can go from the program. */
    boolean runOn(Shadow shadow);

    Step renamed(String newName);

    /** The same step with smaller numbers, the boldest first. */
    default Stream<Step> smaller() {
        return Stream.empty();
    }

    /** The call of {@link AllocatorProgram} that makes this step. */
    String toJava();

    record Allocate(String name, long byteSize, long byteAlignment, boolean zeroed) implements Step {
        @Override
        public boolean runOn(Shadow shadow) {
            if (shadow.isLive(name)) {
                return false;
            }
            shadow.allocate(name, byteSize, byteAlignment, zeroed);
            return true;
        }

        @Override
        public Step renamed(String newName) {
            return new Allocate(newName, byteSize, byteAlignment, zeroed);
        }

        @Override
        public Stream<Step> smaller() {
            return Stream.of(
                            Stream.of(new Allocate(name, byteSize, byteAlignment, false))
                                    .filter(step -> zeroed),
                            below(byteAlignment, 1)
                                    .filter(alignment -> Long.bitCount(alignment) == 1)
                                    .mapToObj(alignment -> new Allocate(name, byteSize, alignment, zeroed)),
                            below(byteSize, 1).mapToObj(size -> new Allocate(name, size, byteAlignment, zeroed)))
                    .flatMap(steps -> steps);
        }

        @Override
        public String toJava() {
            return (zeroed ? ".allocateZeroed(" : ".allocate(") + quoted(name) + ", " + literal(byteSize) + ", "
                    + literal(byteAlignment) + ")";
        }
    }

    record Claim(String name, long byteSize) implements Step {
        @Override
        public boolean runOn(Shadow shadow) {
            return shadow.isLive(name) && shadow.claim(name, byteSize);
        }

        @Override
        public Step renamed(String newName) {
            return new Claim(newName, byteSize);
        }

        @Override
        public Stream<Step> smaller() {
            return below(byteSize, 1).mapToObj(size -> new Claim(name, size));
        }

        @Override
        public String toJava() {
            return ".claim(" + quoted(name) + ", " + literal(byteSize) + ")";
        }
    }

    record Resize(String name, long newByteSize) implements Step {
        @Override
        public boolean runOn(Shadow shadow) {
            if (!shadow.isLive(name)) {
                return false;
            }
            shadow.resize(name, newByteSize);
            return true;
        }

        @Override
        public Step renamed(String newName) {
            return new Resize(newName, newByteSize);
        }

        @Override
        public Stream<Step> smaller() {
            return below(newByteSize, 1).mapToObj(size -> new Resize(name, size));
        }

        @Override
        public String toJava() {
            return ".resize(" + quoted(name) + ", " + literal(newByteSize) + ")";
        }
    }

    record Reallocate(String name, long newByteSize, long preservedBytes) implements Step {
        @Override
        public boolean runOn(Shadow shadow) {
            if (!shadow.isLive(name)) {
                return false;
            }
            shadow.reallocate(name, newByteSize, preservedBytes);
            return true;
        }

        @Override
        public Step renamed(String newName) {
            return new Reallocate(newName, newByteSize, preservedBytes);
        }

        @Override
        public Stream<Step> smaller() {
            return Stream.concat(
                    below(newByteSize, 1).mapToObj(size -> new Reallocate(name, size, preservedBytes)),
                    below(preservedBytes, 0).mapToObj(preserved -> new Reallocate(name, newByteSize, preserved)));
        }

        @Override
        public String toJava() {
            return ".reallocate(" + quoted(name) + ", " + literal(newByteSize) + ", " + literal(preservedBytes) + ")";
        }
    }

    record Free(String name) implements Step {
        @Override
        public boolean runOn(Shadow shadow) {
            if (!shadow.isLive(name)) {
                return false;
            }
            shadow.free(name);
            return true;
        }

        @Override
        public Step renamed(String newName) {
            return new Free(newName);
        }

        @Override
        public String toJava() {
            return ".free(" + quoted(name) + ")";
        }
    }

    record FreeAgain(String name) implements Step {
        @Override
        public boolean runOn(Shadow shadow) {
            return shadow.freeAgain(name);
        }

        @Override
        public Step renamed(String newName) {
            return new FreeAgain(newName);
        }

        @Override
        public String toJava() {
            return ".freeAgain(" + quoted(name) + ")";
        }
    }

    /** Sizes from here on are more than any memory has; at which of them an address wraps depends on the address. */
    long HUGE_BYTE_SIZE = 1L << 40;

    /**
     * Smaller numbers to try in the place of one: the least, then closer and closer. A huge one only gives way to one that
     * is not, so that the program that is left fails wherever its region comes to stand.
     */
    private static LongStream below(long value, long least) {
        final List<Long> halves = Stream.iterate(value - least, distance -> distance > 0, distance -> distance / 2)
                .map(distance -> value - distance)
                .filter(smaller -> value < HUGE_BYTE_SIZE || smaller < HUGE_BYTE_SIZE)
                .toList();
        return halves.stream().mapToLong(Long::longValue);
    }

    private static String quoted(String name) {
        return '"' + name + '"';
    }

    private static String literal(long value) {
        if (value > Integer.MAX_VALUE) {
            return Long.MAX_VALUE - value < 1 << 20
                    ? "Long.MAX_VALUE" + (value == Long.MAX_VALUE ? "" : " - " + (Long.MAX_VALUE - value))
                    : value + "L";
        }
        return Long.toString(value);
    }
}
