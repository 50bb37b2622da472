package org.sideheap.allocators;

import static org.sideheap.allocators.AddressMath.checkPreservedBytes;
import static org.sideheap.allocators.AddressMath.checkRequest;
import static org.sideheap.allocators.Memory.NULL_ADDRESS;

import java.util.Objects;

/**
 * Finds who misuses memory: each block of the allocator behind stands between two red zones, and is kept back for a while
 * once it is freed.
 *
 * <p>For tests, and for the one process that shows the fault: wrap the allocator, leave everything else as it is, and an
 * error names the block, the byte, the stack that allocated it and the stack that freed it. Not for production: each block
 * costs two zones, two stacks and a write to each of its bytes.
 *
 * <pre>{@code
 * try (GuardedAllocator guarded = new GuardedAllocator(GlobalAllocator.INSTANCE)) {
 *     long address = guarded.allocate(24, 8);
 *     Memory.putLong(address + 24, 42);
 *     guarded.free(address, 24, 8); // BlockDamageException: WRITE_BEHIND, byte 24, and where it was allocated
 * }
 * }</pre>
 *
 * <p><strong>What it finds.</strong> At each call, as a {@link BlockMisuseException}: double and foreign frees, resizes of
 * freed blocks, a wrong size (a block is exactly as large as was asked for, so that any use of slack is found), a wrong
 * alignment, and with {@link GuardOptions#withOneThread} the wrong thread. Later, as a {@link BlockDamageException}:
 * writes just before or behind a block, found when it is freed or resized, or its memory is reset; and writes to a freed
 * block, found when it leaves the quarantine. {@link #check} looks at all blocks at once, and {@link #close} tells what it
 * finds that nobody was told yet, when everything is closed.
 *
 * <p>A fresh block is filled with {@link #ALLOCATED_FILL}, a freed one with {@link #FREED_FILL}, so that what reads memory
 * too early or too late reads rubbish one can recognise; the read itself goes <em>undetected</em>, as do a write that
 * jumps over the red zone, a write into a block that has left the quarantine, and blocks that are never freed: these the
 * {@link TrackingAllocator} tells.
 *
 * <p>A damaged block cannot be freed: it stays live, as evidence, until this is closed. A block goes into the quarantine
 * if it fits there, and out again when others need the place, or a request would be declined otherwise. A grown block
 * moves unless it can grow where it stands. Over a {@link PoolAllocator}, blocks need room for the zones: {@link
 * GuardOptions#guardedByteSize} says how much; the zone before a block is as large as its alignment, if that is larger.
 *
 * <p>Each call costs some microseconds, most of it for the stack, and time proportional to the size of the block; each
 * block some 2 KB of heap. Statistics count blocks with their zones while they are live, and nothing of the quarantine.
 * Safe for use from any thread if the allocator behind is. On {@link #close} all blocks are given back.
 *
 * <p>Red zones and quarantine are those of AddressSanitizer (Serebryany and others, USENIX ATC 2012), which also traps
 * reads, as the compiler works for it; the fill bytes are those of Microsoft's debug heap.
 */
public final class GuardedAllocator extends BookkeepingAllocator {
    /*
     *   block of the allocator behind     address, a multiple of byteAlignment
     *   v                                 v
     *   +---------------------------------+----------------------+-----------------+
     *   | RED_ZONE_FILL                   | byteSize             | RED_ZONE_FILL   |
     *   +---------------------------------+----------------------+-----------------+
     *   |<- redZoneByteSize, rounded up ->|                      |<redZoneByteSize>|
     *   |      to the alignment           |                      |                 |
     *   |<---------------------------- guardedByteSize --------------------------->|
     *
     * Invariants: the zones of a block in the book or in the quarantine hold RED_ZONE_FILL, and a block in the quarantine
     * FREED_FILL. Each block that the allocator behind gave is in one of the two, or it is being allocated, resized or
     * freed by a call under way. The quarantine is used, and memory of a block that could be given back is read, under
     * the lock of the book.
     */

    /** Each byte of a fresh block. */
    public static final byte ALLOCATED_FILL = (byte) 0xCD;

    /** Each byte of a freed block. */
    public static final byte FREED_FILL = (byte) 0xDD;

    /** Each byte before and behind a block. */
    public static final byte RED_ZONE_FILL = (byte) 0xFD;

    private final GuardOptions options;
    private final Quarantine quarantine = new Quarantine();
    private final Account account = new Account("guarded");

