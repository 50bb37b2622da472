package org.sideheap.testkit;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

/**
 * A sequence of requests to an allocator, each answer judged against a model of the live blocks.
 *
 * <p>What {@link AllocatorContract} prints when it finds a violation, to be pasted into a test:
 *
 * <pre>{@code
 * new AllocatorProgram()
 *         .allocate("a", 24, 8)
 *         .reallocate("a", 200, 24)
 *         .free("a")
 *         .runOn(Backends.named("free list"), 4096, 64);
 * }</pre>
 *
 * <p>Blocks are called by name. A step whose block is not live, perhaps because it was declined, is skipped. After the
 * last step all blocks are freed, in the order of their allocation, and the allocator is closed.
 */
public final class AllocatorProgram implements Program {
    private final List<AllocatorStep> steps;

    /** No steps yet. */
    public AllocatorProgram() {
        this(List.of());
    }

    AllocatorProgram(List<AllocatorStep> steps) {
        this.steps = new ArrayList<>(steps);
    }

    /**
     * Adds a {@code tryAllocate}.
     *
     * @param name of the block
     * @param byteSize of the request
     * @param byteAlignment of the request
     * @return this
     */
    public AllocatorProgram allocate(String name, long byteSize, long byteAlignment) {
        return add(new AllocatorStep.Allocate(name, byteSize, byteAlignment, false));
    }

    /**
     * Adds an {@code allocateZeroed}.
     *
     * @param name of the block
     * @param byteSize of the request
     * @param byteAlignment of the request
     * @return this
     */
    public AllocatorProgram allocateZeroed(String name, long byteSize, long byteAlignment) {
        return add(new AllocatorStep.Allocate(name, byteSize, byteAlignment, true));
    }

    /**
     * Says another size of the block from here on. Any from the one asked for to its good size is right; what is beyond
     * is cut to that.
     *
     * @param name of the block
     * @param byteSize to say
     * @return this
     */
    public AllocatorProgram claim(String name, long byteSize) {
        return add(new AllocatorStep.Claim(name, byteSize));
    }

    /**
     * Adds a {@code tryResize}.
     *
     * @param name of the block
     * @param newByteSize of the request
     * @return this
     */
    public AllocatorProgram resize(String name, long newByteSize) {
        return add(new AllocatorStep.Resize(name, newByteSize));
    }

    /**
     * Adds a {@code tryReallocate}.
     *
     * @param name of the block
     * @param newByteSize of the request
     * @param preservedBytes of the request; cut to the size the block has
     * @return this
     */
    public AllocatorProgram reallocate(String name, long newByteSize, long preservedBytes) {
        return add(new AllocatorStep.Reallocate(name, newByteSize, preservedBytes));
    }

    /**
     * Adds a {@code free}.
     *
     * @param name of the block
     * @return this
     */
    public AllocatorProgram free(String name) {
        return add(new AllocatorStep.Free(name));
    }

    /**
     * Adds a second {@code free}, which must be refused. Skipped where the allocator does not promise that.
     *
     * @param name of a block that was freed
     * @return this
     */
    public AllocatorProgram freeAgain(String name) {
        return add(new AllocatorStep.FreeAgain(name));
    }

    /**
     * Adds a reset: all blocks are gone. Skipped where the backend has none.
     *
     * @return this
     */
    public AllocatorProgram reset() {
        return add(new AllocatorStep.Reset("reset"));
    }

    @Override
    public void runOn(Backend backend, long byteCapacity, long blockByteSize) {
        new AllocatorRunner(backend, byteCapacity, blockByteSize).verify(this);
    }

    @Override
    public int stepCount() {
        return steps.size();
    }

    private AllocatorProgram add(AllocatorStep step) {
        steps.add(step);
        return this;
    }

    /** The same with its blocks called a, b, c in the order in which they appear. */
    AllocatorProgram renamed() {
        final Map<String, String> names = new LinkedHashMap<>();
        return new AllocatorProgram(steps.stream()
                .map(step -> step instanceof AllocatorStep.Reset
                        ? step
                        : step.renamed(names.computeIfAbsent(step.name(), name -> letters(names.size()))))
                .toList());
    }

    private static String letters(int index) {
        final String last = String.valueOf((char) ('a' + index % 26));
        return index < 26 ? last : letters(index / 26 - 1) + last;
    }

    List<AllocatorStep> steps() {
        return List.copyOf(steps);
    }

    @Override
    public String toString() {
        return steps.stream()
                .map(step -> "\n        " + step.toJava())
                .collect(Collectors.joining("", "new AllocatorProgram()", ""));
    }
}
