package org.sideheap.examples;

import static org.sideheap.allocators.Memory.NULL_ADDRESS;

import org.sideheap.allocators.Allocator;
import org.sideheap.allocators.AllocatorStats;
import org.sideheap.allocators.Dependant;
import org.sideheap.allocators.GlobalAllocator;
import org.sideheap.allocators.Memory;

/**
 * One allocator, or else another: what the first declines, the second is asked for.
 *
 * <p>How an allocator of your own looks. A block is freed to the one that has it, and the first is the one to say so:
 * the second may be the {@link GlobalAllocator}, which cannot tell. Closing this closes both.
 */
final class OrElseAllocator implements Allocator {
    private final Allocator first;
    private final Allocator second;

    OrElseAllocator(Allocator first, Allocator second) {
        this.first = first;
        this.second = second;
    }

    @Override
    public long tryAllocate(long byteSize, long byteAlignment) {
        final long address = first.tryAllocate(byteSize, byteAlignment);
        return address != NULL_ADDRESS ? address : second.tryAllocate(byteSize, byteAlignment);
    }

    @Override
    public boolean tryResize(long address, long oldByteSize, long newByteSize, long byteAlignment) {
        return ownerOf(address).tryResize(address, oldByteSize, newByteSize, byteAlignment);
    }

    /** The owner moves the block if it can; only out of the first one may a block have to go to the second. */
    @Override
    public long tryReallocate(
            long address, long oldByteSize, long newByteSize, long byteAlignment, long preservedBytes) {
        final Allocator owner = ownerOf(address);
        final long moved = owner.tryReallocate(address, oldByteSize, newByteSize, byteAlignment, preservedBytes);
        if (moved != NULL_ADDRESS || owner == second) {
            return moved;
        }
        final long elsewhere = second.tryAllocate(newByteSize, byteAlignment);
        if (elsewhere != NULL_ADDRESS) {
            Memory.copy(address, elsewhere, Math.min(preservedBytes, newByteSize));
            first.free(address, oldByteSize, byteAlignment);
        }
        return elsewhere;
    }

    @Override
    public void free(long address, long byteSize, long byteAlignment) {
        ownerOf(address).free(address, byteSize, byteAlignment);
    }

    /** What both would give: nobody knows yet which of them will be the one. */
    @Override
    public long goodByteSize(long byteSize) {
        return Math.min(first.goodByteSize(byteSize), second.goodByteSize(byteSize));
    }

    @Override
    public boolean owns(long address) {
        return first.owns(address) || second.owns(address);
    }

    @Override
    public AllocatorStats stats() {
        final AllocatorStats ofFirst = first.stats();
        final AllocatorStats ofSecond = second.stats();
        return new AllocatorStats(
                ofFirst.usedBytes() + ofSecond.usedBytes(),
                ofFirst.reservedBytes() + ofSecond.reservedBytes(),
                ofFirst.peakUsedBytes() + ofSecond.peakUsedBytes(),
                AllocatorStats.UNKNOWN,
                ofFirst.liveCount() + ofSecond.liveCount(),
                ofFirst.allocationCount() + ofSecond.allocationCount(),
                ofSecond.declineCount());
    }

    @Override
    public void check() {
        first.check();
        second.check();
    }

    /** With the first: the memory of the second stays for as long as someone has it. */
    @Override
    public void register(Dependant dependant) {
        first.register(dependant);
    }

    /** The first one goes first: it closes the collections, and these give back what they have from the second. */
    @Override
    public void close() {
        first.close();
        second.close();
    }

    private Allocator ownerOf(long address) {
        return first.owns(address) ? first : second;
    }
}
