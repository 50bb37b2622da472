package org.sideheap.collections;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.sun.management.ThreadMXBean;
import java.lang.management.ManagementFactory;
import java.nio.ByteBuffer;
import java.util.function.LongBinaryOperator;
import java.util.function.LongConsumer;
import java.util.function.LongPredicate;
import java.util.function.LongUnaryOperator;
import org.agrona.collections.LongLongConsumer;
import org.agrona.collections.LongLongFunction;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.sideheap.allocators.GlobalAllocator;
import org.sideheap.allocators.Memory;
import org.sideheap.testkit.Backend;
import org.sideheap.testkit.OpenBackend;

/** The JVM's own count of what a thread allocates on the heap does not move while collections are used. */
class GarbageFreeTest {
    private static final String BACKENDS = "org.sideheap.collections.GarbageFreeBackends#all";
    private static final ThreadMXBean THREADS = (ThreadMXBean) ManagementFactory.getThreadMXBean();
    private static final long BYTE_CAPACITY = 1 << 20;
    private static final int WARM_UP_ROUNDS = 10;

    /** A class loaded or a method linked late costs some rounds their zero, garbage costs it all of them. */
    private static final int MEASURED_ROUNDS = 10;

    private static final int COUNT = 150;

    private long sum;
    private final LongConsumer adder = element -> sum += element;
    private final LongLongConsumer entryAdder = (key, value) -> sum += key + value;
    private final LongUnaryOperator doubled = key -> 2 * key;
    private final LongBinaryOperator plusOne = (key, value) -> value + 1;
    private final LongLongFunction added = Long::sum;
    private final LongPredicate isOdd = element -> (element & 1) == 1;
    private final long[] numbers = new long[40];
    private final ByteBuffer bytes = ByteBuffer.allocateDirect(80);
    private final LongArrayList other = new LongArrayList(GlobalAllocator.INSTANCE);
    private LongArrayList.Cursor listCursor;

    @BeforeEach
    void fillOther() {
        for (long i = 0; i < 20; i++) {
            other.addLong(i * 3);
        }
    }

    @AfterEach
    void closeOther() {
        other.close();
    }

    @Test
    void seesOneObject() {
        final Object[] kept = new Object[1];
        assertTrue(leastAllocatedBytes(() -> kept[0] = new long[1]) >= 16);
        assertEquals(0, leastAllocatedBytes(() -> kept[0] = null));
    }

    @ParameterizedTest
    @MethodSource(BACKENDS)
    void usesAListWithoutGarbage(Backend backend) {
        try (OpenBackend open = backend.open(BYTE_CAPACITY, 4096);
                LongArrayList list = new LongArrayList(open.allocator())) {
            assertEquals(0, leastAllocatedBytes(() -> useAndGrow(list)));
        }
    }

    @ParameterizedTest
    @MethodSource(BACKENDS)
    void usesAMapWithoutGarbage(Backend backend) {
        assumeTrue(canHoldAMap(backend));
        try (OpenBackend open = backend.open(BYTE_CAPACITY, 4096);
                Long2LongHashMap map = new Long2LongHashMap(open.allocator(), -1)) {
            assertEquals(0, leastAllocatedBytes(() -> useAndGrow(map)));
        }
    }

    @ParameterizedTest
    @MethodSource(BACKENDS)
    void usesALinkedListWithoutGarbage(Backend backend) {
        try (OpenBackend open = backend.open(BYTE_CAPACITY, LongLinkedList.NODE_BYTE_SIZE);
                LongLinkedList list = new LongLinkedList(open.allocator())) {
            assertEquals(0, leastAllocatedBytes(() -> use(list)));
        }
    }

    /** Slots are aligned to 16, and a pool's blocks only to what the address it was given is. */
    private static boolean canHoldAMap(Backend backend) {
        try (OpenBackend open = backend.open(BYTE_CAPACITY, 4096)) {
            final long address = open.allocator().tryAllocate(4096, 16);
            if (address != Memory.NULL_ADDRESS) {
                open.allocator().free(address, 4096, 16);
            }
            return address != Memory.NULL_ADDRESS;
        }
    }

