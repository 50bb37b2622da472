package org.sideheap.examples;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class BufferBackedListTest {
    @Test
    void printsTheListInTheBufferAndThenInTheFallback() {
        String zeros = ", 0".repeat(54);
        String all = IntStream.rangeClosed(0, 64).mapToObj(Integer::toString).collect(Collectors.joining(", "));
        assertEquals(
                """
                arr = [0, 1, 2, 3, 4, 5, 6, 7, 8, 9]
                buf = [0, 1, 2, 3, 4, 5, 6, 7, 8, 9%s]
                true
                arr = [%s]
                at the buffer's address: false
                usedBytes = 512
                """
                        .formatted(zeros, all),
                Printed.by(BufferBackedList::run));
    }
}
