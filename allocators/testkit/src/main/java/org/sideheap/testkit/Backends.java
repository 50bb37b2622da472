package org.sideheap.testkit;

import static org.sideheap.testkit.Trait.BOUNDED;
import static org.sideheap.testkit.Trait.FIXED_BLOCK;
import static org.sideheap.testkit.Trait.GENERAL_PURPOSE;
import static org.sideheap.testkit.Trait.NEVER_CLOSES;
import static org.sideheap.testkit.Trait.PROCESS_WIDE;
import static org.sideheap.testkit.Trait.RECLAIMS;
import static org.sideheap.testkit.Trait.REFUSES_BAD_FREES;
import static org.sideheap.testkit.Trait.TELLS_ITS_OWN;

import java.util.List;
import org.sideheap.allocators.ArenaAllocator;
import org.sideheap.allocators.BumpAllocator;
import org.sideheap.allocators.ConcurrentPoolAllocator;
import org.sideheap.allocators.FixedBufferAllocator;
import org.sideheap.allocators.FreeListAllocator;
import org.sideheap.allocators.GlobalAllocator;
import org.sideheap.allocators.GrowingAllocator;
import org.sideheap.allocators.GuardOptions;
import org.sideheap.allocators.GuardedAllocator;
import org.sideheap.allocators.PageAllocator;
import org.sideheap.allocators.PoolAllocator;
import org.sideheap.allocators.SegregatingAllocator;
import org.sideheap.allocators.StackAllocator;
import org.sideheap.allocators.SynchronizedAllocator;
import org.sideheap.allocators.TlsfAllocator;
import org.sideheap.allocators.TrackingAllocator;

/**
 * The built-in allocators, each with a region of its own and over borrowed memory, and stacks of them that make sense.
 *
 * <p>With JUnit, one test for all of them:
 *
 * <pre>{@code
 * for (Backend backend : Backends.all()) {
 *     try (OpenBackend open = backend.open(1 << 16, 512);
 *             LongArrayList list = new LongArrayList(open.allocator())) {
 *         list.addLong(1);
 *     }
 * }
 * }</pre>
 */
public final class Backends {
    private static final Trait[] BUMP = {BOUNDED, TELLS_ITS_OWN};
    private static final Trait[] POOL = {RECLAIMS, BOUNDED, FIXED_BLOCK, REFUSES_BAD_FREES, TELLS_ITS_OWN};
    private static final Trait[] FREE_LIST = {RECLAIMS, BOUNDED, REFUSES_BAD_FREES, GENERAL_PURPOSE, TELLS_ITS_OWN};
    private static final Trait[] TLSF = FREE_LIST;
    private static final Trait[] STACK = {RECLAIMS, BOUNDED, REFUSES_BAD_FREES, TELLS_ITS_OWN};

    private static final Trait[] PAGES = {RECLAIMS, REFUSES_BAD_FREES, TELLS_ITS_OWN};

