package org.sideheap.testkit;

import static org.sideheap.allocators.Memory.NULL_ADDRESS;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Supplier;
import org.sideheap.allocators.AllocationFailedException;
import org.sideheap.allocators.Allocator;
import org.sideheap.allocators.AllocatorStats;
import org.sideheap.allocators.Memory;

/**
 * A model of which blocks are live, beside the allocator it watches: each call goes to both, and whatever the two do not
 * agree on is a {@link ContractViolation}.
 *
 * <p>An answer is judged before the memory it speaks of is touched, so that most wrong ones do no harm.
 */
final class Shadow {
    /** Headers and rounding of a general purpose allocator, at most, beside what the size and the alignment ask for. */
    private static final long OVERHEAD_BYTE_SIZE = 128;

    private static final long UNBOUNDED_BYTE_SIZE = 1L << 40;

    private final Backend backend;
    private final Allocator allocator;
    private final long limitByteSize;
    private final Map<String, LiveBlock> live = new LinkedHashMap<>();
    private final Map<String, LiveBlock> freed = new LinkedHashMap<>();
    private final TreeMap<Long, LiveBlock> liveByAddress = new TreeMap<>();
    private long lowestAddress = Long.MAX_VALUE;
    private long highestAddress;
    private long pattern;
    private long peakUsedBytes;
    private long allocationCount;

    Shadow(OpenBackend open, long byteCapacity) {
        backend = open.backend();
        allocator = open.allocator();
        limitByteSize = limitByteSize(backend, byteCapacity);
    }

    /** More than this, a backend opened with the capacity cannot have. */
    static long limitByteSize(Backend backend, long byteCapacity) {
        return backend.has(Trait.BOUNDED) ? 4 * byteCapacity + (1 << 16) : UNBOUNDED_BYTE_SIZE;
    }

    Allocator allocator() {
        return allocator;
    }

    boolean isLive(String name) {
        return live.containsKey(name);
    }

    LiveBlock block(String name) {
        return live.get(name);
    }

    /** Allocates a block of a name that no live one has. */
    boolean allocate(String name, long byteSize, long byteAlignment, boolean zeroed) {
        final String call = (zeroed ? "allocateZeroed(" : "tryAllocate(") + byteSize + ", " + byteAlignment + ")";
        if (zeroed && byteSize > limitByteSize) {
            // Zeroing so much would end the JVM: only who declines it unzeroed is asked.
            allocate(name, byteSize, byteAlignment, false);
        }
        final AllocatorStats before = allocator.stats();
        final long address = legal(
                call,
                () -> zeroed
                        ? allocateZeroed(byteSize, byteAlignment)
                        : allocator.tryAllocate(byteSize, byteAlignment));
        if (address == NULL_ADDRESS) {
            declined(call, byteSize, byteAlignment, before);
            return false;
        }
        final LiveBlock block = judged(call, name, address, byteSize, byteAlignment);
        if (zeroed) {
            for (long offset = 0; offset < byteSize; offset++) {
                if (Memory.getByte(address + offset) != 0) {
                    throw violation(
                            AllocatorProperty.ZEROED,
                            call + " gave a block whose byte " + offset + " is " + Memory.getByte(address + offset));
                }
            }
        }
        add(block);
        settle(call);
        if (!isProcessWide() && allocator.stats().allocationCount() != before.allocationCount() + 1) {
            throw violation(
                    AllocatorProperty.STATS_TRUE,
                    "allocationCount was " + before.allocationCount() + " before " + call + " and is "
                            + allocator.stats().allocationCount());
        }
        return true;
    }

    /** From here on the block is said to have another size that it has a right to. */
    boolean claim(String name, long byteSize) {
        final LiveBlock block = live.get(name);
        final long claimed = Math.max(block.byteSize, Math.min(byteSize, block.goodByteSize));
        final boolean changes = claimed != block.claimedByteSize;
        block.claimedByteSize = claimed;
        return changes;
    }

    /** Nothing where there is no such block. */
    boolean resize(String name, long newByteSize) {
        final LiveBlock block = live.get(name);
        if (block == null) {
            return false;
        }
        final String call = "tryResize(" + name + ", " + block.claimedByteSize + ", " + newByteSize + ", "
                + block.byteAlignment + ")";
        final AllocatorStats before = allocator.stats();
        final boolean resized = legal(
                call,
                () -> allocator.tryResize(block.address, block.claimedByteSize, newByteSize, block.byteAlignment));
        if (!resized) {
            unchanged(call, before);
            return false;
        }
        replace(call, block, block.address, newByteSize, block.claimedByteSize);
        return true;
    }

