package org.sideheap.collections;

import static org.sideheap.allocators.Memory.NULL_ADDRESS;
import static org.sideheap.allocators.Memory.getLong;
import static org.sideheap.allocators.Memory.putLong;

import java.util.AbstractSequentialList;
import java.util.Collection;
import java.util.ConcurrentModificationException;
import java.util.Deque;
import java.util.Iterator;
import java.util.ListIterator;
import java.util.NoSuchElementException;
import java.util.function.Consumer;
import java.util.function.LongConsumer;
import java.util.function.LongPredicate;
import org.sideheap.allocators.AllocationFailedException;
import org.sideheap.allocators.Allocator;
import org.sideheap.allocators.AllocatorContext;
import org.sideheap.allocators.GlobalAllocator;

/**
 * A doubly linked list of {@code long} in off-heap nodes, each a block of its own and addressed by a handle.
 *
 * <p>For queues whose elements leave from the middle: the orders of a price level, the entries of a least recently used
 * cache. Whoever links an element gets the node's handle, and with it removes the element in O(1), wherever it is by
 * then. Not for sequences read by index, nor for queues that are only used at their ends: a {@link LongArrayQueue}, a
 * ring in one block, is smaller and faster there.
 *
 * <pre>{@code
 * try (PoolAllocator pool = new PoolAllocator(LongLinkedList.NODE_BYTE_SIZE, 1000);
 *         LongLinkedList orders = new LongLinkedList(pool)) {
 *     long first = orders.linkLast(100);
 *     long second = orders.linkLast(200);
 *     orders.moveToLast(first);
 *     orders.unlink(second);
 *     long next = orders.pollLong(); // 100
 * }
 * }</pre>
 *
 * <p>Each operation is O(1), but for {@link #clear}, {@link #close}, iteration, and what looks for an element by its
 * value or, as {@link java.util.List} can, by its index. A node is {@value #NODE_BYTE_SIZE} bytes.
 *
 * <p><strong>Which allocator.</strong> A pool of {@link #NODE_BYTE_SIZE}, which many lists can share. On a bump or a
 * buffer nodes only ever add up; on a stack they come back when all above them did. An allocator that cannot tell which
 * memory is its own, as the global one, costs each list a hash map of its nodes as well: some 25 to 50 bytes a node, and
 * a lookup whenever one is linked or unlinked.
 *
 * <p><strong>Handles.</strong> A handle is good from the link to the unlink, with the list that gave it or, once that was
 * spliced into another, with that other one. Any other number is refused with an {@link IllegalArgumentException}. What
 * goes <em>undetected</em> is a stale handle whose memory has become another node of this same list: it addresses that
 * node.
 *
 * <p><strong>As a Deque and a List.</strong> Any {@code long} can be an element, {@code null} cannot: adding it is a
 * {@link NullPointerException}. Since JDK 21 both interfaces have a method {@code reversed}: see {@link #reversed} for
 * what that means here.
 *
 * <p>One thread at a time; see the package for what else holds.
 */
public final class LongLinkedList extends AbstractSequentialList<Long> implements Deque<Long>, AutoCloseable {
    /*
     *   first                                                    last
     *   v                                                        v
     *   +-------------------+       +-------------------+        +-------------------+
     *   | NULL_ADDRESS      |<------| previous          |<-- ... | previous          |
     *   | next              |------>| next              |--> ... | NULL_ADDRESS      |
     *   | value             |       | value             |        | value             |
     *   | brand             |       | brand             |        | brand             |
     *   +-------------------+       +-------------------+        +-------------------+
     *
     * Links are addresses, each the list's own, and need no proof. A handle does: the NodeBook proves it.
     *
     * Invariants: following next from first reaches last after count nodes, and each previous is the reverse of a next;
     * all these nodes are in the book, and no others.
     *
     * Speed. Of an offer and a poll on a pool, some two thirds are the pool's own work, which proves the block and counts
     * it; what is done here is a few stores to two or three nodes. Tried: a node that is kept from one removal for the
     * next link, which makes a queue in balance about a third faster; but each list would then withhold a node from those
     * it shares the pool with, and on a stack keep what is below from coming back. One field by which both links and
     * removals get to the book, so that the compiler knows that it is the same: 4% faster at the ends and 4 to 12% slower in
     * the middle, where the registers do not suffice.
     */

    /** The size of a node, for pools that hold them. */
    public static final long NODE_BYTE_SIZE = NodeBook.NODE_BYTE_SIZE;

    /** What polling an empty list answers where nothing else is named. */
    public static final long DEFAULT_NULL_VALUE = Long.MIN_VALUE;

    private static final long PREVIOUS_OFFSET = 0;
    private static final long NEXT_OFFSET = 8;
    private static final long VALUE_OFFSET = 16;

    private final Nodes nodes;
    private final long nullValue;

    /** Which nodes are in the list; those of two lists change hands with it. */
    private NodeBook book;

    private long first = NULL_ADDRESS;
    private long last = NULL_ADDRESS;
    private long count;

