package org.sideheap.allocators;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.sideheap.allocators.Memory.NULL_ADDRESS;

import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** The lives of a primary, a named secondary, and those built on both. */
class FallbackAllocatorTest {
    private static ByteBuffer buffer(int byteSize) {
        return ByteBuffer.allocateDirect(byteSize);
    }

    @Test
    void aDependantWithABlockInTheSecondaryIsToldOfItsReset() {
        try (BumpAllocator bump = new BumpAllocator(1024);
                FixedBufferAllocator allocator = FixedBufferAllocator.over(buffer(64), bump)) {
            final Tenant inBuffer = new Tenant(allocator);
            inBuffer.allocate(32);
            final Tenant inBoth = new Tenant(allocator);
            inBoth.allocate(32);
            inBoth.allocate(100);
            bump.reset();
            assertEquals("BumpAllocator was reset", inBoth.cause());
            assertEquals(List.of(), inBuffer.notices);
            // And again, with the next block.
            inBuffer.allocate(100);
            bump.reset();
            assertEquals("BumpAllocator was reset", inBuffer.cause());
            allocator.allocate(100, 8);
        }
    }

    @Test
    void aDependantIsToldOfTheReleaseOfTheSecondary() {
        try (StackAllocator stack = new StackAllocator(1024);
                FixedBufferAllocator allocator = FixedBufferAllocator.over(buffer(8), stack)) {
            final Tenant below = new Tenant(allocator);
            below.allocate(100);
            final long mark = stack.mark();
            final Tenant above = new Tenant(allocator);
            above.allocate(100);
            stack.release(mark);
            assertEquals("StackAllocator was released to a mark below", above.cause());
            assertEquals(List.of(), below.notices);
            final Tenant again = new Tenant(allocator);
            again.allocate(100);
            stack.pop();
            assertEquals("StackAllocator was popped", again.cause());
            below.closeItself();
            assertEquals(0, stack.offset());
        }
    }

    @Test
    void aDependantIsToldOfTheCloseOfTheSecondaryAndTheBufferGoesOn() {
        try (FixedBufferAllocator allocator = FixedBufferAllocator.over(buffer(64), new BumpAllocator(1024))) {
            final Tenant tenant = new Tenant(allocator);
            final long address = tenant.allocate(100);
            assertTrue(allocator.owns(address));
            allocator.second.close();
            assertEquals("BumpAllocator was closed", tenant.cause());
            assertEquals(allocator.startAddress(), allocator.allocate(64, 8));
            final IllegalStateException e =
                    assertThrows(IllegalStateException.class, () -> allocator.tryAllocate(8, 8));
            assertEquals("BumpAllocator is closed: BumpAllocator was closed", e.getMessage());
        }
    }

    @Test
    void aClosedBufferIsNotToldOfItsSecondary() {
        try (BumpAllocator bump = new BumpAllocator(1024)) {
            final FixedBufferAllocator allocator = FixedBufferAllocator.over(buffer(8), bump);
            final Tenant tenant = new Tenant(allocator);
            tenant.allocate(100);
            allocator.close();
            assertEquals("FixedBufferAllocator was closed", tenant.cause());
            bump.reset();
            assertEquals(1, tenant.notices.size());
        }
    }

    @Test
    void aRegionInTheSecondaryIsClosedWithIt() {
        try (BumpAllocator bump = new BumpAllocator(4096);
                FixedBufferAllocator allocator = FixedBufferAllocator.over(buffer(8), bump)) {
            final StackAllocator stack = new StackAllocator(allocator, 1000);
            final Tenant tenant = new Tenant(stack);
            tenant.allocate(8);
            bump.reset();
            assertEquals("BumpAllocator was reset", tenant.cause());
            assertEquals(
                    "StackAllocator is closed: BumpAllocator was reset",
                    assertThrows(IllegalStateException.class, stack::mark).getMessage());
        }
    }

