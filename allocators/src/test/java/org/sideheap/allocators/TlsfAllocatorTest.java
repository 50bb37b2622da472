package org.sideheap.allocators;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.sideheap.allocators.Memory.NULL_ADDRESS;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import org.agrona.concurrent.UnsafeBuffer;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

class TlsfAllocatorTest {
    @Test
    void hasAClassForEachSizeBelow2048And64ForEachPowerOfTwoAbove() {
        for (int size = 16; size < 2048; size += 16) {
            assertEquals(size / 16, TlsfAllocator.classOf(size), "" + size);
            assertEquals(size / 16, TlsfAllocator.classFrom(size), "" + size);
        }
        int sizeClass = 128;
        for (long power = 2048; power < 1L << 60; power *= 2) {
            for (long size = power; size < 2 * power; size += power / 64) {
                assertEquals(sizeClass, TlsfAllocator.classOf(size), "" + size);
                assertEquals(sizeClass, TlsfAllocator.classFrom(size), "" + size);
                assertEquals(sizeClass, TlsfAllocator.classOf(size + power / 64 - 16), "" + size);
                assertEquals(sizeClass + 1, TlsfAllocator.classFrom(size + 16), "" + size);
                assertEquals(sizeClass + 1, TlsfAllocator.classFrom(size + power / 64 - 16 + 16), "" + size);
                sizeClass++;
            }
        }
    }

    @Test
    void reusesTheBlockOfTheBestFittingClass() {
        try (TlsfAllocator tlsf = new TlsfAllocator(1 << 16)) {
            final long large = tlsf.allocate(5000, 8);
            tlsf.allocate(16, 8);
            final long small = tlsf.allocate(500, 8);
            tlsf.allocate(16, 8);
            final long medium = tlsf.allocate(600, 8);
            tlsf.allocate(16, 8);
            tlsf.free(small, 500, 8);
            tlsf.free(medium, 600, 8);
            tlsf.free(large, 5000, 8);
            assertEquals(medium, tlsf.allocate(513, 8));
            assertEquals(small, tlsf.allocate(490, 8));
            assertEquals(large, tlsf.allocate(500, 8));
            tlsf.check();
        }
    }

    @Test
    void reusesTheLastBlockFreedOfTheSameSizeThoughItsClassHasSmallerOnes() {
        try (TlsfAllocator tlsf = new TlsfAllocator(1 << 20)) {
            final long address = tlsf.allocate(10_000, 8);
            tlsf.allocate(16, 8);
            final long aligned = tlsf.allocate(3000, 1024);
            tlsf.allocate(16, 8);
            tlsf.free(address, 10_000, 8);
            assertEquals(address, tlsf.allocate(10_000, 8));
            tlsf.free(aligned, 3000, 1024);
            assertEquals(aligned, tlsf.allocate(3000, 1024));
            tlsf.check();
        }
    }

    @Test
    void searchesTheClassOfARequestBeforeItDeclines() {
        try (TlsfAllocator tlsf = new TlsfAllocator(10_000 + 16 + 32 + 9_984 + 16)) {
            final long fits = tlsf.allocate(10_000, 8);
            tlsf.allocate(16, 8);
            final long smaller = tlsf.allocate(9_984, 8);
            assertEquals(0, tlsf.remainingBytes());
            assertEquals(TlsfAllocator.classOf(10_016), TlsfAllocator.classOf(10_000));
            tlsf.free(fits, 10_000, 8);
            tlsf.free(smaller, 9_984, 8);
            assertEquals(10_000, tlsf.stats().largestFreeBytes());
            assertEquals(NULL_ADDRESS, tlsf.tryAllocate(10_001, 8));
            assertEquals(fits, tlsf.tryAllocate(10_000, 8));
            assertEquals(smaller, tlsf.tryAllocate(9_984, 8));
            assertEquals(0, tlsf.remainingBytes());
        }
    }