    /** Nothing where there is no such block. */
    boolean reallocate(String name, long newByteSize, long atMostPreservedBytes) {
        final LiveBlock block = live.get(name);
        if (block == null) {
            return false;
        }
        final long preservedBytes = Math.min(atMostPreservedBytes, block.claimedByteSize);
        final String call = "tryReallocate(" + name + ", " + block.claimedByteSize + ", " + newByteSize + ", "
                + block.byteAlignment + ", " + preservedBytes + ")";
        final AllocatorStats before = allocator.stats();
        final long address = legal(
                call,
                () -> allocator.tryReallocate(
                        block.address, block.claimedByteSize, newByteSize, block.byteAlignment, preservedBytes));
        if (address == NULL_ADDRESS) {
            declined(call, newByteSize, block.byteAlignment, before);
            return false;
        }
        replace(call, block, address, newByteSize, preservedBytes);
        return true;
    }

    void free(String name) {
        final LiveBlock block = live.get(name);
        final String call = "free(" + name + ", " + block.claimedByteSize + ", " + block.byteAlignment + ")";
        legal(call, () -> {
            allocator.free(block.address, block.claimedByteSize, block.byteAlignment);
            return null;
        });
        remove(block);
        freed.put(name, block);
        settle(call);
    }

    /** Takes all blocks back, where the backend can; then a fresh allocator could not have more room. */
    boolean reset() {
        if (backend.resetter().isEmpty()) {
            return false;
        }
        legal("reset()", () -> {
            backend.resetter().get().accept(allocator);
            return null;
        });
        live.clear();
        liveByAddress.clear();
        freed.clear();
        settle("reset()");
        if (allocator.stats().usedBytes() != 0) {
            throw violation(AllocatorProperty.RESET, "after reset(), the statistics are " + allocator.stats());
        }
        return true;
    }

    /** After a reset, asks for most of what a fresh allocator has: what goes to padding may differ from one to the next. */
    void allocateMostOf(long largestByteSize) {
        final long byteSize = largestByteSize - largestByteSize / 8;
        if (byteSize > 0 && !allocate("most", byteSize, 1, false)) {
            throw violation(
                    AllocatorProperty.RESET,
                    "after reset(), tryAllocate(" + byteSize + ", 1) is declined, where a fresh allocator grants "
                            + largestByteSize + ": " + allocator.stats());
        }
    }

    /** Frees a block that is freed already, if its address is not that of a live one by now. */
    boolean freeAgain(String name) {
        final LiveBlock block = freed.get(name);
        if (block == null || liveByAddress.containsKey(block.address) || !backend.has(Trait.REFUSES_BAD_FREES)) {
            return false;
        }
        refusedFree("a second free(" + name + ")", block.address, block.byteSize, block.byteAlignment);
        return true;
    }

    /** Frees what is no live block. */
    void refusedFree(String call, long address, long byteSize, long byteAlignment) {
        final AllocatorStats before = allocator.stats();
        refused(AllocatorProperty.BAD_FREE_REFUSED, call, IllegalArgumentException.class, () -> {
            allocator.free(address, byteSize, byteAlignment);
            return "returned";
        });
        unchanged(call, before);
    }

    /** Resizes a block that is freed already, if its address is not that of a live one by now. */
    void refusesUse(String name) {
        final LiveBlock block = freed.get(name);
        if (block != null && !liveByAddress.containsKey(block.address)) {
            final AllocatorStats before = allocator.stats();
            final String call = "tryResize of the freed " + name;
            refused(
                    AllocatorProperty.BAD_FREE_REFUSED,
                    call,
                    IllegalArgumentException.class,
                    () -> allocator.tryResize(block.address, block.byteSize, 24, block.byteAlignment));
            unchanged(call, before);
        }
    }

    /** Makes a call that must not throw. */
    void accepted(String call, Runnable attempt) {
        legal(call, () -> {
            attempt.run();
            return null;
        });
    }

    /** Makes a call that must throw. */
    void refused(
            AllocatorProperty property, String call, Class<? extends RuntimeException> expected, Supplier<?> attempt) {
        final Object answer;
        try {
            answer = attempt.get();
        } catch (RuntimeException | OutOfMemoryError e) {
            if (expected.isInstance(e)) {
                return;
            }
            throw new ContractViolation(property, call + " threw " + e, e);
        }
        throw violation(property, call + " did not throw: " + answer);
    }

