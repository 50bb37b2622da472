package org.sideheap.collections.paired;

import java.util.ArrayDeque;
import java.util.LinkedList;
import java.util.List;
import java.util.ListIterator;
import java.util.stream.Stream;
import org.sideheap.allocators.PoolAllocator;
import org.sideheap.collections.LongArrayQueue;
import org.sideheap.collections.LongLinkedList;

/** Queues that hold so many elements: in at one end and out at the other, and out of the middle. */
final class DequeTasks {
    private static final int BATCH = 1000;

    private DequeTasks() {}

    static Stream<Task> tasks(int count) {
        return Stream.of(
                new Task(
                        "linked list",
                        "offerAndPoll",
                        count,
                        "",
                        3.0,
                        List.of(
                                Contestant.ours("Sideheap", () -> new SideheapDeque(count)),
                                Contestant.rival("LinkedList", () -> new JdkLinkedList(count)))),
                new Task(
                        "queue",
                        "offerAndPoll",
                        count,
                        "",
                        1.0,
                        List.of(
                                Contestant.ours("Sideheap", () -> new SideheapDeque(count)),
                                Contestant.ours("LongArrayQueue", () -> new SideheapQueue(count)),
                                Contestant.rival("ArrayDeque", () -> new JdkArrayDeque(count)),
                                Contestant.rival("Agrona", () -> new AgronaQueue(count)))),
                new Task(
                        "linked list",
                        "unlinkFromTheMiddle",
                        count,
                        "",
                        3.0,
                        List.of(
                                Contestant.ours("Sideheap", () -> new SideheapMiddle(count)),
                                Contestant.rival("LinkedList", () -> new JdkMiddle(count)))));
    }

    /** Numbers in at one end, and out at the other. */
    private static final class SideheapDeque implements Body {
        private final PoolAllocator pool;
        private final LongLinkedList list;
        private long sum;

        SideheapDeque(int count) {
            pool = new PoolAllocator(LongLinkedList.NODE_BYTE_SIZE, count + 1L);
            list = new LongLinkedList(pool);
            for (int i = 0; i < count; i++) {
                list.offerLong(i);
            }
        }

        @Override
        public long run() {
            for (int i = 0; i < BATCH; i++) {
                list.offerLong(i);
                sum += list.pollLong();
            }
            return BATCH;
        }

        @Override
        public long answer() {
            return sum;
        }

        @Override
        public void close() {
            list.close();
            pool.close();
        }
    }

    /** The same in an array. */
    private static final class SideheapQueue implements Body {
        private final LongArrayQueue queue = new LongArrayQueue();
        private long sum;

        SideheapQueue(int count) {
            for (int i = 0; i < count; i++) {
                queue.offerLong(i);
            }
        }

        @Override
        public long run() {
            for (int i = 0; i < BATCH; i++) {
                queue.offerLong(i);
                sum += queue.pollLong();
            }
            return BATCH;
        }

        @Override
        public long answer() {
            return sum;
        }

        @Override
        public void close() {
            queue.close();
        }
    }

    /** The same in Agrona's array. */
    private static final class AgronaQueue implements Body {
        private final org.agrona.collections.LongArrayQueue queue = new org.agrona.collections.LongArrayQueue();
        private long sum;

        AgronaQueue(int count) {
            for (int i = 0; i < count; i++) {
                queue.offerLong(i);
            }
        }

        @Override
        public long run() {
            for (int i = 0; i < BATCH; i++) {
                queue.offerLong(i);
                sum += queue.pollLong();
            }
            return BATCH;
        }

        @Override
        public long answer() {
            return sum;
        }
    }

    /** The same with a Long for each. */
    private static final class JdkArrayDeque implements Body {
        private final ArrayDeque<Long> deque = new ArrayDeque<>();
        private long sum;

        JdkArrayDeque(int count) {
            for (long i = 0; i < count; i++) {
                deque.offer(i);
            }
        }

        @Override
        public long run() {
            for (long i = 0; i < BATCH; i++) {
                deque.offer(i);
                sum += deque.poll();
            }
            return BATCH;
        }

        @Override
        public long answer() {
            return sum;
        }
    }

    /** The same with a node and a Long for each. */
    private static final class JdkLinkedList implements Body {
        private final LinkedList<Long> list = new LinkedList<>();
        private long sum;

        JdkLinkedList(int count) {
            for (long i = 0; i < count; i++) {
                list.offer(i);
            }
        }

        @Override
        public long run() {
            for (long i = 0; i < BATCH; i++) {
                list.offer(i);
                sum += list.poll();
            }
            return BATCH;
        }

        @Override
        public long answer() {
            return sum;
        }
    }

    /** Elements in the middle replaced, each known by its handle. */
    private static final class SideheapMiddle implements Body {
        private final PoolAllocator pool;
        private final LongLinkedList list;
        private final long[] nodes;
        private int position;
        private long sum;

        SideheapMiddle(int count) {
            pool = new PoolAllocator(LongLinkedList.NODE_BYTE_SIZE, count + 1L);
            list = new LongLinkedList(pool);
            nodes = new long[count];
            for (int i = 0; i < count; i++) {
                nodes[i] = list.linkLast(i);
            }
        }

        @Override
        public long run() {
            for (int i = 0; i < BATCH; i++) {
                position = position + 1 >= nodes.length - 1 ? 1 : position + 1;
                final long next = nodes[position + 1];
                sum += list.unlink(nodes[position]);
                nodes[position] = list.linkBefore(next, i);
            }
            return BATCH;
        }

        @Override
        public long answer() {
            return sum;
        }

        @Override
        public void close() {
            list.close();
            pool.close();
        }
    }

    /** The same with an iterator that stands there already: without it a list of the JDK would have to be searched. */
    private static final class JdkMiddle implements Body {
        private final LinkedList<Long> list = new LinkedList<>();
        private final int count;
        private ListIterator<Long> iterator;
        private long sum;

        JdkMiddle(int count) {
            this.count = count;
            for (long i = 0; i < count; i++) {
                list.offer(i);
            }
            iterator = list.listIterator(1);
        }

        @Override
        public long run() {
            for (long i = 0; i < BATCH; i++) {
                if (iterator.nextIndex() >= count - 1) {
                    iterator = list.listIterator(1);
                }
                sum += iterator.next();
                iterator.remove();
                iterator.add(i);
            }
            return BATCH;
        }

        @Override
        public long answer() {
            return sum;
        }
    }
}
