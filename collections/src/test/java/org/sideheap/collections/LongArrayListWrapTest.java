package org.sideheap.collections;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.List;
import org.agrona.ExpandableDirectByteBuffer;
import org.agrona.concurrent.UnsafeBuffer;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.sideheap.allocators.AllocationFailedException;
import org.sideheap.allocators.BumpAllocator;
import org.sideheap.allocators.FreeListAllocator;
import org.sideheap.allocators.GlobalAllocator;
import org.sideheap.allocators.Memory;
import org.sideheap.allocators.StackAllocator;

/** A {@link LongArrayList} over memory it has not allocated: as Agrona's wraps an array, until it grows past it. */
@SuppressWarnings("try") // what is closed early is what is tested
class LongArrayListWrapTest {
    private final ByteBuffer lent = ByteBuffer.allocateDirect(6 * Long.BYTES).order(ByteOrder.nativeOrder());

    @Test
    void sharesItsElementsWithTheBuffer() {
        try (LongArrayList list = new LongArrayList(GlobalAllocator.INSTANCE)) {
            lent.putLong(8, 10).putLong(16, 20).position(8).limit(40);
            list.wrap(lent, 2);
            assertEquals(List.of(10L, 20L), list);
            assertEquals(4, list.capacity());
            assertEquals(8, lent.position());
            list.setLong(0, 11);
            list.addLong(30);
            assertEquals(11, lent.getLong(8));
            assertEquals(30, lent.getLong(24));
            lent.putLong(16, 21);
            assertEquals(21, list.getLong(1));
        }
    }

    @Test
    void movesToItsAllocatorAndLeavesTheBufferWhenItGrows() {
        try (FreeListAllocator allocator = new FreeListAllocator(4096);
                LongArrayList list = new LongArrayList(allocator)) {
            lent.putLong(0, 1).putLong(40, 6);
            list.wrap(lent, 6);
            assertEquals(0, allocator.stats().liveCount());
            list.addLong(7);
            assertEquals(List.of(1L, 0L, 0L, 0L, 0L, 6L, 7L), list);
            assertEquals(1, allocator.stats().liveCount());
            list.setLong(0, 100);
            list.close();
            assertEquals(1, lent.getLong(0));
            assertEquals(0, allocator.stats().liveCount());
        }
    }

    @Test
    void givesBackTheBlockItHad() {
        try (FreeListAllocator allocator = new FreeListAllocator(4096);
                LongArrayList list = new LongArrayList(allocator, 20)) {
            list.wrap(lent, 6);
            assertEquals(0, allocator.stats().liveCount());
            list.wrap(Memory.addressOf(lent), 3, 0);
            assertEquals(3, list.capacity());
            list.trimToSize();
            assertEquals(3, list.capacity());
            assertTrue(list.isEmpty());
            list.addAll(new long[] {1, 2, 3, 4});
            list.trimToSize();
            list.wrap(lent, 3);
            assertEquals(List.of(0L, 0L, 0L), list);
            assertEquals(0, allocator.stats().liveCount());
            allocator.check();
        }
    }

    @Test
    void staysAsItWasWhenThereIsNoMemoryToMoveTo() {
        try (BumpAllocator allocator = new BumpAllocator(Long.BYTES);
                LongArrayList list = new LongArrayList(allocator)) {
            list.wrap(lent, 6);
            assertThrows(AllocationFailedException.class, () -> list.addLong(7));
            assertEquals(6, list.size());
            assertEquals(Memory.addressOf(lent), list.address());
            list.popLong();
            list.addLong(9);
            assertEquals(9, lent.getLong(40));
        }
    }

    @Test
    void isClosedWithItsAllocatorAndFreesNothingOfTheBuffer() {
        final FreeListAllocator allocator = new FreeListAllocator(4096);
        final LongArrayList list = new LongArrayList(allocator);
        list.wrap(lent, 6);
        allocator.close();
        assertThrows(IllegalStateException.class, list::size);
        lent.putLong(0, 5);
        list.close();
    }

    @Test
    void isClosedWithTheMemoryItWrapsWhereItsAllocatorKnowsOfIt() {
        try (StackAllocator stack = new StackAllocator(4096);
                LongArrayList list = new LongArrayList(stack)) {
            final long mark = stack.mark();
            list.wrap(stack.allocate(80, 8), 10, 10);
            list.fill(3);
            stack.release(mark);
            assertThrows(IllegalStateException.class, () -> list.getLong(0));
            stack.check();
        }
    }

