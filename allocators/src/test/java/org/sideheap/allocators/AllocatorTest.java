package org.sideheap.allocators;

import static org.junit.jupiter.api.Assertions.assertAll;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.sideheap.allocators.Memory.NULL_ADDRESS;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.function.Executable;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** What all allocators have in common, on each of them. */
class AllocatorTest {
    private static final long[] SIZES = {1, 3, 8, 17, 100, 4096};

    /** Sizes that no memory has, and whose sum with a header, a prefix or an alignment would wrap. */
    private static final long[] ABSURD_SIZES = {
        Long.MAX_VALUE,
        Long.MAX_VALUE - 1,
        Long.MAX_VALUE - 7,
        Long.MAX_VALUE - 8,
        Long.MAX_VALUE - 15,
        Long.MAX_VALUE - 16,
        Long.MAX_VALUE - 31,
        Long.MAX_VALUE - 64,
        Long.MAX_VALUE - 4096,
        (1L << 62) + 1,
        1L << 62
    };

    @ParameterizedTest
    @EnumSource
    void alignsTheAddressAndKeepsBlocksApart(Strategy strategy) {
        record Block(long address, long byteSize, long byteAlignment) {}
        try (Allocator allocator = strategy.open(4096, 13 * SIZES.length)) {
            final List<Block> blocks = new ArrayList<>();
            for (long byteAlignment = 1; byteAlignment <= 4096; byteAlignment *= 2) {
                for (final long byteSize : SIZES) {
                    final long address = allocator.allocate(byteSize, byteAlignment);
                    assertEquals(0, address % byteAlignment, byteSize + " bytes aligned to " + byteAlignment);
                    Bytes.write(address, byteSize, blocks.size());
                    blocks.add(new Block(address, byteSize, byteAlignment));
                }
            }
            allocator.check();
            for (int i = 0; i < blocks.size(); i++) {
                Bytes.assertWritten(blocks.get(i).address, blocks.get(i).byteSize, i);
            }
            for (final Block each : blocks) {
                allocator.free(each.address, each.byteSize, each.byteAlignment);
                allocator.check();
            }
        }
    }

    @ParameterizedTest
    @EnumSource
    void alignmentAndContentsSurviveReallocation(Strategy strategy) {
        for (long byteAlignment = 1; byteAlignment <= 4096; byteAlignment *= 2) {
            try (Allocator allocator = strategy.open(70_000, 10)) {
                long address = allocator.allocate(1, byteAlignment);
                long byteSize = 1;
                Bytes.write(address, byteSize, 3);
                for (final long newByteSize : new long[] {2, 9, 40, 41, 5000, 4999, 70_000, 100, 1}) {
                    // In the way of growth in place every other time, as a neighbour would be.
                    final long neighbour = newByteSize % 2 == 0 ? allocator.allocate(1, 1) : NULL_ADDRESS;
                    final long moved = allocator.tryReallocate(address, byteSize, newByteSize, byteAlignment, byteSize);
                    assertNotEquals(NULL_ADDRESS, moved, byteSize + " to " + newByteSize);
                    assertEquals(0, moved % byteAlignment, byteSize + " to " + newByteSize);
                    Bytes.assertWritten(moved, Math.min(byteSize, newByteSize), 3);
                    Bytes.write(moved, newByteSize, 3);
                    address = moved;
                    byteSize = newByteSize;
                    allocator.check();
                    if (neighbour != NULL_ADDRESS) {
                        allocator.free(neighbour, 1, 1);
                    }
                }
                allocator.free(address, byteSize, byteAlignment);
                allocator.check();
            }
        }
    }

    @ParameterizedTest
    @EnumSource
    void preservesAsManyBytesAsAskedFor(Strategy strategy) {
        try (Allocator allocator = strategy.open(20_000, 10)) {
            for (final long preservedBytes : new long[] {0, 1, 50, 100}) {
                final long address = allocator.allocate(100, 64);
                Bytes.write(address, 100, 5);
                final long neighbour = allocator.allocate(8, 8);
                final long moved = allocator.tryReallocate(address, 100, 9000, 64, preservedBytes);
                Bytes.assertWritten(moved, preservedBytes, 5);
                Bytes.write(moved, 9000, 6);
                allocator.free(neighbour, 8, 8);
                allocator.free(moved, 9000, 64);
            }
            allocator.check();
        }
    }

    @ParameterizedTest
    @EnumSource
    void zeroesMemoryThatWasUsedBefore(Strategy strategy) {
        for (final long byteSize : SIZES) {
            try (Allocator allocator = strategy.open(4096, 4)) {
                final long dirty = allocator.allocate(byteSize, 8);
                Memory.fill(dirty, byteSize, (byte) -1);
                allocator.free(dirty, byteSize, 8);
                if (allocator instanceof BumpAllocator bump) {
                    bump.reset();
                } else if (allocator instanceof ArenaAllocator arena) {
                    arena.reset();
                } else if (allocator instanceof FixedBufferAllocator buffer) {
                    buffer.reset();
                }
                final long zeroed = allocator.allocateZeroed(byteSize, 8);
                Bytes.assertZero(zeroed, byteSize);
                allocator.free(zeroed, byteSize, 8);
            }
        }
    }

