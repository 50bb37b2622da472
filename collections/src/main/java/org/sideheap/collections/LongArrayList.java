package org.sideheap.collections;

import static org.sideheap.allocators.Memory.NULL_ADDRESS;
import static org.sideheap.allocators.Memory.getLong;
import static org.sideheap.allocators.Memory.putLong;

import java.util.AbstractList;
import java.util.Collection;
import java.util.ConcurrentModificationException;
import java.util.NoSuchElementException;
import java.util.RandomAccess;
import java.util.function.LongConsumer;
import org.sideheap.allocators.AllocationFailedException;
import org.sideheap.allocators.Allocator;
import org.sideheap.allocators.AllocatorContext;
import org.sideheap.allocators.Memory;

/**
 * A list of {@code long} in one block of off-heap memory.
 *
 * <p>For sequences that are read by index or scanned, and change at their end. Not for queues, whose elements leave at
 * the front, or in the middle: there a {@link LongLinkedList} is.
 *
 * <pre>{@code
 * try (BumpAllocator bump = new BumpAllocator(1 << 16);
 *         LongArrayList list = new LongArrayList(bump)) {
 *     list.addLong(42);
 *     list.forEachLong(System.out::println);
 * }
 * }</pre>
 *
 * <p>Reading, writing and adding at the end are O(1), the last amortised: a full list grows by half. Inserting and
 * removing elsewhere is O(elements behind). Memory is 8 bytes an element, and up to half as much again unused.
 *
 * <p><strong>Which allocator.</strong> Any. On a pool the list can grow to one block, and has all of it at once. On a
 * bump or a buffer growth leaves the old block behind, unless it was the newest, which grows where it stands; give an
 * initial capacity. On a stack the list should be the newest while it grows. On the global allocator a large list grows
 * without being copied.
 *
 * <p>One value, by default {@link #DEFAULT_NULL_VALUE}, stands for {@code null} in the methods of {@link java.util.List}
 * that box. One thread at a time; see the package for what else holds.
 */
public final class LongArrayList extends AbstractList<Long> implements RandomAccess, AutoCloseable {
    /*
     *   address
     *   v
     *   +-----------+-----------+-----+-------------------+-----------------+
     *   | element 0 | element 1 | ... | element count - 1 | unused          |
     *   +-----------+-----------+-----+-------------------+-----------------+
     *   |<------------------- capacity elements of 8 bytes ---------------->|
     *
     * Invariants: 0 <= count <= capacity; the block at address has capacity * 8 bytes; capacity is 0 just when there is
     * no block. Each access below is to an index proved less than count, or less than capacity where it writes an element
     * that is being added.
     */

    /** What stands for {@code null} where nothing else is named. */
    public static final long DEFAULT_NULL_VALUE = Long.MIN_VALUE;

    /** The capacity a list starts with at its first element. */
    public static final int INITIAL_CAPACITY = 10;

    private static final int ELEMENT_SHIFT = 3;
    private static final long MAX_CAPACITY = Long.MAX_VALUE >> ELEMENT_SHIFT;

    private final Block block;
    private final long nullValue;

    private long address = NULL_ADDRESS;
    private long count;
    private long capacity;

    /** An empty list on the allocator of the {@link AllocatorContext}. */
    public LongArrayList() {
        this(AllocatorContext.current());
    }

    /**
     * An empty list; memory is taken with the first element.
     *
     * @param allocator for the elements
     */
    public LongArrayList(Allocator allocator) {
        this(allocator, 0);
    }

    /**
     * An empty list with room for some elements.
     *
     * @param allocator for the elements
     * @param initialCapacity how many elements to take memory for now; 0 or more
     * @throws AllocationFailedException when there is no memory for so many
     */
    public LongArrayList(Allocator allocator, long initialCapacity) {
        this(allocator, initialCapacity, DEFAULT_NULL_VALUE);
    }

