package org.sideheap.allocators;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.sideheap.allocators.Memory.NULL_ADDRESS;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.List;
import org.junit.jupiter.api.Test;

@SuppressWarnings("try") // a scope is only there to be closed
class FixedBufferAllocatorTest {
    private static ByteBuffer buffer(int byteSize) {
        return ByteBuffer.allocateDirect(byteSize).order(ByteOrder.nativeOrder());
    }

    @Test
    void aListsBlockStandsAtTheBuffersAddress() {
        final ByteBuffer buffer = buffer(512);
        try (FixedBufferAllocator allocator = FixedBufferAllocator.over(buffer)) {
            final long address = allocator.allocate(512, 8);
            assertEquals(Memory.addressOf(buffer), address);
            assertEquals(allocator.startAddress(), address);
            assertEquals(512, allocator.usedBytes());
            assertEquals(0, allocator.remainingBytes());
            for (int i = 0; i < 10; i++) {
                Memory.putLong(address + i * 8, i);
            }
            for (int i = 0; i < 10; i++) {
                assertEquals(i, buffer.getLong(i * 8));
            }
        }
    }

    @Test
    void anOversizedRequestFallsBackAndDoesNotSealTheBuffer() {
        final Lender lender = new Lender();
        try (FixedBufferAllocator allocator = FixedBufferAllocator.over(buffer(64), lender)) {
            final long start = allocator.startAddress();
            assertEquals(start, allocator.allocate(16, 8));
            final long elsewhere = allocator.allocate(100, 8);
            assertFalse(elsewhere >= start && elsewhere < start + 64);
            assertEquals(1, lender.notBackCount());
            assertEquals(16, allocator.usedBytes());
            assertEquals(start + 16, allocator.allocate(48, 8));
            assertEquals(64, allocator.usedBytes());
            final long one = allocator.allocate(1, 1);
            assertEquals(2, lender.notBackCount());
            allocator.free(elsewhere, 100, 8);
            allocator.free(one, 1, 1);
            assertEquals(0, lender.notBackCount());
            allocator.free(start, 16, 8);
            assertEquals(64, allocator.usedBytes());
        }
    }

    @Test
    void growsTheNewestBlockInTheBufferAndMovesItToTheFallbackWhenItIsFull() {
        final Lender lender = new Lender();
        try (FixedBufferAllocator allocator = FixedBufferAllocator.over(buffer(512), lender)) {
            final long start = allocator.startAddress();
            assertEquals(start, allocator.allocate(80, 8));
            Bytes.write(start, 80, 1);
            assertEquals(start, allocator.tryReallocate(start, 80, 512, 8, 80));
            Bytes.assertWritten(start, 80, 1);
            final long moved = allocator.tryReallocate(start, 512, 1024, 8, 80);
            Bytes.assertWritten(moved, 80, 1);
            assertEquals(1, lender.notBackCount());
            assertEquals(512, allocator.usedBytes());
            assertTrue(allocator.tryResize(moved, 1024, 1024, 8));
            final long grown = allocator.tryReallocate(moved, 1024, 9000, 8, 1024);
            Bytes.assertWritten(grown, 80, 1);
            assertEquals(1, lender.notBackCount());
            assertEquals(512, allocator.usedBytes());
            allocator.free(grown, 9000, 8);
            assertEquals(0, lender.notBackCount());
        }
    }

    @Test
    void takesABufferOfOneByte() {
        final Lender lender = new Lender();
        for (int byteSize = 1; byteSize <= 9; byteSize++) {
            try (FixedBufferAllocator allocator = FixedBufferAllocator.over(buffer(byteSize), lender)) {
                assertEquals(allocator.startAddress(), allocator.allocate(byteSize, 1));
                final long elsewhere = allocator.allocate(1, 1);
                assertEquals(1, lender.notBackCount());
                assertEquals(byteSize, allocator.usedBytes());
                allocator.free(elsewhere, 1, 1);
            }
        }
    }

    @Test
    void resetEmptiesTheBuffer() {
        try (FixedBufferAllocator allocator = FixedBufferAllocator.over(buffer(64), new Lender())) {
            final Tenant tenant = new Tenant(allocator);
            tenant.allocate(40);
            tenant.allocate(100);
            assertEquals(40, allocator.usedBytes());
            final long start = allocator.startAddress();
            allocator.reset();
            assertEquals(
                    List.of(new Tenant.Notice(start, start + 64, "FixedBufferAllocator was reset")), tenant.notices);
            assertEquals(0, allocator.usedBytes());
            assertEquals(64, allocator.remainingBytes());
            assertEquals(0, allocator.stats().liveCount());
            assertEquals(start, allocator.allocate(64, 8));
        }
    }