    /** An empty list on the allocator of the {@link AllocatorContext}. */
    public LongLinkedList() {
        this(AllocatorContext.current());
    }

    /**
     * An empty list on the allocator of the {@link AllocatorContext}, and what polling it answers while it is empty.
     *
     * @param nullValue the answer for no element
     */
    public LongLinkedList(long nullValue) {
        this(AllocatorContext.current(), nullValue);
    }

    /**
     * An empty list.
     *
     * @param allocator for the nodes
     */
    public LongLinkedList(Allocator allocator) {
        this(allocator, DEFAULT_NULL_VALUE);
    }

    /**
     * An empty list, and what polling it answers while it is empty.
     *
     * @param allocator for the nodes
     * @param nullValue the answer for no element; an element of that value cannot be told from none by polling
     */
    public LongLinkedList(Allocator allocator, long nullValue) {
        this(allocator, nullValue, GlobalAllocator.INSTANCE);
    }

    /** For tests that fail the requests of the tables beside the nodes. */
    LongLinkedList(Allocator allocator, long nullValue, Allocator tableAllocator) {
        this.nodes = new Nodes(allocator);
        this.nullValue = nullValue;
        this.book = new NodeBook(allocator, tableAllocator);
        nodes.begin(() -> {});
    }

    /**
     * What polling and peeking answer when the list is empty.
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
            nodes.ensureOpen();
        }
        return count;
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

    /**
     * Adds an element before all others.
     *
     * @param value to add
     * @return the handle of its node
     * @throws AllocationFailedException when there is no memory for a node
     */
    public long linkFirst(long value) {
        return link(NULL_ADDRESS, first, value);
    }

    /**
     * Adds an element behind all others.
     *
     * @param value to add
     * @return the handle of its node
     * @throws AllocationFailedException when there is no memory for a node
     */
    public long linkLast(long value) {
        return link(last, NULL_ADDRESS, value);
    }

    /**
     * Adds an element before a node.
     *
     * @param node the handle of a node of this list
     * @param value to add
     * @return the handle of its node
     * @throws IllegalArgumentException when there is no such node
     * @throws AllocationFailedException when there is no memory for a node
     */
    public long linkBefore(long node, long value) {
        checkNode(node);
        return link(previousOf(node), node, value);
    }

    /**
     * Adds an element behind a node.
     *
     * @param node the handle of a node of this list
     * @param value to add
     * @return the handle of its node
     * @throws IllegalArgumentException when there is no such node
     * @throws AllocationFailedException when there is no memory for a node
     */
    public long linkAfter(long node, long value) {
        checkNode(node);
        return link(node, nextOf(node), value);
    }

    /**
     * Removes a node. Its handle is stale from now on.
     *
     * @param node the handle of a node of this list
     * @return its value
     * @throws IllegalArgumentException when there is no such node
     */
    public long unlink(long node) {
        checkNode(node);
        return removeNode(node);
    }

    /**
     * Moves a node before all others, with its element and its handle. Without effect where it is there.
     *
     * @param node the handle of a node of this list
     * @throws IllegalArgumentException when there is no such node
     */
    public void moveToFirst(long node) {
        checkNode(node);
        if (node != first) {
            takeOut(node);
            putBetween(NULL_ADDRESS, first, node, node);
        }
    }

    /**
     * Moves a node behind all others, with its element and its handle: in a list in order of use, it was used just now.
     * Without effect where it is there.
     *
     * @param node the handle of a node of this list
     * @throws IllegalArgumentException when there is no such node
     */
    public void moveToLast(long node) {
        checkNode(node);
        if (node != last) {
            takeOut(node);
            putBetween(last, NULL_ADDRESS, node, node);
        }
    }

    /**
     * Moves all nodes of another list before those of this one. They keep their elements, their order and their handles,
     * which belong to this list from here on; the other list is empty.
     *
     * <p>O(1), however many they are, if the allocator can tell which memory is its own. Where it cannot, as the global
     * one, it is O(elements of the shorter list). Where both lists have nodes, this takes an entry in a table on the global
     * allocator, which is why it can fail, and moves those that one list has from earlier splices: each entry is there as
     * long as a node of that splice is.
     *
     * @param other on the same allocator
     * @throws IllegalArgumentException when the other list is this one, or on another allocator
     * @throws AllocationFailedException when there is no memory for the table; then both lists are as they were
     */
    public void spliceFirst(LongLinkedList other) {
        checkSplice(other);
        splice(NULL_ADDRESS, first, other);
    }

    /**
     * Moves all nodes of another list behind those of this one, as {@link #spliceFirst} does.
     *
     * @param other on the same allocator
     * @throws IllegalArgumentException when the other list is this one, or on another allocator
     * @throws AllocationFailedException when there is no memory for the table; then both lists are as they were
     */
    public void spliceLast(LongLinkedList other) {
        checkSplice(other);
        splice(last, NULL_ADDRESS, other);
    }

