package org.sideheap.collections;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.sideheap.allocators.Memory.NULL_ADDRESS;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedList;
import java.util.List;
import java.util.Map;
import java.util.Set;
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

/**
 * Random programs on two lists that share an allocator, by the side of {@link LinkedList}s of their handles, on every
 * backend, all of which run out but the global ones.
 */
class LongLinkedListModelTest {
    private static final long BYTE_CAPACITY = 40 * LongLinkedList.NODE_BYTE_SIZE;

    @Property(tries = 80, edgeCases = EdgeCasesMode.NONE)
    void isALinkedListOfItsHandles(@ForAll("programs") List<Step> program) {
        for (final Backend backend : Backends.all()) {
            try (OpenBackend open = backend.open(BYTE_CAPACITY, LongLinkedList.NODE_BYTE_SIZE)) {
                run(program, open.allocator());
            }
        }
    }

    private static void run(List<Step> program, Allocator allocator) {
        final Pair one = new Pair(allocator);
        final Pair other = new Pair(allocator);
        try {
            for (final Step step : program) {
                final Pair pair = step.onOther ? other : one;
                try {
                    pair.run(step, step.onOther ? one : other);
                } catch (AllocationFailedException e) {
                    assertEquals(LongLinkedList.NODE_BYTE_SIZE, e.byteSize(), step::toString);
                }
                pair.assertSame(step);
                one.assertRefusesHandlesOf(other);
                other.assertRefusesHandlesOf(one);
                allocator.check();
            }
        } finally {
            one.list.close();
            other.list.close();
        }
    }

    @Provide
    Arbitrary<List<Step>> programs() {
        final Arbitrary<Operation> operations = Arbitraries.frequencyOf(
                Tuple.of(
                        1,
                        Arbitraries.of(
                                Operation.LINK_FIRST,
                                Operation.LINK_LAST,
                                Operation.LINK_BEFORE,
                                Operation.LINK_AFTER)),
                Tuple.of(
                        1,
                        Arbitraries.of(
                                Operation.SPLICE_FIRST,
                                Operation.SPLICE_LAST,
                                Operation.SPLICE_BEFORE,
                                Operation.SPLICE_AFTER)),
                Tuple.of(1, Arbitraries.of(Operation.class)));
        return Combinators.combine(
                        Arbitraries.of(false, true),
                        operations,
                        Arbitraries.doubles().between(0, 1),
                        Arbitraries.longs().between(-2, 9))
                .as(Step::new)
                .list()
                .ofMaxSize(150);
    }

    /** On which list, an operation, at which element, from 0 for the first to 1 for the last, and with what value. */
    record Step(boolean onOther, Operation operation, double place, long value) {}

    enum Operation {
        LINK_FIRST,
        LINK_LAST,
        LINK_BEFORE,
        LINK_AFTER,
        OFFER,
        UNLINK,
        POLL,
        POLL_LAST,
        REMOVE,
        SET_VALUE,
        MOVE_TO_FIRST,
        MOVE_TO_LAST,
        SPLICE_FIRST,
        SPLICE_LAST,
        SPLICE_BEFORE,
        SPLICE_AFTER,
        ADD_ALL,
        REMOVE_THROUGH_A_CURSOR,
        INSERT_THROUGH_A_CURSOR,
        CLEAR,
        /** Closes the list and goes on with a new one. */
        REOPEN
    }

    /** A list and what it should be. */
    private static final class Pair {
        private final Allocator allocator;
        private final LinkedList<Long> handles = new LinkedList<>();
        private final Map<Long, Long> values = new HashMap<>();
        private final Set<Long> stale = new HashSet<>();
        private LongLinkedList list;

        Pair(Allocator allocator) {
            this.allocator = allocator;
            list = new LongLinkedList(allocator, -5);
        }

        void run(Step step, Pair other) {
            final int index = (int) Math.min(step.place * handles.size(), handles.size() - 1);
            final long value = step.value;
            switch (step.operation) {
                case LINK_FIRST -> linked(0, list.linkFirst(value), value);
                case LINK_LAST -> linked(handles.size(), list.linkLast(value), value);
                case OFFER -> {
                    list.offerLong(value);
                    linked(handles.size(), list.lastNode(), value);
                }
                case POLL -> assertEquals(handles.isEmpty() ? -5 : unlinked(handles.getFirst()), list.pollLong());
                case POLL_LAST ->
                    assertEquals(handles.isEmpty() ? -5 : unlinked(handles.getLast()), list.pollLastLong());
                case SPLICE_FIRST -> {
                    list.spliceFirst(other.list);
                    spliced(0, other);
                }
                case SPLICE_LAST -> {
                    list.spliceLast(other.list);
                    spliced(handles.size(), other);
                }
                case SPLICE_BEFORE -> {
                    if (!handles.isEmpty()) {
                        list.spliceBefore(handles.get(index), other.list);
                        spliced(index, other);
                    }
                }
                case SPLICE_AFTER -> {
                    if (!handles.isEmpty()) {
                        list.spliceAfter(handles.get(index), other.list);
                        spliced(index + 1, other);
                    }
                }
                case ADD_ALL -> {
                    list.addAll(index + 1, List.of(value, value + 1, value + 2));
                    final long before = handles.isEmpty() ? NULL_ADDRESS : handles.get(index);
                    long node = before == NULL_ADDRESS ? list.firstNode() : list.next(before);
                    for (int i = 0; i < 3; i++) {
                        linked(index + 1 + i, node, value + i);
                        node = list.next(node);
                    }
                }
                case CLEAR -> {
                    list.clear();
                    allUnlinked();
                }
                case REOPEN -> {
                    list.close();
                    list = new LongLinkedList(allocator, -5);
                    allUnlinked();
                }
                default -> {
                    if (!handles.isEmpty()) {
                        runAt(index, step);
                    }
                }
            }
        }

