package org.sideheap.collections;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.ByteBuffer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.sideheap.allocators.AllocatorContext;
import org.sideheap.allocators.AllocatorStats;
import org.sideheap.allocators.BumpAllocator;
import org.sideheap.allocators.FixedBufferAllocator;
import org.sideheap.allocators.FreeListAllocator;
import org.sideheap.allocators.GlobalAllocator;
import org.sideheap.allocators.PoolAllocator;
import org.sideheap.allocators.RegionAllocator;
import org.sideheap.allocators.StackAllocator;

@SuppressWarnings("try") // what is closed early is what is tested
class CollectionLifetimeTest {
    @ParameterizedTest
    @EnumSource
    void isClosedWithItsAllocator(CollectionKind kind) {
        assertClosedWith(kind, new BumpAllocator(4096));
        assertClosedWith(kind, new PoolAllocator(512, 8));
        assertClosedWith(kind, new FreeListAllocator(4096));
        assertClosedWith(kind, new StackAllocator(4096));
    }

    private static void assertClosedWith(CollectionKind kind, RegionAllocator allocator) {
        final AnyCollection filled = kind.openWith(allocator, 3);
        final AnyCollection empty = kind.open(allocator);
        allocator.close();
        final String cause = allocator.getClass().getSimpleName() + " was closed";
        filled.assertClosedBy(cause);
        empty.assertClosedBy(cause);
        filled.close();
        empty.close();
    }

    @ParameterizedTest
    @EnumSource
    void isClosedWithTheParentOfItsAllocator(CollectionKind kind) {
        try (BumpAllocator grandparent = new BumpAllocator(1 << 16);
                FreeListAllocator parent = new FreeListAllocator(grandparent, 1 << 14);
                PoolAllocator pool = new PoolAllocator(parent, 512, 8)) {
            final AnyCollection onPool = kind.openWith(pool, 3);
            final AnyCollection onParent = kind.openWith(parent, 3);
            grandparent.reset();
            onPool.assertClosedBy("BumpAllocator was reset");
            onParent.assertClosedBy("BumpAllocator was reset");
            assertEquals(0, grandparent.offset());
        }
    }

    @ParameterizedTest
    @EnumSource
    void isClosedWithAPoolCarvedFromABumpThatIsReset(CollectionKind kind) {
        try (BumpAllocator bump = new BumpAllocator(1 << 14)) {
            final PoolAllocator pool = new PoolAllocator(bump, 512, 8);
            final AnyCollection collection = kind.openWith(pool, 3);
            bump.reset();
            collection.assertClosedBy("BumpAllocator was reset");
            try (PoolAllocator again = new PoolAllocator(bump, 512, 8);
                    AnyCollection other = kind.openWith(again, 3)) {
                pool.close();
                collection.close();
                other.assertHoldsUpTo(3);
            }
        }
    }

    @ParameterizedTest
    @EnumSource
    void leavesTheMemoryOfOthersAloneOnceItIsClosed(CollectionKind kind) {
        try (BumpAllocator bump = new BumpAllocator(1 << 14)) {
            final AnyCollection before = kind.openWith(bump, 5);
            bump.reset();
            try (AnyCollection after = kind.openWith(bump, 5)) {
                before.close();
                before.assertClosedBy("BumpAllocator was reset");
                after.assertHoldsUpTo(5);
            }
        }
    }

    @ParameterizedTest
    @EnumSource
    void givesItsFallbackBlocksBackWhenTheBufferIsReset(CollectionKind kind) {
        try (FreeListAllocator fallback = new FreeListAllocator(1 << 16);
                FixedBufferAllocator buffer = FixedBufferAllocator.over(ByteBuffer.allocateDirect(512), fallback)) {
            final AllocatorStats before = fallback.stats();
            final AnyCollection collection = kind.openWith(buffer, 100);
            assertTrue(fallback.stats().usedBytes() > before.usedBytes());
            collection.assertHoldsUpTo(100);
            buffer.reset();
            collection.assertClosedBy("FixedBufferAllocator was reset");
            assertEquals(before.usedBytes(), fallback.stats().usedBytes());
            assertEquals(before.liveCount(), fallback.stats().liveCount());
            assertEquals(0, buffer.usedBytes());
            assertEquals(0, buffer.stats().liveCount());
            fallback.check();
        }
    }

