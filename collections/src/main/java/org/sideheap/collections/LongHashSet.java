package org.sideheap.collections;

import static java.util.Objects.requireNonNull;

import java.util.Arrays;
import java.util.Collection;
import java.util.ConcurrentModificationException;
import java.util.Iterator;
import java.util.NoSuchElementException;
import java.util.Set;
import java.util.function.LongConsumer;
import java.util.function.LongPredicate;
import java.util.function.Predicate;
import org.sideheap.allocators.AllocationFailedException;
import org.sideheap.allocators.Allocator;
import org.sideheap.allocators.AllocatorContext;

/**
 * A hash set of {@code long} in one block of off-heap memory, or in {@link #segmented segments}.
 *
 * <p>For telling what was seen from what was not: ids, sequence numbers, addresses. Not for numbers that are small and
 * dense, where bits indexed by them are smaller and faster, nor where elements are wanted in order.
 *
 * <pre>{@code
 * try (LongHashSet seen = new LongHashSet(GlobalAllocator.INSTANCE)) {
 *     boolean isNew = seen.add(42);        // true
 *     boolean isNewAgain = seen.add(42);   // false
 * }
 * }</pre>
 *
 * <p>Each operation on one element is O(1) on average, growth amortised; one that grows the table costs a pass over it, a
 * stall where the set is large. A {@link #segmented} set has none: an addition moves one segment at most.
 * Memory is 8 bytes a slot, and by default at most 65% of the slots are used. Elements in a row stand in a
 * row: looking them up in that order takes a fraction of the time. Where elements collide, a hash with a seed of each set's own
 * says where they are, so that they cannot be crafted to cost more than two or three looks.
 *
 * <p><strong>Iteration.</strong> {@link #forEachLong} and a {@link Cursor} of your own create no garbage. Iterators are
 * new objects each time, so that one may be used inside another. Adding or removing while iterating, other than through
 * the iterator, is a {@link ConcurrentModificationException}.
 *
 * <p><strong>Which allocator.</strong> One that takes blocks of any size back: the global one or a free list. On a pool
 * the set can grow to one block, and has all of it at once; a {@link #segmented} set takes block after block. On a bump, a
 * buffer or a stack each table that was outgrown stays behind; give an initial capacity, or {@link #reserve}.
 *
 * <p>{@code null} cannot be added. One thread at a time; see the package for what else holds.
 */
public final class LongHashSet extends HashTable implements Set<Long>, AutoCloseable {
    /* A HashTable of slots of one word, the element: two lines are a cache line. */

    /** The capacity that Agrona's set starts with, and the least this one takes memory for. */
    public static final int DEFAULT_INITIAL_CAPACITY = 8;

    private static final long SLOT_BYTE_SIZE = 8;

    /** An empty set on the allocator of the {@link AllocatorContext}; memory is taken with the first element. */
    public LongHashSet() {
        this(AllocatorContext.current());
    }

    /**
     * An empty set with a table of some capacity, on the allocator of the {@link AllocatorContext}.
     *
     * @param initialCapacity how many slots to take memory for now; 0 for none, else rounded up to a power of two
     * @throws AllocationFailedException when there is no memory for the table
     */
    public LongHashSet(long initialCapacity) {
        this(AllocatorContext.current(), initialCapacity);
    }

    /**
     * An empty set with a table of some capacity, on the allocator of the {@link AllocatorContext}.
     *
     * @param initialCapacity how many slots to take memory for now; 0 for none, else rounded up to a power of two
     * @param loadFactor how much of the table may be used, from 0.1 to 0.9; more than 0.8 counts as 0.8
     * @throws AllocationFailedException when there is no memory for the table
     */
    public LongHashSet(long initialCapacity, float loadFactor) {
        this(AllocatorContext.current(), initialCapacity, loadFactor);
    }

    /**
     * An empty set with a table of some capacity, on the allocator of the {@link AllocatorContext}.
     *
     * @param initialCapacity how many slots to take memory for now; 0 for none, else rounded up to a power of two
     * @param loadFactor how much of the table may be used, from 0.1 to 0.9; more than 0.8 counts as 0.8
     * @param shouldAvoidAllocation without effect, as iterators are never shared; a {@link Cursor} creates no garbage
     * @throws AllocationFailedException when there is no memory for the table
     */
    public LongHashSet(long initialCapacity, float loadFactor, boolean shouldAvoidAllocation) {
        this(AllocatorContext.current(), initialCapacity, loadFactor);
    }

