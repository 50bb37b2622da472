package org.sideheap.testkit;

import static org.sideheap.allocators.Memory.NULL_ADDRESS;

import java.util.Arrays;
import java.util.Objects;
import org.sideheap.allocators.AllocationFailedException;
import org.sideheap.allocators.Allocator;
import org.sideheap.allocators.ForwardingAllocator;

/**
 * Any allocator, with the nth request failing.
 *
 * <p>A request that fails here fails as it would in an allocator that has run out: by its answer or with an
 * {@link AllocationFailedException}, and without having changed anything. All other calls reach the allocator behind as
 * they are. Requests are counted by their {@link RequestKind}; shrinking is no request.
 *
 * <pre>{@code
 * FailingAllocator failing = new FailingAllocator(GlobalAllocator.INSTANCE);
 * failing.fail(RequestKind.ALLOCATE, 3); // the third from now
 * }</pre>
 *
 * <p>One thread at a time.
 */
public final class FailingAllocator extends ForwardingAllocator {
    private final long[] requestCounts = new long[RequestKind.values().length];
    private RequestKind failingKind;
    private long failingNumber;
    private boolean failed;

    /**
     * An allocator where nothing fails yet.
     *
     * @param delegate that serves what does not fail; closed with this
     */
    public FailingAllocator(Allocator delegate) {
        super(delegate);
    }

    /**
     * Fails one request to come, and no other. Counts start again from 0.
     *
     * @param kind of the request
     * @param number of it among its kind from here on: 1 is the next
     */
    public void fail(RequestKind kind, long number) {
        if (number < 1) {
            throw new IllegalArgumentException("number must be at least 1, was " + number);
        }
        failNothing();
        failingKind = Objects.requireNonNull(kind, "kind");
        failingNumber = number;
    }

    /** Lets all requests pass from here on. Counts start again from 0. */
    public void failNothing() {
        failingKind = null;
        failed = false;
        Arrays.fill(requestCounts, 0);
    }

    /**
     * How many requests of a kind there were since counting began, the failed one included.
     *
     * @param kind to count
     * @return the count
     */
    public long requestCount(RequestKind kind) {
        return requestCounts[kind.ordinal()];
    }

    /**
     * Whether the request that was to fail has come.
     *
     * @return whether one has failed since counting began
     */
    public boolean hasFailed() {
        return failed;
    }

    @Override
    public long tryAllocate(long byteSize, long byteAlignment) {
        if (isLegal(byteSize, byteAlignment) && fails(RequestKind.ALLOCATE)) {
            return NULL_ADDRESS;
        }
        return delegate.tryAllocate(byteSize, byteAlignment);
    }

    @Override
    public long allocate(long byteSize, long byteAlignment) {
        if (isLegal(byteSize, byteAlignment) && fails(RequestKind.ALLOCATE)) {
            throw new AllocationFailedException(this, byteSize, byteAlignment);
        }
        return delegate.allocate(byteSize, byteAlignment);
    }

    @Override
    public long allocateZeroed(long byteSize, long byteAlignment) {
        if (isLegal(byteSize, byteAlignment) && fails(RequestKind.ALLOCATE)) {
            throw new AllocationFailedException(this, byteSize, byteAlignment);
        }
        return delegate.allocateZeroed(byteSize, byteAlignment);
    }

    @Override
    public boolean tryResize(long address, long oldByteSize, long newByteSize, long byteAlignment) {
        if (isGrowth(oldByteSize, newByteSize, byteAlignment) && fails(RequestKind.RESIZE)) {
            return false;
        }
        return delegate.tryResize(address, oldByteSize, newByteSize, byteAlignment);
    }

    @Override
    public long tryReallocate(
            long address, long oldByteSize, long newByteSize, long byteAlignment, long preservedBytes) {
        if (preservedBytes >= 0
                && preservedBytes <= oldByteSize
                && isGrowth(oldByteSize, newByteSize, byteAlignment)
                && fails(RequestKind.REALLOCATE)) {
            return NULL_ADDRESS;
        }
        return delegate.tryReallocate(address, oldByteSize, newByteSize, byteAlignment, preservedBytes);
    }

    /**
     * The allocator in one line.
     *
     * @return what fails, and the allocator behind
     */
    @Override
    public String toString() {
        final String what = failingKind == null ? "nothing" : failingKind + " " + failingNumber;
        return "FailingAllocator[" + what + " fails, " + delegate + "]";
    }

    private boolean fails(RequestKind kind) {
        final long number = ++requestCounts[kind.ordinal()];
        final boolean fails = kind == failingKind && number == failingNumber;
        failed |= fails;
        return fails;
    }

    private static boolean isGrowth(long oldByteSize, long newByteSize, long byteAlignment) {
        return isLegal(oldByteSize, byteAlignment) && newByteSize > oldByteSize;
    }

    /** What is not, the allocator behind refuses. */
    private static boolean isLegal(long byteSize, long byteAlignment) {
        return byteSize > 0 && byteAlignment > 0 && Long.bitCount(byteAlignment) == 1;
    }
}
