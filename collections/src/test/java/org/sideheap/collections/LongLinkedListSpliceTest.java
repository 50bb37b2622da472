package org.sideheap.collections;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.sideheap.allocators.Memory.NULL_ADDRESS;

import java.util.ArrayList;
import java.util.ConcurrentModificationException;
import java.util.Iterator;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.sideheap.allocators.AllocationFailedException;
import org.sideheap.allocators.Allocator;
import org.sideheap.allocators.FreeListAllocator;
import org.sideheap.allocators.GlobalAllocator;
import org.sideheap.allocators.PoolAllocator;
import org.sideheap.allocators.StackAllocator;
import org.sideheap.testkit.Backend;
import org.sideheap.testkit.FailingAllocator;
import org.sideheap.testkit.OpenBackend;
import org.sideheap.testkit.RequestKind;

/** Nodes that move, within a list and with all others from list to list. */
class LongLinkedListSpliceTest {
    private static final String BACKENDS = "org.sideheap.testkit.Backends#all";
    private static final long BYTE_CAPACITY = 1 << 14;

    @Test
    void movesANodeToEitherEnd() {
        try (LongLinkedList list = listOf(GlobalAllocator.INSTANCE, 1, 2, 3, 4)) {
            final long[] handles = handlesOf(list);
            list.moveToLast(handles[1]);
            assertEquals("[1, 3, 4, 2]", list.toString());
            list.moveToFirst(handles[2]);
            assertEquals("[3, 1, 4, 2]", list.toString());
            list.moveToLast(handles[2]);
            list.moveToFirst(handles[1]);
            assertEquals("[2, 1, 4, 3]", list.toString());
            assertEquals(4, list.size());
            assertEquals(handles[1], list.firstNode());
            assertEquals(handles[2], list.lastNode());
            assertLinkedBothWays(list);
        }
    }

    @Test
    void leavesANodeThatIsThereAlready() {
        try (LongLinkedList list = listOf(GlobalAllocator.INSTANCE, 1, 2)) {
            final Iterator<Long> iterator = list.iterator();
            list.moveToFirst(list.firstNode());
            list.moveToLast(list.lastNode());
            assertEquals(1L, iterator.next());
            list.pollLong();
            list.moveToFirst(list.firstNode());
            list.moveToLast(list.firstNode());
            assertEquals("[2]", list.toString());
        }
    }

    @Test
    void evictsTheLeastRecentlyUsed() {
        try (PoolAllocator pool = new PoolAllocator(LongLinkedList.NODE_BYTE_SIZE, 3);
                LongLinkedList uses = new LongLinkedList(pool)) {
            final long a = uses.linkLast('a');
            final long b = uses.linkLast('b');
            uses.linkLast('c');
            uses.moveToLast(a);
            uses.moveToLast(b);
            assertEquals('c', uses.pollLong());
            uses.linkLast('d');
            assertEquals('a', uses.pollLong());
        }
    }

    @ParameterizedTest
    @MethodSource(BACKENDS)
    void splicesAtEachPlace(Backend backend) {
        try (OpenBackend open = open(backend)) {
            final Allocator allocator = open.allocator();
            try (LongLinkedList list = listOf(allocator, 10, 20);
                    LongLinkedList other = new LongLinkedList(allocator)) {
                other.addAll(List.of(1L, 2L));
                list.spliceFirst(other);
                assertEquals("[1, 2, 10, 20]", list.toString());
                assertEmpty(other);
                other.addAll(List.of(3L, 4L));
                list.spliceLast(other);
                assertEquals("[1, 2, 10, 20, 3, 4]", list.toString());
                assertEmpty(other);
                final long ten = handlesOf(list)[2];
                other.addLong(5);
                list.spliceBefore(ten, other);
                other.addAll(List.of(6L, 7L));
                list.spliceAfter(ten, other);
                assertEquals("[1, 2, 5, 10, 6, 7, 20, 3, 4]", list.toString());
                assertEquals(9, list.size());
                assertEmpty(other);
                other.addLong(0);
                list.spliceBefore(list.firstNode(), other);
                other.addLong(99);
                list.spliceAfter(list.lastNode(), other);
                assertEquals("[0, 1, 2, 5, 10, 6, 7, 20, 3, 4, 99]", list.toString());
                list.spliceFirst(other);
                list.spliceAfter(ten, other);
                assertEquals(11, list.size());
                assertLinkedBothWays(list);
                other.addLong(8);
                assertEquals("[8]", other.toString());
                allocator.check();
            }
        }
    }