    private static final List<Backend> ALL = List.of(
            Backend.of(
                    "guarded global",
                    o -> new GuardedAllocator(GlobalAllocator.INSTANCE),
                    RECLAIMS,
                    REFUSES_BAD_FREES,
                    TELLS_ITS_OWN),
            Backend.of(
                    "guarded pool",
                    o -> new GuardedAllocator(new PoolAllocator(guarded(o.blockByteSize()), o.blockCount())),
                    POOL),
            Backend.of("global", o -> GlobalAllocator.INSTANCE, RECLAIMS, PROCESS_WIDE, NEVER_CLOSES),
            Backend.of("pages", o -> new PageAllocator(), PAGES),
            Backend.of(
                    "huge pages, touched",
                    o -> new PageAllocator(PageAllocator.Option.HUGE_PAGES, PageAllocator.Option.PRE_TOUCH),
                    PAGES),
            Backend.of("bump", o -> new BumpAllocator(o.byteCapacity()), BUMP)
                    .resetBy(BumpAllocator.class, BumpAllocator::reset),
            Backend.of("bump over buffer", o -> BumpAllocator.over(o.borrowBuffer()), BUMP)
                    .resetBy(BumpAllocator.class, BumpAllocator::reset),
            Backend.of("bump over address", o -> BumpAllocator.over(o.borrowAddress(), o.byteCapacity()), BUMP)
                    .resetBy(BumpAllocator.class, BumpAllocator::reset),
            Backend.of("pool", o -> new PoolAllocator(o.blockByteSize(), o.blockCount()), POOL),
            Backend.of("pool over buffer", o -> PoolAllocator.over(o.borrowBuffer(), o.blockByteSize()), POOL),
            Backend.of(
                    "pool over address",
                    o -> PoolAllocator.over(o.borrowAddress(), o.byteCapacity(), o.blockByteSize()),
                    POOL),
            Backend.of("concurrent pool", o -> new ConcurrentPoolAllocator(o.blockByteSize(), o.blockCount()), POOL),
            Backend.of(
                    "concurrent pool over buffer",
                    o -> ConcurrentPoolAllocator.over(o.borrowBuffer(), o.blockByteSize()),
                    POOL),
            Backend.of("free list", o -> new FreeListAllocator(o.byteCapacity()), FREE_LIST),
            Backend.of("free list over buffer", o -> FreeListAllocator.over(o.borrowBuffer()), FREE_LIST),
            Backend.of(
                    "free list over address",
                    o -> FreeListAllocator.over(o.borrowAddress(), o.byteCapacity()),
                    FREE_LIST),
            Backend.of("tlsf", o -> new TlsfAllocator(o.byteCapacity()), TLSF),
            Backend.of("tlsf over buffer", o -> TlsfAllocator.over(o.borrowBuffer()), TLSF),
            Backend.of("tlsf over address", o -> TlsfAllocator.over(o.borrowAddress(), o.byteCapacity()), TLSF),
            Backend.of("stack", o -> new StackAllocator(o.byteCapacity()), STACK)
                    .resetBy(StackAllocator.class, StackAllocator::reset),
            Backend.of("stack over buffer", o -> StackAllocator.over(o.borrowBuffer()), STACK)
                    .resetBy(StackAllocator.class, StackAllocator::reset),
            Backend.of("stack over address", o -> StackAllocator.over(o.borrowAddress(), o.byteCapacity()), STACK)
                    .resetBy(StackAllocator.class, StackAllocator::reset),
            Backend.of(
                    "buffer, then global", o -> FixedBufferAllocator.over(o.borrowBuffer(), GlobalAllocator.INSTANCE)),
            Backend.of(
                    "buffer at address, then free list",
                    o -> FixedBufferAllocator.over(
                            o.borrowAddress(), o.byteCapacity(), o.own(new FreeListAllocator(o.byteCapacity()))),
                    BOUNDED,
                    TELLS_ITS_OWN),
            Backend.of("buffer, then context", o -> FixedBufferAllocator.over(o.borrowBuffer())),
            Backend.of(
                    "buffer at address, then context",
                    o -> FixedBufferAllocator.over(o.borrowAddress(), o.byteCapacity())),
            Backend.of(
                            "bump in free list",
                            o -> new BumpAllocator(o.own(new FreeListAllocator(room(o))), o.byteCapacity()),
                            BUMP)
                    .resetBy(BumpAllocator.class, BumpAllocator::reset),
            Backend.of(
                    "pool in bump",
                    o -> new PoolAllocator(o.own(new BumpAllocator(room(o))), o.blockByteSize(), o.blockCount()),
                    POOL),
            Backend.of(
                    "free list in stack",
                    o -> new FreeListAllocator(o.own(new StackAllocator(room(o))), o.byteCapacity()),
                    FREE_LIST),
            Backend.of(
                    "pool, or else free list",
                    o -> new PoolAllocator(o.blockByteSize(), o.blockCount())
                            .orElse(new FreeListAllocator(o.byteCapacity())),
                    RECLAIMS,
                    BOUNDED,
                    REFUSES_BAD_FREES,
                    TELLS_ITS_OWN),
            Backend.of(
                    "stack, or else global",
                    o -> new StackAllocator(o.byteCapacity()).orElse(GlobalAllocator.INSTANCE),
                    RECLAIMS),
            Backend.of(
                    "free list beside free list",
                    o -> new SegregatingAllocator(
                            new FreeListAllocator(o.byteCapacity()),
                            new FreeListAllocator(o.byteCapacity()),
                            o.blockByteSize()),
                    RECLAIMS,
                    BOUNDED,
                    REFUSES_BAD_FREES,
                    TELLS_ITS_OWN),
            Backend.of("arena", o -> new ArenaAllocator(chunkByteSize(o)), TELLS_ITS_OWN)
                    .resetBy(ArenaAllocator.class, ArenaAllocator::reset),
            Backend.of(
                            "arena in free list",
                            o -> new ArenaAllocator(o.own(new FreeListAllocator(room(o))), chunkByteSize(o)),
                            BUMP)
                    .resetBy(ArenaAllocator.class, arena -> arena.reset(0)),
            Backend.of(
                            "arena in stack",
                            o -> new ArenaAllocator(o.own(new StackAllocator(room(o))), chunkByteSize(o)),
                            BUMP)
                    .resetBy(ArenaAllocator.class, arena -> arena.reset(0)),
            Backend.of(
                    "growing pool",
                    o -> new GrowingAllocator(2 * o.blockByteSize(), poolsOf(o.blockByteSize())),
                    RECLAIMS,
                    FIXED_BLOCK,
                    REFUSES_BAD_FREES,
                    TELLS_ITS_OWN),
            Backend.of(
                    "growing free list",
                    o -> new GrowingAllocator(chunkByteSize(o), FreeListAllocator::new),
                    RECLAIMS,
                    REFUSES_BAD_FREES,
                    TELLS_ITS_OWN),
            Backend.of(
                    "growing tlsf in free list",
                    o -> new GrowingAllocator(
                            o.own(new FreeListAllocator(room(o))), chunkByteSize(o), TlsfAllocator::new),
                    BOUNDED,
                    REFUSES_BAD_FREES,
                    TELLS_ITS_OWN),
            Backend.of(
                    "growing free list in free list",
                    o -> new GrowingAllocator(
                            o.own(new FreeListAllocator(room(o))), chunkByteSize(o), FreeListAllocator::new),
                    BOUNDED,
                    REFUSES_BAD_FREES,
                    TELLS_ITS_OWN),
            Backend.of(
                    "synchronized free list",
                    o -> new SynchronizedAllocator(new FreeListAllocator(o.byteCapacity())),
                    FREE_LIST),
            Backend.of("limited global", o -> GlobalAllocator.INSTANCE.limitedTo(o.byteCapacity()), RECLAIMS, BOUNDED),
            Backend.of("limited stack", o -> new StackAllocator(o.byteCapacity()).limitedTo(o.byteCapacity()), STACK),
            Backend.of(
                    "tracked free list",
                    o -> new TrackingAllocator(new FreeListAllocator(o.byteCapacity()), 1, leaks -> {}),
                    FREE_LIST),
            Backend.of(
                    "disaligned global",
                    o -> new DisaligningAllocator(GlobalAllocator.INSTANCE),
                    RECLAIMS,
                    PROCESS_WIDE,
                    NEVER_CLOSES),
            Backend.of(
                    "disaligned free list",
                    o -> new DisaligningAllocator(new FreeListAllocator(o.byteCapacity())),
                    RECLAIMS,
                    BOUNDED,
                    TELLS_ITS_OWN));

