package org.sideheap.collections;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.sideheap.allocators.Allocator;
import org.sideheap.allocators.ConcurrentPoolAllocator;
import org.sideheap.allocators.FreeListAllocator;
import org.sideheap.allocators.GlobalAllocator;
import org.sideheap.allocators.SynchronizedAllocator;

/** Collections of several threads on one allocator: each is used by one thread, and they come and go as they like. */
class SharedAllocatorTest {
    private static final int THREAD_COUNT = 3;

    static Stream<Allocator> sharedAllocators() {
        return Stream.of(
                new ConcurrentPoolAllocator(LongLinkedList.NODE_BYTE_SIZE, 2000),
                new SynchronizedAllocator(new FreeListAllocator(1 << 18)),
                new SynchronizedAllocator(GlobalAllocator.INSTANCE));
    }

    @ParameterizedTest
    @MethodSource("sharedAllocators")
    void listsComeAndGoOnDifferentThreads(Allocator allocator) throws InterruptedException {
        final List<LongLinkedList> open = new ArrayList<>();
        final List<FutureTask<Void>> tasks = new ArrayList<>();
        for (int thread = 0; thread < THREAD_COUNT; thread++) {
            final int number = thread;
            final FutureTask<Void> task = new FutureTask<>(() -> buildAndClose(allocator, number, open), null);
            tasks.add(task);
            new Thread(task).start();
        }
        for (final FutureTask<Void> each : tasks) {
            try {
                each.get();
            } catch (ExecutionException e) {
                throw new AssertionError(e.getCause());
            }
        }
        allocator.check();
        assertEquals(THREAD_COUNT, open.size());
        for (final LongLinkedList list : open) {
            assertEquals(500, list.size());
            final long number = list.peekLong();
            for (long value = list.pollLong(); value != LongLinkedList.DEFAULT_NULL_VALUE; value = list.pollLong()) {
                assertEquals(number, value);
            }
            list.addLong(number);
        }
        allocator.close();
        for (final LongLinkedList list : open) {
            assertThrows(IllegalStateException.class, () -> list.addLong(1));
            list.close();
        }
    }

    /** Each of them but the last is closed on this thread. */
    private static void buildAndClose(Allocator allocator, long number, List<LongLinkedList> open) {
        for (int round = 0; round < 50; round++) {
            final LongLinkedList list = new LongLinkedList(allocator);
            for (int i = 0; i < 500; i++) {
                list.linkLast(number);
                list.unlink(list.linkFirst(-1));
            }
            if (round == 49) {
                synchronized (open) {
                    open.add(list);
                }
            } else {
                list.close();
            }
        }
    }
}
