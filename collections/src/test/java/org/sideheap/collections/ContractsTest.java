package org.sideheap.collections;

import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.sideheap.testkit.Backend;
import org.sideheap.testkit.Backends;
import org.sideheap.testkit.LongDequeContract;
import org.sideheap.testkit.LongListContract;
import org.sideheap.testkit.LongMapContract;
import org.sideheap.testkit.LongSetContract;

class ContractsTest {
    static Stream<Backend> backends() {
        return Backends.all().stream();
    }

    @ParameterizedTest
    @MethodSource("backends")
    void list(Backend backend) {
        LongListContract.ofList(a -> new LongArrayList(a))
                .neverWith(Long.MIN_VALUE)
                .verify(backend);
    }

    @ParameterizedTest
    @MethodSource("backends")
    void linkedList(Backend backend) {
        LongListContract.ofList(a -> new LongLinkedList(a))
                .neverWith(Long.MIN_VALUE)
                .verify(backend);
    }

    @ParameterizedTest
    @MethodSource("backends")
    void deque(Backend backend) {
        LongDequeContract.ofDeque(a -> new LongLinkedList(a))
                .neverWith(Long.MIN_VALUE)
                .verify(backend);
    }

    @ParameterizedTest
    @MethodSource("backends")
    void queue(Backend backend) {
        LongDequeContract.ofQueue(a -> new LongArrayQueue(a))
                .neverWith(Long.MIN_VALUE)
                .verify(backend);
    }

    @ParameterizedTest
    @MethodSource("backends")
    void map(Backend backend) {
        LongMapContract.ofMap(a -> new Long2LongHashMap(a, -1), -1).verify(backend);
    }

    @ParameterizedTest
    @MethodSource("backends")
    void set(Backend backend) {
        LongSetContract.ofSet(a -> new LongHashSet(a)).verify(backend);
    }
}
