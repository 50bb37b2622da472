package org.sideheap.examples;

import java.nio.ByteBuffer;
import java.util.Locale;
import org.sideheap.allocators.Allocator;
import org.sideheap.allocators.AllocatorStats;
import org.sideheap.allocators.BumpAllocator;
import org.sideheap.allocators.FixedBufferAllocator;
import org.sideheap.allocators.FreeListAllocator;
import org.sideheap.allocators.GlobalAllocator;
import org.sideheap.allocators.PoolAllocator;
import org.sideheap.allocators.StackAllocator;
import org.sideheap.collections.LongLinkedList;

/**
 * The memory of one book: an allocator of the chosen strategy, and the global one for what that declines.
 *
 * <p>A pool of list nodes has no room for tables; regions of a fixed size are full some day. Such requests are met all the
 * same, and counted.
 */
final class BookMemory implements AutoCloseable {
    /** Which allocator a book is on. */
    enum Strategy {
        GLOBAL,
        BUMP,
        POOL,
        FREELIST,
        STACK,
        BUFFER;

        /** As it is written on the command line. */
        @Override
        public String toString() {
            return name().toLowerCase(Locale.ROOT);
        }

        /** Enough for the generated messages: on some strategies the memory of an order never comes back. */
        long defaultByteCapacity() {
            return switch (this) {
                case GLOBAL -> 0;
                case POOL -> LongLinkedList.NODE_BYTE_SIZE << 16;
                case BUMP, STACK, BUFFER, FREELIST -> 64L << 20;
            };
        }
    }

    private final Strategy strategy;
    private final MeteredAllocator global = new MeteredAllocator(GlobalAllocator.INSTANCE);

    /** What the strategy's name says; {@link #global} itself where that is the strategy. */
    private final Allocator chosen;

    /** The chosen one, or else the global one. */
    private final Allocator allocator;

    BookMemory(Strategy strategy, long byteCapacity) {
        this.strategy = strategy;
        chosen = switch (strategy) {
            case GLOBAL -> global;
            case BUMP -> new BumpAllocator(byteCapacity);
            case POOL ->
                new PoolAllocator(
                        LongLinkedList.NODE_BYTE_SIZE, Math.max(1, byteCapacity / LongLinkedList.NODE_BYTE_SIZE));
            case FREELIST -> new FreeListAllocator(byteCapacity);
            case STACK -> new StackAllocator(byteCapacity);
            case BUFFER -> FixedBufferAllocator.over(ByteBuffer.allocateDirect(Math.toIntExact(byteCapacity)), global);
        };
        // A buffer allocator has its fallback built in.
        allocator = strategy == Strategy.GLOBAL || strategy == Strategy.BUFFER ? chosen : chosen.orElse(global);
    }

    static BookMemory ofDefaultSize(Strategy strategy) {
        return new BookMemory(strategy, strategy.defaultByteCapacity());
    }

    Strategy strategy() {
        return strategy;
    }

    /** What to build collections on. */
    Allocator allocator() {
        return allocator;
    }

    /** The numbers of the chosen allocator, without those of its fallback. */
    AllocatorStats chosenStats() {
        final AllocatorStats stats = chosen.stats();
        if (!(chosen instanceof FixedBufferAllocator buffer)) {
            return stats;
        }
        // Its stats have the fallback's added. What a buffer hands out does not come back, so used is also the peak.
        return new AllocatorStats(
                buffer.usedBytes(),
                buffer.byteCapacity(),
                buffer.usedBytes(),
                buffer.remainingBytes(),
                stats.liveCount() - global.stats().liveCount(),
                stats.allocationCount() - global.stats().allocationCount(),
                fallbackCount());
    }

    /** The numbers of what came from the global allocator instead. */
    AllocatorStats fallbackStats() {
        return global.stats();
    }

    /** How many requests the chosen allocator declined and the global one met. */
    long fallbackCount() {
        return chosen == global ? 0 : global.stats().allocationCount();
    }

    @Override
    public void close() {
        allocator.close();
    }
}
