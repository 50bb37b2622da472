package org.sideheap.collections;

import static org.sideheap.allocators.Memory.getLong;
import static org.sideheap.allocators.Memory.putLong;

import java.util.ConcurrentModificationException;
import java.util.concurrent.ThreadLocalRandom;
import java.util.function.LongBinaryOperator;
import java.util.function.LongUnaryOperator;
import org.agrona.collections.LongLongConsumer;
import org.agrona.collections.LongLongFunction;
import org.sideheap.allocators.AllocationFailedException;
import org.sideheap.allocators.Allocator;
import org.sideheap.allocators.AllocatorContext;
import org.sideheap.allocators.GlobalAllocator;
import org.sideheap.allocators.Memory;

/**
 * A hash map from {@code long} to {@code long} in one block of off-heap memory.
 *
 * <p>For tables that are looked up: sessions, orders, counters by id. Not for keys that are small and dense, where a
 * {@link LongArrayList} indexed by them is smaller and faster, nor where keys are wanted in order.
 *
 * <pre>{@code
 * try (Long2LongHashMap map = new Long2LongHashMap(GlobalAllocator.INSTANCE, -1)) {
 *     map.put(7, 700);
 *     long value = map.get(7);    // 700
 *     long missing = map.get(8);  // -1
 * }
 * }</pre>
 *
 * <p>One value, the missing value, cannot be put: it is what a lookup answers for a key that is not there.
 *
 * <p>Each operation on one key is O(1) on average, growth amortised; a put that grows the table costs a pass over it.
 * Memory is 16 bytes a slot, and by default at most 65% of the slots are used. The hash has a seed of its own in each
 * map, so keys cannot be crafted to collide, and the order of iteration differs from map to map.
 *
 * <p><strong>Which allocator.</strong> One that takes blocks of any size back: the global one or a free list. On a pool
 * the map can grow to one block, and has all of it at once. On a bump, a buffer or a stack each table that was outgrown
 * stays behind; give an initial capacity.
 *
 * <p>One thread at a time; see the package for what else holds.
 */
public final class Long2LongHashMap implements AutoCloseable {
    /*
     * Slots. A table is capacity slots of 16 bytes, a power of two of them:
     *
     *   tableAddress
     *   v
     *   +---------+-------------------+---------+-------------------+-----
     *   | key, 8  | encoded value, 8  | key, 8  | encoded value, 8  | ...
     *   +---------+-------------------+---------+-------------------+-----
     *   |<---------- slot 0 --------->|
     *
     * A value is encoded by an exclusive or with the missing value. So a slot is empty just when its second word is 0,
     * whatever the missing value: zeroed memory is an empty table, and all maps without a table can share EMPTY_TABLE,
     * one slot that nobody ever writes to.
     *
     * Probing. Linear, from the slot the key hashes to, its home, to the next empty one. Invariant: no slot from a key's
     * home to the key's own slot is empty; and there is always an empty slot, as resizeThreshold < capacity.
     *
     * Deletion. Backward shift, no tombstones (Knuth, The Art of Computer Programming, volume 3, section 6.4, algorithm
     * R): the slots behind the hole move into it as long as that does not bring one before its home.
     *
     * Growth. Before a key is added that would exceed resizeThreshold, all entries move to a table of twice the capacity.
     * The old table is freed after that, so a failure to allocate changes nothing.
     *
     * Hash. The high and the low half of a 64 by 64 bit product, folded together, as in wyhash: one multiplication whose
     * every output bit depends on every input bit. Twice, as one round leaves multiples of a power of two apart by nearly
     * the same number of slots, and they cluster: to 40 probes for 2^19 multiples of 2^36. The key is masked with the
     * map's seed first.
     */

    private static final int MIN_CAPACITY = 8;
    private static final float DEFAULT_LOAD_FACTOR = 0.65f;
    private static final float MIN_LOAD_FACTOR = 0.1f;
    private static final float MAX_LOAD_FACTOR = 0.9f;

