package org.sideheap.allocators;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.sideheap.allocators.Memory.NULL_ADDRESS;

import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.ThreadLocalRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.function.Executable;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

class GuardedAllocatorTest {
    private static final long RED_ZONE = GuardOptions.DEFAULT.redZoneByteSize();
    private static final GuardOptions NO_QUARANTINE = GuardOptions.DEFAULT.withQuarantineByteSize(0);

    private static GuardedAllocator over(Strategy strategy) {
        return new GuardedAllocator(strategy.open(8192, 16));
    }

    private static GuardedAllocator overGlobal() {
        return new GuardedAllocator(GlobalAllocator.INSTANCE);
    }

    private static BlockDamageException damage(BlockDamageException.Kind kind, long offset, Executable call) {
        final BlockDamageException e = assertThrows(BlockDamageException.class, call);
        assertEquals(kind, e.kind(), e::getMessage);
        assertEquals(offset, e.offset(), e::getMessage);
        assertComesFromHere("allocated here", e.getCause());
        return e;
    }

    private static BlockMisuseException misuse(BlockMisuseException.Kind kind, Executable call) {
        final BlockMisuseException e = assertThrows(BlockMisuseException.class, call);
        assertEquals(kind, e.kind(), e::getMessage);
        return e;
    }

    private static void assertComesFromHere(String title, Throwable stack) {
        assertTrue(stack.getMessage().startsWith(title), stack::getMessage);
        assertTrue(
                Arrays.stream(stack.getStackTrace())
                        .anyMatch(frame -> frame.getClassName().equals(GuardedAllocatorTest.class.getName())),
                () -> Arrays.toString(stack.getStackTrace()));
    }

    @ParameterizedTest
    @EnumSource
    void findsAWriteJustBehindABlock(Strategy strategy) {
        try (GuardedAllocator guarded = over(strategy)) {
            final long address = guarded.allocate(24, 8);
            final byte before = Memory.getByte(address + 24);
            Memory.putByte(address + 24, (byte) 0x41);
            final List<Executable> calls = List.of(
                    guarded::check,
                    () -> guarded.free(address, 24, 8),
                    () -> guarded.tryResize(address, 24, 48, 8),
                    () -> guarded.tryReallocate(address, 24, 48, 8, 24));
            for (final Executable each : calls) {
                final BlockDamageException e = damage(BlockDamageException.Kind.WRITE_BEHIND, 24, each);
                assertEquals(address, e.address());
                assertEquals(
                        "byte 24 of the block of 24 bytes aligned to 8 at address " + address
                                + ", holds 0x41, where 0xFD was written: WRITE_BEHIND",
                        e.getMessage());
                assertEquals(0, e.getSuppressed().length);
                assertEquals(1, guarded.stats().liveCount());
            }
            Memory.putByte(address + 24, before);
            guarded.check();
            guarded.free(address, 24, 8);
        }
    }

    @ParameterizedTest
    @EnumSource
    void findsAWriteJustBeforeABlock(Strategy strategy) {
        try (GuardedAllocator guarded = over(strategy)) {
            final long address = guarded.allocate(24, 8);
            Memory.putByte(address - 1, (byte) 0);
            damage(BlockDamageException.Kind.WRITE_BEFORE, -1, () -> guarded.free(address, 24, 8));
            Memory.putByte(address - RED_ZONE, (byte) 0);
            damage(BlockDamageException.Kind.WRITE_BEFORE, -RED_ZONE, guarded::check);
        }
    }

    @ParameterizedTest
    @EnumSource
    void findsAWriteAfterAFree(Strategy strategy) {
        try (GuardedAllocator guarded = over(strategy)) {
            final long address = guarded.allocate(24, 8);
            final long bystander = guarded.allocate(24, 8);
            guarded.free(address, 24, 8);
            guarded.check();
            Memory.putByte(address + 7, (byte) 42);
            final BlockDamageException e = damage(BlockDamageException.Kind.WRITE_AFTER_FREE, 7, guarded::check);
            assertComesFromHere("freed here", e.getSuppressed()[0]);
            assertTrue(e.getMessage().contains(", which was freed here, by thread "), e::getMessage);
            guarded.free(bystander, 24, 8);
        }
    }

