package org.sideheap.allocators;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.List;
import org.agrona.MutableDirectBuffer;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.function.Executable;
import org.junit.jupiter.api.io.TempDir;

class AllocationTest {
    @Test
    void hasTheSizeTheBlockReallyHas() {
        try (PoolAllocator pool = new PoolAllocator(64, 2)) {
            final Allocation allocation = pool.allocate(Layout.of(10, 8));
            assertEquals(64, allocation.byteSize());
            assertEquals(8, allocation.byteAlignment());
            assertTrue(pool.owns(allocation.address()));
            Bytes.write(allocation.address(), allocation.byteSize(), 1);
            pool.free(allocation);
            assertEquals(2, pool.freeBlockCount());
        }
    }

    @Test
    void zeroesAllOfTheSizeItReallyHas() {
        try (PoolAllocator pool = new PoolAllocator(64, 1)) {
            final Allocation dirty = pool.allocate(Layout.of(10, 8));
            Bytes.write(dirty.address(), 64, 1);
            pool.free(dirty);
            Bytes.assertZero(pool.allocateZeroed(Layout.of(10, 8)).address(), 64);
        }
    }

    @Test
    @Tag("agrona")
    void isSeenAsABufferOverTheSameBytes() {
        final Allocation allocation = GlobalAllocator.INSTANCE.allocate(Layout.of(24, 8));
        final MutableDirectBuffer buffer = allocation.asBuffer();
        assertEquals(24, buffer.capacity());
        assertEquals(allocation.address(), buffer.addressOffset());
        Memory.putLong(allocation.address() + 16, 4711);
        assertEquals(4711, buffer.getLong(16));
        buffer.putInt(0, 42);
        assertEquals(42, Memory.getInt(allocation.address()));
        assertThrows(IndexOutOfBoundsException.class, () -> buffer.getLong(17));
        GlobalAllocator.INSTANCE.free(allocation);
    }

    @Test
    void isSeenAsAByteBufferOverTheSameBytes() {
        final Allocation allocation = GlobalAllocator.INSTANCE.allocate(Layout.of(24, 8));
        final ByteBuffer buffer = allocation.asByteBuffer();
        assertEquals(ByteOrder.nativeOrder(), buffer.order());
        assertEquals(24, buffer.remaining());
        Memory.putLong(allocation.address() + 16, 4711);
        assertEquals(4711, buffer.getLong(16));
        buffer.putInt(0, 42);
        assertEquals(42, Memory.getInt(allocation.address()));
        assertThrows(IndexOutOfBoundsException.class, () -> buffer.getLong(17));
        GlobalAllocator.INSTANCE.free(allocation);
    }

    @Test
    void isReadAndWrittenByAChannelWithoutACopy(@TempDir Path directory) throws IOException {
        try (BumpAllocator bump = new BumpAllocator(8192);
                FileChannel channel = FileChannel.open(
                        directory.resolve("block"),
                        StandardOpenOption.CREATE,
                        StandardOpenOption.READ,
                        StandardOpenOption.WRITE)) {
            final Allocation written = bump.allocate(Layout.of(4001, 8));
            Bytes.write(written.address(), 4001, 5);
            assertEquals(4001, channel.write(written.asByteBuffer()));
            final Allocation read = bump.allocateZeroed(Layout.of(4001, 8));
            assertEquals(4001, channel.read(read.asByteBuffer(), 0));
            Bytes.assertWritten(read.address(), 4001, 5);
        }
    }

    @Test
    void isTheRegionOfAnotherAllocatorThroughAByteBuffer() {
        try (BumpAllocator bump = new BumpAllocator(1024)) {
            final Allocation block = bump.allocate(Layout.of(256, 8));
            try (StackAllocator inside = StackAllocator.over(block.asByteBuffer())) {
                assertEquals(block.address(), inside.startAddress());
                assertEquals(256, inside.byteCapacity());
            }
        }
    }

    @Test
    void isNoBufferAboveTwoGibibytes() {
        final Allocation allocation = new Allocation(4096, Integer.MAX_VALUE + 1L, 8);
        for (final Executable view : List.<Executable>of(allocation::asBuffer, allocation::asByteBuffer)) {
            final IllegalStateException e = assertThrows(IllegalStateException.class, view);
            assertTrue(e.getMessage().contains("2147483648"), e.getMessage());
        }
    }
}
