package org.sideheap.collections;

import java.util.Collection;
import org.sideheap.allocators.AllocationFailedException;

/**
 * Makes room in a table for many keys, so that adding them one by one does not fail half-way.
 *
 * <p>A table in one block reserves for as many as are absent. How many segments a table of segments needs is only known
 * when the keys are in them: they are added and taken out again, which leaves the segments as they are. Which were absent,
 * {@link Marks} tell meanwhile.
 */
final class Room {
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
            try (LongHashSet absent = new LongHashSet(Marks.ALLOCATOR)) {
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
        final long markByteSize = Marks.wordOffset(keys.sizeAsLong()) + Long.BYTES;
        final long marks = Marks.ALLOCATOR.allocateZeroed(markByteSize, Long.BYTES);
        boolean isMade = false;
        try {
            addAbsent(keys, table, marks);
            isMade = true;
        } finally {
            takeOut(keys, table, marks);
            Marks.ALLOCATOR.free(marks, markByteSize, Long.BYTES);
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
                if (table.isFull()) {
                    table.makeRoom(key);
                }
                table.use(key);
                Marks.set(marks, remaining);
            }
        }
    }

    private static void takeOut(HashTable keys, HashTable table, long marks) {
        long slot = keys.startOfWalk();
        for (long remaining = keys.sizeAsLong(); remaining > 0; remaining--) {
            slot = keys.nextUsed(slot);
            if (Marks.isSet(marks, remaining)) {
                table.vacate(table.find(HashTable.keyAt(slot)));
            }
        }
    }
}