    /**
     * An empty set; memory is taken with the first element.
     *
     * @param allocator for the table
     */
    public LongHashSet(Allocator allocator) {
        this(allocator, 0);
    }

    /**
     * An empty set with a table of some capacity.
     *
     * @param allocator for the table
     * @param initialCapacity how many slots to take memory for now; 0 for none, else rounded up to a power of two. It
     *     holds that many elements times the load factor; with 8 slots 3, with 16 at most 10, with 32 at most 24
     * @throws AllocationFailedException when there is no memory for the table
     */
    public LongHashSet(Allocator allocator, long initialCapacity) {
        this(allocator, initialCapacity, DEFAULT_LOAD_FACTOR);
    }

    /**
     * An empty set with a table of some capacity.
     *
     * @param allocator for the table
     * @param initialCapacity how many slots to take memory for now; 0 for none, else rounded up to a power of two. It
     *     holds that many elements times the load factor; with 8 slots 3, with 16 at most 10, with 32 at most 24
     * @param loadFactor how much of the table may be used, from 0.1 to 0.9; more than 0.8 counts as 0.8
     * @throws AllocationFailedException when there is no memory for the table
     */
    public LongHashSet(Allocator allocator, long initialCapacity, float loadFactor) {
        super("LongHashSet", allocator, loadFactor);
        begin(initialCapacity);
    }

    /**
     * An empty set with a table of some capacity.
     *
     * @param allocator for the table
     * @param initialCapacity how many slots to take memory for now; 0 for none, else rounded up to a power of two. It
     *     holds that many elements times the load factor; with 8 slots 3, with 16 at most 10, with 32 at most 24
     * @param loadFactor how much of the table may be used, from 0.1 to 0.9; more than 0.8 counts as 0.8
     * @param shouldAvoidAllocation without effect, as iterators are never shared; a {@link Cursor} creates no garbage
     * @throws AllocationFailedException when there is no memory for the table
     */
    public LongHashSet(Allocator allocator, long initialCapacity, float loadFactor, boolean shouldAvoidAllocation) {
        this(allocator, initialCapacity, loadFactor);
    }

    /** In segments of a size that is not checked, for tests that want many. */
    LongHashSet(long segmentByteSize, Allocator allocator, float loadFactor) {
        super("LongHashSet", allocator, loadFactor, segmentByteSize);
        begin(0);
    }

    /** The elements of a set that another has not, in a set made as the first. */
    private LongHashSet(LongHashSet elements, LongHashSet without, long expectedCount) {
        super("LongHashSet", elements.allocator(), elements.loadFactor(), elements.segmentByteSize());
        begin(() -> {
            reserve(expectedCount);
            long slot = elements.startOfWalk();
            for (long remaining = elements.sizeAsLong(); remaining > 0; remaining--) {
                slot = elements.nextUsed(slot);
                if (!without.contains(keyAt(slot))) {
                    add(keyAt(slot));
                }
            }
        });
    }

    /**
     * An empty set that never stalls: in segments of {@value #DEFAULT_SEGMENT_BYTE_SIZE} bytes. As {@link #segmented(Allocator,
     * float, long)}.
     *
     * @param allocator for the segments
     * @return the set
     */
    public static LongHashSet segmented(Allocator allocator) {
        return segmented(allocator, DEFAULT_LOAD_FACTOR, DEFAULT_SEGMENT_BYTE_SIZE);
    }

    /**
     * An empty set that never stalls: in segments, blocks of one size. Adding an element moves those of one segment at most,
     * however large the set is, where that of a set in one block now and then moves all; removing one likewise, and gives
     * memory back when two segments have become small; one by an iterator or a cursor leaves that to the next. Memory comes with the first element, a segment at a time, and a pool of
     * blocks of that size serves.
     *
     * <p>Lookups take up to twice as long, of keys in a row more, as where the segment is has to be looked up too. Larger segments
     * make that faster and the slowest addition slower. Beside the segments there is a directory, a block of 16 to 64 bytes a segment,
     * which is copied when their number doubles. On a pool of segments it must fit into one as well: that is 80 million elements at the
     * default size, and sixteen times as many with segments four times as large.
     *
     * @param allocator for the segments
     * @param loadFactor how much of a segment may be used, from 0.1 to 0.9; more than 0.8 counts as 0.8
     * @param segmentByteSize the size of a segment in bytes, a power of two from 4096 to 2^30
     * @return the set
     */
    public static LongHashSet segmented(Allocator allocator, float loadFactor, long segmentByteSize) {
        return new LongHashSet(checkSegmentByteSize(segmentByteSize), allocator, loadFactor);
    }

