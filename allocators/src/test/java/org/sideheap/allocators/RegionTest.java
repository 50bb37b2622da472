package org.sideheap.allocators;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.MappedByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.List;
import org.agrona.DirectBuffer;
import org.agrona.ExpandableArrayBuffer;
import org.agrona.ExpandableDirectByteBuffer;
import org.agrona.concurrent.UnsafeBuffer;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.function.Executable;
import org.junit.jupiter.api.io.TempDir;

/** Where the region of an allocator may come from, and who gets it back. */
class RegionTest {
    private static List<Executable> over(ByteBuffer buffer) {
        return List.of(
                () -> BumpAllocator.over(buffer),
                () -> StackAllocator.over(buffer),
                () -> FreeListAllocator.over(buffer),
                () -> TlsfAllocator.over(buffer),
                () -> PoolAllocator.over(buffer, 8),
                () -> ConcurrentPoolAllocator.over(buffer, 8),
                () -> FixedBufferAllocator.over(buffer),
                () -> FixedBufferAllocator.over(buffer, GlobalAllocator.INSTANCE));
    }

    private static List<Executable> over(DirectBuffer buffer) {
        return List.of(
                () -> BumpAllocator.over(buffer),
                () -> StackAllocator.over(buffer),
                () -> FreeListAllocator.over(buffer),
                () -> TlsfAllocator.over(buffer),
                () -> PoolAllocator.over(buffer, 8),
                () -> ConcurrentPoolAllocator.over(buffer, 8),
                () -> FixedBufferAllocator.over(buffer),
                () -> FixedBufferAllocator.over(buffer, GlobalAllocator.INSTANCE));
    }

    private static List<Executable> over(long address, long byteSize) {
        return List.of(
                () -> BumpAllocator.over(address, byteSize),
                () -> StackAllocator.over(address, byteSize),
                () -> FreeListAllocator.over(address, byteSize),
                () -> TlsfAllocator.over(address, byteSize),
                () -> PoolAllocator.over(address, byteSize, 8),
                () -> ConcurrentPoolAllocator.over(address, byteSize, 8),
                () -> FixedBufferAllocator.over(address, byteSize),
                () -> FixedBufferAllocator.over(address, byteSize, GlobalAllocator.INSTANCE));
    }

    private static void assertRefused(List<Executable> calls, String why) {
        for (final Executable each : calls) {
            final IllegalArgumentException e = assertThrows(IllegalArgumentException.class, each);
            assertTrue(e.getMessage().contains(why), e.getMessage());
        }
    }

    @Test
    void refusesByteBuffersItCannotCarve() {
        assertRefused(over(ByteBuffer.allocate(64)), "must be direct");
        assertRefused(over(ByteBuffer.wrap(new byte[64])), "must be direct");
        assertRefused(over(ByteBuffer.allocateDirect(64).asReadOnlyBuffer()), "must be writable");
        assertRefused(over(ByteBuffer.allocateDirect(0)), "has no bytes");
        assertRefused(over(ByteBuffer.allocateDirect(64).position(64)), "has no bytes");
        assertRefused(over(ByteBuffer.allocateDirect(64).limit(0)), "has no bytes");
    }

    @Test
    void refusesAddressesAndSizesOutOfTheirBounds() {
        assertRefused(over(0, 64), "address must be at least 1, was 0");
        assertRefused(over(-4096, 64), "address must be at least 1, was -4096");
        assertRefused(over(4096, 0), "byteSize must be at least 1, was 0");
        assertRefused(over(4096, -1), "byteSize must be at least 1, was -1");
    }

    @Test
    void refusesRangesBeyondAllMemory() {
        assertRefused(over(4096, Long.MAX_VALUE), "reach past");
        assertRefused(over(Long.MAX_VALUE, Long.MAX_VALUE), "reach past");
        for (int below = 1; below <= 64; below++) {
            assertRefused(over(Long.MAX_VALUE - below, below), "reach past");
        }
        assertRefused(over((1L << 62) - 8, 9), "reach past");
    }