        private void runAt(int index, Step step) {
            final long handle = handles.get(index);
            switch (step.operation) {
                case LINK_BEFORE -> linked(index, list.linkBefore(handle, step.value), step.value);
                case LINK_AFTER -> linked(index + 1, list.linkAfter(handle, step.value), step.value);
                case UNLINK -> assertEquals(unlinked(handle), list.unlink(handle));
                case REMOVE -> assertEquals(unlinked(handles.getFirst()), list.removeLong());
                case MOVE_TO_FIRST -> {
                    list.moveToFirst(handle);
                    handles.addFirst(handles.remove(index));
                }
                case MOVE_TO_LAST -> {
                    list.moveToLast(handle);
                    handles.addLast(handles.remove(index));
                }
                case REMOVE_THROUGH_A_CURSOR -> {
                    final LongLinkedList.Cursor cursor = list.cursor();
                    for (int i = 0; i <= index; i++) {
                        cursor.advance();
                    }
                    assertEquals(handle, cursor.node());
                    assertEquals(unlinked(handle), cursor.remove());
                    assertEquals(index < handles.size(), cursor.advance());
                    assertEquals(index > 0, cursor.retreat());
                }
                case INSERT_THROUGH_A_CURSOR -> {
                    final LongLinkedList.Cursor cursor = list.cursor();
                    cursor.moveTo(handle);
                    linked(index, cursor.insertBefore(step.value), step.value);
                    linked(index + 2, cursor.insertAfter(step.value), step.value);
                    assertEquals(handle, cursor.node());
                }
                case SET_VALUE -> assertEquals(values.put(handle, step.value), list.setValue(handle, step.value));
                default -> throw new AssertionError(step);
            }
        }

        private void linked(int index, long handle, long value) {
            handles.add(index, handle);
            values.put(handle, value);
            stale.remove(handle);
        }

        private long unlinked(long handle) {
            handles.remove(handle);
            stale.add(handle);
            return values.remove(handle);
        }

        private void spliced(int index, Pair other) {
            handles.addAll(index, other.handles);
            values.putAll(other.values);
            stale.removeAll(other.handles);
            other.allUnlinked();
        }

        private void allUnlinked() {
            stale.addAll(handles);
            handles.clear();
            values.clear();
        }

        void assertSame(Step step) {
            assertEquals(handles.size(), list.sizeAsLong(), step::toString);
            final List<Long> forwards = new ArrayList<>();
            for (long node = list.firstNode(); node != NULL_ADDRESS; node = list.next(node)) {
                forwards.add(node);
                assertEquals(values.get(node), list.value(node), step::toString);
            }
            assertEquals(handles, forwards, step::toString);
            final LinkedList<Long> backwards = new LinkedList<>();
            for (long node = list.lastNode(); node != NULL_ADDRESS; node = list.previous(node)) {
                backwards.addFirst(node);
            }
            assertEquals(handles, backwards, step::toString);
            final List<Long> seen = new ArrayList<>();
            list.forEachLong(seen::add);
            assertEquals(handles.stream().map(values::get).toList(), seen, step::toString);
            assertEquals(handles.isEmpty() ? -5 : seen.get(0), list.peekLong());
            assertEquals(handles.isEmpty() ? -5 : seen.get(seen.size() - 1), list.peekLastLong());
            stale.stream()
                    .limit(3)
                    .forEach(handle ->
                            assertThrows(IllegalArgumentException.class, () -> list.value(handle), step::toString));
        }

        void assertRefusesHandlesOf(Pair other) {
            if (!other.handles.isEmpty()) {
                assertThrows(IllegalArgumentException.class, () -> list.unlink(other.handles.getFirst()));
                assertThrows(IllegalArgumentException.class, () -> list.linkAfter(other.handles.getLast(), 1));
            }
        }
    }
}
