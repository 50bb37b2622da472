package org.sideheap.allocators;

import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.TreeMap;

/**
 * Freed blocks whose memory is kept back, the first freed leaving first, and a memory of some that have left.
 *
 * <p>Guarded by the lock of the book of live blocks, so that a block is always in one of the two.
 */
final class Quarantine {
    /** With two stacks each these are some 3 MB at most. */
    private static final int REMEMBERED_COUNT = 1024;

    private final Map<Long, FreedBlock> byAge = new LinkedHashMap<>();
    private final TreeMap<Long, FreedBlock> byAddress = new TreeMap<>();
    private final Map<Long, FreedBlock> remembered = new LinkedHashMap<>();
    private long usedBytes;

    void add(FreedBlock freed) {
        byAge.put(freed.block().address, freed);
        byAddress.put(freed.block().address, freed);
        usedBytes += freed.block().usedBytes;
    }

    /** The block that was freed at an address; null when none is remembered. */
    FreedBlock get(long address) {
        final FreedBlock kept = byAddress.get(address);
        return kept != null ? kept : remembered.get(address);
    }

    /** Whether an address is in a block that is kept back. */
    boolean contains(long address) {
        final Map.Entry<Long, FreedBlock> below = byAddress.floorEntry(address);
        return below != null && below.getValue().block().contains(address);
    }

    /** Takes out the one that was freed first, as long as more bytes than a limit are kept; null otherwise. */
    FreedBlock pollAbove(long limitBytes) {
        return usedBytes > limitBytes ? poll(byAge.values().iterator().next()) : null;
    }

    /** Takes out any one of those in a range; null when there is none left. */
    FreedBlock pollInside(long fromAddress, long toAddress) {
        final Map.Entry<Long, FreedBlock> first = byAddress.ceilingEntry(fromAddress);
        return first != null && first.getKey() < toAddress ? poll(first.getValue()) : null;
    }

    private FreedBlock poll(FreedBlock freed) {
        byAge.remove(freed.block().address);
        byAddress.remove(freed.block().address);
        usedBytes -= freed.block().usedBytes;
        remember(freed);
        return freed;
    }

    /** Of a block whose memory is gone, who freed it is remembered for a while. */
    void remember(FreedBlock freed) {
        remembered.remove(freed.block().address);
        remembered.put(freed.block().address, freed);
        if (remembered.size() > REMEMBERED_COUNT) {
            final Iterator<FreedBlock> eldest = remembered.values().iterator();
            eldest.next();
            eldest.remove();
        }
    }

    Iterable<FreedBlock> kept() {
        return byAddress.values();
    }

    long usedBytes() {
        return usedBytes;
    }
}