    @ParameterizedTest
    @MethodSource(BACKENDS)
    void splicesIntoAnEmptyList(Backend backend) {
        try (OpenBackend open = open(backend);
                LongLinkedList list = new LongLinkedList(open.allocator());
                LongLinkedList other = listOf(open.allocator(), 1, 2)) {
            final long[] handles = handlesOf(other);
            list.spliceFirst(other);
            assertEquals("[1, 2]", list.toString());
            assertEmpty(other);
            assertBelong(handles, list, other);
            other.spliceLast(list);
            assertEquals("[1, 2]", other.toString());
            assertEmpty(list);
            assertBelong(handles, other, list);
        }
    }

    @ParameterizedTest
    @MethodSource(BACKENDS)
    void handlesBelongToTheListTheirNodesAreIn(Backend backend) {
        try (OpenBackend open = open(backend);
                LongLinkedList list = listOf(open.allocator(), 1, 2);
                LongLinkedList other = listOf(open.allocator(), 3, 4, 5);
                LongLinkedList third = listOf(open.allocator(), 6);
                LongLinkedList bystander = listOf(open.allocator(), 7)) {
            final long[] ofList = handlesOf(list);
            final long[] ofOther = handlesOf(other);
            final long[] ofThird = handlesOf(third);
            list.spliceLast(other);
            assertBelong(ofList, list, other, third, bystander);
            assertBelong(ofOther, list, other, third, bystander);
            other.addLong(8);
            final long[] ofOtherAgain = handlesOf(other);
            assertBelong(ofOtherAgain, other, list, third, bystander);
            third.spliceFirst(list);
            assertBelong(ofList, third, list, other, bystander);
            assertBelong(ofOther, third, list, other, bystander);
            assertBelong(ofThird, third, list, other, bystander);
            third.unlink(ofOther[1]);
            assertThrows(IllegalArgumentException.class, () -> third.value(ofOther[1]));
            third.setValue(ofOther[2], 50);
            third.moveToFirst(ofOther[2]);
            assertEquals("[50, 1, 2, 3, 6]", third.toString());
            third.spliceAfter(ofList[0], other);
            assertEquals("[50, 1, 8, 2, 3, 6]", third.toString());
            assertBelong(ofOtherAgain, third, other, list, bystander);
            third.clear();
            for (final long handle : new long[] {ofList[0], ofOther[0], ofThird[0], ofOtherAgain[0]}) {
                assertThrows(IllegalArgumentException.class, () -> third.value(handle));
            }
            assertEquals("[7]", bystander.toString());
        }
    }

    /** What a list knows of earlier splices goes with their nodes. */
    @ParameterizedTest
    @MethodSource(BACKENDS)
    void splicesForever(Backend backend) {
        try (OpenBackend open = backend.open(1 << 17, LongLinkedList.NODE_BYTE_SIZE);
                LongLinkedList queue = listOf(open.allocator(), -1);
                LongLinkedList batch = new LongLinkedList(open.allocator())) {
            for (long round = 0; round < 200; round++) {
                for (long i = 0; i < 3; i++) {
                    batch.addLong(3 * round + i);
                }
                final long handle = batch.lastNode();
                queue.spliceLast(batch);
                assertEquals(3 * round + 2, queue.value(handle));
                for (long i = 3 * round - 1; i < 3 * round + 2; i++) {
                    assertEquals(i, queue.pollLong());
                }
            }
            assertEquals("[599]", queue.toString());
        }
    }

    @Test
    void tablesBesideTheNodesGoWithThem() {
        final long usedBefore = GlobalAllocator.INSTANCE.stats().usedBytes();
        try (PoolAllocator pool = new PoolAllocator(LongLinkedList.NODE_BYTE_SIZE, 100)) {
            final long used = GlobalAllocator.INSTANCE.stats().usedBytes();
            final LongLinkedList list = listOf(pool, 0);
            for (int i = 0; i < 50; i++) {
                final LongLinkedList other = listOf(pool, i);
                if (i % 2 == 0) {
                    list.spliceLast(other);
                } else {
                    other.spliceLast(list);
                    list.spliceFirst(other);
                }
                other.close();
            }
            assertTrue(GlobalAllocator.INSTANCE.stats().usedBytes() > used);
            assertEquals(51, list.size());
            list.close();
            assertEquals(used, GlobalAllocator.INSTANCE.stats().usedBytes());
            assertEquals(100, pool.freeBlockCount());
        }
        assertEquals(usedBefore, GlobalAllocator.INSTANCE.stats().usedBytes());
    }