    /**
     * A guard with {@link GuardOptions#DEFAULT}.
     *
     * @param guarded the allocator behind; closed with this
     */
    public GuardedAllocator(Allocator guarded) {
        this(guarded, GuardOptions.DEFAULT);
    }

    /**
     * A guard.
     *
     * @param guarded the allocator behind; closed with this
     * @param options how closely it looks
     */
    public GuardedAllocator(Allocator guarded, GuardOptions options) {
        super(guarded);
        this.options = Objects.requireNonNull(options, "options");
        ensureUsable();
    }

    @Override
    public long tryAllocate(long byteSize, long byteAlignment) {
        checkRequest(byteSize, byteAlignment);
        ensureUsable();
        long address = tryPlace(byteSize, byteAlignment);
        if (address == NULL_ADDRESS && emptyQuarantine()) {
            address = tryPlace(byteSize, byteAlignment);
        }
        if (address == NULL_ADDRESS) {
            account.declined();
        }
        return address;
    }

    private long tryPlace(long byteSize, long byteAlignment) {
        final long guardedByteSize = options.guardedByteSize(byteSize, byteAlignment);
        final CallStack allocated = new CallStack("allocated here");
        final long outer = delegate.tryAllocate(guardedByteSize, byteAlignment);
        if (outer == NULL_ADDRESS) {
            return NULL_ADDRESS;
        }
        final long address = outer + options.frontByteSize(byteAlignment);
        Memory.fill(outer, address - outer, RED_ZONE_FILL);
        Memory.fill(address, byteSize, ALLOCATED_FILL);
        Memory.fill(address + byteSize, options.redZoneByteSize(), RED_ZONE_FILL);
        return book(new LiveBlock(address, byteSize, byteAlignment, byteSize, guardedByteSize, account, allocated));
    }

    /**
     * {@inheritDoc}
     *
     * <p>Wherever the allocator behind can do it. The red zone is looked at before, and moves to the new end.
     *
     * @throws BlockMisuseException when it is no live block of that size and alignment
     * @throws BlockDamageException when the memory beside it was written
     */
    @Override
    public boolean tryResize(long address, long oldByteSize, long newByteSize, long byteAlignment) {
        checkRequest(oldByteSize, byteAlignment);
        checkRequest(newByteSize, byteAlignment);
        ensureUsable();
        final LiveBlock block;
        synchronized (blocks) {
            block = checkedBlock("resize", address, oldByteSize, byteAlignment);
            blocks.remove(address);
        }
        LiveBlock after = block;
        try {
            final long newGuardedByteSize = options.guardedByteSize(newByteSize, byteAlignment);
            if (delegate.tryResize(outerAddress(block), block.usedBytes, newGuardedByteSize, byteAlignment)) {
                after = block.moved(address, newByteSize, newByteSize, newGuardedByteSize);
                Memory.fill(address + oldByteSize, Math.max(0, newByteSize - oldByteSize), ALLOCATED_FILL);
                Memory.fill(address + newByteSize, options.redZoneByteSize(), RED_ZONE_FILL);
            }
        } finally {
            blocks.add(after);
        }
        account.grew(after.usedBytes - block.usedBytes);
        return after != block;
    }

    /**
     * {@inheritDoc}
     *
     * <p>The old place of a block that moves goes into the quarantine.
     *
     * @throws BlockMisuseException when it is no live block of that size and alignment
     * @throws BlockDamageException when the memory beside it was written
     */
    @Override
    public long tryReallocate(
            long address, long oldByteSize, long newByteSize, long byteAlignment, long preservedBytes) {
        checkPreservedBytes(preservedBytes, oldByteSize);
        if (tryResize(address, oldByteSize, newByteSize, byteAlignment)) {
            return address;
        }
        makeRoomInQuarantine(options.guardedByteSize(oldByteSize, byteAlignment));
        long moved = tryPlace(newByteSize, byteAlignment);
        if (moved == NULL_ADDRESS && emptyQuarantine()) {
            if (tryResize(address, oldByteSize, newByteSize, byteAlignment)) {
                return address;
            }
            moved = tryPlace(newByteSize, byteAlignment);
        }
        if (moved == NULL_ADDRESS) {
            account.declined();
        } else {
            Memory.copy(address, moved, Math.min(preservedBytes, newByteSize));
            free(address, oldByteSize, byteAlignment);
        }
        return moved;
    }

