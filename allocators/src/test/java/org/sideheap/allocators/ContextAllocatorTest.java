package org.sideheap.allocators;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.sideheap.allocators.Memory.NULL_ADDRESS;

import java.nio.ByteBuffer;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.function.Executable;

/** What a buffer without a named fallback has from the context, over the lives of those who gave it. */
@SuppressWarnings("try") // a scope is only there to be closed
class ContextAllocatorTest {
    private final FixedBufferAllocator allocator = FixedBufferAllocator.over(ByteBuffer.allocateDirect(8));

    private long allocateFrom(Allocator context, long byteSize) {
        try (AllocatorContext.Scope scope = AllocatorContext.use(context)) {
            return allocator.allocate(byteSize, 8);
        }
    }

    private void tenantAllocatesFrom(Allocator context, Tenant tenant, long byteSize) {
        try (AllocatorContext.Scope scope = AllocatorContext.use(context)) {
            tenant.allocate(byteSize);
        }
    }

    @Test
    void aBlockCostsEightBytesMoreOrItsAlignment() {
        try (BumpAllocator bump = new BumpAllocator(4096)) {
            allocateFrom(bump, 100);
            assertEquals(108, bump.offset());
            bump.reset();
            try (AllocatorContext.Scope scope = AllocatorContext.use(bump)) {
                assertEquals(bump.startAddress() + 64, allocator.allocate(100, 64));
                assertEquals(164, bump.offset());
            }
        }
    }

    @Test
    void manyProvidersEachGetTheirOwnBlocksBack() {
        final List<Lender> lenders = List.of(new Lender(), new Lender(), new Lender(), new Lender());
        final long[] addresses = new long[40];
        for (int i = 0; i < addresses.length; i++) {
            addresses[i] = allocateFrom(lenders.get(i * 7 % 4), 10 + i);
            Bytes.write(addresses[i], 10 + i, i);
        }
        for (int i = 0; i < addresses.length; i++) {
            Bytes.assertWritten(addresses[i], 10 + i, i);
            allocator.free(addresses[i], 10 + i, 8);
        }
        lenders.forEach(each -> assertEquals(0, each.notBackCount()));
        assertEquals(0, allocator.stats().liveCount());
    }

    @Test
    void aDependantWithABlockInTheContextsAllocatorIsToldOfItsReset() {
        try (BumpAllocator bump = new BumpAllocator(4096)) {
            final Tenant concerned = new Tenant(allocator);
            tenantAllocatesFrom(bump, concerned, 100);
            final Tenant notConcerned = new Tenant(allocator);
            notConcerned.allocate(100);
            bump.reset();
            assertEquals("BumpAllocator was reset", concerned.cause());
            assertEquals(
                    List.of(new Tenant.Notice(0, 0, "BumpAllocator was reset")),
                    concerned.notices,
                    "each block is freed, so that the books in between are right");
            assertEquals(List.of(), notConcerned.notices);
            notConcerned.closeItself();
            // Asked again, and reset again.
            final Tenant next = new Tenant(allocator);
            tenantAllocatesFrom(bump, next, 100);
            bump.reset();
            assertEquals("BumpAllocator was reset", next.cause());
        }
    }

    @Test
    void aDependantIsToldOfAPopOfTheContextsStack() {
        try (StackAllocator stack = new StackAllocator(4096)) {
            final Tenant below = new Tenant(allocator);
            tenantAllocatesFrom(stack, below, 100);
            final Tenant top = new Tenant(allocator);
            tenantAllocatesFrom(stack, top, 100);
            stack.pop();
            assertEquals("StackAllocator was popped", top.cause());
            assertEquals(List.of(), below.notices);
            below.closeItself();
            assertEquals(0, stack.offset());
        }
    }

    @Test
    void aDependantIsToldOfTheCloseOfTheContextsAllocator() {
        final BumpAllocator bump = new BumpAllocator(4096);
        final Lender lender = new Lender();
        final Tenant tenant = new Tenant(allocator);
        tenantAllocatesFrom(bump, tenant, 100);
        tenantAllocatesFrom(lender, tenant, 100);
        bump.close();
        assertEquals("BumpAllocator was closed", tenant.cause());
        assertEquals(0, lender.notBackCount());
        allocator.close();
    }

    @Test
    void aClosedContextSaysSo() {
        final BumpAllocator bump = new BumpAllocator(4096);
        bump.close();
        final IllegalStateException e = assertThrows(IllegalStateException.class, () -> allocateFrom(bump, 100));
        assertEquals("BumpAllocator is closed: BumpAllocator was closed", e.getMessage());
        final long address = allocator.allocate(100, 8);
        allocator.free(address, 100, 8);
    }

