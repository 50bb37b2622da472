package org.sideheap.testkit;

import java.util.stream.Stream;

/**
 * One step of an {@link AllocatorProgram}. Blocks are called by name, so that a step means something whichever others are
 * there: one whose block is not live is skipped.
 */
sealed interface AllocatorStep extends Step<AllocatorStep> {
    String name();

    /** Whether it did anything; a step that did not can go from the program. */
    boolean runOn(Shadow shadow);

    AllocatorStep renamed(String newName);

    @Override
    default Stream<AllocatorStep> smaller() {
        return Stream.empty();
    }

    record Allocate(String name, long byteSize, long byteAlignment, boolean zeroed) implements AllocatorStep {
        @Override
        public boolean runOn(Shadow shadow) {
            if (shadow.isLive(name)) {
                return false;
            }
            shadow.allocate(name, byteSize, byteAlignment, zeroed);
            return true;
        }

        @Override
        public AllocatorStep renamed(String newName) {
            return new Allocate(newName, byteSize, byteAlignment, zeroed);
        }

        @Override
        public Stream<AllocatorStep> smaller() {
            return Stream.of(
                            Stream.of(new Allocate(name, byteSize, byteAlignment, false))
                                    .filter(step -> zeroed),
                            Step.below(byteAlignment, 1)
                                    .filter(alignment -> Long.bitCount(alignment) == 1)
                                    .mapToObj(alignment -> new Allocate(name, byteSize, alignment, zeroed)),
                            Step.below(byteSize, 1).mapToObj(size -> new Allocate(name, size, byteAlignment, zeroed)))
                    .flatMap(steps -> steps);
        }

        @Override
        public String toJava() {
            return (zeroed ? ".allocateZeroed(" : ".allocate(") + Step.quoted(name) + ", " + Step.literal(byteSize)
                    + ", " + Step.literal(byteAlignment) + ")";
        }
    }

    record Claim(String name, long byteSize) implements AllocatorStep {
        @Override
        public boolean runOn(Shadow shadow) {
            return shadow.isLive(name) && shadow.claim(name, byteSize);
        }

        @Override
        public AllocatorStep renamed(String newName) {
            return new Claim(newName, byteSize);
        }

        @Override
        public Stream<AllocatorStep> smaller() {
            return Step.below(byteSize, 1).mapToObj(size -> new Claim(name, size));
        }

        @Override
        public String toJava() {
            return ".claim(" + Step.quoted(name) + ", " + Step.literal(byteSize) + ")";
        }
    }

    record Resize(String name, long newByteSize) implements AllocatorStep {
        @Override
        public boolean runOn(Shadow shadow) {
            if (!shadow.isLive(name)) {
                return false;
            }
            shadow.resize(name, newByteSize);
            return true;
        }

        @Override
        public AllocatorStep renamed(String newName) {
            return new Resize(newName, newByteSize);
        }

        @Override
        public Stream<AllocatorStep> smaller() {
            return Step.below(newByteSize, 1).mapToObj(size -> new Resize(name, size));
        }

        @Override
        public String toJava() {
            return ".resize(" + Step.quoted(name) + ", " + Step.literal(newByteSize) + ")";
        }
    }

    record Reallocate(String name, long newByteSize, long preservedBytes) implements AllocatorStep {
        @Override
        public boolean runOn(Shadow shadow) {
            if (!shadow.isLive(name)) {
                return false;
            }
            shadow.reallocate(name, newByteSize, preservedBytes);
            return true;
        }

        @Override
        public AllocatorStep renamed(String newName) {
            return new Reallocate(newName, newByteSize, preservedBytes);
        }

        @Override
        public Stream<AllocatorStep> smaller() {
            return Stream.concat(
                    Step.below(newByteSize, 1).mapToObj(size -> new Reallocate(name, size, preservedBytes)),
                    Step.below(preservedBytes, 0).mapToObj(preserved -> new Reallocate(name, newByteSize, preserved)));
        }

        @Override
        public String toJava() {
            return ".reallocate(" + Step.quoted(name) + ", " + Step.literal(newByteSize) + ", "
                    + Step.literal(preservedBytes) + ")";
        }
    }

    record Free(String name) implements AllocatorStep {
        @Override
        public boolean runOn(Shadow shadow) {
            if (!shadow.isLive(name)) {
                return false;
            }
            shadow.free(name);
            return true;
        }

        @Override
        public AllocatorStep renamed(String newName) {
            return new Free(newName);
        }

        @Override
        public String toJava() {
            return ".free(" + Step.quoted(name) + ")";
        }
    }

    record FreeAgain(String name) implements AllocatorStep {
        @Override
        public boolean runOn(Shadow shadow) {
            return shadow.freeAgain(name);
        }

        @Override
        public AllocatorStep renamed(String newName) {
            return new FreeAgain(newName);
        }

        @Override
        public String toJava() {
            return ".freeAgain(" + Step.quoted(name) + ")";
        }
    }

    /** Of no block, but named like one. */
    record Reset(String name) implements AllocatorStep {
        @Override
        public boolean runOn(Shadow shadow) {
            return shadow.reset();
        }

        @Override
        public AllocatorStep renamed(String newName) {
            return this;
        }

        @Override
        public String toJava() {
            return ".reset()";
        }
    }
}
