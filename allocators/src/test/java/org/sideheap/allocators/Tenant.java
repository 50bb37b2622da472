package org.sideheap.allocators;

import java.util.ArrayList;
import java.util.List;

/** Stands for a collection: has blocks, is told, gives back what it has outside the range that goes. */
final class Tenant extends Dependant {
    /** What it was told, in order: cause, and the range. */
    record Notice(long fromAddress, long toAddress, String cause) {}

    private record Block(long address, long byteSize) {}

    final List<Notice> notices = new ArrayList<>();
    private final Allocator allocator;
    private final List<Block> blocks = new ArrayList<>();
    private Runnable whenTold = () -> {};

    Tenant(Allocator allocator) {
        this.allocator = allocator;
        allocator.register(this);
    }

    /** Registered nowhere yet. */
    static Tenant unregistered() {
        return new Tenant();
    }

    private Tenant() {
        allocator = null;
    }

    Tenant whenTold(Runnable action) {
        whenTold = action;
        return this;
    }

    long allocate(long byteSize) {
        final long address = allocator.allocate(byteSize, 8);
        blocks.add(new Block(address, byteSize));
        return address;
    }

    void add(long address, long byteSize) {
        blocks.add(new Block(address, byteSize));
    }

    String cause() {
        return notices.size() == 1 ? notices.get(0).cause() : notices.toString();
    }

    /** As a collection is closed by its user. */
    void closeItself() {
        unregister();
        blocks.forEach(each -> allocator.free(each.address, each.byteSize, 8));
        blocks.clear();
    }

    @Override
    protected boolean holds(long fromAddress, long toAddress) {
        return blocks.stream().anyMatch(each -> isInside(each, fromAddress, toAddress));
    }

    @Override
    protected void close(long fromAddress, long toAddress, String cause) {
        notices.add(new Notice(fromAddress, toAddress, cause));
        whenTold.run();
        for (final Block each : blocks) {
            if (!isInside(each, fromAddress, toAddress)) {
                allocator.free(each.address, each.byteSize, 8);
            }
        }
        blocks.clear();
    }

    private static boolean isInside(Block block, long fromAddress, long toAddress) {
        return block.address >= fromAddress && block.address < toAddress;
    }
}