    @ParameterizedTest
    @EnumSource
    void namesDoubleFreesAndResizesOfFreedBlocks(Strategy strategy) {
        for (final GuardOptions options : List.of(GuardOptions.DEFAULT, NO_QUARANTINE)) {
            try (GuardedAllocator guarded = new GuardedAllocator(strategy.open(8192, 16), options)) {
                final long address = guarded.allocate(24, 8);
                guarded.free(address, 24, 8);
                for (final BlockMisuseException e : List.of(
                        misuse(BlockMisuseException.Kind.DOUBLE_FREE, () -> guarded.free(address, 24, 8)),
                        misuse(
                                BlockMisuseException.Kind.RESIZE_AFTER_FREE,
                                () -> guarded.tryResize(address, 24, 32, 8)),
                        misuse(
                                BlockMisuseException.Kind.RESIZE_AFTER_FREE,
                                () -> guarded.tryReallocate(address, 24, 32, 8, 0)))) {
                    assertEquals(address, e.address());
                    assertComesFromHere("allocated here", e.getCause());
                    assertComesFromHere("freed here", e.getSuppressed()[0]);
                }
                guarded.check();
                assertEquals(0, guarded.stats().liveCount());
            }
        }
    }

    @ParameterizedTest
    @EnumSource
    void namesForeignFrees(Strategy strategy) {
        try (GuardedAllocator guarded = over(strategy)) {
            final long address = guarded.allocate(24, 8);
            for (final long foreign :
                    new long[] {0, 8, -8, Long.MAX_VALUE, Long.MIN_VALUE, address - 8, address + 24}) {
                final BlockMisuseException e =
                        misuse(BlockMisuseException.Kind.FOREIGN_BLOCK, () -> guarded.free(foreign, 24, 8));
                assertEquals(foreign, e.address());
                assertNull(e.getCause());
            }
            final BlockMisuseException e =
                    misuse(BlockMisuseException.Kind.FOREIGN_BLOCK, () -> guarded.free(address + 8, 16, 8));
            assertTrue(
                    e.getMessage()
                            .endsWith("; it is byte 8 of the block of 24 bytes aligned to 8 at address " + address),
                    e::getMessage);
            assertComesFromHere("allocated here", e.getCause());
            guarded.free(address, 24, 8);
        }
    }

    @ParameterizedTest
    @EnumSource
    void namesAWrongSizeAndAWrongAlignment(Strategy strategy) {
        try (GuardedAllocator guarded = over(strategy)) {
            final long address = guarded.allocate(24, 16);
            for (final long wrong : new long[] {1, 23, 25, 32, Long.MAX_VALUE}) {
                final BlockMisuseException e =
                        misuse(BlockMisuseException.Kind.WRONG_SIZE, () -> guarded.free(address, wrong, 16));
                assertEquals(
                        "free with a size of " + wrong + " of the block of 24 bytes aligned to 16 at address "
                                + address,
                        e.getMessage());
                assertComesFromHere("allocated here", e.getCause());
                misuse(BlockMisuseException.Kind.WRONG_SIZE, () -> guarded.tryResize(address, wrong, 24, 16));
            }
            for (final long wrong : new long[] {1, 8, 32}) {
                misuse(BlockMisuseException.Kind.WRONG_ALIGNMENT, () -> guarded.free(address, 24, wrong));
                misuse(
                        BlockMisuseException.Kind.WRONG_ALIGNMENT,
                        () -> guarded.tryReallocate(address, 24, 8, wrong, 8));
            }
            guarded.check();
            guarded.free(address, 24, 16);
        }
    }

    @Test
    void namesAWrongThreadWhereBlocksBelongToOne() throws Exception {
        final ExecutorService other = Executors.newSingleThreadExecutor(task -> new Thread(task, "other"));
        try (GuardedAllocator guarded =
                        new GuardedAllocator(GlobalAllocator.INSTANCE, GuardOptions.DEFAULT.withOneThread());
                GuardedAllocator anyThread = overGlobal()) {
            final long address = other.submit(() -> guarded.allocate(24, 8)).get();
            for (final Executable call : List.<Executable>of(
                    () -> guarded.free(address, 24, 8), () -> guarded.tryResize(address, 24, 32, 8))) {
                final BlockMisuseException e = misuse(BlockMisuseException.Kind.WRONG_THREAD, call);
                assertTrue(
                        e.getMessage()
                                .contains("by thread " + Thread.currentThread().getName()),
                        e::getMessage);
                assertTrue(e.getMessage().endsWith("belongs to thread other"), e::getMessage);
                assertEquals("allocated here, by thread other", e.getCause().getMessage());
            }
            other.submit(() -> guarded.free(address, 24, 8)).get();
            final long free = other.submit(() -> anyThread.allocate(24, 8)).get();
            anyThread.free(free, 24, 8);
        } finally {
            other.shutdown();
        }
    }

