package org.sideheap.collections;

import static org.sideheap.testkit.CollectionContract.Argument.VALUE;

import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.sideheap.testkit.Backend;
import org.sideheap.testkit.LongDequeContract;

/** A queue by its interface, and by the methods that only it has. */
@Tag("contract")
class LongArrayQueueContractTest {
    private static final long NULL_VALUE = -100;

    private static final LongDequeContract<LongArrayQueue> CONTRACT = LongDequeContract.ofQueue(
                    allocator -> new LongArrayQueue(allocator, NULL_VALUE))
            .neverWith(NULL_VALUE)
            .function("offerLong", VALUE, LongArrayQueue::offerLong, Deque::offer)
            .function("pollLong", LongArrayQueue::pollLong, model -> orNull(model.poll()))
            .function("peekLong", LongArrayQueue::peekLong, model -> orNull(model.peek()))
            .function(
                    "removeWithCursor",
                    VALUE,
                    LongArrayQueueContractTest::removeWithCursor,
                    (model, value) -> model.removeAll(List.of(value)))
            .function("drain", LongArrayQueueContractTest::drain, model -> {
                final List<Long> drained = new ArrayList<>(model);
                model.clear();
                return drained;
            });

    @ParameterizedTest
    @MethodSource("org.sideheap.testkit.Backends#all")
    void isAnArrayDeque(Backend backend) {
        CONTRACT.verify(backend);
    }

    private static long orNull(Long element) {
        return element == null ? NULL_VALUE : element;
    }

    private static boolean removeWithCursor(LongArrayQueue queue, long value) {
        final LongArrayQueue.Cursor cursor = queue.cursor();
        boolean removed = false;
        while (cursor.advance()) {
            if (cursor.value() == value) {
                cursor.remove();
                removed = true;
            }
        }
        return removed;
    }

    private static List<Long> drain(LongArrayQueue queue) {
        final List<Long> drained = new ArrayList<>();
        queue.drain(drained::add);
        return drained;
    }
}
