package org.sideheap.allocators;

/**
 * A {@link GuardedAllocator} found that somebody wrote where nobody may: beside a block, or into one that was freed.
 *
 * <p>Its cause is the stack that allocated the block, and suppressed in it is the one that freed it, if it was freed. Who
 * wrote is not known; it happened between that and now.
 */
public final class BlockDamageException extends IllegalStateException {
    private static final long serialVersionUID = 1L;

    /** Where it was written. */
    public enum Kind {
        /** In the red zone before the block. */
        WRITE_BEFORE,

        /** In the red zone behind the block. */
        WRITE_BEHIND,

        /** In the block, once it had been freed. */
        WRITE_AFTER_FREE
    }

    /** Where it was written. */
    private final Kind kind;

    /** Of the block. */
    private final long address;

    /** Of the first byte that was written, from the address. */
    private final long offset;

    BlockDamageException(Kind kind, long address, long offset, String message, CallStack allocated, CallStack freed) {
        super(message, allocated);
        this.kind = kind;
        this.address = address;
        this.offset = offset;
        if (freed != null) {
            addSuppressed(freed);
        }
    }

    /**
     * Where it was written.
     *
     * @return the kind
     */
    public Kind kind() {
        return kind;
    }

    /**
     * Which block it is.
     *
     * @return the address of the block
     */
    public long address() {
        return address;
    }

    /**
     * The first byte of the red zone, or of the freed block, that is no longer what it was filled with.
     *
     * @return its offset from the start of the block: negative before it, the block's size or more behind it
     */
    public long offset() {
        return offset;
    }
}