    @Test
    void givesTheWholeCapacityBackWhateverTheOrder() {
        final List<Integer> same = new ArrayList<>();
        for (int i = 0; i < 40; i++) {
            same.add(i);
        }
        final List<Integer> reverse = new ArrayList<>(same);
        Collections.reverse(reverse);
        final List<List<Integer>> orders = new ArrayList<>(List.of(same, reverse));
        for (int seed = 0; seed < 50; seed++) {
            final List<Integer> shuffled = new ArrayList<>(same);
            Collections.shuffle(shuffled, new Random(seed));
            orders.add(shuffled);
        }
        try (TlsfAllocator tlsf = new TlsfAllocator(1 << 17)) {
            final long byteCapacity = tlsf.byteCapacity();
            for (final List<Integer> order : orders) {
                final long[] addresses = new long[order.size()];
                for (int i = 0; i < addresses.length; i++) {
                    addresses[i] = tlsf.allocate(1 + i * 37 % 500, 1L << i % 12);
                    Bytes.write(addresses[i], 1 + i * 37 % 500, i);
                }
                tlsf.check();
                for (final int i : order) {
                    Bytes.assertWritten(addresses[i], 1 + i * 37 % 500, i);
                    tlsf.free(addresses[i], 1 + i * 37 % 500, 1L << i % 12);
                    tlsf.check();
                }
                assertEquals(byteCapacity - 16, tlsf.stats().largestFreeBytes());
                assertEquals(0, tlsf.totalAllocatedBytes());
                assertEquals(NULL_ADDRESS, tlsf.tryAllocate(byteCapacity - 15, 1));
                final long whole = tlsf.allocate(byteCapacity - 16, 16);
                assertEquals(tlsf.startAddress() + 16, whole);
                assertEquals(0, tlsf.remainingBytes());
                assertEquals(NULL_ADDRESS, tlsf.tryAllocate(1, 1));
                tlsf.free(whole, byteCapacity - 16, 16);
            }
        }
    }

    @Test
    void growsAndShrinksInPlace() {
        try (TlsfAllocator tlsf = new TlsfAllocator(1024)) {
            final long first = tlsf.allocate(48, 8);
            final long second = tlsf.allocate(48, 8);
            final long third = tlsf.allocate(48, 8);
            Bytes.write(first, 48, 1);
            assertFalse(tlsf.tryResize(first, 48, 49, 8));
            tlsf.free(second, 48, 8);
            assertFalse(tlsf.tryResize(first, 48, 113, 8));
            assertTrue(tlsf.tryResize(first, 48, 112, 8));
            tlsf.check();
            assertEquals(128 + 64, tlsf.totalAllocatedBytes());
            // Each size there is behind the block: what is left is a block of its own from 32 bytes on.
            for (long byteSize = 112; byteSize > 0; byteSize--) {
                assertTrue(tlsf.tryResize(first, Math.min(112, byteSize + 1), byteSize, 8));
                tlsf.check();
            }
            for (long byteSize = 1; byteSize <= 112; byteSize++) {
                assertTrue(tlsf.tryResize(first, Math.max(1, byteSize - 1), byteSize, 8));
                tlsf.check();
            }
            Bytes.assertWritten(first, 1, 1);
            tlsf.free(third, 48, 8);
            assertTrue(tlsf.tryResize(first, 112, 1008, 8));
            assertEquals(0, tlsf.remainingBytes());
            assertEquals(0, tlsf.stats().largestFreeBytes());
            assertTrue(tlsf.tryResize(first, 1008, 1, 8));
            assertEquals(32, tlsf.totalAllocatedBytes());
            tlsf.check();
        }
    }

    @Test
    void refusesAWrongSize() {
        try (TlsfAllocator tlsf = new TlsfAllocator(1024)) {
            final long address = tlsf.allocate(100, 8);
            final AllocatorStats before = tlsf.stats();
            for (final long wrong : new long[] {1, 64, 80, 113, 128, 1024, Long.MAX_VALUE}) {
                final IllegalArgumentException e = assertThrows(
                        IllegalArgumentException.class, () -> tlsf.free(address, wrong, 8), () -> "" + wrong);
                assertTrue(e.getMessage().endsWith("has 112 bytes, not " + wrong), e.getMessage());
                assertThrows(IllegalArgumentException.class, () -> tlsf.tryResize(address, wrong, 8, 8));
                assertThrows(IllegalArgumentException.class, () -> tlsf.tryReallocate(address, wrong, 8, 8, 1));
            }
            assertEquals(before, tlsf.stats());
            tlsf.free(address, 112, 8);
        }
    }

    @Test
    void refusesADoubleFree() {
        try (TlsfAllocator tlsf = new TlsfAllocator(1024)) {
            final long first = tlsf.allocate(48, 8);
            final long second = tlsf.allocate(48, 8);
            final long third = tlsf.allocate(48, 8);
            tlsf.free(first, 48, 8);
            tlsf.free(second, 48, 8);
            for (final long freed : new long[] {first, second}) {
                final IllegalArgumentException e =
                        assertThrows(IllegalArgumentException.class, () -> tlsf.free(freed, 48, 8));
                assertEquals(
                        "TlsfAllocator: the block at offset " + (freed - tlsf.startAddress()) + " is no live block",
                        e.getMessage());
            }
            tlsf.check();
            tlsf.free(third, 48, 8);
            assertThrows(IllegalArgumentException.class, () -> tlsf.free(third, 48, 8));
            assertEquals(1008, tlsf.stats().largestFreeBytes());
            tlsf.check();
        }
    }