    @Test
    @Tag("agrona")
    void refusesAgronaBuffersItCannotCarve() {
        assertRefused(over(new UnsafeBuffer(new byte[64])), "must be off-heap");
        assertRefused(over(new UnsafeBuffer(ByteBuffer.allocate(64))), "must be off-heap");
        assertRefused(over(new ExpandableArrayBuffer(64)), "must be off-heap");
        assertRefused(over(new ExpandableDirectByteBuffer(64)), "must be fixed");
        assertRefused(over(new UnsafeBuffer(ByteBuffer.allocateDirect(64).asReadOnlyBuffer())), "must be writable");
        assertRefused(over(new UnsafeBuffer(ByteBuffer.allocateDirect(64), 0, 0)), "has no bytes");
    }

    @Test
    void staysBetweenPositionAndLimit() {
        final ByteBuffer buffer = ByteBuffer.allocateDirect(300).order(ByteOrder.nativeOrder());
        buffer.position(40).limit(240);
        try (BumpAllocator bump = BumpAllocator.over(buffer)) {
            assertEquals(200, bump.byteCapacity());
            Memory.fill(bump.allocate(200, 1), 200, (byte) 7);
        }
        assertEquals(40, buffer.position());
        assertEquals(240, buffer.limit());
        buffer.clear();
        for (int i = 0; i < 300; i++) {
            assertEquals(i >= 40 && i < 240 ? 7 : 0, buffer.get(i), "byte " + i);
        }
    }

    @Test
    void findsTheBytesOfASlice() {
        final ByteBuffer whole = ByteBuffer.allocateDirect(256).order(ByteOrder.nativeOrder());
        final ByteBuffer slice = whole.slice(64, 128).position(8);
        try (BumpAllocator bump = BumpAllocator.over(slice)) {
            assertEquals(120, bump.byteCapacity());
            Memory.putByte(bump.allocate(1, 1), (byte) 5);
        }
        assertEquals(5, whole.get(72));
    }

    @Test
    void carvesAMappedFile(@TempDir Path directory) throws IOException {
        final Path file = directory.resolve("region");
        try (FileChannel channel =
                FileChannel.open(file, StandardOpenOption.CREATE, StandardOpenOption.READ, StandardOpenOption.WRITE)) {
            final MappedByteBuffer mapped = channel.map(FileChannel.MapMode.READ_WRITE, 0, 4096);
            try (FreeListAllocator freeList = FreeListAllocator.over(mapped)) {
                final long address = freeList.allocate(8, 8);
                Memory.putLong(address, 0x0102030405060708L);
                assertEquals(16, address - freeList.startAddress());
            }
            mapped.force();
        }
        final ByteBuffer read = ByteBuffer.wrap(Files.readAllBytes(file)).order(ByteOrder.nativeOrder());
        assertEquals(0x0102030405060708L, read.getLong(16));
    }

    @Test
    @Tag("agrona")
    void carvesAnAgronaBuffer() {
        final ByteBuffer bytes = ByteBuffer.allocateDirect(256);
        final UnsafeBuffer buffer = new UnsafeBuffer(bytes, 64, 128);
        try (BumpAllocator bump = BumpAllocator.over(buffer)) {
            assertEquals(buffer.addressOffset(), bump.startAddress());
            assertEquals(128, bump.byteCapacity());
            Memory.putLong(bump.allocate(8, 1), 4711);
            assertEquals(4711, buffer.getLong(0));
        }
        try (StackAllocator stack = StackAllocator.over(buffer);
                FreeListAllocator freeList = FreeListAllocator.over(new UnsafeBuffer(bytes, 0, 64));
                PoolAllocator pool = PoolAllocator.over(new UnsafeBuffer(bytes, 192, 64), 16);
                FixedBufferAllocator small = FixedBufferAllocator.over(buffer, stack)) {
            assertEquals(128, stack.byteCapacity());
            assertEquals(64, freeList.byteCapacity());
            assertEquals(4, pool.freeBlockCount());
            assertEquals(128, small.byteCapacity());
        }
        final long address = GlobalAllocator.INSTANCE.allocate(64, 64);
        final UnsafeBuffer bare = new UnsafeBuffer(address, 64);
        try (FixedBufferAllocator allocator = FixedBufferAllocator.over(bare)) {
            assertEquals(address, allocator.allocate(64, 64));
        }
        GlobalAllocator.INSTANCE.free(address, 64, 64);
    }

