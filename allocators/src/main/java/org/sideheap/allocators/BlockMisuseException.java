package org.sideheap.allocators;

/**
 * A {@link GuardedAllocator} was called for a block that is not one of its live ones, or not as the block is.
 *
 * <p>Its cause is the stack that allocated the block, and suppressed in it is the one that freed it, as far as there was
 * such a block. Nothing was changed.
 */
public final class BlockMisuseException extends IllegalArgumentException {
    private static final long serialVersionUID = 1L;

    /** What was wrong with the call. */
    public enum Kind {
        /** The block was freed before, or went with a reset. */
        DOUBLE_FREE,

        /** A block that was freed before, or went with a reset, is to have another size. */
        RESIZE_AFTER_FREE,

        /** No block of the allocator starts at the address, nor did one that it remembers. */
        FOREIGN_BLOCK,

        /** The block has another size. */
        WRONG_SIZE,

        /** The block has another alignment. */
        WRONG_ALIGNMENT,

        /** The block belongs to another thread. */
        WRONG_THREAD
    }

    /** What was wrong. */
    private final Kind kind;

    /** The address the call was for. */
    private final long address;

    BlockMisuseException(Kind kind, long address, String message, CallStack allocated, CallStack freed) {
        super(message, allocated);
        this.kind = kind;
        this.address = address;
        if (freed != null) {
            addSuppressed(freed);
        }
    }

    /**
     * What was wrong with the call.
     *
     * @return the kind
     */
    public Kind kind() {
        return kind;
    }

    /**
     * What the call was for.
     *
     * @return the address that was passed
     */
    public long address() {
        return address;
    }
}
