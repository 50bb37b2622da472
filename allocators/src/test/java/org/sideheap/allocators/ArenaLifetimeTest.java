package org.sideheap.allocators;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.ByteBuffer;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Who is told when an arena is released, reset or closed, and what becomes of it when its parent goes. */
class ArenaLifetimeTest {
    private static final String RELEASED = "ArenaAllocator was released to a mark from before";

    private static void assertClosed(Allocator allocator, String message) {
        assertEquals(
                message,
                assertThrows(IllegalStateException.class, () -> allocator.tryAllocate(8, 8))
                        .getMessage());
    }

    @Test
    void aResetTellsAllAndEachBlockGoesOnce() {
        try (ArenaAllocator arena = new ArenaAllocator(64)) {
            final Tenant holder = new Tenant(arena);
            for (int i = 0; i < 10; i++) {
                holder.allocate(50);
            }
            final Tenant empty = new Tenant(arena);
            arena.reset();
            assertEquals("ArenaAllocator was reset", holder.cause());
            assertEquals("ArenaAllocator was reset", empty.cause());
            assertEquals(0, arena.stats().liveCount());
            assertFalse(holder.isRegistered());
            arena.check();
        }
    }

    @Test
    void aCloseTellsAllWhileTheMemoryIsThere() {
        final ArenaAllocator arena = new ArenaAllocator(64);
        final Tenant tenant = new Tenant(arena);
        final long first = tenant.allocate(60);
        final long second = tenant.allocate(200);
        Bytes.write(first, 60, 1);
        Bytes.write(second, 200, 2);
        tenant.whenTold(() -> {
            Bytes.assertWritten(first, 60, 1);
            Bytes.assertWritten(second, 200, 2);
        });
        arena.close();
        assertEquals("ArenaAllocator was closed", tenant.cause());
    }

    @Test
    void aReleaseTellsWhoHasABlockFromAfterTheMark() {
        try (ArenaAllocator arena = new ArenaAllocator(64)) {
            final Tenant below = new Tenant(arena);
            final Tenant both = new Tenant(arena);
            below.allocate(10);
            both.allocate(10);
            final long mark = arena.mark();
            final Tenant sameChunk = new Tenant(arena);
            sameChunk.allocate(10);
            final Tenant ownChunk = new Tenant(arena);
            ownChunk.allocate(1000);
            both.allocate(60);
            final Tenant nothing = new Tenant(arena);
            arena.release(mark);
            for (final Tenant each : List.of(both, sameChunk, ownChunk)) {
                assertEquals(RELEASED, each.cause());
            }
            assertEquals(List.of(), below.notices);
            assertEquals(List.of(), nothing.notices);
            // What was below the mark was freed by its holder.
            assertEquals(1, arena.stats().liveCount());
            arena.check();
        }
    }

    @Test
    void aReleaseOfNothingTellsNobody() {
        try (ArenaAllocator arena = new ArenaAllocator(64)) {
            final Tenant tenant = new Tenant(arena);
            tenant.allocate(64);
            arena.release(arena.mark());
            tenant.allocate(64);
            assertThrows(IllegalArgumentException.class, () -> arena.release(1));
            assertEquals(List.of(), tenant.notices);
        }
    }

    @Test
    void whatIsBuiltWhileAReleaseTellsGoesAsWell() {
        try (ArenaAllocator arena = new ArenaAllocator(64)) {
            arena.allocate(8, 8);
            final long mark = arena.mark();
            final Tenant[] built = new Tenant[2];
            final Tenant builder = new Tenant(arena).whenTold(() -> {
                built[0] = new Tenant(arena);
                built[0].allocate(8);
                built[1] = new Tenant(arena);
                built[1].allocate(5000);
            });
            builder.allocate(10);
            builder.allocate(500);
            arena.release(mark);
            assertEquals(RELEASED, builder.cause());
            assertEquals(RELEASED, built[0].cause());
            assertEquals(RELEASED, built[1].cause());
            assertEquals(1, arena.stats().liveCount());
            arena.check();
        }
    }

    @Test
    void whoIsToldOfAReleaseMayResetReleaseOrCloseTheArena() {
        for (int how = 0; how < 4; how++) {
            final Lender lender = new Lender();
            final ArenaAllocator arena = new ArenaAllocator(lender, 64);
            final long outer = arena.mark();
            arena.allocate(100, 8);
            final long mark = arena.mark();
            final int choice = how;
            final Tenant tenant = new Tenant(arena).whenTold(() -> {
                switch (choice) {
                    case 0 -> arena.reset();
                    case 1 -> arena.release(outer);
                    case 2 -> arena.reset(0);
                    default -> arena.close();
                }
            });
            tenant.allocate(8);
            tenant.allocate(800);
            if (choice == 3) {
                // What it has left cannot be freed any more: the allocator is closed.
                assertThrows(IllegalStateException.class, () -> arena.release(mark));
            } else {
                assertThrows(IllegalArgumentException.class, () -> arena.release(mark));
                assertEquals(0, arena.stats().liveCount());
                assertEquals(0, arena.stats().usedBytes());
                arena.check();
            }
            assertEquals(1, tenant.notices.size());
            arena.close();
            assertEquals(0, lender.notBackCount());
        }
    }

