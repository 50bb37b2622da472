package org.sideheap.allocators;

import static org.agrona.concurrent.ringbuffer.RingBufferDescriptor.TRAILER_LENGTH;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.agrona.concurrent.AtomicBuffer;
import org.agrona.concurrent.UnsafeBuffer;
import org.agrona.concurrent.ringbuffer.ManyToOneRingBuffer;
import org.agrona.concurrent.ringbuffer.OneToOneRingBuffer;
import org.agrona.concurrent.ringbuffer.RingBuffer;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** Agrona's ring buffers, on memory of these allocators. */
@Tag("agrona")
class RingBufferTest {
    private static final int RING_BYTE_SIZE = 1 << 10;

    /** Its counters are spaced so that no two threads write to one cache line, if the first of them starts one. */
    private static final Layout RING = Layout.of(RING_BYTE_SIZE + TRAILER_LENGTH, 64);

    private static final int MESSAGE_TYPE = 7;

    @Test
    void passesMessagesThroughABlockOfEachAllocator() {
        for (final Strategy each : Strategy.values()) {
            try (Allocator allocator = each.open(RING.byteSize(), 1)) {
                // On dirty memory, as a block of an allocator may be.
                final long dirty = allocator.allocate(RING.byteSize(), RING.byteAlignment());
                Memory.fill(dirty, RING.byteSize(), (byte) -1);
                allocator.free(dirty, RING.byteSize(), RING.byteAlignment());
                final Allocation block = allocator.allocateZeroed(RING);
                passesMessages(new OneToOneRingBuffer(viewOf(block)));
                Memory.fill(block.address(), RING.byteSize(), (byte) 0);
                passesMessages(new ManyToOneRingBuffer(viewOf(block)));
                allocator.free(block);
            }
        }
    }

    /** A pool's block may be larger than was asked for, and a ring's size is a power of two and the trailer. */
    private static AtomicBuffer viewOf(Allocation block) {
        return new UnsafeBuffer(block.asBuffer(), 0, (int) RING.byteSize());
    }

    /** More than the ring holds at once, so that it wraps around. */
    private static void passesMessages(RingBuffer ring) {
        final UnsafeBuffer message = new UnsafeBuffer(new byte[24]);
        for (int sent = 0; sent < 1000; sent++) {
            final int number = sent;
            message.putInt(20, number);
            assertTrue(ring.write(MESSAGE_TYPE, message, 0, 24));
            assertEquals(1, ring.read((type, buffer, index, length) -> {
                assertEquals(MESSAGE_TYPE, type);
                assertEquals(24, length);
                assertEquals(number, buffer.getInt(index + 20));
            }));
        }
    }

    @Test
    void passesMessagesFromManyThreadsToOne() {
        final int producerCount = 3;
        final int messageCount = 20_000;
        try (PoolAllocator pool = new PoolAllocator(AddressMath.alignUp(RING.byteSize(), 64), 1)) {
            final Allocation block = pool.allocateZeroed(RING);
            final RingBuffer ring = new ManyToOneRingBuffer(viewOf(block));
            final List<CompletableFuture<Void>> producers = new ArrayList<>();
            for (int i = 0; i < producerCount; i++) {
                final int producer = i;
                producers.add(CompletableFuture.runAsync(
                        () -> produce(ring, producer, messageCount), task -> new Thread(task).start()));
            }
            final int[] nextNumbers = new int[producerCount];
            for (int received = 0; received < producerCount * messageCount; ) {
                final int count = ring.read((type, buffer, index, length) -> {
                    final int producer = buffer.getInt(index);
                    assertEquals(nextNumbers[producer]++, buffer.getInt(index + 4));
                });
                if (count == 0) {
                    Thread.yield();
                }
                received += count;
            }
            producers.forEach(CompletableFuture::join);
            assertArrayEquals(new int[] {messageCount, messageCount, messageCount}, nextNumbers);
            pool.free(block);
        }
    }

    private static void produce(RingBuffer ring, int producer, int messageCount) {
        final UnsafeBuffer message = new UnsafeBuffer(new byte[8]);
        message.putInt(0, producer);
        for (int number = 0; number < messageCount; number++) {
            message.putInt(4, number);
            while (!ring.write(MESSAGE_TYPE, message, 0, 8)) {
                Thread.yield();
            }
        }
    }

    @Test
    void isRefusedByTheRingWhenItIsOffAWord() {
        try (BumpAllocator bump = new BumpAllocator(4096)) {
            bump.allocate(1, 8);
            final Allocation block = bump.allocate(Layout.of(RING.byteSize(), 1));
            assertEquals(1, block.address() % 8);
            assertThrows(IllegalStateException.class, () -> new ManyToOneRingBuffer(block.asBuffer()));
        }
    }
}
