package org.sideheap.collections;

import static org.sideheap.allocators.Memory.NULL_ADDRESS;
import static org.sideheap.allocators.Memory.getLong;
import static org.sideheap.allocators.Memory.putLong;

import java.util.ConcurrentModificationException;
import java.util.NoSuchElementException;
import java.util.concurrent.ThreadLocalRandom;
import java.util.function.LongConsumer;
import org.sideheap.allocators.AllocationFailedException;
import org.sideheap.allocators.Allocator;
import org.sideheap.allocators.AllocatorContext;
import org.sideheap.allocators.GlobalAllocator;

/**
 * A doubly linked list of {@code long} in off-heap nodes, each a block of its own and addressed by a handle.
 *
 * <p>For queues whose elements leave from the middle: the orders of a price level, the entries of a least recently used
 * cache. Whoever links an element gets the node's handle, and with it removes the element in O(1), wherever it is by
 * then. Not for sequences read by index, nor for queues that are only used at their ends: a ring in one block is smaller
 * and faster there.
 *
 * <pre>{@code
 * try (PoolAllocator pool = new PoolAllocator(LongLinkedList.NODE_BYTE_SIZE, 1000);
 *         LongLinkedList orders = new LongLinkedList(pool)) {
 *     long first = orders.linkLast(100);
 *     long second = orders.linkLast(200);
 *     orders.unlink(first);
 *     long next = orders.pollLong(); // 200
 * }
 * }</pre>
 *
 * <p>Each operation is O(1), but for {@link #clear}, {@link #close} and iteration. A node is {@value #NODE_BYTE_SIZE}
 * bytes.
 *
 * <p><strong>Which allocator.</strong> A pool of {@link #NODE_BYTE_SIZE}, which many lists can share. On a bump or a
 * buffer nodes only ever add up; on a stack they come back when all above them did. An allocator that cannot tell which
 * memory is its own, as the global one, costs each list a hash map of its nodes as well.
 *
 * <p><strong>Handles.</strong> A handle is good from the link to the unlink, with the list that gave it. Any other number
 * is refused with an {@link IllegalArgumentException}, a stale handle as far as the links can tell: when its memory has
 * become another node of this same list, it addresses that node.
 *
 * <p>One thread at a time; see the package for what else holds.
 */
public final class LongLinkedList implements AutoCloseable {
    /*
     *   node, its handle
     *   v
     *   +----------------+----------------+-----------+
     *   | previous, 8    | next, 8        | value, 8  |
     *   +----------------+----------------+-----------+
     *
     * Links are addresses, or NULL_ADDRESS at either end, by exclusive or with linkMask, a number drawn for each list: so
     * a node of another list, and most other memory, has links that lead nowhere in this one.
     *
     * A handle comes from outside, so nothing it leads to is read before it is proved readable: it is aligned, and the
     * allocator owns its memory or nodesElsewhere has it. Then its links are decoded, proved readable in turn, and must
     * lead back to it; that is what glibc calls safe unlinking. Unlinking scrubs the links, so that a handle used twice
     * fails that test. Links reached from first are the list's own and need no proof.
     *
     * Invariants: following next from first reaches last after count nodes, and each previous is the reverse of a next.
     */

    /** The size of a node, for pools that hold them. */
    public static final long NODE_BYTE_SIZE = 24;

    /** What polling an empty list answers where nothing else is named. */
    public static final long DEFAULT_NULL_VALUE = Long.MIN_VALUE;

    private static final long NODE_BYTE_ALIGNMENT = 8;
    private static final long PREVIOUS_OFFSET = 0;
    private static final long NEXT_OFFSET = 8;
    private static final long VALUE_OFFSET = 16;

    /** In a node that is being unlinked: leads nowhere, with any mask. */
    private static final long SCRUBBED = 0;

    private final Nodes nodes;
    private final long nullValue;

    /** Odd, so that no scrubbed link decodes to NULL_ADDRESS or to an aligned address. */
    private final long linkMask = ThreadLocalRandom.current().nextLong() | 1;

    /**
     * Nodes in memory the allocator cannot tell to be its own. On the global allocator, so that it stays whatever becomes
     * of the list's own; never closed, as without nodes it has no memory.
     */
    private final Long2LongHashMap nodesElsewhere = new Long2LongHashMap(GlobalAllocator.INSTANCE, 0);

    private long first = NULL_ADDRESS;
    private long last = NULL_ADDRESS;
    private long count;
    private int modCount;

