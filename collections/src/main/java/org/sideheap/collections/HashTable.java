package org.sideheap.collections;

import static org.sideheap.allocators.Memory.getLong;
import static org.sideheap.allocators.Memory.putLong;

import java.nio.ByteBuffer;
import java.util.ConcurrentModificationException;
import java.util.concurrent.ThreadLocalRandom;
import org.sideheap.allocators.AllocationFailedException;
import org.sideheap.allocators.Allocator;
import org.sideheap.allocators.BumpAllocator;
import org.sideheap.allocators.Memory;

/**
 * Open addressing over one block of memory: what hash maps and sets are surfaces of.
 *
 * <p>It knows slots and keys, and nothing of what a surface keeps beside a key. To the surface a slot is a number that
 * {@link #find} and {@link #nextUsed} give and that is good until the next {@link #use} or {@link #vacate}: how keys are
 * hashed, where slots are, how they are probed, how the table grows and what memory it has is settled here alone.
 *
 * <p>Nothing is checked but that a table without memory is not a closed one: a surface calls {@link #missed} where it
 * found nothing, and checks what a function of its user did with {@link #checkUnchanged} before it touches a slot again.
 */
abstract class HashTable {
    /*
     * Slots. A table is a power of two of slots, each of one or two words of 8 bytes. The first word is the key, the last
     * one is 0 just when the slot is empty, and what else it says is for the surface to decide:
     *
     *   address
     *   v
     *   +--------+-----------+--------+-----------+-----     two words: key and last word
     *   | key, 8 | last, 8   | key, 8 | last, 8   | ...
     *   +--------+-----------+--------+-----------+-----
     *   |<---- slot 0 ------>|
     *
     *   +--------+--------+--------+-----                    one word: the key is the last word, and cannot be 0
     *   | key, 8 | key, 8 | key, 8 | ...
     *   +--------+--------+--------+-----
     *   |<slot 0>|
     *
     * So zeroed memory is an empty table, and all tables without memory can share EMPTY_TABLE, one slot that nobody ever
     * writes to. Sizes are held as masks of offsets, so that finding a slot takes no shift.
     *
     * Probing. Linear, from the slot the key hashes to, its home, to the next empty one. Invariant: no slot from a key's
     * home to the key's own slot is empty; and there is always an empty slot, as resizeThreshold < slots. An empty slot may
     * have an old key left in it. Finding that one first does no harm: it is empty, and where the probe would end.
     *
     * Deletion. Backward shift, no tombstones (Knuth, The Art of Computer Programming, volume 3, section 6.4, algorithm
     * R): the slots behind the hole move into it as long as that does not bring one before its home.
     *
     * Growth. Before a key is added that would exceed resizeThreshold, all slots move to a table of twice as many. The old
     * table is freed after that, so a failure to allocate changes nothing.
     *
     * Iteration. Backward around the table, from a slot that is empty. Removing the slot one stands on moves only slots
     * from behind it in its run, up to the next empty slot: those were passed already, wherever the run wraps around, as
     * the start is empty and in no run. So each slot is seen once, and no other state is needed than the slot and how many
     * are left.
     *
     * Hash. The high and the low half of a 64 by 64 bit product, folded together, as in wyhash: one multiplication whose
     * every output bit depends on every input bit. Twice, as one round leaves multiples of a power of two apart by nearly
     * the same number of slots, and they cluster: to 40 probes for 2^19 multiples of 2^36. The key is masked with a seed
     * that each table draws for itself, so that keys cannot be crafted to collide, and so that keys taken from one table in
     * its order are in no order for another: with one hash for all, copying a table into a growing one is quadratic.
     *
     * The surfaces are subclasses, not owners of a table: one load more on the way to each field made a put that overwrites
     * a quarter slower where the table is larger than the cache. They are final and the size of a slot is constant in each,
     * so that where find and the others are inlined no virtual call is left.
     */

    static final float DEFAULT_LOAD_FACTOR = 0.65f;
    static final long EMPTY = 0;

    private static final float MIN_LOAD_FACTOR = 0.1f;
    private static final float MAX_LOAD_FACTOR = 0.9f;
    private static final long MIN_SLOTS = 8;
    private static final long MAX_BYTE_SIZE = 1L << 62;

    /** Never freed, and of a buffer, as a block of the global allocator would be taken for a leak by those who count. */
    private static final BumpAllocator EMPTY_TABLES = BumpAllocator.over(ByteBuffer.allocateDirect(64));

    private static final long EMPTY_TABLE = EMPTY_TABLES.allocateZeroed(2 * Long.BYTES, 2 * Long.BYTES);

    /** The golden ratio in 64 bits, odd. */
    private static final long MULTIPLIER = 0x9E3779B97F4A7C15L;

    private final Tie tie;
    private final long seed = ThreadLocalRandom.current().nextLong();
    final float loadFactor;

    private long address = EMPTY_TABLE;

