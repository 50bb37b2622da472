package org.sideheap.allocators;

import static org.sideheap.allocators.AddressMath.alignUp;
import static org.sideheap.allocators.AddressMath.checkAtLeastOne;
import static org.sideheap.allocators.AddressMath.checkRequest;
import static org.sideheap.allocators.Memory.NULL_ADDRESS;

import java.util.Objects;

/**
 * A {@link BumpAllocator} that grows: hands out chunk after chunk, and takes them back only as a whole, or down to a
 * mark.
 *
 * <p>For scratch memory whose size is not known before: of a request, a frame, a parse. All goes at once with
 * {@link #reset}, or all since a {@link #mark} with {@link #release}. Not for blocks that come and go one by one:
 * {@link #free} makes no room. The newest block grows and shrinks where it stands, as long as its chunk has room.
 *
 * <pre>{@code
 * try (ArenaAllocator arena = new ArenaAllocator(GlobalAllocator.INSTANCE, 4096)) {
 *     long kept = arena.allocate(100, 8);
 *     long mark = arena.mark();
 *     long scratch = arena.allocate(10_000, 8); // more than the chunk has: a chunk of its own
 *     arena.release(mark);                      // what came after the mark is free again
 *     arena.reset();                            // all is; the chunks stay for the next round
 * }
 * }</pre>
 *
 * <p><strong>Chunks.</strong> The first is taken with the first block. Each one that follows is as large as all before it
 * together, up to 16 MiB, so that the arena doubles until then; never smaller than the first; and as large as the block it
 * is taken for. Where the parent declines, half as much is asked for, and half again, down to what the block needs. When a
 * block does not fit the current chunk, the one in use afterwards is that with more room left: a large block has a chunk of
 * its own, and small ones go on where they were. The rest of a chunk that is left counts as used.
 *
 * <p><strong>Again.</strong> A release makes chunks free, a reset all of them. Free chunks are used before another one is
 * taken: the first, in the order in which the parent gave them, that has room for the block; one that is too small is
 * passed over, and stays free for the next block. So the same requests after {@link #reset()} get the same addresses.
 * {@link #reset(long)} gives chunks back to the parent, the last one first; {@code reset(0)} gives back all.
 *
 * <p>An allocation is O(1), and O(free chunks) when it needs another chunk; free and tryResize are O(1) in the current
 * chunk and O(log chunks) in another, and a free takes a step more for each mark set after its block. Release and reset are
 * O(chunks), beside what it costs to close the collections on the arena: a linked list then walks its nodes unless all are
 * in the current chunk. No heap garbage but from tables that double. One thread at a time. As with a bump allocator, a wrong
 * size goes <em>undetected</em>, a double free does while other blocks from between the same two marks are live, and so does
 * the use of a block after its release by anything but a collection.
 *
 * <p>After the arenas of bumpalo (Rust), which also asks for half where it is declined, and of Zig's standard library, whose
 * reset also keeps all, up to a limit, or nothing. Unlike both, it has no header in a chunk, keeps its chunks as they are,
 * and tells who still has a block.
 */
public final class ArenaAllocator implements Allocator {
    /*
     *   a chunk that was left          the current chunk                         free chunks
     *   v                              v                                         v
     *   +-----------+-----+--------+   +-----------+-----+--------+----------+   +------------------+
     *   | block     |block| rest   |   | block     | pad | newest | free     |   | free             |
     *   +-----------+-----+--------+   +-----------+-----+--------+----------+   +------------------+
     *                     ^            ^                          ^          ^
     *         Chunk.nextAddress        chunkStart       nextAddress          chunkEnd
     *
     * While no chunk is in use, and once this is closed, the three addresses are 0: then no request fits and no block is
     * inside, and only on that way out is it asked which of the two it is.
     *
     * Invariants: chunkStart <= nextAddress <= chunkEnd are within the current chunk, which is in use. What is used is all
     * of the chunks in use but the rest of the current one. A mark stands for a state: the chunks put to use since then are
     * those above its inUseCount, and no other chunk than its current one has been handed out from since.
     */

    /** What the first chunk has by default: half of what glibc's malloc starts to map from the system for. */
    private static final long DEFAULT_CHUNK_BYTE_SIZE = 64L << 10;

    private static final String NAME = "ArenaAllocator";

