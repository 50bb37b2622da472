package org.sideheap.allocators;

/** What a {@link BookkeepingAllocator} knows of a block. */
final class LiveBlock {
    final long address;

    /** Asked for, last. */
    final long byteSize;

    final long byteAlignment;

    /** What the request really got. */
    final long goodByteSize;

    /** What the account has for it: with all that is around the block. */
    final long usedBytes;

    final Account account;

    /** Who allocated it; null where that was not sampled. */
    final CallStack allocated;

    /** Whether somebody was told already that its surroundings were written; guarded by the lock of the book. */
    boolean isDamageTold;

    LiveBlock(
            long address,
            long byteSize,
            long byteAlignment,
            long goodByteSize,
            long usedBytes,
            Account account,
            CallStack allocated) {
        this.address = address;
        this.byteSize = byteSize;
        this.byteAlignment = byteAlignment;
        this.goodByteSize = goodByteSize;
        this.usedBytes = usedBytes;
        this.account = account;
        this.allocated = allocated;
    }

    /** The same block, at another place or of another size. */
    LiveBlock moved(long newAddress, long newByteSize, long newGoodByteSize, long newUsedBytes) {
        return new LiveBlock(newAddress, newByteSize, byteAlignment, newGoodByteSize, newUsedBytes, account, allocated);
    }

    boolean contains(long anyAddress) {
        return anyAddress >= address && anyAddress - address < goodByteSize;
    }

    @Override
    public String toString() {
        return "the block of " + byteSize + " bytes aligned to " + byteAlignment + " at address " + address;
    }
}
