package org.sideheap.allocators;

import java.nio.ByteBuffer;

/** Every allocator there is, each with room for a number of blocks of up to a size, aligned to up to a page. */
enum Strategy {
    GLOBAL {
        @Override
        Allocator open(long largestByteSize, int count) {
            return GlobalAllocator.INSTANCE;
        }
    },
    PAGES {
        @Override
        Allocator open(long largestByteSize, int count) {
            return new PageAllocator(PageAllocator.Option.HUGE_PAGES, PageAllocator.Option.PRE_TOUCH);
        }
    },
    BUMP {
        @Override
        Allocator open(long largestByteSize, int count) {
            return new BumpAllocator(capacity(largestByteSize, count));
        }
    },
    STACK {
        @Override
        Allocator open(long largestByteSize, int count) {
            return new StackAllocator(capacity(largestByteSize, count));
        }
    },
    FREE_LIST {
        @Override
        Allocator open(long largestByteSize, int count) {
            return new FreeListAllocator(capacity(largestByteSize, count));
        }
    },
    TLSF {
        @Override
        Allocator open(long largestByteSize, int count) {
            return new TlsfAllocator(capacity(largestByteSize, count));
        }
    },
    POOL {
        @Override
        Allocator open(long largestByteSize, int count) {
            final long blockByteSize = AddressMath.alignUp(largestByteSize, PAGE);
            return PoolAllocator.over(pageAligned(blockByteSize * count), blockByteSize);
        }
    },
    CONCURRENT_POOL {
        @Override
        Allocator open(long largestByteSize, int count) {
            final long blockByteSize = AddressMath.alignUp(largestByteSize, PAGE);
            return ConcurrentPoolAllocator.over(pageAligned(blockByteSize * count), blockByteSize);
        }
    },
    SYNCHRONIZED_FREE_LIST {
        @Override
        Allocator open(long largestByteSize, int count) {
            return new SynchronizedAllocator(FREE_LIST.open(largestByteSize, count));
        }
    },
    BUFFER {
        @Override
        Allocator open(long largestByteSize, int count) {
            return FixedBufferAllocator.over(pageAligned(capacity(largestByteSize, count)), NullAllocator.INSTANCE);
        }
    },
    BUFFER_THEN_CONTEXT {
        @Override
        Allocator open(long largestByteSize, int count) {
            return FixedBufferAllocator.over(ByteBuffer.allocateDirect(1));
        }
    },
    BUFFER_THEN_FREE_LIST {
        @Override
        Allocator open(long largestByteSize, int count) {
            return FixedBufferAllocator.over(ByteBuffer.allocateDirect(100), FREE_LIST.open(largestByteSize, count));
        }
    },
    POOL_OR_ELSE_FREE_LIST {
        @Override
        Allocator open(long largestByteSize, int count) {
            return new PoolAllocator(24, 2).orElse(FREE_LIST.open(largestByteSize, count));
        }
    },
    POOL_BESIDE_FREE_LIST {
        @Override
        Allocator open(long largestByteSize, int count) {
            return new SegregatingAllocator(POOL.open(128, count), FREE_LIST.open(largestByteSize, count), 64);
        }
    },
    LIMITED {
        @Override
        Allocator open(long largestByteSize, int count) {
            return GlobalAllocator.INSTANCE.limitedTo(capacity(largestByteSize, count));
        }
    },
    ARENA {
        @Override
        Allocator open(long largestByteSize, int count) {
            return new ArenaAllocator(256);
        }
    },
    ARENA_IN_FREE_LIST {
        @Override
        Allocator open(long largestByteSize, int count) {
            return new ArenaAllocator(MISALIGNED_FREE_LIST.open(largestByteSize, 4 * count), 100);
        }
    },
    GROWING_FREE_LIST {
        @Override
        Allocator open(long largestByteSize, int count) {
            return new GrowingAllocator(
                    MISALIGNED_FREE_LIST.open(largestByteSize, 4 * count), 100, FreeListAllocator::new);
        }
    },
    GROWING_POOL {
        @Override
        Allocator open(long largestByteSize, int count) {
            final long blockByteSize = AddressMath.alignUp(largestByteSize, PAGE);
            return new GrowingAllocator(
                    MISALIGNED_FREE_LIST.open(blockByteSize, 4 * count),
                    blockByteSize,
                    (parent, byteSize) -> new PoolAllocator(parent, blockByteSize, byteSize / blockByteSize));
        }
    },
    MISALIGNED_BUMP {
        @Override
        Allocator open(long largestByteSize, int count) {
            return BumpAllocator.over(misaligned(largestByteSize, count));
        }
    },
    MISALIGNED_STACK {
        @Override
        Allocator open(long largestByteSize, int count) {
            return StackAllocator.over(misaligned(largestByteSize, count));
        }
    },
    MISALIGNED_FREE_LIST {
        @Override
        Allocator open(long largestByteSize, int count) {
            return FreeListAllocator.over(misaligned(largestByteSize, count));
        }
    },
    MISALIGNED_TLSF {
        @Override
        Allocator open(long largestByteSize, int count) {
            return TlsfAllocator.over(misaligned(largestByteSize, count));
        }
    },
    MISALIGNED_BUFFER {
        @Override
        Allocator open(long largestByteSize, int count) {
            return FixedBufferAllocator.over(misaligned(largestByteSize, count));
        }
    },
    TRACKED_GLOBAL {
        @Override
        Allocator open(long largestByteSize, int count) {
            return new TrackingAllocator(GlobalAllocator.INSTANCE, 0.5, leaks -> {});
        }
    },
    TRACKED_BUMP {
        @Override
        Allocator open(long largestByteSize, int count) {
            return new TrackingAllocator(BUMP.open(largestByteSize, count), 1, leaks -> {});
        }
    },
    GUARDED_GLOBAL {
        @Override
        Allocator open(long largestByteSize, int count) {
            return new GuardedAllocator(GlobalAllocator.INSTANCE);
        }
    },
    GUARDED_STACK {
        @Override
        Allocator open(long largestByteSize, int count) {
            return new GuardedAllocator(STACK.open(largestByteSize + 2 * PAGE, count));
        }
    };

    static final int PAGE = 4096;

    abstract Allocator open(long largestByteSize, int count);

    static ByteBuffer pageAligned(long byteSize) {
        return ByteBuffer.allocateDirect((int) AddressMath.alignUp(byteSize, PAGE) + PAGE)
                .alignedSlice(PAGE);
    }

    private static ByteBuffer misaligned(long largestByteSize, int count) {
        return pageAligned(capacity(largestByteSize, count)).position(3);
    }

    private static long capacity(long largestByteSize, int count) {
        return (largestByteSize + 2 * PAGE) * count;
    }
}