    @Test
    void aResetLeaksNothingOfTheFallback() {
        final Lender lender = new Lender();
        try (FixedBufferAllocator allocator = FixedBufferAllocator.over(buffer(64), lender)) {
            final Tenant tenant = new Tenant(allocator);
            tenant.allocate(100);
            tenant.allocate(60);
            tenant.allocate(200);
            assertEquals(2, lender.notBackCount());
            allocator.reset();
            assertEquals(0, lender.notBackCount());
        }
    }

    @Test
    void aCloseGivesBackWhatCollectionsHadFromTheFallback() {
        final Lender lender = new Lender();
        final FixedBufferAllocator allocator = FixedBufferAllocator.over(buffer(64), lender);
        final Tenant tenant = new Tenant(allocator);
        tenant.allocate(100);
        allocator.close();
        assertEquals("FixedBufferAllocator was closed", tenant.cause());
        assertEquals(0, lender.notBackCount());
        assertEquals(0, allocator.usedBytes());
        assertEquals(0, allocator.byteCapacity());
        assertEquals(0, allocator.startAddress());
        assertEquals(
                "FixedBufferAllocator is closed: FixedBufferAllocator was closed",
                assertThrows(IllegalStateException.class, allocator::reset).getMessage());
    }

    @Test
    void addsNoHeaderToBlocksOfANamedFallback() {
        try (PoolAllocator pool = new PoolAllocator(64, 4);
                FixedBufferAllocator allocator = FixedBufferAllocator.over(buffer(16), pool)) {
            final long address = allocator.allocate(64, 8);
            assertTrue(pool.owns(address));
            assertTrue(allocator.owns(address));
            assertEquals(1, pool.allocatedBlockCount());
            Bytes.write(address, 64, 1);
            assertEquals(NULL_ADDRESS, allocator.tryAllocate(65, 8));
            assertFalse(allocator.tryResize(address, 64, 65, 8));
            assertEquals(NULL_ADDRESS, allocator.tryReallocate(address, 64, 65, 8, 64));
            assertThrows(IllegalArgumentException.class, () -> allocator.free(address + 8, 64, 8));
            allocator.free(address, 64, 8);
            assertThrows(IllegalArgumentException.class, () -> allocator.free(address, 64, 8));
            assertEquals(4, pool.freeBlockCount());
        }
    }

    @Test
    void fallsBackToTheContextOfTheMoment() {
        final Lender first = new Lender();
        final Lender second = new Lender();
        try (FixedBufferAllocator allocator = FixedBufferAllocator.over(buffer(8))) {
            final AllocatorStats global = GlobalAllocator.INSTANCE.stats();
            final long fromGlobal = allocator.allocate(100, 8);
            assertEquals(
                    global.liveCount() + 1, GlobalAllocator.INSTANCE.stats().liveCount());
            final long fromFirst;
            final long fromSecond;
            try (AllocatorContext.Scope scope = AllocatorContext.use(first)) {
                fromFirst = allocator.allocate(100, 8);
                assertEquals(1, first.notBackCount());
                try (AllocatorContext.Scope inner = AllocatorContext.use(second)) {
                    fromSecond = allocator.allocate(100, 8);
                    assertEquals(1, second.notBackCount());
                    // Freed under another context than allocated under.
                    allocator.free(fromFirst, 100, 8);
                    assertEquals(0, first.notBackCount());
                    assertEquals(1, second.notBackCount());
                }
            }
            allocator.free(fromSecond, 100, 8);
            assertEquals(0, second.notBackCount());
            allocator.free(fromGlobal, 100, 8);
            assertEquals(global.usedBytes(), GlobalAllocator.INSTANCE.stats().usedBytes());
            assertEquals(global.liveCount(), GlobalAllocator.INSTANCE.stats().liveCount());
        }
    }

