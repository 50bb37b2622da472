package org.sideheap.examples;

import com.sun.management.ThreadMXBean;
import java.lang.management.GarbageCollectorMXBean;
import java.lang.management.ManagementFactory;
import java.util.List;

/** What the JVM says about a stretch of one thread: bytes it allocated on the heap, and collections meanwhile. */
final class HeapUse {
    /** What {@link #allocatedBytes} answers on a JVM that does not count. */
    static final long UNKNOWN = -1;

    /** Null on a JVM that does not count. */
    private final ThreadMXBean threads;

    private final List<GarbageCollectorMXBean> collectors = ManagementFactory.getGarbageCollectorMXBeans();
    private long bytesBefore;
    private long bytesAfter;
    private long collectionsBefore;
    private long collectionsAfter;

    HeapUse() {
        threads = ManagementFactory.getThreadMXBean() instanceof ThreadMXBean counting
                        && counting.isThreadAllocatedMemorySupported()
                        && counting.isThreadAllocatedMemoryEnabled()
                ? counting
                : null;
    }

    void start() {
        collectionsBefore = collections();
        bytesBefore = bytes();
    }

    void stop() {
        bytesAfter = bytes();
        collectionsAfter = collections();
    }

    long allocatedBytes() {
        return threads == null ? UNKNOWN : bytesAfter - bytesBefore;
    }

    long collectionCount() {
        return collectionsAfter - collectionsBefore;
    }

    private long bytes() {
        return threads == null ? 0 : threads.getCurrentThreadAllocatedBytes();
    }

    private long collections() {
        long count = 0;
        for (final GarbageCollectorMXBean collector : collectors) {
            count += Math.max(0, collector.getCollectionCount());
        }
        return count;
    }
}
