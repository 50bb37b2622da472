package org.sideheap.collections.paired;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.PooledByteBufAllocator;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.SplittableRandom;
import java.util.function.IntFunction;
import java.util.stream.Stream;
import org.sideheap.allocators.Allocator;
import org.sideheap.allocators.ArenaAllocator;
import org.sideheap.allocators.BumpAllocator;
import org.sideheap.allocators.ConcurrentPoolAllocator;
import org.sideheap.allocators.FixedBufferAllocator;
import org.sideheap.allocators.FreeListAllocator;
import org.sideheap.allocators.GlobalAllocator;
import org.sideheap.allocators.Memory;
import org.sideheap.allocators.PoolAllocator;
import org.sideheap.allocators.StackAllocator;
import org.sideheap.allocators.TlsfAllocator;

/**
 * Allocators: blocks of one size that come and go, of many sizes among many that live, and that grow. The loops are alike, and one for
 * each kind all the same: so no call in them has several targets.
 */
final class AllocatorTasks {
    private static final long BYTE_SIZE = 32;
    private static final int LIVE_COUNT = 4096;
    private static final String RANDOM_BYTE_SIZES = "16 to 1016 bytes";

    /** Of blocks that grow, each time to twice their size. */
    private static final long LEAST_BYTE_SIZE = 64;

    private static final long MOST_BYTE_SIZE = 4096;
    private static final long GROWTH_COUNT = Long.numberOfTrailingZeros(MOST_BYTE_SIZE / LEAST_BYTE_SIZE);

    private AllocatorTasks() {}

    static Stream<Task> tasks() {
        // The free list last, as it shares code with TLSF, which has only seen the one until then.
        return Stream.of(
                        ofOneSize(),
                        replacementsByTlsf(),
                        growth("TLSF", TlsfGrowth::new),
                        Stream.of(replacementByFreeList()),
                        growth("free list", FreeListGrowth::new))
                .flatMap(tasks -> tasks);
    }

    private static Stream<Task> ofOneSize() {
        final Contestant malloc = Contestant.rival("malloc", MallocPairs::new);
        return Stream.of(
                new Task(
                        "pool",
                        "allocateAndFree",
                        1,
                        "32 bytes",
                        10,
                        List.of(Contestant.ours("Sideheap", PoolPairs::new), malloc)),
                new Task(
                        "bump",
                        "allocate",
                        1,
                        "32 bytes",
                        15,
                        List.of(Contestant.ours("Sideheap", BumpBatches::new), malloc)),
                new Task(
                        "stack",
                        "allocateAndFree",
                        1,
                        "32 bytes",
                        0,
                        List.of(Contestant.ours("Sideheap", StackPairs::new), malloc)),
                new Task(
                        "arena",
                        "allocate",
                        1,
                        "32 bytes",
                        0,
                        List.of(Contestant.ours("Sideheap", ArenaBatches::new), malloc)),
                new Task(
                        "fixed buffer",
                        "allocate",
                        1,
                        "32 bytes",
                        0,
                        List.of(Contestant.ours("Sideheap", FixedBufferBatches::new), malloc)),
                new Task(
                        "concurrent pool",
                        "allocateAndFree",
                        1,
                        "32 bytes",
                        0,
                        List.of(
                                Contestant.ours("Sideheap", ConcurrentPoolPairs::new),
                                malloc,
                                Contestant.rival("Netty", NettyPairs::new))));
    }

    private static Task replacementByFreeList() {
        return new Task(
                "free list",
                "replace",
                LIVE_COUNT,
                RANDOM_BYTE_SIZES,
                0,
                List.of(
                        Contestant.ours("Sideheap", FreeListReplaced::new),
                        Contestant.rival("malloc", MallocReplaced::new)));
    }

    private static Stream<Task> replacementsByTlsf() {
        return Stream.of(
                new Task(
                        "TLSF",
                        "replace",
                        LIVE_COUNT,
                        RANDOM_BYTE_SIZES,
                        1,
                        List.of(
                                Contestant.ours("Sideheap", TlsfReplaced::new),
                                Contestant.rival("malloc", MallocReplaced::new))),
                new Task(
                        "TLSF",
                        "replace",
                        LIVE_COUNT,
                        RANDOM_BYTE_SIZES + ", Netty",
                        3,
                        List.of(
                                Contestant.ours("Sideheap", TlsfReplaced::new),
                                Contestant.rival("Netty", NettyReplaced::new))));
    }

