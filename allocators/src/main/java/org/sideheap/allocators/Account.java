package org.sideheap.allocators;

/** A {@link Usage} with a name, for blocks that any thread may allocate and free; what it counts, the whole counts too. */
final class Account {
    final String name;
    private final Account whole;
    private final Usage usage = new Usage();

    Account(String name) {
        this(name, null);
    }

    /** A part of another account. */
    Account(String name, Account whole) {
        this.name = name;
        this.whole = whole;
    }

    void allocated(long byteSize) {
        synchronized (usage) {
            usage.allocated(byteSize);
        }
        if (whole != null) {
            whole.allocated(byteSize);
        }
    }

    void freed(long byteSize) {
        synchronized (usage) {
            usage.freed(byteSize);
        }
        if (whole != null) {
            whole.freed(byteSize);
        }
    }

    void grew(long byteSize) {
        synchronized (usage) {
            usage.grew(byteSize);
        }
        if (whole != null) {
            whole.grew(byteSize);
        }
    }

    void declined() {
        synchronized (usage) {
            usage.declined();
        }
        if (whole != null) {
            whole.declined();
        }
    }

    /** What is used is all that is reserved, and how much more there is the allocator behind knows. */
    AllocatorStats stats() {
        synchronized (usage) {
            return usage.stats(usage.usedBytes(), AllocatorStats.UNKNOWN);
        }
    }
}
