package org.sideheap.examples;

import org.sideheap.allocators.FreeListAllocator;
import org.sideheap.allocators.Memory;
import org.sideheap.collections.Long2LongHashMap;
import org.sideheap.collections.LongArrayList;
import org.sideheap.collections.LongArrayQueue;
import org.sideheap.collections.LongHashSet;
import org.sideheap.collections.LongLinkedList;

/** Every collection once, on any JVM from 17 on, with any flags or none: prints the sum of what it stored, and how. */
public final class RunsAnywhere {
    private RunsAnywhere() {}

    /**
     * Runs the example.
     *
     * @param args none
     */
    public static void main(String[] args) {
        try (FreeListAllocator allocator = new FreeListAllocator(1 << 16);
                LongArrayList list = new LongArrayList(allocator);
                LongArrayQueue queue = new LongArrayQueue(allocator);
                LongLinkedList links = new LongLinkedList(allocator);
                Long2LongHashMap map = new Long2LongHashMap(allocator, -1);
                LongHashSet set = new LongHashSet(allocator)) {
            list.addLong(1);
            queue.addLong(2);
            links.addLong(3);
            map.put(0, 4);
            set.add(5);
            System.out.println(
                    "sum " + (list.getLong(0) + queue.pollLong() + links.pollLong() + map.get(0) + set.size()));
            System.out.println(Memory.describe());
        }
    }
}
