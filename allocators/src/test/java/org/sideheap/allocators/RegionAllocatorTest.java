package org.sideheap.allocators;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.ByteBuffer;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Lifetimes: who is told, of which range, when, and what becomes of allocators within allocators. */
class RegionAllocatorTest {
    private static List<Tenant.Notice> told(long fromAddress, long toAddress, String cause) {
        return List.of(new Tenant.Notice(fromAddress, toAddress, cause));
    }

    private static void assertClosed(Allocator allocator, String message) {
        assertEquals(
                message,
                assertThrows(IllegalStateException.class, () -> allocator.tryAllocate(8, 8))
                        .getMessage());
    }

    @Test
    void aResetTellsAll() {
        try (BumpAllocator bump = new BumpAllocator(1024)) {
            final Tenant holder = new Tenant(bump);
            holder.allocate(100);
            final Tenant empty = new Tenant(bump);
            bump.reset();
            final long start = bump.startAddress();
            assertEquals(told(start, start + 1024, "BumpAllocator was reset"), holder.notices);
            assertEquals(told(start, start + 1024, "BumpAllocator was reset"), empty.notices);
            bump.reset();
            assertEquals(1, holder.notices.size());
        }
    }

    @Test
    void aCloseTellsAllWhileTheMemoryIsThere() {
        for (final RegionAllocator allocator : List.of(
                new BumpAllocator(1024),
                new StackAllocator(1024),
                new FreeListAllocator(1024),
                new TlsfAllocator(1024),
                new PoolAllocator(64, 16))) {
            final Tenant tenant = new Tenant(allocator);
            final long address = tenant.allocate(64);
            Bytes.write(address, 64, 1);
            tenant.whenTold(() -> Bytes.assertWritten(address, 64, 1));
            final long start = allocator.startAddress();
            allocator.close();
            final String name = allocator.getClass().getSimpleName();
            assertEquals(told(start, start + 1024, name + " was closed"), tenant.notices);
            assertFalse(tenant.isRegistered());
        }
    }

    @Test
    void whoClosedItselfBeforeIsNotTold() {
        final Tenant tenant;
        try (FreeListAllocator freeList = new FreeListAllocator(1024)) {
            tenant = new Tenant(freeList);
            tenant.allocate(64);
            tenant.closeItself();
            assertEquals(0, freeList.stats().liveCount());
        }
        assertEquals(List.of(), tenant.notices);
    }

    @Test
    void aPopTellsOnlyWhoHasTheTop() {
        try (StackAllocator stack = new StackAllocator(1024)) {
            final Tenant below = new Tenant(stack);
            below.allocate(64);
            final long boundary = stack.startAddress() + stack.offset();
            final Tenant top = new Tenant(stack);
            top.allocate(32);
            final long end = stack.startAddress() + stack.byteCapacity();
            assertTrue(stack.pop());
            assertEquals(told(boundary, end, "StackAllocator was popped"), top.notices);
            assertEquals(List.of(), below.notices);
            assertTrue(stack.pop());
            assertEquals("StackAllocator was popped", below.cause());
            assertEquals(0, stack.offset());
        }
    }

    @Test
    void aReleaseTellsWhoHasABlockAboveTheMark() {
        try (StackAllocator stack = new StackAllocator(1024)) {
            final Tenant below = new Tenant(stack);
            below.allocate(64);
            final Tenant both = new Tenant(stack);
            both.allocate(64);
            final long mark = stack.mark();
            final long start = stack.startAddress() + stack.offset();
            both.allocate(64);
            final Tenant above = new Tenant(stack);
            above.allocate(8);
            final long end = stack.startAddress() + stack.byteCapacity();
            stack.release(mark);
            final String cause = "StackAllocator was released to a mark below";
            assertEquals(told(start, end, cause), above.notices);
            assertEquals(told(start, end, cause), both.notices);
            assertEquals(List.of(), below.notices);
            // What was below the mark was given back by its holder, and so came off the stack as well.
            assertEquals(72, stack.offset());
            assertEquals(1, stack.stats().liveCount());
            stack.check();
        }
    }