    @Test
    void fillsFreshAndFreedBlocks() {
        final BumpAllocator bump = new BumpAllocator(4096);
        Memory.fill(bump.startAddress(), 4096, (byte) 0); // it may be memory that was filled once before
        try (GuardedAllocator guarded = new GuardedAllocator(bump)) {
            final long address = guarded.allocate(13, 1);
            assertEquals(-1, FillPattern.firstDifference(address, 13, GuardedAllocator.ALLOCATED_FILL));
            Memory.fill(address, 13, (byte) 1);
            assertTrue(guarded.tryResize(address, 13, 29, 1));
            assertEquals(-1, FillPattern.firstDifference(address, 13, (byte) 1));
            assertEquals(-1, FillPattern.firstDifference(address + 13, 16, GuardedAllocator.ALLOCATED_FILL));
            guarded.free(address, 29, 1);
            assertEquals(-1, FillPattern.firstDifference(address, 29, GuardedAllocator.FREED_FILL));
            final long zeroed = guarded.allocateZeroed(29, 1);
            Bytes.assertZero(zeroed, 29);
        }
    }

    @Test
    void watchesTheNewEndOfABlockThatGrewOrShrankWhereItStands() {
        try (BumpAllocator bump = new BumpAllocator(4096);
                GuardedAllocator guarded = new GuardedAllocator(bump)) {
            final long address = guarded.allocate(24, 8);
            for (final long[] sizes : new long[][] {{24, 100}, {100, 24}, {24, 25}, {25, 8}}) {
                assertTrue(guarded.tryResize(address, sizes[0], sizes[1], 8));
                guarded.check();
                assertEquals(2 * RED_ZONE + sizes[1], bump.offset());
                final long end = address + sizes[1];
                Memory.putByte(end, (byte) 0);
                damage(BlockDamageException.Kind.WRITE_BEHIND, sizes[1], guarded::check);
                Memory.putByte(end, GuardedAllocator.RED_ZONE_FILL);
            }
            guarded.free(address, 8, 8);
        }
    }

    @ParameterizedTest
    @ValueSource(longs = {1, 16, 64, 1024, 4096, 16384})
    void theZoneBeforeAnOverAlignedBlockIsAsLargeAsItsAlignment(long byteAlignment) {
        try (GuardedAllocator guarded = overGlobal()) {
            final long address = guarded.allocate(5, byteAlignment);
            assertEquals(0, address % byteAlignment);
            final long front = Math.max(RED_ZONE, byteAlignment);
            Memory.putByte(address - front, (byte) 0);
            damage(BlockDamageException.Kind.WRITE_BEFORE, -front, guarded::check);
            Memory.putByte(address - front, GuardedAllocator.RED_ZONE_FILL);
            guarded.free(address, 5, byteAlignment);
        }
    }

    @ParameterizedTest
    @ValueSource(longs = {1, 7, 33, 500})
    void redZonesHaveTheSizeThatWasSet(long redZoneByteSize) {
        try (GuardedAllocator guarded = new GuardedAllocator(
                GlobalAllocator.INSTANCE, GuardOptions.DEFAULT.withRedZoneByteSize(redZoneByteSize))) {
            final long address = guarded.allocate(24, 8);
            assertEquals(0, address % 8);
            Memory.putByte(address + 24 + redZoneByteSize - 1, (byte) 0);
            damage(BlockDamageException.Kind.WRITE_BEHIND, 24 + redZoneByteSize - 1, guarded::check);
        }
    }

