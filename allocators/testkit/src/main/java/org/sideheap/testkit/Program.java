package org.sideheap.testkit;

/**
 * Steps that can be run again, each time on a fresh allocator: what a contract prints when it is violated.
 */
public sealed interface Program permits AllocatorProgram, CollectionProgram {
    /**
     * How long it is.
     *
     * @return the number of steps
     */
    int stepCount();

    /**
     * Runs it on a fresh allocator.
     *
     * @param backend to open
     * @param byteCapacity to open it with
     * @param blockByteSize to open it with
     * @throws ContractViolation when the contract is not kept
     */
    void runOn(Backend backend, long byteCapacity, long blockByteSize);

    /**
     * The program as Java to be pasted into a test, without the call that runs it.
     *
     * @return one line a step
     */
    @Override
    String toString();
}
