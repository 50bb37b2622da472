package org.sideheap.collections;

import static org.sideheap.testkit.CollectionContract.Argument.INDEX;
import static org.sideheap.testkit.CollectionContract.Argument.VALUE;

import java.util.Deque;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.sideheap.testkit.Backend;
import org.sideheap.testkit.LongDequeContract;
import org.sideheap.testkit.LongListContract;

/** A linked list by the two interfaces it has, and by the methods that only it has. */
@Tag("contract")
class LongLinkedListContractTest {
    private static final long NULL_VALUE = -100;

    private static final LongListContract<LongLinkedList> AS_LIST = LongListContract.ofList(
                    allocator -> new LongLinkedList(allocator, NULL_VALUE))
            .openedWith(40 * LongLinkedList.NODE_BYTE_SIZE, LongLinkedList.NODE_BYTE_SIZE)
            .neverWith(NULL_VALUE)
            .action(
                    "moveToFirst",
                    INDEX,
                    LongLinkedListContractTest::moveToFirst,
                    (model, index) -> model.add(0, model.remove((int) index)));

    private static final LongDequeContract<LongLinkedList> AS_DEQUE = LongDequeContract.ofDeque(
                    allocator -> new LongLinkedList(allocator, NULL_VALUE))
            .openedWith(40 * LongLinkedList.NODE_BYTE_SIZE, LongLinkedList.NODE_BYTE_SIZE)
            .neverWith(NULL_VALUE)
            .function("offerLong", VALUE, LongLinkedList::offerLong, Deque::offer)
            .function("pollLong", LongLinkedList::pollLong, model -> orNull(model.poll()))
            .function("pollLastLong", LongLinkedList::pollLastLong, model -> orNull(model.pollLast()))
            .function("peekLong", LongLinkedList::peekLong, model -> orNull(model.peek()))
            .function("peekLastLong", LongLinkedList::peekLastLong, model -> orNull(model.peekLast()))
            .function("containsLong", VALUE, LongLinkedList::containsLong, Deque::contains)
            .function("removeFirstOccurrenceLong", VALUE, LongLinkedList::removeFirstOccurrenceLong, Deque::remove)
            .function(
                    "removeLastOccurrenceLong",
                    VALUE,
                    LongLinkedList::removeLastOccurrenceLong,
                    Deque::removeLastOccurrence)
            .function(
                    "removeIfLong",
                    VALUE,
                    (list, value) -> list.removeIfLong(element -> element < value),
                    (model, value) -> model.removeIf(element -> element < value));

    @ParameterizedTest
    @MethodSource("org.sideheap.testkit.Backends#all")
    void isAList(Backend backend) {
        AS_LIST.verify(backend);
    }

    @ParameterizedTest
    @MethodSource("org.sideheap.testkit.Backends#all")
    void isADeque(Backend backend) {
        AS_DEQUE.verify(backend);
    }

    private static long orNull(Long element) {
        return element == null ? NULL_VALUE : element;
    }

    private static void moveToFirst(LongLinkedList list, long index) {
        long node = list.firstNode();
        for (long i = 0; i < index; i++) {
            node = list.next(node);
        }
        list.moveToFirst(node);
    }
}