    private void useAndGrow(LongArrayList list) {
        for (long i = 0; i < COUNT; i++) {
            list.addLong(i);
        }
        for (long i = 0; i < COUNT; i++) {
            list.setLong(i, list.getLong(i) + 1);
        }
        list.forEachLong(adder);
        list.addLong(5, 55);
        list.ensureCapacity(2 * COUNT);
        list.removeAt(5);
        list.fastUnorderedRemove(7);
        list.removeLong(COUNT / 2);
        sum += list.containsLong(-1) ? 1 : 0;
        list.pushLong(6);
        sum += list.popLong() + list.sizeAsLong() + list.capacityAsLong();
        useInBulk(list);
        list.trimToSize();
        list.clear();
        list.trimToSize();
    }

    private void useInBulk(LongArrayList list) {
        list.addAll(numbers);
        list.addAll(3, numbers, 1, 2);
        list.addAll(other);
        list.addAll(5, other);
        bytes.clear();
        list.copyTo(2, bytes, 10);
        bytes.flip();
        list.addAll(bytes);
        list.copyTo(0, numbers, 0, numbers.length);
        list.setAll(0, numbers, 0, numbers.length);
        list.copyTo(1, list, 2, 20);
        sum += list.indexOf(7) + list.lastIndexOf(7) + list.hashCode() + (list.equals(other) ? 1 : 0);
        sum += list.containsAll(other) ? 1 : 0;
        list.sort();
        sum += list.binarySearch(7);
        list.fill(COUNT / 2, COUNT, 4);
        list.removeIfLong(isOdd);
        list.removeRange(3L, 5L);
        list.removeAll(other);
        list.retainAll(other);
        list.addAll(numbers);
        list.fastUnorderedRemoveLong(numbers[1]);
        list.forEachOrderedLong(adder);
        final LongArrayList.Cursor cursor = listCursor != null ? listCursor : list.cursor();
        listCursor = cursor;
        cursor.rewind();
        while (cursor.advance()) {
            sum += cursor.setValue(cursor.value() + 1);
            if (cursor.index() % 3 == 0) {
                cursor.remove();
            }
        }
    }

    private void useAndGrow(Long2LongHashMap map) {
        for (long key = 0; key < COUNT; key++) {
            map.put(key << 8, key);
        }
        for (long key = 0; key < COUNT; key++) {
            sum += map.get(key << 8) + map.get(key) + map.getOrDefault(key, 1);
            map.compute(key << 8, plusOne);
            map.computeIfPresent(key << 8, plusOne);
            map.merge(key << 8, 5, added);
            map.replace(key << 8, 7);
        }
        map.computeIfAbsent(3, doubled);
        map.putIfAbsent(4, 8);
        map.forEachLong(entryAdder);
        sum += map.containsKey(3) && map.containsValue(8) ? map.sizeAsLong() : 0;
        for (long key = 1; key < COUNT; key++) {
            sum += map.remove(key << 8);
        }
        map.remove(3, 6);
        map.compact();
        map.clear();
        map.compact();
    }

    private void use(LongLinkedList list) {
        for (long i = 0; i < COUNT; i++) {
            list.addLong(i);
        }
        list.linkFirst(1);
        final long middle = list.linkAfter(list.firstNode(), 2);
        list.linkBefore(middle, 3);
        list.setValue(middle, list.value(middle) + list.value(list.next(middle)) + list.value(list.previous(middle)));
        list.forEachLong(adder);
        sum += list.unlink(middle);
        for (long i = 0; i < COUNT / 3; i++) {
            sum += list.peekLong() + list.peekLastLong() + list.pollLong() + list.pollLastLong() + list.removeLong();
        }
        list.addLong(1);
        list.clear();
    }

    /** What one round allocates, less what measuring costs, in the round that allocates least. */
    private static long leastAllocatedBytes(Runnable round) {
        for (int i = 0; i < WARM_UP_ROUNDS; i++) {
            round.run();
        }
        long least = Long.MAX_VALUE;
        long leastOfNothing = Long.MAX_VALUE;

        for (int i = 0; i < MEASURED_ROUNDS; i++) {
            final long before = THREADS.getCurrentThreadAllocatedBytes();
            final long between = THREADS.getCurrentThreadAllocatedBytes();
            round.run();
            final long after = THREADS.getCurrentThreadAllocatedBytes();
            leastOfNothing = Math.min(leastOfNothing, between - before);
            least = Math.min(least, after - between);
        }
        return least - leastOfNothing;
    }
}
