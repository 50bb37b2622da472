package org.sideheap.allocators;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.sideheap.allocators.Memory.NULL_ADDRESS;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

class StackAllocatorTest {
    @Test
    void popsThreeAllocationsBackToNothing() {
        try (StackAllocator stack = new StackAllocator(2048)) {
            assertEquals(
                    stack.startAddress() + 8, stack.allocate(Layout.forLong()).address());
            assertEquals(16, stack.offset());
            assertEquals(
                    stack.startAddress() + 24, stack.allocate(Layout.forInt()).address());
            assertEquals(32, stack.offset());
            assertEquals(
                    stack.startAddress() + 40,
                    stack.allocate(Layout.forAddress()).address());
            assertEquals(48, stack.offset());
            assertEquals(2000, stack.remainingBytes());
            assertEquals(new AllocatorStats(48, 2048, 48, 1992, 3, 3, 0), stack.stats());

            assertTrue(stack.pop());
            assertEquals(32, stack.offset());
            assertTrue(stack.pop());
            assertEquals(16, stack.offset());
            assertTrue(stack.pop());
            assertEquals(0, stack.offset());
            assertFalse(stack.pop());
            assertEquals(0, stack.offset());
            assertEquals(2048, stack.remainingBytes());
            assertEquals(new AllocatorStats(0, 2048, 48, 2040, 0, 3, 0), stack.stats());
            stack.check();
        }
    }

    @Test
    void resetsToEmpty() {
        try (StackAllocator stack = new StackAllocator(2048)) {
            final long first = stack.allocate(100, 8);
            stack.allocate(100, 64);
            stack.reset();
            assertEquals(0, stack.offset());
            assertEquals(0, stack.stats().liveCount());
            assertFalse(stack.pop());
            stack.check();
            assertEquals(first, stack.allocate(100, 8));
        }
    }

    @Test
    void popsThePaddingWithTheBlock() {
        try (StackAllocator stack = new StackAllocator(1 << 16)) {
            final Deque<Long> tops = new ArrayDeque<>();
            for (int round = 0; round < 3; round++) {
                for (long byteAlignment = 1; byteAlignment <= 4096; byteAlignment *= 2) {
                    tops.push(stack.offset());
                    final long address = stack.allocate(1 + byteAlignment % 13, byteAlignment);
                    assertEquals(0, address % byteAlignment);
                    Bytes.write(address, 1 + byteAlignment % 13, 1);
                    stack.check();
                }
            }
            while (!tops.isEmpty()) {
                assertTrue(stack.pop());
                assertEquals(tops.pop(), stack.offset());
                stack.check();
            }
            assertFalse(stack.pop());
        }
    }

    @Test
    void fillsTheRegionToTheLastByte() {
        try (StackAllocator stack = new StackAllocator(64)) {
            assertEquals(56, stack.stats().largestFreeBytes());
            assertEquals(NULL_ADDRESS, stack.tryAllocate(57, 8));
            final long address = stack.allocate(56, 8);
            assertEquals(0, stack.remainingBytes());
            assertEquals(0, stack.stats().largestFreeBytes());
            assertEquals(NULL_ADDRESS, stack.tryAllocate(1, 1));
            stack.free(address, 56, 8);
            assertEquals(64, stack.remainingBytes());
        }
    }

    @Test
    void mayBeTooSmallForAnyBlock() {
        for (long byteCapacity = 1; byteCapacity <= 15; byteCapacity++) {
            try (StackAllocator stack = new StackAllocator(byteCapacity)) {
                assertEquals(NULL_ADDRESS, stack.tryAllocate(1, 1));
                assertEquals(0, stack.stats().largestFreeBytes());
                assertFalse(stack.pop());
                stack.check();
            }
        }
    }

    @Test
    void releasesAllAboveAMark() {
        try (StackAllocator stack = new StackAllocator(2048)) {
            final long empty = stack.mark();
            final long kept = stack.allocate(100, 8);
            Bytes.write(kept, 100, 1);
            final long mark = stack.mark();
            final long height = stack.offset();
            stack.allocate(10, 256);
            stack.allocate(20, 8);
            stack.release(mark);
            assertEquals(height, stack.offset());
            assertEquals(1, stack.stats().liveCount());
            stack.check();
            stack.release(mark);
            assertEquals(height, stack.offset());
            Bytes.assertWritten(kept, 100, 1);
            stack.free(kept, 100, 8);
            stack.allocate(8, 8);
            stack.release(empty);
            assertEquals(0, stack.offset());
            stack.release(empty);
            stack.check();
        }
    }

