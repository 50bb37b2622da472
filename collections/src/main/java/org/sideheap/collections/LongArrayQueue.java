package org.sideheap.collections;

import static org.sideheap.allocators.Memory.NULL_ADDRESS;
import static org.sideheap.allocators.Memory.getLong;
import static org.sideheap.allocators.Memory.putLong;

import java.util.AbstractQueue;
import java.util.Collection;
import java.util.ConcurrentModificationException;
import java.util.Iterator;
import java.util.NoSuchElementException;
import java.util.function.Consumer;
import java.util.function.LongConsumer;
import org.sideheap.allocators.AllocationFailedException;
import org.sideheap.allocators.Allocator;
import org.sideheap.allocators.AllocatorContext;
import org.sideheap.allocators.Memory;

/**
 * A queue of {@code long}, first in, first out, in one block of off-heap memory: a ring.
 *
 * <p>For work that waits its turn. Not for queues whose elements leave from the middle, or come at the front: there a
 * {@link LongLinkedList} is; nor for handing over between threads.
 *
 * <pre>{@code
 * try (LongArrayQueue queue = new LongArrayQueue(GlobalAllocator.INSTANCE)) {
 *     queue.offerLong(7);
 *     long next = queue.pollLong();  // 7
 *     long none = queue.pollLong();  // Long.MIN_VALUE, the null value
 * }
 * }</pre>
 *
 * <p>One value, the null value, cannot be offered: it is what polling answers while the queue is empty. Offering and
 * polling are O(1), the former amortised: a full queue doubles. Memory is 8 bytes an element, and up to as much again
 * unused; clearing keeps it.
 *
 * <p><strong>Which allocator.</strong> Any. On a pool the queue can grow to one block, and has all of it at once. On a
 * bump or a buffer growth leaves the old block behind, unless it was the newest, which grows where it stands; give an
 * initial capacity. On a stack the queue should be the newest while it grows.
 *
 * <p>Two queues are equal only if they are the same, as with any {@link java.util.Queue}. One thread at a time; see the
 * package for what else holds.
 */
public final class LongArrayQueue extends AbstractQueue<Long> implements AutoCloseable {
    /*
     * The elements begin at head and go round the end of the block to tail, where the next one is put:
     *
     *   address        tail                  head           endAddress
     *   v              v                     v              v
     *   +--------------+---------------------+--------------+
     *   | wrapped part | unused              | first part   |
     *   +--------------+---------------------+--------------+
     *   |<----------- capacity elements of 8 bytes -------->|
     *
     * Invariants: the block at address has capacity * 8 bytes and ends at endAddress; head and tail are in it, and count
     * elements apart; 0 <= count <= capacity; capacity is 0 just when there is no block, and then all four addresses are
     * alike. Capacity need not be a power of two: the round is a comparison, which costs no more than a mask, and so all
     * of a block is used, whatever size an allocator gives.
     *
     * What is counted is the elements that were ever added and those that were ever removed. The difference is the count;
     * the sum changes with each change, and so cursors know of them. That, and addresses in the place of indexes, makes an
     * offer and a poll a tenth faster than a count and a modCount.
     *
     * Growth. The allocator makes the block larger, in place where it can; each element is then at the offset it had, and
     * the unused part is no longer between the two others. The smaller of them moves: the wrapped part behind the first,
     * if there is room, or the first part to the new end.
     */

    /** What polling an empty queue answers where nothing else is named. */
    public static final long DEFAULT_NULL_VALUE = Long.MIN_VALUE;

    /** The least initial capacity. */
    public static final int MIN_CAPACITY = 8;

    private static final int ELEMENT_SHIFT = 3;
    private static final long MAX_CAPACITY = Long.MAX_VALUE >> ELEMENT_SHIFT;

    private final Block block;
    private final long nullValue;

    private long address = NULL_ADDRESS;
    private long endAddress = NULL_ADDRESS;
    private long capacity;
    private long head = NULL_ADDRESS;
    private long tail = NULL_ADDRESS;
    private long addedCount;
    private long removedCount;

    /** An empty queue on the allocator of the {@link AllocatorContext}. */
    public LongArrayQueue() {
        this(AllocatorContext.current());
    }

