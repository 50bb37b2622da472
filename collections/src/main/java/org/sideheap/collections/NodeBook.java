package org.sideheap.collections;

import static org.sideheap.allocators.Memory.NULL_ADDRESS;
import static org.sideheap.allocators.Memory.getLong;
import static org.sideheap.allocators.Memory.putLong;

import java.util.concurrent.ThreadLocalRandom;
import org.agrona.collections.LongLongConsumer;
import org.sideheap.allocators.AllocationFailedException;
import org.sideheap.allocators.Allocator;

/**
 * Which numbers are the handles of a list's nodes: what one list knows of the memory it has, whatever the order there.
 *
 * <p>Allocates the nodes and frees them. Two lists may exchange their books, as they do when one takes all nodes of the
 * other.
 */
final class NodeBook {
    /*
     *   node, its handle
     *   v
     *   +----------------+----------------+-----------+-----------+
     *   | previous, 8    | next, 8        | value, 8  | brand, 8  |
     *   +----------------+----------------+-----------+-----------+
     *   |<-------- the list's ----------------------->|
     *
     * A handle comes from outside, so nothing it leads to is read before it is proved readable: it is aligned, and the
     * allocator owns its memory or nodesElsewhere has it. Then the node must bear a brand of this book: its own, a number
     * drawn for each, or one it has adopted. So a node of another list, and any other memory, is told from those of this
     * one by a comparison that touches one cache line. Freeing a node scrubs the brand.
     *
     * A node is asked for with tryAllocate: Allocator.allocate is shared by all, and once the JVM has compiled it for another
     * allocator it is called, not put in line. Then an offer and a poll on a pool take 12 ns and not 5.
     *
     * Adoption is what makes a splice O(1): the nodes that change hands keep the brand they bear, however many they are,
     * and this book adopts it from the other, which draws a new one. A brand goes with its last node, so that a list
     * which takes a batch of nodes every second has no more brands than nodes; hence adopted has, for each, how many
     * nodes bear it.
     *
     * Tried instead, with nodes of 24 bytes: links masked with the brand, and proved by what they lead to. A splice then
     * has to write all links of one list anew, and a look through a handle touches three nodes instead of one.
     *
     * Invariant: adoptedNodeCount is the sum over adopted; all other nodes bear the brand of the book.
     */

    /** The size of a node. */
    static final long NODE_BYTE_SIZE = 32;

    private static final long NODE_BYTE_ALIGNMENT = 8;
    private static final long BRAND_OFFSET = 24;

    /** Instead of the brand in a node that is being freed: nobody's. */
    private static final long SCRUBBED = 0;

    private final Allocator allocator;

    private long brand = drawBrand();

    /** Brand to node count. */
    private final Table adopted;

    private long adoptedNodeCount;

    /** Nodes in memory that the allocator cannot tell to be its own, each to itself. */
    private final Table nodesElsewhere;

    /**
     * A book without nodes.
     *
     * @param tableAllocator for the two tables. Not the list's own, which may have blocks of one size, or go before the
     *     tables do. They have no memory before their first entry, but are made here: a list in use creates no garbage
     */
    NodeBook(Allocator allocator, Allocator tableAllocator) {
        this.allocator = allocator;
        adopted = new Table(tableAllocator);
        nodesElsewhere = new Table(tableAllocator);
    }

    private static long drawBrand() {
        return ThreadLocalRandom.current().nextLong() | 1;
    }

    long allocate() {
        final long node = allocator.tryAllocate(NODE_BYTE_SIZE, NODE_BYTE_ALIGNMENT);
        if (node == NULL_ADDRESS) {
            throw new AllocationFailedException(allocator, NODE_BYTE_SIZE, NODE_BYTE_ALIGNMENT);
        }
        if (!allocator.owns(node)) {
            rememberElsewhere(node);
        }
        putLong(node + BRAND_OFFSET, brand);
        return node;
    }