    @ParameterizedTest
    @EnumSource
    void givesItsFallbackBlocksBackWhenTheBufferIsClosed(CollectionKind kind) {
        final long liveCount = GlobalAllocator.INSTANCE.stats().liveCount();
        final FixedBufferAllocator named =
                FixedBufferAllocator.over(ByteBuffer.allocateDirect(512), GlobalAllocator.INSTANCE);
        final FixedBufferAllocator onContext = FixedBufferAllocator.over(ByteBuffer.allocateDirect(512));
        final AnyCollection one = kind.openWith(named, 100);
        final AnyCollection other = kind.openWith(onContext, 100);
        named.close();
        onContext.close();
        one.assertClosedBy("FixedBufferAllocator was closed");
        other.assertClosedBy("FixedBufferAllocator was closed");
        assertEquals(liveCount, GlobalAllocator.INSTANCE.stats().liveCount());
    }

    @ParameterizedTest
    @EnumSource
    void isClosedWhenTheFallbackItHasABlockOfIsReset(CollectionKind kind) {
        try (BumpAllocator fallback = new BumpAllocator(1 << 16);
                FixedBufferAllocator buffer = FixedBufferAllocator.over(ByteBuffer.allocateDirect(512), fallback)) {
            final AnyCollection inBuffer = kind.openWith(buffer, 3);
            final AnyCollection inBoth = kind.openWith(buffer, 100);
            fallback.reset();
            inBoth.assertClosedBy("BumpAllocator was reset");
            inBuffer.assertHoldsUpTo(3);
            inBuffer.addUpTo(100);
            inBuffer.assertHoldsUpTo(100);
            assertTrue(fallback.offset() > 0);
            fallback.reset();
            inBuffer.assertClosedBy("BumpAllocator was reset");
            buffer.check();
        }
    }

    @ParameterizedTest
    @EnumSource
    void isClosedWhenTheFallbackOfTheFallbackIsReset(CollectionKind kind) {
        try (BumpAllocator last = new BumpAllocator(1 << 16);
                FixedBufferAllocator second = FixedBufferAllocator.over(ByteBuffer.allocateDirect(256), last);
                FixedBufferAllocator first = FixedBufferAllocator.over(ByteBuffer.allocateDirect(256), second)) {
            final AnyCollection collection = kind.openWith(first, 100);
            collection.assertHoldsUpTo(100);
            last.reset();
            collection.assertClosedBy("BumpAllocator was reset");
        }
    }

    @ParameterizedTest
    @EnumSource
    void givesAllBackWhenTheFallbackInTheMiddleGoes(CollectionKind kind) {
        for (final boolean reset : new boolean[] {true, false}) {
            try (FreeListAllocator last = new FreeListAllocator(1 << 16);
                    FixedBufferAllocator second = FixedBufferAllocator.over(ByteBuffer.allocateDirect(256), last);
                    FixedBufferAllocator first = FixedBufferAllocator.over(ByteBuffer.allocateDirect(512), second)) {
                final AnyCollection inFirst = kind.openWith(first, 3);
                final AnyCollection inAll = kind.openWith(first, 200);
                assertTrue(last.stats().liveCount() > 0);
                if (reset) {
                    second.reset();
                } else {
                    second.close();
                }
                inAll.assertClosedBy("FixedBufferAllocator was " + (reset ? "reset" : "closed"));
                assertEquals(0, last.stats().liveCount());
                inFirst.assertHoldsUpTo(3);
                inFirst.close();
            }
        }
    }

