package org.sideheap.testkit;

/** What an allocator promises beyond the rules that all keep. The contract asks for that much and no more. */
public enum Trait {
    /** Once every block is freed, in any order, whatever could be allocated at first can be allocated again. */
    RECLAIMS,

    /** Has a limit in the order of the capacity it is opened with, and declines beyond. */
    BOUNDED,

    /** Serves one size of block: what exceeds its size or its alignment is declined. */
    FIXED_BLOCK,

    /** Refuses to free or resize what is no live block, with an {@link IllegalArgumentException}. */
    REFUSES_BAD_FREES,

    /**
     * Serves any size from one region, wherever in it there is room: a request that would have fitted between two live
     * blocks is not declined.
     */
    GENERAL_PURPOSE,

    /** {@code owns} is true for each address in a live block. */
    TELLS_ITS_OWN,

    /** Its statistics are those of the whole process. */
    PROCESS_WIDE,

    /** Closing it has no effect. */
    NEVER_CLOSES
}