    private static final long PAGE_BYTE_SIZE = 4096;

    /** Least of a chunk that a free list has any room in, wherever it starts. */
    private static final long MIN_CHUNK_BYTE_SIZE = 64;

    private Backends() {}

    /**
     * All of them. The guarded ones come first: who writes outside of a block is found out there, before it does harm.
     *
     * @return the backends; each name stands once
     */
    public static List<Backend> all() {
        return ALL;
    }

    /**
     * The one of a given name.
     *
     * @param name of one in {@link #all}
     * @return the backend
     * @throws IllegalArgumentException when there is none
     */
    public static Backend named(String name) {
        return ALL.stream()
                .filter(backend -> backend.name().equals(name))
                .findFirst()
                .orElseThrow(() -> new IllegalArgumentException("no backend is named " + name + ", there are " + ALL));
    }

    /**
     * How many random programs a contract runs on each backend: 200, or what the system property
     * {@code sideheap.testkit.programs} says, so that the same tests serve for each build and for a long run.
     *
     * @return the count
     * @throws IllegalArgumentException when the property is no number above 0
     */
    public static long programCount() {
        final String count = System.getProperty("sideheap.testkit.programs", "200");
        if (!count.matches("[1-9]\\d{0,17}")) {
            throw new IllegalArgumentException("sideheap.testkit.programs must be a number above 0, was " + count);
        }
        return Long.parseLong(count);
    }

    /** What a pool needs for a block that has red zones. */
    private static long guarded(long blockByteSize) {
        return GuardOptions.DEFAULT.guardedByteSize(blockByteSize, Long.BYTES);
    }

    /** So small that an allocator of the capacity has many. */
    private static long chunkByteSize(Opening opening) {
        return Math.max(MIN_CHUNK_BYTE_SIZE, opening.byteCapacity() / 64);
    }

    private static GrowingAllocator.Factory poolsOf(long blockByteSize) {
        return (parent, byteCapacity) -> new PoolAllocator(parent, blockByteSize, byteCapacity / blockByteSize);
    }

    /** What a parent needs for a region of the capacity, or of blocks rounded up to 8, aligned up to a page, and a header. */
    private static long room(Opening opening) {
        final long blocksByteSize = opening.blockCount() * (opening.blockByteSize() + Long.BYTES);
        return Math.max(opening.byteCapacity(), blocksByteSize) + PAGE_BYTE_SIZE + 256;
    }
}
