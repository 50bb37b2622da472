package org.sideheap.allocators;

import static org.sideheap.allocators.AddressMath.alignUp;
import static org.sideheap.allocators.Memory.NULL_ADDRESS;

import java.util.Arrays;

/**
 * The chunks of an arena: those it has from its parent, and in which order it uses them.
 *
 * <p>All that is known of a chunk stands on the heap, out of reach of a write past the end of a block, and the chunk
 * itself is payload from its first byte to its last: a chunk of 4096 bytes is one block of a pool with such blocks. What
 * stood for a chunk that was given back stands for the next one: in the long run no garbage is created.
 */
final class ArenaChunks {
    /*
     * Invariants: chunks[0 .. count) are in the order in which the parent gave them; inUse[0 .. inUseCount) in that of
     * their use, each with its useIndex, and all others are free: nextAddress is startAddress and useIndex FREE. No chunk
     * below firstFree is free.
     */

    /** A cache line: chunks of a size that is a multiple of it start on one. */
    private static final long CACHE_LINE_BYTE_SIZE = 64;

    private static final int INITIAL_CAPACITY = 8;
    private static final int FREE = -1;

    private final Allocator parent;
    private final long firstChunkByteSize;
    private final AddressIndex<Chunk> byAddress = new AddressIndex<>();
    private Chunk[] chunks = new Chunk[INITIAL_CAPACITY];
    private Chunk[] inUse = new Chunk[INITIAL_CAPACITY];
    private int count;
    private int inUseCount;
    private int firstFree;
    private long reservedBytes;

    ArenaChunks(Allocator parent, long firstChunkByteSize) {
        this.parent = parent;
        this.firstChunkByteSize = firstChunkByteSize;
    }

    /** One piece of memory from the parent. */
    static final class Chunk {
        long startAddress;
        long endAddress;

        /** How far it has been handed out; of the current one, the arena knows better. */
        long nextAddress;

        private long byteAlignment;
        private int useIndex = FREE;

        long byteSize() {
            return endAddress - startAddress;
        }

        boolean isFree() {
            return useIndex == FREE;
        }

        /** Its place in the order of use. */
        int useIndex() {
            return useIndex;
        }
    }

    int count() {
        return count;
    }

    /** In the order in which the parent gave them. */
    Chunk get(int index) {
        return chunks[index];
    }

    int inUseCount() {
        return inUseCount;
    }

    /** In the order of their use. */
    Chunk inUse(int useIndex) {
        return inUse[useIndex];
    }

    long reservedBytes() {
        return reservedBytes;
    }

    /** The one an address is in; null if there is none. */
    Chunk find(long address) {
        return byAddress.find(address);
    }

    boolean haveAnyIn(long fromAddress, long toAddress) {
        for (int i = 0; i < count; i++) {
            if (isIn(chunks[i], fromAddress, toAddress)) {
                return true;
            }
        }
        return false;
    }

    /** The first free one with room for a block, or a new one, or null where the parent has none. */
    Chunk tryFindRoom(long byteSize, long byteAlignment) {
        for (int i = firstFree; i < count; i++) {
            final Chunk chunk = chunks[i];
            if (chunk.isFree() && byteSize <= chunk.endAddress - alignUp(chunk.startAddress, byteAlignment)) {
                return chunk;
            }
        }
        return tryTake(byteSize, byteAlignment);
    }

    /** Smaller and smaller ones are asked for, down to one that the block just fits. */
    private Chunk tryTake(long byteSize, long byteAlignment) {
        long wanted = Math.max(byteSize, ChunkGrowth.nextChunkByteSize(firstChunkByteSize, reservedBytes));
        Chunk chunk = tryTakeOf(wanted, byteAlignment);
        while (chunk == null && wanted > byteSize) {
            wanted = Math.max(byteSize, wanted / 2);
            chunk = tryTakeOf(wanted, byteAlignment);
        }
        if (chunk == null && byteSize <= AddressMath.MAX_ADDRESS - byteAlignment) {
            // The parent may not be one to align as strictly; somewhere in so much, there is a block that is aligned.
            chunk = tryTakeOf(byteSize + byteAlignment - 1, 1);
        }
        return chunk;
    }