    @Test
    void blocksThatABufferGaveFromItsOwnFallbackSurviveThatBuffersReset() {
        final Lender lender = new Lender();
        final Lender other = new Lender();
        try (FixedBufferAllocator inBetween = FixedBufferAllocator.over(ByteBuffer.allocateDirect(64), lender)) {
            final long address = allocateFrom(inBetween, 100);
            Bytes.write(address, 100, 1);
            assertEquals(1, lender.notBackCount());
            inBetween.reset();
            // Nobody else may come to stand in the place of the provider of a live block.
            final long second = allocateFrom(other, 100);
            Bytes.assertWritten(address, 100, 1);
            allocator.free(address, 100, 8);
            assertEquals(0, lender.notBackCount());
            assertEquals(1, other.notBackCount());
            allocator.free(second, 100, 8);
            assertEquals(0, other.notBackCount());
        }
    }

    @Test
    void closedProvidersMakePlaceForOthers() {
        final BumpAllocator lasting = new BumpAllocator(4096);
        final long kept = allocateFrom(lasting, 100);
        for (int i = 0; i < 1000; i++) {
            try (BumpAllocator bump = new BumpAllocator(256)) {
                // The word before a block is the index of its provider.
                final long index = Memory.getLong(allocateFrom(bump, 100) - 8);
                assertEquals(1, index);
            }
        }
        allocator.free(kept, 100, 8);
        lasting.close();
    }

    @Test
    void refusesABlockOfAProviderThatWasReset() {
        try (BumpAllocator bump = new BumpAllocator(4096)) {
            final long address = allocateFrom(bump, 100);
            bump.reset();
            assertThrows(IllegalArgumentException.class, () -> allocator.free(address, 100, 8));
        }
    }

    @Test
    void declinesWhatTheContextDeclines() {
        final Lender lender = new Lender().upTo(50);
        try (AllocatorContext.Scope scope = AllocatorContext.use(lender)) {
            assertEquals(NULL_ADDRESS, allocator.tryAllocate(43, 8));
            final long address = allocator.allocate(42, 8);
            assertEquals(NULL_ADDRESS, allocator.tryReallocate(address, 42, 43, 8, 42));
            assertEquals(1, lender.notBackCount());
            allocator.free(address, 42, 8);
        }
        assertEquals(0, lender.notBackCount());
    }

    @Test
    @SuppressWarnings("try")
    void anAllocatorThatStandsOnTheBufferIsNoFallbackOfIt() {
        try (FixedBufferAllocator buffer = FixedBufferAllocator.over(ByteBuffer.allocateDirect(4096));
                StackAllocator child = new StackAllocator(buffer, 4000)) {
            final long address;
            try (AllocatorContext.Scope scope = AllocatorContext.use(child)) {
                address = buffer.allocate(1000, 8);
            }
            assertFalse(child.owns(address), "whose it is could not be told from the buffer's own blocks");
            assertEquals(0, child.offset());
            buffer.free(address, 1000, 8);
            assertEquals(1, buffer.stats().liveCount());
        }
    }

    @Test
    void refusesToFreeNothing() {
        try (FixedBufferAllocator buffer = FixedBufferAllocator.over(ByteBuffer.allocateDirect(8))) {
            assertThrows(IllegalArgumentException.class, () -> buffer.free(Memory.NULL_ADDRESS, 8, 8));
            final long address = buffer.allocate(100, 8);
            assertThrows(IllegalArgumentException.class, () -> buffer.free(Memory.NULL_ADDRESS, 8, 8));
            assertThrows(IllegalArgumentException.class, () -> buffer.free(address + 4, 8, 8));
            buffer.free(address, 100, 8);
        }
    }

    @Test
    void growsAndShrinksABlockWhereItStandsInItsProvider() {
        try (BumpAllocator bump = new BumpAllocator(256)) {
            final long address = allocateFrom(bump, 100);
            Bytes.write(address, 100, 1);
            assertTrue(allocator.tryResize(address, 100, 248, 8));
            assertEquals(0, bump.remainingBytes());
            assertFalse(allocator.tryResize(address, 248, 249, 8));
            assertTrue(allocator.tryResize(address, 248, 60, 8));
            assertEquals(68, bump.offset());
            assertEquals(address, allocator.tryReallocate(address, 60, 200, 8, 60));
            assertEquals(208, bump.offset());
            Bytes.assertWritten(address, 60, 1);
            allocator.free(address, 200, 8);
            assertEquals(0, bump.stats().liveCount());
        }
    }