    @Test
    void keepsFreedBlocksBackUpToALimitTheFirstFreedLeavingFirst() {
        final Lender lender = new Lender();
        final long guardedByteSize = GuardOptions.DEFAULT.guardedByteSize(24, 8);
        try (GuardedAllocator guarded =
                new GuardedAllocator(lender, GuardOptions.DEFAULT.withQuarantineByteSize(3 * guardedByteSize))) {
            final long[] addresses = new long[5];
            for (int i = 0; i < addresses.length; i++) {
                addresses[i] = guarded.allocate(24, 8);
            }
            for (int i = 0; i < addresses.length; i++) {
                guarded.free(addresses[i], 24, 8);
                assertEquals(Math.min(i + 1, 3) * guardedByteSize, guarded.quarantinedBytes());
                assertEquals(4 - i, guarded.stats().liveCount());
            }
            assertEquals(3, lender.notBackCount());
            assertFalse(guarded.owns(addresses[1]));
            assertTrue(guarded.owns(addresses[2]));
            // One that has no place there leaves the others alone.
            final long large = guarded.allocate(1000, 8);
            guarded.free(large, 1000, 8);
            assertEquals(3 * guardedByteSize, guarded.quarantinedBytes());
            assertEquals(3, lender.notBackCount());
        }
        assertEquals(0, lender.notBackCount());
    }

    @Test
    void findsAWriteBeforeAndBehindABlockInQuarantine() {
        try (GuardedAllocator guarded = overGlobal()) {
            final long address = guarded.allocate(24, 8);
            guarded.free(address, 24, 8);
            final byte behind = Memory.getByte(address + 24);
            Memory.putByte(address + 24, (byte) 0);
            damage(BlockDamageException.Kind.WRITE_BEHIND, 24, guarded::check);
            Memory.putByte(address + 24, behind);
            final long other = guarded.allocate(24, 8);
            guarded.free(other, 24, 8);
            Memory.putByte(other - 1, (byte) 0);
            damage(BlockDamageException.Kind.WRITE_BEFORE, -1, guarded::check);
        }
    }

    @Test
    void findsAWriteAfterAFreeWhenTheBlockLeavesTheQuarantine() {
        final long guardedByteSize = GuardOptions.DEFAULT.guardedByteSize(24, 8);
        final Lender lender = new Lender();
        try (GuardedAllocator guarded =
                new GuardedAllocator(lender, GuardOptions.DEFAULT.withQuarantineByteSize(guardedByteSize))) {
            final long first = guarded.allocate(24, 8);
            final long second = guarded.allocate(24, 8);
            guarded.free(first, 24, 8);
            Memory.putByte(first + 23, (byte) 0);
            final BlockDamageException e =
                    damage(BlockDamageException.Kind.WRITE_AFTER_FREE, 23, () -> guarded.free(second, 24, 8));
            assertEquals(first, e.address());
            // Nothing has changed for the block that was to be freed, and what was told is over.
            assertEquals(1, guarded.stats().liveCount());
            assertEquals(1, lender.notBackCount());
            guarded.free(second, 24, 8);
            guarded.check();
        }
    }

    @Test
    void givesUpItsQuarantineBeforeItDeclines() {
        try (GuardedAllocator guarded =
                new GuardedAllocator(new PoolAllocator(GuardOptions.DEFAULT.guardedByteSize(24, 8), 2))) {
            for (int round = 0; round < 5; round++) {
                final long first = guarded.allocate(24, 8);
                final long second = guarded.allocate(24, 8);
                assertEquals(NULL_ADDRESS, guarded.tryAllocate(24, 8));
                guarded.free(first, 24, 8);
                guarded.free(second, 24, 8);
            }
            assertEquals(5, guarded.stats().declineCount());
        }
    }

    @Test
    void growsWhereItStandsOnceTheQuarantineMadeRoom() {
        final long byteCapacity = 1024;
        try (StackAllocator stack = new StackAllocator(byteCapacity);
                GuardedAllocator guarded = new GuardedAllocator(stack)) {
            final long below = guarded.allocate(24, 8);
            final long above = guarded.allocate(24, 8);
            Bytes.write(below, 24, 1);
            guarded.free(above, 24, 8);
            assertEquals(below, guarded.tryReallocate(below, 24, 800, 8, 24));
            Bytes.assertWritten(below, 24, 1);
            assertEquals(NULL_ADDRESS, guarded.tryReallocate(below, 800, byteCapacity, 8, 24));
            Bytes.assertWritten(below, 24, 1);
            guarded.check();
            guarded.free(below, 800, 8);
            assertEquals(1, guarded.stats().declineCount());
        }
    }

    @Test
    void declinesAPoolsBlocksThatHaveNoRoomForRedZones() {
        try (GuardedAllocator guarded = new GuardedAllocator(new PoolAllocator(64, 4))) {
            assertEquals(NULL_ADDRESS, guarded.tryAllocate(1, 1));
            final AllocationFailedException e =
                    assertThrows(AllocationFailedException.class, () -> guarded.allocate(24, 8));
            assertEquals("GuardedAllocator", e.allocator());
        }
    }