    /**
     * An empty queue on the allocator of the {@link AllocatorContext}, and what polling it answers while it is empty.
     *
     * @param nullValue the answer for no element; cannot be offered
     */
    public LongArrayQueue(long nullValue) {
        this(AllocatorContext.current(), nullValue);
    }

    /**
     * An empty queue with room for some elements, on the allocator of the {@link AllocatorContext}.
     *
     * @param initialCapacity how many elements to take memory for now, at least {@value #MIN_CAPACITY}; rounded up to a
     *     power of two
     * @param nullValue what polling answers for no element; cannot be offered
     * @throws AllocationFailedException when there is no memory for so many
     */
    public LongArrayQueue(long initialCapacity, long nullValue) {
        this(AllocatorContext.current(), initialCapacity, nullValue);
    }

    /**
     * As {@link #LongArrayQueue(long, long)}, for code that says how Agrona's queue shall iterate.
     *
     * @param initialCapacity how many elements to take memory for now, at least {@value #MIN_CAPACITY}; rounded up to a
     *     power of two
     * @param nullValue what polling answers for no element; cannot be offered
     * @param shouldAvoidAllocation without effect: each iteration has an iterator of its own, and {@link #cursor} is there
     *     to avoid that
     * @throws AllocationFailedException when there is no memory for so many
     */
    public LongArrayQueue(long initialCapacity, long nullValue, boolean shouldAvoidAllocation) {
        this(initialCapacity, nullValue);
    }

    /**
     * An empty queue; memory is taken with the first element.
     *
     * @param allocator for the elements
     */
    public LongArrayQueue(Allocator allocator) {
        this(allocator, DEFAULT_NULL_VALUE);
    }

    /**
     * An empty queue, and what polling it answers while it is empty; memory is taken with the first element.
     *
     * @param allocator for the elements
     * @param nullValue the answer for no element; cannot be offered
     */
    public LongArrayQueue(Allocator allocator, long nullValue) {
        this.block = new Block(allocator);
        this.nullValue = nullValue;
        block.begin(() -> {});
    }

    /**
     * An empty queue with room for some elements.
     *
     * @param allocator for the elements
     * @param initialCapacity how many elements to take memory for now, at least {@value #MIN_CAPACITY}; rounded up to a
     *     power of two
     * @param nullValue what polling answers for no element; cannot be offered
     * @throws AllocationFailedException when there is no memory for so many
     */
    public LongArrayQueue(Allocator allocator, long initialCapacity, long nullValue) {
        if (initialCapacity < MIN_CAPACITY) {
            throw new IllegalArgumentException(
                    "initialCapacity must be at least " + MIN_CAPACITY + ", was " + initialCapacity);
        }
        this.block = new Block(allocator);
        this.nullValue = nullValue;
        final long rounded = initialCapacity > MAX_CAPACITY ? initialCapacity : roundedToPowerOfTwo(initialCapacity);
        block.begin(() -> setCapacity(rounded, rounded));
    }

    /**
     * As {@link #LongArrayQueue(Allocator, long, long)}, for code that says how Agrona's queue shall iterate.
     *
     * @param allocator for the elements
     * @param initialCapacity how many elements to take memory for now, at least {@value #MIN_CAPACITY}; rounded up to a
     *     power of two
     * @param nullValue what polling answers for no element; cannot be offered
     * @param shouldAvoidAllocation without effect: each iteration has an iterator of its own, and {@link #cursor} is there
     *     to avoid that
     * @throws AllocationFailedException when there is no memory for so many
     */
    public LongArrayQueue(Allocator allocator, long initialCapacity, long nullValue, boolean shouldAvoidAllocation) {
        this(allocator, initialCapacity, nullValue);
    }

    private static long roundedToPowerOfTwo(long capacity) {
        return Long.highestOneBit(capacity - 1) << 1;
    }

    /**
     * What polling and peeking answer when the queue is empty.
     *
     * @return the value
     */
    public long nullValue() {
        return nullValue;
    }

    /**
     * How many elements there can be before the queue grows, or {@link Integer#MAX_VALUE} if that is more.
     *
     * @return the capacity
     */
    public int capacity() {
        return Bounds.saturatedToInt(capacityAsLong());
    }