    private Chunk tryTakeOf(long wantedByteSize, long wantedByteAlignment) {
        final long byteSize = parent.goodByteSize(wantedByteSize);
        final long byteAlignment =
                Math.max(wantedByteAlignment, Math.min(CACHE_LINE_BYTE_SIZE, Long.lowestOneBit(byteSize)));
        final long address = parent.tryAllocate(byteSize, byteAlignment);
        if (address == NULL_ADDRESS) {
            return null;
        }
        try {
            return add(address, byteSize, byteAlignment);
        } catch (OutOfMemoryError e) {
            parent.free(address, byteSize, byteAlignment);
            throw e;
        }
    }

    private Chunk add(long address, long byteSize, long byteAlignment) {
        if (count == chunks.length) {
            inUse = Arrays.copyOf(inUse, 2 * count);
            chunks = Arrays.copyOf(chunks, 2 * count);
        }
        if (chunks[count] == null) {
            chunks[count] = new Chunk();
        }
        final Chunk chunk = chunks[count];
        byAddress.add(address, address + byteSize, chunk);
        chunk.startAddress = address;
        chunk.endAddress = address + byteSize;
        chunk.nextAddress = address;
        chunk.byteAlignment = byteAlignment;
        count++;
        reservedBytes += byteSize;
        return chunk;
    }

    /** Puts a free one to use. */
    void use(Chunk chunk) {
        chunk.useIndex = inUseCount;
        inUse[inUseCount++] = chunk;
        while (firstFree < count && !chunks[firstFree].isFree()) {
            firstFree++;
        }
    }

    /** Makes those free that were put to use last, down to a number of them. */
    void freeDownTo(int keptInUseCount) {
        while (inUseCount > keptInUseCount) {
            final Chunk chunk = inUse[--inUseCount];
            chunk.useIndex = FREE;
            chunk.nextAddress = chunk.startAddress;
        }
        firstFree = 0;
    }

    /** Gives those back that came last, all of them free, until no more than so many bytes are left. */
    void giveBackDownTo(long keptByteSize) {
        giveBackDownTo(keptByteSize, 0, 0);
    }

    /** Gives all back, the last one first; what is in a range goes by itself. One that the parent refuses keeps no other. */
    void giveBackOutside(long fromAddress, long toAddress) {
        freeDownTo(0);
        giveBackDownTo(0, fromAddress, toAddress);
    }

    private void giveBackDownTo(long keptByteSize, long fromAddress, long toAddress) {
        Throwable thrown = null;
        while (reservedBytes > keptByteSize) {
            final Chunk chunk = chunks[--count];
            reservedBytes -= chunk.byteSize();
            byAddress.remove(chunk.startAddress);
            if (!isIn(chunk, fromAddress, toAddress)) {
                try {
                    parent.free(chunk.startAddress, chunk.byteSize(), chunk.byteAlignment);
                } catch (RuntimeException | Error e) {
                    thrown = Failures.both(thrown, e);
                }
            }
        }
        Failures.rethrow(thrown);
    }

    private static boolean isIn(Chunk chunk, long fromAddress, long toAddress) {
        return AddressMath.contains(fromAddress, toAddress, chunk.startAddress, chunk.byteSize());
    }

    /** Whether the orders agree, and how many bytes are in chunks in use; negative if they do not. */
    long checkedInUseBytes() {
        long bytes = 0;
        long inUseBytes = 0;
        int freeCount = 0;
        for (int i = 0; i < count; i++) {
            final Chunk chunk = chunks[i];
            bytes += chunk.byteSize();
            if (chunk.isFree()) {
                freeCount++;
            } else {
                inUseBytes += chunk.byteSize();
            }
            final boolean isSound = chunk.isFree()
                    ? chunk.nextAddress == chunk.startAddress && i >= firstFree
                    : chunk.useIndex < inUseCount && inUse[chunk.useIndex] == chunk;
            if (!isSound || byAddress.find(chunk.startAddress) != chunk) {
                return -1;
            }
        }
        final boolean isSound = bytes == reservedBytes
                && freeCount + inUseCount == count
                && byAddress.count() == count
                && byAddress.isInOrder();
        return isSound ? inUseBytes : -1;
    }
}