    /** An empty list on the allocator of the {@link AllocatorContext}. */
    public LongLinkedList() {
        this(AllocatorContext.current());
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
     * @param nullValue the answer for no element; not to be added
     */
    public LongLinkedList(Allocator allocator, long nullValue) {
        this.nodes = new Nodes(allocator);
        this.nullValue = nullValue;
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
     */
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
        return remove(node);
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
     * Removes the first element.
     *
     * @return its value, or the null value when the list is empty
     */
    public long pollLong() {
        return firstNode() == NULL_ADDRESS ? nullValue : remove(first);
    }

    /**
     * Removes the last element.
     *
     * @return its value, or the null value when the list is empty
     */
    public long pollLastLong() {
        return lastNode() == NULL_ADDRESS ? nullValue : remove(last);
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
        return remove(first);
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
     * Hands each element to an action, from first to last.
     *
     * @param action to call
     * @throws ConcurrentModificationException when the action adds, removes, or closes the list; the action is then not
     *     called again
     */
    public void forEachLong(LongConsumer action) {
        final int expectedModCount = modCount;
        for (long node = firstNode(); node != NULL_ADDRESS; node = nextOf(node)) {
            action.accept(valueOf(node));
            if (modCount != expectedModCount) {
                throw new ConcurrentModificationException("the list was changed while iterating");
            }
        }
    }

    /** Removes all elements and gives their nodes back. O(elements). */
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

    private long link(long previous, long next, long value) {
        nodes.ensureOpen();
        final long node = nodes.allocate();
        setLinks(node, previous, next);
        putLong(node + VALUE_OFFSET, value);
        setNext(previous, node);
        setPrevious(next, node);
        count++;
        modCount++;
        return node;
    }

    private long remove(long node) {
        final long value = valueOf(node);
        final long previous = previousOf(node);
        final long next = nextOf(node);
        setNext(previous, next);
        setPrevious(next, previous);
        count--;
        modCount++;
        nodes.free(node);
        return value;
    }

    private void setNext(long node, long next) {
        if (node == NULL_ADDRESS) {
            first = next;
        } else {
            putLong(node + NEXT_OFFSET, next ^ linkMask);
        }
    }

    private void setPrevious(long node, long previous) {
        if (node == NULL_ADDRESS) {
            last = previous;
        } else {
            putLong(node + PREVIOUS_OFFSET, previous ^ linkMask);
        }
    }

    private void setLinks(long node, long previous, long next) {
        putLong(node + PREVIOUS_OFFSET, previous ^ linkMask);
        putLong(node + NEXT_OFFSET, next ^ linkMask);
    }

    private long previousOf(long node) {
        return getLong(node + PREVIOUS_OFFSET) ^ linkMask;
    }

    private long nextOf(long node) {
        return getLong(node + NEXT_OFFSET) ^ linkMask;
    }

    private static long valueOf(long node) {
        return getLong(node + VALUE_OFFSET);
    }

    private void checkNotEmpty() {
        if (isEmpty()) {
            throw new NoSuchElementException("the list is empty");
        }
    }

    private void checkNode(long node) {
        if (count == 0 || !isReadable(node) || !isLinkedBothWays(node)) {
            nodes.ensureOpen();
            throw new IllegalArgumentException(node + " is not the handle of a node of this list, or no longer");
        }
    }

    private boolean isLinkedBothWays(long node) {
        final long previous = previousOf(node);
        final long next = nextOf(node);
        return (previous == NULL_ADDRESS ? first == node : isReadable(previous) && nextOf(previous) == node)
                && (next == NULL_ADDRESS ? last == node : isReadable(next) && previousOf(next) == node);
    }

    /** Whether there may be a node: all its bytes are in memory that is known to be there. */
    private boolean isReadable(long node) {
        return (node & NODE_BYTE_ALIGNMENT - 1) == 0
                && (nodes.isOwnedByAllocator(node) || nodesElsewhere.containsKey(node));
    }

    /** The blocks of the list, and their end. */
    private final class Nodes extends Lifetime {
        /** No node starts below, or above. */
        private long lowest = Long.MAX_VALUE;

        private long highest = NULL_ADDRESS;

        Nodes(Allocator allocator) {
            super("LongLinkedList", allocator);
        }

        long allocate() {
            final long node = allocator.allocate(NODE_BYTE_SIZE, NODE_BYTE_ALIGNMENT);
            if (!isOwnedByAllocator(node)) {
                remember(node);
            }
            lowest = Math.min(lowest, node);
            highest = Math.max(highest, node);
            return node;
        }

        void free(long node) {
            putLong(node + PREVIOUS_OFFSET, SCRUBBED);
            putLong(node + NEXT_OFFSET, SCRUBBED);
            if (!isOwnedByAllocator(node)) {
                nodesElsewhere.remove(node);
            }
            allocator.free(node, NODE_BYTE_SIZE, NODE_BYTE_ALIGNMENT);
        }

        boolean isOwnedByAllocator(long node) {
            return allocator.owns(node) && allocator.owns(node + NODE_BYTE_SIZE - 1);
        }

        private void remember(long node) {
            try {
                nodesElsewhere.put(node, node);
            } catch (AllocationFailedException e) {
                allocator.free(node, NODE_BYTE_SIZE, NODE_BYTE_ALIGNMENT);
                throw e;
            }
        }

        @Override
        protected boolean holds(long fromAddress, long toAddress) {
            if (highest < fromAddress || lowest >= toAddress) {
                return false;
            }
            for (long node = first; node != NULL_ADDRESS; node = nextOf(node)) {
                if (isInside(node, fromAddress, toAddress)) {
                    return true;
                }
            }
            return false;
        }

        @Override
        void letGo(long fromAddress, long toAddress) {
            freeAll(fromAddress, toAddress);
            nodesElsewhere.clear();
            nodesElsewhere.compact();
        }

        /** Frees all nodes but those in a range; the list is empty, and can go on. */
        void freeAll(long fromAddress, long toAddress) {
            modCount++;
            count = 0;
            long node = first;
            first = NULL_ADDRESS;
            last = NULL_ADDRESS;
            if (fromAddress <= lowest && highest < toAddress) {
                node = NULL_ADDRESS;
            }
            while (node != NULL_ADDRESS) {
                final long next = nextOf(node);
                if (!isInside(node, fromAddress, toAddress)) {
                    free(node);
                }
                node = next;
            }
            lowest = Long.MAX_VALUE;
            highest = NULL_ADDRESS;
        }
    }
}