    @Test
    void aBlockGrowsWhereItCameFromEvenIfTheContextChanged() {
        final Lender first = new Lender();
        final Lender second = new Lender();
        try (FixedBufferAllocator allocator = FixedBufferAllocator.over(buffer(8))) {
            long address;
            try (AllocatorContext.Scope scope = AllocatorContext.use(first.upTo(1000))) {
                address = allocator.allocate(100, 64);
            }
            Bytes.write(address, 100, 1);
            try (AllocatorContext.Scope scope = AllocatorContext.use(second)) {
                address = allocator.tryReallocate(address, 100, 500, 64, 100);
                Bytes.assertWritten(address, 100, 1);
                assertEquals(1, first.notBackCount());
                assertEquals(0, second.notBackCount());
                // What the first has no room for goes to the context of now.
                address = allocator.tryReallocate(address, 500, 5000, 64, 100);
                Bytes.assertWritten(address, 100, 1);
                assertEquals(0, address % 64);
                assertEquals(0, first.notBackCount());
                assertEquals(1, second.notBackCount());
            }
            allocator.free(address, 5000, 64);
            assertEquals(0, second.notBackCount());
        }
    }

    @Test
    void installedAsTheContextItDoesNotRecurse() {
        final AllocatorStats global = GlobalAllocator.INSTANCE.stats();
        try (FixedBufferAllocator allocator = FixedBufferAllocator.over(buffer(64));
                AllocatorContext.Scope scope = AllocatorContext.use(allocator);
                AllocatorContext.Scope again = AllocatorContext.use(allocator)) {
            final Allocator context = AllocatorContext.current();
            final long address = context.allocate(1000, 8);
            Bytes.write(address, 1000, 1);
            assertEquals(0, allocator.usedBytes());
            assertEquals(
                    global.liveCount() + 1, GlobalAllocator.INSTANCE.stats().liveCount());
            assertEquals(NULL_ADDRESS, context.tryAllocate(Long.MAX_VALUE, 8));
            context.free(address, 1000, 8);
        }
        assertEquals(global.usedBytes(), GlobalAllocator.INSTANCE.stats().usedBytes());
    }

    @Test
    void installedAsTheContextItFallsBackToTheScopeOutside() {
        final Lender lender = new Lender();
        try (AllocatorContext.Scope outer = AllocatorContext.use(lender);
                FixedBufferAllocator allocator = FixedBufferAllocator.over(buffer(64));
                AllocatorContext.Scope scope = AllocatorContext.use(allocator)) {
            final long address = AllocatorContext.current().allocate(100, 8);
            assertEquals(1, lender.notBackCount());
            AllocatorContext.current().free(address, 100, 8);
            assertEquals(0, lender.notBackCount());
        }
    }

    @Test
    void twoInNestedScopesPassARequestOutwards() {
        final Lender lender = new Lender();
        try (AllocatorContext.Scope outermost = AllocatorContext.use(lender);
                FixedBufferAllocator large = FixedBufferAllocator.over(buffer(256));
                FixedBufferAllocator small = FixedBufferAllocator.over(buffer(64));
                AllocatorContext.Scope outer = AllocatorContext.use(large);
                AllocatorContext.Scope inner = AllocatorContext.use(small)) {
            final Allocator context = AllocatorContext.current();
            final long inSmall = context.allocate(60, 1);
            final long inLarge = context.allocate(100, 8);
            final long outside = context.allocate(1000, 8);
            assertEquals(60, small.usedBytes());
            assertTrue(large.usedBytes() >= 100);
            assertEquals(1, lender.notBackCount());
            Bytes.write(inSmall, 60, 1);
            Bytes.write(inLarge, 100, 2);
            Bytes.write(outside, 1000, 3);
            // The outer one, asked itself, does not come back to the inner one, though that is the context.
            final long largesOwn = large.allocate(500, 8);
            assertEquals(2, lender.notBackCount());
            assertEquals(60, small.usedBytes());
            Bytes.assertWritten(inSmall, 60, 1);
            Bytes.assertWritten(inLarge, 100, 2);
            Bytes.assertWritten(outside, 1000, 3);
            large.free(largesOwn, 500, 8);
            context.free(outside, 1000, 8);
            context.free(inLarge, 100, 8);
            context.free(inSmall, 60, 1);
            assertEquals(0, lender.notBackCount());
            assertEquals(0, small.stats().liveCount());
            assertEquals(0, large.stats().liveCount());
        }
    }