    private static final int SLOT_SHIFT = 4;
    private static final long SLOT_BYTE_SIZE = 1L << SLOT_SHIFT;
    private static final long MAX_CAPACITY = 1L << (62 - SLOT_SHIFT);
    private static final long VALUE_OFFSET = 8;
    private static final long EMPTY = 0;

    private static final long EMPTY_TABLE = GlobalAllocator.INSTANCE.allocateZeroed(SLOT_BYTE_SIZE, SLOT_BYTE_SIZE);

    /** The golden ratio in 64 bits, odd. */
    private static final long MULTIPLIER = 0x9E3779B97F4A7C15L;

    private final Table table;
    private final long missingValue;
    private final float loadFactor;
    private final long seed = ThreadLocalRandom.current().nextLong();

    private long tableAddress = EMPTY_TABLE;
    private long slotMask;
    private long count;

    /** The count the table is allowed; 0 without one. */
    private long resizeThreshold;

    private int modCount;

    /**
     * An empty map on the allocator of the {@link AllocatorContext}.
     *
     * @param missingValue what a lookup answers for a key that is not there
     */
    public Long2LongHashMap(long missingValue) {
        this(AllocatorContext.current(), missingValue);
    }

    /**
     * An empty map; memory is taken with the first entry.
     *
     * @param allocator for the table
     * @param missingValue what a lookup answers for a key that is not there
     */
    public Long2LongHashMap(Allocator allocator, long missingValue) {
        this(allocator, 0, DEFAULT_LOAD_FACTOR, missingValue);
    }

    /**
     * An empty map with a table of some capacity.
     *
     * @param allocator for the table
     * @param initialCapacity how many slots to take memory for now; 0 for none, else rounded up to a power of two. It
     *     holds that many entries times the load factor
     * @param loadFactor how much of the table may be used, from 0.1 to 0.9
     * @param missingValue what a lookup answers for a key that is not there
     * @throws AllocationFailedException when there is no memory for the table
     */
    public Long2LongHashMap(Allocator allocator, long initialCapacity, float loadFactor, long missingValue) {
        if (initialCapacity < 0) {
            throw new IllegalArgumentException("initialCapacity must be at least 0, was " + initialCapacity);
        }
        if (!(loadFactor >= MIN_LOAD_FACTOR && loadFactor <= MAX_LOAD_FACTOR)) {
            throw new IllegalArgumentException(
                    "loadFactor must be from " + MIN_LOAD_FACTOR + " to " + MAX_LOAD_FACTOR + ", was " + loadFactor);
        }
        this.table = new Table(allocator);
        this.missingValue = missingValue;
        this.loadFactor = loadFactor;
        table.begin(() -> {
            if (initialCapacity > 0) {
                rehash(slotsFor(initialCapacity));
            }
        });
    }

    /**
     * What a lookup answers for a key that is not there.
     *
     * @return the value that cannot be put
     */
    public long missingValue() {
        return missingValue;
    }

    /**
     * How much of the table may be used before it grows.
     *
     * @return the fraction
     */
    public float loadFactor() {
        return loadFactor;
    }

    /**
     * How many slots the table has, or {@link Integer#MAX_VALUE} if there are more than that.
     *
     * @return the capacity; 0 when the map has no table yet
     */
    public int capacity() {
        return Bounds.saturatedToInt(capacityAsLong());
    }

    /**
     * How many slots the table has.
     *
     * @return the capacity; 0 when the map has no table yet
     */
    public long capacityAsLong() {
        if (!hasTable()) {
            table.ensureOpen();
        }
        return slots();
    }

    /**
     * The count above which the table grows, or {@link Integer#MAX_VALUE} if that is less.
     *
     * @return the threshold
     */
    public int resizeThreshold() {
        if (!hasTable()) {
            table.ensureOpen();
        }
        return Bounds.saturatedToInt(resizeThreshold);
    }

    /**
     * How many entries there are, or {@link Integer#MAX_VALUE} if there are more than that.
     *
     * @return the count
     */
    public int size() {
        return Bounds.saturatedToInt(sizeAsLong());
    }

