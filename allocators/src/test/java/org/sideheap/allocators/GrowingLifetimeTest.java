package org.sideheap.allocators;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.ByteBuffer;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Who is told when an allocator of many regions goes, and what becomes of it when its parent does. */
class GrowingLifetimeTest {
    private static final GrowingAllocator.Factory POOLS =
            (parent, byteSize) -> new PoolAllocator(parent, 64, byteSize / 64);

    private static void assertClosed(Allocator allocator, String message) {
        assertEquals(
                message,
                assertThrows(IllegalStateException.class, () -> allocator.tryAllocate(8, 8))
                        .getMessage());
    }

    private static Tenant withBlocks(Allocator allocator, int count) {
        final Tenant tenant = new Tenant(allocator);
        for (int i = 0; i < count; i++) {
            Bytes.write(tenant.allocate(64), 64, i);
        }
        return tenant;
    }

    @Test
    void aCloseTellsAllOnceAndEachChunkGoesBackOnce() {
        final Lender lender = new Lender();
        final GrowingAllocator pool = new GrowingAllocator(lender, 512, POOLS);
        final Tenant one = withBlocks(pool, 12);
        final Tenant other = withBlocks(pool, 12);
        final Tenant empty = new Tenant(pool);
        pool.close();
        pool.close();
        for (final Tenant each : List.of(one, other, empty)) {
            assertEquals("GrowingAllocator was closed", each.cause());
        }
        assertClosed(pool, "GrowingAllocator is closed: GrowingAllocator was closed");
        assertEquals(0, lender.notBackCount());
        assertEquals(0, pool.stats().liveCount());
    }

    @Test
    void whoFreesAllWhileItIsToldDoesNotPullARegionFromUnderOthers() {
        final Lender lender = new Lender();
        final GrowingAllocator pool = new GrowingAllocator(lender, 512, POOLS);
        final Tenant[] tenants = new Tenant[3];
        for (int i = 0; i < tenants.length; i++) {
            tenants[i] = new Tenant(pool);
            final Tenant self = tenants[i];
            tenants[i].whenTold(() -> {
                assertEquals(lender.lentCount(), lender.notBackCount());
                self.closeItself();
            });
        }
        for (int i = 0; i < 50; i++) {
            tenants[i % 3].allocate(64);
        }
        pool.close();
        assertEquals(0, lender.notBackCount());
    }

    @Test
    void isClosedByItsParentsReset() {
        final BumpAllocator bump = new BumpAllocator(1 << 16);
        final GrowingAllocator pool = new GrowingAllocator(bump, 512, POOLS);
        final Tenant tenant = withBlocks(pool, 20);
        bump.reset();
        assertEquals("BumpAllocator was reset", tenant.cause());
        assertClosed(pool, "GrowingAllocator is closed: BumpAllocator was reset");
        assertEquals(0, pool.stats().reservedBytes());
        pool.close();
        bump.close();
    }

    @Test
    void aPopOfOneChunkClosesItAllAndTheOthersGoBack() {
        try (StackAllocator stack = new StackAllocator(1 << 16)) {
            final Parent parent = new Parent(stack);
            final GrowingAllocator pool = new GrowingAllocator(parent, 512, POOLS);
            final Tenant tenant = withBlocks(pool, 20);
            assertEquals(3, parent.granted.size());
            assertTrue(stack.pop());
            assertEquals("StackAllocator was popped", tenant.cause());
            assertClosed(pool, "GrowingAllocator is closed: StackAllocator was popped");
            assertEquals(parent.granted.subList(0, 2), parent.freed);
            assertEquals(0, stack.offset());
            stack.check();
        }
    }

    @Test
    void aParentClosedFirstClosesTheWholeTreeAndEachChunkGoesBackOnce() {
        final Lender lender = new Lender();
        final ArenaAllocator arena = new ArenaAllocator(lender, 1000);
        final GrowingAllocator freeLists = new GrowingAllocator(arena, 256, FreeListAllocator::new);
        final GrowingAllocator pool = new GrowingAllocator(freeLists, 512, POOLS);
        final Tenant tenant = withBlocks(pool, 30);
        arena.close();
        assertEquals("ArenaAllocator was closed", tenant.cause());
        assertClosed(pool, "GrowingAllocator is closed: ArenaAllocator was closed");
        assertClosed(freeLists, "GrowingAllocator is closed: ArenaAllocator was closed");
        pool.close();
        freeLists.close();
        assertEquals(0, lender.notBackCount());
    }