    @Test
    void refusesStaleMarks() {
        try (StackAllocator stack = new StackAllocator(2048)) {
            stack.allocate(100, 8);
            final long outer = stack.mark();
            final long height = stack.offset();
            stack.allocate(100, 8);
            final long inner = stack.mark();
            stack.release(outer);
            assertThrows(IllegalArgumentException.class, () -> stack.release(inner));
            stack.allocate(500, 8);
            for (final long wrong : new long[] {1, -8, 16, 104, Long.MIN_VALUE, Long.MAX_VALUE}) {
                assertThrows(IllegalArgumentException.class, () -> stack.release(wrong), () -> "" + wrong);
            }
            assertEquals(2, stack.stats().liveCount());
            assertEquals(height + 512, stack.offset());
            stack.check();
            stack.release(outer);
            assertEquals(height, stack.offset());
        }
    }

    @Test
    void aMarkMeansTheSameWhenItsBlockHasGrown() {
        try (StackAllocator stack = new StackAllocator(2048)) {
            final long growing = stack.allocate(8, 8);
            final long mark = stack.mark();
            assertTrue(stack.tryResize(growing, 8, 100, 8));
            final long height = stack.offset();
            stack.allocate(20, 8);
            stack.release(mark);
            assertEquals(height, stack.offset());
            stack.release(mark);
            assertEquals(1, stack.stats().liveCount());
            stack.check();
        }
    }

    @Test
    void remembersWhatIsFreedBelowTheTop() {
        try (StackAllocator stack = new StackAllocator(2048)) {
            final long first = stack.allocate(8, 8);
            final long second = stack.allocate(8, 64);
            final long third = stack.allocate(8, 8);
            final long fourth = stack.allocate(8, 8);
            final long top = stack.offset();
            stack.free(second, 8, 64);
            stack.free(third, 8, 8);
            assertEquals(top, stack.offset());
            assertEquals(2, stack.stats().liveCount());
            stack.check();
            stack.free(fourth, 8, 8);
            assertEquals(16, stack.offset());
            stack.check();
            stack.free(first, 8, 8);
            assertEquals(0, stack.offset());
            assertEquals(0, stack.stats().usedBytes());
            stack.check();
        }
    }

    @Test
    void popTakesWhatWasFreedBelowWithIt() {
        try (StackAllocator stack = new StackAllocator(2048)) {
            stack.allocate(8, 8);
            final long second = stack.allocate(8, 8);
            stack.allocate(8, 8);
            stack.free(second, 8, 8);
            assertTrue(stack.pop());
            assertEquals(16, stack.offset());
            assertTrue(stack.pop());
            assertFalse(stack.pop());
        }
    }

    @Test
    void releasesToAMarkBelowWhichABlockWasFreed() {
        try (StackAllocator stack = new StackAllocator(2048)) {
            stack.allocate(8, 8);
            final long second = stack.allocate(8, 8);
            final long mark = stack.mark();
            stack.allocate(8, 8);
            stack.free(second, 8, 8);
            stack.release(mark);
            assertEquals(16, stack.offset());
            stack.check();
            assertThrows(IllegalArgumentException.class, () -> stack.release(mark));
        }
    }