    /**
     * How many entries there are.
     *
     * @return the count
     */
    public long sizeAsLong() {
        if (count == 0) {
            table.ensureOpen();
        }
        return count;
    }

    /**
     * Whether there are no entries.
     *
     * @return whether the count is 0
     */
    public boolean isEmpty() {
        return sizeAsLong() == 0;
    }

    /**
     * Looks a key up.
     *
     * @param key to look for
     * @return its value, or the missing value
     */
    public long get(long key) {
        final long encoded = encodedValueAt(find(key));
        return encoded != EMPTY ? encoded ^ missingValue : missing();
    }

    /**
     * Looks a key up.
     *
     * @param key to look for
     * @param defaultValue what to answer for a key that is not there
     * @return its value, or the default
     */
    public long getOrDefault(long key, long defaultValue) {
        final long encoded = encodedValueAt(find(key));
        if (encoded == EMPTY) {
            missing();
            return defaultValue;
        }
        return encoded ^ missingValue;
    }

    /**
     * Whether a key is there.
     *
     * @param key to look for
     * @return whether it has a value
     */
    public boolean containsKey(long key) {
        return get(key) != missingValue;
    }

    /**
     * Whether any key has a value. O(capacity).
     *
     * @param value to look for
     * @return whether it is there; the missing value never is
     */
    public boolean containsValue(long value) {
        final long encoded = value ^ missingValue;
        for (long slot = 0, slots = capacityAsLong(); slot < slots && encoded != EMPTY; slot++) {
            if (encodedValueAt(addressOf(slot)) == encoded) {
                return true;
            }
        }
        return false;
    }

    /**
     * Gives a key a value.
     *
     * @param key to give it to
     * @param value to give, not the missing value
     * @return the key's old value, or the missing value
     * @throws IllegalArgumentException when the value is the missing value
     * @throws AllocationFailedException when the table must grow and cannot
     */
    public long put(long key, long value) {
        checkValue(value);
        final long slotAddress = find(key);
        final long encoded = encodedValueAt(slotAddress);
        if (encoded == EMPTY) {
            add(slotAddress, key, value);
            return missingValue;
        }
        putLong(slotAddress + VALUE_OFFSET, value ^ missingValue);
        return encoded ^ missingValue;
    }

    /**
     * Gives a key a value if it has none.
     *
     * @param key to give it to
     * @param value to give, not the missing value
     * @return the key's value if it had one, or the missing value
     * @throws IllegalArgumentException when the value is the missing value
     * @throws AllocationFailedException when the table must grow and cannot
     */
    public long putIfAbsent(long key, long value) {
        checkValue(value);
        final long slotAddress = find(key);
        final long encoded = encodedValueAt(slotAddress);
        if (encoded == EMPTY) {
            add(slotAddress, key, value);
        }
        return encoded ^ missingValue;
    }

    /**
     * Gives a key another value if it has one.
     *
     * @param key to give it to
     * @param value to give, not the missing value
     * @return the key's old value, or the missing value
     * @throws IllegalArgumentException when the value is the missing value
     */
    public long replace(long key, long value) {
        checkValue(value);
        final long slotAddress = find(key);
        final long encoded = encodedValueAt(slotAddress);
        if (encoded == EMPTY) {
            return missing();
        }
        putLong(slotAddress + VALUE_OFFSET, value ^ missingValue);
        return encoded ^ missingValue;
    }

    /**
     * Removes a key.
     *
     * @param key to remove
     * @return its value, or the missing value
     */
    public long remove(long key) {
        final long slotAddress = find(key);
        final long encoded = encodedValueAt(slotAddress);
        if (encoded == EMPTY) {
            return missing();
        }
        removeSlot(slotAddress);
        return encoded ^ missingValue;
    }

    /**
     * Removes a key if it has a given value.
     *
     * @param key to remove
     * @param value it must have
     * @return whether it was removed
     */
    public boolean remove(long key, long value) {
        final long slotAddress = find(key);
        final long encoded = encodedValueAt(slotAddress);
        if (encoded == EMPTY) {
            missing();
            return false;
        }
        if (encoded != (value ^ missingValue)) {
            return false;
        }
        removeSlot(slotAddress);
        return true;
    }