    /** A block that grows alone, and does so where it stands; and ten by turns, which must move. */
    private static Stream<Task> growth(String subject, IntFunction<Body> ours) {
        return Stream.of(1, 10)
                .map(count -> new Task(
                        subject,
                        "grow",
                        count,
                        LEAST_BYTE_SIZE + " to " + MOST_BYTE_SIZE + " bytes",
                        0,
                        List.of(
                                Contestant.ours("Sideheap", () -> ours.apply(count)),
                                Contestant.rival("malloc", () -> new MallocGrowth(count)))));
    }

    /** A block and its end. */
    private static final class PoolPairs implements Body {
        private final PoolAllocator pool = new PoolAllocator(BYTE_SIZE, 1024);

        @Override
        public long run() {
            for (int i = 0; i < Batches.SIZE; i++) {
                final long address = pool.tryAllocate(BYTE_SIZE, 8);
                Memory.putLong(address, i);
                pool.free(address, BYTE_SIZE, 8);
            }
            return Batches.SIZE;
        }

        @Override
        public void close() {
            pool.close();
        }
    }

    /** The same from the system. */
    private static final class MallocPairs implements Body {
        private final GlobalAllocator malloc = GlobalAllocator.INSTANCE;

        @Override
        public long run() {
            for (int i = 0; i < Batches.SIZE; i++) {
                final long address = malloc.tryAllocate(BYTE_SIZE, 8);
                Memory.putLong(address, i);
                malloc.free(address, BYTE_SIZE, 8);
            }
            return Batches.SIZE;
        }
    }

    /** Blocks whose end comes for all of them at once. */
    private static final class BumpBatches implements Body {
        private final BumpAllocator bump = new BumpAllocator(Batches.SIZE * BYTE_SIZE);

        @Override
        public long run() {
            for (int i = 0; i < Batches.SIZE; i++) {
                Memory.putLong(bump.tryAllocate(BYTE_SIZE, 8), i);
            }
            bump.reset();
            return Batches.SIZE;
        }

        @Override
        public void close() {
            bump.close();
        }
    }

    /** The same appended to a buffer of the caller's. */
    private static final class FixedBufferBatches implements Body {
        private final FixedBufferAllocator fixedBuffer =
                FixedBufferAllocator.over(ByteBuffer.allocateDirect(Batches.SIZE * (int) BYTE_SIZE));

        @Override
        public long run() {
            for (int i = 0; i < Batches.SIZE; i++) {
                Memory.putLong(fixedBuffer.tryAllocate(BYTE_SIZE, 8), i);
            }
            fixedBuffer.reset();
            return Batches.SIZE;
        }

        @Override
        public void close() {
            fixedBuffer.close();
        }
    }

    /** A block and its end, where other threads may come between. */
    private static final class ConcurrentPoolPairs implements Body {
        private final ConcurrentPoolAllocator pool = new ConcurrentPoolAllocator(BYTE_SIZE, 1024);

        @Override
        public long run() {
            for (int i = 0; i < Batches.SIZE; i++) {
                final long address = pool.tryAllocate(BYTE_SIZE, 8);
                Memory.putLong(address, i);
                pool.free(address, BYTE_SIZE, 8);
            }
            return Batches.SIZE;
        }

        @Override
        public void close() {
            pool.close();
        }
    }

    /** The same with Netty's pooled direct buffers. */
    private static final class NettyPairs implements Body {
        private final PooledByteBufAllocator netty = new PooledByteBufAllocator(true);

        @Override
        public long run() {
            for (int i = 0; i < Batches.SIZE; i++) {
                final ByteBuf buffer = netty.directBuffer((int) BYTE_SIZE);
                buffer.setLong(0, i);
                buffer.release();
            }
            return Batches.SIZE;
        }
    }

    /** A block that is freed while it is the newest. */
    private static final class StackPairs implements Body {
        private final StackAllocator stack = new StackAllocator(1 << 16);

        @Override
        public long run() {
            for (int i = 0; i < Batches.SIZE; i++) {
                final long address = stack.tryAllocate(BYTE_SIZE, 8);
                Memory.putLong(address, i);
                stack.free(address, BYTE_SIZE, 8);
            }
            return Batches.SIZE;
        }

        @Override
        public void close() {
            stack.close();
        }
    }

