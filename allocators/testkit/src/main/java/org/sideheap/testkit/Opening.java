package org.sideheap.testkit;

import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import org.sideheap.allocators.Allocator;
import org.sideheap.allocators.AllocatorStats;
import org.sideheap.allocators.GlobalAllocator;
import org.sideheap.allocators.Memory;

/**
 * What a {@link Backend.Opener} opens an allocator with: sizes, parents, and memory to borrow.
 *
 * <p>Borrowed memory is dirty, starts at an odd address, and has bytes before and behind that nobody may write to; that
 * is looked at when the allocator is closed.
 */
public final class Opening {
    /*
     *   base                 borrowed                              base + byteSize + BORDER_BYTE_SIZE * 2
     *   v                    v                                     v
     *   +--------------------+------------------+------------------+
     *   | BORDER, untouched  | dirty            | BORDER, untouched|
     *   +--------------------+------------------+------------------+
     */

    /** Odd, so that an offset that is aligned has an address that is not. */
    private static final int BORDER_BYTE_SIZE = 65;

    /** What memory is full of that nobody has written to yet: the same in each run, whatever was there before. */
    static final byte DIRT = (byte) 0xA5;

    private final long byteCapacity;
    private final long blockByteSize;
    private final List<Owned> owned = new ArrayList<>();

    Opening(long byteCapacity, long blockByteSize) {
        this.byteCapacity = byteCapacity;
        this.blockByteSize = blockByteSize;
    }

    /** Whether an allocator can be opened with these sizes; what names them stands before the message. */
    static void checkSizes(String prefix, long byteCapacity, long blockByteSize) {
        if (byteCapacity < 1 || blockByteSize < 1) {
            throw new IllegalArgumentException(prefix + "byteCapacity and blockByteSize must be at least 1, were "
                    + byteCapacity + " and " + blockByteSize);
        }
    }

    /**
     * How much the allocator shall carve.
     *
     * @return the size in bytes, headers included
     */
    public long byteCapacity() {
        return byteCapacity;
    }

    /**
     * How large its blocks shall be, where it has a fixed size of them.
     *
     * @return the size in bytes
     */
    public long blockByteSize() {
        return blockByteSize;
    }

    /**
     * How many blocks make up the capacity.
     *
     * @return the count, at least 1
     */
    public long blockCount() {
        return Math.max(1, byteCapacity / blockByteSize);
    }

    /**
     * Takes care of a parent: it is closed after the allocator, and must have all its blocks back by then.
     *
     * @param <A> its type
     * @param parent to close
     * @return the parent
     */
    public <A extends Allocator> A own(A parent) {
        final long liveCount = parent.stats().liveCount();
        owned.add(problems -> {
            final AllocatorStats stats = parent.stats();
            if (stats.liveCount() != liveCount) {
                problems.add((stats.liveCount() - liveCount) + " blocks were not given back to the parent " + parent);
            }
            parent.close();
        });
        return parent;
    }

    /**
     * Lends a direct buffer.
     *
     * @return the buffer, with {@link #byteCapacity} bytes from its position to its limit
     */
    public ByteBuffer borrowBuffer() {
        final int borrowed = Math.toIntExact(byteCapacity);
        final ByteBuffer buffer = ByteBuffer.allocateDirect(borrowed + 2 * BORDER_BYTE_SIZE);
        for (int i = 0; i < buffer.capacity(); i++) {
            buffer.put(i, DIRT);
        }
        final ByteBuffer borders = buffer.duplicate();
        owned.add(problems -> checkBorders(borrowed, offset -> borders.get((int) offset), problems));
        return buffer.position(BORDER_BYTE_SIZE).limit(BORDER_BYTE_SIZE + borrowed);
    }

    /**
     * Lends memory at an address.
     *
     * @return the address of {@link #byteCapacity} bytes
     */
    public long borrowAddress() {
        final long byteSize = Math.addExact(byteCapacity, 2L * BORDER_BYTE_SIZE);
        final long base = GlobalAllocator.INSTANCE.allocate(byteSize, 64);
        Memory.fill(base, byteSize, DIRT);
        owned.add(problems -> {
            checkBorders(byteCapacity, offset -> Memory.getByte(base + offset), problems);
            GlobalAllocator.INSTANCE.free(base, byteSize, 64);
        });
        return base + BORDER_BYTE_SIZE;
    }

    private static void checkBorders(long borrowed, ByteAt byteAt, List<String> problems) {
        for (long offset = 0; offset < BORDER_BYTE_SIZE; offset++) {
            if (byteAt.get(offset) != DIRT) {
                problems.add("the byte " + (BORDER_BYTE_SIZE - offset) + " before the borrowed memory was written");
            }
            if (byteAt.get(BORDER_BYTE_SIZE + borrowed + offset) != DIRT) {
                problems.add("the byte " + (offset + 1) + " behind the borrowed memory was written");
            }
        }
    }

    /** Closes what was owned, the last first. */
    void close(List<String> problems) {
        for (int i = owned.size() - 1; i >= 0; i--) {
            owned.get(i).close(problems);
        }
        owned.clear();
    }

    private interface Owned {
        void close(List<String> problems);
    }

    private interface ByteAt {
        byte get(long offset);
    }
}
