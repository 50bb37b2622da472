package org.sideheap.testkit;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import java.util.SplittableRandom;
import java.util.stream.Collectors;
import org.sideheap.allocators.AllocationFailedException;
import org.sideheap.allocators.Allocator;

/**
 * Any allocator, with requests failing: given ones, some at random, or all that exceed a budget.
 *
 * <p>A request that fails here fails as it would in an allocator that has run out: by its answer or with an
 * {@link AllocationFailedException}, and without having changed anything. All other calls reach the allocator behind as
 * they are. Requests are counted by their {@link RequestKind}.
 *
 * <pre>{@code
 * FailingAllocator failing = new FailingAllocator(GlobalAllocator.INSTANCE);
 * failing.fail(RequestKind.ALLOCATE, 3);         // the third from now
 * failing.alsoFail(RequestKind.REALLOCATE, 1);   // and the first of another kind
 * failing.failRandomly(0.1, 42);                 // or instead: one in ten, the same ones each time
 * failing.failBeyond(1 << 16);                   // or instead: whatever 64 KiB do not suffice for
 * }</pre>
 *
 * <p>Each of these takes the place of what was to fail before, {@link #alsoFail} excepted, and counts start again from
 * 0. Which requests fail does not depend on addresses. One thread at a time.
 */
public final class FailingAllocator extends InterceptingAllocator {
    private static final long NO_BUDGET = -1;

    private final long[] requestCounts = new long[RequestKind.values().length];
    private final long[] failureCounts = new long[RequestKind.values().length];
    private final long[] countsAtFirstFailure = new long[RequestKind.values().length];
    private final List<Numbered> numbered = new ArrayList<>();
    private boolean failed;

    private double probability;
    private long seed;
    private SplittableRandom random;

    private long byteBudget = NO_BUDGET;
    private long remainingBytes;

    private record Numbered(RequestKind kind, long number) {
        @Override
        public String toString() {
            return kind + " " + number;
        }
    }

    /**
     * An allocator where nothing fails yet.
     *
     * @param delegate that serves what does not fail; closed with this
     */
    public FailingAllocator(Allocator delegate) {
        super(delegate);
    }

    /**
     * Fails one request to come, and no other.
     *
     * @param kind of the request
     * @param number of it among its kind from here on: 1 is the next
     * @throws IllegalArgumentException when the number is below 1
     */
    public void fail(RequestKind kind, long number) {
        Objects.requireNonNull(kind, "kind");
        if (number < 1) {
            throw new IllegalArgumentException("number must be at least 1, was " + number);
        }
        failNothing();
        numbered.add(new Numbered(kind, number));
    }

    /**
     * Fails one more request to come, besides what fails already. Counts go on.
     *
     * @param kind of the request
     * @param number of it among its kind since counting began
     * @throws IllegalArgumentException when there were as many of the kind already
     */
    public void alsoFail(RequestKind kind, long number) {
        if (number <= requestCount(kind)) {
            throw new IllegalArgumentException("number must be at least " + (requestCount(kind) + 1)
                    + ", as there were " + requestCount(kind) + " of " + kind + ", was " + number);
        }
        numbered.add(new Numbered(kind, number));
    }

    /**
     * Fails each request to come with a probability, by itself. The same calls fail again with the same seed.
     *
     * @param newProbability from 0, where none fails, to 1, where all do
     * @param newSeed any number
     * @throws IllegalArgumentException when the probability is out of its bounds
     */
    public void failRandomly(double newProbability, long newSeed) {
        if (!(newProbability >= 0 && newProbability <= 1)) {
            throw new IllegalArgumentException("probability must be from 0 to 1, was " + newProbability);
        }
        failNothing();
        probability = newProbability;
        seed = newSeed;
        random = new SplittableRandom(newSeed);
    }

    /**
     * Fails each request to come that exceeds what is left of a budget. What is granted is spent, a block that grows
     * spends the bytes it grows by, and frees give nothing back. So the same calls fail wherever blocks stand and
     * whatever the allocator behind adds to them; a small request can still pass when a large one has failed.
     *
     * @param newByteBudget how many bytes may still be granted, at least 0
     * @throws IllegalArgumentException when the budget is negative
     */
    public void failBeyond(long newByteBudget) {
        if (newByteBudget < 0) {
            throw new IllegalArgumentException("byteBudget must be at least 0, was " + newByteBudget);
        }
        failNothing();
        byteBudget = newByteBudget;
        remainingBytes = newByteBudget;
    }

    /** Lets all requests pass from here on. */
    public void failNothing() {
        numbered.clear();
        random = null;
        byteBudget = NO_BUDGET;
        failed = false;
        Arrays.fill(requestCounts, 0);
        Arrays.fill(failureCounts, 0);
    }

    /**
     * How many requests of a kind there were since counting began, the failed ones included.
     *
     * @param kind to count
     * @return the count
     */
    public long requestCount(RequestKind kind) {
        return requestCounts[kind.ordinal()];
    }

    /**
     * How many requests of a kind have failed here since counting began. What the allocator behind declines does not
     * count.
     *
     * @param kind to count
     * @return the count
     */
    public long failureCount(RequestKind kind) {
        return failureCounts[kind.ordinal()];
    }

    /** How many requests of a kind there were when the first of any failed, that one included. */
    long countAtFirstFailure(RequestKind kind) {
        return countsAtFirstFailure[kind.ordinal()];
    }

    /**
     * Whether a request that was to fail has come.
     *
     * @return whether one has failed since counting began
     */
    public boolean hasFailed() {
        return failed;
    }

    @Override
    boolean passes(RequestKind kind, long byteSize) {
        final long number = ++requestCounts[kind.ordinal()];
        final boolean hasBadLuck = random != null && random.nextDouble() < probability;
        final boolean isTooLarge = byteBudget != NO_BUDGET && byteSize > remainingBytes;
        if (!hasBadLuck && !isTooLarge && !isNumbered(kind, number)) {
            return true;
        }
        failureCounts[kind.ordinal()]++;
        if (!failed) {
            failed = true;
            System.arraycopy(requestCounts, 0, countsAtFirstFailure, 0, requestCounts.length);
        }
        return false;
    }

    /** Without an iterator, which would be garbage. */
    private boolean isNumbered(RequestKind kind, long number) {
        for (int i = 0; i < numbered.size(); i++) {
            if (numbered.get(i).kind == kind && numbered.get(i).number == number) {
                return true;
            }
        }
        return false;
    }

    @Override
    void answered(RequestKind kind, long byteSize, boolean granted) {
        if (granted && byteBudget != NO_BUDGET) {
            remainingBytes -= byteSize;
        }
    }

    /**
     * The allocator in one line.
     *
     * @return what fails, and the allocator behind
     */
    @Override
    public String toString() {
        return "FailingAllocator[" + whatFails() + ", " + delegate + "]";
    }

    private String whatFails() {
        final List<String> failing = new ArrayList<>();
        if (random != null) {
            failing.add("each request with probability " + probability + " and seed " + seed);
        }
        if (byteBudget != NO_BUDGET) {
            failing.add("what exceeds the " + remainingBytes + " bytes left of " + byteBudget);
        }
        if (!numbered.isEmpty()) {
            failing.add(numbered.stream().map(Numbered::toString).collect(Collectors.joining(" and ")));
        }
        final String verb = numbered.size() > 1 || failing.size() > 1 ? " fail" : " fails";
        return failing.isEmpty() ? "nothing fails" : String.join(", and ", failing) + verb;
    }
}
