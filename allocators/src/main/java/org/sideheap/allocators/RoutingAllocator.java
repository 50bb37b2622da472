package org.sideheap.allocators;

import static org.sideheap.allocators.Memory.NULL_ADDRESS;

import java.util.Objects;

/**
 * Two allocators, and each block goes back to the one it came from. Which of them a request goes to is the subclass's
 * idea.
 *
 * <p>A block belongs to the first allocator if that {@linkplain Allocator#owns owns} its address, and to the second if
 * not; whether they can be told apart so is seen to when a block is handed out.
 */
abstract sealed class RoutingAllocator implements Allocator permits FallbackAllocator, SegregatingAllocator {
    final Allocator first;
    final Allocator second;
    final Dependants dependants = new Dependants();

    /** What this, among others, has from the second. */
    private final Usage secondUsage = new Usage();

    private final Source firstSource;
    private final Source secondSource;

    /** What closed this; null while it is open. */
    private String closedBy;

    RoutingAllocator(Allocator first, Allocator second) {
        this.first = Objects.requireNonNull(first, "first");
        this.second = Objects.requireNonNull(second, "second");
        firstSource = new Source(dependants, first, second);
        secondSource = new Source(dependants, second, first);
    }

    /** For a subclass that is itself what the context is asked for. */
    RoutingAllocator(Allocator first) {
        this.first = first;
        this.second = new ContextAllocator(this);
        firstSource = new Source(dependants, first, second);
        secondSource = new Source(dependants, second, first);
    }

    final long tryAllocateFromFirst(long byteSize, long byteAlignment) {
        ensureOpen();
        firstSource.ensureRegistered();
        final long address = first.tryAllocate(byteSize, byteAlignment);
        if (address != NULL_ADDRESS && !first.owns(address)) {
            first.free(address, byteSize, byteAlignment);
            throw new IllegalStateException(getClass().getSimpleName() + ": " + first + " does not own the block at "
                    + address + " that it gave, so it could not be told whose that is when it is freed;"
                    + " let it be the second, or track its blocks with a TrackingAllocator");
        }
        return address;
    }

    final long tryAllocateFromSecond(long byteSize, long byteAlignment) {
        ensureOpen();
        secondSource.ensureRegistered();
        final long address = second.tryAllocate(byteSize, byteAlignment);
        if (address == NULL_ADDRESS) {
            secondUsage.declined();
            return NULL_ADDRESS;
        }
        if (first.owns(address)) {
            second.free(address, byteSize, byteAlignment);
            throw new IllegalStateException(getClass().getSimpleName() + ": the block at " + address + " that " + second
                    + " gave is owned by " + first + " too, so it could not be told whose that is when it is freed");
        }
        secondUsage.allocated(goodByteSize(byteSize));
        return address;
    }

    final boolean isFirst(long address) {
        return first.owns(address);
    }

    @Override
    public final boolean tryResize(long address, long oldByteSize, long newByteSize, long byteAlignment) {
        ensureOpen();
        if (isFirst(address)) {
            return first.tryResize(address, oldByteSize, newByteSize, byteAlignment);
        }
        final boolean resized = second.tryResize(address, oldByteSize, newByteSize, byteAlignment);
        if (resized) {
            resizedInSecond(oldByteSize, newByteSize);
        }
        return resized;
    }

    final long tryReallocateInSecond(
            long address, long oldByteSize, long newByteSize, long byteAlignment, long preservedBytes) {
        final long moved = second.tryReallocate(address, oldByteSize, newByteSize, byteAlignment, preservedBytes);
        if (moved == NULL_ADDRESS) {
            secondUsage.declined();
        } else {
            resizedInSecond(oldByteSize, newByteSize);
        }
        return moved;
    }

    /** Moves a block from one allocator to the other; its alignment and what it holds go along. */
    final long move(long address, long oldByteSize, long newByteSize, long byteAlignment, long preservedBytes) {
        final long moved = isFirst(address)
                ? tryAllocateFromSecond(newByteSize, byteAlignment)
                : tryAllocateFromFirst(newByteSize, byteAlignment);
        if (moved != NULL_ADDRESS) {
            Memory.copy(address, moved, Math.min(preservedBytes, newByteSize));
            free(address, oldByteSize, byteAlignment);
        }
        return moved;
    }

    private void resizedInSecond(long oldByteSize, long newByteSize) {
        secondUsage.grew(goodByteSize(newByteSize) - goodByteSize(oldByteSize));
    }

    @Override
    public final void free(long address, long byteSize, long byteAlignment) {
        ensureOpen();
        if (isFirst(address)) {
            first.free(address, byteSize, byteAlignment);
        } else {
            second.free(address, byteSize, byteAlignment);
            secondUsage.freed(goodByteSize(byteSize));
        }
    }

    /** What both would give: which of them has a block is not known by its size. */
    @Override
    public final long goodByteSize(long byteSize) {
        return Math.min(first.goodByteSize(byteSize), second.goodByteSize(byteSize));
    }

    @Override
    public final boolean owns(long address) {
        return first.owns(address) || second.owns(address);
    }

    /** The first's numbers and those of the blocks this has from the second, added up; of the rest, what is given. */
    final AllocatorStats sum(AllocatorStats ofFirst, long largestFreeBytes, long declineCountOfFirst) {
        final AllocatorStats ofSecond = secondUsage.stats(secondUsage.usedBytes(), largestFreeBytes);
        return new AllocatorStats(
                ofFirst.usedBytes() + ofSecond.usedBytes(),
                ofFirst.reservedBytes() + ofSecond.reservedBytes(),
                ofFirst.peakUsedBytes() + ofSecond.peakUsedBytes(),
                largestFreeBytes,
                ofFirst.liveCount() + ofSecond.liveCount(),
                ofFirst.allocationCount() + ofSecond.allocationCount(),
                declineCountOfFirst + ofSecond.declineCount());
    }

    @Override
    public void check() {
        ensureOpen();
        first.check();
        second.check();
    }

    @Override
    public final void register(Dependant dependant) {
        ensureOpen();
        dependants.add(dependant);
    }

    /** Closes this, and then both. */
    @Override
    public void close() {
        if (!isClosed()) {
            try {
                closeBecause(0, 0, getClass().getSimpleName() + " was closed");
            } finally {
                try {
                    first.close();
                } finally {
                    second.close();
                }
            }
        }
    }

    /** Closes what is built on this; blocks outside the range are given back to where they came from. */
    final void closeBecause(long fromAddress, long toAddress, String cause) {
        try {
            dependants.closeAll(fromAddress, toAddress, cause);
        } finally {
            firstSource.unregister();
            secondSource.unregister();
            closedBy = cause;
        }
    }

    final boolean isClosed() {
        return closedBy != null;
    }

    final void ensureOpen() {
        if (closedBy != null) {
            throw new IllegalStateException(getClass().getSimpleName() + " is closed: " + closedBy);
        }
    }

    @Override
    public String toString() {
        return getClass().getSimpleName() + "[" + first + ", " + second + "]";
    }
}