    private static AllocatorStats counted(
            long usedBytes, long peakUsedBytes, long liveCount, long allocationCount, long declineCount) {
        return new AllocatorStats(
                usedBytes, usedBytes, peakUsedBytes, AllocatorStats.UNKNOWN, liveCount, allocationCount, declineCount);
    }

    @Test
    void countsWhatItHasFromTheContextAndWhatThatDeclines() {
        final Allocator fromContext = allocator.second;
        try (BumpAllocator bump = new BumpAllocator(256);
                AllocatorContext.Scope scope = AllocatorContext.use(bump)) {
            final long address = allocator.allocate(100, 8);
            assertEquals(counted(100, 100, 1, 1, 0), fromContext.stats());
            assertEquals(NULL_ADDRESS, allocator.tryAllocate(1000, 8));
            assertEquals(counted(100, 100, 1, 1, 1), fromContext.stats());
            assertTrue(allocator.tryResize(address, 100, 60, 8));
            assertEquals(counted(60, 100, 1, 1, 1), fromContext.stats());
            assertFalse(allocator.tryResize(address, 60, 249, 8));
            assertEquals(counted(60, 100, 1, 1, 1), fromContext.stats());
            assertEquals(address, allocator.tryReallocate(address, 60, 200, 8, 60));
            assertEquals(counted(200, 200, 1, 1, 1), fromContext.stats());
            assertEquals(NULL_ADDRESS, allocator.tryReallocate(address, 200, 300, 8, 200));
            assertEquals(counted(200, 200, 1, 1, 2), fromContext.stats());
            assertEquals(NULL_ADDRESS, allocator.tryReallocate(address, 200, Long.MAX_VALUE, 8, 200));
            assertEquals(counted(200, 200, 1, 1, 3), fromContext.stats());
            allocator.free(address, 200, 8);
            assertEquals(counted(0, 200, 0, 1, 3), fromContext.stats());
        }
    }

    @Test
    void aBlockItsProviderHasNoRoomForMovesToTheContextOfNow() {
        final Lender lender = new Lender();
        try (BumpAllocator bump = new BumpAllocator(128)) {
            final long address = allocateFrom(bump, 100);
            Bytes.write(address, 100, 1);
            try (AllocatorContext.Scope scope = AllocatorContext.use(lender)) {
                final long moved = allocator.tryReallocate(address, 100, 500, 8, 100);
                Bytes.assertWritten(moved, 100, 1);
                assertEquals(0, bump.stats().liveCount());
                assertEquals(1, lender.notBackCount());
                assertEquals(counted(500, 600, 1, 2, 0), allocator.second.stats());
                allocator.free(moved, 500, 8);
            }
        }
        assertEquals(0, lender.notBackCount());
    }

    @Test
    void refusesBadArgumentsBeforeTheContextIsAsked() {
        final Parent provider = new Parent();
        final Allocator fromContext = allocator.second;
        try (AllocatorContext.Scope scope = AllocatorContext.use(provider)) {
            final long address = allocator.allocate(24, 8);
            for (final Executable each : List.<Executable>of(
                    () -> fromContext.tryAllocate(0, 8),
                    () -> fromContext.tryAllocate(24, 3),
                    () -> fromContext.tryResize(address, 0, 24, 8),
                    () -> fromContext.tryResize(address, 24, 0, 8),
                    () -> fromContext.tryResize(address, 24, 32, 3),
                    () -> fromContext.tryReallocate(address, 24, 0, 8, 24),
                    () -> fromContext.tryReallocate(address, 24, 32, 8, -1),
                    () -> fromContext.tryReallocate(address, 24, 32, 8, 25),
                    () -> fromContext.free(address, 0, 8),
                    () -> fromContext.free(address, 24, 3))) {
                assertThrows(IllegalArgumentException.class, each);
            }
            assertEquals(List.of(32L), provider.requests);
            assertEquals(counted(24, 24, 1, 1, 0), fromContext.stats());
            allocator.free(address, 24, 8);
            assertEquals(0, provider.notBackCount());
        }
    }