    @ParameterizedTest
    @EnumSource
    void givesAllBackWhenABufferThatWasTheContextGoes(CollectionKind kind) {
        for (final boolean reset : new boolean[] {true, false}) {
            try (FreeListAllocator last = new FreeListAllocator(1 << 16);
                    FixedBufferAllocator context = FixedBufferAllocator.over(ByteBuffer.allocateDirect(256), last);
                    FixedBufferAllocator buffer = FixedBufferAllocator.over(ByteBuffer.allocateDirect(512))) {
                final AnyCollection inBuffer = kind.openWith(buffer, 3);
                final AnyCollection inAll;
                try (AllocatorContext.Scope scope = AllocatorContext.use(context)) {
                    inAll = kind.openWith(buffer, 200);
                    assertEquals(context, AllocatorContext.current());
                }
                assertTrue(last.stats().liveCount() > 0);
                if (reset) {
                    context.reset();
                } else {
                    context.close();
                }
                inAll.assertClosedBy("FixedBufferAllocator was " + (reset ? "reset" : "closed"));
                assertEquals(0, last.stats().liveCount());
                inBuffer.assertHoldsUpTo(3);
                inBuffer.close();
            }
        }
    }

    @ParameterizedTest
    @EnumSource
    void capturesTheContextOnce(CollectionKind kind) {
        try (FreeListAllocator inside = new FreeListAllocator(1 << 16)) {
            final AnyCollection builtOutside = kind.openOnContext();
            final AnyCollection builtInside;
            try (AllocatorContext.Scope scope = AllocatorContext.use(inside)) {
                builtInside = kind.openOnContext();
                builtOutside.addUpTo(100);
                assertEquals(0, inside.stats().allocationCount());
            }
            builtInside.addUpTo(100);
            assertTrue(inside.stats().allocationCount() > 0);
            builtInside.assertHoldsUpTo(100);
            inside.close();
            builtInside.assertClosedBy("FreeListAllocator was closed");
            builtOutside.assertHoldsUpTo(100);
            builtOutside.close();
        }
    }

    @ParameterizedTest
    @EnumSource
    void givesBlocksBackToTheContextTheyCameFrom(CollectionKind kind) {
        try (FreeListAllocator one = new FreeListAllocator(1 << 16);
                FreeListAllocator other = new FreeListAllocator(1 << 16);
                FixedBufferAllocator buffer = FixedBufferAllocator.over(ByteBuffer.allocateDirect(64))) {
            final AnyCollection collection = kind.open(buffer);
            try (AllocatorContext.Scope scope = AllocatorContext.use(one)) {
                collection.addUpTo(20);
                assertTrue(one.stats().liveCount() > 0);
            }
            try (AllocatorContext.Scope scope = AllocatorContext.use(other)) {
                collection.addUpTo(5000 / 24);
                collection.assertHoldsUpTo(5000 / 24);
                collection.close();
                assertEquals(0, one.stats().liveCount());
                assertEquals(0, other.stats().liveCount());
            }
        }
    }

    @ParameterizedTest
    @EnumSource
    void isClosedWhenAContextItHasABlockOfIsReset(CollectionKind kind) {
        try (BumpAllocator context = new BumpAllocator(1 << 16);
                FixedBufferAllocator buffer = FixedBufferAllocator.over(ByteBuffer.allocateDirect(512))) {
            final AnyCollection inBuffer = kind.openWith(buffer, 3);
            final AnyCollection inBoth;
            try (AllocatorContext.Scope scope = AllocatorContext.use(context)) {
                inBoth = kind.openWith(buffer, 100);
                assertTrue(context.offset() > 0);
            }
            context.reset();
            inBoth.assertClosedBy("BumpAllocator was reset");
            inBuffer.assertHoldsUpTo(3);
            try (AllocatorContext.Scope scope = AllocatorContext.use(context)) {
                inBuffer.addUpTo(100);
                assertTrue(context.offset() > 0);
            }
            context.close();
            inBuffer.assertClosedBy("BumpAllocator was closed");
        }
    }