    /**
     * An empty list with room for some elements, and a value that stands for {@code null}.
     *
     * @param allocator for the elements
     * @param initialCapacity how many elements to take memory for now; 0 or more
     * @param nullValue what stands for {@code null} in methods that box
     * @throws AllocationFailedException when there is no memory for so many
     */
    public LongArrayList(Allocator allocator, long initialCapacity, long nullValue) {
        if (initialCapacity < 0) {
            throw new IllegalArgumentException("initialCapacity must be at least 0, was " + initialCapacity);
        }
        this.block = new Block(allocator);
        this.nullValue = nullValue;
        block.begin(() -> {
            if (initialCapacity > 0) {
                setCapacity(initialCapacity, initialCapacity);
            }
        });
    }

    /**
     * The value that stands for {@code null} in methods that box.
     *
     * @return the value
     */
    public long nullValue() {
        return nullValue;
    }

    /**
     * How many elements there are, or {@link Integer#MAX_VALUE} if there are more than that.
     *
     * @return the count
     * @see #sizeAsLong
     */
    @Override
    public int size() {
        return Bounds.saturatedToInt(sizeAsLong());
    }

    /**
     * How many elements there are.
     *
     * @return the count
     */
    public long sizeAsLong() {
        if (count == 0) {
            block.ensureOpen();
        }
        return count;
    }

    /**
     * How many elements there can be before the list grows, or {@link Integer#MAX_VALUE} if that is more.
     *
     * @return the capacity
     */
    public int capacity() {
        return Bounds.saturatedToInt(capacityAsLong());
    }

    /**
     * How many elements there can be before the list grows.
     *
     * @return the capacity
     */
    public long capacityAsLong() {
        if (capacity == 0) {
            block.ensureOpen();
        }
        return capacity;
    }

    /**
     * Where the elements are, in the byte order of the platform, until the list next grows, shrinks or is closed.
     *
     * @return the address of the first element, or {@link Memory#NULL_ADDRESS} when the list has no memory yet
     */
    public long address() {
        if (capacity == 0) {
            block.ensureOpen();
        }
        return address;
    }

    /**
     * Reads an element.
     *
     * @param index of the element
     * @return its value
     * @throws IndexOutOfBoundsException when there is no such element
     */
    public long getLong(long index) {
        checkIndex(index, count);
        return Memory.getLong(addressOf(index));
    }

    /**
     * Writes an element.
     *
     * @param index of the element
     * @param element its new value
     * @return its old value
     * @throws IndexOutOfBoundsException when there is no such element
     */
    public long setLong(long index, long element) {
        checkIndex(index, count);
        final long elementAddress = addressOf(index);
        final long previous = Memory.getLong(elementAddress);
        putLong(elementAddress, element);
        return previous;
    }

    /**
     * Adds an element at the end.
     *
     * @param element to add
     * @return true
     * @throws AllocationFailedException when the list must grow and cannot
     */
    public boolean addLong(long element) {
        if (count == capacity) {
            grow(count + 1);
        }
        putLong(addressOf(count), element);
        count++;
        modCount++;
        return true;
    }

    /**
     * Inserts an element; those from there on move up by one.
     *
     * @param index the element shall have, at most the count
     * @param element to insert
     * @throws IndexOutOfBoundsException when the index is above the count
     * @throws AllocationFailedException when the list must grow and cannot
     */
    public void addLong(long index, long element) {
        checkIndex(index, count + 1);
        if (count == capacity) {
            grow(count + 1);
        }
        final long elementAddress = addressOf(index);
        Memory.copy(elementAddress, elementAddress + Long.BYTES, byteSizeOf(count - index));
        putLong(elementAddress, element);
        count++;
        modCount++;
    }

    /**
     * Adds an element at the end, as on a stack.
     *
     * @param element to add
     * @throws AllocationFailedException when the list must grow and cannot
     */
    public void pushLong(long element) {
        addLong(element);
    }

    /**
     * Removes the last element, as from a stack.
     *
     * @return its value
     * @throws NoSuchElementException when the list is empty
     */
    public long popLong() {
        if (isEmpty()) {
            throw new NoSuchElementException("the list is empty");
        }
        modCount++;
        count--;
        return Memory.getLong(addressOf(count));
    }

    /**
     * Removes an element; those behind it move down by one.
     *
     * @param index of the element
     * @return its value
     * @throws IndexOutOfBoundsException when there is no such element
     */
    public long removeAt(long index) {
        checkIndex(index, count);
        final long elementAddress = addressOf(index);
        final long removed = Memory.getLong(elementAddress);
        modCount++;
        count--;
        Memory.copy(elementAddress + Long.BYTES, elementAddress, byteSizeOf(count - index));
        return removed;
    }