    @Test
    void aMovedBlockLeavesItsOldPlaceInQuarantine() {
        try (GuardedAllocator guarded = overGlobal()) {
            final long address = guarded.allocate(24, 8);
            Bytes.write(address, 24, 1);
            final long moved = guarded.tryReallocate(address, 24, 1 << 16, 8, 24);
            Bytes.assertWritten(moved, 24, 1);
            assertNotEquals(address, moved);
            Memory.putLong(address, 42);
            damage(BlockDamageException.Kind.WRITE_AFTER_FREE, 0, guarded::check);
            misuse(BlockMisuseException.Kind.DOUBLE_FREE, () -> guarded.free(address, 24, 8));
            guarded.free(moved, 1 << 16, 8);
        }
    }

    @Test
    void aResetBehindTakesItsBlocksOutOfTheBook() {
        try (BumpAllocator bump = new BumpAllocator(4096);
                GuardedAllocator guarded = new GuardedAllocator(bump)) {
            for (int round = 0; round < 3; round++) {
                final long address = guarded.allocate(24, 8);
                final long freed = guarded.allocate(24, 8);
                guarded.free(freed, 24, 8);
                final Tenant tenant = new Tenant(guarded);
                tenant.allocate(24);
                bump.reset();
                assertEquals("BumpAllocator was reset", tenant.cause());
                assertEquals(0, guarded.stats().liveCount());
                assertEquals(0, guarded.stats().usedBytes());
                assertEquals(0, guarded.quarantinedBytes());
                assertFalse(guarded.owns(address));
                guarded.check();
                final BlockMisuseException e =
                        misuse(BlockMisuseException.Kind.DOUBLE_FREE, () -> guarded.free(address, 24, 8));
                assertTrue(e.getMessage().contains("let go as BumpAllocator was reset"), e::getMessage);
                assertComesFromHere("let go as BumpAllocator was reset", e.getSuppressed()[0]);
            }
        }
    }

    @Test
    void findsDamageWhenTheMemoryBehindIsReset() {
        try (BumpAllocator bump = new BumpAllocator(4096);
                GuardedAllocator guarded = new GuardedAllocator(bump)) {
            final long first = guarded.allocate(24, 8);
            final long second = guarded.allocate(24, 8);
            final long freed = guarded.allocate(24, 8);
            guarded.free(freed, 24, 8);
            Memory.putLong(first + 24, 0);
            Memory.putLong(second - 8, 0);
            Memory.putLong(freed, 0);
            final BlockDamageException e = damage(BlockDamageException.Kind.WRITE_BEHIND, 24, bump::reset);
            assertEquals(2, e.getSuppressed().length);
            assertEquals(0, bump.offset());
            assertEquals(0, guarded.stats().liveCount());
            guarded.check();
        }
    }

    @Test
    void aReleaseBehindTakesOutWhatIsAboveTheMark() {
        try (StackAllocator stack = new StackAllocator(4096);
                GuardedAllocator guarded = new GuardedAllocator(stack)) {
            final long below = guarded.allocate(24, 8);
            final long freedBelow = guarded.allocate(24, 8);
            guarded.free(freedBelow, 24, 8);
            final long mark = stack.mark();
            final long above = guarded.allocate(24, 8);
            final long freedAbove = guarded.allocate(24, 8);
            guarded.free(freedAbove, 24, 8);
            stack.release(mark);
            assertTrue(guarded.owns(below));
            assertFalse(guarded.owns(above));
            assertEquals(1, guarded.stats().liveCount());
            assertEquals(GuardOptions.DEFAULT.guardedByteSize(24, 8), guarded.quarantinedBytes());
            guarded.check();
            guarded.free(below, 24, 8);
        }
    }

    @Test
    void saysWhatClosedTheAllocatorBehind() {
        final BumpAllocator bump = new BumpAllocator(4096);
        final GuardedAllocator guarded = new GuardedAllocator(bump);
        final long address = guarded.allocate(24, 8);
        final Tenant tenant = new Tenant(guarded);
        bump.close();
        assertEquals("BumpAllocator was closed", tenant.cause());
        for (final Executable call : List.<Executable>of(
                () -> guarded.free(address, 24, 8),
                () -> guarded.allocate(24, 8),
                () -> guarded.tryResize(address, 24, 8, 8),
                guarded::check)) {
            assertEquals(
                    "BumpAllocator is closed: BumpAllocator was closed",
                    assertThrows(IllegalStateException.class, call).getMessage());
        }
        assertFalse(guarded.owns(address));
        guarded.close();
    }