    private void rememberElsewhere(long node) {
        try {
            nodesElsewhere.put(node, node);
        } catch (AllocationFailedException e) {
            allocator.free(node, NODE_BYTE_SIZE, NODE_BYTE_ALIGNMENT);
            throw e;
        }
    }

    void free(long node) {
        if (adoptedNodeCount != 0) {
            disown(getLong(node + BRAND_OFFSET));
        }
        putLong(node + BRAND_OFFSET, SCRUBBED);
        if (nodesElsewhere.size() != 0) {
            nodesElsewhere.remove(node);
        }
        allocator.free(node, NODE_BYTE_SIZE, NODE_BYTE_ALIGNMENT);
    }

    private void disown(long borne) {
        if (borne != brand) {
            adoptedNodeCount--;
            final long left = adopted.get(borne) - 1;
            if (left == 0) {
                adopted.remove(borne);
            } else {
                adopted.put(borne, left);
            }
        }
    }

    boolean isNode(long number) {
        return (number & NODE_BYTE_ALIGNMENT - 1) == 0
                && isReadable(number)
                && hasBrand(getLong(number + BRAND_OFFSET));
    }

    /** Whether all bytes of a node there would be in memory that is known to be there. */
    private boolean isReadable(long number) {
        return allocator.owns(number) && allocator.owns(number + NODE_BYTE_SIZE - 1) || nodesElsewhere.has(number);
    }

    private boolean hasBrand(long borne) {
        return borne == brand || adoptedNodeCount != 0 && adopted.has(borne);
    }

    /**
     * How much work it is to {@link #takeAll} of this.
     *
     * @return the number of entries in its tables
     */
    long entryCount() {
        return adopted.size() + nodesElsewhere.size();
    }

    /**
     * Takes over all nodes of another book, which is left without any, or none.
     *
     * @param other of the same allocator
     * @param otherNodeCount how many nodes it has
     * @throws AllocationFailedException when there is no memory for a table
     */
    void takeAll(NodeBook other, long otherNodeCount) {
        final long branded = otherNodeCount - other.adoptedNodeCount;
        try {
            if (branded != 0) {
                adopted.put(other.brand, branded);
            }
            adopted.putAll(other.adopted);
            nodesElsewhere.putAll(other.nodesElsewhere);
        } catch (AllocationFailedException e) {
            adopted.remove(other.brand);
            adopted.removeAll(other.adopted);
            nodesElsewhere.removeAll(other.nodesElsewhere);
            throw e;
        }
        adoptedNodeCount += otherNodeCount;
        other.forgetAll();
    }

    /** There are no nodes from here on, whatever memory still looks like one. */
    void forgetAll() {
        brand = drawBrand();
        adoptedNodeCount = 0;
        adopted.clear();
        nodesElsewhere.clear();
    }

    /** Gives back what the tables have; there are no nodes. */
    void close() {
        forgetAll();
        adopted.compact();
        nodesElsewhere.compact();
    }

    /** A map, and how another is added to it or taken away again without garbage. Without entries it need not be closed. */
    private static final class Table implements LongLongConsumer {
        private static final long MISSING = 0;

        private final Long2LongHashMap entries;

        /** What is done with each entry of another. */
        private boolean isRemoving;

        Table(Allocator allocator) {
            entries = new Long2LongHashMap(allocator, MISSING);
        }

        long size() {
            return entries.sizeAsLong();
        }

        boolean has(long key) {
            return entries.containsKey(key);
        }

        long get(long key) {
            return entries.get(key);
        }

        void put(long key, long value) {
            entries.put(key, value);
        }

        void remove(long key) {
            entries.remove(key);
        }

        void putAll(Table other) {
            isRemoving = false;
            visit(other);
        }

        void removeAll(Table other) {
            isRemoving = true;
            visit(other);
        }

        private void visit(Table other) {
            other.entries.forEachLong(this);
        }

        @Override
        public void accept(long key, long value) {
            if (isRemoving) {
                entries.remove(key);
            } else {
                entries.put(key, value);
            }
        }

        void clear() {
            entries.clear();
        }

        void compact() {
            entries.compact();
        }
    }
}