    /**
     * {@inheritDoc}
     *
     * @throws BlockMisuseException when it is no live block of that size and alignment
     * @throws BlockDamageException when the memory beside it was written, or a block that leaves the quarantine for it
     *     was, after its own free
     */
    @Override
    public void free(long address, long byteSize, long byteAlignment) {
        checkRequest(byteSize, byteAlignment);
        ensureUsable();
        final long guardedByteSize;
        synchronized (blocks) {
            guardedByteSize = checkedBlock("free", address, byteSize, byteAlignment).usedBytes;
        }
        makeRoomInQuarantine(guardedByteSize);
        final CallStack freed = new CallStack("freed here");
        final boolean isKept = guardedByteSize <= options.quarantineByteSize();
        final LiveBlock block;
        synchronized (blocks) {
            block = checkedBlock("free", address, byteSize, byteAlignment);
            blocks.remove(address);
            Memory.fill(address, byteSize, FREED_FILL);
            if (isKept) {
                quarantine.add(new FreedBlock(block, freed));
            } else {
                quarantine.remember(new FreedBlock(block, freed));
            }
        }
        account.freed(block.usedBytes);
        if (!isKept) {
            giveBack(block);
        }
    }

    /**
     * The size itself: every byte behind it is watched.
     *
     * @param byteSize the size of a request in bytes, at least 1
     * @return the same
     */
    @Override
    public long goodByteSize(long byteSize) {
        return byteSize;
    }

    /**
     * {@inheritDoc}
     *
     * <p>True in live blocks and in those in quarantine, so that a double free is sent here; not in their red zones.
     */
    @Override
    public boolean owns(long address) {
        synchronized (blocks) {
            return super.owns(address) || quarantine.contains(address);
        }
    }

    /**
     * The statistics of the blocks of this.
     *
     * @return the numbers; bytes are those of live blocks with their red zones
     */
    @Override
    public AllocatorStats stats() {
        return account.stats();
    }

    /**
     * How much is kept back.
     *
     * @return bytes in quarantine, red zones included
     */
    public long quarantinedBytes() {
        synchronized (blocks) {
            return quarantine.usedBytes();
        }
    }

    /**
     * Looks at the red zones of all blocks, and at all of those in quarantine; then checks the allocator behind.
     *
     * @throws BlockDamageException the first damage found, by address; the others are suppressed in it
     */
    @Override
    public void check() {
        ensureUsable();
        final Failures failures = new Failures();
        synchronized (blocks) {
            blocks.forEach(block -> failures.attempt(() -> checkUnharmed(block)));
            quarantine.kept().forEach(freed -> failures.attempt(() -> checkUnharmed(freed)));
        }
        failures.rethrow();
        super.check();
    }

    /** What was told once is not told again. */
    @Override
    void letGo(LiveBlock block, boolean memoryGoes, CallStack gone) {
        final Failures failures = new Failures();
        if (!block.isDamageTold) {
            failures.attempt(() -> checkUnharmed(block));
        }
        synchronized (blocks) {
            quarantine.remember(new FreedBlock(block, gone));
        }
        account.freed(block.usedBytes);
        if (!memoryGoes) {
            failures.attempt(() -> giveBack(block));
        }
        failures.rethrow();
    }

    @Override
    void letGo(long fromAddress, long toAddress, boolean memoryGoes, String cause) {
        final Failures failures = new Failures();
        failures.attempt(() -> super.letGo(fromAddress, toAddress, memoryGoes, cause));
        for (FreedBlock freed = pollInside(fromAddress, toAddress);
                freed != null;
                freed = pollInside(fromAddress, toAddress)) {
            final FreedBlock each = freed;
            if (!each.block().isDamageTold) {
                failures.attempt(() -> checkUnharmed(each));
            }
            if (!memoryGoes) {
                failures.attempt(() -> giveBack(each.block()));
            }
        }
        failures.rethrow();
    }

    private FreedBlock pollInside(long fromAddress, long toAddress) {
        synchronized (blocks) {
            return quarantine.pollInside(fromAddress, toAddress);
        }
    }

    /** Lets the first freed go until there is room for another block, as far as that helps. */
    private void makeRoomInQuarantine(long byteSize) {
        if (byteSize <= options.quarantineByteSize()) {
            shrinkQuarantine(options.quarantineByteSize() - byteSize);
        }
    }

    /** Whether there was anything to let go. */
    private boolean emptyQuarantine() {
        return shrinkQuarantine(0);
    }

    /** A block that was written is let go with the others, and told once. */
    private boolean shrinkQuarantine(long limitBytes) {
        boolean anyLeft = false;
        final Failures failures = new Failures();
        for (FreedBlock freed = pollAbove(limitBytes); freed != null; freed = pollAbove(limitBytes)) {
            final FreedBlock each = freed;
            anyLeft = true;
            if (!each.block().isDamageTold) {
                failures.attempt(() -> checkUnharmed(each));
            }
            failures.attempt(() -> giveBack(each.block()));
        }
        failures.rethrow();
        return anyLeft;
    }