    /**
     * Looks a key up, and gives it a value if it has none.
     *
     * @param key to look for
     * @param mappingFunction gives the value for the key, or the missing value for none
     * @return the value the key now has, or the missing value
     * @throws ConcurrentModificationException when the function changes the map
     * @throws AllocationFailedException when the table must grow and cannot
     */
    public long computeIfAbsent(long key, LongUnaryOperator mappingFunction) {
        final long slotAddress = find(key);
        final long encoded = encodedValueAt(slotAddress);
        if (encoded != EMPTY) {
            return encoded ^ missingValue;
        }
        missing();
        final int expectedModCount = modCount;
        return settle(slotAddress, key, EMPTY, mappingFunction.applyAsLong(key), expectedModCount);
    }

    /**
     * Gives a key that has a value another one, or removes it.
     *
     * @param key to look for
     * @param remappingFunction gives the new value for the key and its old one, or the missing value to remove it
     * @return the value the key now has, or the missing value
     * @throws ConcurrentModificationException when the function changes the map
     */
    public long computeIfPresent(long key, LongBinaryOperator remappingFunction) {
        final long slotAddress = find(key);
        final long encoded = encodedValueAt(slotAddress);
        if (encoded == EMPTY) {
            return missing();
        }
        final int expectedModCount = modCount;
        final long value = remappingFunction.applyAsLong(key, encoded ^ missingValue);
        return settle(slotAddress, key, encoded, value, expectedModCount);
    }

    /**
     * Gives a key a value made from the one it has, or removes it.
     *
     * @param key to look for
     * @param remappingFunction gives the new value for the key and its old one, which may be the missing value; or the
     *     missing value to remove it
     * @return the value the key now has, or the missing value
     * @throws ConcurrentModificationException when the function changes the map
     * @throws AllocationFailedException when the table must grow and cannot
     */
    public long compute(long key, LongBinaryOperator remappingFunction) {
        final long slotAddress = find(key);
        final long encoded = encodedValueAt(slotAddress);
        if (encoded == EMPTY) {
            missing();
        }
        final int expectedModCount = modCount;
        final long value = remappingFunction.applyAsLong(key, encoded ^ missingValue);
        return settle(slotAddress, key, encoded, value, expectedModCount);
    }

    /**
     * Gives a key a value if it has none, and else one made from both.
     *
     * @param key to look for
     * @param value for a key without one, not the missing value
     * @param remappingFunction gives the new value for the old one and the given one, or the missing value to remove it
     * @return the value the key now has, or the missing value
     * @throws IllegalArgumentException when the value is the missing value
     * @throws ConcurrentModificationException when the function changes the map
     * @throws AllocationFailedException when the table must grow and cannot
     */
    public long merge(long key, long value, LongLongFunction remappingFunction) {
        checkValue(value);
        final long slotAddress = find(key);
        final long encoded = encodedValueAt(slotAddress);
        final int expectedModCount = modCount;
        final long merged = encoded == EMPTY ? value : remappingFunction.apply(encoded ^ missingValue, value);
        return settle(slotAddress, key, encoded, merged, expectedModCount);
    }

    /**
     * Hands each entry to an action, in no order.
     *
     * @param consumer to call with key and value
     * @throws ConcurrentModificationException when the action adds, removes, or closes the map; the action is then not
     *     called again
     */
    public void forEachLong(LongLongConsumer consumer) {
        final int expectedModCount = modCount;
        for (long slot = 0, remaining = sizeAsLong(); remaining > 0; slot++) {
            final long slotAddress = addressOf(slot);
            final long encoded = encodedValueAt(slotAddress);
            if (encoded != EMPTY) {
                consumer.accept(getLong(slotAddress), encoded ^ missingValue);
                checkUnchanged(expectedModCount);
                remaining--;
            }
        }
    }