    /**
     * How many elements there can be before the queue grows; before it has memory, how many it will at least take it for.
     *
     * @return the capacity
     */
    public long capacityAsLong() {
        if (capacity == 0) {
            block.ensureOpen();
            return MIN_CAPACITY;
        }
        return capacity;
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
        final long count = count();
        if (count == 0) {
            block.ensureOpen();
        }
        return count;
    }

    private long count() {
        return addedCount - removedCount;
    }

    /** Never again what it was once there is an element more or less. */
    private long changeCount() {
        return addedCount + removedCount;
    }

    /**
     * Whether there are no elements.
     *
     * @return whether the count is 0
     */
    @Override
    public boolean isEmpty() {
        return sizeAsLong() == 0;
    }

    /** Removes all elements and keeps the memory. */
    @Override
    public void clear() {
        if (!isEmpty()) {
            removedCount = addedCount;
            head = address;
            tail = address;
        }
    }

    /**
     * Adds an element at the end of the queue.
     *
     * @param element to add
     * @return true
     * @throws NullPointerException when it is the null value
     * @throws AllocationFailedException when the queue must grow and cannot
     */
    public boolean offerLong(long element) {
        checkNotNull(element);
        if (count() == capacity) {
            grow(capacity + 1);
        }
        append(element);
        return true;
    }

    /**
     * Adds an element at the end of the queue.
     *
     * @param element to add
     * @return true
     * @throws NullPointerException when it is the null value
     * @throws AllocationFailedException when the queue must grow and cannot
     */
    public boolean addLong(long element) {
        return offerLong(element);
    }

    /**
     * Reads the first element.
     *
     * @return its value, or the null value when the queue is empty
     */
    public long peekLong() {
        return isEmpty() ? nullValue : getLong(head);
    }

    /**
     * Removes the first element.
     *
     * @return its value, or the null value when the queue is empty
     */
    public long pollLong() {
        return isEmpty() ? nullValue : takeFirst();
    }

    /**
     * Reads the first element.
     *
     * @return its value
     * @throws NoSuchElementException when the queue is empty
     */
    public long elementLong() {
        checkNotEmpty();
        return getLong(head);
    }

    /**
     * Removes the first element.
     *
     * @return its value
     * @throws NoSuchElementException when the queue is empty
     */
    public long removeLong() {
        checkNotEmpty();
        return takeFirst();
    }

    /**
     * Removes the elements that are there now, and hands each to an action, in order. What the action offers stays for the
     * next time; where it throws, the elements it has not been handed stay too.
     *
     * @param action to call
     * @return how many it was handed
     */
    public long drain(LongConsumer action) {
        final long drainable = sizeAsLong();
        long drained = 0;
        while (drained < drainable && count() > 0) {
            drained++;
            action.accept(takeFirst());
        }
        return drained;
    }

    /**
     * Hands each element to an action, in order.
     *
     * @param action to call
     * @throws IllegalStateException when the action closes the queue
     * @throws ConcurrentModificationException when the action offers or polls; the action is then not
     *     called again
     */
    public void forEachLong(LongConsumer action) {
        final long expectedChangeCount = changeCount();
        for (long position = 0, end = sizeAsLong(); position < end; position++) {
            action.accept(valueAt(position));
            checkUnchanged(expectedChangeCount);
        }
    }

    /**
     * A cursor before the first element. Its owner can keep it, and use it again after {@link Cursor#rewind}.
     *
     * @return a new cursor
     */
    public Cursor cursor() {
        return new Cursor();
    }

    /**
     * An iterator of its own for each call, so that iterations may be nested.
     *
     * @return a new iterator
     */
    @Override
    public LongIterator iterator() {
        return new LongIterator();
    }

    /** Gives the memory back. Closing twice is fine. */
    @Override
    public void close() {
        block.close();
    }

    @Override
    public boolean offer(Long element) {
        return offerLong(element);
    }

    @Override
    public boolean add(Long element) {
        return offerLong(element);
    }

    /**
     * {@inheritDoc}
     *
     * @throws IllegalArgumentException when it is this queue
     * @throws AllocationFailedException when the queue must grow and cannot; then none of the elements was added
     */
    @Override
    public boolean addAll(Collection<? extends Long> elements) {
        if (elements == this) {
            throw new IllegalArgumentException("a queue cannot be added to itself");
        }
        final Long[] added = elements.toArray(new Long[0]);
        for (final Long element : added) {
            checkNotNull(element);
        }
        block.ensureOpen();
        if (added.length > capacity - count()) {
            grow(count() + added.length);
        }
        for (final Long element : added) {
            append(element);
        }
        return added.length > 0;
    }