    @Test
    void blocksOfAFallbackGoBackThereWhenTheBufferIsReset() {
        final Lender lender = new Lender();
        try (FixedBufferAllocator buffer = FixedBufferAllocator.over(ByteBuffer.allocateDirect(256), lender);
                GuardedAllocator guarded = new GuardedAllocator(buffer)) {
            guarded.allocate(24, 8);
            guarded.allocate(1000, 8);
            final long freed = guarded.allocate(1000, 8);
            guarded.free(freed, 1000, 8);
            assertEquals(2, lender.notBackCount());
            buffer.reset();
            assertEquals(0, lender.notBackCount());
            assertEquals(0, buffer.usedBytes());
            assertEquals(0, guarded.stats().liveCount());
        }
    }

    @Test
    void closingGivesBackLiveAndFreedBlocks() {
        final Lender lender = new Lender();
        final GuardedAllocator guarded = new GuardedAllocator(lender);
        final Tenant tenant = new Tenant(guarded);
        tenant.allocate(24);
        guarded.allocate(100, 4096);
        guarded.free(guarded.allocate(24, 8), 24, 8);
        assertEquals(3, lender.notBackCount());
        guarded.close();
        assertEquals("GuardedAllocator was closed", tenant.cause());
        assertEquals(0, lender.notBackCount());
        guarded.close();
    }

    @Test
    void closingTellsWhatNobodyWasToldYetWhenAllIsClosed() {
        final Lender lender = new Lender();
        final GuardedAllocator guarded = new GuardedAllocator(lender);
        final long told = guarded.allocate(24, 8);
        final long untold = guarded.allocate(24, 8);
        final long freed = guarded.allocate(24, 8);
        Memory.putByte(told + 24, (byte) 0);
        damage(BlockDamageException.Kind.WRITE_BEHIND, 24, () -> guarded.free(told, 24, 8));
        Memory.putByte(untold - 1, (byte) 0);
        guarded.free(freed, 24, 8);
        Memory.putByte(freed, (byte) 0);
        final BlockDamageException e = damage(BlockDamageException.Kind.WRITE_BEFORE, -1, guarded::close);
        assertEquals(untold, e.address());
        assertEquals(1, e.getSuppressed().length);
        assertEquals(
                freed,
                assertInstanceOf(BlockDamageException.class, e.getSuppressed()[0])
                        .address());
        assertEquals(0, lender.notBackCount());
        guarded.close();
    }

    @Test
    void checkTellsAllDamageByAddress() {
        try (GuardedAllocator guarded = new GuardedAllocator(new BumpAllocator(4096))) {
            final List<Long> addresses = new ArrayList<>();
            for (int i = 0; i < 4; i++) {
                addresses.add(guarded.allocate(24, 8));
                Memory.putByte(addresses.get(i) + 24, (byte) i);
            }
            final BlockDamageException e = assertThrows(BlockDamageException.class, guarded::check);
            final List<Long> found = new ArrayList<>(List.of(e.address()));
            Arrays.stream(e.getSuppressed()).forEach(each -> found.add(((BlockDamageException) each).address()));
            assertEquals(addresses, found);
        }
    }

    @Test
    void checksTheAllocatorBehind() {
        try (FreeListAllocator freeList = new FreeListAllocator(4096);
                GuardedAllocator guarded = new GuardedAllocator(freeList)) {
            final long address = guarded.allocate(24, 8);
            final long size = address - RED_ZONE - 16;
            final long before = Memory.getLong(size);
            Memory.putLong(size, 7);
            assertThrows(IllegalStateException.class, guarded::check);
            Memory.putLong(size, before);
            guarded.check();
        }
    }

    @Test
    void ownsWhatIsInsideItsBlocksAndInQuarantine() {
        try (GuardedAllocator guarded = overGlobal()) {
            final long address = guarded.allocate(24, 8);
            for (final boolean isLive : new boolean[] {true, false}) {
                assertTrue(guarded.owns(address));
                assertTrue(guarded.owns(address + 23));
                assertFalse(guarded.owns(address + 24));
                assertFalse(guarded.owns(address - 1));
                if (isLive) {
                    guarded.free(address, 24, 8);
                }
            }
        }
    }