    /**
     * Whether an element is there.
     *
     * @param element to look for
     * @return whether it is
     */
    public boolean contains(long element) {
        return find(element) != ABSENT;
    }

    /**
     * Adds an element, if it is not there.
     *
     * @param element to add
     * @return whether it was not there
     * @throws AllocationFailedException when the table must grow and cannot
     */
    public boolean add(long element) {
        if (find(element) != ABSENT) {
            return false;
        }
        if (isFull()) {
            makeRoom(element);
        }
        use(element);
        return true;
    }

    /**
     * Removes an element, if it is there.
     *
     * @param element to remove
     * @return whether it was there
     */
    public boolean remove(long element) {
        final long slot = find(element);
        if (slot == ABSENT) {
            return false;
        }
        vacateAndShrink(slot, element);
        return true;
    }

    /**
     * Adds all elements of a set. When there is no memory, none of them was added.
     *
     * @param elements to add
     * @return whether any was not there
     * @throws AllocationFailedException when the table must grow and cannot
     */
    public boolean addAll(LongHashSet elements) {
        if (elements == this) {
            ensureOpen();
            return false;
        }
        Room.makeForKeysOf(elements, this);
        return addEach(elements);
    }

    /** There is room for all of them. */
    private boolean addEach(LongHashSet elements) {
        final long before = sizeAsLong();
        long slot = elements.startOfWalk();
        for (long remaining = elements.sizeAsLong(); remaining > 0; remaining--) {
            slot = elements.nextUsed(slot);
            add(keyAt(slot));
        }
        return sizeAsLong() != before;
    }

    /**
     * Whether all elements of a set are there.
     *
     * @param elements to look for
     * @return whether none is missing
     */
    public boolean containsAll(LongHashSet elements) {
        if (elements.sizeAsLong() > sizeAsLong()) {
            return false;
        }
        long slot = elements.startOfWalk();
        for (long remaining = elements.sizeAsLong(); remaining > 0; remaining--) {
            slot = elements.nextUsed(slot);
            if (!contains(keyAt(slot))) {
                return false;
            }
        }
        return true;
    }

    /**
     * Removes all elements of a set. O(capacity of the one of fewer elements).
     *
     * @param elements to remove
     * @return whether any was there
     */
    public boolean removeAll(LongHashSet elements) {
        if (elements.sizeAsLong() >= sizeAsLong()) {
            return removeThose(elements, true);
        }
        final long before = sizeAsLong();
        long slot = elements.startOfWalk();
        for (long remaining = elements.sizeAsLong(); remaining > 0; remaining--) {
            slot = elements.nextUsed(slot);
            remove(keyAt(slot));
        }
        return sizeAsLong() != before;
    }

    /**
     * Removes all elements but those of a set. O(capacity).
     *
     * @param elements to keep
     * @return whether any was not among them
     */
    public boolean retainAll(LongHashSet elements) {
        elements.ensureOpen();
        return removeThose(elements, false);
    }

    /** Removes the elements that another set contains, or those that it does not. */
    private boolean removeThose(LongHashSet other, boolean contained) {
        final long before = sizeAsLong();
        long slot = startOfWalk();
        for (long remaining = sizeAsLong(); remaining > 0; remaining--) {
            slot = nextUsed(slot);
            if (other.contains(keyAt(slot)) == contained) {
                vacate(slot);
            }
        }
        shrink();
        return sizeAsLong() != before;
    }

    /**
     * The elements that another set has not.
     *
     * @param other the set to take away
     * @return a new set on the allocator of this one, to be closed by who asked; or null when there are none
     * @throws AllocationFailedException when there is no memory for that set
     */
    public LongHashSet difference(LongHashSet other) {
        ensureOpen();
        other.ensureOpen();
        final long absentCount = Room.countAbsent(this, other);
        return absentCount == 0 ? null : new LongHashSet(this, other, absentCount);
    }

