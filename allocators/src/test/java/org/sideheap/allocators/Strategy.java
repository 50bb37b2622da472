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
    POOL {
        @Override
        Allocator open(long largestByteSize, int count) {
            final long blockByteSize = AddressMath.alignUp(largestByteSize, PAGE);
            return PoolAllocator.over(pageAligned(blockByteSize * count), blockByteSize);
        }
    },
    BUFFER {
        @Override
        Allocator open(long largestByteSize, int count) {
            return FixedBufferAllocator.over(pageAligned(capacity(largestByteSize, count)), new NothingLeft());
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
    MISALIGNED_BUFFER {
        @Override
        Allocator open(long largestByteSize, int count) {
            return FixedBufferAllocator.over(misaligned(largestByteSize, count));
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

    /** A fallback that has nothing. */
    private static final class NothingLeft implements Allocator {
        @Override
        public long tryAllocate(long byteSize, long byteAlignment) {
            return Memory.NULL_ADDRESS;
        }

        @Override
        public void free(long address, long byteSize, long byteAlignment) {
            throw new IllegalArgumentException("has no blocks: " + address);
        }

        @Override
        public boolean owns(long address) {
            return false;
        }

        @Override
        public AllocatorStats stats() {
            return new AllocatorStats(0, 0, 0, 0, 0, 0, 0);
        }

        @Override
        public void close() {}
    }
}