    @ParameterizedTest
    @EnumSource
    void isClosedByAReleaseBelowItsBlockAndByNoOther(CollectionKind kind) {
        try (StackAllocator stack = new StackAllocator(1 << 14)) {
            final AnyCollection below = kind.openWith(stack, 5);
            final long mark = stack.mark();
            final AnyCollection above = kind.openWith(stack, 5);
            final AnyCollection empty = kind.open(stack);
            stack.release(mark);
            above.assertClosedBy("StackAllocator was released to a mark below");
            below.assertHoldsUpTo(5);
            assertEquals(0, empty.size());
            stack.check();
            below.addUpTo(50);
            below.assertHoldsUpTo(50);
            below.close();
            assertEquals(0, stack.stats().liveCount());
            assertEquals(0, stack.offset());
            stack.check();
            empty.close();
        }
    }

    @ParameterizedTest
    @EnumSource
    void isClosedByAPopOfItsBlock(CollectionKind kind) {
        try (StackAllocator stack = new StackAllocator(1 << 14)) {
            final AnyCollection below = kind.openWith(stack, 1);
            final AnyCollection top = kind.openWith(stack, 1);
            assertTrue(stack.pop());
            top.assertClosedBy("StackAllocator was popped");
            below.assertHoldsUpTo(1);
            assertTrue(stack.pop());
            below.assertClosedBy("StackAllocator was popped");
            assertEquals(0, stack.offset());
        }
    }

    @Test
    void freesTheNodesBelowAMarkWhenThoseAboveGo() {
        try (StackAllocator stack = new StackAllocator(1 << 14);
                LongArrayList between = new LongArrayList(stack)) {
            final LongLinkedList list = new LongLinkedList(stack);
            final long bottom = stack.allocate(8, 8);
            list.addLong(1);
            list.addLong(2);
            between.addLong(42);
            final long mark = stack.mark();
            list.addLong(3);
            final LongLinkedList onlyAbove = new LongLinkedList(stack);
            onlyAbove.addLong(4);
            list.addLong(5);
            stack.release(mark);
            stack.check();
            assertEquals("[42]", between.toString());
            assertEquals(2, stack.stats().liveCount());
            new AnyCollection(list, list::addLong, list::sizeAsLong, list::close)
                    .assertClosedBy("StackAllocator was released to a mark below");
            new AnyCollection(onlyAbove, onlyAbove::addLong, onlyAbove::sizeAsLong, onlyAbove::close)
                    .assertClosedBy("StackAllocator was released to a mark below");
            between.close();
            stack.check();
            stack.free(bottom, 8, 8);
            assertEquals(0, stack.offset());
        }
    }

    @Test
    void freesTheTopNodesOfAListThatAPopReaches() {
        try (StackAllocator stack = new StackAllocator(1 << 14)) {
            final LongLinkedList list = new LongLinkedList(stack);
            list.addLong(1);
            list.addLong(2);
            list.addLong(3);
            assertTrue(stack.pop());
            assertEquals(0, stack.offset());
            assertEquals(0, stack.stats().liveCount());
            stack.check();
        }
    }

    @ParameterizedTest
    @EnumSource
    void closesManyCollectionsInAnyOrder(CollectionKind kind) {
        try (FreeListAllocator allocator = new FreeListAllocator(1 << 20)) {
            final AnyCollection[] collections = new AnyCollection[100];
            for (int i = 0; i < collections.length; i++) {
                collections[i] = kind.openWith(allocator, 20);
            }
            for (int i = 0; i < collections.length; i += 3) {
                collections[i].close();
            }
            allocator.check();
            allocator.close();
            for (int i = 0; i < collections.length; i++) {
                collections[i].assertClosedBy(
                        i % 3 == 0 ? kind.className + " was closed" : "FreeListAllocator was closed");
            }
        }
    }
}