    @Override
    public Long peek() {
        return isEmpty() ? null : (Long) getLong(head);
    }

    @Override
    public Long poll() {
        return isEmpty() ? null : (Long) takeFirst();
    }

    @Override
    public Long element() {
        return elementLong();
    }

    @Override
    public Long remove() {
        return removeLong();
    }

    @Override
    public void forEach(Consumer<? super Long> action) {
        forEachLong(action::accept);
    }

    /**
     * The elements as text.
     *
     * @return {@code [first, second]}
     */
    @Override
    public String toString() {
        final StringBuilder text = new StringBuilder("[");
        forEachLong(value -> text.append(text.length() > 1 ? ", " : "").append(value));
        return text.append(']').toString();
    }

    private void append(long element) {
        putLong(tail, element);
        tail = following(tail);
        addedCount++;
    }

    private long takeFirst() {
        final long element = getLong(head);
        dropFirst();
        return element;
    }

    private void dropFirst() {
        head = following(head);
        removedCount++;
    }

    private void dropLast() {
        tail = (tail == address ? endAddress : tail) - Long.BYTES;
        removedCount++;
    }

    /** One place further round the ring. */
    private long following(long place) {
        final long next = place + Long.BYTES;
        return next == endAddress ? address : next;
    }

    /** Where the element is that has some others before it in the queue. */
    private long addressAt(long position) {
        final long place = head + byteSizeOf(position);
        return place < endAddress ? place : place - byteSizeOf(capacity);
    }

    private long valueAt(long position) {
        return getLong(addressAt(position));
    }

    private void setValueAt(long position, long element) {
        putLong(addressAt(position), element);
    }

    /** Closes the gap from the nearer end. */
    private void removeAt(long position) {
        final long count = count();
        if (position < count >> 1) {
            for (long i = position; i > 0; i--) {
                setValueAt(i, valueAt(i - 1));
            }
            dropFirst();
        } else {
            for (long i = position; i < count - 1; i++) {
                setValueAt(i, valueAt(i + 1));
            }
            dropLast();
        }
    }

    private static long byteSizeOf(long elementCount) {
        return elementCount << ELEMENT_SHIFT;
    }

    private void grow(long requiredCapacity) {
        block.ensureOpen();
        setCapacity(Math.max(requiredCapacity, Math.max(MIN_CAPACITY, 2 * capacity)), requiredCapacity);
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
        final long oldByteSize = byteSizeOf(capacity);
        head = newAddress + (head - address);
        address = newAddress;
        endAddress = newAddress + newByteSize;
        capacity = newByteSize >> ELEMENT_SHIFT;
        closeUp(newAddress + oldByteSize);
        tail = addressAt(count());
    }