    private final Usage usage = new Usage();
    private final ArenaTenancy tenancy = new ArenaTenancy();
    private final ArenaMarks marks = new ArenaMarks();
    private final ArenaChunks chunks;

    /** Null while none is in use. */
    private ArenaChunks.Chunk current;

    private long chunkStart;
    private long nextAddress;
    private long chunkEnd;

    /** Is shown the chunks of an arena. */
    @FunctionalInterface
    public interface ChunkVisitor {
        /**
         * Is shown one.
         *
         * @param address of its first byte
         * @param byteSize of the chunk
         * @param usedBytes how many of its first bytes have been handed out, padding included
         */
        void chunk(long address, long byteSize, long usedBytes);
    }

    /**
     * With chunks from a parent, the first one of 64 KiB.
     *
     * @param parent to take chunks from
     */
    public ArenaAllocator(Allocator parent) {
        this(parent, DEFAULT_CHUNK_BYTE_SIZE);
    }

    /**
     * With chunks from the {@link GlobalAllocator}.
     *
     * @param chunkByteSize of the first chunk, at least 1; no other is smaller unless memory runs short
     */
    public ArenaAllocator(long chunkByteSize) {
        this(GlobalAllocator.INSTANCE, chunkByteSize);
    }

    /**
     * With chunks from a parent.
     *
     * @param parent to take chunks from
     * @param chunkByteSize of the first chunk, at least 1; no other is smaller unless memory runs short
     */
    public ArenaAllocator(Allocator parent, long chunkByteSize) {
        chunks = new ArenaChunks(
                Objects.requireNonNull(parent, "parent"), checkAtLeastOne(chunkByteSize, "chunkByteSize"));
        parent.register(tenancy);
    }

    @Override
    public long tryAllocate(long byteSize, long byteAlignment) {
        checkRequest(byteSize, byteAlignment);
        final long address = alignUp(nextAddress, byteAlignment);
        if (byteSize > chunkEnd - address) {
            return tryAllocateInNext(byteSize, byteAlignment);
        }
        usage.allocated(address + byteSize - nextAddress);
        nextAddress = address + byteSize;
        return address;
    }

    private long tryAllocateInNext(long byteSize, long byteAlignment) {
        tenancy.ensureOpen();
        final ArenaChunks.Chunk chunk = chunks.tryFindRoom(byteSize, byteAlignment);
        if (chunk == null) {
            usage.declined();
            return NULL_ADDRESS;
        }
        chunks.use(chunk);
        final long address = alignUp(chunk.startAddress, byteAlignment);
        final long rest = chunk.endAddress - (address + byteSize);
        final long currentRest = chunkEnd - nextAddress;
        chunk.nextAddress = address + byteSize;
        if (rest > currentRest || current == null) {
            leaveCurrent();
            enter(chunk, chunk.nextAddress);
            usage.allocated(chunk.byteSize() - rest + currentRest);
        } else {
            usage.allocated(chunk.byteSize());
        }
        return address;
    }

    private void leaveCurrent() {
        if (current != null) {
            current.nextAddress = nextAddress;
        }
    }

    private void enter(ArenaChunks.Chunk chunk, long from) {
        current = chunk;
        chunkStart = chunk == null ? 0 : chunk.startAddress;
        chunkEnd = chunk == null ? 0 : chunk.endAddress;
        nextAddress = from;
    }

    /**
     * {@inheritDoc}
     *
     * <p>The newest block of the current chunk grows and shrinks in place; any other one only shrinks, and what it leaves
     * is lost until its release.
     */
    @Override
    public boolean tryResize(long address, long oldByteSize, long newByteSize, long byteAlignment) {
        checkRequest(oldByteSize, byteAlignment);
        checkRequest(newByteSize, byteAlignment);
        if (checkedChunkOf(address, oldByteSize) != current || address + oldByteSize != nextAddress) {
            return newByteSize <= oldByteSize;
        }
        if (newByteSize > chunkEnd - address) {
            return false;
        }
        marks.newestResized(current, nextAddress, address + newByteSize);
        nextAddress = address + newByteSize;
        usage.grew(newByteSize - oldByteSize);
        return true;
    }