    @Test
    void refusesToSpliceIntoItself() {
        try (LongLinkedList list = listOf(GlobalAllocator.INSTANCE, 1, 2)) {
            assertEquals(
                    "a list cannot be spliced into itself",
                    assertThrows(IllegalArgumentException.class, () -> list.spliceFirst(list))
                            .getMessage());
            assertThrows(IllegalArgumentException.class, () -> list.spliceLast(list));
            assertThrows(IllegalArgumentException.class, () -> list.spliceBefore(list.lastNode(), list));
            assertThrows(IllegalArgumentException.class, () -> list.spliceAfter(list.firstNode(), list));
            assertEquals("[1, 2]", list.toString());
        }
    }

    @Test
    void refusesAListOnAnotherAllocator() {
        try (PoolAllocator pool = new PoolAllocator(LongLinkedList.NODE_BYTE_SIZE, 4);
                LongLinkedList list = listOf(GlobalAllocator.INSTANCE, 1);
                LongLinkedList other = listOf(pool, 2);
                LongLinkedList empty = new LongLinkedList(pool)) {
            assertTrue(assertThrows(IllegalArgumentException.class, () -> list.spliceFirst(other))
                    .getMessage()
                    .contains("PoolAllocator"));
            assertThrows(IllegalArgumentException.class, () -> list.spliceLast(empty));
            assertThrows(IllegalArgumentException.class, () -> other.spliceBefore(other.firstNode(), list));
            assertThrows(IllegalArgumentException.class, () -> other.spliceAfter(other.firstNode(), list));
            assertThrows(NullPointerException.class, () -> list.spliceLast(null));
            assertEquals("[1]", list.toString());
            assertEquals("[2]", other.toString());
        }
    }

    @Test
    void refusesAHandleOfTheListThatIsSpliced() {
        try (LongLinkedList list = listOf(GlobalAllocator.INSTANCE, 1);
                LongLinkedList other = listOf(GlobalAllocator.INSTANCE, 2)) {
            assertThrows(IllegalArgumentException.class, () -> list.spliceBefore(other.firstNode(), other));
            assertThrows(IllegalArgumentException.class, () -> list.spliceAfter(NULL_ADDRESS, other));
            assertEquals("[2]", other.toString());
        }
    }

    @Test
    void refusesAClosedList() {
        try (PoolAllocator pool = new PoolAllocator(LongLinkedList.NODE_BYTE_SIZE, 4);
                LongLinkedList list = listOf(pool, 1)) {
            final LongLinkedList closed = listOf(pool, 2);
            closed.close();
            assertThrows(IllegalStateException.class, () -> list.spliceFirst(closed));
            assertThrows(IllegalStateException.class, () -> list.spliceAfter(list.firstNode(), closed));
            assertThrows(IllegalStateException.class, () -> closed.spliceFirst(list));
            assertEquals("[1]", list.toString());
        }
    }

    @Test
    void stopsIterationsOverBothLists() {
        try (LongLinkedList list = listOf(GlobalAllocator.INSTANCE, 1, 2);
                LongLinkedList other = listOf(GlobalAllocator.INSTANCE, 3, 4)) {
            final Iterator<Long> overList = list.iterator();
            final Iterator<Long> overOther = other.iterator();
            final LongLinkedList.Cursor onOther = other.cursor();
            list.spliceLast(other);
            assertThrows(ConcurrentModificationException.class, overList::next);
            assertThrows(ConcurrentModificationException.class, overOther::next);
            assertThrows(ConcurrentModificationException.class, onOther::advance);
            assertThrows(
                    ConcurrentModificationException.class, () -> list.forEachLong(element -> other.spliceLast(list)));
        }
    }

    /** Whichever request for a table fails, both lists are as they were, handles included. */
    @Test
    void leavesBothListsAloneWhenATableFindsNoMemory() {
        int failures = 0;
        for (final boolean isTold : new boolean[] {true, false}) {
            for (int size = 1; size < 30; size += 7) {
                for (int number = 1; spliceFailsAtRequest(number, size, isTold); number++) {
                    failures++;
                }
            }
        }
        assertTrue(failures > 5);
    }