    @Test
    void aReleaseToTheTopTellsNobody() {
        try (StackAllocator stack = new StackAllocator(1024)) {
            final Tenant tenant = new Tenant(stack);
            tenant.allocate(64);
            stack.release(stack.mark());
            assertEquals(List.of(), tenant.notices);
        }
    }

    @Test
    void aRefusedReleaseTellsNobody() {
        try (StackAllocator stack = new StackAllocator(1024)) {
            final Tenant tenant = new Tenant(stack);
            tenant.allocate(64);
            assertThrows(IllegalArgumentException.class, () -> stack.release(16));
            assertEquals(List.of(), tenant.notices);
        }
    }

    @Test
    void aTenantThatIsToldMayCloseOthers() {
        try (StackAllocator stack = new StackAllocator(1024)) {
            final Tenant first = new Tenant(stack);
            final Tenant second = new Tenant(stack);
            final Tenant third = new Tenant(stack);
            first.allocate(8);
            final long mark = stack.mark();
            second.allocate(8);
            third.allocate(8);
            second.whenTold(() -> {
                first.closeItself();
                third.closeItself();
            });
            stack.release(mark);
            assertEquals(List.of(), first.notices);
            assertEquals(1, second.notices.size());
            assertEquals(List.of(), third.notices);
            assertEquals(0, stack.offset());
            stack.check();
        }
    }

    @Test
    void aRegionOnABumpIsClosedByItsReset() {
        final BumpAllocator bump = new BumpAllocator(4096);
        final PoolAllocator pool = new PoolAllocator(bump, 64, 10);
        final Tenant tenant = new Tenant(pool);
        tenant.allocate(64);
        final long start = pool.startAddress();
        bump.reset();
        assertEquals(told(start, start + 640, "BumpAllocator was reset"), tenant.notices);
        assertClosed(pool, "PoolAllocator is closed: BumpAllocator was reset");
        assertEquals(0, pool.stats().reservedBytes());
        pool.close();
        assertEquals(0, bump.stats().liveCount());
        bump.close();
        assertClosed(pool, "PoolAllocator is closed: BumpAllocator was reset");
    }

    @Test
    void aRegionOnAStacksBlockIsClosedByThePop() {
        try (StackAllocator stack = new StackAllocator(8192)) {
            final BumpAllocator below = new BumpAllocator(stack, 1000);
            final BumpAllocator top = new BumpAllocator(stack, 1000);
            final Tenant inBelow = new Tenant(below);
            inBelow.allocate(8);
            final Tenant inTop = new Tenant(top);
            inTop.allocate(8);
            stack.pop();
            assertClosed(top, "BumpAllocator is closed: StackAllocator was popped");
            assertEquals("StackAllocator was popped", inTop.cause());
            assertEquals(List.of(), inBelow.notices);
            below.allocate(8, 8);
            below.close();
            assertEquals("BumpAllocator was closed", inBelow.cause());
            assertEquals(0, stack.offset());
        }
    }

    @Test
    void aParentClosedFirstClosesTheWholeTreeAndEachRegionGoesBackOnce() {
        final Lender lender = new Lender();
        final StackAllocator stack = new StackAllocator(lender, 1 << 16);
        final FreeListAllocator freeList = new FreeListAllocator(stack, 16_384);
        final BumpAllocator bump = new BumpAllocator(freeList, 1000);
        final PoolAllocator pool = new PoolAllocator(freeList, 64, 10);
        final Tenant tenant = new Tenant(bump);
        tenant.allocate(8);
        stack.close();
        for (final RegionAllocator each : List.of(freeList, bump, pool)) {
            assertClosed(each, each.getClass().getSimpleName() + " is closed: StackAllocator was closed");
            each.close();
        }
        assertEquals("StackAllocator was closed", tenant.cause());
        assertEquals(1, lender.lentCount());
        assertEquals(0, lender.notBackCount());
    }

