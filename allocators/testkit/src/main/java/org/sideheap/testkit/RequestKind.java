package org.sideheap.testkit;

/** The requests that a {@link FailingAllocator} can fail, each counted by itself. */
public enum RequestKind {
    /** A new block: {@code tryAllocate}, {@code allocate} or {@code allocateZeroed}. */
    ALLOCATE,

    /** A block that shall grow where it stands: {@code tryResize} to a larger size. */
    RESIZE,

    /** A block that shall grow, here or elsewhere: {@code tryReallocate} to a larger size. */
    REALLOCATE,

    /**
     * A block that shall shrink: {@code tryResize} or {@code tryReallocate} to a smaller size. An allocator may decline
     * that, so who shrinks must bear it, and need not let it surface.
     */
    SHRINK
}