    /**
     * Moves all nodes of another list before a node of this one, as {@link #spliceFirst} does.
     *
     * @param node the handle of a node of this list
     * @param other on the same allocator
     * @throws IllegalArgumentException when there is no such node, or the other list is this one or on another allocator
     * @throws AllocationFailedException when there is no memory for the table; then both lists are as they were
     */
    public void spliceBefore(long node, LongLinkedList other) {
        checkNode(node);
        checkSplice(other);
        splice(previousOf(node), node, other);
    }

    /**
     * Moves all nodes of another list behind a node of this one, as {@link #spliceFirst} does.
     *
     * @param node the handle of a node of this list
     * @param other on the same allocator
     * @throws IllegalArgumentException when there is no such node, or the other list is this one or on another allocator
     * @throws AllocationFailedException when there is no memory for the table; then both lists are as they were
     */
    public void spliceAfter(long node, LongLinkedList other) {
        checkNode(node);
        checkSplice(other);
        splice(node, nextOf(node), other);
    }

    /**
     * The first node.
     *
     * @return its handle, or {@link org.sideheap.allocators.Memory#NULL_ADDRESS} when the list is empty
     */
    public long firstNode() {
        if (first == NULL_ADDRESS) {
            nodes.ensureOpen();
        }
        return first;
    }

    /**
     * The last node.
     *
     * @return its handle, or {@link org.sideheap.allocators.Memory#NULL_ADDRESS} when the list is empty
     */
    public long lastNode() {
        if (last == NULL_ADDRESS) {
            nodes.ensureOpen();
        }
        return last;
    }

    /**
     * The node behind a node.
     *
     * @param node the handle of a node of this list
     * @return the handle of the next one, or {@link org.sideheap.allocators.Memory#NULL_ADDRESS} behind the last
     * @throws IllegalArgumentException when there is no such node
     */
    public long next(long node) {
        checkNode(node);
        return nextOf(node);
    }

    /**
     * The node before a node.
     *
     * @param node the handle of a node of this list
     * @return the handle of the previous one, or {@link org.sideheap.allocators.Memory#NULL_ADDRESS} before the first
     * @throws IllegalArgumentException when there is no such node
     */
    public long previous(long node) {
        checkNode(node);
        return previousOf(node);
    }

    /**
     * Reads a node's element.
     *
     * @param node the handle of a node of this list
     * @return its value
     * @throws IllegalArgumentException when there is no such node
     */
    public long value(long node) {
        checkNode(node);
        return valueOf(node);
    }

    /**
     * Writes a node's element.
     *
     * @param node the handle of a node of this list
     * @param value its new value
     * @return its old value
     * @throws IllegalArgumentException when there is no such node
     */
    public long setValue(long node, long value) {
        checkNode(node);
        final long previousValue = valueOf(node);
        putLong(node + VALUE_OFFSET, value);
        return previousValue;
    }

    /**
     * Adds an element at the end of the queue.
     *
     * @param element to add
     * @return true
     * @throws AllocationFailedException when there is no memory for a node
     */
    public boolean addLong(long element) {
        linkLast(element);
        return true;
    }

    /**
     * Adds an element at the end of the queue.
     *
     * @param element to add
     * @return true
     * @throws AllocationFailedException when there is no memory for a node
     */
    public boolean offerLong(long element) {
        return addLong(element);
    }

    /**
     * Adds an element before all others.
     *
     * @param element to add
     * @throws AllocationFailedException when there is no memory for a node
     */
    public void addFirstLong(long element) {
        linkFirst(element);
    }

    /**
     * Adds an element behind all others.
     *
     * @param element to add
     * @throws AllocationFailedException when there is no memory for a node
     */
    public void addLastLong(long element) {
        linkLast(element);
    }

    /**
     * Adds an element before all others.
     *
     * @param element to add
     * @return true
     * @throws AllocationFailedException when there is no memory for a node
     */
    public boolean offerFirstLong(long element) {
        linkFirst(element);
        return true;
    }

    /**
     * Adds an element behind all others.
     *
     * @param element to add
     * @return true
     * @throws AllocationFailedException when there is no memory for a node
     */
    public boolean offerLastLong(long element) {
        linkLast(element);
        return true;
    }

    /**
     * Adds an element before all others, as {@link Deque#push} does.
     *
     * @param element to add
     * @throws AllocationFailedException when there is no memory for a node
     */
    public void pushLong(long element) {
        linkFirst(element);
    }

    /**
     * Removes the first element.
     *
     * @return its value, or the null value when the list is empty
     */
    public long pollLong() {
        return firstNode() == NULL_ADDRESS ? nullValue : removeNode(first);
    }

    /**
     * Removes the first element.
     *
     * @return its value, or the null value when the list is empty
     */
    public long pollFirstLong() {
        return firstNode() == NULL_ADDRESS ? nullValue : removeNode(first);
    }

    /**
     * Removes the last element.
     *
     * @return its value, or the null value when the list is empty
     */
    public long pollLastLong() {
        return lastNode() == NULL_ADDRESS ? nullValue : removeNode(last);
    }

