package consumer;

import org.agrona.collections.LongLongConsumer;
import org.sideheap.allocators.BumpAllocator;
import org.sideheap.allocators.Memory;
import org.sideheap.collections.Long2LongHashMap;

/** What a user of the library compiles and runs. */
public final class Consumer {
    private Consumer() {}

    public static void main(String[] args) {
        final LongLongConsumer printer = (key, value) -> System.out.println(key + "=" + value);
        try (BumpAllocator bump = new BumpAllocator(1 << 16);
                Long2LongHashMap map = new Long2LongHashMap(bump, -1)) {
            map.put(7, 700);
            map.forEachLong(printer);
        }
        final Module module = Memory.class.getModule();
        System.out.println((module.isNamed() ? module : "class path") + ": " + Memory.describe());
    }
}