    private static boolean spliceFailsAtRequest(int number, int size, boolean isTold) {
        final long liveCount = GlobalAllocator.INSTANCE.stats().liveCount();
        boolean failed = false;
        final FailingAllocator tables = new FailingAllocator(GlobalAllocator.INSTANCE);
        try (FreeListAllocator freeList = new FreeListAllocator(1 << 16);
                LongLinkedList list = new LongLinkedList(isTold ? freeList : GlobalAllocator.INSTANCE, 0, tables);
                LongLinkedList other = new LongLinkedList(isTold ? freeList : GlobalAllocator.INSTANCE, 0, tables);
                LongLinkedList third = new LongLinkedList(isTold ? freeList : GlobalAllocator.INSTANCE, 0, tables)) {
            for (long i = 0; i < size; i++) {
                list.addLong(i);
                third.addLong(100 + i);
                list.spliceFirst(third);
                other.addLong(200 + i);
                third.addLong(300 + i);
                other.spliceLast(third);
            }
            final String before = list + " " + other;
            final long[] ofList = handlesOf(list);
            final long[] ofOther = handlesOf(other);
            tables.fail(RequestKind.ALLOCATE, number);
            try {
                list.spliceLast(other);
            } catch (AllocationFailedException e) {
                failed = true;
                assertEquals(before, list + " " + other);
                assertBelong(ofList, list, other, third);
                assertBelong(ofOther, other, list, third);
                list.spliceLast(other);
            }
            assertEquals(failed, tables.hasFailed());
            assertEquals(4 * size, list.size());
            assertBelong(ofList, list, other, third);
            assertBelong(ofOther, list, other, third);
        }
        assertEquals(liveCount, GlobalAllocator.INSTANCE.stats().liveCount());
        return failed;
    }

    @Test
    void isClosedByAReleaseThatReachesANodeItTookOver() {
        try (StackAllocator stack = new StackAllocator(1 << 12);
                LongLinkedList list = listOf(stack, 1)) {
            final long mark = stack.mark();
            final LongLinkedList other = listOf(stack, 2, 3);
            list.spliceFirst(other);
            stack.release(mark);
            assertThrows(IllegalStateException.class, list::size);
            assertEquals(0, other.size());
            assertEquals(0, stack.stats().liveCount());
            other.close();
        }
    }

    @Test
    void isLeftOpenByAReleaseAboveAllItsNodes() {
        try (StackAllocator stack = new StackAllocator(1 << 12);
                LongLinkedList list = listOf(stack, 1)) {
            final long mark = stack.mark();
            for (int round = 0; round < 3; round++) {
                list.addLong(2);
                list.addLong(3);
                list.pollLastLong();
                list.pollLastLong();
                stack.allocate(64, 8);
                stack.release(mark);
                assertEquals("[1]", list.toString());
            }
        }
    }

    private static OpenBackend open(Backend backend) {
        return backend.open(BYTE_CAPACITY, LongLinkedList.NODE_BYTE_SIZE);
    }

    private static LongLinkedList listOf(Allocator allocator, long... elements) {
        final LongLinkedList list = new LongLinkedList(allocator);
        for (final long element : elements) {
            list.addLong(element);
        }
        return list;
    }

    private static long[] handlesOf(LongLinkedList list) {
        final List<Long> handles = new ArrayList<>();
        for (long node = list.firstNode(); node != NULL_ADDRESS; node = list.next(node)) {
            handles.add(node);
        }
        return handles.stream().mapToLong(handle -> handle).toArray();
    }

    private static void assertBelong(long[] handles, LongLinkedList owner, LongLinkedList... strangers) {
        for (final long handle : handles) {
            owner.value(handle);
            for (final LongLinkedList stranger : strangers) {
                assertThrows(IllegalArgumentException.class, () -> stranger.value(handle));
            }
        }
    }

    private static void assertEmpty(LongLinkedList list) {
        assertEquals(0, list.size());
        assertEquals("[]", list.toString());
        assertEquals(NULL_ADDRESS, list.firstNode());
        assertEquals(NULL_ADDRESS, list.lastNode());
    }

    private static void assertLinkedBothWays(LongLinkedList list) {
        final long[] handles = handlesOf(list);
        long node = list.lastNode();
        for (int i = handles.length - 1; i >= 0; i--) {
            assertEquals(handles[i], node);
            node = list.previous(node);
        }
        assertEquals(NULL_ADDRESS, node);
    }
}
