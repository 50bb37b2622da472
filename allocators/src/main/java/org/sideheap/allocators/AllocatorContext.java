package org.sideheap.allocators;

import static org.sideheap.allocators.Memory.NULL_ADDRESS;

import java.util.Objects;

/**
 * The allocator a thread uses where none is named: the {@link GlobalAllocator}, unless another one is put in its place
 * for a while.
 *
 * <p>A collection built without an allocator asks once, when it is built, and stays with what it got. For handing a
 * strategy down through code that does not know of it; where you can name the allocator, do.
 *
 * <pre>{@code
 * try (BumpAllocator bump = new BumpAllocator(4096);
 *         AllocatorContext.Scope scope = AllocatorContext.use(bump)) {
 *     LongArrayList list = new LongArrayList(); // on bump
 * }
 * }</pre>
 *
 * <p>Each thread has a context of its own, and threads it starts begin with the global allocator.
 */
public final class AllocatorContext {
    private static final ThreadLocal<AllocatorContext> CONTEXT = ThreadLocal.withInitial(AllocatorContext::new);

    /** The innermost open scope; null outside all of them. */
    private Scope innermost;

    /** Whether the last request came back to an allocator that was itself asking. */
    private boolean cameRound;

    private AllocatorContext() {}

    /**
     * The allocator of this thread.
     *
     * @return the one of the innermost open scope, or the {@link GlobalAllocator}
     */
    public static Allocator current() {
        return allocatorOf(CONTEXT.get().innermost);
    }

    /**
     * Puts an allocator in the place of the current one until the scope is closed.
     *
     * @param allocator to use; it is not closed with the scope
     * @return the scope, for try-with-resources
     */
    public static Scope use(Allocator allocator) {
        final AllocatorContext context = CONTEXT.get();
        final Scope scope = new Scope(context, Objects.requireNonNull(allocator, "allocator"), context.innermost);
        context.innermost = scope;
        return scope;
    }

    /**
     * Asks the context's allocator. Every scope inside the scope that is asked is out of the context meanwhile: whoever
     * falls back to the context on the way does so to a scope further out each time. Where that comes round to one that is
     * itself asking, the scope was no help, and the next one further out is asked.
     */
    static long tryAllocate(Request request, long byteSize, long byteAlignment) {
        final AllocatorContext context = CONTEXT.get();
        final Scope before = context.innermost;
        try {
            Scope scope = before;
            while (true) {
                context.innermost = scope == null ? null : scope.outer;
                context.cameRound = false;
                final long address = request.tryAllocateFrom(allocatorOf(scope), byteSize, byteAlignment);
                if (address != NULL_ADDRESS || !context.cameRound || scope == null) {
                    return address;
                }
                scope = scope.outer;
            }
        } finally {
            context.innermost = before;
        }
    }

    /** A request that came back to an allocator which is itself asking the context. */
    static long declineAsItCameRound() {
        CONTEXT.get().cameRound = true;
        return NULL_ADDRESS;
    }

    private static Allocator allocatorOf(Scope scope) {
        return scope == null ? GlobalAllocator.INSTANCE : scope.allocator;
    }

    /** How the allocator that is asked gets asked. */
    interface Request {
        long tryAllocateFrom(Allocator allocator, long byteSize, long byteAlignment);
    }

    /** The time during which an allocator is the thread's own. */
    public static final class Scope implements AutoCloseable {
        private final AllocatorContext context;
        private final Allocator allocator;
        private final Scope outer;
        private boolean closed;

        private Scope(AllocatorContext context, Allocator allocator, Scope outer) {
            this.context = context;
            this.allocator = allocator;
            this.outer = outer;
        }

        /**
         * Puts back the allocator that was there before. Closing twice is fine.
         *
         * @throws IllegalStateException when a scope opened later, in this thread, is still open, or this is not the
         *     thread that opened the scope
         */
        @Override
        public void close() {
            if (closed) {
                return;
            }
            if (CONTEXT.get() != context) {
                throw new IllegalStateException("a scope is closed by the thread that opened it");
            }
            if (context.innermost != this) {
                throw new IllegalStateException(
                        "scopes are closed in the reverse order of their opening, and not while the"
                                + " context is asked: the innermost is "
                                + (context.innermost == null ? "none" : "that of " + context.innermost.allocator)
                                + ", not that of "
                                + allocator);
            }
            context.innermost = outer;
            closed = true;
        }
    }
}
