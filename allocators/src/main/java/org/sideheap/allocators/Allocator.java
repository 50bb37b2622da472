package org.sideheap.allocators;

import static org.sideheap.allocators.AddressMath.checkPreservedBytes;
import static org.sideheap.allocators.AddressMath.checkRequest;
import static org.sideheap.allocators.Memory.NULL_ADDRESS;

/**
 * A strategy for handing out blocks of off-heap memory.
 *
 * <p>Each call takes and gives bare numbers and creates no garbage. A block is named by its address; whoever frees or
 * resizes it says again how large it is and how it is aligned, so that no allocator has to remember: the size may be
 * any from the one asked for to its {@link #goodByteSize}, the alignment is the one asked for.
 *
 * <pre>{@code
 * try (Allocator allocator = new FreeListAllocator(1 << 20)) {
 *     long address = allocator.allocate(24, 8);
 *     Memory.putLong(address, 42);
 *     allocator.free(address, 24, 8);
 * }
 * }</pre>
 *
 * <p><strong>Rules all allocators keep.</strong>
 *
 * <ul>
 *   <li>Alignment is that of the address, and a power of two. Sizes are at least 1. Anything else is an
 *       {@link IllegalArgumentException}, before anything happens.
 *   <li>A size no memory has, up to {@link Long#MAX_VALUE}, is declined; no arithmetic wraps.
 *   <li>A call that fails, by answer or by exception, has changed nothing.
 *   <li>Once closed, each call that would use the memory throws an {@link IllegalStateException} that names what closed
 *       it; {@link #close}, {@link #stats}, {@link #owns} and {@link #goodByteSize} answer.
 *   <li>One thread at a time, unless the class says otherwise.
 * </ul>
 *
 * <p>One of your own has {@link #tryAllocate}, {@link #tryResize}, {@link #free}, {@link #owns}, {@link #stats} and
 * {@link #close}; and if its memory can go while blocks are live, {@link #register}, with {@link Dependants} to keep who
 * registered. The testkit then proves it.
 */
public interface Allocator extends AutoCloseable {
    /**
     * Allocates a block, if there is room. Its bytes are whatever was there before.
     *
     * @param byteSize the size in bytes, at least 1
     * @param byteAlignment the alignment of the address in bytes, a power of two
     * @return the address, or {@link Memory#NULL_ADDRESS} when declined
     * @throws IllegalArgumentException when the size is below 1 or the alignment is not a power of two
     */
    long tryAllocate(long byteSize, long byteAlignment);

    /**
     * Allocates a block. Its bytes are whatever was there before.
     *
     * @param byteSize the size in bytes, at least 1
     * @param byteAlignment the alignment of the address in bytes, a power of two
     * @return the address
     * @throws AllocationFailedException when there is no room
     * @throws IllegalArgumentException when the size is below 1 or the alignment is not a power of two
     */
    default long allocate(long byteSize, long byteAlignment) {
        final long address = tryAllocate(byteSize, byteAlignment);
        if (address == NULL_ADDRESS) {
            throw new AllocationFailedException(this, byteSize, byteAlignment);
        }
        return address;
    }

    /**
     * Allocates a block whose bytes are all 0, whoever used the memory before. Costs a write to each byte.
     *
     * @param byteSize the size in bytes, at least 1
     * @param byteAlignment the alignment of the address in bytes, a power of two
     * @return the address
     * @throws AllocationFailedException when there is no room
     * @throws IllegalArgumentException when the size is below 1 or the alignment is not a power of two
     */
    default long allocateZeroed(long byteSize, long byteAlignment) {
        final long address = allocate(byteSize, byteAlignment);
        Memory.clear(address, byteSize);
        return address;
    }

    /**
     * Gives a block another size where it stands, if that can be done.
     *
     * @param address of the block
     * @param oldByteSize its size in bytes
     * @param newByteSize the size it shall have, at least 1
     * @param byteAlignment its alignment in bytes
     * @return whether the block now has the new size; if not, nothing has changed
     * @throws IllegalArgumentException when the block is seen not to be one of this allocator's, or a size or the
     *     alignment is out of its bounds
     */
    default boolean tryResize(long address, long oldByteSize, long newByteSize, long byteAlignment) {
        checkRequest(oldByteSize, byteAlignment);
        checkRequest(newByteSize, byteAlignment);
        return goodByteSize(oldByteSize) == goodByteSize(newByteSize);
    }