    @Test
    void whoThrowsWhileBeingToldKeepsNobodyElseOpen() {
        try (ArenaAllocator arena = new ArenaAllocator(64)) {
            final long mark = arena.mark();
            final IllegalArgumentException first = new IllegalArgumentException("first");
            final IllegalArgumentException second = new IllegalArgumentException("second");
            final Tenant inNewest = new Tenant(arena).whenTold(() -> {
                throw first;
            });
            final Tenant inOldest = new Tenant(arena).whenTold(() -> {
                throw second;
            });
            final Tenant bystander = new Tenant(arena);
            inOldest.allocate(8);
            bystander.allocate(8);
            inNewest.allocate(500);
            assertSame(first, assertThrows(IllegalArgumentException.class, () -> arena.release(mark)));
            assertEquals(List.of(second), List.of(first.getSuppressed()));
            assertEquals(RELEASED, bystander.cause());
            assertEquals(0, arena.stats().liveCount());
            arena.check();
        }
    }

    @Test
    void aRegionInAnArenaIsClosedByItsRelease() {
        try (ArenaAllocator arena = new ArenaAllocator(4096)) {
            final PoolAllocator below = new PoolAllocator(arena, 64, 10);
            final long mark = arena.mark();
            final FreeListAllocator above = new FreeListAllocator(arena, 100_000);
            final Tenant tenant = new Tenant(above);
            tenant.allocate(8);
            arena.release(mark);
            assertClosed(above, "FreeListAllocator is closed: " + RELEASED);
            assertEquals(RELEASED, tenant.cause());
            below.allocate();
            arena.reset();
            assertClosed(below, "PoolAllocator is closed: ArenaAllocator was reset");
            assertEquals(0, arena.stats().liveCount());
        }
    }

    @Test
    void anArenaInAnArenaIsClosedByTheRelease() {
        try (ArenaAllocator outer = new ArenaAllocator(1024)) {
            final long mark = outer.mark();
            final ArenaAllocator inner = new ArenaAllocator(outer, 64);
            final Tenant tenant = new Tenant(inner);
            for (int i = 0; i < 10; i++) {
                tenant.allocate(100);
            }
            outer.release(mark);
            assertClosed(inner, "ArenaAllocator is closed: " + RELEASED);
            assertEquals(RELEASED, tenant.cause());
            outer.check();
        }
    }

    @Test
    void isClosedByItsParentsReset() {
        final BumpAllocator bump = new BumpAllocator(1 << 16);
        final ArenaAllocator arena = new ArenaAllocator(bump, 64);
        final ArenaAllocator unused = new ArenaAllocator(bump, 64);
        final Tenant tenant = new Tenant(arena);
        tenant.allocate(40);
        tenant.allocate(400);
        bump.reset();
        assertEquals("BumpAllocator was reset", tenant.cause());
        assertClosed(arena, "ArenaAllocator is closed: BumpAllocator was reset");
        assertClosed(unused, "ArenaAllocator is closed: BumpAllocator was reset");
        assertEquals(0, arena.stats().reservedBytes());
        arena.close();
        bump.close();
    }

    @Test
    void aPopOfOneChunkClosesItAllAndTheOthersGoBack() {
        try (StackAllocator stack = new StackAllocator(1 << 16)) {
            final Parent parent = new Parent(stack);
            final ArenaAllocator arena = new ArenaAllocator(parent, 64);
            final Tenant tenant = new Tenant(arena);
            tenant.allocate(60);
            tenant.allocate(60);
            tenant.allocate(100);
            assertEquals(3, parent.granted.size());
            assertTrue(stack.pop());
            assertEquals("StackAllocator was popped", tenant.cause());
            assertClosed(arena, "ArenaAllocator is closed: StackAllocator was popped");
            // The newest went with the pop; the others were given back.
            assertEquals(List.of(parent.granted.get(1), parent.granted.get(0)), parent.freed);
            assertEquals(0, stack.offset());
            stack.check();
        }
    }

    @Test
    void aPopOfWhatIsNoChunkOfItsLeavesItOpen() {
        try (StackAllocator stack = new StackAllocator(4096)) {
            final ArenaAllocator arena = new ArenaAllocator(stack, 64);
            final Tenant tenant = new Tenant(arena);
            tenant.allocate(60);
            stack.allocate(16, 8);
            assertTrue(stack.pop());
            assertEquals(List.of(), tenant.notices);
            arena.check();
            arena.close();
            assertEquals(0, stack.offset());
        }
    }

