package org.sideheap.collections;

import static org.sideheap.allocators.Memory.getLong;
import static org.sideheap.allocators.Memory.putLong;

import java.lang.ref.Reference;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Objects;
import org.agrona.DirectBuffer;
import org.agrona.MutableDirectBuffer;
import org.sideheap.allocators.Memory;

/** Copies elements between memory and buffers: as bytes where both have them alike, otherwise number by number. */
final class Transfer {
    private Transfer() {}

    /** The buffer has so many numbers left. */
    static void read(ByteBuffer from, long toAddress, int count) {
        final int position = from.position();
        final int byteSize = count * Long.BYTES;
        if (count > 0 && isNative(from)) {
            from.get(position); // throws where the buffer's arena is closed
            Memory.copy(Memory.addressOf(from) + position, toAddress, byteSize);
        } else {
            for (int offset = 0; offset < byteSize; offset += Long.BYTES) {
                putLong(toAddress + offset, from.getLong(position + offset));
            }
        }
        from.position(position + byteSize);
    }

    /** The buffer has room for so many numbers. */
    static void write(long fromAddress, ByteBuffer to, int count) {
        final int position = to.position();
        final int byteSize = count * Long.BYTES;
        if (count > 0 && isNative(to)) {
            to.put(position, to.get(position)); // throws where the buffer is read-only, or its arena closed
            Memory.copy(fromAddress, Memory.addressOf(to) + position, byteSize);
        } else {
            for (int offset = 0; offset < byteSize; offset += Long.BYTES) {
                to.putLong(position + offset, getLong(fromAddress + offset));
            }
        }
        to.position(position + byteSize);
    }

    private static boolean isNative(ByteBuffer buffer) {
        return buffer.isDirect() && buffer.order() == ByteOrder.nativeOrder();
    }

    /** Also with Agrona's own checks off. */
    static void check(DirectBuffer buffer, int offset, int count) {
        final boolean expands = buffer instanceof MutableDirectBuffer mutable && mutable.isExpandable();
        Objects.checkFromIndexSize(
                offset, (long) count * Long.BYTES, expands ? Integer.MAX_VALUE : (long) buffer.capacity());
    }

    static void read(DirectBuffer from, int fromOffset, long toAddress, int count) {
        final int byteSize = count * Long.BYTES;
        Objects.checkFromIndexSize(fromOffset, byteSize, from.capacity());
        if (from.byteArray() == null) {
            Memory.copy(from.addressOffset() + fromOffset, toAddress, byteSize);
            Reference.reachabilityFence(from);
        } else {
            for (int offset = 0; offset < byteSize; offset += Long.BYTES) {
                putLong(toAddress + offset, from.getLong(fromOffset + offset));
            }
        }
    }

    static void write(long fromAddress, MutableDirectBuffer to, int toOffset, int count) {
        final int byteSize = count * Long.BYTES;
        if (to.byteArray() == null && !to.isExpandable()) {
            Memory.copy(fromAddress, to.addressOffset() + toOffset, byteSize);
            Reference.reachabilityFence(to);
        } else {
            for (int offset = 0; offset < byteSize; offset += Long.BYTES) {
                to.putLong(toOffset + offset, getLong(fromAddress + offset));
            }
        }
    }
}