    @Test
    void freesEachBlockToTheAllocatorThatHasIt() {
        final Lender global = new Lender();
        try (PoolAllocator pool = new PoolAllocator(64, 1);
                Allocator allocator = pool.orElse(global)) {
            final long inPool = allocator.allocate(64, 8);
            final long elsewhere = allocator.allocate(64, 8);
            assertTrue(pool.owns(inPool));
            assertFalse(pool.owns(elsewhere));
            assertEquals(1, global.notBackCount());

            allocator.free(elsewhere, 64, 8);
            assertEquals(0, global.notBackCount());
            assertEquals(1, pool.allocatedBlockCount());

            allocator.free(inPool, 64, 8);
            assertEquals(0, pool.allocatedBlockCount());
        }
    }

    @Test
    void movesABlockThatOutgrowsThePrimaryToTheSecondaryAndNeverBack() {
        final Lender global = new Lender();
        try (PoolAllocator pool = new PoolAllocator(64, 1);
                Allocator allocator = new FallbackAllocator(pool, global)) {
            final long inPool = allocator.allocate(64, 8);
            Bytes.write(inPool, 64, 1);
            final long moved = allocator.tryReallocate(inPool, 64, 4096, 8, 64);
            Bytes.assertWritten(moved, 64, 1);
            assertEquals(0, pool.allocatedBlockCount());
            final long shrunk = allocator.tryReallocate(moved, 4096, 32, 8, 32);
            Bytes.assertWritten(shrunk, 32, 1);
            assertFalse(pool.owns(shrunk));
            allocator.free(shrunk, 32, 8);
        }
    }

    @Test
    void aDependantIsToldWhenSomebodyElseResetsThePrimary() {
        final Lender global = new Lender();
        try (BumpAllocator bump = new BumpAllocator(64);
                Allocator allocator = bump.orElse(global)) {
            final Tenant inBoth = new Tenant(allocator);
            inBoth.allocate(64);
            inBoth.allocate(64);
            final Tenant inSecondary = new Tenant(allocator);
            inSecondary.allocate(64);
            bump.reset();
            assertEquals("BumpAllocator was reset", inBoth.cause());
            assertEquals(List.of(), inSecondary.notices);
            assertEquals(1, global.notBackCount());

            // It has survived one reset, and has a block of the primary by the next.
            inSecondary.allocate(32);
            bump.reset();
            assertEquals("BumpAllocator was reset", inSecondary.cause());
            assertEquals(0, global.notBackCount());
        }
    }

    @Test
    void closesBothAndWhatIsBuiltOnThem() {
        final Lender global = new Lender();
        final BumpAllocator bump = new BumpAllocator(64);
        final Allocator allocator = bump.orElse(global);
        final Tenant tenant = new Tenant(allocator);
        tenant.allocate(64);
        tenant.allocate(64);
        allocator.close();
        allocator.close();
        assertEquals("FallbackAllocator was closed", tenant.cause());
        assertEquals(0, global.notBackCount());
        assertThrows(IllegalStateException.class, () -> bump.allocate(1, 1));
        assertThrows(IllegalStateException.class, () -> allocator.allocate(1, 1));
        assertThrows(IllegalStateException.class, () -> allocator.register(Tenant.unregistered()));
    }

    @Test
    void refusesAPrimaryThatCannotTellItsBlocks() {
        final Lender second = new Lender();
        try (Allocator allocator = GlobalAllocator.INSTANCE.orElse(second)) {
            final long live = GlobalAllocator.INSTANCE.stats().liveCount();
            final IllegalStateException e =
                    assertThrows(IllegalStateException.class, () -> allocator.tryAllocate(8, 8));
            assertTrue(e.getMessage().contains("GlobalAllocator"), e.getMessage());
            assertEquals(live, GlobalAllocator.INSTANCE.stats().liveCount());
        }
    }

    @Test
    void refusesASecondaryThatStandsOnThePrimary() {
        try (FreeListAllocator freeList = new FreeListAllocator(4096);
                BumpAllocator onIt = new BumpAllocator(freeList, 1024);
                Allocator allocator = freeList.orElse(onIt)) {
            freeList.allocate(2500, 8);
            final IllegalStateException e =
                    assertThrows(IllegalStateException.class, () -> allocator.tryAllocate(1000, 8));
            assertTrue(e.getMessage().contains("is owned by FreeListAllocator"), e.getMessage());
        }
    }

