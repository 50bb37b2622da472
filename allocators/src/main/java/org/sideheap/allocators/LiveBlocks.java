package org.sideheap.allocators;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Consumer;

/**
 * A book of live blocks by their addresses, on the heap: some 130 bytes of it a block, beside the block's stack.
 *
 * <p>For diagnosis: it makes garbage. Safe for use from any thread, under one lock, its own monitor, which nobody may hold
 * while calling another allocator: that may tell its dependants under a lock of its own.
 */
final class LiveBlocks {
    private final TreeMap<Long, LiveBlock> byAddress = new TreeMap<>();

    synchronized void add(LiveBlock block) {
        byAddress.put(block.address, block);
    }

    /** The block that starts at an address, or null. */
    synchronized LiveBlock get(long address) {
        return byAddress.get(address);
    }

    /** Takes out the block that starts at an address; null when there is none. */
    synchronized LiveBlock remove(long address) {
        return byAddress.remove(address);
    }

    /** The block that an address lies in, or null. */
    synchronized LiveBlock containing(long address) {
        final Map.Entry<Long, LiveBlock> below = byAddress.floorEntry(address);
        return below != null && below.getValue().contains(address) ? below.getValue() : null;
    }

    /** Takes out any one of those in a range; null when there is none left. */
    synchronized LiveBlock removeInside(long fromAddress, long toAddress) {
        final Map.Entry<Long, LiveBlock> first = byAddress.ceilingEntry(fromAddress);
        return first != null && first.getKey() < toAddress ? byAddress.remove(first.getKey()) : null;
    }

    /** Hands each block to an action, under the lock: while that runs, none goes. */
    synchronized void forEach(Consumer<LiveBlock> action) {
        byAddress.values().forEach(action);
    }

    /** All that are live at this moment, by their addresses. */
    synchronized List<LiveBlock> all() {
        return new ArrayList<>(byAddress.values());
    }

    /** Proves that no two blocks share a byte. */
    synchronized void check() {
        LiveBlock before = null;
        for (final LiveBlock each : byAddress.values()) {
            if (before != null && before.contains(each.address)) {
                throw new IllegalStateException(each + " overlaps " + before);
            }
            before = each;
        }
    }
}
