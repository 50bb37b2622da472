package org.sideheap.collections;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.ByteBuffer;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.sideheap.allocators.AllocatorContext;
import org.sideheap.allocators.BumpAllocator;
import org.sideheap.allocators.Dependant;
import org.sideheap.allocators.FixedBufferAllocator;
import org.sideheap.allocators.FreeListAllocator;
import org.sideheap.allocators.GlobalAllocator;
import org.sideheap.allocators.StackAllocator;

/** Allocators on allocators, closed and reset in orders that must leave nothing dangling and nothing lost. */
@Tag("once")
class OrderOfClosingTest {
    private long globalLiveCount;

    @BeforeEach
    void countGlobalBlocks() {
        globalLiveCount = GlobalAllocator.INSTANCE.stats().liveCount();
    }

    private void assertNothingLost() {
        assertEquals(globalLiveCount, GlobalAllocator.INSTANCE.stats().liveCount());
    }

    private static FixedBufferAllocator fullBuffer() {
        return FixedBufferAllocator.over(ByteBuffer.allocateDirect(64));
    }

    @Test
    void aHandleOfAListThatWasClosedByItsAllocatorIsRefused() {
        try (StackAllocator stack = new StackAllocator(4096)) {
            LongLinkedList list = new LongLinkedList(stack);
            list.linkLast(1);
            long middle = list.linkLast(2);
            list.linkLast(3);
            stack.reset();
            assertThrows(IllegalStateException.class, () -> list.value(middle));
            assertThrows(IllegalStateException.class, () -> list.setValue(middle, 4));
            assertThrows(IllegalStateException.class, () -> list.unlink(middle));
        }
    }

    @Test
    @SuppressWarnings("try")
    void anAllocatorThatServesTheBufferItStandsOnIsNotClosedByItsOwnReset() {
        try (FixedBufferAllocator buffer = fullBuffer();
                BumpAllocator scratch = new BumpAllocator(buffer, 4096)) {
            LongArrayList list;
            try (AllocatorContext.Scope scope = AllocatorContext.use(scratch)) {
                list = new LongArrayList(buffer, 20);
            }
            scratch.reset();
            assertThrows(IllegalStateException.class, list::size);
            scratch.allocate(8, 8);
        }
        assertNothingLost();
    }

    @Test
    @SuppressWarnings("try")
    void closingAChildLeavesItsParentOpen() {
        try (FixedBufferAllocator buffer = fullBuffer();
                StackAllocator outer = new StackAllocator(buffer, 1 << 16);
                FreeListAllocator inner = new FreeListAllocator(outer, 1 << 12);
                LongArrayList bystander = new LongArrayList(outer, 10)) {
            bystander.addLong(1);
            LongArrayList list;
            try (AllocatorContext.Scope scope = AllocatorContext.use(inner)) {
                list = new LongArrayList(buffer, 20);
            }
            inner.close();
            assertThrows(IllegalStateException.class, list::size);
            assertEquals(1, bystander.getLong(0));
        }
        assertNothingLost();
    }

    @Test
    @SuppressWarnings("try")
    void whatStandsOnAChildOfAFallbackIsClosedWithIt() {
        try (FixedBufferAllocator second = fullBuffer();
                FixedBufferAllocator first = FixedBufferAllocator.over(ByteBuffer.allocateDirect(64), second);
                BumpAllocator scratch = new BumpAllocator(first, 4096)) {
            LongArrayList list;
            LongArrayList other;
            try (AllocatorContext.Scope scope = AllocatorContext.use(scratch)) {
                list = new LongArrayList(first, 20);
                other = new LongArrayList(first, 20);
            }
            second.reset();
            assertThrows(IllegalStateException.class, list::size);
            assertThrows(IllegalStateException.class, other::size);
            assertThrows(IllegalStateException.class, () -> scratch.tryAllocate(8, 8));
        }
        assertNothingLost();
    }

