package org.sideheap.testkit;

import static org.sideheap.allocators.Memory.NULL_ADDRESS;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.sideheap.allocators.AllocationFailedException;
import org.sideheap.allocators.Allocator;
import org.sideheap.allocators.ForwardingAllocator;
import org.sideheap.allocators.Layout;
import org.sideheap.allocators.Memory;

/**
 * Any allocator, with its live blocks written down, so that a leak can be named, and a block that is freed twice or with
 * a wrong size is refused before it does harm, on the global allocator too.
 *
 * <p>Writes down the answers to growth in place as well, or declines all of it: whether a block can grow where it stands
 * depends on what stands behind it, and so on addresses.
 */
final class RecordingAllocator extends ForwardingAllocator {
    private final boolean declinesGrowth;
    private final List<Boolean> growthAnswers = new ArrayList<>();
    private final Map<Long, Layout> liveBlocks = new LinkedHashMap<>();
    private boolean declined;
    private String misuse;

    RecordingAllocator(Allocator delegate, boolean declinesGrowth) {
        super(delegate);
        this.declinesGrowth = declinesGrowth;
    }

    /** Forgets the answers so far. */
    void begin() {
        growthAnswers.clear();
        declined = false;
    }

    /** Whether the allocator behind has declined a request since then. */
    boolean hasDeclined() {
        return declined;
    }

    /** The first call that named no live block, or one of another size; null while there is none. */
    String misuse() {
        return misuse;
    }

    /** Frees what is live, whoever forgot to. */
    void freeAll() {
        liveBlocks.forEach((address, layout) -> delegate.free(address, layout.byteSize(), layout.byteAlignment()));
        liveBlocks.clear();
    }

    List<Boolean> answers() {
        return List.copyOf(growthAnswers);
    }

    int liveCount() {
        return liveBlocks.size();
    }

    String liveBlocks() {
        return liveBlocks.values().stream()
                .map(layout -> layout.byteSize() + " bytes aligned to " + layout.byteAlignment())
                .collect(Collectors.joining(", "));
    }

    @Override
    public long tryAllocate(long byteSize, long byteAlignment) {
        return soiled(written(delegate.tryAllocate(byteSize, byteAlignment), byteSize, byteAlignment), 0, byteSize);
    }

    @Override
    public long allocate(long byteSize, long byteAlignment) {
        try {
            return soiled(written(delegate.allocate(byteSize, byteAlignment), byteSize, byteAlignment), 0, byteSize);
        } catch (AllocationFailedException e) {
            declined = true;
            throw e;
        }
    }

    @Override
    public long allocateZeroed(long byteSize, long byteAlignment) {
        try {
            return written(delegate.allocateZeroed(byteSize, byteAlignment), byteSize, byteAlignment);
        } catch (AllocationFailedException e) {
            declined = true;
            throw e;
        }
    }

    @Override
    public boolean tryResize(long address, long oldByteSize, long newByteSize, long byteAlignment) {
        checkLive("tryResize", address, oldByteSize, byteAlignment);
        final boolean growth = newByteSize > oldByteSize;
        final boolean resized =
                !(growth && declinesGrowth) && delegate.tryResize(address, oldByteSize, newByteSize, byteAlignment);
        if (growth) {
            growthAnswers.add(resized);
        }
        declined |= !resized;
        if (resized) {
            written(address, newByteSize, byteAlignment);
            soiled(address, oldByteSize, newByteSize);
        }
        return resized;
    }

    /** With growth in place declined, a block that grows always moves. */
    @Override
    public long tryReallocate(
            long address, long oldByteSize, long newByteSize, long byteAlignment, long preservedBytes) {
        checkLive("tryReallocate", address, oldByteSize, byteAlignment);
        if (declinesGrowth && newByteSize > oldByteSize) {
            return move(address, oldByteSize, newByteSize, byteAlignment, preservedBytes);
        }
        final long moved = delegate.tryReallocate(address, oldByteSize, newByteSize, byteAlignment, preservedBytes);
        if (moved != NULL_ADDRESS) {
            liveBlocks.remove(address);
        }
        return soiled(written(moved, newByteSize, byteAlignment), preservedBytes, newByteSize);
    }

    private long move(long address, long oldByteSize, long newByteSize, long byteAlignment, long preservedBytes) {
        if (preservedBytes < 0 || preservedBytes > oldByteSize) {
            throw new IllegalArgumentException(
                    "tryReallocate with " + preservedBytes + " preserved of " + oldByteSize + " bytes");
        }
        final long moved = tryAllocate(newByteSize, byteAlignment);
        if (moved != NULL_ADDRESS) {
            Memory.copy(address, moved, preservedBytes);
            free(address, oldByteSize, byteAlignment);
        }
        return moved;
    }

    @Override
    public void free(long address, long byteSize, long byteAlignment) {
        checkLive("free", address, byteSize, byteAlignment);
        delegate.free(address, byteSize, byteAlignment);
        liveBlocks.remove(address);
    }

    /** A block of which the first bytes are kept. */
    private static long soiled(long address, long keptBytes, long byteSize) {
        if (address != NULL_ADDRESS && byteSize > keptBytes) {
            Memory.fill(address + keptBytes, byteSize - keptBytes, Opening.DIRT);
        }
        return address;
    }

    private long written(long address, long byteSize, long byteAlignment) {
        if (address == NULL_ADDRESS) {
            declined = true;
        } else {
            liveBlocks.put(address, Layout.of(byteSize, byteAlignment));
        }
        return address;
    }

    private void checkLive(String call, long address, long byteSize, long byteAlignment) {
        final Layout block = liveBlocks.get(address);
        if (block == null) {
            throw misused(call + " of address " + address + " with " + byteSize + " bytes, which is no live block");
        }
        if (byteSize < block.byteSize()
                || byteSize > delegate.goodByteSize(block.byteSize())
                || byteAlignment != block.byteAlignment()) {
            throw misused(call + " with " + byteSize + " bytes aligned to " + byteAlignment + " of a block with "
                    + block.byteSize() + " bytes aligned to " + block.byteAlignment());
        }
    }

    private IllegalArgumentException misused(String message) {
        misuse = misuse == null ? message : misuse;
        return new IllegalArgumentException(message);
    }
}
