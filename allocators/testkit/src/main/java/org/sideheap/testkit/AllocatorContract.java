package org.sideheap.testkit;

import java.util.List;
import java.util.Objects;
import java.util.stream.LongStream;

/**
 * The contract of {@link org.sideheap.allocators.Allocator}, as tests of any {@link Backend}.
 *
 * <p>A whole test of an allocator of your own:
 *
 * <pre>{@code
 * Backend mine = Backend.of("mine", opening -> new StackAllocator(opening.byteCapacity()), Trait.BOUNDED);
 * new AllocatorContract(mine).verify();
 * }</pre>
 *
 * <p>or, one by one, {@link #checks} as the dynamic tests of JUnit and {@link #verifyProgram} as a property of jqwik,
 * with its seed. A violation in a random program is shrunk and printed as Java to be pasted into a test.
 *
 * <p>Nothing here touches memory outside of a block that the allocator has given, and that can be one: but a broken
 * allocator may give what is not its own.
 */
public final class AllocatorContract {
    /** Small enough to run out often. */
    public static final long DEFAULT_BYTE_CAPACITY = 1 << 14;

    /** How many steps a random program has. */
    public static final int DEFAULT_STEP_COUNT = 60;

    private final Backend backend;
    private final long byteCapacity;
    private final long blockByteSize;
    private final AllocatorRunner runner;
    private final ProgramVerifier<AllocatorStep> verifier;

    /**
     * One property or a few that belong together.
     *
     * @param name what it proves
     * @param body proves it; throws a {@link ContractViolation} when it cannot
     */
    public record Check(String name, Runnable body) {
        /**
         * The name, as test engines print it.
         *
         * @return the name
         */
        @Override
        public String toString() {
            return name;
        }
    }

    /**
     * The contract for a backend, opened with {@link #DEFAULT_BYTE_CAPACITY}.
     *
     * @param backend to prove
     */
    public AllocatorContract(Backend backend) {
        this(backend, DEFAULT_BYTE_CAPACITY, Backend.DEFAULT_BLOCK_BYTE_SIZE);
    }

    /**
     * The contract for a backend.
     *
     * @param backend to prove
     * @param byteCapacity to open it with
     * @param blockByteSize to open it with
     */
    public AllocatorContract(Backend backend, long byteCapacity, long blockByteSize) {
        Opening.checkSizes("", byteCapacity, blockByteSize);
        this.backend = Objects.requireNonNull(backend, "backend");
        this.byteCapacity = byteCapacity;
        this.blockByteSize = blockByteSize;
        runner = new AllocatorRunner(backend, byteCapacity, blockByteSize);
        verifier = new ProgramVerifier<>(
                backend, byteCapacity, blockByteSize, runner::run, steps -> new AllocatorProgram(steps).renamed());
    }

    /**
     * The checks that leave nothing to chance. Those that the backend's traits rule out are not among them.
     *
     * @return the checks, each to be run by itself
     */
    public List<Check> checks() {
        return new ContractChecks(backend, byteCapacity, blockByteSize, runner, verifier)
                .checks().stream()
                        .map(check -> new Check(check.name(), () -> runWithContext(check)))
                        .toList();
    }

    /**
     * Runs all checks and as many random programs as {@link Backends#programCount} says, the same each time.
     *
     * @throws ContractViolation when the allocator does not keep the contract
     */
    public void verify() {
        checks().forEach(check -> check.body().run());
        LongStream.range(0, Backends.programCount()).forEach(this::verifyProgram);
    }

    /**
     * Runs a random program of {@link #DEFAULT_STEP_COUNT} steps.
     *
     * @param seed of the program: the same one gives the same program
     * @throws ContractViolation with the shortest program found, when the allocator does not keep the contract
     */
    public void verifyProgram(long seed) {
        verifyProgram(seed, DEFAULT_STEP_COUNT);
    }

    /**
     * Runs a random program.
     *
     * @param seed of the program: the same one gives the same program
     * @param stepCount how many steps it has
     * @throws ContractViolation with the shortest program found, when the allocator does not keep the contract
     */
    public void verifyProgram(long seed, int stepCount) {
        final AllocatorProgram program =
                new AllocatorProgramGenerator(backend, byteCapacity, blockByteSize, seed).program(stepCount);
        verifier.verify(seed, program.steps());
    }

    private void runWithContext(Check check) {
        try {
            check.body().run();
        } catch (ContractViolation e) {
            if (e.program().isPresent()) {
                throw e;
            }
            throw new ContractViolation(e, verifier.describe() + "\n  check: " + check.name(), null);
        }
    }
}
