package org.sideheap.collections;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.MappedByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import org.agrona.concurrent.UnsafeBuffer;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.sideheap.allocators.Allocation;
import org.sideheap.allocators.BumpAllocator;
import org.sideheap.allocators.GlobalAllocator;

/** The elements of a list where others see the same memory. */
class ListMemoryTest {
    private static Allocation elementsOf(LongArrayList list) {
        return new Allocation(list.address(), list.sizeAsLong() * Long.BYTES, Long.BYTES);
    }

    @Test
    void isSeenAsAByteBuffer() {
        try (LongArrayList list = new LongArrayList(GlobalAllocator.INSTANCE, 3)) {
            list.addLong(1);
            list.addLong(-2);
            final ByteBuffer elements = elementsOf(list).asByteBuffer();
            assertEquals(16, elements.remaining());
            assertEquals(-2, elements.getLong(8));
            elements.putLong(0, 42);
            assertEquals(42, list.getLong(0));
        }
    }

    @Test
    @Tag("agrona")
    void isSeenAsAnAgronaBuffer() {
        try (LongArrayList list = new LongArrayList(GlobalAllocator.INSTANCE, 3)) {
            list.addLong(1);
            list.addLong(-2);
            assertEquals(-2, elementsOf(list).asBuffer().getLong(8));
            final UnsafeBuffer overBytes = new UnsafeBuffer(elementsOf(list).asByteBuffer());
            overBytes.putLong(0, 42);
            assertEquals(42, list.getLong(0));
        }
    }

    @Test
    void isInAMappedFileWhereTheListIs(@TempDir Path directory) throws IOException {
        final Path file = directory.resolve("elements");
        try (FileChannel channel =
                FileChannel.open(file, StandardOpenOption.CREATE, StandardOpenOption.READ, StandardOpenOption.WRITE)) {
            final MappedByteBuffer mapped = channel.map(FileChannel.MapMode.READ_WRITE, 0, 8 * Long.BYTES);
            try (BumpAllocator bump = BumpAllocator.over(mapped);
                    LongArrayList list = new LongArrayList(bump, 8)) {
                for (int i = 0; i < 8; i++) {
                    list.addLong(100 + i);
                }
            }
            mapped.force();
        }
        final ByteBuffer read = ByteBuffer.wrap(Files.readAllBytes(file)).order(ByteOrder.nativeOrder());
        for (int i = 0; i < 8; i++) {
            assertEquals(100 + i, read.getLong(i * Long.BYTES));
        }
    }

    @Test
    @Tag("agrona")
    void isInAnAgronaBufferWhereTheListIs() {
        final UnsafeBuffer buffer = new UnsafeBuffer(ByteBuffer.allocateDirect(64));
        try (BumpAllocator bump = BumpAllocator.over(buffer);
                LongArrayList list = new LongArrayList(bump, 8)) {
            list.addLong(4711);
            assertEquals(4711, buffer.getLong(0));
            buffer.putLong(0, 42);
            assertEquals(42, list.getLong(0));
        }
    }
}