    /**
     * Forgets one block without making room: only {@link #release} and {@link #reset} do that. Not even the newest block
     * is taken back, so that addresses depend on the requests alone, and not on who frees what.
     *
     * @throws IllegalArgumentException when the block is not in memory that was handed out
     */
    @Override
    public void free(long address, long byteSize, long byteAlignment) {
        checkRequest(byteSize, byteAlignment);
        final ArenaChunks.Chunk chunk = checkedChunkOf(address, byteSize);
        if (!marks.freed(chunk, address, usage.liveCount())) {
            throw refuse(address, "was freed already, no block is live" + (marks.count() > 0 ? " there" : ""));
        }
        usage.freed(0);
    }

    /** The chunk in use that a block was handed out from. */
    private ArenaChunks.Chunk checkedChunkOf(long address, long byteSize) {
        if (AddressMath.contains(chunkStart, nextAddress, address, byteSize)) {
            return current;
        }
        final ArenaChunks.Chunk chunk = chunks.find(address);
        if (chunk == null
                || chunk == current
                || !AddressMath.contains(chunk.startAddress, chunk.nextAddress, address, byteSize)) {
            throw refuse(address, "was not handed out with " + byteSize + " bytes");
        }
        return chunk;
    }

    private IllegalArgumentException refuse(long address, String why) {
        tenancy.ensureOpen();
        return new IllegalArgumentException(
                NAME + ": address " + address + (owns(address) ? " " : ", in none of its chunks, ") + why);
    }

    /**
     * Remembers what is allocated now. The newest block may grow in place after that, and the mark still means what was
     * allocated later. Each mark that something was allocated after costs some 70 bytes of heap until it is released past,
     * or the arena is reset.
     *
     * @return the mark, for {@link #release}: a number that no other mark of this arena ever has
     */
    public long mark() {
        tenancy.ensureOpen();
        return marks.set(chunks.inUseCount(), current, nextAddress, usage);
    }

    /**
     * Gives back all blocks allocated since a mark; collections that have one of them are closed. The mark can be released
     * to again. The chunks stay with the arena.
     *
     * @param mark from {@link #mark}; not older than the last reset, and no older mark has been released to since
     * @throws IllegalArgumentException when it is no such mark, or another arena's
     */
    public void release(long mark) {
        tenancy.ensureOpen();
        if (marks.find(mark) == null) {
            throw new IllegalArgumentException(this + ": " + mark
                    + " is no mark of this arena, or it has been released to an older one or reset since");
        }
        try {
            closeHoldersSince(mark);
        } finally {
            // Whoever was told may have released further back, reset or closed the arena: then there is nothing to do.
            final ArenaMarks.Mark found = marks.find(mark);
            if (found != null) {
                goBackTo(found);
            }
        }
    }

    /** Whoever is told may build something new, which has to go as well: this ends when nothing new has come. */
    private void closeHoldersSince(long mark) {
        Throwable thrown = null;
        long allocationCount;
        do {
            allocationCount = usage.allocationCount();
            for (int i = chunks.inUseCount() - 1; i >= 0 && isSince(mark, i); i--) {
                final ArenaChunks.Chunk chunk = chunks.inUse(i);
                thrown = closeHolders(chunk.startAddress, chunk.endAddress, thrown);
            }
            final ArenaMarks.Mark found = marks.find(mark);
            if (found != null && found.current != null && found.nextAddress < found.current.endAddress) {
                thrown = closeHolders(found.nextAddress, found.current.endAddress, thrown);
            }
        } while (usage.allocationCount() != allocationCount);
        Failures.rethrow(thrown);
    }

    /** Whether a chunk was put to use after a mark was set, and both still are there. */
    private boolean isSince(long mark, int useIndex) {
        final ArenaMarks.Mark found = marks.find(mark);
        return found != null && useIndex >= found.inUseCount && useIndex < chunks.inUseCount();
    }

    private Throwable closeHolders(long fromAddress, long toAddress, Throwable thrown) {
        try {
            tenancy.closeHolders(fromAddress, toAddress, NAME + " was released to a mark from before");
            return thrown;
        } catch (RuntimeException | Error e) {
            return Failures.both(thrown, e);
        }
    }

    private void goBackTo(ArenaMarks.Mark mark) {
        marks.dropAfter(mark);
        chunks.freeDownTo(mark.inUseCount);
        enter(mark.current, mark.nextAddress);
        usage.restore(mark.usedBytes, mark.liveCount);
    }