    /**
     * Gives a block another size, moving it when it cannot stay.
     *
     * @param address of the block
     * @param oldByteSize its size in bytes
     * @param newByteSize the size it shall have, at least 1
     * @param byteAlignment its alignment in bytes, which the moved block has too
     * @param preservedBytes how many of its first bytes are worth keeping, at most its size; where the new size is
     *     smaller, only that many are kept
     * @return the address it now has, or {@link Memory#NULL_ADDRESS} when declined: then the block is as it was
     * @throws IllegalArgumentException when the block is seen not to be one of this allocator's, or an argument is out
     *     of its bounds
     */
    default long tryReallocate(
            long address, long oldByteSize, long newByteSize, long byteAlignment, long preservedBytes) {
        checkPreservedBytes(preservedBytes, oldByteSize);
        if (tryResize(address, oldByteSize, newByteSize, byteAlignment)) {
            return address;
        }
        final long movedAddress = tryAllocate(newByteSize, byteAlignment);
        if (movedAddress != NULL_ADDRESS) {
            Memory.copy(address, movedAddress, Math.min(preservedBytes, newByteSize));
            free(address, oldByteSize, byteAlignment);
        }
        return movedAddress;
    }

    /**
     * Gives a block back. Where freeing single blocks means nothing, as on a bump allocator, it is a call without
     * effect.
     *
     * @param address of the block
     * @param byteSize its size in bytes
     * @param byteAlignment its alignment in bytes
     * @throws IllegalArgumentException when the block is seen not to be a live one of this allocator's; the class says
     *     what it sees
     */
    void free(long address, long byteSize, long byteAlignment);

    /**
     * The size a request really gets: using all of it costs no more. It grows with the request and is its own good size.
     *
     * @param byteSize the size of a request in bytes, at least 1
     * @return the size of the block it would get, at least as much
     */
    default long goodByteSize(long byteSize) {
        return byteSize;
    }

    /**
     * Whether an address lies in memory that this allocator holds, and that stays readable until it is closed. What it
     * cannot tell it denies: the {@link GlobalAllocator} denies every address.
     *
     * @param address any number
     * @return whether it is inside
     */
    boolean owns(long address);

    /**
     * What this allocator has done so far. Not for hot code: it may walk all free blocks.
     *
     * @return the numbers of this moment
     */
    AllocatorStats stats();

    /**
     * Walks the allocator's own structures and compares them with each other. Costs time proportional to their size.
     *
     * @throws IllegalStateException when they contradict each other, as they do after a write outside a block
     */
    default void check() {}

    /**
     * Asks to be told before memory of this allocator goes while blocks in it are live. An allocator that never takes
     * memory back that way, as the {@link GlobalAllocator}, tells nobody.
     *
     * @param dependant who wants to be told; not registered anywhere yet
     */
    default void register(Dependant dependant) {}

    /**
     * Gives back all memory this allocator took. Whatever depends on it is closed first. Closing twice is fine.
     */
    @Override
    void close();

    /**
     * Allocates a block, for code that is not hot.
     *
     * @param layout what the block must offer
     * @return the block, with the size it really has
     * @throws AllocationFailedException when there is no room
     */
    default Allocation allocate(Layout layout) {
        final long address = allocate(layout.byteSize(), layout.byteAlignment());
        return new Allocation(address, goodByteSize(layout.byteSize()), layout.byteAlignment());
    }

    /**
     * Allocates a block whose bytes are all 0, for code that is not hot.
     *
     * @param layout what the block must offer
     * @return the block, with the size it really has
     * @throws AllocationFailedException when there is no room
     */
    default Allocation allocateZeroed(Layout layout) {
        final long byteSize = goodByteSize(layout.byteSize());
        final long address = allocateZeroed(byteSize, layout.byteAlignment());
        return new Allocation(address, byteSize, layout.byteAlignment());
    }

    /**
     * Gives a block back, for code that is not hot.
     *
     * @param allocation from an {@code allocate} of this allocator
     * @throws IllegalArgumentException when the block is seen not to be a live one of this allocator's
     */
    default void free(Allocation allocation) {
        free(allocation.address(), allocation.byteSize(), allocation.byteAlignment());
    }

    /**
     * This one, or else another: what this declines, that is asked for.
     *
     * @param secondary asked next
     * @return the pair; closing it closes both
     * @see FallbackAllocator
     */
    default FallbackAllocator orElse(Allocator secondary) {
        return new FallbackAllocator(this, secondary);
    }

    /**
     * This one, but no more than so many bytes of it.
     *
     * @param byteLimit how many bytes may be live at once, at least 1
     * @return the limited allocator; closing it closes this
     * @see LimitedAllocator
     */
    default LimitedAllocator limitedTo(long byteLimit) {
        return new LimitedAllocator(this, byteLimit);
    }

    /**
     * This one, with a book of who allocated what, and a log entry for what is live when it is closed.
     *
     * @return the tracker; closing it closes this
     * @see TrackingAllocator
     */
    default TrackingAllocator tracked() {
        return new TrackingAllocator(this);
    }

    /**
     * This one, with red zones around each block and a quarantine for freed ones: an error for each misuse it can find.
     *
     * @return the guard; closing it closes this
     * @see GuardedAllocator
     */
    default GuardedAllocator guarded() {
        return new GuardedAllocator(this);
    }
}
