package org.sideheap.collections;

import static org.sideheap.allocators.Memory.getLong;
import static org.sideheap.allocators.Memory.putLong;

import java.util.Collection;
import org.sideheap.allocators.AllocationFailedException;
import org.sideheap.allocators.Allocator;
import org.sideheap.allocators.GlobalAllocator;

/**
 * Makes room in a table for many keys, so that adding them one by one does not fail half-way.
 *
 * <p>A table in one block reserves for as many as are absent. How many segments a table of segments needs is only known
 * when the keys are in them: they are added and taken out again, which leaves the segments as they are. Which were absent, a
 * bit for each tells meanwhile; the bits are on the global allocator, as the table's own may be a pool of segments.
 */
final class Room {
    private static final Allocator SCRATCH = GlobalAllocator.INSTANCE;
    private static final int WORD_SHIFT = 6;

    private Room() {}

    /**
     * For the keys of another table.
     *
     * @throws AllocationFailedException when there is no memory for all of them; then the table has what it had
     */
    static void makeForKeysOf(HashTable other, HashTable table) {
        if (table.mightGrowFor(other.sizeAsLong())) {
            if (table.isSegmented()) {
                addAndTakeOut(other, table);
            } else {
                table.reserve(table.sizeAsLong() + countAbsent(other, table));
            }
        }
    }

    /**
     * For keys that may come more than once.
     *
     * @throws AllocationFailedException when there is no memory for all of them; then the table has what it had
     */
    static void makeForEach(Collection<? extends Long> keys, HashTable table) {
        if (table.mightGrowFor(keys.size())) {
            try (LongHashSet absent = new LongHashSet(SCRATCH)) {
                for (final Long key : keys) {
                    if (table.find(key) == HashTable.ABSENT) {
                        absent.add((long) key);
                    }
                }
                makeForKeysOf(absent, table);
            }
        }
    }

    /** How many keys of a table another has not. */
    static long countAbsent(HashTable keys, HashTable other) {
        long absentCount = 0;
        long slot = keys.startOfWalk();
        for (long remaining = keys.sizeAsLong(); remaining > 0; remaining--) {
            slot = keys.nextUsed(slot);
            absentCount += other.find(HashTable.keyAt(slot)) == HashTable.ABSENT ? 1 : 0;
        }
        return absentCount;
    }

    private static void addAndTakeOut(HashTable keys, HashTable table) {
        final long markByteSize = wordOffset(keys.sizeAsLong()) + Long.BYTES;
        final long marks = SCRATCH.allocateZeroed(markByteSize, Long.BYTES);
        boolean isMade = false;
        try {
            addAbsent(keys, table, marks);
            isMade = true;
        } finally {
            takeOut(keys, table, marks);
            SCRATCH.free(marks, markByteSize, Long.BYTES);
            if (!isMade) {
                table.undoGrowth();
            }
        }
    }

    private static void addAbsent(HashTable keys, HashTable table, long marks) {
        long slot = keys.startOfWalk();
        for (long remaining = keys.sizeAsLong(); remaining > 0; remaining--) {
            slot = keys.nextUsed(slot);
            final long key = HashTable.keyAt(slot);
            if (table.find(key) == HashTable.ABSENT) {
                table.use(key);
                final long word = marks + wordOffset(remaining);
                putLong(word, getLong(word) | 1L << remaining);
            }
        }
    }

    private static void takeOut(HashTable keys, HashTable table, long marks) {
        long slot = keys.startOfWalk();
        for (long remaining = keys.sizeAsLong(); remaining > 0; remaining--) {
            slot = keys.nextUsed(slot);
            if ((getLong(marks + wordOffset(remaining)) >>> remaining & 1) != 0) {
                table.vacate(table.find(HashTable.keyAt(slot)));
            }
        }
    }

    private static long wordOffset(long bit) {
        return (bit >>> WORD_SHIFT) * Long.BYTES;
    }
}