    @Test
    void aReleaseOfTheArenaItStandsOnClosesIt() {
        try (ArenaAllocator arena = new ArenaAllocator(512)) {
            final GrowingAllocator below = new GrowingAllocator(arena, 128, POOLS);
            final Tenant inBelow = withBlocks(below, 2);
            final long mark = arena.mark();
            final GrowingAllocator above = new GrowingAllocator(arena, 128, POOLS);
            final Tenant inAbove = withBlocks(above, 20);
            arena.release(mark);
            assertEquals(1, inAbove.notices.size());
            assertClosed(above, "GrowingAllocator is closed: ArenaAllocator was released to a mark from before");
            assertEquals(List.of(), inBelow.notices);
            below.check();
            // One that grew past the mark goes as a whole.
            withBlocks(below, 20);
            arena.release(mark);
            assertEquals(1, inBelow.notices.size());
            assertEquals(0, arena.stats().liveCount());
            arena.check();
        }
    }

    @Test
    void aRegionInARegionIsClosedWithIt() {
        final GrowingAllocator freeList = new GrowingAllocator(256, FreeListAllocator::new);
        final BumpAllocator bump = new BumpAllocator(freeList, 10_000);
        final Tenant tenant = withBlocks(bump, 3);
        freeList.close();
        assertEquals("GrowingAllocator was closed", tenant.cause());
        assertClosed(bump, "BumpAllocator is closed: GrowingAllocator was closed");
    }

    @Test
    void aTenantThatClosesTheParentWhileItIsToldLeavesNothingDangling() {
        final Lender lender = new Lender();
        final FreeListAllocator parent = new FreeListAllocator(lender, 1 << 16);
        final GrowingAllocator pool = new GrowingAllocator(parent, 512, POOLS);
        final Tenant tenant = new Tenant(pool).whenTold(parent::close);
        for (int i = 0; i < 20; i++) {
            pool.allocate(64, 8);
        }
        pool.close();
        assertEquals(1, tenant.notices.size());
        assertEquals(0, lender.notBackCount());
    }

    @Test
    void chunksFromAFallbackGoBackThereWhenTheBufferIsReset() {
        final Lender lender = new Lender();
        try (FixedBufferAllocator buffer = FixedBufferAllocator.over(ByteBuffer.allocateDirect(256), lender)) {
            final GrowingAllocator pool = new GrowingAllocator(buffer, 512, POOLS);
            final Tenant tenant = withBlocks(pool, 20);
            assertTrue(lender.notBackCount() > 0);
            buffer.reset();
            assertEquals("FixedBufferAllocator was reset", tenant.cause());
            assertClosed(pool, "GrowingAllocator is closed: FixedBufferAllocator was reset");
            assertEquals(0, lender.notBackCount());
        }
    }

    @Test
    void whoThrowsWhileBeingToldKeepsNobodyElseOpen() {
        final Lender lender = new Lender();
        final GrowingAllocator pool = new GrowingAllocator(lender, 512, POOLS);
        withBlocks(pool, 6).whenTold(() -> {
            throw new IllegalArgumentException("thrown while told");
        });
        final Tenant bystander = withBlocks(pool, 12);
        assertThrows(IllegalArgumentException.class, pool::close);
        assertEquals("GrowingAllocator was closed", bystander.cause());
        assertClosed(pool, "GrowingAllocator is closed: GrowingAllocator was closed");
        assertEquals(0, lender.notBackCount());
    }

    @Test
    void refusesToRegisterOnceClosed() {
        final GrowingAllocator pool = new GrowingAllocator(512, POOLS);
        pool.close();
        assertThrows(IllegalStateException.class, () -> new Tenant(pool));
    }
}