    @Test
    void freesInAnyOrderDownToEmpty() {
        final SplittableRandom random = new SplittableRandom(7);
        try (StackAllocator stack = new StackAllocator(1 << 20)) {
            for (int round = 0; round < 50; round++) {
                final int count = 60;
                final long[] addresses = new long[count];
                final long[] byteSizes = new long[count];
                final long[] byteAlignments = new long[count];
                final int[] seeds = new int[count];
                for (int i = 0; i < count; i++) {
                    byteSizes[i] = 1 + random.nextInt(200);
                    byteAlignments[i] = 1L << random.nextInt(11);
                    addresses[i] = stack.allocate(byteSizes[i], byteAlignments[i]);
                    seeds[i] = i;
                    Bytes.write(addresses[i], byteSizes[i], seeds[i]);
                }
                for (int left = count; left > 0; left--) {
                    final int i = random.nextInt(left);
                    Bytes.assertWritten(addresses[i], byteSizes[i], seeds[i]);
                    stack.free(addresses[i], byteSizes[i], byteAlignments[i]);
                    stack.check();
                    addresses[i] = addresses[left - 1];
                    byteSizes[i] = byteSizes[left - 1];
                    byteAlignments[i] = byteAlignments[left - 1];
                    seeds[i] = seeds[left - 1];
                }
                assertEquals(0, stack.offset());
            }
        }
    }

    @Test
    void growsAndShrinksTheTopInPlace() {
        try (StackAllocator stack = new StackAllocator(256)) {
            final long below = stack.allocate(16, 8);
            final long top = stack.allocate(16, 64);
            assertTrue(stack.tryResize(top, 16, stack.startAddress() + 256 - top, 64));
            assertEquals(0, stack.remainingBytes());
            assertFalse(stack.tryResize(top, 192, 193, 64));
            assertTrue(stack.tryResize(top, 192, 3, 64));
            assertEquals(top + 8, stack.startAddress() + stack.offset());
            stack.check();
            assertFalse(stack.tryResize(below, 16, 17, 8));
            assertTrue(stack.tryResize(below, 16, 4, 8));
            assertEquals(top + 8, stack.startAddress() + stack.offset());
            assertEquals(top, stack.tryReallocate(top, 3, 50, 64, 3));
            stack.free(top, 50, 64);
            assertEquals(24, stack.offset());
            stack.check();
        }
    }

    @Test
    void movesABlockBelowTheTopThatGrows() {
        try (StackAllocator stack = new StackAllocator(256)) {
            final long below = stack.allocate(16, 8);
            Bytes.write(below, 16, 1);
            final long top = stack.allocate(8, 8);
            final long moved = stack.tryReallocate(below, 16, 32, 8, 16);
            assertEquals(top + 16, moved);
            Bytes.assertWritten(moved, 16, 1);
            assertThrows(IllegalArgumentException.class, () -> stack.free(below, 16, 8));
            stack.free(moved, 32, 8);
            stack.free(top, 8, 8);
            assertEquals(0, stack.offset());
        }
    }

    @Test
    void refusesADoubleFree() {
        try (StackAllocator stack = new StackAllocator(256)) {
            final long below = stack.allocate(16, 8);
            final long top = stack.allocate(16, 8);
            stack.free(below, 16, 8);
            assertThrows(IllegalArgumentException.class, () -> stack.free(below, 16, 8));
            assertEquals(1, stack.stats().liveCount());
            stack.free(top, 16, 8);
            assertThrows(IllegalArgumentException.class, () -> stack.free(top, 16, 8));
            assertThrows(IllegalArgumentException.class, () -> stack.tryResize(top, 16, 32, 8));
            assertEquals(0, stack.offset());
            stack.check();
        }
    }

    @Test
    void refusesForeignAndMisaddressedBlocks() {
        try (StackAllocator stack = new StackAllocator(256)) {
            final long address = stack.allocate(64, 8);
            final AllocatorStats before = stack.stats();
            for (final long foreign : new long[] {
                0,
                -8,
                address - 8,
                address - 1,
                address + 1,
                address + 8,
                address + 64,
                address + 4096,
                Long.MIN_VALUE,
                Long.MAX_VALUE
            }) {
                assertThrows(IllegalArgumentException.class, () -> stack.free(foreign, 8, 8), () -> "" + foreign);
                assertThrows(IllegalArgumentException.class, () -> stack.tryResize(foreign, 8, 16, 8));
            }
            assertThrows(IllegalArgumentException.class, () -> stack.free(address, 65, 8));
            assertThrows(IllegalArgumentException.class, () -> stack.free(address, Long.MAX_VALUE, 8));
            assertEquals(before, stack.stats());
            stack.free(address, 64, 8);
        }
    }

