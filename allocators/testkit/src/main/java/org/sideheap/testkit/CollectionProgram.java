package org.sideheap.testkit;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import java.util.stream.Collectors;

/**
 * A sequence of operations on a collection, each compared with the model of a {@link CollectionContract}.
 *
 * <p>What a contract prints when it is violated, to be pasted into a test that has the contract at hand:
 *
 * <pre>{@code
 * LongListContract<LongArrayList> contract = LongListContract.ofList(LongArrayList::new);
 * contract.program()
 *         .step("add", 7)
 *         .failing(RequestKind.REALLOCATE, 1)
 *         .step("addAll", 7, 20)
 *         .runOn(Backends.named("free list"), 4096, 512);
 * }</pre>
 */
public final class CollectionProgram implements Program {
    private final CollectionContract<?, ?, ?> contract;
    private final List<CollectionStep> steps;
    private RequestKind failingKind;
    private long failingNumber;

    CollectionProgram(CollectionContract<?, ?, ?> contract, List<CollectionStep> steps) {
        this.contract = contract;
        this.steps = new ArrayList<>(steps);
    }

    /**
     * Adds an operation. An index beyond the elements there are stands for another one; where one is needed and there is
     * none, the step is skipped.
     *
     * @param operation its name; {@code reopen} closes the collection and goes on with a new one, {@code other}
     *     goes on with another one on the same allocator, and the next time with the first again
     * @param arguments to call it with
     * @return this
     * @throws IllegalArgumentException when the contract has no operation of that name with so many arguments
     */
    public CollectionProgram step(String operation, long... arguments) {
        contract.checkOperation(operation, arguments.length);
        steps.add(new CollectionStep(operation, Arrays.stream(arguments).boxed().toList(), failingKind, failingNumber));
        failingKind = null;
        failingNumber = 0;
        return this;
    }

    /**
     * Fails one request in the next step.
     *
     * @param kind of the request
     * @param number of it among its kind: 1 is the first
     * @return this
     */
    public CollectionProgram failing(RequestKind kind, long number) {
        if (number < 1) {
            throw new IllegalArgumentException("number must be at least 1, was " + number);
        }
        failingKind = Objects.requireNonNull(kind, "kind");
        failingNumber = number;
        return this;
    }

    @Override
    public int stepCount() {
        return steps.size();
    }

    @Override
    public void runOn(Backend backend, long byteCapacity, long blockByteSize) {
        final ContractViolation violation =
                contract.run(steps, backend, byteCapacity, blockByteSize).violation();
        if (violation != null) {
            throw new ContractViolation(violation, "\n  backend: " + backend, this);
        }
    }

    @Override
    public String toString() {
        return steps.stream()
                .map(step -> "\n        " + step.toJava())
                .collect(Collectors.joining("", "contract.program()", ""));
    }
}