    @Test
    void aDoubleFreeThroughAFallbackIsNamedToo() {
        try (FallbackAllocator both = GlobalAllocator.INSTANCE.guarded().orElse(new Lender())) {
            final long address = both.allocate(24, 8);
            both.free(address, 24, 8);
            misuse(BlockMisuseException.Kind.DOUBLE_FREE, () -> both.free(address, 24, 8));
        }
    }

    @Test
    void countsBlocksWithTheirRedZonesWhileTheyAreLive() {
        try (GuardedAllocator guarded = overGlobal()) {
            final long address = guarded.allocate(24, 8);
            final long usedBytes = 24 + 2 * RED_ZONE;
            assertEquals(
                    new AllocatorStats(usedBytes, usedBytes, usedBytes, AllocatorStats.UNKNOWN, 1, 1, 0),
                    guarded.stats());
            guarded.free(address, 24, 8);
            assertEquals(new AllocatorStats(0, 0, usedBytes, AllocatorStats.UNKNOWN, 0, 1, 0), guarded.stats());
            assertEquals(usedBytes, guarded.quarantinedBytes());
        }
    }

    @Test
    void remembersTheLastThousandFreesAndForgetsTheRest() {
        final Lender lender = new Lender();
        try (GuardedAllocator guarded = new GuardedAllocator(lender, NO_QUARANTINE)) {
            final long[] addresses = new long[1100];
            Arrays.setAll(addresses, i -> guarded.allocate(8, 8));
            for (final long each : addresses) {
                guarded.free(each, 8, 8);
            }
            misuse(BlockMisuseException.Kind.DOUBLE_FREE, () -> guarded.free(addresses[1099], 8, 8));
            misuse(BlockMisuseException.Kind.DOUBLE_FREE, () -> guarded.free(addresses[1100 - 1024], 8, 8));
            misuse(BlockMisuseException.Kind.FOREIGN_BLOCK, () -> guarded.free(addresses[0], 8, 8));
        }
    }

    @Test
    void aGuardOfAGuardGivesAllBackWhenTheMemoryUnderBothIsReset() {
        try (BumpAllocator bump = new BumpAllocator(4096);
                GuardedAllocator inner = new GuardedAllocator(bump);
                GuardedAllocator outer = new GuardedAllocator(inner)) {
            for (int round = 0; round < 3; round++) {
                outer.allocate(24, 8);
                outer.free(outer.allocate(24, 8), 24, 8);
                new Tenant(outer).allocate(24);
                bump.reset();
                for (final GuardedAllocator each : List.of(inner, outer)) {
                    assertEquals(0, each.stats().liveCount());
                    assertEquals(0, each.quarantinedBytes());
                    each.check();
                }
            }
        }
    }

    @Test
    void aRegionOfItIsClosedBeforeItsMemoryGoes() {
        try (BumpAllocator bump = new BumpAllocator(1 << 16);
                GuardedAllocator guarded = new GuardedAllocator(bump)) {
            final StackAllocator stack = new StackAllocator(guarded, 1024);
            final Tenant tenant = new Tenant(stack);
            tenant.allocate(24);
            bump.reset();
            assertEquals("BumpAllocator was reset", tenant.cause());
            assertThrows(IllegalStateException.class, stack::mark);
            assertEquals(0, guarded.stats().liveCount());
        }
    }

    @Test
    void aDependantThatClosesItWhileToldClosesItOnce() {
        final Lender lender = new Lender();
        final GuardedAllocator guarded = new GuardedAllocator(lender);
        final Tenant tenant = new Tenant(guarded).whenTold(guarded::close);
        tenant.allocate(24);
        guarded.close();
        assertEquals(1, tenant.notices.size());
        assertEquals(0, lender.notBackCount());
    }

    @Test
    void optionsOutOfTheirBoundsAreRefused() {
        assertThrows(IllegalArgumentException.class, () -> GuardOptions.DEFAULT.withRedZoneByteSize(0));
        assertThrows(IllegalArgumentException.class, () -> GuardOptions.DEFAULT.withQuarantineByteSize(-1));
        assertThrows(NullPointerException.class, () -> new GuardedAllocator(GlobalAllocator.INSTANCE, null));
        assertThrows(NullPointerException.class, () -> new GuardedAllocator(null));
    }

