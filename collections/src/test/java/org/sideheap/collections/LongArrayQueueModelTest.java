package org.sideheap.collections;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Iterator;
import java.util.List;
import java.util.Queue;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.EdgeCasesMode;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.Tuple;
import org.sideheap.allocators.AllocationFailedException;
import org.sideheap.allocators.Allocator;
import org.sideheap.testkit.Backend;
import org.sideheap.testkit.Backends;
import org.sideheap.testkit.OpenBackend;

/** Random programs by the side of an {@link ArrayDeque}, on every backend, all of which run out but the global ones. */
class LongArrayQueueModelTest {
    private static final long BYTE_CAPACITY = 4096;
    private static final long BLOCK_BYTE_SIZE = 512;
    private static final long NULL_VALUE = -1;

    @Property(tries = 150, edgeCases = EdgeCasesMode.NONE)
    void isAnArrayDeque(@ForAll("programs") List<Step> program) {
        for (final Backend backend : Backends.all()) {
            try (OpenBackend open = backend.open(BYTE_CAPACITY, BLOCK_BYTE_SIZE)) {
                run(program, open.allocator());
            }
        }
    }

    private static void run(List<Step> program, Allocator allocator) {
        final Queue<Long> model = new ArrayDeque<>();
        LongArrayQueue queue = new LongArrayQueue(allocator, NULL_VALUE);
        try {
            for (final Step step : program) {
                if (step.operation == Operation.REOPEN) {
                    queue.close();
                    queue = new LongArrayQueue(allocator, NULL_VALUE);
                    model.clear();
                } else {
                    runOnBoth(step, queue, model);
                }
                assertEquals(model.size(), queue.sizeAsLong());
                assertEquals(new ArrayList<>(model), new ArrayList<>(queue), step::toString);
                assertEquals(model.isEmpty() ? NULL_VALUE : model.peek(), queue.peekLong());
                assertTrue(queue.capacityAsLong() >= queue.sizeAsLong());
                allocator.check();
            }
        } finally {
            queue.close();
        }
    }

    private static void runOnBoth(Step step, LongArrayQueue queue, Queue<Long> model) {
        final long capacity = queue.capacityAsLong();
        final Object answer;
        try {
            answer = step.runOn(queue);
        } catch (AllocationFailedException e) {
            assertEquals(capacity, queue.capacityAsLong());
            return;
        }
        assertEquals(step.runOn(model), answer, step::toString);
    }

    @Provide
    Arbitrary<List<Step>> programs() {
        final Arbitrary<Operation> operations = Arbitraries.frequencyOf(
                Tuple.of(2, Arbitraries.of(Operation.OFFER, Operation.OFFER_SOME)),
                Tuple.of(2, Arbitraries.of(Operation.class)));
        return Combinators.combine(operations, Arbitraries.longs().between(0, 12))
                .as(Step::new)
                .list()
                .ofMaxSize(150);
    }

    /** An operation, and with what: an element, or how many of them. */
    record Step(Operation operation, long value) {
        Object runOn(Queue<Long> queue) {
            return switch (operation) {
                case OFFER -> queue.offer(value);
                case OFFER_SOME -> queue.addAll(Collections.nCopies((int) value, value));
                case POLL -> queue.poll();
                case POLL_SOME -> {
                    long sum = 0;
                    for (long i = 0; i < value && !queue.isEmpty(); i++) {
                        sum += queue.remove();
                    }
                    yield sum;
                }
                case REMOVE_VALUE -> queue.remove(value);
                case REMOVE_AT -> {
                    final Iterator<Long> iterator = queue.iterator();
                    for (long i = 0; i < value && iterator.hasNext(); i++) {
                        iterator.next();
                    }
                    final boolean hasNext = iterator.hasNext();
                    if (hasNext) {
                        iterator.next();
                        iterator.remove();
                    }
                    yield hasNext;
                }
                case REMOVE_MANY -> queue.removeIf(element -> element < value);
                case CLEAR -> {
                    queue.clear();
                    yield null;
                }
                case REOPEN -> throw new AssertionError(operation);
            };
        }
    }

    enum Operation {
        OFFER,
        OFFER_SOME,
        POLL,
        POLL_SOME,
        REMOVE_VALUE,
        REMOVE_AT,
        REMOVE_MANY,
        CLEAR,
        /** Closes the queue and goes on with a new one. */
        REOPEN
    }
}