    @Test
    void aParentClosedFirstClosesTheWholeTreeAndEachChunkGoesBackOnce() {
        final Lender lender = new Lender();
        final FreeListAllocator freeList = new FreeListAllocator(lender, 1 << 16);
        final ArenaAllocator arena = new ArenaAllocator(freeList, 64);
        final ArenaAllocator inner = new ArenaAllocator(arena, 64);
        final Tenant tenant = new Tenant(inner);
        tenant.allocate(60);
        tenant.allocate(600);
        freeList.close();
        assertClosed(inner, "ArenaAllocator is closed: FreeListAllocator was closed");
        assertClosed(arena, "ArenaAllocator is closed: FreeListAllocator was closed");
        inner.close();
        arena.close();
        assertEquals("FreeListAllocator was closed", tenant.cause());
        assertEquals(0, lender.notBackCount());
    }

    @Test
    void aTenantThatClosesTheArenaWhileItIsToldGivesEachChunkBackOnce() {
        final Lender lender = new Lender();
        final ArenaAllocator arena = new ArenaAllocator(lender, 64);
        final Tenant first = new Tenant(arena).whenTold(arena::close);
        final Tenant second = new Tenant(arena).whenTold(arena::close);
        arena.allocate(100, 8);
        arena.allocate(100, 8);
        arena.close();
        assertEquals(1, first.notices.size());
        assertEquals(1, second.notices.size());
        assertEquals(0, lender.notBackCount());
    }

    @Test
    void aTenantThatClosesTheParentWhileItIsToldLeavesNothingDangling() {
        final Lender lender = new Lender();
        final FreeListAllocator freeList = new FreeListAllocator(lender, 1 << 16);
        final ArenaAllocator arena = new ArenaAllocator(freeList, 64);
        final Tenant tenant = new Tenant(arena).whenTold(freeList::close);
        arena.allocate(100, 8);
        arena.allocate(100, 8);
        arena.close();
        assertEquals(1, tenant.notices.size());
        assertClosed(arena, "ArenaAllocator is closed: ArenaAllocator was closed");
        assertEquals(0, lender.notBackCount());
    }

    @Test
    void chunksFromAFallbackGoBackThereWhenTheBufferIsReset() {
        final Lender lender = new Lender();
        try (FixedBufferAllocator buffer = FixedBufferAllocator.over(ByteBuffer.allocateDirect(256), lender)) {
            final ArenaAllocator arena = new ArenaAllocator(buffer, 64);
            final Tenant tenant = new Tenant(arena);
            for (int i = 0; i < 6; i++) {
                tenant.allocate(60);
            }
            assertTrue(lender.notBackCount() > 0);
            buffer.reset();
            assertEquals("FixedBufferAllocator was reset", tenant.cause());
            assertClosed(arena, "ArenaAllocator is closed: FixedBufferAllocator was reset");
            assertEquals(0, lender.notBackCount());
        }
    }

    @Test
    void aLimitOnAnArenaIsFreeAgainAfterAReset() {
        try (ArenaAllocator arena = new ArenaAllocator(64);
                LimitedAllocator limited = arena.limitedTo(1000)) {
            for (int round = 0; round < 3; round++) {
                for (int i = 0; i < 5; i++) {
                    limited.allocate(100, 8);
                }
                final Tenant tenant = new Tenant(limited);
                tenant.allocate(500);
                assertEquals(Memory.NULL_ADDRESS, limited.tryAllocate(1, 1));
                arena.reset();
                assertEquals("ArenaAllocator was reset", tenant.cause());
                assertEquals(0, limited.stats().usedBytes());
            }
        }
    }

    @Test
    void aFallbackIsToldWhenTheArenaItHasBlocksOfGoes() {
        final ArenaAllocator arena = new ArenaAllocator(64);
        try (FallbackAllocator either = new BumpAllocator(64).orElse(arena)) {
            final Tenant inBump = new Tenant(either);
            inBump.allocate(64);
            final Tenant inArena = new Tenant(either);
            inArena.allocate(64);
            inArena.allocate(640);
            arena.reset();
            assertEquals("ArenaAllocator was reset", inArena.cause());
            assertEquals(List.of(), inBump.notices);
            assertEquals(1, either.stats().liveCount());
        }
    }

    @Test
    void refusesToRegisterOnceClosed() {
        final ArenaAllocator arena = new ArenaAllocator(64);
        arena.close();
        assertThrows(IllegalStateException.class, () -> new Tenant(arena));
    }

    @Test
    void aReleaseThrowsWhatWasThrownFirstThoughOthersAreToldAfterwards() {
        try (ArenaAllocator arena = new ArenaAllocator(64)) {
            final long mark = arena.mark();
            final Tenant inOldest = new Tenant(arena);
            inOldest.allocate(8);
            final IllegalArgumentException thrown = new IllegalArgumentException("thrown while told");
            final Tenant inNewest = new Tenant(arena).whenTold(() -> {
                throw thrown;
            });
            inNewest.allocate(500);
            assertSame(thrown, assertThrows(IllegalArgumentException.class, () -> arena.release(mark)));
            assertEquals(RELEASED, inOldest.cause());
            assertEquals(0, arena.stats().liveCount());
            arena.check();
        }
    }
}