    private FreedBlock pollAbove(long limitBytes) {
        synchronized (blocks) {
            return quarantine.pollAbove(limitBytes);
        }
    }

    private void giveBack(LiveBlock block) {
        delegate.free(outerAddress(block), block.usedBytes, block.byteAlignment);
    }

    private long outerAddress(LiveBlock block) {
        return block.address - options.frontByteSize(block.byteAlignment);
    }

    /** The live block that a call is for, proved to be as the call says, and unharmed. Under the lock. */
    private LiveBlock checkedBlock(String call, long address, long byteSize, long byteAlignment) {
        final LiveBlock block = blocks.get(address);
        if (block == null) {
            throw noLiveBlock(call, address);
        }
        if (byteSize != block.byteSize) {
            throw misuse(
                    BlockMisuseException.Kind.WRONG_SIZE, block, call + " with a size of " + byteSize + " of " + block);
        }
        if (byteAlignment != block.byteAlignment) {
            throw misuse(
                    BlockMisuseException.Kind.WRONG_ALIGNMENT,
                    block,
                    call + " with an alignment of " + byteAlignment + " of " + block);
        }
        if (options.oneThread() && !block.allocated.isOfThisThread()) {
            throw misuse(
                    BlockMisuseException.Kind.WRONG_THREAD,
                    block,
                    call + " by thread " + Thread.currentThread().getName() + " of " + block
                            + ", which belongs to thread " + block.allocated.threadName());
        }
        checkUnharmed(block);
        return block;
    }

    private static BlockMisuseException misuse(BlockMisuseException.Kind kind, LiveBlock block, String message) {
        return new BlockMisuseException(kind, block.address, message, block.allocated, null);
    }

    private BlockMisuseException noLiveBlock(String call, long address) {
        final FreedBlock freed = quarantine.get(address);
        if (freed != null) {
            return new BlockMisuseException(
                    call.equals("free")
                            ? BlockMisuseException.Kind.DOUBLE_FREE
                            : BlockMisuseException.Kind.RESIZE_AFTER_FREE,
                    address,
                    call + " of " + freed.block() + ", which is gone already: "
                            + freed.freed().getMessage(),
                    freed.block().allocated,
                    freed.freed());
        }
        final LiveBlock around = blocks.containing(address);
        return new BlockMisuseException(
                BlockMisuseException.Kind.FOREIGN_BLOCK,
                address,
                call + " of address " + address + ", where no block starts"
                        + (around == null ? "" : "; it is byte " + (address - around.address) + " of " + around),
                around == null ? null : around.allocated,
                null);
    }

    private void checkUnharmed(LiveBlock block) {
        checkRedZones(block, null);
    }

    private void checkUnharmed(FreedBlock freed) {
        final LiveBlock block = freed.block();
        checkFill(BlockDamageException.Kind.WRITE_AFTER_FREE, block, 0, block.byteSize, FREED_FILL, freed.freed());
        checkRedZones(block, freed.freed());
    }

    private void checkRedZones(LiveBlock block, CallStack freed) {
        final long front = options.frontByteSize(block.byteAlignment);
        checkFill(BlockDamageException.Kind.WRITE_BEFORE, block, -front, front, RED_ZONE_FILL, freed);
        checkFill(
                BlockDamageException.Kind.WRITE_BEHIND,
                block,
                block.byteSize,
                options.redZoneByteSize(),
                RED_ZONE_FILL,
                freed);
    }

    private static void checkFill(
            BlockDamageException.Kind kind,
            LiveBlock block,
            long fromOffset,
            long byteSize,
            byte fill,
            CallStack freed) {
        final long difference = FillPattern.firstDifference(block.address + fromOffset, byteSize, fill);
        if (difference >= 0) {
            final long offset = fromOffset + difference;
            block.isDamageTold = true;
            throw new BlockDamageException(
                    kind,
                    block.address,
                    offset,
                    "byte " + offset + " of " + block + (freed == null ? "" : ", which was " + freed.getMessage())
                            + ", holds " + hex(Memory.getByte(block.address + offset)) + ", where "
                            + hex(fill) + " was written: " + kind,
                    block.allocated,
                    freed);
        }
    }

    private static String hex(byte value) {
        return String.format("0x%02X", value);
    }
}