    /** After growth: no unused part is left between the two parts of the ring. */
    private void closeUp(long oldEndAddress) {
        final long firstByteSize = oldEndAddress - head;
        final long wrappedByteSize = byteSizeOf(count()) - firstByteSize;
        if (wrappedByteSize <= 0) {
            return;
        }
        if (wrappedByteSize <= Math.min(firstByteSize, endAddress - oldEndAddress)) {
            Memory.copy(address, oldEndAddress, wrappedByteSize);
        } else {
            final long newHead = endAddress - firstByteSize;
            Memory.copy(head, newHead, firstByteSize);
            head = newHead;
        }
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
                        address,
                        byteSizeOf(capacity),
                        newByteSize,
                        Long.BYTES,
                        Math.min(head - address + byteSizeOf(count()), byteSizeOf(capacity)));
    }

    private void checkNotNull(long element) {
        if (element == nullValue) {
            throw new NullPointerException(element + " stands for null and cannot be an element");
        }
    }

    private void checkNotEmpty() {
        if (isEmpty()) {
            throw new NoSuchElementException("the queue is empty");
        }
    }

    private void checkUnchanged(long expectedChangeCount) {
        if (changeCount() != expectedChangeCount) {
            block.ensureOpen();
            throw new ConcurrentModificationException("the queue was changed while iterating");
        }
    }

    /**
     * A place in the queue that its owner moves from the first element to the last, without garbage.
     *
     * <p>It stands on an element, or where one was removed, or beyond either end. When the queue is changed in any other
     * way, each call but {@link #rewind} is a {@link ConcurrentModificationException}.
     */
    public final class Cursor {
        /** How many elements are before the one it stands on; where that was removed, one less, as before the first. */
        private long position;

        private boolean stands;
        private long expectedChangeCount;

        private Cursor() {
            rewind();
        }

        /** Goes before the first element, wherever it was, and accepts all changes of the queue. */
        public void rewind() {
            if (count() == 0) {
                block.ensureOpen();
            }
            position = -1;
            stands = false;
            expectedChangeCount = changeCount();
        }

        /**
         * Goes onto the next element, or behind the last.
         *
         * @return whether there is a next one
         */
        public boolean advance() {
            checkUnchanged(expectedChangeCount);
            position = Math.min(position + 1, count());
            stands = position < count();
            return stands;
        }

        /**
         * Reads the element it stands on.
         *
         * @return its value
         * @throws IllegalStateException when it stands on none
         */
        public long value() {
            checkStands();
            return valueAt(position);
        }

        /**
         * Writes the element it stands on.
         *
         * @param value its new value
         * @return its old value
         * @throws NullPointerException when it is the null value
         * @throws IllegalStateException when it stands on none
         */
        public long setValue(long value) {
            checkStands();
            checkNotNull(value);
            final long old = valueAt(position);
            setValueAt(position, value);
            return old;
        }

        /**
         * Removes the element it stands on. O(elements between it and the nearer end).
         *
         * @return its value
         * @throws IllegalStateException when it stands on none
         */
        public long remove() {
            final long value = value();
            removeAt(position);
            position--;
            stands = false;
            expectedChangeCount = changeCount();
            return value;
        }

        private void checkStands() {
            checkUnchanged(expectedChangeCount);
            if (!stands) {
                throw new IllegalStateException("the cursor stands on no element");
            }
        }
    }

    /** An iterator that can answer without boxing. */
    public final class LongIterator implements Iterator<Long> {
        /** How many elements are before the one that is answered next. */
        private long position;

        private boolean canRemove;
        private long expectedChangeCount = changeCount();

        /** Before the first element. */
        public LongIterator() {}

        @Override
        public boolean hasNext() {
            if (count() == 0) {
                block.ensureOpen();
            }
            return position != count();
        }

        @Override
        public Long next() {
            return nextValue();
        }

        /**
         * The next element, without boxing.
         *
         * @return its value
         * @throws NoSuchElementException when there is none
         */
        public long nextValue() {
            checkUnchanged(expectedChangeCount);
            if (!hasNext()) {
                throw new NoSuchElementException("there is no next element");
            }
            canRemove = true;
            return valueAt(position++);
        }

        /** Removes the element that was answered last. O(elements between it and the nearer end). */
        @Override
        public void remove() {
            checkUnchanged(expectedChangeCount);
            if (!canRemove) {
                throw new IllegalStateException("there is no element that was answered and is still there");
            }
            position--;
            removeAt(position);
            canRemove = false;
            expectedChangeCount = changeCount();
        }
    }

    /** The one block of the queue, and its end. */
    private final class Block extends Lifetime {
        Block(Allocator allocator) {
            super("LongArrayQueue", allocator);
        }

        @Override
        protected boolean holds(long fromAddress, long toAddress) {
            return capacity != 0 && isInside(address, fromAddress, toAddress);
        }

        @Override
        void letGo(long fromAddress, long toAddress) {
            final long byteSize = byteSizeOf(capacity);
            final long freedAddress = address;
            addedCount++; // a change also where there is no element
            removedCount = addedCount;
            address = NULL_ADDRESS;
            endAddress = NULL_ADDRESS;
            head = NULL_ADDRESS;
            tail = NULL_ADDRESS;
            capacity = 0;
            if (byteSize != 0 && !isInside(freedAddress, fromAddress, toAddress)) {
                allocator.free(freedAddress, byteSize, Long.BYTES);
            }
        }
    }
}