    void freeAll() {
        for (final String name : List.copyOf(live.keySet())) {
            free(name);
        }
    }

    /** With nothing live yet, writes to all the memory, so that a block that is zero was zeroed. */
    void soil(long largestByteSize) {
        if (largestByteSize > 0 && backend.has(Trait.RECLAIMS) && allocate("all", largestByteSize, 1, false)) {
            free("all");
            freed.clear();
        }
    }

    /** With nothing live, asks for as much as a fresh allocator has. */
    void reclaim(long largestByteSize) {
        if (largestByteSize > 0 && backend.has(Trait.RECLAIMS)) {
            final String name = "all";
            final long address = allocator.tryAllocate(largestByteSize, 1);
            if (address == NULL_ADDRESS) {
                throw violation(
                        AllocatorProperty.RECLAIMED,
                        "all blocks are freed, yet tryAllocate(" + largestByteSize
                                + ", 1) is declined, which a fresh allocator grants: " + allocator.stats());
            }
            add(judged("tryAllocate(" + largestByteSize + ", 1)", name, address, largestByteSize, 1));
            free(name);
        }
    }

    /** After a call that answered or threw that it failed. */
    void unchanged(String call, AllocatorStats before) {
        final AllocatorStats after = allocator.stats();
        if (!isProcessWide() && !sameButForDeclines(before, after)) {
            throw violation(
                    AllocatorProperty.FAILURE_CHANGES_NOTHING,
                    call + " failed, the statistics were " + before + " and are " + after);
        }
        settle(call);
    }

    private long allocateZeroed(long byteSize, long byteAlignment) {
        try {
            return allocator.allocateZeroed(byteSize, byteAlignment);
        } catch (AllocationFailedException e) {
            return NULL_ADDRESS;
        }
    }

    private void declined(String call, long byteSize, long byteAlignment, AllocatorStats before) {
        unchanged(call, before);
        if (!isProcessWide() && allocator.stats().declineCount() <= before.declineCount()) {
            throw violation(
                    AllocatorProperty.STATS_TRUE,
                    call + " was declined, declineCount is still " + before.declineCount());
        }
        if (byteAlignment == 1 && byteSize <= before.largestFreeBytes()) {
            throw violation(
                    AllocatorProperty.DECLINED_FOR_A_REASON,
                    call + " was declined, with largestFreeBytes " + before.largestFreeBytes());
        }
        if (backend.has(Trait.GENERAL_PURPOSE) && byteSize < limitByteSize && byteAlignment < limitByteSize) {
            final long gapByteSize = largestGapByteSize();
            if (gapByteSize >= byteSize + byteSize / 4 + 2 * byteAlignment + OVERHEAD_BYTE_SIZE) {
                throw violation(
                        AllocatorProperty.DECLINED_FOR_A_REASON,
                        call + " was declined, with " + gapByteSize + " bytes free between two live blocks");
            }
        }
    }

    /** The most bytes between two live blocks, or between one and the farthest that any has ever reached. */
    private long largestGapByteSize() {
        long largest = 0;
        long end = lowestAddress;
        for (final LiveBlock block : liveByAddress.values()) {
            largest = Math.max(largest, block.address - end);
            end = block.endAddress();
        }
        return Math.max(largest, highestAddress - end);
    }

    /** A block as the allocator says it gave it, once that can be true. */
    private LiveBlock judged(String call, String name, long address, long byteSize, long byteAlignment) {
        if (byteSize > limitByteSize) {
            throw violation(AllocatorProperty.HUGE_DECLINED, call + " was granted");
        }
        if ((address & (byteAlignment - 1)) != 0) {
            throw violation(
                    AllocatorProperty.ALIGNED,
                    call + " gave an address aligned to " + Long.lowestOneBit(address) + ", " + byteAlignment
                            + " was asked for");
        }
        final long goodByteSize = goodByteSize(call, byteSize);
        final LiveBlock block = new LiveBlock(name, address, byteSize, byteAlignment, goodByteSize, ++pattern);
        final Map.Entry<Long, LiveBlock> below = liveByAddress.lowerEntry(block.endAddress());
        if (below != null && below.getValue().endAddress() > address) {
            throw violation(
                    AllocatorProperty.NO_OVERLAP, call + " gave " + block + ", which overlaps " + below.getValue());
        }
        final long lastAddress = block.endAddress() - 1;
        if (backend.has(Trait.TELLS_ITS_OWN)
                ? !allocator.owns(address) || !allocator.owns(lastAddress)
                : allocator.owns(address) != allocator.owns(lastAddress)) {
            throw violation(
                    AllocatorProperty.OWNED,
                    call + " gave " + block + ", with a goodByteSize of " + goodByteSize + "; owns is "
                            + allocator.owns(address) + " for its first byte and " + allocator.owns(lastAddress)
                            + " for its last");
        }
        return block;
    }