    @Test
    void isNotToWrapItsOwnBlock() {
        try (LongArrayList list = new LongArrayList(GlobalAllocator.INSTANCE)) {
            list.addLong(42);
            final long address = list.address();
            assertThrows(IllegalArgumentException.class, () -> list.wrap(address, 1, 1));
            assertThrows(IllegalArgumentException.class, () -> list.wrap(address + 8, 1, 1));
            assertThrows(IllegalArgumentException.class, () -> list.wrap(address - 80, 11, 1));
            assertEquals(List.of(42L), list);
            list.wrap(lent, 1);
            list.wrap(list.address(), 2, 2);
            assertEquals(2, list.size());
        }
    }

    @Test
    void refusesBuffersItCannotShare() {
        try (LongArrayList list = new LongArrayList(GlobalAllocator.INSTANCE)) {
            list.addLong(42);
            assertRefuses(list, ByteBuffer.allocate(64).order(ByteOrder.nativeOrder()), 0);
            assertRefuses(list, lent.asReadOnlyBuffer().order(ByteOrder.nativeOrder()), 0);
            assertRefuses(list, lent.duplicate().position(4).slice().order(ByteOrder.nativeOrder()), 0);
            assertRefuses(list, lent.duplicate().order(ByteOrder.nativeOrder()).limit(7), 0);
            assertRefuses(list, lent.duplicate().order(ByteOrder.nativeOrder()).limit(0), 0);
            assertRefuses(list, lent, 7);
            assertRefuses(list, lent, -1);
            final ByteOrder other =
                    ByteOrder.nativeOrder() == ByteOrder.LITTLE_ENDIAN ? ByteOrder.BIG_ENDIAN : ByteOrder.LITTLE_ENDIAN;
            assertRefuses(list, lent.duplicate().order(other), 0);
            assertEquals(List.of(42L), list);
        }
    }

    private static void assertRefuses(LongArrayList list, ByteBuffer buffer, long count) {
        assertThrows(IllegalArgumentException.class, () -> list.wrap(buffer, count));
    }

    @ParameterizedTest
    @ValueSource(longs = {0, -8, 4, Long.MIN_VALUE, Long.MAX_VALUE - 7})
    void refusesAnAddressThatCannotBe(long address) {
        try (LongArrayList list = new LongArrayList(GlobalAllocator.INSTANCE)) {
            assertThrows(IllegalArgumentException.class, () -> list.wrap(address, 10, 0));
        }
    }

    /** The list claims memory far before the buffer, of which nothing is touched. */
    @ParameterizedTest
    @ValueSource(longs = {(1 << 28) - 2, (1 << 28) - 1, 1 << 28, Integer.MAX_VALUE - 1L, 1L << 31, 1L << 32})
    void findsTheLastElementsHoweverManyThereAre(long last) {
        try (LongArrayList list = new LongArrayList(GlobalAllocator.INSTANCE)) {
            lent.putLong(8, 7).putLong(16, 8);
            list.wrap(Memory.addressOf(lent) + 16 - last * Long.BYTES, last + 1, last + 1);
            assertEquals(8, list.getLong(last));
            assertEquals(7, list.setLong(last - 1, 9));
            assertEquals(9, lent.getLong(8));
            assertThrows(IndexOutOfBoundsException.class, () -> list.getLong(last + 1));
            assertThrows(IndexOutOfBoundsException.class, () -> list.setLong(-1L, 0));
            if (last < Integer.MAX_VALUE) {
                assertEquals(8, list.getLong((int) last));
                assertEquals(9, list.setLong((int) last - 1, 10));
                assertEquals(10, lent.getLong(8));
                assertThrows(IndexOutOfBoundsException.class, () -> list.getLong((int) last + 1));
            }
            assertThrows(IndexOutOfBoundsException.class, () -> list.setLong(-1, 0));
        }
    }

    @ParameterizedTest
    @ValueSource(longs = {0, -1, Long.MIN_VALUE, 1L << 60, Long.MAX_VALUE})
    void refusesACapacityThatCannotBe(long capacity) {
        try (LongArrayList list = new LongArrayList(GlobalAllocator.INSTANCE)) {
            final long address = Memory.addressOf(lent);
            assertThrows(IllegalArgumentException.class, () -> list.wrap(address, capacity, 0));
        }
    }

    @Test
    @Tag("agrona")
    void wrapsAnAgronaBuffer() {
        try (LongArrayList list = new LongArrayList(GlobalAllocator.INSTANCE)) {
            final UnsafeBuffer buffer = new UnsafeBuffer(lent, 8, 24);
            buffer.putLong(8, 5);
            list.wrap(buffer, 2);
            assertEquals(List.of(0L, 5L), list);
            assertEquals(3, list.capacity());
            list.setLong(0, 4);
            assertEquals(4, lent.getLong(8));
            assertThrows(IllegalArgumentException.class, () -> list.wrap(new UnsafeBuffer(new byte[16]), 1));
            assertThrows(IllegalArgumentException.class, () -> list.wrap(new ExpandableDirectByteBuffer(16), 1));
            assertEquals(List.of(4L, 5L), list);
        }
    }
}