    @Test
    void ownsTheBlocksItHasFromTheContextAndNoOthers() {
        final Lender lender = new Lender();
        final Lender other = new Lender();
        final long address = allocateFrom(lender, 100);
        final long second = allocateFrom(other, 100);
        final long foreign = lender.allocate(100, 8);
        assertTrue(allocator.owns(address));
        assertTrue(allocator.owns(second + 99));
        assertFalse(allocator.owns(1));
        allocator.free(address, 100, 8);
        assertFalse(allocator.owns(address));
        assertTrue(allocator.owns(second));
        allocator.free(second, 100, 8);
        lender.free(foreign, 100, 8);
    }

    @Test
    void buffersThatHaveBlocksOfEachOtherDenyWhatNeitherHas() {
        try (FixedBufferAllocator one = FixedBufferAllocator.over(ByteBuffer.allocateDirect(256));
                FixedBufferAllocator two = FixedBufferAllocator.over(ByteBuffer.allocateDirect(256))) {
            two.allocate(240, 8);
            final long ofTwo;
            try (AllocatorContext.Scope scope = AllocatorContext.use(one)) {
                ofTwo = two.allocate(100, 8);
            }
            one.allocate(one.remainingBytes(), 1);
            final long ofOne;
            try (AllocatorContext.Scope scope = AllocatorContext.use(two)) {
                ofOne = one.allocate(8, 8);
            }
            assertEquals(one.startAddress() + 8, ofTwo);
            assertEquals(two.startAddress() + 248, ofOne);
            assertFalse(one.owns(1));
            assertFalse(two.owns(1));
            assertTrue(one.owns(ofOne));
            assertTrue(two.owns(ofTwo));
            one.free(ofOne, 8, 8);
            two.free(ofTwo, 100, 8);
        }
    }

    @Test
    void aProviderThatHasAllItsBlocksBackMakesPlaceAndIsAskedToTellNoMore() {
        final Lender lender = new Lender();
        try (BumpAllocator bump = new BumpAllocator(4096)) {
            final Parent provider = new Parent(bump);
            final long first = allocateFrom(provider, 100);
            final long second = allocateFrom(provider, 100);
            allocator.free(first, 100, 8);
            allocator.free(second, 100, 8);
            assertTrue(provider.dependants.get(0).isRegistered());
            final long next = allocateFrom(lender, 100);
            // The word before a block is the index of its provider.
            assertEquals(0, Memory.getLong(next - 8));
            assertFalse(provider.dependants.get(0).isRegistered());
            allocator.free(next, 100, 8);
        }
    }

    @Test
    void aClosedBufferAsksItsProvidersToTellNoMore() {
        try (BumpAllocator bump = new BumpAllocator(4096)) {
            final Parent provider = new Parent(bump);
            final long address = allocateFrom(provider, 100);
            allocator.free(address, 100, 8);
            assertTrue(provider.dependants.get(0).isRegistered());
            allocator.close();
            assertFalse(provider.dependants.get(0).isRegistered());
        }
    }

    @Test
    void refusesABlockOfAProviderThatHasAllItsBlocksBack() {
        final Lender lender = new Lender();
        try (BumpAllocator bump = new BumpAllocator(4096)) {
            final long kept = allocateFrom(lender, 100);
            final long address = allocateFrom(bump, 100);
            allocator.free(address, 100, 8);
            final String message = assertThrows(IllegalArgumentException.class, () -> allocator.free(address, 100, 8))
                    .getMessage();
            assertTrue(
                    message.startsWith("address " + address + " is no live block of FixedBufferAllocator["), message);
            allocator.free(kept, 100, 8);
        }
    }

    @Test
    void refusesAddressesWithoutTheIndexOfAProviderBeforeThem() {
        try (BumpAllocator bump = new BumpAllocator(4096)) {
            final long address = allocateFrom(bump, 100);
            for (final long word : new long[] {1, 2, -1, 1L << 32, Long.MAX_VALUE, Long.MIN_VALUE}) {
                Memory.putLong(address, word);
                assertThrows(IllegalArgumentException.class, () -> allocator.free(address + 8, 8, 8), () -> "" + word);
                assertThrows(IllegalArgumentException.class, () -> allocator.tryResize(address + 8, 8, 16, 8));
                assertThrows(IllegalArgumentException.class, () -> allocator.tryReallocate(address + 8, 8, 16, 8, 8));
            }
            assertThrows(IllegalArgumentException.class, () -> allocator.free(8, 8, 8));
            assertThrows(IllegalArgumentException.class, () -> allocator.free(-8, 8, 8));
            assertEquals(counted(100, 100, 1, 1, 0), allocator.second.stats());
            allocator.free(address, 100, 8);
        }
    }
}