    @Test
    void aGuardedSizeThatNoNumberHoldsIsTheLargest() {
        final GuardOptions options = GuardOptions.DEFAULT;
        assertEquals(24 + 2 * RED_ZONE, options.guardedByteSize(24, 8));
        assertEquals(24 + 4096 + RED_ZONE, options.guardedByteSize(24, 4096));
        assertEquals(Long.MAX_VALUE, options.guardedByteSize(Long.MAX_VALUE, 8));
        assertEquals(Long.MAX_VALUE, options.guardedByteSize(Long.MAX_VALUE - 2 * RED_ZONE + 1, 8));
        assertEquals(Long.MAX_VALUE, options.guardedByteSize(1L << 62, 1L << 62));
        assertEquals(Long.MAX_VALUE, options.withRedZoneByteSize(Long.MAX_VALUE).guardedByteSize(1, 4096));
    }

    @Test
    void manyThreadsShareOneWhileAnotherChecksIt() throws Exception {
        final ExecutorService threads = Executors.newFixedThreadPool(4);
        try (GuardedAllocator guarded =
                new GuardedAllocator(GlobalAllocator.INSTANCE, GuardOptions.DEFAULT.withQuarantineByteSize(1 << 12))) {
            final Queue<Long> handedOver = new ConcurrentLinkedQueue<>();
            final List<Future<?>> running = new ArrayList<>();
            for (int thread = 0; thread < 3; thread++) {
                running.add(threads.submit(() -> {
                    for (int i = 0; i < 3000; i++) {
                        final long address = guarded.allocate(24, 8);
                        final long byteSize = 24 + ThreadLocalRandom.current().nextInt(100);
                        final long moved = guarded.tryReallocate(address, 24, byteSize, 8, 24);
                        guarded.free(moved, byteSize, 8);
                        handedOver.add(guarded.allocate(24, 8));
                        final Long other = handedOver.poll();
                        if (other != null) {
                            guarded.free(other, 24, 8);
                        }
                    }
                }));
            }
            running.add(threads.submit(() -> {
                for (int i = 0; i < 300; i++) {
                    guarded.check();
                }
            }));
            for (final Future<?> each : running) {
                each.get();
            }
            for (final long left : handedOver) {
                guarded.free(left, 24, 8);
            }
            assertEquals(0, guarded.stats().liveCount());
            assertTrue(guarded.stats().allocationCount() >= 18_000);
            guarded.check();
        } finally {
            threads.shutdown();
        }
    }

    @Test
    void ofManyFreesOfOneBlockOneIsRight() throws Exception {
        final ExecutorService threads = Executors.newFixedThreadPool(4);
        try (GuardedAllocator guarded = overGlobal()) {
            for (int round = 0; round < 200; round++) {
                final long address = guarded.allocate(24, 8);
                final List<Future<?>> frees = new ArrayList<>();
                for (int i = 0; i < 4; i++) {
                    frees.add(threads.submit(() -> guarded.free(address, 24, 8)));
                }
                int refused = 0;
                for (final Future<?> each : frees) {
                    try {
                        each.get();
                    } catch (ExecutionException e) {
                        assertSame(
                                BlockMisuseException.Kind.DOUBLE_FREE,
                                assertInstanceOf(BlockMisuseException.class, e.getCause())
                                        .kind());
                        refused++;
                    }
                }
                assertEquals(3, refused);
            }
        } finally {
            threads.shutdown();
        }
    }

    @Test
    void refusesAnAllocatorThatIsClosed() {
        final BumpAllocator closed = new BumpAllocator(64);
        closed.close();
        assertEquals(
                "BumpAllocator is closed: BumpAllocator was closed",
                assertThrows(IllegalStateException.class, () -> new GuardedAllocator(closed))
                        .getMessage());
    }

    @Test
    void asksOnceWhereNothingIsInTheQuarantine() {
        final Parent parent = new Parent();
        parent.grant(0);
        try (GuardedAllocator guarded = new GuardedAllocator(parent)) {
            assertEquals(NULL_ADDRESS, guarded.tryAllocate(24, 8));
            assertEquals(1, parent.requests.size());
            assertEquals(1, guarded.stats().declineCount());
        }
    }

    @Test
    void aCheckIsRefusedOnceClosed() {
        final GuardedAllocator guarded = overGlobal();
        guarded.check();
        guarded.close();
        assertEquals(
                "GuardedAllocator is closed: GuardedAllocator was closed",
                assertThrows(IllegalStateException.class, guarded::check).getMessage());
    }
}
