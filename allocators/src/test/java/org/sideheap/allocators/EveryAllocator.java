package org.sideheap.allocators;

import java.nio.ByteBuffer;

/** A program for a JVM of its own: loads and uses each allocator, and says through what. */
final class EveryAllocator {
    private EveryAllocator() {}

    public static void main(String[] args) {
        for (final Strategy each : Strategy.values()) {
            try (Allocator allocator = each.open(256, 4)) {
                final long address = allocator.allocateZeroed(64, 64);
                Memory.putLong(address, 42);
                final long grown = allocator.tryReallocate(address, 64, 256, 64, 64);
                if (Memory.getLong(grown) != 42) {
                    throw new IllegalStateException(each + " lost a value");
                }
                allocator.free(grown, 256, 64);
            }
        }
        try (PageAllocator pages = new PageAllocator(PageAllocator.Option.HUGE_PAGES)) {
            pages.allocate(4 << 20, 8); // large enough that the kernel is asked, which must not cost a second warning
            System.out.println(pages.report());
        }
        BumpAllocator.over(ByteBuffer.allocateDirect(8)).close();
        System.out.println(Memory.describe() + ": all allocators work");
    }
}