    @Test
    void aChildClosedFirstGivesItsRegionBackAndIsNotToldLater() {
        final Lender lender = new Lender();
        final FreeListAllocator freeList = new FreeListAllocator(lender, 16_384);
        final BumpAllocator bump = new BumpAllocator(freeList, 1000);
        bump.close();
        assertEquals(0, freeList.stats().liveCount());
        freeList.close();
        assertClosed(bump, "BumpAllocator is closed: BumpAllocator was closed");
        assertEquals(0, lender.notBackCount());
    }

    @Test
    void aTenantThatClosesTheAllocatorWhileItIsToldGivesTheRegionBackOnce() {
        for (final Lender lender : List.of(new Lender(), new Lender())) {
            final BumpAllocator bump = new BumpAllocator(lender, 1000);
            final Tenant first = new Tenant(bump).whenTold(bump::close);
            final Tenant second = new Tenant(bump).whenTold(bump::close);
            bump.close();
            assertEquals(1, first.notices.size());
            assertEquals(1, second.notices.size());
            assertEquals(0, lender.notBackCount());
            assertClosed(bump, "BumpAllocator is closed: BumpAllocator was closed");
        }
    }

    @Test
    void aTenantThatClosesTheChildWhileTheParentGoesGivesTheRegionBackOnce() {
        final FixedBufferAllocator buffer = FixedBufferAllocator.over(ByteBuffer.allocateDirect(64), new Lender());
        final BumpAllocator elsewhere = new BumpAllocator(buffer, 1000);
        final Tenant tenant = new Tenant(elsewhere).whenTold(elsewhere::close);
        buffer.reset();
        assertEquals(1, tenant.notices.size());
        assertEquals(0, buffer.stats().liveCount());
        buffer.close();
    }

    @Test
    void aParentThatGoesWhileTheChildIsClosedIsNotGivenTheRegionAgain() {
        try (BumpAllocator parent = new BumpAllocator(4096)) {
            final BumpAllocator child = new BumpAllocator(parent, 1000);
            final Tenant tenant = new Tenant(child).whenTold(parent::reset);
            child.close();
            assertEquals("BumpAllocator was closed", tenant.cause());
            assertEquals(0, parent.stats().liveCount());
            parent.check();
        }
    }

    @Test
    void aRegionInAFallbackGoesBackThereWhenTheBufferIsReset() {
        final Lender lender = new Lender();
        try (FixedBufferAllocator buffer = FixedBufferAllocator.over(ByteBuffer.allocateDirect(64), lender)) {
            final BumpAllocator elsewhere = new BumpAllocator(buffer, 1000);
            assertEquals(1, lender.notBackCount());
            buffer.reset();
            assertClosed(elsewhere, "BumpAllocator is closed: FixedBufferAllocator was reset");
            assertEquals(0, lender.notBackCount());
            elsewhere.close();
        }
    }

    @Test
    void refusesToRegisterOnceClosed() {
        final BumpAllocator bump = new BumpAllocator(64);
        bump.close();
        assertThrows(IllegalStateException.class, () -> new Tenant(bump));
    }

    @Test
    void ownsItsRegionAndNothingElse() {
        try (BumpAllocator bump = new BumpAllocator(64)) {
            final long start = bump.startAddress();
            assertTrue(bump.owns(start));
            assertTrue(bump.owns(start + 63));
            assertFalse(bump.owns(start + 64));
            assertFalse(bump.owns(start - 1));
            assertEquals(0, start % 64);
        }
    }

    @Test
    void saysWhereABlockIsThatItRefuses() {
        try (StackAllocator stack = new StackAllocator(64)) {
            final long start = stack.startAddress();
            assertEquals(
                    "StackAllocator: the block at offset 16 is no live block",
                    assertThrows(IllegalArgumentException.class, () -> stack.free(start + 16, 8, 8))
                            .getMessage());
            assertEquals(
                    "StackAllocator: address 8 is outside the region of 64 bytes from " + start
                            + "; it is no live block",
                    assertThrows(IllegalArgumentException.class, () -> stack.free(8, 8, 8))
                            .getMessage());
        }
    }
}