    @Test
    void oneIsTheFallbackOfAnother() {
        final Lender lender = new Lender();
        try (FixedBufferAllocator second = FixedBufferAllocator.over(buffer(256), lender);
                FixedBufferAllocator first = FixedBufferAllocator.over(buffer(64), second)) {
            final long inFirst = first.allocate(64, 8);
            final long inSecond = first.allocate(256, 8);
            final long outside = first.allocate(8, 8);
            assertEquals(second.startAddress(), inSecond);
            assertEquals(1, lender.notBackCount());
            assertEquals(3, first.stats().liveCount());
            first.free(outside, 8, 8);
            first.free(inSecond, 256, 8);
            first.free(inFirst, 64, 8);
            assertEquals(0, lender.notBackCount());
            assertEquals(0, first.stats().liveCount());
            assertEquals(0, second.stats().liveCount());
        }
    }

    @Test
    void aContextThatFallsBackToTheOneThatAsksComesToAnEnd() {
        final Lender lender = new Lender();
        try (AllocatorContext.Scope outer = AllocatorContext.use(lender);
                FixedBufferAllocator asking = FixedBufferAllocator.over(buffer(8));
                FixedBufferAllocator around = FixedBufferAllocator.over(buffer(8), asking);
                AllocatorContext.Scope inner = AllocatorContext.use(around)) {
            final long address = asking.allocate(100, 8);
            assertEquals(1, lender.notBackCount());
            Bytes.write(address, 100, 1);
            final long second = asking.allocate(100, 8);
            asking.free(address, 100, 8);
            assertEquals(1, lender.notBackCount());
            asking.free(second, 100, 8);
            assertEquals(0, lender.notBackCount());
        }
    }

    @Test
    void aDecoratorOfItAsTheContextComesToAnEnd() {
        final Lender lender = new Lender();
        try (AllocatorContext.Scope outer = AllocatorContext.use(lender);
                FixedBufferAllocator asking = FixedBufferAllocator.over(buffer(8));
                AllocatorContext.Scope inner = AllocatorContext.use(new ForwardingAllocator(asking) {})) {
            final long address = asking.allocate(100, 8);
            final long second = AllocatorContext.current().allocate(100, 8);
            assertEquals(2, lender.notBackCount());
            AllocatorContext.current().free(second, 100, 8);
            assertEquals(1, lender.notBackCount());
            asking.free(address, 100, 8);
            assertEquals(0, lender.notBackCount());
        }
    }

    @Test
    void keepsAlignmentInTheFallback() {
        try (FixedBufferAllocator allocator = FixedBufferAllocator.over(buffer(1))) {
            for (long byteAlignment = 1; byteAlignment <= 1 << 16; byteAlignment *= 2) {
                final long address = allocator.allocate(3, byteAlignment);
                assertEquals(0, address % byteAlignment);
                final long grown = allocator.tryReallocate(address, 3, 3000, byteAlignment, 3);
                assertEquals(0, grown % byteAlignment);
                allocator.free(grown, 3000, byteAlignment);
            }
        }
    }

    @Test
    void addsItsNumbersUp() {
        try (FixedBufferAllocator allocator = FixedBufferAllocator.over(buffer(64), new Lender().upTo(100))) {
            allocator.allocate(40, 8);
            final long elsewhere = allocator.allocate(100, 8);
            assertEquals(NULL_ADDRESS, allocator.tryAllocate(101, 8));
            assertEquals(new AllocatorStats(140, 164, 140, 24, 2, 2, 1), allocator.stats());
            assertEquals("FixedBufferAllocator[40 of 64 bytes used]", allocator.toString());
            final AllocationFailedException e =
                    assertThrows(AllocationFailedException.class, () -> allocator.allocate(101, 8));
            assertEquals("FixedBufferAllocator", e.allocator());
            allocator.free(elsewhere, 100, 8);
            assertEquals(new AllocatorStats(40, 64, 140, 24, 1, 2, 2), allocator.stats());
        }
    }

    @Test
    void refusesNoFallback() {
        assertEquals(
                "fallback",
                assertThrows(NullPointerException.class, () -> FixedBufferAllocator.over(buffer(8), null))
                        .getMessage());
    }

    @Test
    void twoAfterEachOtherMayUseTheSameBuffer() {
        final ByteBuffer buffer = buffer(64);
        for (int round = 0; round < 2; round++) {
            try (FixedBufferAllocator allocator = FixedBufferAllocator.over(buffer)) {
                assertEquals(Memory.addressOf(buffer), allocator.allocate(64, 8));
                assertNotEquals(NULL_ADDRESS, allocator.startAddress());
            }
        }
    }
}
