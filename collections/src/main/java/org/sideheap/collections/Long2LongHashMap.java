package org.sideheap.collections;

import static java.util.Objects.requireNonNull;
import static org.sideheap.allocators.Memory.getLong;
import static org.sideheap.allocators.Memory.putLong;

import java.util.AbstractCollection;
import java.util.AbstractSet;
import java.util.ConcurrentModificationException;
import java.util.Iterator;
import java.util.Map;
import java.util.NoSuchElementException;
import java.util.Objects;
import java.util.function.BiConsumer;
import java.util.function.BiFunction;
import java.util.function.Function;
import java.util.function.LongBinaryOperator;
import java.util.function.LongPredicate;
import java.util.function.LongUnaryOperator;
import org.agrona.collections.LongLongConsumer;
import org.agrona.collections.LongLongFunction;
import org.agrona.collections.LongLongPredicate;
import org.sideheap.allocators.AllocationFailedException;
import org.sideheap.allocators.Allocator;
import org.sideheap.allocators.AllocatorContext;

/**
 * A hash map from {@code long} to {@code long} in one block of off-heap memory, or in {@link #segmented segments}.
 *
 * <p>For tables that are looked up: sessions, orders, counters by id. Not for keys that are small and dense, where a
 * {@link LongArrayList} indexed by them is smaller and faster, nor where keys are wanted in order; where there are only
 * keys, a {@link LongHashSet} takes half the memory.
 *
 * <pre>{@code
 * try (Long2LongHashMap map = new Long2LongHashMap(GlobalAllocator.INSTANCE, -1)) {
 *     map.put(7, 700);
 *     long value = map.get(7);    // 700
 *     long missing = map.get(8);  // -1
 *     map.addTo(7, 5);            // 705
 * }
 * }</pre>
 *
 * <p>One value, the missing value, cannot be put: it is what a lookup answers for a key that is not there. In the methods
 * of {@link Map}, which box, {@code null} is answered instead; a {@code null} key or value cannot be put.
 *
 * <p>Each operation on one key is O(1) on average, growth amortised; a put that grows the table costs a pass over it, which
 * at ten million entries is a stall of a tenth of a second. A {@link #segmented} map has none: a put moves one segment at
 * most. Memory is 16 bytes a slot, and by default at most 65% of the slots are used. Keys in a row stand in a
 * row: looking them up in that order takes a fraction of the time. Where keys collide, a hash with a seed of each map's own
 * says where they are, so that they cannot be crafted to cost more than two or three looks.
 *
 * <p><strong>Iteration.</strong> {@link #forEachLong} and a {@link Cursor} of your own create no garbage. Iterators are
 * new objects each time, so that one may be used inside another, and so are the entries they give. Adding or removing
 * while iterating, other than through the iterator, is a {@link ConcurrentModificationException}; giving a key that is
 * there another value is not.
 *
 * <p><strong>Which allocator.</strong> One that takes blocks of any size back: the global one or a free list. On a pool
 * the map can grow to one block, and has all of it at once; a {@link #segmented} map takes block after block. On a bump, a
 * buffer or a stack each table that was outgrown stays behind; give an initial capacity, or {@link #reserve}.
 *
 * <p>One thread at a time; see the package for what else holds.
 */
public final class Long2LongHashMap extends HashTable implements Map<Long, Long>, AutoCloseable {
    /* A HashTable of slots of two words, the key and the value: a line is a cache line. */

    private static final long SLOT_BYTE_SIZE = 16;

    private final long missingValue;

    private KeySet keySet;
    private ValueCollection values;
    private EntrySet entrySet;

    /**
     * An empty map on the allocator of the {@link AllocatorContext}.
     *
     * @param missingValue what a lookup answers for a key that is not there
     */
    public Long2LongHashMap(long missingValue) {
        this(AllocatorContext.current(), missingValue);
    }

    /**
     * An empty map with a table of some capacity, on the allocator of the {@link AllocatorContext}.
     *
     * @param initialCapacity how many slots to take memory for now; 0 for none, else rounded up to a power of two
     * @param loadFactor how much of the table may be used, from 0.1 to 0.9; more than 0.8 counts as 0.8
     * @param missingValue what a lookup answers for a key that is not there
     * @throws AllocationFailedException when there is no memory for the table
     */
    public Long2LongHashMap(long initialCapacity, float loadFactor, long missingValue) {
        this(AllocatorContext.current(), initialCapacity, loadFactor, missingValue);
    }

    /**
     * An empty map with a table of some capacity, on the allocator of the {@link AllocatorContext}.
     *
     * @param initialCapacity how many slots to take memory for now; 0 for none, else rounded up to a power of two
     * @param loadFactor how much of the table may be used, from 0.1 to 0.9; more than 0.8 counts as 0.8
     * @param missingValue what a lookup answers for a key that is not there
     * @param shouldAvoidAllocation without effect, as iterators and entries are never shared; a {@link Cursor} creates no
     *     garbage
     * @throws AllocationFailedException when there is no memory for the table
     */
    public Long2LongHashMap(long initialCapacity, float loadFactor, long missingValue, boolean shouldAvoidAllocation) {
        this(AllocatorContext.current(), initialCapacity, loadFactor, missingValue);
    }