    /** Blocks in chunks that are kept. */
    private static final class ArenaBatches implements Body {
        private final ArenaAllocator arena = new ArenaAllocator(GlobalAllocator.INSTANCE);

        @Override
        public long run() {
            for (int i = 0; i < Batches.SIZE; i++) {
                Memory.putLong(arena.tryAllocate(BYTE_SIZE, 8), i);
            }
            arena.reset();
            return Batches.SIZE;
        }

        @Override
        public void close() {
            arena.close();
        }
    }

    /** The sizes and the places of blocks, the same for all. */
    private static final class Replacements {
        private final int[] places = new int[1 << 16];
        private final int[] byteSizes = new int[1 << 16];
        private int position;

        Replacements() {
            final SplittableRandom random = new SplittableRandom(42);
            for (int i = 0; i < places.length; i++) {
                places[i] = random.nextInt(LIVE_COUNT);
                byteSizes[i] = randomByteSize(random);
            }
        }

        void next() {
            position = position + 1 & places.length - 1;
        }

        int place() {
            return places[position];
        }

        int byteSize() {
            return byteSizes[position];
        }
    }

    /** Frees a block at random and allocates another. */
    private static final class TlsfReplaced implements Body {
        private final TlsfAllocator tlsf = new TlsfAllocator(16 << 20);
        private final Replacements replacements = new Replacements();
        private final long[] addresses = new long[LIVE_COUNT];
        private final long[] byteSizes = new long[LIVE_COUNT];

        TlsfReplaced() {
            fill(tlsf, addresses, byteSizes);
        }

        @Override
        public long run() {
            for (int i = 0; i < Batches.SIZE; i++) {
                replacements.next();
                final int place = replacements.place();
                tlsf.free(addresses[place], byteSizes[place], 8);
                byteSizes[place] = replacements.byteSize();
                addresses[place] = tlsf.tryAllocate(byteSizes[place], 8);
            }
            return Batches.SIZE;
        }

        @Override
        public void close() {
            tlsf.close();
        }
    }

    /** The same by first fit. */
    private static final class FreeListReplaced implements Body {
        private final FreeListAllocator list = new FreeListAllocator(16 << 20);
        private final Replacements replacements = new Replacements();
        private final long[] addresses = new long[LIVE_COUNT];
        private final long[] byteSizes = new long[LIVE_COUNT];

        FreeListReplaced() {
            fill(list, addresses, byteSizes);
        }

        @Override
        public long run() {
            for (int i = 0; i < Batches.SIZE; i++) {
                replacements.next();
                final int place = replacements.place();
                list.free(addresses[place], byteSizes[place], 8);
                byteSizes[place] = replacements.byteSize();
                addresses[place] = list.tryAllocate(byteSizes[place], 8);
            }
            return Batches.SIZE;
        }

        @Override
        public void close() {
            list.close();
        }
    }

    /** The same from the system. */
    private static final class MallocReplaced implements Body {
        private final GlobalAllocator malloc = GlobalAllocator.INSTANCE;
        private final Replacements replacements = new Replacements();
        private final long[] addresses = new long[LIVE_COUNT];
        private final long[] byteSizes = new long[LIVE_COUNT];

        MallocReplaced() {
            fill(malloc, addresses, byteSizes);
        }

        @Override
        public long run() {
            for (int i = 0; i < Batches.SIZE; i++) {
                replacements.next();
                final int place = replacements.place();
                malloc.free(addresses[place], byteSizes[place], 8);
                byteSizes[place] = replacements.byteSize();
                addresses[place] = malloc.tryAllocate(byteSizes[place], 8);
            }
            return Batches.SIZE;
        }

        @Override
        public void close() {
            for (int i = 0; i < LIVE_COUNT; i++) {
                malloc.free(addresses[i], byteSizes[i], 8);
            }
        }
    }

    private static void fill(Allocator allocator, long[] addresses, long[] byteSizes) {
        final SplittableRandom random = new SplittableRandom(7);
        for (int i = 0; i < LIVE_COUNT; i++) {
            byteSizes[i] = randomByteSize(random);
            addresses[i] = allocator.allocate(byteSizes[i], 8);
        }
    }

    private static int randomByteSize(SplittableRandom random) {
        return random.nextInt(16, 1017);
    }

