package org.sideheap.examples;

import java.io.PrintStream;
import org.sideheap.allocators.Allocation;
import org.sideheap.allocators.BumpAllocator;
import org.sideheap.allocators.FreeListAllocator;
import org.sideheap.allocators.GlobalAllocator;
import org.sideheap.allocators.Layout;
import org.sideheap.allocators.Memory;
import org.sideheap.allocators.PoolAllocator;
import org.sideheap.allocators.StackAllocator;

/**
 * Every strategy once: what it hands out, where, and what it takes back. Addresses are printed as offsets from the start
 * of the region, so that each run prints the same.
 */
public final class SpecTour {
    private final PrintStream out;

    private SpecTour(PrintStream out) {
        this.out = out;
    }

    /**
     * Runs the tour.
     *
     * @param args none
     */
    public static void main(String[] args) {
        run(System.out);
    }

    static void run(PrintStream out) {
        SpecTour tour = new SpecTour(out);
        tour.global();
        tour.bump();
        tour.pool();
        tour.freeList();
        tour.stack();
        tour.layoutExtension();
        tour.zeroedAllocation();
        tour.customArena();
    }

    private void global() {
        out.println("Global");
        Allocation allocation = GlobalAllocator.INSTANCE.allocate(Layout.forLong());
        out.println("  allocated: " + (allocation.address() != Memory.NULL_ADDRESS));
        out.println("  size: " + allocation.byteSize());
        GlobalAllocator.INSTANCE.free(allocation);
    }

    private void bump() {
        out.println("Bump, 4096 bytes");
        try (BumpAllocator bump = new BumpAllocator(4096)) {
            long start = bump.startAddress();
            out.println("  long at " + (bump.allocate(Layout.forLong()).address() - start));
            out.println("  int at " + (bump.allocate(Layout.forInt()).address() - start));
            out.println(
                    "  ten longs at " + (bump.allocate(Layout.array(8, 8, 10)).address() - start));
            out.println("  offset " + bump.offset() + ", allocated " + bump.totalAllocatedBytes() + ", remaining "
                    + bump.remainingBytes());
            bump.reset();
            out.println("  reset: offset " + bump.offset() + ", remaining " + bump.remainingBytes());
            out.println("  address at " + (bump.allocate(Layout.forAddress()).address() - start));
        }
    }

    private void pool() {
        out.println("Pool, 100 blocks of 64 bytes");
        try (PoolAllocator pool = new PoolAllocator(64, 100)) {
            long first = pool.allocate();
            long second = pool.allocate();
            long third = pool.allocate();
            out.println("  blocks at " + (first - pool.startAddress()) + ", " + (second - pool.startAddress()) + ", "
                    + (third - pool.startAddress()));
            pool.free(second);
            out.println("  free " + pool.freeBlockCount() + ", allocated " + pool.allocatedBlockCount());
            out.println("  the block freed last comes first: at " + (pool.allocate() - pool.startAddress()));
        }
    }

    private void freeList() {
        out.println("Free list, 8192 bytes");
        try (FreeListAllocator freeList = new FreeListAllocator(8192)) {
            long start = freeList.startAddress();
            Allocation first = freeList.allocate(Layout.of(100, 8));
            Allocation second = freeList.allocate(Layout.of(500, 8));
            Allocation third = freeList.allocate(Layout.of(200, 8));
            out.println("  100 bytes at " + (first.address() - start) + ", 500 at " + (second.address() - start)
                    + ", 200 at " + (third.address() - start));
            out.println("  allocated " + freeList.totalAllocatedBytes() + ", remaining " + freeList.remainingBytes());
            freeList.free(second);
            freeList.free(first);
            Allocation fourth = freeList.allocate(Layout.of(300, 8));
            out.println("  after freeing 500 and 100, 300 bytes at " + (fourth.address() - start));
            freeList.free(fourth);
            freeList.free(third);
            out.println("  after freeing all, allocated " + freeList.totalAllocatedBytes() + ", the largest free block "
                    + freeList.stats().largestFreeBytes());
        }
    }

    private void stack() {
        out.println("Stack, 2048 bytes");
        try (StackAllocator stack = new StackAllocator(2048)) {
            long start = stack.startAddress();
            out.println("  long at " + (stack.allocate(Layout.forLong()).address() - start));
            out.println("  int at " + (stack.allocate(Layout.forInt()).address() - start));
            out.println("  address at " + (stack.allocate(Layout.forAddress()).address() - start));
            out.println("  top at " + stack.offset());
            while (stack.pop()) {
                out.println("  popped: top at " + stack.offset() + ", remaining " + stack.remainingBytes());
            }
            stack.allocate(Layout.forLong());
            stack.reset();
            out.println("  reset: top at " + stack.offset());
        }
    }

    private void layoutExtension() {
        out.println("Layout of {long, int, address}");
        Layout longAndInt = Layout.forLong().extend(Layout.forInt());
        Layout all = longAndInt.extend(Layout.forAddress());
        out.println("  int at " + Layout.forLong().extensionOffset(Layout.forInt()) + ", address at "
                + longAndInt.extensionOffset(Layout.forAddress()));
        out.println("  size " + all.byteSize() + ", alignment " + all.byteAlignment());
        Allocation allocation = GlobalAllocator.INSTANCE.allocate(all);
        GlobalAllocator.INSTANCE.free(allocation);
    }

    private void zeroedAllocation() {
        out.println("Zeroed");
        Allocation hundredLongs = GlobalAllocator.INSTANCE.allocateZeroed(Layout.array(8, 8, 100));
        out.println("  global, the hundredth long: " + Memory.getLong(hundredLongs.address() + 99 * Long.BYTES));
        try (BumpAllocator bump = new BumpAllocator(4096)) {
            Memory.putLong(bump.allocate(Layout.forLong()).address(), 42);
            bump.reset();
            out.println("  bump, where a 42 was: "
                    + Memory.getLong(bump.allocateZeroed(Layout.forLong()).address()));
        }
        GlobalAllocator.INSTANCE.free(hundredLongs);
    }

    private void customArena() {
        out.println("Arena over memory of one's own, 1048576 bytes");
        Allocation memory = GlobalAllocator.INSTANCE.allocate(Layout.of(1 << 20, 64));
        try (BumpAllocator arena = BumpAllocator.over(memory.address(), memory.byteSize())) {
            arena.allocate(1000, 8);
            out.println("  offset " + arena.offset() + ", remaining " + arena.remainingBytes());
            arena.reset();
            out.println("  reset: offset " + arena.offset());
        }
        GlobalAllocator.INSTANCE.free(memory);
        out.println("  the arena is closed, and the memory was still there to free");
    }
}