    @Test
    void refusesForeignAndMisaddressedBlocks() {
        try (TlsfAllocator tlsf = new TlsfAllocator(1024)) {
            final long address = tlsf.allocate(100, 8);
            final AllocatorStats before = tlsf.stats();
            for (final long foreign : new long[] {
                0,
                -1,
                address - 16,
                address - 1,
                address + 1,
                address + 16,
                address + 128,
                address + 1007,
                address + 1008,
                address + (1L << 40),
                Long.MIN_VALUE,
                Long.MAX_VALUE
            }) {
                assertThrows(IllegalArgumentException.class, () -> tlsf.free(foreign, 100, 8), () -> "" + foreign);
                assertThrows(IllegalArgumentException.class, () -> tlsf.tryResize(foreign, 100, 8, 8));
                assertThrows(IllegalArgumentException.class, () -> tlsf.tryReallocate(foreign, 100, 8, 8, 0));
            }
            assertEquals(before, tlsf.stats());
            tlsf.check();
        }
    }

    @Test
    void findsAFreeBlockWhoseSizeIsOfAnotherClass() {
        try (TlsfAllocator tlsf = new TlsfAllocator(8192)) {
            final long hole = tlsf.allocate(496, 8);
            final long behind = tlsf.allocate(2000, 8);
            tlsf.free(hole, 496, 8);
            // A size that is possible, with its copy where a block behind it would have that: only the list
            // contradicts.
            final long block = hole - 16;
            final long tag = Memory.getLong(block);
            Memory.putLong(block, 1024 | 1);
            Memory.putLong(block + 1024 + 8, 1024 | 1);
            assertThrows(IllegalStateException.class, () -> tlsf.tryAllocate(490, 8));
            assertThrows(IllegalStateException.class, tlsf::check);
            assertThrows(IllegalStateException.class, () -> tlsf.free(behind, 2000, 8));
            Memory.putLong(block, tag);
            tlsf.free(behind, 2000, 8);
            assertEquals(8192 - 16, tlsf.stats().largestFreeBytes());
        }
    }

    @Test
    void servesSizesOfAllMagnitudes() {
        try (TlsfAllocator tlsf = new TlsfAllocator(1L << 26)) {
            for (long byteSize = 1; byteSize <= 1 << 24; byteSize *= 2) {
                for (final long each : new long[] {byteSize - 1, byteSize, byteSize + 1}) {
                    if (each > 0) {
                        final long address = tlsf.allocate(each, 64);
                        final long neighbour = tlsf.allocate(each, 1);
                        tlsf.free(address, each, 64);
                        tlsf.check();
                        tlsf.free(neighbour, each, 1);
                        assertEquals((1 << 26) - 16, tlsf.stats().largestFreeBytes());
                    }
                }
            }
        }
    }

    @Test
    void mayBeTooSmallForAnyBlock() {
        for (long byteCapacity = 1; byteCapacity < 32; byteCapacity++) {
            try (TlsfAllocator tlsf = new TlsfAllocator(byteCapacity)) {
                assertEquals(NULL_ADDRESS, tlsf.tryAllocate(1, 1));
                assertEquals(0, tlsf.byteCapacity());
                assertEquals(0, tlsf.stats().largestFreeBytes());
                tlsf.check();
            }
        }
        try (TlsfAllocator tlsf = new TlsfAllocator(32)) {
            assertNotEquals(NULL_ADDRESS, tlsf.tryAllocate(16, 16));
        }
    }

    @Test
    void hasNothingOnceClosed() {
        final TlsfAllocator tlsf = new TlsfAllocator(1024);
        tlsf.allocate(100, 8);
        tlsf.close();
        assertEquals(0, tlsf.totalAllocatedBytes());
        assertEquals(0, tlsf.remainingBytes());
        assertEquals(new AllocatorStats(0, 0, 128, 0, 0, 1, 0), tlsf.stats());
        assertEquals(
                "TlsfAllocator is closed: TlsfAllocator was closed",
                assertThrows(IllegalStateException.class, () -> tlsf.tryAllocate(16, 8))
                        .getMessage());
    }

    @Test
    @Tag("agrona")
    void livesInAnAgronaBuffer() {
        final ByteBuffer bytes = ByteBuffer.allocateDirect(256).order(ByteOrder.nativeOrder());
        final UnsafeBuffer buffer = new UnsafeBuffer(bytes);
        try (TlsfAllocator tlsf = TlsfAllocator.over(buffer)) {
            final long address = tlsf.allocate(100, 8);
            Memory.putLong(address, 42);
            assertEquals(42, bytes.getLong((int) (address - buffer.addressOffset())));
            tlsf.check();
        }
    }
}