    /** Removes all entries and keeps the memory. O(capacity). */
    public void clear() {
        if (!isEmpty()) {
            modCount++;
            count = 0;
            Memory.fill(tableAddress, slots() << SLOT_SHIFT, (byte) 0);
        }
    }

    /**
     * Moves the entries to the smallest table that holds them, if the allocator has a smaller one than this.
     *
     * @throws AllocationFailedException when there is no memory for that table beside the old one
     */
    public void compact() {
        if (isEmpty()) {
            table.free();
        } else {
            final long newSlots = slotsFor((long) Math.ceil(count / (double) loadFactor));
            if (newSlots < slots()) {
                rehash(newSlots);
            }
        }
    }

    /** Gives the memory back. Closing twice is fine. */
    @Override
    public void close() {
        table.close();
    }

    /**
     * The entries as text.
     *
     * @return {@code {key=value, key=value}}, in no order
     */
    @Override
    public String toString() {
        final StringBuilder text = new StringBuilder("{");
        forEachLong((key, value) -> text.append(text.length() > 1 ? ", " : "")
                .append(key)
                .append('=')
                .append(value));
        return text.append('}').toString();
    }

    /** The address of the key's slot, or of the empty one where it would be added. */
    private long find(long key) {
        long slot = homeOf(key);
        while (true) {
            final long slotAddress = addressOf(slot);
            if (encodedValueAt(slotAddress) == EMPTY || getLong(slotAddress) == key) {
                return slotAddress;
            }
            slot = next(slot);
        }
    }

    /** How many slots a lookup of the key looks at: what hashing is judged by. */
    long probesOf(long key) {
        return distance(homeOf(key), (find(key) - tableAddress) >> SLOT_SHIFT) + 1;
    }

    /** What a lookup answers that found nothing; a closed map finds nothing. */
    private long missing() {
        if (!hasTable()) {
            table.ensureOpen();
        }
        return missingValue;
    }

    private void checkValue(long value) {
        if (value == missingValue) {
            throw new IllegalArgumentException("the missing value " + missingValue + " cannot be put");
        }
    }

    private void checkUnchanged(int expectedModCount) {
        if (modCount != expectedModCount) {
            throw new ConcurrentModificationException("the map was changed from inside a function it had called");
        }
    }

    /** Gives the slot that was found for a key, and had an encoded value or none, what a function made of it. */
    private long settle(long slotAddress, long key, long oldEncoded, long value, int expectedModCount) {
        checkUnchanged(expectedModCount);
        final long encoded = value ^ missingValue;
        if (oldEncoded == EMPTY) {
            if (encoded != EMPTY) {
                add(slotAddress, key, value);
            }
        } else if (encoded == EMPTY) {
            removeSlot(slotAddress);
        } else {
            putLong(slotAddress + VALUE_OFFSET, encoded);
        }
        return value;
    }

    private void add(long emptySlotAddress, long key, long value) {
        long slotAddress = emptySlotAddress;
        if (count >= resizeThreshold) {
            table.ensureOpen();
            rehash(slotsFor(slots() << 1));
            slotAddress = find(key);
        }
        modCount++;
        count++;
        putLong(slotAddress, key);
        putLong(slotAddress + VALUE_OFFSET, value ^ missingValue);
    }

    private void removeSlot(long slotAddress) {
        modCount++;
        count--;
        shiftBack((slotAddress - tableAddress) >> SLOT_SHIFT);
    }

    /** Closes a hole in a run of used slots, so that no key is cut off from its home. */
    private void shiftBack(long hole) {
        long emptySlot = hole;
        for (long slot = next(hole); ; slot = next(slot)) {
            final long slotAddress = addressOf(slot);
            final long encoded = encodedValueAt(slotAddress);
            if (encoded == EMPTY) {
                putLong(addressOf(emptySlot) + VALUE_OFFSET, EMPTY);
                return;
            }
            final long key = getLong(slotAddress);
            if (distance(homeOf(key), slot) >= distance(emptySlot, slot)) {
                putLong(addressOf(emptySlot), key);
                putLong(addressOf(emptySlot) + VALUE_OFFSET, encoded);
                emptySlot = slot;
            }
        }
    }