    /**
     * Takes over the elements of another set, in the place of its own. When there is no memory, nothing has changed.
     *
     * @param that the set to be like; Agrona's must have the same capacity, this one need not
     * @throws AllocationFailedException when the table must grow and cannot
     */
    public void copy(LongHashSet that) {
        that.ensureOpen();
        if (that != this) {
            if (isSegmented()) {
                Room.makeForKeysOf(that, this);
            } else {
                reserve(that.sizeAsLong());
            }
            clear();
            addEach(that);
        }
    }

    /**
     * Removes the elements that a filter picks, without boxing.
     *
     * @param filter says which
     * @return whether any was removed
     * @throws IllegalStateException when the filter closes the set
     * @throws ConcurrentModificationException when the filter adds or removes
     */
    public boolean removeIfLong(LongPredicate filter) {
        requireNonNull(filter, "filter");
        final long before = sizeAsLong();
        int expectedModCount = modCount;
        long slot = startOfWalk();
        for (long remaining = sizeAsLong(); remaining > 0; remaining--) {
            slot = nextUsed(slot);
            final boolean isPicked = filter.test(keyAt(slot));
            checkUnchanged(expectedModCount);
            if (isPicked) {
                vacate(slot);
                expectedModCount = modCount;
            }
        }
        shrink();
        return sizeAsLong() != before;
    }

    /**
     * Hands each element to an action, in no order.
     *
     * @param action to call
     * @throws IllegalStateException when the action closes the set
     * @throws ConcurrentModificationException when the action adds or removes; the action is then not
     *     called again
     */
    public void forEachLong(LongConsumer action) {
        requireNonNull(action, "action");
        ensureOpen();
        final int expectedModCount = modCount;
        for (long entry = firstEntry(); entry != Directory.NONE; entry = entryBehind(entry)) {
            final long segment = segment(entry);
            for (long controls = controls(segment), end = endOfControls(segment);
                    controls < end;
                    controls += ControlByte.LINES_OF_A_WORD) {
                for (long slots = ControlByte.usedSlotsOfEight(controls); slots != 0; slots &= slots - 1) {
                    final long slot = slotAt(segment, controls, slots);
                    action.accept(keyAt(slot));
                    checkUnchanged(expectedModCount);
                }
            }
        }
    }

    // What boxes: Set as the JDK has it.

    /**
     * {@inheritDoc}
     *
     * @param element to look for; what is no {@code Long} is not there
     */
    @Override
    public boolean contains(Object element) {
        ensureOpen();
        return element instanceof Long number && contains((long) number);
    }

    @Override
    public boolean containsAll(Collection<?> elements) {
        if (elements instanceof LongHashSet set) {
            return containsAll(set);
        }
        ensureOpen();
        for (final Object element : elements) {
            if (!contains(element)) {
                return false;
            }
        }
        return true;
    }

    @Override
    public boolean add(Long element) {
        return add((long) element);
    }

    /**
     * {@inheritDoc}
     *
     * @param element to remove; what is no {@code Long} is not there
     */
    @Override
    public boolean remove(Object element) {
        ensureOpen();
        return element instanceof Long number && remove((long) number);
    }

    /**
     * {@inheritDoc}
     *
     * @throws AllocationFailedException when the table must grow and cannot; then none of the elements was added
     */
    @Override
    public boolean addAll(Collection<? extends Long> elements) {
        if (elements instanceof LongHashSet set) {
            return addAll(set);
        }
        Room.makeForEach(elements, this);
        boolean added = false;
        for (final Long element : elements) {
            added |= add((long) element);
        }
        return added;
    }

    @Override
    public boolean removeAll(Collection<?> elements) {
        if (elements instanceof LongHashSet set) {
            return removeAll(set);
        }
        ensureOpen();
        boolean removed = false;
        for (final Object element : elements) {
            removed |= remove(element);
        }
        return removed;
    }

    @Override
    public boolean retainAll(Collection<?> elements) {
        if (elements instanceof LongHashSet set) {
            return retainAll(set);
        }
        requireNonNull(elements, "elements");
        return removeIfLong(element -> !elements.contains(element));
    }

    @Override
    public boolean removeIf(Predicate<? super Long> filter) {
        return removeIfLong(filter::test);
    }

    @Override
    public Object[] toArray() {
        return toArray(new Object[0]);
    }