    /**
     * Removes an element, and puts the last one in its place: O(1).
     *
     * @param index of the element
     * @return its value
     * @throws IndexOutOfBoundsException when there is no such element
     */
    public long fastUnorderedRemove(long index) {
        checkIndex(index, count);
        final long elementAddress = addressOf(index);
        final long removed = Memory.getLong(elementAddress);
        modCount++;
        count--;
        putLong(elementAddress, Memory.getLong(addressOf(count)));
        return removed;
    }

    /**
     * Whether an element has a value. O(elements).
     *
     * @param value to look for
     * @return whether it is there
     */
    public boolean containsLong(long value) {
        return firstIndexOf(value) >= 0;
    }

    /**
     * Removes the first element of a value. O(elements).
     *
     * @param value to look for
     * @return whether there was one
     */
    public boolean removeLong(long value) {
        final long index = firstIndexOf(value);
        if (index < 0) {
            return false;
        }
        removeAt(index);
        return true;
    }

    /**
     * Hands each element to an action, in order.
     *
     * @param action to call
     * @throws ConcurrentModificationException when the action adds, removes, or closes the list; the action is then not
     *     called again
     */
    public void forEachLong(LongConsumer action) {
        final int expectedModCount = modCount;
        for (long index = 0, end = sizeAsLong(); index < end; index++) {
            action.accept(Memory.getLong(addressOf(index)));
            if (modCount != expectedModCount) {
                throw new ConcurrentModificationException("the list was changed while iterating, at index " + index);
            }
        }
    }

    /** Removes all elements and keeps the memory. */
    @Override
    public void clear() {
        if (count == 0) {
            block.ensureOpen();
        }
        modCount++;
        count = 0;
    }

    /**
     * Makes room for some elements, so that the next additions do not grow the list.
     *
     * @param requiredCapacity how many elements there shall be room for in all
     * @throws AllocationFailedException when the list must grow and cannot
     */
    public void ensureCapacity(long requiredCapacity) {
        if (requiredCapacity > capacityAsLong()) {
            grow(requiredCapacity);
        }
    }

    /**
     * Gives back the memory that is not used, as far as the allocator takes part of a block back.
     *
     * @throws AllocationFailedException when the allocator must move the block to make it smaller, and cannot
     */
    public void trimToSize() {
        if (isEmpty()) {
            block.free();
        } else if (count < capacity) {
            setCapacity(count, count);
        }
    }

    /**
     * Copies the elements to the heap.
     *
     * @return a new array
     * @throws IllegalStateException when there are more than an array can hold
     */
    public long[] toLongArray() {
        if (sizeAsLong() > Integer.MAX_VALUE) {
            throw new IllegalStateException(count + " elements are more than an array holds");
        }
        final long[] elements = new long[(int) count];
        for (int index = 0; index < elements.length; index++) {
            elements[index] = Memory.getLong(addressOf(index));
        }
        return elements;
    }

    /** Gives the memory back. Closing twice is fine. */
    @Override
    public void close() {
        block.close();
    }

    /**
     * {@inheritDoc}
     *
     * @return the element, or null if it is the {@link #nullValue}
     */
    @Override
    public Long get(int index) {
        return box(getLong(index));
    }

    @Override
    public Long set(int index, Long element) {
        return box(setLong(index, unbox(element)));
    }

    @Override
    public boolean add(Long element) {
        return addLong(unbox(element));
    }

    @Override
    public void add(int index, Long element) {
        addLong(index, unbox(element));
    }

    /**
     * {@inheritDoc}
     *
     * @throws AllocationFailedException when the list must grow and cannot; then none of the elements was added
     */
    @Override
    public boolean addAll(Collection<? extends Long> elements) {
        final Long[] added = elements.toArray(new Long[0]);
        return insertAll(sizeAsLong(), added);
    }

    /**
     * {@inheritDoc}
     *
     * @throws AllocationFailedException when the list must grow and cannot; then none of the elements was added
     */
    @Override
    public boolean addAll(int index, Collection<? extends Long> elements) {
        return insertAll(index, elements.toArray(new Long[0]));
    }