    @Test
    void findsAHeaderThatWasOverwritten() {
        for (final long rubbish :
                new long[] {-1, 4, 40, 48, 56, 2040, Long.MAX_VALUE, Long.MIN_VALUE, 0x4141414141414141L}) {
            try (StackAllocator stack = new StackAllocator(2048)) {
                stack.allocate(8, 8);
                final long second = stack.allocate(8, 8);
                final long mark = stack.mark();
                final long height = stack.offset();
                final long third = stack.allocate(8, 8);
                final AllocatorStats before = stack.stats();
                final long header = Memory.getLong(second + 8);
                Memory.putLong(second + 8, rubbish); // just past the end of the second block
                assertThrows(IllegalStateException.class, stack::check, () -> "" + rubbish);
                assertThrows(IllegalStateException.class, stack::pop);
                assertThrows(IllegalStateException.class, () -> stack.free(third, 8, 8));
                assertThrows(IllegalStateException.class, () -> stack.release(mark));
                assertEquals(before, stack.stats());
                Memory.putLong(second + 8, header);
                stack.check();
                stack.free(third, 8, 8);
                assertEquals(height, stack.offset());
            }
        }
    }

    @Test
    void findsPaddingThatWasOverwritten() {
        for (final long rubbish : new long[] {-8, 1, 8, 1 << 20, Long.MAX_VALUE, Long.MIN_VALUE}) {
            try (StackAllocator stack = new StackAllocator(2048)) {
                stack.allocate(8, 8);
                final long padded = stack.allocate(8, 1024);
                final long topBefore = Memory.getLong(padded - 16);
                assertEquals(16, topBefore);
                Memory.putLong(padded - 16, rubbish);
                assertThrows(IllegalStateException.class, stack::check, () -> "" + rubbish);
                assertThrows(IllegalStateException.class, stack::pop, () -> "" + rubbish);
                Memory.putLong(padded - 16, topBefore);
                assertTrue(stack.pop());
                assertEquals(16, stack.offset());
            }
        }
    }

    @Test
    void refusesEveryCallOnceClosed() {
        final StackAllocator stack = new StackAllocator(256);
        final long address = stack.allocate(8, 8);
        stack.close();
        final String message = "StackAllocator is closed: StackAllocator was closed";
        assertEquals(
                message, assertThrows(IllegalStateException.class, stack::pop).getMessage());
        assertEquals(
                message, assertThrows(IllegalStateException.class, stack::mark).getMessage());
        assertEquals(
                message, assertThrows(IllegalStateException.class, stack::reset).getMessage());
        assertEquals(
                message,
                assertThrows(IllegalStateException.class, () -> stack.release(0))
                        .getMessage());
        assertThrows(IllegalStateException.class, () -> stack.free(address, 8, 8));
        assertEquals(0, stack.offset());
        assertEquals(0, stack.remainingBytes());
    }

    @Test
    void neverHandsOutItsStart() {
        try (StackAllocator stack = new StackAllocator(2048)) {
            assertNotEquals(stack.startAddress(), stack.allocate(8, 1));
        }
    }

    @Test
    void aBlockBelowTheTopGrowsIntoItsRounding() {
        try (StackAllocator stack = new StackAllocator(256)) {
            final long below = stack.allocate(13, 8);
            stack.allocate(8, 8);
            assertFalse(stack.tryResize(below, 13, 17, 8));
            assertTrue(stack.tryResize(below, 13, 16, 8));
            assertEquals(below, stack.tryReallocate(below, 16, 13, 8, 13));
            stack.check();
        }
    }

    @Test
    void refusesTheEndOfAFullRegion() {
        for (int byteSize = 64; byteSize <= 2048; byteSize += 64) {
            try (StackAllocator stack = new StackAllocator(byteSize)) {
                final long address = stack.allocate(byteSize - 8, 8);
                assertEquals(0, stack.remainingBytes());
                final long end = stack.startAddress() + byteSize;
                assertThrows(IllegalArgumentException.class, () -> stack.free(end, 8, 8));
                assertThrows(IllegalArgumentException.class, () -> stack.tryResize(end, 8, 16, 8));
                stack.free(address, byteSize - 8, 8);
            }
        }
    }
}