    /** The same with Netty's pooled direct buffers. */
    private static final class NettyReplaced implements Body {
        private final PooledByteBufAllocator netty = new PooledByteBufAllocator(true);
        private final Replacements replacements = new Replacements();
        private final ByteBuf[] buffers = new ByteBuf[LIVE_COUNT];

        NettyReplaced() {
            final SplittableRandom random = new SplittableRandom(7);
            for (int i = 0; i < LIVE_COUNT; i++) {
                buffers[i] = netty.directBuffer(randomByteSize(random));
            }
        }

        @Override
        public long run() {
            for (int i = 0; i < Batches.SIZE; i++) {
                replacements.next();
                final int place = replacements.place();
                buffers[place].release();
                buffers[place] = netty.directBuffer(replacements.byteSize());
            }
            return Batches.SIZE;
        }

        @Override
        public void close() {
            for (final ByteBuf buffer : buffers) {
                buffer.release();
            }
        }
    }

    /** Blocks that grow by turns, with all that is in them. */
    private static final class TlsfGrowth implements Body {
        private final TlsfAllocator tlsf = new TlsfAllocator(16 << 20);
        private final long[] addresses;

        TlsfGrowth(int count) {
            addresses = new long[count];
        }

        @Override
        public long run() {
            for (int i = 0; i < Batches.SIZE; i += addresses.length) {
                grow();
            }
            return Batches.SIZE * GROWTH_COUNT;
        }

        private void grow() {
            for (int i = 0; i < addresses.length; i++) {
                addresses[i] = tlsf.tryAllocate(LEAST_BYTE_SIZE, 8);
            }
            for (long byteSize = LEAST_BYTE_SIZE; byteSize < MOST_BYTE_SIZE; byteSize *= 2) {
                for (int i = 0; i < addresses.length; i++) {
                    addresses[i] = tlsf.tryReallocate(addresses[i], byteSize, 2 * byteSize, 8, byteSize);
                }
            }
            for (int i = 0; i < addresses.length; i++) {
                tlsf.free(addresses[i], MOST_BYTE_SIZE, 8);
            }
        }

        @Override
        public void close() {
            tlsf.close();
        }
    }

    /** The same by first fit. */
    private static final class FreeListGrowth implements Body {
        private final FreeListAllocator list = new FreeListAllocator(16 << 20);
        private final long[] addresses;

        FreeListGrowth(int count) {
            addresses = new long[count];
        }

        @Override
        public long run() {
            for (int i = 0; i < Batches.SIZE; i += addresses.length) {
                grow();
            }
            return Batches.SIZE * GROWTH_COUNT;
        }

        private void grow() {
            for (int i = 0; i < addresses.length; i++) {
                addresses[i] = list.tryAllocate(LEAST_BYTE_SIZE, 8);
            }
            for (long byteSize = LEAST_BYTE_SIZE; byteSize < MOST_BYTE_SIZE; byteSize *= 2) {
                for (int i = 0; i < addresses.length; i++) {
                    addresses[i] = list.tryReallocate(addresses[i], byteSize, 2 * byteSize, 8, byteSize);
                }
            }
            for (int i = 0; i < addresses.length; i++) {
                list.free(addresses[i], MOST_BYTE_SIZE, 8);
            }
        }

        @Override
        public void close() {
            list.close();
        }
    }

    /** The same from the system. */
    private static final class MallocGrowth implements Body {
        private final GlobalAllocator malloc = GlobalAllocator.INSTANCE;
        private final long[] addresses;

        MallocGrowth(int count) {
            addresses = new long[count];
        }

        @Override
        public long run() {
            for (int i = 0; i < Batches.SIZE; i += addresses.length) {
                grow();
            }
            return Batches.SIZE * GROWTH_COUNT;
        }

        private void grow() {
            for (int i = 0; i < addresses.length; i++) {
                addresses[i] = malloc.tryAllocate(LEAST_BYTE_SIZE, 8);
            }
            for (long byteSize = LEAST_BYTE_SIZE; byteSize < MOST_BYTE_SIZE; byteSize *= 2) {
                for (int i = 0; i < addresses.length; i++) {
                    addresses[i] = malloc.tryReallocate(addresses[i], byteSize, 2 * byteSize, 8, byteSize);
                }
            }
            for (int i = 0; i < addresses.length; i++) {
                malloc.free(addresses[i], MOST_BYTE_SIZE, 8);
            }
        }
    }
}