    @Test
    void addressesAtTheEndOfThePrimaryAreNotItsOwn() {
        final ByteBuffer both = buffer(128);
        try (BumpAllocator first = BumpAllocator.over(both.slice(0, 64));
                PoolAllocator second = PoolAllocator.over(both.slice(64, 64), 64);
                Allocator allocator = first.orElse(second)) {
            allocator.allocate(64, 1);
            final long behind = allocator.allocate(64, 1);
            assertEquals(first.startAddress() + 64, behind);
            allocator.free(behind, 64, 1);
            assertEquals(0, second.allocatedBlockCount());
            assertEquals(1, first.stats().liveCount());
        }
    }

    @Test
    void statsAddWhatCameFromTheSecondary() {
        try (Allocator allocator = new PoolAllocator(64, 2).orElse(GlobalAllocator.INSTANCE)) {
            final long[] blocks = {allocator.allocate(64, 8), allocator.allocate(64, 8), allocator.allocate(64, 8)};
            assertEquals(new AllocatorStats(192, 192, 192, 0, 3, 3, 0), allocator.stats());
            for (final long block : blocks) {
                allocator.free(block, 64, 8);
            }
            assertEquals(new AllocatorStats(0, 128, 192, 64, 0, 3, 0), allocator.stats());
        }
    }

    @Test
    void goodSizesAreThoseBothWouldGive() {
        try (FreeListAllocator freeList = new FreeListAllocator(1024);
                FixedBufferAllocator allocator = FixedBufferAllocator.over(buffer(64), freeList)) {
            assertEquals(16, freeList.goodByteSize(9));
            assertEquals(9, allocator.goodByteSize(9));
        }
    }

    @Test
    void isCheckedWhenItsFallbackIsClosed() {
        final PoolAllocator pool = new PoolAllocator(64, 4);
        try (FixedBufferAllocator allocator = FixedBufferAllocator.over(buffer(8), pool)) {
            allocator.allocate(64, 8);
            allocator.check();
            pool.close();
            allocator.check();
        }
    }

    @Test
    @SuppressWarnings("try")
    void buffersThatFallBackToEachOtherThroughTheContextComeToAnEnd() {
        try (BumpAllocator bump = new BumpAllocator(4096);
                FixedBufferAllocator one = FixedBufferAllocator.over(ByteBuffer.allocateDirect(64));
                FixedBufferAllocator two = FixedBufferAllocator.over(ByteBuffer.allocateDirect(64))) {
            final Tenant ofOne = new Tenant(one);
            final Tenant ofTwo = new Tenant(two);
            try (AllocatorContext.Scope outermost = AllocatorContext.use(bump);
                    AllocatorContext.Scope outer = AllocatorContext.use(one);
                    AllocatorContext.Scope inner = AllocatorContext.use(two)) {
                assertTrue(bump.owns(ofOne.allocate(800)));
            }
            try (AllocatorContext.Scope outermost = AllocatorContext.use(bump);
                    AllocatorContext.Scope outer = AllocatorContext.use(two);
                    AllocatorContext.Scope inner = AllocatorContext.use(one)) {
                assertTrue(bump.owns(ofTwo.allocate(800)));
            }
            bump.reset();
            assertEquals("BumpAllocator was reset", ofOne.cause());
            assertEquals("BumpAllocator was reset", ofTwo.cause());
            assertEquals(0, one.stats().liveCount());
            assertEquals(0, two.stats().liveCount());
        }
    }

    @Test
    @SuppressWarnings("try")
    void aBufferIsServedByTheScopeFurtherOutWhereTheInnerOneLeadsBackToIt() {
        try (BumpAllocator full = new BumpAllocator(16);
                FixedBufferAllocator one = FixedBufferAllocator.over(ByteBuffer.allocateDirect(64))) {
            try (AllocatorContext.Scope outermost = AllocatorContext.use(full);
                    AllocatorContext.Scope outer = AllocatorContext.use(one);
                    AllocatorContext.Scope inner = AllocatorContext.use(one)) {
                assertEquals(NULL_ADDRESS, one.tryAllocate(800, 8));
                final long address = one.tryAllocate(8, 8);
                assertEquals(one.startAddress(), address);
            }
            final long address = one.tryAllocate(800, 8);
            assertNotEquals(NULL_ADDRESS, address);
            one.free(address, 800, 8);
        }
    }

