package org.sideheap.examples;

import java.io.PrintStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.StringJoiner;
import org.sideheap.allocators.FixedBufferAllocator;
import org.sideheap.collections.LongArrayList;

/** A list in a buffer you already have, and what happens when it outgrows that. */
public final class BufferBackedList {
    private static final int ELEMENT_COUNT = 64;

    private BufferBackedList() {}

    /**
     * Runs the example.
     *
     * @param args none
     */
    public static void main(String[] args) {
        run(System.out);
    }

    static void run(PrintStream out) {
        ByteBuffer buffer =
                ByteBuffer.allocateDirect(ELEMENT_COUNT * Long.BYTES).order(ByteOrder.nativeOrder());

        try (FixedBufferAllocator allocator = FixedBufferAllocator.over(buffer);
                LongArrayList list = new LongArrayList(allocator, ELEMENT_COUNT)) {
            for (int i = 0; i < 10; i++) {
                list.addLong(i);
            }
            out.println("arr = " + list);
            out.println("buf = " + elementsOf(buffer));
            out.println(list.address() == allocator.startAddress());

            // One element more than the buffer has room for: the list moves to the fallback, here the global allocator.
            for (int i = 10; i <= ELEMENT_COUNT; i++) {
                list.addLong(i);
            }
            out.println("arr = " + list);
            out.println("at the buffer's address: " + (list.address() == allocator.startAddress()));
            out.println("usedBytes = " + allocator.usedBytes());
        }
    }

    private static String elementsOf(ByteBuffer buffer) {
        StringJoiner text = new StringJoiner(", ", "[", "]");
        for (int i = 0; i < ELEMENT_COUNT; i++) {
            text.add(Long.toString(buffer.getLong(i * Long.BYTES)));
        }
        return text.toString();
    }
}
