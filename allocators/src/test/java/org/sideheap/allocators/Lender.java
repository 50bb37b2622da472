package org.sideheap.allocators;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;

import java.util.HashMap;
import java.util.Map;

/**
 * A parent that knows each block it lent, and fails the test when one comes back twice, with other numbers, or when it
 * was never lent. Written with no more than what an allocator has to have.
 */
final class Lender implements Allocator {
    private final Map<Long, Layout> lent = new HashMap<>();
    private long lentCount;
    private long limit = Long.MAX_VALUE;

    Lender() {}

    /** Declines each request above a size. */
    Lender upTo(long byteSize) {
        limit = byteSize;
        return this;
    }

    long lentCount() {
        return lentCount;
    }

    int notBackCount() {
        return lent.size();
    }

    @Override
    public long tryAllocate(long byteSize, long byteAlignment) {
        if (byteSize > limit) {
            return Memory.NULL_ADDRESS;
        }
        final long address = GlobalAllocator.INSTANCE.tryAllocate(byteSize, byteAlignment);
        if (address != Memory.NULL_ADDRESS) {
            lent.put(address, Layout.of(byteSize, byteAlignment));
            lentCount++;
        }
        return address;
    }

    @Override
    public void free(long address, long byteSize, long byteAlignment) {
        final Layout layout = lent.remove(address);
        assertNotNull(layout, "was not lent, or came back before: " + address);
        assertEquals(layout, Layout.of(byteSize, byteAlignment));
        GlobalAllocator.INSTANCE.free(address, byteSize, byteAlignment);
    }

    @Override
    public boolean owns(long address) {
        return lent.entrySet().stream()
                .anyMatch(each -> AddressMath.contains(
                        each.getKey(), each.getKey() + each.getValue().byteSize() - 1, address, 0));
    }

    @Override
    public AllocatorStats stats() {
        return new AllocatorStats(0, 0, 0, AllocatorStats.UNKNOWN, lent.size(), lentCount, 0);
    }

    @Override
    public void close() {
        assertEquals(Map.of(), lent, "still lent");
    }
}