    /** What is left of a hash in it is the offset of a slot; 0 without memory. */
    private long offsetMask;

    private long count;

    /** The count the table is allowed; 0 without memory. */
    private long resizeThreshold;

    int modCount;

    HashTable(String name, Allocator allocator, float loadFactor) {
        this.tie = new Tie(name, allocator);
        if (!(loadFactor >= MIN_LOAD_FACTOR && loadFactor <= MAX_LOAD_FACTOR)) {
            throw new IllegalArgumentException(
                    "loadFactor must be from " + MIN_LOAD_FACTOR + " to " + MAX_LOAD_FACTOR + ", was " + loadFactor);
        }
        this.loadFactor = loadFactor;
    }

    /** The table hears of its allocator from now on, and has room for that many slots at least. */
    final void begin(long initialCapacity) {
        if (initialCapacity < 0) {
            throw new IllegalArgumentException("initialCapacity must be at least 0, was " + initialCapacity);
        }
        begin(() -> {
            if (initialCapacity > 0) {
                rehash(slotsFor(initialCapacity));
            }
        });
    }

    final void begin(Runnable firstRequest) {
        tie.begin(firstRequest);
    }

    final String name() {
        return tie.name;
    }

    final Allocator allocator() {
        return tie.allocator;
    }

    final void ensureOpen() {
        tie.ensureOpen();
    }

    final void closeTable() {
        tie.close();
    }

    /** The size of a slot in bytes: 8 or 16, and the same for all of a class. */
    abstract long slotByteSize();

    /** The table is closed: what a surface has beside it goes too. */
    void closed() {}

    /** How many slots there are; 0 without memory. */
    final long slotCount() {
        missed();
        return slots();
    }

    final long maxUsedSlots() {
        missed();
        return resizeThreshold;
    }

    /** How many slots are used. */
    final long usedSlots() {
        if (count == 0) {
            ensureOpen();
        }
        return count;
    }

    /** The key's slot, or the empty one where it would be added. */
    final long find(long key) {
        long slot = homeOf(key);
        while (getLong(slot) != key && lastWord(slot) != EMPTY) {
            slot = slotBehind(slot);
        }
        return slot;
    }

    /** The slot where a search for the key begins. */
    final long homeOf(long key) {
        return address + homeOffset(key);
    }

    static long keyAt(long slot) {
        return getLong(slot);
    }

    /** What the surface keeps in a used slot, or {@link #EMPTY}. */
    final long lastWord(long slot) {
        return getLong(slot + slotByteSize() - Long.BYTES);
    }

    /** Gives a used slot another last word, which is not {@link #EMPTY}. */
    final void setLastWord(long slot, long lastWord) {
        putLong(slot + slotByteSize() - Long.BYTES, lastWord);
    }

    /** Where a lookup found nothing: in a closed table it always finds nothing. */
    final void missed() {
        if (!hasMemory()) {
            ensureOpen();
        }
    }

    /** Uses the empty slot that was found for a key. The table may grow first. */
    final void use(long emptySlot, long key, long lastWord) {
        long slot = emptySlot;
        if (count >= resizeThreshold) {
            ensureOpen();
            rehash(slotsFor(slots() << 1));
            slot = find(key);
        }
        modCount++;
        count++;
        putLong(slot, key);
        setLastWord(slot, lastWord);
    }

    /** Empties a used slot. Slots behind it move; none that {@link #nextUsed} has not come to yet moves out of its way. */
    final void vacate(long slot) {
        modCount++;
        count--;
        shiftBack(slot);
    }

    /** Where a walk over the used slots begins. The first of them is {@link #nextUsed}, and there are {@link #usedSlots}. */
    final long startOfWalk() {
        long slot = address;
        while (lastWord(slot) != EMPTY) {
            slot += slotByteSize();
        }
        return slot;
    }

    /** The used slot that comes next on a walk. There must be one: who walks counts. */
    final long nextUsed(long slot) {
        long next = slot;
        do {
            next = next == address ? address + offsetMask : next - slotByteSize();
        } while (lastWord(next) == EMPTY);
        return next;
    }

    /** Makes room for as many used slots in all, so that adding them does not allocate. */
    final void reserveSlots(long expectedCount) {
        missed();
        if (expectedCount > resizeThreshold) {
            rehash(slotsToHold(expectedCount));
        }
    }

    /** Whether so many more cannot be added without growing. */
    final boolean mustGrowFor(long addedCount) {
        missed();
        return addedCount > resizeThreshold - count;
    }

    /** Empties all slots and keeps the memory. */
    final void vacateAll() {
        if (usedSlots() != 0) {
            modCount++;
            count = 0;
            Memory.fill(address, byteSize(), (byte) 0);
        }
    }

    /** Moves to the smallest table that holds what there is, if the allocator has a smaller one than this. */
    final void compactSlots() {
        if (usedSlots() == 0) {
            free();
        } else {
            final long newSlots = slotsToHold(count);
            if (newSlots < slots()) {
                rehash(newSlots);
            }
        }
    }

