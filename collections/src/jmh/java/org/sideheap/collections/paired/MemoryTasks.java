package org.sideheap.collections.paired;

import java.util.ArrayList;
import java.util.List;
import java.util.function.Supplier;
import java.util.stream.Stream;
import org.openjdk.jol.info.GraphLayout;
import org.sideheap.allocators.GlobalAllocator;

/** Memory that a map takes when it has grown from empty: all of it, and of ours what is on the heap. */
final class MemoryTasks {
    private MemoryTasks() {}

    static Stream<Task> tasks(int count) {
        final List<Contestant> contestants = new ArrayList<>();
        contestants.addAll(MapTasks.contestants(SideheapMapLoops::onMalloc, kind -> memory(kind, count)));
        contestants.add(Contestant.ours("Sideheap's heap", () -> heap(SideheapMapLoops::onMalloc, count)));
        return Stream.of(
                new Task("map memory", "bytesPerEntry", count, "random", Unit.BYTES_PER_ENTRY, 0, contestants));
    }

    private static Body memory(Supplier<TableLoops> kind, int count) {
        final Footprint footprint = Footprint.of(kind, count);
        return perEntry(footprint.heapBytes + footprint.nativeBytes, count);
    }

    private static Body heap(Supplier<TableLoops> kind, int count) {
        return perEntry(Footprint.of(kind, count).heapBytes, count);
    }

    /** The same in each round. */
    private static MeasuringBody perEntry(long bytes, int count) {
        return () -> (double) bytes / count;
    }

    /**
     * What a map takes. On the heap that is all that can be reached from it: of ours, the global allocator as well. Loops
     * over it add 16 bytes, the same for all.
     */
    private record Footprint(long heapBytes, long nativeBytes) {
        static Footprint of(Supplier<TableLoops> kind, int count) {
            final long usedBefore = GlobalAllocator.INSTANCE.stats().usedBytes();
            try (TableLoops loops = kind.get()) {
                loops.put(Numbers.random(count), 0, count);
                final long used = GlobalAllocator.INSTANCE.stats().usedBytes();
                return new Footprint(GraphLayout.parseInstance(loops).totalSize(), used - usedBefore);
            }
        }
    }
}