    /** How many slots a table of at least that capacity has, with all the memory the allocator gives for it. */
    private long slotsFor(long minCapacity) {
        if (minCapacity > MAX_CAPACITY) {
            throw new AllocationFailedException(table.allocator, Long.MAX_VALUE, SLOT_BYTE_SIZE);
        }
        final long byteSize = ceilingPowerOfTwo(Math.max(MIN_CAPACITY, minCapacity)) << SLOT_SHIFT;
        return Long.highestOneBit(Math.max(byteSize, table.allocator.goodByteSize(byteSize)) >> SLOT_SHIFT);
    }

    /** Moves all entries to a new table. */
    private void rehash(long newSlots) {
        final Allocator allocator = table.allocator;
        final long newTableAddress = allocator.allocateZeroed(newSlots << SLOT_SHIFT, SLOT_BYTE_SIZE);

        modCount++;
        final long oldTableAddress = tableAddress;
        final long oldSlots = slots();
        tableAddress = newTableAddress;
        slotMask = newSlots - 1;
        resizeThreshold = (long) (newSlots * (double) loadFactor);
        if (oldTableAddress != EMPTY_TABLE) {
            moveFrom(oldTableAddress, oldSlots);
            allocator.free(oldTableAddress, oldSlots << SLOT_SHIFT, SLOT_BYTE_SIZE);
        }
    }

    private void moveFrom(long oldTableAddress, long oldSlots) {
        final long end = oldTableAddress + (oldSlots << SLOT_SHIFT);
        for (long oldSlotAddress = oldTableAddress; oldSlotAddress < end; oldSlotAddress += SLOT_BYTE_SIZE) {
            final long encoded = encodedValueAt(oldSlotAddress);
            if (encoded != EMPTY) {
                final long key = getLong(oldSlotAddress);
                final long slotAddress = find(key);
                putLong(slotAddress, key);
                putLong(slotAddress + VALUE_OFFSET, encoded);
            }
        }
    }

    private static long ceilingPowerOfTwo(long value) {
        return value <= 1 ? 1 : Long.highestOneBit(value - 1) << 1;
    }

    private boolean hasTable() {
        return tableAddress != EMPTY_TABLE;
    }

    private long slots() {
        return hasTable() ? slotMask + 1 : 0;
    }

    private long addressOf(long slot) {
        return tableAddress + (slot << SLOT_SHIFT);
    }

    private static long encodedValueAt(long slotAddress) {
        return getLong(slotAddress + VALUE_OFFSET);
    }

    private long homeOf(long key) {
        return fold(fold(key ^ seed)) & slotMask;
    }

    private static long fold(long value) {
        return value * MULTIPLIER ^ Math.multiplyHigh(value, MULTIPLIER);
    }

    private long next(long slot) {
        return slot + 1 & slotMask;
    }

    /** Steps from one slot to another, around the end of the table. */
    private long distance(long fromSlot, long toSlot) {
        return toSlot - fromSlot & slotMask;
    }

    /** The one table of the map, and its end. */
    private final class Table extends Lifetime {
        Table(Allocator allocator) {
            super("Long2LongHashMap", allocator);
        }

        @Override
        protected boolean holds(long fromAddress, long toAddress) {
            return hasTable() && isInside(tableAddress, fromAddress, toAddress);
        }

        @Override
        void letGo(long fromAddress, long toAddress) {
            if (holds(fromAddress, toAddress)) {
                forget();
            } else {
                free();
            }
        }

        /** Back to the state without a table; there are no entries to keep. */
        void free() {
            if (hasTable()) {
                final long address = tableAddress;
                final long byteSize = slots() << SLOT_SHIFT;
                forget();
                allocator.free(address, byteSize, SLOT_BYTE_SIZE);
            }
        }

        private void forget() {
            modCount++;
            count = 0;
            tableAddress = EMPTY_TABLE;
            slotMask = 0;
            resizeThreshold = 0;
        }
    }
}
