package org.sideheap.allocators;

/**
 * An allocator that gives blocks to those who depend on another one, which is built on it: when its memory goes, they
 * are told.
 */
class Source extends Relay {
    final Allocator allocator;

    /** The other allocator they have blocks of; null where there may be many. */
    private final Allocator sibling;

    Source(Dependants dependants, Allocator allocator, Allocator sibling) {
        super(dependants);
        this.allocator = allocator;
        this.sibling = sibling;
    }

    /** Before each block it gives: an allocator that was reset has told its dependants and forgotten them. */
    final void ensureRegistered() {
        if (!isRegistered()) {
            allocator.register(this);
        }
    }

    /**
     * All blocks of this go. A region's are in the range; those of another allocator may be anywhere, as it may have had
     * them from its own fallback, but not in the region of the sibling.
     */
    @Override
    protected void close(long fromAddress, long toAddress, String cause) {
        if (allocator instanceof RegionAllocator) {
            dependants.release(fromAddress, toAddress, cause, true);
        } else if (sibling instanceof RegionAllocator region) {
            dependants.closeOutside(region, cause);
        } else {
            dependants.closeAll(0, 0, cause);
        }
    }
}