    private boolean insertAll(long index, Long[] inserted) {
        checkIndex(index, sizeAsLong() + 1);
        ensureCapacity(count + inserted.length);
        Memory.copy(addressOf(index), addressOf(index + inserted.length), byteSizeOf(count - index));
        for (int i = 0; i < inserted.length; i++) {
            putLong(addressOf(index + i), unbox(inserted[i]));
        }
        count += inserted.length;
        modCount++;
        return inserted.length > 0;
    }

    @Override
    public Long remove(int index) {
        return box(removeAt(index));
    }

    private Long box(long element) {
        return element == nullValue ? null : (Long) element;
    }

    private long unbox(Long element) {
        return element == null ? nullValue : element;
    }

    private long addressOf(long index) {
        return address + byteSizeOf(index);
    }

    private static long byteSizeOf(long elementCount) {
        return elementCount << ELEMENT_SHIFT;
    }

    private long firstIndexOf(long value) {
        for (long index = 0, end = sizeAsLong(); index < end; index++) {
            if (Memory.getLong(addressOf(index)) == value) {
                return index;
            }
        }
        return -1;
    }

    private void checkIndex(long index, long end) {
        if (Bounds.ARE_CHECKED && (index < 0 || index >= end)) {
            throw outOfBounds(index, end);
        }
    }

    private IndexOutOfBoundsException outOfBounds(long index, long end) {
        block.ensureOpen();
        return new IndexOutOfBoundsException(
                "index " + index + " is not from 0 to " + (end - 1) + ", the list has " + count + " elements");
    }

    private void grow(long requiredCapacity) {
        block.ensureOpen();
        setCapacity(
                Math.max(requiredCapacity, Math.max(INITIAL_CAPACITY, capacity + (capacity >> 1))), requiredCapacity);
    }

    /** Takes the wanted capacity, or what the allocator gives for it; failing that, the required one. */
    private void setCapacity(long wantedCapacity, long requiredCapacity) {
        final long wantedByteSize = goodByteSize(wantedCapacity);
        final long requiredByteSize = goodByteSize(requiredCapacity);
        long newByteSize = wantedByteSize;
        long newAddress = tryReallocate(wantedByteSize);
        if (newAddress == NULL_ADDRESS && requiredByteSize < wantedByteSize) {
            newByteSize = requiredByteSize;
            newAddress = tryReallocate(requiredByteSize);
        }
        if (newAddress == NULL_ADDRESS) {
            throw new AllocationFailedException(block.allocator, requiredByteSize, Long.BYTES);
        }
        address = newAddress;
        capacity = newByteSize >> ELEMENT_SHIFT;
    }

    /** What an allocator gives for a capacity, in whole elements: a request of its own good size. */
    private long goodByteSize(long newCapacity) {
        return newCapacity > MAX_CAPACITY
                ? byteSizeOf(MAX_CAPACITY)
                : Math.max(
                        byteSizeOf(newCapacity), block.allocator.goodByteSize(byteSizeOf(newCapacity)) & -Long.BYTES);
    }

    private long tryReallocate(long newByteSize) {
        return capacity == 0
                ? block.allocator.tryAllocate(newByteSize, Long.BYTES)
                : block.allocator.tryReallocate(
                        address, byteSizeOf(capacity), newByteSize, Long.BYTES, byteSizeOf(count));
    }

    /** The one block of the list, and its end. */
    private final class Block extends Lifetime {
        Block(Allocator allocator) {
            super("LongArrayList", allocator);
        }

        @Override
        protected boolean holds(long fromAddress, long toAddress) {
            return capacity != 0 && isInside(address, fromAddress, toAddress);
        }

        @Override
        void letGo(long fromAddress, long toAddress) {
            modCount++;
            count = 0;
            if (holds(fromAddress, toAddress)) {
                forget();
            } else {
                free();
            }
        }

        /** Back to the state without a block; the list is empty. */
        void free() {
            if (capacity != 0) {
                final long freedAddress = address;
                final long byteSize = byteSizeOf(capacity);
                forget();
                allocator.free(freedAddress, byteSize, Long.BYTES);
            }
        }

        private void forget() {
            address = NULL_ADDRESS;
            capacity = 0;
        }
    }
}