    @Test
    void goesBackToTheParentExactlyOnce() {
        final Lender lender = new Lender();
        final List<Allocator> allocators = List.of(
                new BumpAllocator(lender, 1001),
                new StackAllocator(lender, 1002),
                new FreeListAllocator(lender, 1003),
                new TlsfAllocator(lender, 1004),
                new PoolAllocator(lender, 24, 40));
        assertEquals(5, lender.lentCount());
        assertEquals(5, lender.notBackCount());
        allocators.forEach(each -> each.allocate(24, 8));
        for (final Allocator each : allocators) {
            each.close();
            each.close();
        }
        assertEquals(0, lender.notBackCount());
        lender.close();
    }

    @Test
    void goesBackWhereThereIsNoRoomOnTheHeapForTheBits() {
        final Lender lender = new Lender();
        final long tooManyPlaces = 8L * 64 * (Integer.MAX_VALUE - 8) + 8;
        // Fewer bits would fit an array; it is the system that may refuse so large a region first.
        final RuntimeException thrown =
                assertThrows(RuntimeException.class, () -> new StackAllocator(lender, tooManyPlaces));
        assertTrue(
                thrown instanceof IllegalArgumentException || thrown instanceof AllocationFailedException,
                thrown.toString());
        assertEquals(0, lender.notBackCount());
    }

    @Test
    void takesNothingFromTheGlobalAllocatorForGood() {
        final AllocatorStats before = GlobalAllocator.INSTANCE.stats();
        new BumpAllocator(1000).close();
        new StackAllocator(1000).close();
        new FreeListAllocator(1000).close();
        new TlsfAllocator(1000).close();
        new PoolAllocator(10, 100).close();
        assertEquals(before.usedBytes(), GlobalAllocator.INSTANCE.stats().usedBytes());
        assertEquals(before.liveCount(), GlobalAllocator.INSTANCE.stats().liveCount());
    }

    @Test
    void isLeftAloneWhereItWasBorrowed() {
        final AllocatorStats before = GlobalAllocator.INSTANCE.stats();
        final ByteBuffer buffer = ByteBuffer.allocateDirect(64).order(ByteOrder.nativeOrder());
        for (final Allocator each : List.of(
                BumpAllocator.over(buffer),
                StackAllocator.over(buffer),
                FreeListAllocator.over(buffer),
                TlsfAllocator.over(buffer),
                PoolAllocator.over(buffer, 8),
                FixedBufferAllocator.over(buffer))) {
            each.close();
        }
        buffer.putLong(0, 4711);
        assertEquals(4711, buffer.getLong(0));
        assertEquals(before.liveCount(), GlobalAllocator.INSTANCE.stats().liveCount());
    }

    @Test
    void saysWhoseItIs() {
        assertEquals("64 bytes borrowed", Region.over(4096, 64).toString());
        final Region region = Region.of(GlobalAllocator.INSTANCE, 64);
        assertEquals("64 bytes of GlobalAllocator", region.toString());
        region.close();
    }

    @Test
    @Tag("agrona")
    void refusesAViewOfNothing() {
        for (final long address : new long[] {0, -64}) {
            final UnsafeBuffer view = new UnsafeBuffer(address, 64);
            final IllegalArgumentException e =
                    assertThrows(IllegalArgumentException.class, () -> BumpAllocator.over(view));
            assertEquals("address must be at least 1, was " + address, e.getMessage());
        }
    }

    @Test
    @Tag("agrona")
    void keepsWhatAViewWasOfWhenTheViewIsWrappedAroundSomethingElse() {
        final ByteBuffer viewed = ByteBuffer.allocateDirect(64);
        final UnsafeBuffer view = new UnsafeBuffer(viewed);
        assertTrue(Region.over(view).toString().contains(viewed.toString()));
    }
}