    /**
     * Takes all blocks back at once and keeps all chunks: the same requests get the same addresses again. Collections that
     * were built on this allocator are closed, and marks end.
     */
    public void reset() {
        reset(Long.MAX_VALUE);
    }

    /**
     * Takes all blocks back at once, and gives chunks back to the parent, the last one first, until those left have no
     * more than so many bytes together. Collections that were built on this allocator are closed, and marks end.
     *
     * @param keptByteSize at most; 0 gives all chunks back
     * @throws IllegalArgumentException when it is negative
     */
    public void reset(long keptByteSize) {
        if (keptByteSize < 0) {
            throw new IllegalArgumentException("keptByteSize must be at least 0, was " + keptByteSize);
        }
        tenancy.ensureOpen();
        try {
            tenancy.closeDependants(NAME + " was reset");
        } finally {
            tenancy.forgetAll();
            chunks.giveBackDownTo(keptByteSize);
        }
    }

    @Override
    public boolean owns(long address) {
        return address >= chunkStart && address < chunkEnd || chunks.find(address) != null;
    }

    /**
     * How many chunks it has.
     *
     * @return the count, free ones included
     */
    public int chunkCount() {
        return chunks.count();
    }

    /**
     * Shows all chunks, in the order in which the parent gave them. Which blocks are live in them, an arena does not know.
     *
     * @param visitor is shown them
     */
    public void forEachChunk(ChunkVisitor visitor) {
        tenancy.ensureOpen();
        leaveCurrent();
        for (int i = 0; i < chunks.count(); i++) {
            final ArenaChunks.Chunk chunk = chunks.get(i);
            visitor.chunk(chunk.startAddress, chunk.byteSize(), chunk.nextAddress - chunk.startAddress);
        }
    }

    /**
     * {@inheritDoc}
     *
     * @return the numbers; reserved are all chunks, and used is what cannot be handed out before a release or reset, the
     *     rests of chunks that were left included. The largest free block depends on the parent
     */
    @Override
    public AllocatorStats stats() {
        return usage.stats(chunks.reservedBytes(), AllocatorStats.UNKNOWN);
    }

    @Override
    public void check() {
        tenancy.ensureOpen();
        final long inUseBytes = chunks.checkedInUseBytes();
        if (inUseBytes < 0) {
            throw new IllegalStateException(this + ": the chunks are not in order");
        }
        if (current == null ? chunks.inUseCount() != 0 : current.isFree()) {
            throw new IllegalStateException(this + ": the current chunk is not in use");
        }
        if (chunkStart > nextAddress || nextAddress > chunkEnd || usage.usedBytes() != inUseBytes - rest()) {
            throw new IllegalStateException(this + ": " + inUseBytes + " bytes are in chunks in use, " + rest()
                    + " of them left in the current one, and " + usage.usedBytes() + " counted as used");
        }
        if (!marks.areInOrder(chunks.inUseCount(), usage)) {
            throw new IllegalStateException(this + ": the marks are not in order");
        }
    }

    private long rest() {
        return chunkEnd - nextAddress;
    }

    @Override
    public void register(Dependant dependant) {
        tenancy.add(dependant);
    }

    @Override
    public void close() {
        tenancy.close();
    }

    /**
     * The allocator in one line.
     *
     * @return its kind, and how much is used
     */
    @Override
    public String toString() {
        return tenancy.isOpen()
                ? NAME + "[" + usage.usedBytes() + " of " + chunks.reservedBytes() + " bytes in " + chunks.count()
                        + " chunks used, " + usage.liveCount() + " blocks live]"
                : tenancy.closedDescription();
    }

    private final class ArenaTenancy extends Tenancy {
        ArenaTenancy() {
            super(NAME);
        }

        @Override
        boolean hasMemoryIn(long fromAddress, long toAddress) {
            return chunks.haveAnyIn(fromAddress, toAddress);
        }

        /**
         * Of the chunks, one range can be named that surely goes, and nothing in it is somebody else's: blocks elsewhere
         * are freed by who has them, without effect.
         */
        @Override
        void closeDependants(String cause) {
            closeAll(chunkStart, chunkEnd, cause);
        }

        @Override
        void forgetAll() {
            marks.clear();
            chunks.freeDownTo(0);
            enter(null, 0);
            usage.reset();
        }

        @Override
        void giveBackOutside(long fromAddress, long toAddress) {
            chunks.giveBackOutside(fromAddress, toAddress);
        }
    }
}
