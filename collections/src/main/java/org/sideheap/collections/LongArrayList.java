package org.sideheap.collections;

import static org.sideheap.allocators.Memory.NULL_ADDRESS;
import static org.sideheap.allocators.Memory.getLong;
import static org.sideheap.allocators.Memory.putLong;

import java.nio.ByteBuffer;
import java.util.AbstractList;
import java.util.Arrays;
import java.util.Collection;
import java.util.Comparator;
import java.util.ConcurrentModificationException;
import java.util.Iterator;
import java.util.List;
import java.util.ListIterator;
import java.util.NoSuchElementException;
import java.util.Objects;
import java.util.RandomAccess;
import java.util.Spliterator;
import java.util.function.Consumer;
import java.util.function.LongConsumer;
import java.util.function.LongPredicate;
import java.util.function.Predicate;
import java.util.stream.LongStream;
import java.util.stream.StreamSupport;
import org.agrona.DirectBuffer;
import org.agrona.MutableDirectBuffer;
import org.sideheap.allocators.Allocation;
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
 *     list.addAll(new long[] {7, 19});
 *     list.sort();
 *     list.forEachLong(System.out::println);
 * }
 * }</pre>
 *
 * <p>Reading, writing and adding at the end are O(1), the last amortised: a full list grows by half. Inserting and
 * removing elsewhere is O(elements behind). Memory is 8 bytes an element, and up to half as much again unused. There can be
 * more elements than an {@code int} counts: indexes are {@code long}, and where a method of {@link List} or of Agrona
 * answers with an {@code int}, one whose name ends in {@code AsLong} has the whole answer.
 *
 * <p><strong>Which allocator.</strong> Any. On a pool the list can grow to one block, and has all of it at once. On a
 * bump or a buffer growth leaves the old block behind, unless it was the newest, which grows where it stands; give an
 * initial capacity. On a stack the list should be the newest while it grows. On the global allocator a large list grows
 * without being copied.
 *
 * <p><strong>From Agrona.</strong> The methods mean what they mean there. An array of the heap cannot be wrapped, as it
 * moves: {@link #addAll(long[])} copies it, and off-heap memory is wrapped with {@link #wrap(ByteBuffer, long)} and its
 * siblings. Two lists are equal just when {@link List} says so, also where Agrona takes one's null value for a number of
 * the other's. A list has no memory, and capacity 0, before its first element.
 *
 * <p>One value, by default {@link #DEFAULT_NULL_VALUE}, stands for {@code null} in the methods of {@link java.util.List}
 * that box. One thread at a time, but any number may read while none writes, as parallel streams do; see the package for
 * what else holds. What {@link #address} answers, and memory wrapped at an address, is yours to keep valid: its misuse goes
 * <em>undetected</em>.
 */
public final class LongArrayList extends AbstractList<Long> implements List<Long>, RandomAccess, AutoCloseable {
    /*
     *   address
     *   v
     *   +-----------+-----------+-----+-------------------+-----------------+
     *   | element 0 | element 1 | ... | element count - 1 | unused          |
     *   +-----------+-----------+-----+-------------------+-----------------+
     *   |<------------------- capacity elements of 8 bytes ---------------->|
     *
     * Invariants: 0 <= count <= capacity; there are capacity * 8 bytes at address, the list's own block or, where there is
     * a lender, memory it has wrapped; capacity is 0 just when there is neither. Each access below is to an index proved
     * less than count, or less than capacity where it writes an element that is being added. An index proved so stays
     * proved only until code of someone else is called: after that, modCount or the bounds are looked at again.
     *
     * Scans go from address to address: measured on JDK 17 and 25, that is as fast as scanning an array, where a long
     * index that is shifted for each element is half as fast on 17, and int indexes in blocks are no faster.
     */

    /** What stands for {@code null} where nothing else is named. */
    public static final long DEFAULT_NULL_VALUE = Long.MIN_VALUE;

    /** The capacity a list starts with at its first element. */
    public static final int INITIAL_CAPACITY = 10;

    private static final int ELEMENT_SHIFT = 3;
    private static final long MAX_CAPACITY = Long.MAX_VALUE >> ELEMENT_SHIFT;

    /** Fills larger than this copy what is filled already; it stays in the first-level cache. */
    private static final long FILLED_BYTE_SIZE = 512;

    private static final long MAX_COPIED_BYTE_SIZE = 1 << 14;

    private final Block block;
    private final long nullValue;

    private long address = NULL_ADDRESS;
    private long count;
    private long capacity;

    /** What the memory belongs to, referenced so that it is not collected; null while it is the list's own block. */
    private Object lender;

    /** The one buffer over the elements there is; null before it was asked for. */
    private DirectBuffer view;

    /** An empty list on the allocator of the {@link AllocatorContext}. */
    public LongArrayList() {
        this(AllocatorContext.current());
    }

    /**
     * An empty list with room for some elements on the allocator of the {@link AllocatorContext}, and a value that stands
     * for {@code null}.
     *
     * @param initialCapacity how many elements to take memory for now; 0 or more
     * @param nullValue what stands for {@code null} in methods that box
     * @throws AllocationFailedException when there is no memory for so many
     */
    public LongArrayList(long initialCapacity, long nullValue) {
        this(AllocatorContext.current(), initialCapacity, nullValue);
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
     * Takes the bytes between a buffer's position and its limit as the list's memory, without copying them: the elements
     * are those in the buffer, and what is written to one is written to the other. Gives back the memory it had.
     *
     * <p>A list that grows past the buffer's end moves to a block of its allocator, and leaves the buffer as it is then.
     * Until then the buffer is referenced, so that it is not collected; a buffer of an arena must not outlive it here.
     *
     * @param buffer direct or mapped, writable, in the byte order of the platform; its first byte aligned to 8
     * @param initialCount how many elements there are in it; the rest of it is capacity
     * @throws IllegalArgumentException when the buffer is not so, or has fewer elements
     */
    public void wrap(ByteBuffer buffer, long initialCount) {
        block.ensureOpen();
        wrap(Wrapping.addressOf(buffer), buffer.remaining() >> ELEMENT_SHIFT, initialCount, buffer);
    }

    /**
     * Takes an Agrona buffer as the list's memory, as {@link #wrap(ByteBuffer, long)} does.
     *
     * @param buffer off-heap and of fixed size; its first byte aligned to 8
     * @param initialCount how many elements there are in it; the rest of it is capacity
     * @throws IllegalArgumentException when the buffer is not so, or has fewer elements
     */
    public void wrap(DirectBuffer buffer, long initialCount) {
        block.ensureOpen();
        wrap(
                Wrapping.addressOf(buffer),
                buffer.capacity() >> ELEMENT_SHIFT,
                initialCount,
                buffer.byteBuffer() != null ? buffer.byteBuffer() : buffer);
    }

    /**
     * Takes memory of someone else as the list's, as {@link #wrap(ByteBuffer, long)} does. That there is such memory, and
     * that it stays until the list has grown past it, wraps something else or is closed, is believed.
     *
     * @param memoryAddress of the first element, aligned to 8
     * @param memoryCapacity how many elements there is room for
     * @param initialCount how many elements there are
     * @throws IllegalArgumentException when an argument cannot be right
     */
    public void wrap(long memoryAddress, long memoryCapacity, long initialCount) {
        block.ensureOpen();
        wrap(memoryAddress, memoryCapacity, initialCount, Wrapping.UNKNOWN_LENDER);
    }

    private void wrap(long memoryAddress, long memoryCapacity, long initialCount, Object newLender) {
        Wrapping.check(memoryAddress, memoryCapacity, initialCount);
        final boolean isApart =
                memoryAddress >= addressOf(capacity) || memoryAddress + byteSizeOf(memoryCapacity) <= address;
        if (capacity != 0 && lender == null && !isApart) {
            throw new IllegalArgumentException("the memory is the list's own, which it would give back");
        }
        modCount++;
        block.free();
        address = memoryAddress;
        capacity = memoryCapacity;
        count = initialCount;
        lender = newLender;
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
     * How many bytes the elements take.
     *
     * @return the size, without what is unused
     */
    public long byteSize() {
        return byteSizeOf(sizeAsLong());
    }

    /**
     * The elements as Agrona's buffer, without copying them. What is written through it is written to the list.
     *
     * <p>There is one such buffer for a list; each call makes it cover the elements there are now. Once the list grows,
     * is trimmed, wraps other memory or is closed, it has capacity 0: an access is then out of bounds, unless Agrona's
     * bounds checks are off. Needs the JVM flag {@code --add-opens java.base/jdk.internal.misc=ALL-UNNAMED}, as all of
     * Agrona's buffers do.
     *
     * @return the buffer
     * @throws IllegalStateException when the elements take more than {@link Integer#MAX_VALUE} bytes
     */
    public DirectBuffer asBuffer() {
        if (byteSize() > Integer.MAX_VALUE) {
            throw new IllegalStateException("a buffer holds at most " + Integer.MAX_VALUE + " bytes, " + count
                    + " elements are more: see address");
        }
        if (view == null) {
            view = new Allocation(address, byteSize(), Long.BYTES).asBuffer();
        } else {
            view.wrap(address, (int) byteSize());
        }
        return view;
    }

    /**
     * Reads an element.
     *
     * @param index of the element
     * @return its value
     * @throws IndexOutOfBoundsException when there is no such element
     */
    public long getLong(int index) {
        return Memory.getLong(elementAddress(index));
    }

    /**
     * Reads an element.
     *
     * @param index of the element
     * @return its value
     * @throws IndexOutOfBoundsException when there is no such element
     */
    public long getLong(long index) {
        return Memory.getLong(elementAddress(index));
    }

    /**
     * Writes an element.
     *
     * @param index of the element
     * @param element its new value
     * @return its old value
     * @throws IndexOutOfBoundsException when there is no such element
     */
    public long setLong(int index, long element) {
        return exchange(elementAddress(index), element);
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
        return exchange(elementAddress(index), element);
    }

    private static long exchange(long elementAddress, long element) {
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
        putLong(makeRoom(index, 1), element);
        added(1);
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
        final long elementAddress = elementAddress(index);
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
        final long elementAddress = elementAddress(index);
        final long removed = Memory.getLong(elementAddress);
        modCount++;
        count--;
        putLong(elementAddress, Memory.getLong(addressOf(count)));
        return removed;
    }

    /**
     * Removes the first element of a value. O(elements).
     *
     * @param value to look for
     * @return whether there was one
     */
    public boolean removeLong(long value) {
        final long index = indexOfAsLong(value);
        if (index < 0) {
            return false;
        }
        removeAt(index);
        return true;
    }

    /**
     * Removes the first element of a value, and puts the last one in its place. O(elements before it).
     *
     * @param value to look for
     * @return whether there was one
     */
    public boolean fastUnorderedRemoveLong(long value) {
        final long index = indexOfAsLong(value);
        if (index < 0) {
            return false;
        }
        fastUnorderedRemove(index);
        return true;
    }

    /**
     * Removes the elements of a range; those behind it move down.
     *
     * @param fromIndex of the first to remove
     * @param toIndex one past the last
     * @throws IndexOutOfBoundsException when there is no such range
     */
    public void removeRange(long fromIndex, long toIndex) {
        checkRange(fromIndex, toIndex);
        if (fromIndex < toIndex) {
            Memory.copy(addressOf(toIndex), addressOf(fromIndex), byteSizeOf(count - toIndex));
            modCount++;
            count -= toIndex - fromIndex;
        }
    }

    @Override
    protected void removeRange(int fromIndex, int toIndex) {
        removeRange((long) fromIndex, toIndex);
    }

    /**
     * Removes all elements that a filter picks, once it has been asked about each. O(elements).
     *
     * <p>When the filter throws, or changes the list, nothing is removed. Of more than 64 elements, it is noted on the
     * global allocator which are picked, one bit for each, until the call returns.
     *
     * @param filter which answers true for what shall go
     * @return whether there was such an element
     * @throws IllegalStateException when the filter closes the list
     * @throws ConcurrentModificationException when the filter adds or removes
     * @throws AllocationFailedException when there is no memory for the bits; nothing is removed then
     */
    public boolean removeIfLong(LongPredicate filter) {
        Objects.requireNonNull(filter, "filter");
        return Removal.removeIf(this, 0, sizeAsLong(), filter);
    }

    /**
     * Whether an element has a value. O(elements).
     *
     * @param value to look for
     * @return whether it is there
     */
    public boolean containsLong(long value) {
        return indexOfAsLong(value) >= 0;
    }

    /**
     * The first element of a value. O(elements).
     *
     * @param value to look for
     * @return its index, or -1 if there is none
     * @throws IllegalStateException when the index is more than an {@code int} holds
     * @see #indexOfAsLong
     */
    public int indexOf(long value) {
        return asInt(indexOfAsLong(value));
    }

    /**
     * The last element of a value. O(elements).
     *
     * @param value to look for
     * @return its index, or -1 if there is none
     * @throws IllegalStateException when the index is more than an {@code int} holds
     * @see #lastIndexOfAsLong
     */
    public int lastIndexOf(long value) {
        return asInt(lastIndexOfAsLong(value));
    }

    /**
     * The first element of a value. O(elements).
     *
     * @param value to look for
     * @return its index, or -1 if there is none
     */
    public long indexOfAsLong(long value) {
        final long endAddress = addressOf(sizeAsLong());
        for (long each = address; each < endAddress; each += Long.BYTES) {
            if (Memory.getLong(each) == value) {
                return indexAt(each);
            }
        }
        return -1;
    }

    /**
     * The last element of a value. O(elements).
     *
     * @param value to look for
     * @return its index, or -1 if there is none
     */
    public long lastIndexOfAsLong(long value) {
        for (long each = addressOf(sizeAsLong()) - Long.BYTES; each >= address; each -= Long.BYTES) {
            if (Memory.getLong(each) == value) {
                return indexAt(each);
            }
        }
        return -1;
    }

    /**
     * Looks for a value in a list that is sorted ascending. O(log elements).
     *
     * @param value to look for
     * @return the index of an element of that value; or, if there is none, -1 less the index where it would be inserted
     */
    public long binarySearch(long value) {
        return binarySearch(0, sizeAsLong(), value);
    }

    /**
     * Looks for a value in a range that is sorted ascending. O(log elements).
     *
     * @param fromIndex of the first element of the range
     * @param toIndex one past the last
     * @param value to look for
     * @return the index of an element of that value; or, if there is none, -1 less the index where it would be inserted
     * @throws IndexOutOfBoundsException when there is no such range
     */
    public long binarySearch(long fromIndex, long toIndex, long value) {
        checkRange(fromIndex, toIndex);
        long low = fromIndex;
        long high = toIndex - 1;
        while (low <= high) {
            final long middle = (low + high) >>> 1;
            final long element = Memory.getLong(addressOf(middle));
            if (element < value) {
                low = middle + 1;
            } else if (element > value) {
                high = middle - 1;
            } else {
                return middle;
            }
        }
        return -1 - low;
    }

    /** Sorts all elements ascending, where they are. O(elements * log elements) at worst. */
    public void sort() {
        sort(0, sizeAsLong());
    }

    /**
     * Sorts the elements of a range ascending, where they are. O(elements * log elements) at worst.
     *
     * @param fromIndex of the first element of the range
     * @param toIndex one past the last
     * @throws IndexOutOfBoundsException when there is no such range
     */
    public void sort(long fromIndex, long toIndex) {
        checkRange(fromIndex, toIndex);
        LongSort.sort(addressOf(fromIndex), addressOf(toIndex));
    }

    /**
     * Writes one value to each element.
     *
     * @param value to write
     */
    public void fill(long value) {
        fill(0, sizeAsLong(), value);
    }

    /**
     * Writes one value to each element of a range.
     *
     * @param fromIndex of the first element of the range
     * @param toIndex one past the last
     * @param value to write
     * @throws IndexOutOfBoundsException when there is no such range
     */
    public void fill(long fromIndex, long toIndex, long value) {
        checkRange(fromIndex, toIndex);
        final long startAddress = addressOf(fromIndex);
        final long byteSize = byteSizeOf(toIndex - fromIndex);
        long filled = 0;
        for (; filled < Math.min(byteSize, FILLED_BYTE_SIZE); filled += Long.BYTES) {
            putLong(startAddress + filled, value);
        }
        while (filled < byteSize) {
            final long copied = Math.min(Math.min(filled, MAX_COPIED_BYTE_SIZE), byteSize - filled);
            Memory.copy(startAddress, startAddress + filled, copied);
            filled += copied;
        }
    }

    /**
     * Adds all elements of a list at the end; of this list too.
     *
     * @param list to add
     * @return whether it has any
     * @throws AllocationFailedException when the list must grow and cannot; then none was added
     */
    public boolean addAll(LongArrayList list) {
        return addAll(sizeAsLong(), list);
    }

    /**
     * Inserts all elements of a list; those from there on move up.
     *
     * @param index the first of them shall have, at most the count
     * @param list to insert
     * @return whether it has any
     * @throws IndexOutOfBoundsException when the index is above the count
     * @throws AllocationFailedException when the list must grow and cannot; then none was added
     */
    public boolean addAll(int index, LongArrayList list) {
        return addAll((long) index, list);
    }

    /**
     * Inserts all elements of a list; those from there on move up.
     *
     * @param index the first of them shall have, at most the count
     * @param list to insert; when it is this one, as it was before
     * @return whether it has any
     * @throws IndexOutOfBoundsException when the index is above the count
     * @throws AllocationFailedException when the list must grow and cannot; then none was added
     */
    public boolean addAll(long index, LongArrayList list) {
        final long added = list.sizeAsLong();
        // The room made is behind what was there at first, so that a list of the same memory still has it.
        final long roomAddress = makeRoom(index, added);
        Memory.copy(list.address, roomAddress, byteSizeOf(added));
        return added(added);
    }

    /**
     * Adds all elements of an array at the end.
     *
     * @param array to add
     * @return whether it has any
     * @throws AllocationFailedException when the list must grow and cannot; then none was added
     */
    public boolean addAll(long[] array) {
        return addAll(sizeAsLong(), array, 0, array.length);
    }

    /**
     * Inserts elements of an array; those from there on move up.
     *
     * @param index the first of them shall have, at most the count
     * @param array to read from
     * @param fromIndex of the first element to read
     * @param addedCount how many
     * @return whether there were any
     * @throws IndexOutOfBoundsException when the index is above the count, or the array has no such elements
     * @throws AllocationFailedException when the list must grow and cannot; then none was added
     */
    public boolean addAll(long index, long[] array, int fromIndex, int addedCount) {
        Objects.checkFromIndexSize(fromIndex, addedCount, array.length);
        Memory.copy(array, fromIndex, makeRoom(index, addedCount), addedCount);
        return added(addedCount);
    }

    /**
     * Adds the numbers between a buffer's position and its limit at the end. The buffer's position moves behind them.
     *
     * @param buffer to read from, in its byte order; at most 7 bytes of it are left over
     * @return whether there were any
     * @throws AllocationFailedException when the list must grow and cannot; then none was added
     */
    public boolean addAll(ByteBuffer buffer) {
        final int addedCount = buffer.remaining() >> ELEMENT_SHIFT;
        Transfer.read(buffer, makeRoom(sizeAsLong(), addedCount), addedCount);
        return added(addedCount);
    }

    /**
     * Adds numbers of an Agrona buffer at the end, in the byte order of the platform.
     *
     * @param buffer to read from
     * @param offset of the first number in it
     * @param addedCount how many
     * @return whether there were any
     * @throws IndexOutOfBoundsException when the buffer has no such numbers
     * @throws AllocationFailedException when the list must grow and cannot; then none was added
     */
    public boolean addAll(DirectBuffer buffer, int offset, int addedCount) {
        Transfer.check(buffer, offset, addedCount);
        Transfer.read(buffer, offset, makeRoom(sizeAsLong(), addedCount), addedCount);
        return added(addedCount);
    }

    /**
     * Overwrites elements with those of an array.
     *
     * @param index of the first element to write
     * @param array to read from
     * @param fromIndex of the first element to read
     * @param copiedCount how many
     * @throws IndexOutOfBoundsException when the list or the array has no such elements
     */
    public void setAll(long index, long[] array, int fromIndex, int copiedCount) {
        Objects.checkFromIndexSize(fromIndex, copiedCount, array.length);
        checkRange(index, index + copiedCount);
        Memory.copy(array, fromIndex, addressOf(index), copiedCount);
    }

    /**
     * Copies elements to an array.
     *
     * @param index of the first element to read
     * @param array to write to
     * @param toIndex of the first element to write
     * @param copiedCount how many
     * @throws IndexOutOfBoundsException when the list or the array has no such elements
     */
    public void copyTo(long index, long[] array, int toIndex, int copiedCount) {
        Objects.checkFromIndexSize(toIndex, copiedCount, array.length);
        checkRange(index, index + copiedCount);
        Memory.copy(addressOf(index), array, toIndex, copiedCount);
    }

    /**
     * Copies elements to a buffer, in its byte order, at its position, which moves behind them.
     *
     * @param index of the first element to read
     * @param buffer to write to
     * @param copiedCount how many
     * @throws IndexOutOfBoundsException when the list has no such elements, or the buffer no room for them
     */
    public void copyTo(long index, ByteBuffer buffer, int copiedCount) {
        Objects.checkFromIndexSize(0, copiedCount, buffer.remaining() >> ELEMENT_SHIFT);
        checkRange(index, index + copiedCount);
        Transfer.write(addressOf(index), buffer, copiedCount);
    }

    /**
     * Copies elements to an Agrona buffer, in the byte order of the platform.
     *
     * @param index of the first element to read
     * @param buffer to write to; one that expands does so
     * @param offset in it of the first number to write
     * @param copiedCount how many
     * @throws IndexOutOfBoundsException when the list has no such elements, or the buffer no room for them
     */
    public void copyTo(long index, MutableDirectBuffer buffer, int offset, int copiedCount) {
        Transfer.check(buffer, offset, copiedCount);
        checkRange(index, index + copiedCount);
        Transfer.write(addressOf(index), buffer, offset, copiedCount);
    }

    /**
     * Overwrites elements of another list, or of this one, with elements of this one.
     *
     * @param index of the first element to read
     * @param list to write to
     * @param toIndex of the first element to write
     * @param copiedCount how many
     * @throws IndexOutOfBoundsException when one of the lists has no such elements
     */
    public void copyTo(long index, LongArrayList list, long toIndex, long copiedCount) {
        checkRange(index, index + copiedCount);
        list.checkRange(toIndex, toIndex + copiedCount);
        Memory.copy(addressOf(index), list.addressOf(toIndex), byteSizeOf(copiedCount));
    }

    /**
     * Whether each element of a list is an element of this one, where what stands for null in one is what does in the
     * other. O(elements * elements of the list).
     *
     * @param list to look for
     * @return whether all are there
     */
    public boolean containsAll(LongArrayList list) {
        final boolean hasNull = containsLong(nullValue);
        final long endAddress = list.addressOf(list.sizeAsLong());
        for (long each = list.address; each < endAddress; each += Long.BYTES) {
            final long element = Memory.getLong(each);
            if (!containsLong(element) && !(hasNull && element == list.nullValue)) {
                return false;
            }
        }
        return true;
    }

    /**
     * Removes each element that is one of a list, where what stands for null in one is what does in the other.
     * O(elements * elements of the list).
     *
     * @param list of what shall go
     * @return whether any was removed
     */
    public boolean removeAll(LongArrayList list) {
        return keepAll(list, false);
    }

    /**
     * Removes each element that is not one of a list, where what stands for null in one is what does in the other.
     * O(elements * elements of the list).
     *
     * @param list of what shall stay
     * @return whether any was removed
     */
    public boolean retainAll(LongArrayList list) {
        return keepAll(list, true);
    }

    private boolean keepAll(LongArrayList list, boolean keptIfFound) {
        final boolean listHasNull = list.containsLong(list.nullValue);
        final long endAddress = addressOf(sizeAsLong());
        if (list == this) {
            // Looked at while it is compacted, it would lack what has gone already.
            removeRange(keptIfFound ? count : 0, count);
            return !keptIfFound && endAddress > address;
        }
        long kept = address;
        for (long each = address; each < endAddress; each += Long.BYTES) {
            final long element = Memory.getLong(each);
            final boolean isFound = list.containsLong(element) || listHasNull && element == nullValue;
            if (isFound == keptIfFound) {
                putLong(kept, element);
                kept += Long.BYTES;
            }
        }
        removeRange(indexAt(kept), count);
        return kept < endAddress;
    }

    /**
     * Hands each element to an action, in order.
     *
     * @param action to call
     * @throws IllegalStateException when the action closes the list
     * @throws ConcurrentModificationException when the action adds or removes; the action is then not
     *     called again
     */
    public void forEachLong(LongConsumer action) {
        Objects.requireNonNull(action, "action");
        forEachLong(0, sizeAsLong(), action, modCount);
    }

    /**
     * Hands each element to an action, in order; the same as {@link #forEachLong}.
     *
     * @param action to call
     * @throws IllegalStateException when the action closes the list
     * @throws ConcurrentModificationException when the action adds or removes; the action is then not
     *     called again
     */
    public void forEachOrderedLong(LongConsumer action) {
        forEachLong(action);
    }

    /** For a range proved when the modCount was as expected. */
    void forEachLong(long fromIndex, long toIndex, LongConsumer action, int expectedModCount) {
        for (long index = fromIndex; index < toIndex; index++) {
            action.accept(Memory.getLong(addressOf(index)));
            checkUnchanged(expectedModCount);
        }
    }

    /**
     * A stream of the elements, in order; to be used while the list is not changed.
     *
     * @return the stream, which looks at the list when its terminal operation begins
     */
    public LongStream longStream() {
        return StreamSupport.longStream(new LongArrayListSpliterator(this), false);
    }

    /**
     * A cursor before the first element: iterates without garbage, and may remove on the way.
     *
     * @return a new one
     */
    public Cursor cursor() {
        return new Cursor();
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
     * Gives back the memory that is not used, as far as the allocator takes part of a block back. Memory that was wrapped
     * stays.
     *
     * @throws AllocationFailedException when the allocator must move the block to make it smaller, and cannot
     */
    public void trimToSize() {
        if (lender != null) {
            return;
        }
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
        Memory.copy(address, elements, 0, elements.length);
        return elements;
    }

    /**
     * Copies the elements to an array that fits.
     *
     * @param array to write to, when it has the length of the list
     * @return the array, or a new one when it has another length
     * @throws IllegalStateException when there are more than an array can hold
     */
    public long[] toLongArray(long[] array) {
        if (array.length != sizeAsLong()) {
            return toLongArray();
        }
        Memory.copy(address, array, 0, array.length);
        return array;
    }

    /** Gives the memory back, unless it was wrapped. Closing twice is fine. */
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

    boolean insertAll(long index, Long[] inserted) {
        final long roomAddress = makeRoom(index, inserted.length);
        for (int i = 0; i < inserted.length; i++) {
            putLong(roomAddress + byteSizeOf(i), unbox(inserted[i]));
        }
        return added(inserted.length);
    }

    @Override
    public Long remove(int index) {
        return box(removeAt(index));
    }

    @Override
    public boolean remove(Object element) {
        return isLongOrNull(element) && removeLong(unbox((Long) element));
    }

    @Override
    public boolean removeIf(Predicate<? super Long> filter) {
        Objects.requireNonNull(filter, "filter");
        return removeIfLong(element -> filter.test(box(element)));
    }

    @Override
    public boolean removeAll(Collection<?> elements) {
        Objects.requireNonNull(elements, "elements");
        return removeIf(elements::contains);
    }

    @Override
    public boolean retainAll(Collection<?> elements) {
        Objects.requireNonNull(elements, "elements");
        return removeIf(element -> !elements.contains(element));
    }

    @Override
    public boolean contains(Object element) {
        return isLongOrNull(element) && containsLong(unbox((Long) element));
    }

    @Override
    public int indexOf(Object element) {
        return isLongOrNull(element) ? indexOf(unbox((Long) element)) : -1;
    }

    @Override
    public int lastIndexOf(Object element) {
        return isLongOrNull(element) ? lastIndexOf(unbox((Long) element)) : -1;
    }

    @Override
    public void sort(Comparator<? super Long> order) {
        if (order == null && !containsLong(nullValue)) {
            sort();
        } else {
            final int expectedModCount = modCount;
            final Long[] sorted = toArray(new Long[0]);
            Arrays.sort(sorted, order);
            checkUnchanged(expectedModCount);
            for (int i = 0; i < sorted.length; i++) {
                putLong(addressOf(i), unbox(sorted[i]));
            }
        }
    }

    @Override
    public void forEach(Consumer<? super Long> action) {
        Objects.requireNonNull(action, "action");
        forEachLong(element -> action.accept(box(element)));
    }

    @Override
    public Iterator<Long> iterator() {
        return new LongArrayListIterator(this, 0);
    }

    @Override
    public ListIterator<Long> listIterator() {
        return listIterator(0);
    }

    @Override
    public ListIterator<Long> listIterator(int index) {
        checkIndex(index, sizeAsLong() + 1);
        return new LongArrayListIterator(this, index);
    }

    @Override
    public List<Long> subList(int fromIndex, int toIndex) {
        LongArraySubList.check(fromIndex, toIndex, sizeAsLong());
        return new LongArraySubList(this, null, fromIndex, toIndex);
    }

    @Override
    public Spliterator<Long> spliterator() {
        return new LongArrayListSpliterator(this).boxed();
    }

    /**
     * Whether a list has the same elements in the same order, where what stands for null in one is what does in the other.
     *
     * @param that the other list
     * @return whether it has
     */
    public boolean equals(LongArrayList that) {
        if (that == this) {
            return true;
        }
        if (that == null || sizeAsLong() != that.sizeAsLong()) {
            return false;
        }
        final long distance = that.address - address;
        final long endAddress = addressOf(count);
        for (long each = address; each < endAddress; each += Long.BYTES) {
            final long element = Memory.getLong(each);
            final long other = Memory.getLong(each + distance);
            final boolean isNull = element == nullValue;
            if (isNull != (other == that.nullValue) || !isNull && element != other) {
                return false;
            }
        }
        return true;
    }

    @Override
    public boolean equals(Object that) {
        if (that instanceof LongArrayList list) {
            return equals(list);
        }
        if (!(that instanceof List<?> list)) {
            return false;
        }
        long index = 0;
        for (final Object element : list) {
            if (index >= sizeAsLong() || !Objects.equals(box(getLong(index)), element)) {
                return false;
            }
            index++;
        }
        return index == sizeAsLong();
    }

    @Override
    public int hashCode() {
        int hash = 1;
        final long endAddress = addressOf(sizeAsLong());
        for (long each = address; each < endAddress; each += Long.BYTES) {
            final long element = Memory.getLong(each);
            hash = 31 * hash + (element == nullValue ? 0 : Long.hashCode(element));
        }
        return hash;
    }

    /**
     * The elements as text.
     *
     * @return {@code [first, second, null]}
     */
    @Override
    public String toString() {
        final StringBuilder text = new StringBuilder("[");
        final long endAddress = addressOf(sizeAsLong());
        for (long each = address; each < endAddress; each += Long.BYTES) {
            text.append(each == address ? "" : ", ").append(box(Memory.getLong(each)));
        }
        return text.append(']').toString();
    }

    Long box(long element) {
        return element == nullValue ? null : (Long) element;
    }

    long unbox(Long element) {
        return element == null ? nullValue : element;
    }

    private boolean isLongOrNull(Object element) {
        block.ensureOpen();
        return element == null || element instanceof Long;
    }

    long addressOf(long index) {
        return address + byteSizeOf(index);
    }

    /** Where an element is, if there is one of that index; as fast for an {@code int} as in an array: see {@link Bounds}. */
    private long elementAddress(int index) {
        try {
            return addressOf(Bounds.ARE_CHECKED ? Bounds.checked(index, count) : index);
        } catch (IndexOutOfBoundsException e) {
            throw outOfBounds(index, count);
        }
    }

    private long elementAddress(long index) {
        try {
            return addressOf(Bounds.ARE_CHECKED ? Bounds.checked(index, count) : index);
        } catch (IndexOutOfBoundsException e) {
            throw outOfBounds(index, count);
        }
    }

    private long indexAt(long elementAddress) {
        return (elementAddress - address) >> ELEMENT_SHIFT;
    }

    private static long byteSizeOf(long elementCount) {
        return elementCount << ELEMENT_SHIFT;
    }

    private static int asInt(long index) {
        if (index > Integer.MAX_VALUE) {
            throw new IllegalStateException("index " + index + " is more than an int holds");
        }
        return (int) index;
    }

    int modCount() {
        return modCount;
    }

    void checkUnchanged(int expectedModCount) {
        if (modCount != expectedModCount) {
            block.ensureOpen();
            throw new ConcurrentModificationException("the list was changed while iterating");
        }
    }

    private void checkIndex(long index, long end) {
        if (Bounds.ARE_CHECKED && !Bounds.isWithin(index, end)) {
            throw outOfBounds(index, end);
        }
    }

    private IndexOutOfBoundsException outOfBounds(long index, long end) {
        block.ensureOpen();
        return new IndexOutOfBoundsException(
                "index " + index + " is not from 0 to " + (end - 1) + ", the list has " + count + " elements");
    }

    private void checkRange(long fromIndex, long toIndex) {
        if (count == 0) {
            block.ensureOpen();
        }
        if (Bounds.ARE_CHECKED && (fromIndex < 0 || toIndex < fromIndex || toIndex > count)) {
            throw new IndexOutOfBoundsException("from " + fromIndex + " to " + toIndex + " is no range of 0 to " + count
                    + ", which is how many elements the list has");
        }
    }

    /** Where to write elements that are being inserted. Nothing may fail between this and {@link #added}. */
    private long makeRoom(long index, long addedCount) {
        checkIndex(index, sizeAsLong() + 1);
        if (addedCount > capacity - count) {
            grow(count + addedCount);
        }
        final long roomAddress = addressOf(index);
        Memory.copy(roomAddress, roomAddress + byteSizeOf(addedCount), byteSizeOf(count - index));
        return roomAddress;
    }

    private boolean added(long addedCount) {
        count += addedCount;
        modCount++;
        return addedCount > 0;
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
        hideFromView();
        address = newAddress;
        capacity = newByteSize >> ELEMENT_SHIFT;
        lender = null;
    }

    /** What an allocator gives for a capacity, in whole elements: a request of its own good size. */
    private long goodByteSize(long newCapacity) {
        return newCapacity > MAX_CAPACITY
                ? byteSizeOf(MAX_CAPACITY)
                : Math.max(
                        byteSizeOf(newCapacity), block.allocator.goodByteSize(byteSizeOf(newCapacity)) & -Long.BYTES);
    }

    private long tryReallocate(long newByteSize) {
        if (capacity != 0 && lender == null) {
            return block.allocator.tryReallocate(
                    address, byteSizeOf(capacity), newByteSize, Long.BYTES, byteSizeOf(count));
        }
        final long newAddress = block.allocator.tryAllocate(newByteSize, Long.BYTES);
        if (newAddress != NULL_ADDRESS) {
            Memory.copy(address, newAddress, byteSizeOf(count));
        }
        return newAddress;
    }

    /** The elements will be elsewhere: who still has the buffer over them finds it empty. */
    private void hideFromView() {
        if (view != null) {
            view.wrap(NULL_ADDRESS, 0);
        }
    }

    /**
     * A place in a list, which its owner moves from element to element: no garbage, however often it is used.
     *
     * <pre>{@code
     * LongArrayList list = new LongArrayList();
     * LongArrayList.Cursor cursor = list.cursor();
     * while (cursor.advance()) {
     *     if (cursor.value() < 0) {
     *         cursor.remove();
     *     }
     * }
     * }</pre>
     *
     * <p>Each call throws a {@link ConcurrentModificationException} once the list was changed by other means than this
     * cursor; {@link #rewind} accepts the changes.
     */
    public final class Cursor {
        /** Of the element it stands on; where it stands on none, the complement of the one it advances to. */
        private long index;

        private int expectedModCount;

        private Cursor() {
            rewind();
        }

        /** Goes back before the first element. */
        public void rewind() {
            block.ensureOpen();
            index = ~0;
            expectedModCount = modCount;
        }

        /**
         * Moves to the next element.
         *
         * @return whether there is one
         */
        public boolean advance() {
            checkUnchanged(expectedModCount);
            final long nextIndex = index < 0 ? ~index : index + 1;
            final boolean isThere = nextIndex < count;
            index = isThere ? nextIndex : ~nextIndex;
            return isThere;
        }

        /**
         * Where it stands.
         *
         * @return the index of the element
         * @throws IllegalStateException when it stands on none
         */
        public long index() {
            checkOnElement();
            return index;
        }

        /**
         * Reads the element it stands on.
         *
         * @return its value
         * @throws IllegalStateException when it stands on none
         */
        public long value() {
            checkOnElement();
            return Memory.getLong(addressOf(index));
        }

        /**
         * Writes the element it stands on.
         *
         * @param value its new value
         * @return its old value
         * @throws IllegalStateException when it stands on none
         */
        public long setValue(long value) {
            checkOnElement();
            return setLong(index, value);
        }

        /**
         * Removes the element it stands on; it stands on none then, before the one behind. O(elements behind);
         * {@link LongArrayList#removeIfLong} removes many in one go.
         *
         * @return the value of the element
         * @throws IllegalStateException when it stands on none
         */
        public long remove() {
            checkOnElement();
            final long removed = removeAt(index);
            index = ~index;
            expectedModCount = modCount;
            return removed;
        }

        private void checkOnElement() {
            checkUnchanged(expectedModCount);
            if (index < 0) {
                throw new IllegalStateException("the cursor stands on no element: it has not advanced to one");
            }
        }
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
                final boolean isOwn = lender == null;
                final long freedAddress = address;
                final long byteSize = byteSizeOf(capacity);
                forget();
                if (isOwn) {
                    allocator.free(freedAddress, byteSize, Long.BYTES);
                }
            }
        }

        private void forget() {
            hideFromView();
            address = NULL_ADDRESS;
            capacity = 0;
            lender = null;
        }
    }
}
