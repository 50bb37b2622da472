package org.sideheap.testkit;

import java.util.Arrays;
import java.util.StringJoiner;
import org.sideheap.allocators.Allocator;

/**
 * Any allocator, with each request counted by what it asked for and what became of it.
 *
 * <p>For a test of how often code allocates, and whether it lets a block grow where it could ask for another. What is
 * live, and who allocated it, a {@link org.sideheap.allocators.TrackingAllocator} knows.
 *
 * <pre>{@code
 * CountingAllocator counting = new CountingAllocator(GlobalAllocator.INSTANCE);
 * try (LongArrayList list = new LongArrayList(counting, 100)) {
 *     for (long i = 0; i < 100; i++) list.addLong(i);
 * }
 * assertEquals(1, counting.requestCount(RequestKind.ALLOCATE));
 * assertEquals(0, counting.requestCount(RequestKind.REALLOCATE));
 * assertEquals(1, counting.freeCount());
 * }</pre>
 *
 * <p>A request is what the caller asks: a reallocation is one, whatever it is made of behind. A
 * call that is refused with an exception other than an {@link org.sideheap.allocators.AllocationFailedException} does
 * not count, so that every request is either granted or declined. Each call costs some additions and creates no garbage.
 * One thread at a time.
 */
public final class CountingAllocator extends InterceptingAllocator {
    private final long[] grantedCounts = new long[RequestKind.values().length];
    private final long[] declinedCounts = new long[RequestKind.values().length];
    private final long[] requestedBytes = new long[RequestKind.values().length];
    private long freeCount;

    /**
     * Counts what goes through to an allocator.
     *
     * @param delegate the allocator behind; closed with this
     */
    public CountingAllocator(Allocator delegate) {
        super(delegate);
    }

    /** Counts from 0 again. */
    public void reset() {
        Arrays.fill(grantedCounts, 0);
        Arrays.fill(declinedCounts, 0);
        Arrays.fill(requestedBytes, 0);
        freeCount = 0;
    }

    /**
     * How many requests of a kind were made.
     *
     * @param kind to look at
     * @return those granted and those declined
     */
    public long requestCount(RequestKind kind) {
        return grantedCount(kind) + declinedCount(kind);
    }

    /**
     * How many requests of a kind were granted.
     *
     * @param kind to look at
     * @return the count
     */
    public long grantedCount(RequestKind kind) {
        return grantedCounts[kind.ordinal()];
    }

    /**
     * How many requests of a kind were declined, by answer or by exception.
     *
     * @param kind to look at
     * @return the count
     */
    public long declinedCount(RequestKind kind) {
        return declinedCounts[kind.ordinal()];
    }

    /**
     * How many bytes the requests of a kind asked for, granted or not: a block that shall grow asks for the bytes it
     * grows by, one that shall shrink for none.
     *
     * @param kind to look at
     * @return the sum in bytes, or {@link Long#MAX_VALUE} where it is more
     */
    public long requestedBytes(RequestKind kind) {
        return requestedBytes[kind.ordinal()];
    }

    /**
     * How many blocks were freed. A block that has moved was not.
     *
     * @return the count
     */
    public long freeCount() {
        return freeCount;
    }

    @Override
    void answered(RequestKind kind, long byteSize, boolean granted) {
        (granted ? grantedCounts : declinedCounts)[kind.ordinal()]++;
        final long sum = requestedBytes[kind.ordinal()] + byteSize;
        requestedBytes[kind.ordinal()] = sum < 0 ? Long.MAX_VALUE : sum;
    }

    @Override
    public void free(long address, long byteSize, long byteAlignment) {
        delegate.free(address, byteSize, byteAlignment);
        freeCount++;
    }

    /**
     * The allocator in one line.
     *
     * @return the counts, and the allocator behind
     */
    @Override
    public String toString() {
        final StringJoiner counts = new StringJoiner(", ", "CountingAllocator[", ", " + delegate + "]");
        for (final RequestKind kind : RequestKind.values()) {
            counts.add(grantedCount(kind) + " of " + requestCount(kind) + " " + kind);
        }
        return counts.add(freeCount + " freed").toString();
    }
}