    @Override
    public <T> T[] toArray(T[] array) {
        if (sizeAsLong() > Integer.MAX_VALUE) {
            throw new IllegalStateException(sizeAsLong() + " elements are more than an array holds");
        }
        final int count = size();
        final T[] target = array.length < count ? Arrays.copyOf(array, count) : array;
        final Object[] elements = target;
        final Cursor cursor = cursor();
        for (int index = 0; cursor.advance(); index++) {
            elements[index] = cursor.value();
        }
        if (count < target.length) {
            target[count] = null;
        }
        return target;
    }

    @Override
    public LongIterator iterator() {
        return new LongIterator();
    }

    /**
     * A walk over the elements that creates no garbage and may remove them.
     *
     * @return a new cursor, which stands before the first element
     */
    public Cursor cursor() {
        return new Cursor();
    }

    /**
     * {@inheritDoc}
     *
     * @param other any object
     * @return whether it is a set of the same elements
     */
    @Override
    public boolean equals(Object other) {
        if (other == this) {
            return true;
        }
        ensureOpen();
        if (other instanceof LongHashSet set) {
            return sizeAsLong() == set.sizeAsLong() && containsAll(set);
        }
        try {
            return other instanceof Set<?> set && size() == set.size() && containsAll(set);
        } catch (ClassCastException | NullPointerException e) {
            return false;
        }
    }

    @Override
    public int hashCode() {
        ensureOpen();
        int sum = 0;
        long slot = startOfWalk();
        for (long remaining = sizeAsLong(); remaining > 0; remaining--) {
            slot = nextUsed(slot);
            sum += Long.hashCode(keyAt(slot));
        }
        return sum;
    }

    /**
     * The elements as text.
     *
     * @return {@code [element, element]}, in no order
     */
    @Override
    public String toString() {
        final StringBuilder text = new StringBuilder("[");
        forEachLong(element -> text.append(text.length() > 1 ? ", " : "").append(element));
        return text.append(']').toString();
    }

    @Override
    long slotByteSize() {
        return SLOT_BYTE_SIZE;
    }

    /**
     * A walk over the elements, in no order, that creates no garbage.
     *
     * <pre>{@code
     * LongHashSet set = new LongHashSet();
     * LongHashSet.Cursor cursor = set.cursor();
     * while (cursor.advance()) {
     *     if (cursor.value() < 0) {
     *         cursor.remove();
     *     }
     * }
     * }</pre>
     *
     * <p>Each element is seen once, whatever is removed through this cursor. When elements are added or removed otherwise,
     * it throws a {@link ConcurrentModificationException} until it is told to {@link #rewind}.
     */
    public final class Cursor {
        private final TableWalk walk = new TableWalk(LongHashSet.this);

        private Cursor() {}

        /**
         * Moves to the next element.
         *
         * @return whether there is one
         */
        public boolean advance() {
            return walk.advance();
        }

        /**
         * The element it stands on.
         *
         * @return the element
         * @throws IllegalStateException when it stands on none
         */
        public long value() {
            return keyAt(walk.slot());
        }

        /**
         * Removes the element it stands on. It stands on none after that.
         *
         * @return the element
         * @throws IllegalStateException when it stands on none
         */
        public long remove() {
            final long removed = value();
            walk.remove();
            return removed;
        }

        /**
         * How many elements it has not come to.
         *
         * @return the count
         */
        public long remaining() {
            return walk.remaining();
        }

        /** Goes back to before the first element of what the set now has. */
        public void rewind() {
            walk.rewind();
        }
    }

    /** Gives each element, boxed or not. */
    public final class LongIterator implements Iterator<Long> {
        private final Cursor cursor = cursor();

        /** Before the first element. */
        public LongIterator() {}

        @Override
        public boolean hasNext() {
            return cursor.remaining() > 0;
        }

        /**
         * How many elements are left, or {@link Integer#MAX_VALUE} if that is less.
         *
         * @return the count
         */
        public int remaining() {
            return Bounds.saturatedToInt(cursor.remaining());
        }

        @Override
        public Long next() {
            return nextValue();
        }

        /**
         * The next element, not boxed.
         *
         * @return the element
         * @throws NoSuchElementException when there is none
         */
        public long nextValue() {
            if (!cursor.advance()) {
                throw new NoSuchElementException("there is no next element");
            }
            return cursor.value();
        }

        @Override
        public void remove() {
            cursor.remove();
        }
    }
}