    @Test
    void whoThrowsWhileBeingToldKeepsNobodyElseOpen() {
        for (boolean close : new boolean[] {false, true}) {
            BumpAllocator parent = new BumpAllocator(1 << 16);
            BumpAllocator child = new BumpAllocator(parent, 1 << 12);
            Throwing throwing = new Throwing();
            child.register(throwing);
            LongArrayList list = new LongArrayList(child, 100);
            IllegalArgumentException e =
                    assertThrows(IllegalArgumentException.class, close ? parent::close : parent::reset);
            assertEquals("thrown while told", e.getMessage());
            assertThrows(IllegalStateException.class, list::size);
            assertThrows(IllegalStateException.class, () -> child.tryAllocate(8, 8));
            parent.close();
        }
        assertNothingLost();
    }

    private static final class Throwing extends Dependant {
        @Override
        protected boolean holds(long fromAddress, long toAddress) {
            return true;
        }

        @Override
        protected void close(long fromAddress, long toAddress, String cause) {
            throw new IllegalArgumentException("thrown while told");
        }
    }

    @Test
    void whoMovesToAnotherAllocatorWhileBeingToldIsToldOnce() {
        try (StackAllocator stack = new StackAllocator(4096);
                BumpAllocator refuge = new BumpAllocator(4096)) {
            stack.allocate(64, 8);
            Moving moving = new Moving(refuge);
            stack.register(moving);
            LongArrayList list = new LongArrayList(refuge, 4);
            assertTrue(stack.pop());
            assertEquals(1, moving.toldCount);
            assertTrue(list.isEmpty(), "still open");
            refuge.reset();
            assertEquals(2, moving.toldCount);
        }
    }

    private static final class Moving extends Dependant {
        private final BumpAllocator refuge;
        private int toldCount;

        Moving(BumpAllocator refuge) {
            this.refuge = refuge;
        }

        @Override
        protected boolean holds(long fromAddress, long toAddress) {
            return true;
        }

        @Override
        protected void close(long fromAddress, long toAddress, String cause) {
            if (toldCount++ == 0) {
                refuge.register(this);
            }
        }
    }

    @Test
    void whatIsBuiltOnAStackWhileItIsReleasedGoesWithTheRest() {
        try (StackAllocator stack = new StackAllocator(4096)) {
            long mark = stack.mark();
            stack.allocate(64, 8);
            LongArrayList[] built = new LongArrayList[1];
            stack.register(new Building(stack, built));
            stack.release(mark);
            assertThrows(IllegalStateException.class, built[0]::size);
            assertEquals(0, stack.offset());
        }
    }

    private static final class Building extends Dependant {
        private final StackAllocator stack;
        private final LongArrayList[] built;

        Building(StackAllocator stack, LongArrayList[] built) {
            this.stack = stack;
            this.built = built;
        }

        @Override
        protected boolean holds(long fromAddress, long toAddress) {
            return true;
        }

        @Override
        protected void close(long fromAddress, long toAddress, String cause) {
            built[0] = new LongArrayList(stack, 10);
        }
    }

    @Test
    @SuppressWarnings("try")
    void theStatsOfABufferForgetWhatWentWithItsFallback() {
        try (BumpAllocator bump = new BumpAllocator(1 << 16);
                FixedBufferAllocator buffer = FixedBufferAllocator.over(ByteBuffer.allocateDirect(64), bump)) {
            for (int round = 0; round < 3; round++) {
                LongArrayList list = new LongArrayList(buffer, 100);
                bump.reset();
                assertThrows(IllegalStateException.class, list::size);
                assertEquals(0, buffer.stats().liveCount());
                assertEquals(0, buffer.stats().usedBytes());
            }
        }
    }

    @Test
    @SuppressWarnings("try")
    void buffersThatServeEachOtherTellWhoseMemoryAnAddressIs() {
        try (BumpAllocator bump = new BumpAllocator(1 << 12);
                FixedBufferAllocator one = fullBuffer();
                FixedBufferAllocator two = fullBuffer()) {
            LongLinkedList list = new LongLinkedList(one);
            try (AllocatorContext.Scope outer = AllocatorContext.use(bump);
                    AllocatorContext.Scope middle = AllocatorContext.use(one);
                    AllocatorContext.Scope inner = AllocatorContext.use(two)) {
                for (int i = 0; i < 20; i++) {
                    list.addLong(i);
                }
            }
            assertFalse(one.owns(8));
            bump.close();
            assertThrows(IllegalStateException.class, list::size);
        }
        assertNothingLost();
    }
}