    /**
     * Reads the first element.
     *
     * @return its value, or the null value when the list is empty
     */
    public long peekLong() {
        return firstNode() == NULL_ADDRESS ? nullValue : valueOf(first);
    }

    /**
     * Reads the first element.
     *
     * @return its value, or the null value when the list is empty
     */
    public long peekFirstLong() {
        return firstNode() == NULL_ADDRESS ? nullValue : valueOf(first);
    }

    /**
     * Reads the last element.
     *
     * @return its value, or the null value when the list is empty
     */
    public long peekLastLong() {
        return lastNode() == NULL_ADDRESS ? nullValue : valueOf(last);
    }

    /**
     * Removes the first element.
     *
     * @return its value
     * @throws NoSuchElementException when the list is empty
     */
    public long removeLong() {
        checkNotEmpty();
        return removeNode(first);
    }

    /**
     * Removes the first element.
     *
     * @return its value
     * @throws NoSuchElementException when the list is empty
     */
    public long removeFirstLong() {
        checkNotEmpty();
        return removeNode(first);
    }

    /**
     * Removes the last element.
     *
     * @return its value
     * @throws NoSuchElementException when the list is empty
     */
    public long removeLastLong() {
        checkNotEmpty();
        return removeNode(last);
    }

    /**
     * Removes the first element, as {@link Deque#pop} does.
     *
     * @return its value
     * @throws NoSuchElementException when the list is empty
     */
    public long popLong() {
        return removeFirstLong();
    }

    /**
     * Reads the first element.
     *
     * @return its value
     * @throws NoSuchElementException when the list is empty
     */
    public long elementLong() {
        checkNotEmpty();
        return valueOf(first);
    }

    /**
     * Reads the first element.
     *
     * @return its value
     * @throws NoSuchElementException when the list is empty
     */
    public long getFirstLong() {
        checkNotEmpty();
        return valueOf(first);
    }

    /**
     * Reads the last element.
     *
     * @return its value
     * @throws NoSuchElementException when the list is empty
     */
    public long getLastLong() {
        checkNotEmpty();
        return valueOf(last);
    }

    /**
     * Whether an element has a value. O(elements).
     *
     * @param value to look for
     * @return whether it is there
     */
    public boolean containsLong(long value) {
        return firstNodeOf(value) != NULL_ADDRESS;
    }

    /**
     * Removes the first element of a value. O(elements).
     *
     * @param value to look for
     * @return whether there was one
     */
    public boolean removeFirstOccurrenceLong(long value) {
        return removeIfThere(firstNodeOf(value));
    }

    /**
     * Removes the last element of a value. O(elements).
     *
     * @param value to look for
     * @return whether there was one
     */
    public boolean removeLastOccurrenceLong(long value) {
        return removeIfThere(lastNodeOf(value));
    }

    /**
     * Removes each element that a filter accepts. O(elements).
     *
     * @param filter to ask, from first to last
     * @return whether any element was removed
     * @throws IllegalStateException when the filter closes the list
     * @throws ConcurrentModificationException when the filter adds or removes; what it had accepted
     *     until then is removed
     */
    public boolean removeIfLong(LongPredicate filter) {
        final long countBefore = sizeAsLong();
        int expectedModCount = modCount;
        long node = first;
        while (node != NULL_ADDRESS) {
            final boolean isAccepted = filter.test(valueOf(node));
            checkUnchanged(expectedModCount);
            final long next = nextOf(node);
            if (isAccepted) {
                removeNode(node);
                expectedModCount = modCount;
            }
            node = next;
        }
        return count < countBefore;
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
        long node = first;
        for (int index = 0; index < elements.length; index++) {
            elements[index] = valueOf(node);
            node = nextOf(node);
        }
        return elements;
    }