    /**
     * A copy of a map, on the allocator of the {@link AllocatorContext}.
     *
     * @param mapToCopy with the entries, the load factor and the missing value
     * @throws AllocationFailedException when there is no memory for the table
     */
    public Long2LongHashMap(Long2LongHashMap mapToCopy) {
        this(AllocatorContext.current(), mapToCopy);
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
     *     holds that many entries times the load factor; with 8 slots 3, with 16 at most 10, with 32 at most 24
     * @param loadFactor how much of the table may be used, from 0.1 to 0.9; more than 0.8 counts as 0.8
     * @param missingValue what a lookup answers for a key that is not there
     * @throws AllocationFailedException when there is no memory for the table
     */
    public Long2LongHashMap(Allocator allocator, long initialCapacity, float loadFactor, long missingValue) {
        super("Long2LongHashMap", allocator, loadFactor);
        this.missingValue = missingValue;
        begin(initialCapacity);
    }

    /**
     * An empty map with a table of some capacity.
     *
     * @param allocator for the table
     * @param initialCapacity how many slots to take memory for now; 0 for none, else rounded up to a power of two. It
     *     holds that many entries times the load factor; with 8 slots 3, with 16 at most 10, with 32 at most 24
     * @param loadFactor how much of the table may be used, from 0.1 to 0.9; more than 0.8 counts as 0.8
     * @param missingValue what a lookup answers for a key that is not there
     * @param shouldAvoidAllocation without effect, as iterators and entries are never shared; a {@link Cursor} creates no
     *     garbage
     * @throws AllocationFailedException when there is no memory for the table
     */
    public Long2LongHashMap(
            Allocator allocator,
            long initialCapacity,
            float loadFactor,
            long missingValue,
            boolean shouldAvoidAllocation) {
        this(allocator, initialCapacity, loadFactor, missingValue);
    }

    /**
     * A copy of a map, with a table no larger than it needs.
     *
     * @param allocator for the table
     * @param mapToCopy with the entries, the load factor and the missing value
     * @throws AllocationFailedException when there is no memory for the table
     */
    public Long2LongHashMap(Allocator allocator, Long2LongHashMap mapToCopy) {
        super("Long2LongHashMap", allocator, mapToCopy.loadFactor(), mapToCopy.segmentByteSize());
        this.missingValue = mapToCopy.missingValue;
        mapToCopy.ensureOpen();
        begin(() -> putAll(mapToCopy));
    }

    /** In segments of a size that is not checked, for tests that want many. */
    Long2LongHashMap(long segmentByteSize, Allocator allocator, float loadFactor, long missingValue) {
        super("Long2LongHashMap", allocator, loadFactor, segmentByteSize);
        this.missingValue = missingValue;
        begin(0);
    }

    /**
     * An empty map that never stalls: in segments of {@value #DEFAULT_SEGMENT_BYTE_SIZE} bytes. As {@link #segmented(Allocator,
     * float, long, long)}.
     *
     * @param allocator for the segments
     * @param missingValue what a lookup answers for a key that is not there
     * @return the map
     */
    public static Long2LongHashMap segmented(Allocator allocator, long missingValue) {
        return segmented(allocator, DEFAULT_LOAD_FACTOR, missingValue, DEFAULT_SEGMENT_BYTE_SIZE);
    }

    /**
     * An empty map that never stalls: in segments, blocks of one size. A put moves the entries of one segment at most, however
     * large the map is, where that of a map in one block now and then moves all; a removal likewise, that gives memory back
     * when two segments have become small; one by an iterator or a cursor leaves that to the next. Memory comes with the first
     * entry, a segment at a time, and a pool of blocks of that size serves.
     *
     * <p>Lookups take up to twice as long, of keys in a row more, as where the segment is has to be looked up too. Larger segments
     * make that faster and the slowest put slower. Beside the segments there is a directory, a block of 16 to 64 bytes a segment,
     * which is copied when their number doubles. On a pool of segments it must fit into one as well: that is 40 million entries at the
     * default size, and sixteen times as many with segments four times as large.
     *
     * @param allocator for the segments
     * @param loadFactor how much of a segment may be used, from 0.1 to 0.9; more than 0.8 counts as 0.8
     * @param missingValue what a lookup answers for a key that is not there
     * @param segmentByteSize the size of a segment in bytes, a power of two from 4096 to 2^30
     * @return the map
     */
    public static Long2LongHashMap segmented(
            Allocator allocator, float loadFactor, long missingValue, long segmentByteSize) {
        return new Long2LongHashMap(checkSegmentByteSize(segmentByteSize), allocator, loadFactor, missingValue);
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
     * Looks a key up.
     *
     * @param key to look for
     * @return its value, or the missing value
     */
    public long get(long key) {
        final long slot = find(key);
        return slot != ABSENT ? valueAt(slot) : missingValue;
    }

    /**
     * Looks a key up.
     *
     * @param key to look for
     * @param defaultValue what to answer for a key that is not there
     * @return its value, or the default
     */
    public long getOrDefault(long key, long defaultValue) {
        final long slot = find(key);
        return slot != ABSENT ? valueAt(slot) : defaultValue;
    }

    /**
     * Looks many keys up. Where the map is larger than the cache and keys are at random, that takes from two thirds of the time of
     * single lookups to nearly as long, as some of what each waits for from memory, the others wait for meanwhile; else it takes
     * somewhat longer, as each value is written.
     *
     * @param keys to look for
     * @param values where to write their values, each at the index of its key, and the missing value for a key that is not
     *     there; may be the same array, but nothing is gained then
     * @throws IndexOutOfBoundsException when there are more keys than room for values; then nothing was written
     */
    public void getAll(long[] keys, long[] values) {
        getAll(keys, 0, values, 0, keys.length);
    }

    /**
     * Looks many keys up, as {@link #getAll(long[], long[])}.
     *
     * @param keys to look for
     * @param keyIndex of the first of them
     * @param values where to write their values
     * @param valueIndex of the first of them; where both arrays are the same, either the index of the first key or so that
     *     no value is written where a key is
     * @param count how many keys
     * @throws IndexOutOfBoundsException when an array has fewer elements from its index on; then nothing was written
     */
    public void getAll(long[] keys, int keyIndex, long[] values, int valueIndex, int count) {
        Objects.checkFromIndexSize(keyIndex, count, keys.length);
        Objects.checkFromIndexSize(valueIndex, count, values.length);
        ensureOpen();
        LookupBatch.get(this, keys, keyIndex, values, valueIndex, count);
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
        long slot = startOfWalk();
        for (long remaining = sizeAsLong(); remaining > 0; remaining--) {
            slot = nextUsed(slot);
            if (valueAt(slot) == value) {
                return true;
            }
        }
        return false;
    }

    /**
     * The smallest value. O(capacity).
     *
     * @return the value, or the missing value when the map is empty
     */
    public long minValue() {
        long least = isEmpty() ? missingValue : Long.MAX_VALUE;
        long slot = startOfWalk();
        for (long remaining = sizeAsLong(); remaining > 0; remaining--) {
            slot = nextUsed(slot);
            least = Math.min(least, valueAt(slot));
        }
        return least;
    }

    /**
     * The largest value. O(capacity).
     *
     * @return the value, or the missing value when the map is empty
     */
    public long maxValue() {
        long most = isEmpty() ? missingValue : Long.MIN_VALUE;
        long slot = startOfWalk();
        for (long remaining = sizeAsLong(); remaining > 0; remaining--) {
            slot = nextUsed(slot);
            most = Math.max(most, valueAt(slot));
        }
        return most;
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
        final long slot = find(key);
        if (slot == ABSENT) {
            add(key, value);
            return missingValue;
        }
        return exchange(slot, value);
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
        final long slot = find(key);
        if (slot == ABSENT) {
            add(key, value);
            return missingValue;
        }
        return valueAt(slot);
    }

    /**
     * Adds to a key's value; a key that is not there counts as 0. One search, where a get and a put are two.
     *
     * @param key to give the sum to
     * @param increment to add
     * @return the sum. Where that is the missing value and the missing value is 0, the key is removed, which reads as 0
     * @throws IllegalArgumentException when the sum is the missing value, and that is not 0
     * @throws AllocationFailedException when the table must grow and cannot
     */
    public long addTo(long key, long increment) {
        final long slot = find(key);
        final long sum = slot == ABSENT ? increment : valueAt(slot) + increment;
        if (missingValue != 0) {
            checkValue(sum);
        }
        return settle(slot, key, sum, modCount);
    }

    /**
     * Gives each key that a map has the value it has there. When there is no memory, nothing has changed.
     *
     * @param map with the entries
     * @throws IllegalArgumentException when a value is the missing value of this map; then nothing has changed
     * @throws AllocationFailedException when the table must grow and cannot
     */
    public void putAll(Long2LongHashMap map) {
        if (map.missingValue != missingValue && map.containsValue(missingValue)) {
            checkValue(missingValue);
        }
        if (map == this) {
            ensureOpen();
            return;
        }
        Room.makeForKeysOf(map, this);
        long slot = map.startOfWalk();
        for (long remaining = map.sizeAsLong(); remaining > 0; remaining--) {
            slot = map.nextUsed(slot);
            put(keyAt(slot), valueAt(slot));
        }
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
        final long slot = find(key);
        return slot != ABSENT ? exchange(slot, value) : missingValue;
    }

    /**
     * Gives a key another value if it has a given one.
     *
     * @param key to give it to
     * @param oldValue it must have
     * @param newValue to give, not the missing value
     * @return whether it was given
     * @throws IllegalArgumentException when the new value is the missing value
     */
    public boolean replace(long key, long oldValue, long newValue) {
        checkValue(newValue);
        final long slot = find(key);
        if (slot == ABSENT || valueAt(slot) != oldValue) {
            return false;
        }
        setValueAt(slot, newValue);
        return true;
    }

    /**
     * Gives each key another value.
     *
     * @param function gives the new value for a key and its old one
     * @throws IllegalArgumentException when the function gives the missing value; then some have new values already
     * @throws IllegalStateException when the function closes the map
     * @throws ConcurrentModificationException when the function adds or removes
     */
    public void replaceAllLong(LongLongFunction function) {
        requireNonNull(function, "function");
        final int expectedModCount = modCount;
        long slot = startOfWalk();
        for (long remaining = sizeAsLong(); remaining > 0; remaining--) {
            slot = nextUsed(slot);
            final long value = function.apply(keyAt(slot), valueAt(slot));
            checkUnchanged(expectedModCount);
            checkValue(value);
            setValueAt(slot, value);
        }
    }

    /**
     * Removes a key.
     *
     * @param key to remove
     * @return its value, or the missing value
     */
    public long remove(long key) {
        final long slot = find(key);
        if (slot == ABSENT) {
            return missingValue;
        }
        final long value = valueAt(slot);
        vacateAndShrink(slot, key);
        return value;
    }

    /**
     * Removes a key if it has a given value.
     *
     * @param key to remove
     * @param value it must have
     * @return whether it was removed
     */
    public boolean remove(long key, long value) {
        final long slot = find(key);
        if (slot == ABSENT || valueAt(slot) != value) {
            return false;
        }
        vacateAndShrink(slot, key);
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
        requireNonNull(mappingFunction, "mappingFunction");
        final long slot = find(key);
        if (slot != ABSENT) {
            return valueAt(slot);
        }
        final int expectedModCount = modCount;
        return settle(slot, key, mappingFunction.applyAsLong(key), expectedModCount);
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
        requireNonNull(remappingFunction, "remappingFunction");
        final long slot = find(key);
        if (slot == ABSENT) {
            return missingValue;
        }
        final int expectedModCount = modCount;
        final long value = remappingFunction.applyAsLong(key, valueAt(slot));
        return settle(slot, key, value, expectedModCount);
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
        requireNonNull(remappingFunction, "remappingFunction");
        final long slot = find(key);
        final int expectedModCount = modCount;
        final long value = remappingFunction.applyAsLong(key, slot != ABSENT ? valueAt(slot) : missingValue);
        return settle(slot, key, value, expectedModCount);
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
        requireNonNull(remappingFunction, "remappingFunction");
        checkValue(value);
        final long slot = find(key);
        final int expectedModCount = modCount;
        final long merged = slot == ABSENT ? value : remappingFunction.apply(valueAt(slot), value);
        return settle(slot, key, merged, expectedModCount);
    }

    /**
     * Hands each entry to an action, in no order.
     *
     * @param consumer to call with key and value
     * @throws IllegalStateException when the action closes the map
     * @throws ConcurrentModificationException when the action adds or removes; the action is then not
     *     called again
     */
    public void forEachLong(LongLongConsumer consumer) {
        requireNonNull(consumer, "consumer");
        ensureOpen();
        final int expectedModCount = modCount;
        for (long entry = firstEntry(); entry != Directory.NONE; entry = entryBehind(entry)) {
            final long segment = segment(entry);
            for (long controls = controls(segment), end = endOfControls(segment);
                    controls < end;
                    controls += ControlByte.LINES_OF_A_WORD) {
                for (long slots = ControlByte.usedSlotsOfEight(controls); slots != 0; slots &= slots - 1) {
                    final long slot = slotAt(segment, controls, slots);
                    consumer.accept(keyAt(slot), valueAt(slot));
                    checkUnchanged(expectedModCount);
                }
            }
        }
    }

    /**
     * The name that {@link #forEachLong} had before.
     *
     * @param consumer to call with key and value
     * @deprecated it is {@link #forEachLong}
     */
    @Deprecated
    public void longForEach(LongLongConsumer consumer) {
        forEachLong(consumer);
    }

    // What boxes: Map as the JDK has it.

    /**
     * {@inheritDoc}
     *
     * @param key to look for; what is no {@code Long} is not there
     */
    @Override
    public Long get(Object key) {
        return box(key instanceof Long number ? get((long) number) : missing());
    }

    @Override
    public Long getOrDefault(Object key, Long defaultValue) {
        final Long value = get(key);
        return value != null ? value : defaultValue;
    }

    /**
     * {@inheritDoc}
     *
     * @param key to look for; what is no {@code Long} is not there
     */
    @Override
    public boolean containsKey(Object key) {
        return get(key) != null;
    }

    /**
     * {@inheritDoc}
     *
     * @param value to look for; what is no {@code Long} is not there
     */
    @Override
    public boolean containsValue(Object value) {
        return containsValue(value instanceof Long number ? (long) number : missingValue);
    }

    @Override
    public Long put(Long key, Long value) {
        return box(put((long) key, (long) value));
    }

    /**
     * {@inheritDoc}
     *
     * @throws IllegalArgumentException when a value is the missing value; then nothing has changed
     * @throws AllocationFailedException when the table must grow and cannot; then nothing has changed
     */
    @Override
    public void putAll(Map<? extends Long, ? extends Long> map) {
        if (map instanceof Long2LongHashMap other) {
            putAll(other);
            return;
        }
        for (final Map.Entry<? extends Long, ? extends Long> entry : map.entrySet()) {
            requireNonNull(entry.getKey(), "key");
            checkValue((long) entry.getValue());
        }
        Room.makeForEach(map.keySet(), this);
        for (final Map.Entry<? extends Long, ? extends Long> entry : map.entrySet()) {
            put((long) entry.getKey(), (long) entry.getValue());
        }
    }

    @Override
    public Long putIfAbsent(Long key, Long value) {
        return box(putIfAbsent((long) key, (long) value));
    }

    @Override
    public Long replace(Long key, Long value) {
        return box(replace((long) key, (long) value));
    }

    @Override
    public boolean replace(Long key, Long oldValue, Long newValue) {
        return replace((long) key, (long) oldValue, (long) newValue);
    }

    @Override
    public void replaceAll(BiFunction<? super Long, ? super Long, ? extends Long> function) {
        replaceAllLong(function::apply);
    }

    /**
     * {@inheritDoc}
     *
     * @param key to remove; what is no {@code Long} is not there
     */
    @Override
    public Long remove(Object key) {
        return box(key instanceof Long number ? remove((long) number) : missing());
    }

    @Override
    public boolean remove(Object key, Object value) {
        ensureOpen();
        return key instanceof Long number && value instanceof Long expected && remove((long) number, (long) expected);
    }

    @Override
    public Long computeIfAbsent(Long key, Function<? super Long, ? extends Long> mappingFunction) {
        requireNonNull(mappingFunction, "mappingFunction");
        return box(computeIfAbsent((long) key, absent -> unbox(mappingFunction.apply(absent))));
    }

    @Override
    public Long computeIfPresent(Long key, BiFunction<? super Long, ? super Long, ? extends Long> remappingFunction) {
        requireNonNull(remappingFunction, "remappingFunction");
        return box(computeIfPresent((long) key, (present, value) -> unbox(remappingFunction.apply(present, value))));
    }

    @Override
    public Long compute(Long key, BiFunction<? super Long, ? super Long, ? extends Long> remappingFunction) {
        requireNonNull(remappingFunction, "remappingFunction");
        return box(compute((long) key, (any, value) -> unbox(remappingFunction.apply(any, box(value)))));
    }

    @Override
    public Long merge(Long key, Long value, BiFunction<? super Long, ? super Long, ? extends Long> remappingFunction) {
        requireNonNull(remappingFunction, "remappingFunction");
        return box(merge((long) key, (long) value, (old, given) -> unbox(remappingFunction.apply(old, given))));
    }

    @Override
    public void forEach(BiConsumer<? super Long, ? super Long> action) {
        forEachLong(action::accept);
    }

    /**
     * The keys, as they are at any moment.
     *
     * @return the set, always the same
     */
    @Override
    public KeySet keySet() {
        ensureOpen();
        if (keySet == null) {
            keySet = new KeySet();
        }
        return keySet;
    }

    /**
     * The values, as they are at any moment.
     *
     * @return the collection, always the same
     */
    @Override
    public ValueCollection values() {
        ensureOpen();
        if (values == null) {
            values = new ValueCollection();
        }
        return values;
    }

    /**
     * The entries, as they are at any moment.
     *
     * @return the set, always the same
     */
    @Override
    public EntrySet entrySet() {
        ensureOpen();
        if (entrySet == null) {
            entrySet = new EntrySet();
        }
        return entrySet;
    }

    /**
     * A walk over the entries that creates no garbage and may remove them.
     *
     * @return a new cursor, which stands before the first entry
     */
    public Cursor cursor() {
        return new Cursor();
    }

    /**
     * {@inheritDoc}
     *
     * @param other any object
     * @return whether it is a map of the same entries
     */
    @Override
    public boolean equals(Object other) {
        if (other == this) {
            return true;
        }
        ensureOpen();
        if (other instanceof Long2LongHashMap map) {
            return sizeAsLong() == map.sizeAsLong() && isIn(map);
        }
        return other instanceof Map<?, ?> map && size() == map.size() && isIn(map);
    }

    private boolean isIn(Long2LongHashMap map) {
        long slot = startOfWalk();
        for (long remaining = sizeAsLong(); remaining > 0; remaining--) {
            slot = nextUsed(slot);
            final long found = map.find(keyAt(slot));
            if (found == ABSENT || valueAt(found) != valueAt(slot)) {
                return false;
            }
        }
        return true;
    }

    private boolean isIn(Map<?, ?> map) {
        try {
            final Cursor cursor = cursor();
            while (cursor.advance()) {
                if (!Long.valueOf(cursor.value()).equals(map.get(cursor.key()))) {
                    return false;
                }
            }
            return true;
        } catch (ClassCastException | NullPointerException e) {
            return false;
        }
    }

    @Override
    public int hashCode() {
        int sum = 0;
        long slot = startOfWalk();
        for (long remaining = sizeAsLong(); remaining > 0; remaining--) {
            slot = nextUsed(slot);
            sum += hashCode(keyAt(slot), valueAt(slot));
        }
        return sum;
    }

    private static int hashCode(long key, long value) {
        return Long.hashCode(key) ^ Long.hashCode(value);
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

    @Override
    long slotByteSize() {
        return SLOT_BYTE_SIZE;
    }

    /** What is answered where no key is looked up, as for an argument that is none: a closed map answers nothing. */
    private long missing() {
        ensureOpen();
        return missingValue;
    }

    private void checkValue(long value) {
        if (value == missingValue) {
            throw new IllegalArgumentException("the missing value " + missingValue + " cannot be put");
        }
    }

    private Long box(long value) {
        return value == missingValue ? null : (Long) value;
    }

    /** Of what a function answered: null stands for no value, and the missing value for nothing. */
    private long unbox(Long value) {
        if (value == null) {
            return missingValue;
        }
        checkValue(value);
        return value;
    }

    static long valueAt(long slot) {
        return getLong(slot + Long.BYTES);
    }

    private static void setValueAt(long slot, long value) {
        putLong(slot + Long.BYTES, value);
    }

    /** The old value. */
    private static long exchange(long slot, long value) {
        final long old = valueAt(slot);
        setValueAt(slot, value);
        return old;
    }

    private void add(long key, long value) {
        if (isFull()) {
            makeRoom(key);
        }
        setValueAt(use(key), value);
    }

    /** Gives a key, whose slot was found or was absent, what a function made of its value. */
    private long settle(long slot, long key, long value, int expectedModCount) {
        checkUnchanged(expectedModCount);
        if (value != missingValue) {
            if (slot != ABSENT) {
                setValueAt(slot, value);
            } else {
                add(key, value);
            }
        } else if (slot != ABSENT) {
            vacateAndShrink(slot, key);
        }
        return value;
    }

    /**
     * A walk over the entries, in no order, that creates no garbage.
     *
     * <pre>{@code
     * Long2LongHashMap map = new Long2LongHashMap(-1);
     * Long2LongHashMap.Cursor cursor = map.cursor();
     * while (cursor.advance()) {
     *     if (cursor.value() == 0) {
     *         cursor.remove();
     *     }
     * }
     * }</pre>
     *
     * <p>Each entry is seen once, whatever is removed through this cursor. When entries are added or removed otherwise, it
     * throws a {@link ConcurrentModificationException} until it is told to {@link #rewind}.
     */
    public final class Cursor {
        private final TableWalk walk = new TableWalk(Long2LongHashMap.this);

        private Cursor() {}

        /**
         * Moves to the next entry.
         *
         * @return whether there is one
         */
        public boolean advance() {
            return walk.advance();
        }

        /**
         * The key of the entry it stands on.
         *
         * @return the key
         * @throws IllegalStateException when it stands on none
         */
        public long key() {
            return keyAt(walk.slot());
        }

        /**
         * The value of the entry it stands on.
         *
         * @return the value
         * @throws IllegalStateException when it stands on none
         */
        public long value() {
            return valueAt(walk.slot());
        }

        /**
         * Gives the entry it stands on another value.
         *
         * @param value to give, not the missing value
         * @return the old value
         * @throws IllegalArgumentException when the value is the missing value
         * @throws IllegalStateException when it stands on no entry
         */
        public long setValue(long value) {
            final long slot = walk.slot();
            checkValue(value);
            return exchange(slot, value);
        }

        /**
         * Removes the entry it stands on. It stands on none after that.
         *
         * @return the value it had
         * @throws IllegalStateException when it stands on none
         */
        public long remove() {
            final long removed = value();
            walk.remove();
            return removed;
        }

        /**
         * How many entries it has not come to.
         *
         * @return the count
         */
        public long remaining() {
            return walk.remaining();
        }

        /** Goes back to before the first entry of what the map now has. */
        public void rewind() {
            walk.rewind();
        }
    }

    /** What the iterators share: a cursor, and that {@code next} throws at the end. */
    class EntryWalk {
        final Cursor cursor = cursor();

        /**
         * Whether there is a next one.
         *
         * @return whether there is
         */
        public boolean hasNext() {
            return cursor.remaining() > 0;
        }

        /**
         * How many are left, or {@link Integer#MAX_VALUE} if that is less.
         *
         * @return the count
         */
        public int remaining() {
            return Bounds.saturatedToInt(cursor.remaining());
        }

        /**
         * Removes the entry of what was given last.
         *
         * @throws IllegalStateException when nothing was given since the last removal
         */
        public void remove() {
            cursor.remove();
        }

        final void moveOn() {
            if (!cursor.advance()) {
                throw new NoSuchElementException("there is no next entry");
            }
        }
    }

    /** Gives each key, boxed or not. */
    public final class KeyIterator extends EntryWalk implements Iterator<Long> {
        /** Before the first key. */
        public KeyIterator() {}

        @Override
        public Long next() {
            return nextValue();
        }

        /**
         * The next key, not boxed.
         *
         * @return the key
         * @throws NoSuchElementException when there is none
         */
        public long nextValue() {
            moveOn();
            return cursor.key();
        }
    }

    /** Gives each value, boxed or not. */
    public final class ValueIterator extends EntryWalk implements Iterator<Long> {
        /** Before the first value. */
        public ValueIterator() {}

        @Override
        public Long next() {
            return nextValue();
        }

        /**
         * The next value, not boxed.
         *
         * @return the value
         * @throws NoSuchElementException when there is none
         */
        public long nextValue() {
            moveOn();
            return cursor.value();
        }
    }

    /**
     * Gives each entry. It is itself a view of the entry it gave last, not boxed, until it moves on; the entries it gives
     * are objects of their own.
     */
    public final class EntryIterator extends EntryWalk
            implements Iterator<Map.Entry<Long, Long>>, Map.Entry<Long, Long> {
        /** Before the first entry. */
        public EntryIterator() {}

        @Override
        public Map.Entry<Long, Long> next() {
            moveOn();
            return new MapEntry(cursor.key(), cursor.value());
        }

        @Override
        public Long getKey() {
            return getLongKey();
        }

        /**
         * The key of the entry given last.
         *
         * @return the key
         * @throws IllegalStateException when none was given, or it was removed
         */
        public long getLongKey() {
            return cursor.key();
        }

        @Override
        public Long getValue() {
            return getLongValue();
        }

        /**
         * The value of the entry given last.
         *
         * @return the value
         * @throws IllegalStateException when none was given, or it was removed
         */
        public long getLongValue() {
            return cursor.value();
        }

        @Override
        public Long setValue(Long value) {
            return setValue((long) value);
        }

        /**
         * Gives the entry given last another value.
         *
         * @param value to give, not the missing value
         * @return the old value
         * @throws IllegalArgumentException when the value is the missing value
         * @throws IllegalStateException when no entry was given, or it was removed
         */
        public long setValue(long value) {
            return cursor.setValue(value);
        }

        @Override
        public boolean equals(Object other) {
            return other == this
                    || other instanceof Map.Entry<?, ?> entry
                            && getKey().equals(entry.getKey())
                            && getValue().equals(entry.getValue());
        }

        @Override
        public int hashCode() {
            return Long2LongHashMap.hashCode(getLongKey(), getLongValue());
        }

        @Override
        public String toString() {
            return getLongKey() + "=" + getLongValue();
        }

        /** An entry as it was given; {@code setValue} writes through to the map. */
        public final class MapEntry implements Map.Entry<Long, Long> {
            private final long key;
            private long value;

            /**
             * An entry of the map.
             *
             * @param key of the entry
             * @param value it has
             */
            public MapEntry(long key, long value) {
                this.key = key;
                this.value = value;
            }

            @Override
            public Long getKey() {
                return key;
            }

            @Override
            public Long getValue() {
                return value;
            }

            /**
             * {@inheritDoc}
             *
             * @throws IllegalArgumentException when the value is the missing value
             * @throws IllegalStateException when the key is no longer there
             */
            @Override
            public Long setValue(Long newValue) {
                final long old = replace(key, (long) newValue);
                if (old == missingValue) {
                    throw new IllegalStateException("the key " + key + " is no longer in the map");
                }
                value = newValue;
                return old;
            }

            @Override
            public boolean equals(Object other) {
                return other instanceof Map.Entry<?, ?> entry
                        && getKey().equals(entry.getKey())
                        && getValue().equals(entry.getValue());
            }

            @Override
            public int hashCode() {
                return Long2LongHashMap.hashCode(key, value);
            }

            @Override
            public String toString() {
                return key + "=" + value;
            }
        }
    }

    /** The keys of the map, live: what is removed here is removed there. */
    public final class KeySet extends AbstractSet<Long> {
        /** A view of the map. */
        public KeySet() {}

        @Override
        public KeyIterator iterator() {
            return new KeyIterator();
        }

        @Override
        public int size() {
            return Long2LongHashMap.this.size();
        }

        @Override
        public boolean isEmpty() {
            return Long2LongHashMap.this.isEmpty();
        }

        @Override
        public void clear() {
            Long2LongHashMap.this.clear();
        }

        @Override
        public boolean contains(Object key) {
            return containsKey(key);
        }

        /**
         * Whether a key is there, not boxed.
         *
         * @param key to look for
         * @return whether it is
         */
        public boolean contains(long key) {
            return containsKey(key);
        }

        @Override
        public boolean remove(Object key) {
            return Long2LongHashMap.this.remove(key) != null;
        }

        /**
         * Removes the keys that a filter picks, without boxing.
         *
         * @param filter says which
         * @return whether any was removed
         * @throws IllegalStateException when the filter closes the map
         * @throws ConcurrentModificationException when the filter adds or removes
         */
        public boolean removeIfLong(LongPredicate filter) {
            requireNonNull(filter, "filter");
            final long before = sizeAsLong();
            int expectedModCount = modCount;
            long slot = startOfWalk();
            for (long remaining = before; remaining > 0; remaining--) {
                slot = nextUsed(slot);
                expectedModCount = removeIfPicked(filter.test(keyAt(slot)), slot, expectedModCount);
            }
            shrink();
            return sizeAsLong() != before;
        }
    }

    /** The values of the map, live: what is removed here is removed there. */
    public final class ValueCollection extends AbstractCollection<Long> {
        /** A view of the map. */
        public ValueCollection() {}

        @Override
        public ValueIterator iterator() {
            return new ValueIterator();
        }

        @Override
        public int size() {
            return Long2LongHashMap.this.size();
        }

        @Override
        public boolean isEmpty() {
            return Long2LongHashMap.this.isEmpty();
        }

        @Override
        public void clear() {
            Long2LongHashMap.this.clear();
        }

        @Override
        public boolean contains(Object value) {
            return containsValue(value);
        }

        /**
         * Whether any key has a value, not boxed. O(capacity).
         *
         * @param value to look for
         * @return whether one has
         */
        public boolean contains(long value) {
            return containsValue(value);
        }

        /**
         * Removes the values that a filter picks, and their keys, without boxing.
         *
         * @param filter says which
         * @return whether any was removed
         * @throws IllegalStateException when the filter closes the map
         * @throws ConcurrentModificationException when the filter adds or removes
         */
        public boolean removeIfLong(LongPredicate filter) {
            requireNonNull(filter, "filter");
            final long before = sizeAsLong();
            int expectedModCount = modCount;
            long slot = startOfWalk();
            for (long remaining = before; remaining > 0; remaining--) {
                slot = nextUsed(slot);
                expectedModCount = removeIfPicked(filter.test(valueAt(slot)), slot, expectedModCount);
            }
            shrink();
            return sizeAsLong() != before;
        }
    }

    /** The entries of the map, live: what is removed here is removed there. */
    public final class EntrySet extends AbstractSet<Map.Entry<Long, Long>> {
        /** A view of the map. */
        public EntrySet() {}

        @Override
        public EntryIterator iterator() {
            return new EntryIterator();
        }

        @Override
        public int size() {
            return Long2LongHashMap.this.size();
        }

        @Override
        public boolean isEmpty() {
            return Long2LongHashMap.this.isEmpty();
        }

        @Override
        public void clear() {
            Long2LongHashMap.this.clear();
        }

        @Override
        public boolean contains(Object element) {
            ensureOpen();
            if (!(element instanceof Map.Entry<?, ?> entry)) {
                return false;
            }
            final Long value = get(entry.getKey());
            return value != null && value.equals(entry.getValue());
        }

        @Override
        public boolean remove(Object element) {
            ensureOpen();
            return element instanceof Map.Entry<?, ?> entry
                    && Long2LongHashMap.this.remove(entry.getKey(), entry.getValue());
        }

        /**
         * Removes the entries that a filter picks, without boxing.
         *
         * @param filter says which, of key and value
         * @return whether any was removed
         * @throws IllegalStateException when the filter closes the map
         * @throws ConcurrentModificationException when the filter adds or removes
         */
        public boolean removeIfLong(LongLongPredicate filter) {
            requireNonNull(filter, "filter");
            final long before = sizeAsLong();
            int expectedModCount = modCount;
            long slot = startOfWalk();
            for (long remaining = before; remaining > 0; remaining--) {
                slot = nextUsed(slot);
                expectedModCount = removeIfPicked(filter.test(keyAt(slot), valueAt(slot)), slot, expectedModCount);
            }
            shrink();
            return sizeAsLong() != before;
        }
    }

    /** Removes what a filter picked, if the filter left the map alone, and gives the mod count it has then. */
    private int removeIfPicked(boolean isPicked, long slot, int expectedModCount) {
        checkUnchanged(expectedModCount);
        if (isPicked) {
            vacate(slot);
        }
        return modCount;
    }
}