    /** What a surface asks when a function of its user returns. */
    final void checkUnchanged(int expectedModCount) {
        if (modCount != expectedModCount) {
            tie.ensureOpen();
            throw new ConcurrentModificationException(tie.name + " was changed from inside a function it had called");
        }
    }

    /** How many slots a lookup of the key looks at: what hashing is judged by. */
    final long probesOf(long key) {
        return distance(homeOf(key), find(key)) / slotByteSize() + 1;
    }

    /** Closes a hole in a run of used slots, so that no key is cut off from its home. */
    private void shiftBack(long removedSlot) {
        long hole = removedSlot;
        for (long slot = slotBehind(hole); ; slot = slotBehind(slot)) {
            final long lastWord = lastWord(slot);
            if (lastWord == EMPTY) {
                setLastWord(hole, EMPTY);
                return;
            }
            final long key = getLong(slot);
            if (distance(homeOf(key), slot) >= distance(hole, slot)) {
                putLong(hole, key);
                setLastWord(hole, lastWord);
                hole = slot;
            }
        }
    }

    private long slotsToHold(long expectedCount) {
        return slotsFor((long) Math.ceil(expectedCount / (double) loadFactor));
    }

    /** How many slots a table of at least that many has, with all the memory the allocator gives for it. */
    private long slotsFor(long minSlots) {
        if (minSlots > MAX_BYTE_SIZE / slotByteSize()) {
            throw new AllocationFailedException(tie.allocator, Long.MAX_VALUE, slotByteSize());
        }
        final long byteSize = ceilingPowerOfTwo(Math.max(MIN_SLOTS, minSlots)) * slotByteSize();
        return Long.highestOneBit(Math.max(byteSize, tie.allocator.goodByteSize(byteSize))) / slotByteSize();
    }

    /** Moves all used slots to a new table. */
    private void rehash(long newSlots) {
        final long newByteSize = newSlots * slotByteSize();
        final long newAddress = tie.allocator.allocateZeroed(newByteSize, slotByteSize());

        modCount++;
        final long oldAddress = address;
        final long oldByteSize = byteSize();
        address = newAddress;
        offsetMask = newByteSize - slotByteSize();
        resizeThreshold = (long) (newSlots * (double) loadFactor);
        if (oldAddress != EMPTY_TABLE) {
            moveFrom(oldAddress, oldAddress + oldByteSize);
            tie.allocator.free(oldAddress, oldByteSize, slotByteSize());
        }
    }

    private void moveFrom(long oldAddress, long oldEndAddress) {
        for (long oldSlot = oldAddress; oldSlot < oldEndAddress; oldSlot += slotByteSize()) {
            final long lastWord = lastWord(oldSlot);
            if (lastWord != EMPTY) {
                final long key = getLong(oldSlot);
                final long slot = find(key);
                putLong(slot, key);
                setLastWord(slot, lastWord);
            }
        }
    }

    private static long ceilingPowerOfTwo(long value) {
        return value <= 1 ? 1 : Long.highestOneBit(value - 1) << 1;
    }

    private boolean hasMemory() {
        return address != EMPTY_TABLE;
    }

    private long byteSize() {
        return hasMemory() ? offsetMask + slotByteSize() : 0;
    }

    private long slots() {
        return byteSize() / slotByteSize();
    }

    private long homeOffset(long key) {
        return fold(fold(key ^ seed)) & offsetMask;
    }

    private static long fold(long value) {
        return value * MULTIPLIER ^ Math.multiplyHigh(value, MULTIPLIER);
    }

    private long slotBehind(long slot) {
        return address + (slot - address + slotByteSize() & offsetMask);
    }

    /** Bytes from one slot to another, around the end of the table. */
    private long distance(long fromSlot, long toSlot) {
        return toSlot - fromSlot & offsetMask;
    }

    /** Back to the state without memory; there is nothing in it to keep. */
    private void free() {
        if (hasMemory()) {
            final long oldAddress = address;
            final long oldByteSize = byteSize();
            forget();
            tie.allocator.free(oldAddress, oldByteSize, slotByteSize());
        }
    }

    private void forget() {
        modCount++;
        count = 0;
        address = EMPTY_TABLE;
        offsetMask = 0;
        resizeThreshold = 0;
    }

    /** The one block of the table, and its end. */
    private final class Tie extends Lifetime {
        Tie(String name, Allocator allocator) {
            super(name, allocator);
        }

        @Override
        protected boolean holds(long fromAddress, long toAddress) {
            return hasMemory() && isInside(address, fromAddress, toAddress);
        }

        @Override
        void letGo(long fromAddress, long toAddress) {
            modCount++;
            closed();
            if (holds(fromAddress, toAddress)) {
                forget();
            } else {
                free();
            }
        }
    }
}