    /** Whether it is sound, and what its close does, is up to the test. */
    private static Allocator odd(Allocator behind, Runnable whenChecked, Runnable whenClosed) {
        return new ForwardingAllocator(behind) {
            @Override
            public void check() {
                whenChecked.run();
            }

            @Override
            public void close() {
                whenClosed.run();
            }
        };
    }

    private static void fail(String message) {
        throw new IllegalStateException(message);
    }

    @Test
    void checksBoth() {
        final List<String> checked = new ArrayList<>();
        final Allocator primary = odd(NullAllocator.INSTANCE, () -> checked.add("primary"), () -> {});
        final Allocator secondary = odd(NullAllocator.INSTANCE, () -> checked.add("secondary"), () -> {});
        final Allocator allocator = primary.orElse(secondary);
        allocator.check();
        assertEquals(List.of("primary", "secondary"), checked);
        allocator.close();
        assertEquals(
                "FallbackAllocator is closed: FallbackAllocator was closed",
                assertThrows(IllegalStateException.class, allocator::check).getMessage());
        assertEquals(2, checked.size());
    }

    @Test
    void closesThePrimaryAndThenTheSecondaryWhoeverThrows() {
        for (final boolean doesPrimaryThrow : new boolean[] {false, true}) {
            for (final boolean doesTenantThrow : new boolean[] {false, true}) {
                final List<String> closed = new ArrayList<>();
                final Allocator primary = odd(NullAllocator.INSTANCE, () -> {}, () -> {
                    closed.add("primary");
                    if (doesPrimaryThrow) {
                        fail("primary");
                    }
                });
                final Allocator secondary = odd(NullAllocator.INSTANCE, () -> {}, () -> closed.add("secondary"));
                final Allocator allocator = primary.orElse(secondary);
                final Tenant tenant = new Tenant(allocator).whenTold(() -> {
                    closed.add("tenant");
                    if (doesTenantThrow) {
                        fail("tenant");
                    }
                });
                if (doesPrimaryThrow || doesTenantThrow) {
                    assertThrows(IllegalStateException.class, allocator::close);
                } else {
                    allocator.close();
                }
                assertEquals(List.of("tenant", "primary", "secondary"), closed);
                assertEquals("FallbackAllocator was closed", tenant.cause());
                allocator.close();
                assertEquals(3, closed.size());
            }
        }
    }

    @Test
    void asksBothToTellNoMoreOnceClosed() {
        final Parent primary = new Parent(new BumpAllocator(64));
        final Parent secondary = new Parent(new BumpAllocator(1024));
        final Allocator allocator = odd(primary, () -> {}, () -> {}).orElse(odd(secondary, () -> {}, () -> {}));
        allocator.allocate(64, 8);
        allocator.allocate(64, 8);
        final List<Dependant> registered = List.of(primary.dependants.get(0), secondary.dependants.get(0));
        registered.forEach(each -> assertTrue(each.isRegistered()));
        allocator.close();
        registered.forEach(each -> assertFalse(each.isRegistered()));
        primary.close();
        secondary.close();
    }

    @Test
    void describesItself() {
        try (BumpAllocator primary = new BumpAllocator(64);
                BumpAllocator secondary = new BumpAllocator(1024);
                Allocator allocator = primary.orElse(secondary)) {
            allocator.allocate(8, 8);
            assertEquals("FallbackAllocator[" + primary + ", " + secondary + "]", allocator.toString());
        }
    }

    @Test
    void givesABlockBackThatThePrimaryOwnsTooAndTheSecondaryGave() {
        final Lender secondary = new Lender();
        final Allocator primary = new ForwardingAllocator(NullAllocator.INSTANCE) {
            @Override
            public boolean owns(long address) {
                return true;
            }
        };
        try (Allocator allocator = primary.orElse(secondary)) {
            final String message = assertThrows(IllegalStateException.class, () -> allocator.tryAllocate(8, 8))
                    .getMessage();
            assertTrue(message.startsWith("FallbackAllocator: the block at "), message);
            assertEquals(1, secondary.lentCount());
            assertEquals(0, secondary.notBackCount());
            assertEquals(0, allocator.stats().liveCount());
        }
    }
}
