package org.sideheap.allocators;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

@SuppressWarnings("try") // a scope is closed by hand, or only there to be closed
class AllocatorContextTest {
    private final BumpAllocator first = new BumpAllocator(64);
    private final BumpAllocator second = new BumpAllocator(64);

    @AfterEach
    void leavesTheContextAsItWas() {
        first.close();
        second.close();
        assertSame(GlobalAllocator.INSTANCE, AllocatorContext.current());
    }

    @Test
    void isGlobalUnlessReplaced() {
        assertSame(GlobalAllocator.INSTANCE, AllocatorContext.current());
    }

    @Test
    void scopesNestAndRestore() {
        try (AllocatorContext.Scope outer = AllocatorContext.use(first)) {
            assertSame(first, AllocatorContext.current());
            final AllocatorContext.Scope inner = AllocatorContext.use(second);
            assertSame(second, AllocatorContext.current());
            final AllocatorContext.Scope innermost = AllocatorContext.use(first);
            assertSame(first, AllocatorContext.current());
            innermost.close();
            assertSame(second, AllocatorContext.current());
            inner.close();
            assertSame(first, AllocatorContext.current());
            outer.close();
            assertSame(GlobalAllocator.INSTANCE, AllocatorContext.current());
        }
    }

    @Test
    void restoresAfterAnException() {
        assertThrows(AllocationFailedException.class, () -> {
            try (AllocatorContext.Scope scope = AllocatorContext.use(first)) {
                AllocatorContext.current().allocate(65, 1);
            }
        });
        assertSame(GlobalAllocator.INSTANCE, AllocatorContext.current());
    }

    @Test
    void refusesToCloseAnOuterScopeFirstAndChangesNothing() {
        final AllocatorContext.Scope outer = AllocatorContext.use(first);
        final AllocatorContext.Scope inner = AllocatorContext.use(second);
        final IllegalStateException e = assertThrows(IllegalStateException.class, outer::close);
        assertTrue(e.getMessage().contains("reverse order"), e.getMessage());
        assertSame(second, AllocatorContext.current());
        inner.close();
        assertSame(first, AllocatorContext.current());
        outer.close();
    }

    @Test
    void closingAScopeTwiceIsFine() {
        final AllocatorContext.Scope outer = AllocatorContext.use(first);
        final AllocatorContext.Scope inner = AllocatorContext.use(second);
        inner.close();
        inner.close();
        assertSame(first, AllocatorContext.current());
        final AllocatorContext.Scope again = AllocatorContext.use(second);
        inner.close();
        assertSame(second, AllocatorContext.current());
        again.close();
        outer.close();
        outer.close();
    }

    @Test
    void refusesTheCloseOfAnotherThread() {
        try (AllocatorContext.Scope scope = AllocatorContext.use(first)) {
            final Throwable thrown = CompletableFuture.supplyAsync(
                            () -> assertThrows(IllegalStateException.class, scope::close),
                            AllocatorContextTest::inNewThread)
                    .join();
            assertTrue(thrown.getMessage().contains("thread"), thrown.getMessage());
            assertSame(first, AllocatorContext.current());
        }
    }

    @Test
    void anotherThreadHasItsOwn() {
        try (AllocatorContext.Scope scope = AllocatorContext.use(first)) {
            assertSame(
                    GlobalAllocator.INSTANCE,
                    CompletableFuture.supplyAsync(AllocatorContext::current, AllocatorContextTest::inNewThread)
                            .join());
        }
    }

    @Test
    void refusesNoAllocator() {
        final NullPointerException e = assertThrows(
                NullPointerException.class, () -> AllocatorContext.use(null).close());
        assertEquals("allocator", e.getMessage());
    }

    private static void inNewThread(Runnable task) {
        new Thread(task).start();
    }

    @Test
    void refusesToCloseAScopeFromARequestToTheContext() {
        final AllocatorContext.Scope scope = AllocatorContext.use(first);
        AllocatorContext.tryAllocate(
                (allocator, byteSize, byteAlignment) -> {
                    assertThrows(IllegalStateException.class, scope::close);
                    return 0;
                },
                8,
                8);
        scope.close();
        assertSame(GlobalAllocator.INSTANCE, AllocatorContext.current());
    }
}
