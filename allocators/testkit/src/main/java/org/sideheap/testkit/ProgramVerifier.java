package org.sideheap.testkit;

import java.util.List;
import java.util.function.Function;

/**
 * Runs random programs, and makes of a violation one that can be seen again: with the backend, the seed, and the shortest
 * program found as Java.
 *
 * @param <T> the kind of step
 * @param backend the programs run on
 * @param byteCapacity it is opened with
 * @param blockByteSize it is opened with
 * @param runner runs steps on a fresh allocator
 * @param program makes a program of steps, to be printed
 */
record ProgramVerifier<T extends Step<T>>(
        Backend backend,
        long byteCapacity,
        long blockByteSize,
        Function<List<T>, Outcome<T>> runner,
        Function<List<T>, Program> program) {

    void verify(long seed, List<T> steps) {
        final Outcome<T> outcome = runner.apply(steps);
        if (outcome.violation() != null) {
            final Outcome<T> shortest = ProgramShrinker.shrink(outcome, runner);
            final Program shortestProgram = program.apply(shortest.effectiveSteps());
            throw new ContractViolation(
                    asShownBy(shortestProgram, shortest.violation()),
                    describe() + "\n  seed: " + seed + "\n  shortest program found (" + shortestProgram.stepCount()
                            + " of " + steps.size() + " steps):\n\n" + toJava(shortestProgram) + "\n",
                    shortestProgram);
        }
    }

    /** The violation in the words of the program that is printed, which may have other names than the one that ran. */
    private ContractViolation asShownBy(Program shortest, ContractViolation seen) {
        try {
            shortest.runOn(backend, byteCapacity, blockByteSize);
            return seen;
        } catch (ContractViolation e) {
            return e.property() == seen.property() ? e : seen;
        }
    }

    String describe() {
        return "\n  backend: " + backend + ", opened with byteCapacity " + byteCapacity + " and blockByteSize "
                + blockByteSize;
    }

    /** The program and the call that runs it. */
    private String toJava(Program toPrint) {
        return "    " + toPrint.toString().replace("\n", "\n    ") + "\n            .runOn(" + backend.toJava("backend")
                + ", " + byteCapacity + ", " + blockByteSize + ");";
    }
}