    private long goodByteSize(String call, long byteSize) {
        final long goodByteSize = allocator.goodByteSize(byteSize);
        if (goodByteSize < byteSize || goodByteSize > limitByteSize) {
            throw violation(
                    AllocatorProperty.GOOD_SIZE,
                    call + " was granted, and goodByteSize(" + byteSize + ") is " + goodByteSize);
        }
        return goodByteSize;
    }

    private void add(LiveBlock block) {
        block.fill();
        live.put(block.name, block);
        liveByAddress.put(block.address, block);
        lowestAddress = Math.min(lowestAddress, block.address);
        highestAddress = Math.max(highestAddress, block.endAddress());
    }

    private void remove(LiveBlock block) {
        live.remove(block.name);
        liveByAddress.remove(block.address);
    }

    private void replace(String call, LiveBlock old, long address, long newByteSize, long preservedBytes) {
        remove(old);
        final LiveBlock block = judged(call, old.name, address, newByteSize, old.byteAlignment);
        final long kept = Math.min(preservedBytes, newByteSize);
        final long difference = old.firstDifference(address, kept);
        if (difference >= 0) {
            throw violation(
                    AllocatorProperty.CONTENTS_MOVED,
                    call + " succeeded, and byte " + difference + " of the " + kept + " to keep is another");
        }
        add(block);
        settle(call);
    }

    /** What holds after every call. */
    private void settle(String call) {
        try {
            allocator.check();
        } catch (RuntimeException e) {
            throw new ContractViolation(AllocatorProperty.CHECK_PASSES, "after " + call + ": " + e, e);
        }
        long claimedBytes = 0;
        for (final LiveBlock block : liveByAddress.values()) {
            claimedBytes += block.claimedByteSize;
            final long difference = block.firstDifference(block.address, block.goodByteSize);
            if (difference >= 0) {
                throw violation(
                        AllocatorProperty.CONTENTS_KEPT,
                        "after " + call + ", byte " + difference + " of " + block + " is another");
            }
        }
        if (!isProcessWide()) {
            final AllocatorStats stats = allocator.stats();
            if (stats.peakUsedBytes() < peakUsedBytes || stats.allocationCount() < allocationCount) {
                throw violation(
                        AllocatorProperty.STATS_TRUE,
                        "peakUsedBytes was " + peakUsedBytes + " and allocationCount " + allocationCount + "; after "
                                + call + ", the statistics are " + stats);
            }
            peakUsedBytes = stats.peakUsedBytes();
            allocationCount = stats.allocationCount();
            if (stats.liveCount() != live.size()
                    || stats.usedBytes() < claimedBytes
                    || stats.peakUsedBytes() < stats.usedBytes()
                    || stats.reservedBytes() < stats.usedBytes()
                    || live.isEmpty() && backend.has(Trait.RECLAIMS) && stats.usedBytes() != 0) {
                throw violation(
                        AllocatorProperty.STATS_TRUE,
                        "after " + call + ", " + live.size() + " blocks of together " + claimedBytes
                                + " bytes are live, and the statistics are " + stats);
            }
        }
    }

    private boolean isProcessWide() {
        return backend.has(Trait.PROCESS_WIDE);
    }

    private static boolean sameButForDeclines(AllocatorStats a, AllocatorStats b) {
        return a.usedBytes() == b.usedBytes()
                && a.reservedBytes() == b.reservedBytes()
                && a.peakUsedBytes() == b.peakUsedBytes()
                && a.largestFreeBytes() == b.largestFreeBytes()
                && a.liveCount() == b.liveCount()
                && a.allocationCount() == b.allocationCount();
    }

    private static <T> T legal(String call, Supplier<T> attempt) {
        try {
            return attempt.get();
        } catch (RuntimeException | OutOfMemoryError e) {
            throw new ContractViolation(AllocatorProperty.LEGAL_CALL_RETURNS, call + " threw " + e, e);
        }
    }

    static ContractViolation violation(AllocatorProperty property, String detail) {
        return new ContractViolation(property, detail, null);
    }
}