    /**
     * Hands each element to an action, from first to last.
     *
     * @param action to call
     * @throws IllegalStateException when the action closes the list
     * @throws ConcurrentModificationException when the action adds, removes or moves; the action is
     *     then not called again
     */
    public void forEachLong(LongConsumer action) {
        final int expectedModCount = modCount;
        for (long node = firstNode(); node != NULL_ADDRESS; node = nextOf(node)) {
            action.accept(valueOf(node));
            checkUnchanged(expectedModCount);
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

    /** Removes all elements and gives their nodes back. O(elements). */
    @Override
    public void clear() {
        if (!isEmpty()) {
            nodes.freeAll(0, 0);
        }
    }

    /** Gives all nodes back. Closing twice is fine. O(elements). */
    @Override
    public void close() {
        nodes.close();
    }

    /**
     * This list seen from its end: each is a view of the other's elements. O(1).
     *
     * <p>JDK 21 gave {@link java.util.List} and {@link Deque} a method of this name each. This one answers wherever the
     * list is known as a {@code LongLinkedList}. Where it is known as a {@code List} or a {@code Deque}, a class file that
     * JDK 17 compiled answers with the interface's own view, which is live as well; and where it is known as a
     * {@code SequencedCollection} only, with an {@link IncompatibleClassChangeError}, as the JVM has nothing by which to
     * choose between the two. Compiled by JDK 21 or later, the class answers all of them with this method, and no longer
     * runs on JDK 17.
     *
     * @return a view that is both a {@code List} and a {@code Deque}
     */
    public ReversedLongLinkedList reversed() {
        return new ReversedLongLinkedList(this);
    }

    /** {@inheritDoc} */
    @Override
    public ListIterator<Long> listIterator(int index) {
        return iteratorAt(index, false);
    }

    /** {@inheritDoc} */
    @Override
    public Iterator<Long> descendingIterator() {
        return iteratorAt(0, true);
    }

    @Override
    public void forEach(Consumer<? super Long> action) {
        forEachLong(action::accept);
    }

    @Override
    public boolean add(Long element) {
        return addLong(element);
    }

    /**
     * {@inheritDoc}
     *
     * @throws AllocationFailedException when there is no memory for a node; then none of the elements was added
     */
    @Override
    public boolean addAll(Collection<? extends Long> elements) {
        final long[] added = unboxed(elements);
        nodes.ensureOpen();
        return linkAll(last, NULL_ADDRESS, added);
    }

    /**
     * {@inheritDoc}
     *
     * @throws AllocationFailedException when there is no memory for a node; then none of the elements was added
     */
    @Override
    public boolean addAll(int index, Collection<? extends Long> elements) {
        return linkAllAt(index, unboxed(elements));
    }

    @Override
    public boolean offer(Long element) {
        return offerLong(element);
    }

    @Override
    public void addFirst(Long element) {
        linkFirst(element);
    }

    @Override
    public void addLast(Long element) {
        linkLast(element);
    }

    @Override
    public boolean offerFirst(Long element) {
        return offerFirstLong(element);
    }

    @Override
    public boolean offerLast(Long element) {
        return offerLastLong(element);
    }

    @Override
    public void push(Long element) {
        pushLong(element);
    }

    @Override
    public Long poll() {
        return pollFirst();
    }

    @Override
    public Long pollFirst() {
        return isEmpty() ? null : (Long) removeNode(first);
    }

    @Override
    public Long pollLast() {
        return isEmpty() ? null : (Long) removeNode(last);
    }

    @Override
    public Long peek() {
        return peekFirst();
    }

    @Override
    public Long peekFirst() {
        return isEmpty() ? null : (Long) valueOf(first);
    }

    @Override
    public Long peekLast() {
        return isEmpty() ? null : (Long) valueOf(last);
    }

    @Override
    public Long remove() {
        return removeFirstLong();
    }

    @Override
    public Long removeFirst() {
        return removeFirstLong();
    }

    @Override
    public Long removeLast() {
        return removeLastLong();
    }

    @Override
    public Long pop() {
        return removeFirstLong();
    }

    @Override
    public Long element() {
        return getFirstLong();
    }

    @Override
    public Long getFirst() {
        return getFirstLong();
    }

    @Override
    public Long getLast() {
        return getLastLong();
    }

    @Override
    public boolean contains(Object element) {
        return firstNodeOf(element) != NULL_ADDRESS;
    }

    @Override
    public boolean remove(Object element) {
        return removeIfThere(firstNodeOf(element));
    }

    @Override
    public boolean removeFirstOccurrence(Object element) {
        return removeIfThere(firstNodeOf(element));
    }

    @Override
    public boolean removeLastOccurrence(Object element) {
        return removeIfThere(lastNodeOf(element));
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

    /** What {@link #reversed} does when elements are added at its end: the last of them becomes the first here. */
    boolean addAllReversed(Collection<? extends Long> elements) {
        final long[] added = reversed(unboxed(elements));
        nodes.ensureOpen();
        return linkAll(NULL_ADDRESS, first, added);
    }

    /** Likewise, at an index that is counted from the last element. */
    boolean addAllReversed(long index, Collection<? extends Long> elements) {
        final long[] added = reversed(unboxed(elements));
        checkPosition(index);
        return linkAllAt(count - index, added);
    }

    /** From the first element or, descending, from the last. */
    ListIterator<Long> iteratorAt(long index, boolean isDescending) {
        checkPosition(index);
        return new NodeIterator(index, isDescending);
    }

    private long link(long previous, long next, long value) {
        nodes.ensureOpen();
        final long node = nodes.allocate();
        putLong(node + VALUE_OFFSET, value);
        putBetween(previous, next, node, node);
        count++;
        return node;
    }

    /** All of them, or none where one finds no memory. */
    private boolean linkAll(long previous, long next, long[] values) {
        final int modCountBefore = modCount;
        long linked = previous;
        try {
            for (final long value : values) {
                linked = link(linked, next, value);
            }
        } catch (AllocationFailedException e) {
            while (linked != previous) {
                final long before = previousOf(linked);
                removeNode(linked);
                linked = before;
            }
            modCount = modCountBefore;
            throw e;
        }
        return values.length > 0;
    }

    private boolean linkAllAt(long index, long[] values) {
        checkPosition(index);
        final long next = nodeAt(index);
        return linkAll(next == NULL_ADDRESS ? last : previousOf(next), next, values);
    }

    private static long[] reversed(long[] values) {
        final long[] reversed = new long[values.length];
        for (int i = 0; i < values.length; i++) {
            reversed[i] = values[values.length - 1 - i];
        }
        return reversed;
    }

    private static long[] unboxed(Collection<? extends Long> elements) {
        final Long[] boxed = elements.toArray(new Long[0]);
        final long[] values = new long[boxed.length];
        for (int i = 0; i < values.length; i++) {
            values[i] = boxed[i];
        }
        return values;
    }

    private long removeNode(long node) {
        final long value = valueOf(node);
        takeOut(node);
        count--;
        book.free(node);
        return value;
    }

    private boolean removeIfThere(long node) {
        if (node == NULL_ADDRESS) {
            return false;
        }
        removeNode(node);
        return true;
    }

    /** Links a chain of nodes, from its first to its last, between two neighbours. */
    private void putBetween(long previous, long next, long chainFirst, long chainLast) {
        putLong(chainFirst + PREVIOUS_OFFSET, previous);
        putLong(chainLast + NEXT_OFFSET, next);
        setNext(previous, chainFirst);
        setPrevious(next, chainLast);
        modCount++;
    }

    private void takeOut(long node) {
        final long previous = previousOf(node);
        final long next = nextOf(node);
        setNext(previous, next);
        setPrevious(next, previous);
        modCount++;
    }

    private void checkSplice(LongLinkedList other) {
        nodes.ensureOpen();
        other.nodes.ensureOpen();
        if (other == this) {
            throw new IllegalArgumentException("a list cannot be spliced into itself");
        }
        if (other.nodes.allocator != nodes.allocator) {
            throw new IllegalArgumentException(
                    "a list on " + other.nodes.allocator + " cannot be spliced into one on " + nodes.allocator);
        }
    }

    private void splice(long previous, long next, LongLinkedList other) {
        if (other.count != 0) {
            takeBookOf(other);
            nodes.takeBoundsOf(other.nodes);
            putBetween(previous, next, other.first, other.last);
            count += other.count;
            other.forget();
        }
    }

    /** One book for both: the fuller of the two, so that little has to be entered. */
    private void takeBookOf(LongLinkedList other) {
        final boolean isExchanged = count == 0 || book.entryCount() < other.book.entryCount();
        if (isExchanged) {
            exchangeBooks(other);
        }
        if (count != 0) {
            boolean isTaken = false;
            try {
                book.takeAll(other.book, isExchanged ? count : other.count);
                isTaken = true;
            } finally {
                if (!isTaken && isExchanged) {
                    exchangeBooks(other);
                }
            }
        }
    }

    private void exchangeBooks(LongLinkedList other) {
        final NodeBook mine = book;
        book = other.book;
        other.book = mine;
    }

    /** The list is empty; its nodes are not its own any more. */
    private void forget() {
        modCount++;
        count = 0;
        first = NULL_ADDRESS;
        last = NULL_ADDRESS;
        nodes.forgetBounds();
    }

    private void setNext(long node, long next) {
        if (node == NULL_ADDRESS) {
            first = next;
        } else {
            putLong(node + NEXT_OFFSET, next);
        }
    }

    private void setPrevious(long node, long previous) {
        if (node == NULL_ADDRESS) {
            last = previous;
        } else {
            putLong(node + PREVIOUS_OFFSET, previous);
        }
    }

    private static long previousOf(long node) {
        return getLong(node + PREVIOUS_OFFSET);
    }

    private static long nextOf(long node) {
        return getLong(node + NEXT_OFFSET);
    }

    private static long valueOf(long node) {
        return getLong(node + VALUE_OFFSET);
    }

    private long firstNodeOf(long value) {
        long node = firstNode();
        while (node != NULL_ADDRESS && valueOf(node) != value) {
            node = nextOf(node);
        }
        return node;
    }

    private long lastNodeOf(long value) {
        long node = lastNode();
        while (node != NULL_ADDRESS && valueOf(node) != value) {
            node = previousOf(node);
        }
        return node;
    }

    private long firstNodeOf(Object element) {
        nodes.ensureOpen();
        return element instanceof Long value ? firstNodeOf((long) value) : NULL_ADDRESS;
    }

    private long lastNodeOf(Object element) {
        nodes.ensureOpen();
        return element instanceof Long value ? lastNodeOf((long) value) : NULL_ADDRESS;
    }

    /** The node at an index, from whichever end is nearer; none at the count. */
    private long nodeAt(long index) {
        long node;
        if (index <= count >> 1) {
            node = first;
            for (long i = 0; i < index; i++) {
                node = nextOf(node);
            }
        } else {
            node = NULL_ADDRESS;
            for (long i = count; i > index; i--) {
                node = node == NULL_ADDRESS ? last : previousOf(node);
            }
        }
        return node;
    }

    private void checkPosition(long index) {
        if (index < 0 || index > sizeAsLong()) {
            throw new IndexOutOfBoundsException("index " + index + " is not from 0 to " + sizeAsLong());
        }
    }

    private void checkNotEmpty() {
        if (isEmpty()) {
            throw new NoSuchElementException("the list is empty");
        }
    }

    private void checkNode(long node) {
        if (count == 0 || !book.isNode(node)) {
            nodes.ensureOpen();
            throw new IllegalArgumentException(node + " is not the handle of a node of this list, or no longer");
        }
    }

    private void checkUnchanged(int expectedModCount) {
        if (modCount != expectedModCount) {
            nodes.ensureOpen();
            throw new ConcurrentModificationException("the list was changed while iterating");
        }
    }

    /**
     * A place in the list that its owner moves both ways, and where elements can be read, written, removed and inserted,
     * each in O(1) and without garbage.
     *
     * <p>It stands on an element, or between two where one was removed, or beyond either end.
     *
     * <pre>{@code
     * try (LongLinkedList list = new LongLinkedList()) {
     *     list.addAll(List.of(7L, -7L, 8L));
     *     LongLinkedList.Cursor cursor = list.cursor();
     *     while (cursor.advance()) {
     *         if (cursor.value() < 0) {
     *             cursor.remove();
     *         }
     *     }
     * }
     * }</pre>
     *
     * <p>When the list is changed in any other way, each call is a {@link ConcurrentModificationException}, but those that
     * give the cursor a place anew: {@link #rewind}, {@link #fastForward} and {@link #moveTo}.
     */
    public final class Cursor {
        /** The node it stands on; without one, it stands between the two below. */
        private long node;

        private long previous;
        private long next;
        private int expectedModCount;

        private Cursor() {
            rewind();
        }

        /** Goes before the first element, wherever it was, and accepts all changes of the list. */
        public void rewind() {
            next = firstNode();
            previous = NULL_ADDRESS;
            node = NULL_ADDRESS;
            expectedModCount = modCount;
        }

        /** Goes behind the last element, wherever it was, and accepts all changes of the list. */
        public void fastForward() {
            previous = lastNode();
            next = NULL_ADDRESS;
            node = NULL_ADDRESS;
            expectedModCount = modCount;
        }

        /**
         * Goes onto a node, wherever it was, and accepts all changes of the list.
         *
         * @param newNode the handle of a node of the list
         * @throws IllegalArgumentException when there is no such node
         */
        public void moveTo(long newNode) {
            checkNode(newNode);
            node = newNode;
            expectedModCount = modCount;
        }

        /**
         * Goes onto the next element, or behind the last.
         *
         * @return whether there is a next one
         */
        public boolean advance() {
            checkUnchanged(expectedModCount);
            if (node != NULL_ADDRESS) {
                next = nextOf(node);
            }
            previous = last;
            node = next;
            return node != NULL_ADDRESS;
        }

        /**
         * Goes onto the previous element, or before the first.
         *
         * @return whether there is a previous one
         */
        public boolean retreat() {
            checkUnchanged(expectedModCount);
            if (node != NULL_ADDRESS) {
                previous = previousOf(node);
            }
            next = first;
            node = previous;
            return node != NULL_ADDRESS;
        }

        /**
         * The node it stands on.
         *
         * @return its handle
         * @throws IllegalStateException when it stands on none
         */
        public long node() {
            checkUnchanged(expectedModCount);
            if (node == NULL_ADDRESS) {
                throw new IllegalStateException("the cursor stands on no element");
            }
            return node;
        }

        /**
         * Reads the element it stands on.
         *
         * @return its value
         * @throws IllegalStateException when it stands on none
         */
        public long value() {
            return valueOf(node());
        }

        /**
         * Writes the element it stands on.
         *
         * @param value its new value
         * @return its old value
         * @throws IllegalStateException when it stands on none
         */
        public long setValue(long value) {
            final long old = valueOf(node());
            putLong(node + VALUE_OFFSET, value);
            return old;
        }

        /**
         * Removes the element it stands on; it then stands where that was.
         *
         * @return its value
         * @throws IllegalStateException when it stands on none
         */
        public long remove() {
            final long removed = node();
            previous = previousOf(removed);
            next = nextOf(removed);
            node = NULL_ADDRESS;
            final long value = removeNode(removed);
            expectedModCount = modCount;
            return value;
        }

        /**
         * Inserts an element just before where it stands: to advance does not lead there, to retreat does.
         *
         * @param value to add
         * @return the handle of its node
         * @throws AllocationFailedException when there is no memory for a node
         */
        public long insertBefore(long value) {
            checkUnchanged(expectedModCount);
            previous = node == NULL_ADDRESS ? link(previous, next, value) : link(previousOf(node), node, value);
            expectedModCount = modCount;
            return previous;
        }

        /**
         * Inserts an element just behind where it stands: to advance leads there.
         *
         * @param value to add
         * @return the handle of its node
         * @throws AllocationFailedException when there is no memory for a node
         */
        public long insertAfter(long value) {
            checkUnchanged(expectedModCount);
            next = node == NULL_ADDRESS ? link(previous, next, value) : link(node, nextOf(node), value);
            expectedModCount = modCount;
            return next;
        }
    }

    /** As {@link java.util.List} and {@link Deque} ask for one: always between two elements. */
    private final class NodeIterator implements ListIterator<Long> {
        private final boolean isDescending;

        /** What {@link #next} answers next; none at the end. */
        private long ahead;

        private long answered = NULL_ADDRESS;
        private long index;
        private int expectedModCount = modCount;

        NodeIterator(long index, boolean isDescending) {
            this.index = index;
            this.isDescending = isDescending;
            ahead = isDescending ? (index == count ? NULL_ADDRESS : nodeAt(count - 1 - index)) : nodeAt(index);
        }

        private long following(long node) {
            return isDescending ? previousOf(node) : nextOf(node);
        }

        private long behind() {
            if (ahead == NULL_ADDRESS) {
                return isDescending ? first : last;
            }
            return isDescending ? nextOf(ahead) : previousOf(ahead);
        }

        @Override
        public boolean hasNext() {
            return ahead != NULL_ADDRESS;
        }

        @Override
        public boolean hasPrevious() {
            return index > 0;
        }

        @Override
        public int nextIndex() {
            return Bounds.saturatedToInt(index);
        }

        @Override
        public int previousIndex() {
            return Bounds.saturatedToInt(index - 1);
        }

        @Override
        public Long next() {
            checkUnchanged(expectedModCount);
            if (!hasNext()) {
                throw new NoSuchElementException("there is no next element");
            }
            answered = ahead;
            ahead = following(ahead);
            index++;
            return valueOf(answered);
        }

        @Override
        public Long previous() {
            checkUnchanged(expectedModCount);
            if (!hasPrevious()) {
                throw new NoSuchElementException("there is no previous element");
            }
            ahead = behind();
            answered = ahead;
            index--;
            return valueOf(answered);
        }

        @Override
        public void remove() {
            checkAnswered();
            if (answered == ahead) {
                ahead = following(answered);
            } else {
                index--;
            }
            removeNode(answered);
            answered = NULL_ADDRESS;
            expectedModCount = modCount;
        }

        @Override
        public void set(Long element) {
            checkAnswered();
            putLong(answered + VALUE_OFFSET, element);
        }

        @Override
        public void add(Long element) {
            checkUnchanged(expectedModCount);
            final long behind = behind();
            if (isDescending) {
                link(ahead, behind, element);
            } else {
                link(behind, ahead, element);
            }
            answered = NULL_ADDRESS;
            index++;
            expectedModCount = modCount;
        }

        private void checkAnswered() {
            checkUnchanged(expectedModCount);
            if (answered == NULL_ADDRESS) {
                throw new IllegalStateException("there is no element that was answered and is still there");
            }
        }
    }

    /** The blocks of the list, and their end. */
    private final class Nodes extends Lifetime {
        /** No node starts below, or above; there may be none at either since the last look at all of them. */
        private long lowest = Long.MAX_VALUE;

        private long highest = NULL_ADDRESS;

        Nodes(Allocator allocator) {
            super("LongLinkedList", allocator);
        }

        long allocate() {
            final long node = book.allocate();
            // Not Math.min and max: they would write both each time.
            if (node < lowest) {
                lowest = node;
            }
            if (node > highest) {
                highest = node;
            }
            return node;
        }

        void forgetBounds() {
            lowest = Long.MAX_VALUE;
            highest = NULL_ADDRESS;
        }

        void takeBoundsOf(Nodes other) {
            lowest = Math.min(lowest, other.lowest);
            highest = Math.max(highest, other.highest);
        }

        /** Looks at all nodes only where the bounds say that there may be one, and then sets them right. */
        @Override
        protected boolean holds(long fromAddress, long toAddress) {
            if (highest < fromAddress || lowest >= toAddress) {
                return false;
            }
            forgetBounds();
            boolean isHeld = false;
            for (long node = first; node != NULL_ADDRESS; node = nextOf(node)) {
                lowest = Math.min(lowest, node);
                highest = Math.max(highest, node);
                isHeld |= isInside(node, fromAddress, toAddress);
            }
            return isHeld;
        }

        @Override
        void letGo(long fromAddress, long toAddress) {
            freeAll(fromAddress, toAddress);
            book.close();
        }

        /** Frees all nodes but those in a range; the list is empty, and can go on. */
        void freeAll(long fromAddress, long toAddress) {
            long node = fromAddress <= lowest && highest < toAddress ? NULL_ADDRESS : first;
            forget();
            book.forgetAll();
            while (node != NULL_ADDRESS) {
                final long next = nextOf(node);
                if (!isInside(node, fromAddress, toAddress)) {
                    book.free(node);
                }
                node = next;
            }
        }
    }
}