    @ParameterizedTest
    @EnumSource
    void declinesSizesThatNoMemoryHas(Strategy strategy) {
        try (Allocator allocator = strategy.open(4096, 4)) {
            final long address = allocator.allocate(64, 8);
            Bytes.write(address, 64, 1);
            final AllocatorStats before = allocator.stats();
            for (final long byteSize : ABSURD_SIZES) {
                for (int shift = 0; shift <= 62; shift++) {
                    final long byteAlignment = 1L << shift;
                    final String request = byteSize + " bytes aligned to 1 << " + shift;
                    assertEquals(NULL_ADDRESS, allocator.tryAllocate(byteSize, byteAlignment), request);
                }
                assertThrows(AllocationFailedException.class, () -> allocator.allocate(byteSize, 8));
                assertThrows(AllocationFailedException.class, () -> allocator.allocateZeroed(byteSize, 8));
                assertThrows(AllocationFailedException.class, () -> allocator.allocate(Layout.of(byteSize, 16)));
                assertFalse(allocator.tryResize(address, 64, byteSize, 8));
                assertEquals(NULL_ADDRESS, allocator.tryReallocate(address, 64, byteSize, 8, 64));
                assertEquals(NULL_ADDRESS, allocator.tryReallocate(address, 64, byteSize, 8, 0));
            }
            allocator.check();
            assertEquals(before.liveCount(), allocator.stats().liveCount());
            assertEquals(before.allocationCount(), allocator.stats().allocationCount());
            if (strategy != Strategy.GLOBAL) {
                assertEquals(before.usedBytes(), allocator.stats().usedBytes());
            }
            Bytes.assertWritten(address, 64, 1);
            allocator.free(address, 64, 8);
        }
    }

    @ParameterizedTest
    @EnumSource(
            mode = EnumSource.Mode.EXCLUDE,
            names = {"GLOBAL", "BUFFER_THEN_CONTEXT", "MISALIGNED_BUFFER", "ARENA"
            }) // the system may have the address space
    void declinesAlignmentsThatNoRegionHas(Strategy strategy) {
        try (Allocator allocator = strategy.open(4096, 4)) {
            for (int shift = 48; shift <= 62; shift++) {
                assertEquals(NULL_ADDRESS, allocator.tryAllocate(1, 1L << shift), "1 << " + shift);
            }
            allocator.check();
            assertEquals(0, allocator.stats().liveCount());
            assertEquals(15, allocator.stats().declineCount());
        }
    }

    @ParameterizedTest
    @EnumSource
    void refusesArgumentsOutOfTheirBounds(Strategy strategy) {
        try (Allocator allocator = strategy.open(4096, 4)) {
            final long address = allocator.allocate(64, 8);
            final AllocatorStats before = allocator.stats();
            final List<Executable> calls = new ArrayList<>();
            for (final long byteSize : new long[] {0, -1, -64, Long.MIN_VALUE}) {
                calls.add(() -> allocator.tryAllocate(byteSize, 8));
                calls.add(() -> allocator.allocate(byteSize, 8));
                calls.add(() -> allocator.allocateZeroed(byteSize, 8));
                calls.add(() -> allocator.tryResize(address, byteSize, 64, 8));
                calls.add(() -> allocator.tryResize(address, 64, byteSize, 8));
                calls.add(() -> allocator.tryReallocate(address, byteSize, 64, 8, 0));
                calls.add(() -> allocator.tryReallocate(address, 64, byteSize, 8, 0));
                calls.add(() -> allocator.free(address, byteSize, 8));
            }
            for (final long byteAlignment : new long[] {0, -8, 3, 24, Long.MIN_VALUE, Long.MAX_VALUE}) {
                calls.add(() -> allocator.tryAllocate(64, byteAlignment));
                calls.add(() -> allocator.allocate(64, byteAlignment));
                calls.add(() -> allocator.allocateZeroed(64, byteAlignment));
                calls.add(() -> allocator.tryResize(address, 64, 128, byteAlignment));
                calls.add(() -> allocator.tryReallocate(address, 64, 128, byteAlignment, 0));
                calls.add(() -> allocator.free(address, 64, byteAlignment));
            }
            for (final long preservedBytes : new long[] {-1, 65, Long.MAX_VALUE, Long.MIN_VALUE}) {
                calls.add(() -> allocator.tryReallocate(address, 64, 128, 8, preservedBytes));
                calls.add(() -> allocator.tryReallocate(address, 64, 4000, 8, preservedBytes));
            }
            assertAll(calls.stream().map(each -> () -> assertThrows(IllegalArgumentException.class, each)));
            if (strategy != Strategy.GLOBAL) {
                assertEquals(before, allocator.stats());
            }
            allocator.free(address, 64, 8);
        }
    }

