package org.sideheap.allocators;

import java.util.ArrayList;
import java.util.List;

/** A parent that says what it was asked for and what came back, and that can be made to decline. */
final class Parent extends ForwardingAllocator {
    /** Sizes asked for, granted or not. */
    final List<Long> requests = new ArrayList<>();

    /** Addresses of blocks, in order. */
    final List<Long> granted = new ArrayList<>();

    final List<Long> freed = new ArrayList<>();

    /** Who asked to be told, in order. */
    final List<Dependant> dependants = new ArrayList<>();

    private long grantsLeft = Long.MAX_VALUE;

    Parent(Allocator delegate) {
        super(delegate);
    }

    Parent() {
        this(GlobalAllocator.INSTANCE);
    }

    /** Declines all requests but so many. */
    void grant(long count) {
        grantsLeft = count;
    }

    long notBackCount() {
        return granted.size() - freed.size();
    }

    @Override
    public long tryAllocate(long byteSize, long byteAlignment) {
        requests.add(byteSize);
        final long address = grantsLeft > 0 ? super.tryAllocate(byteSize, byteAlignment) : Memory.NULL_ADDRESS;
        if (address != Memory.NULL_ADDRESS) {
            grantsLeft--;
            granted.add(address);
        }
        return address;
    }

    @Override
    public void free(long address, long byteSize, long byteAlignment) {
        super.free(address, byteSize, byteAlignment);
        freed.add(address);
    }

    @Override
    public void register(Dependant dependant) {
        super.register(dependant);
        dependants.add(dependant);
    }
}