    @ParameterizedTest
    @EnumSource(mode = EnumSource.Mode.EXCLUDE, names = "GLOBAL") // never closes
    void saysWhatClosedIt(Strategy strategy) {
        final Allocator allocator = strategy.open(4096, 4);
        final String name = allocator.getClass().getSimpleName();
        final long address = allocator.allocate(64, 8);
        allocator.free(address, 64, 8);
        allocator.close();
        final List<Executable> calls = List.of(
                () -> allocator.tryAllocate(8, 8),
                () -> allocator.tryAllocate(Long.MAX_VALUE, 1L << 62),
                () -> allocator.allocate(8, 8),
                () -> allocator.allocateZeroed(8, 8),
                () -> allocator.allocate(Layout.of(8, 8)),
                () -> allocator.allocateZeroed(Layout.of(8, 8)),
                () -> allocator.tryResize(address, 64, 8, 8),
                () -> allocator.tryResize(address, 64, 128, 8),
                () -> allocator.tryReallocate(address, 64, 128, 8, 0),
                () -> allocator.free(address, 64, 8),
                () -> allocator.free(new Allocation(address, 64, 8)),
                () -> allocator.register(Tenant.unregistered()),
                allocator::check);
        for (final Executable each : calls) {
            final IllegalStateException e = assertThrows(IllegalStateException.class, each);
            assertEquals(name + " is closed: " + name + " was closed", e.getMessage());
        }
        assertFalse(allocator.owns(address));
        assertFalse(allocator.owns(0));
        assertEquals(0, allocator.stats().usedBytes());
        assertEquals(0, allocator.stats().liveCount());
        assertEquals(1, allocator.stats().allocationCount());
        allocator.close();
    }

    @ParameterizedTest
    @EnumSource(
            mode = EnumSource.Mode.EXCLUDE,
            names = {"GLOBAL", "BUFFER_THEN_CONTEXT", "LIMITED"}) // the system cannot tell
    void ownsTheBlocksItGave(Strategy strategy) {
        try (Allocator allocator = strategy.open(4096, 4)) {
            final long address = allocator.allocate(100, 8);
            assertTrue(allocator.owns(address));
            assertTrue(allocator.owns(address + 99));
            for (final long foreign : new long[] {0, 1, -1, address - (1L << 40), Long.MAX_VALUE, Long.MIN_VALUE}) {
                assertFalse(allocator.owns(foreign), () -> "" + foreign);
            }
        }
    }

    @ParameterizedTest
    @EnumSource
    void goodSizesAreReallyThere(Strategy strategy) {
        try (Allocator allocator = strategy.open(4096, 13)) {
            long previous = 0;
            for (long byteSize = 1; byteSize <= 4096; byteSize += 117) {
                final long good = allocator.goodByteSize(byteSize);
                assertTrue(good >= byteSize && good >= previous);
                assertEquals(good, allocator.goodByteSize(good));
                previous = good;
            }
            for (final long byteSize : new long[] {1, 9, 33, 100}) {
                // A block may be freed by any size from the one asked for to the good one.
                final long good = allocator.goodByteSize(byteSize);
                final long first = allocator.allocate(byteSize, 8);
                final long second = allocator.allocate(byteSize, 8);
                Bytes.write(first, good, 1);
                assertTrue(allocator.tryResize(second, byteSize, good, 8));
                Bytes.write(second, good, 2);
                Bytes.assertWritten(first, good, 1);
                allocator.free(second, byteSize, 8);
                allocator.free(first, good, 8);
                allocator.check();
            }
            assertEquals(Long.MAX_VALUE, allocator.goodByteSize(Long.MAX_VALUE));
        }
    }

    @ParameterizedTest
    @EnumSource
    void countsWhatItDoes(Strategy strategy) {
        try (Allocator allocator = strategy.open(4096, 4)) {
            final AllocatorStats before = allocator.stats();
            final long address = allocator.allocate(100, 8);
            final AllocatorStats live = allocator.stats();
            assertEquals(before.liveCount() + 1, live.liveCount());
            assertEquals(before.allocationCount() + 1, live.allocationCount());
            assertTrue(live.usedBytes() >= before.usedBytes() + 100);
            assertTrue(live.peakUsedBytes() >= live.usedBytes());
            assertTrue(live.reservedBytes() >= live.usedBytes());
            assertEquals(NULL_ADDRESS, allocator.tryAllocate(Long.MAX_VALUE, 8));
            assertEquals(live.declineCount() + 1, allocator.stats().declineCount());
            allocator.free(address, 100, 8);
            assertEquals(before.liveCount(), allocator.stats().liveCount());
            assertEquals(live.peakUsedBytes(), allocator.stats().peakUsedBytes());
        }
    }
}
