package org.sideheap.collections.paired;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.LinkedList;
import java.util.List;
import java.util.ListIterator;
import java.util.stream.Stream;
import org.sideheap.allocators.PoolAllocator;
import org.sideheap.collections.LongArrayQueue;
import org.sideheap.collections.LongLinkedList;

/**
 * Queues that hold so many elements: in at one end and out at the other, out of the middle, and through all. The loops are alike, and
 * one for each kind all the same: so no call in them has several targets.
 */
final class DequeTasks {
    private DequeTasks() {}

    static Stream<Task> tasks(int count) {
        final Contestant ours = Contestant.ours("Sideheap", () -> linkedList(count));
        return Stream.of(
                new Task(
                        "linked list",
                        "offerAndPoll",
                        count,
                        "",
                        3.0,
                        List.of(ours, Contestant.rival("LinkedList", () -> jdkLinkedList(count)))),
                new Task(
                        "linked list",
                        "offerAndPoll, ArrayDeque",
                        count,
                        "",
                        1.0,
                        List.of(ours, Contestant.rival("ArrayDeque", () -> jdkArrayDeque(count)))),
                new Task(
                        "queue",
                        "offerAndPoll",
                        count,
                        "",
                        1.0,
                        List.of(
                                Contestant.ours("Sideheap", () -> queue(count)),
                                Contestant.rival("ArrayDeque", () -> jdkArrayDeque(count)),
                                Contestant.rival("Agrona", () -> agronaQueue(count)))),
                new Task(
                        "linked list",
                        "unlinkFromTheMiddle",
                        count,
                        "",
                        3.0,
                        List.of(
                                Contestant.ours("Sideheap", () -> new Middle(count)),
                                Contestant.rival("LinkedList", () -> new JdkMiddle(count)))),
                new Task(
                        "linked list",
                        "forEach",
                        count,
                        "",
                        1.0,
                        List.of(
                                Contestant.ours("Sideheap", () -> linkedListPass(count)),
                                Contestant.rival("LinkedList", () -> jdkLinkedListPass(count)))),
                new Task(
                        "linked list",
                        "forEach, ArrayDeque",
                        count,
                        "",
                        1.0,
                        List.of(
                                Contestant.ours("Sideheap", () -> linkedListPass(count)),
                                Contestant.rival("ArrayDeque", () -> jdkArrayDequePass(count)))),
                new Task(
                        "queue",
                        "forEach",
                        count,
                        "",
                        1.0,
                        List.of(
                                Contestant.ours("Sideheap", () -> queuePass(count)),
                                Contestant.rival("ArrayDeque", () -> jdkArrayDequePass(count)),
                                Contestant.rival("Agrona", () -> agronaQueuePass(count)))));
    }

    private static Body linkedList(int count) {
        final PoolAllocator pool = new PoolAllocator(LongLinkedList.NODE_BYTE_SIZE, count + 1L);
        final LongLinkedList list = filledLinkedList(pool, count);
        return Batches.of(
                () -> {
                    long sum = 0;
                    for (int i = 0; i < Batches.SIZE; i++) {
                        list.offerLong(i);
                        sum += list.pollLong();
                    }
                    return sum;
                },
                () -> {
                    list.close();
                    pool.close();
                });
    }

    private static Body queue(int count) {
        final LongArrayQueue queue = filledQueue(count);
        return Batches.of(
                () -> {
                    long sum = 0;
                    for (int i = 0; i < Batches.SIZE; i++) {
                        queue.offerLong(i);
                        sum += queue.pollLong();
                    }
                    return sum;
                },
                queue::close);
    }

    private static Body agronaQueue(int count) {
        final org.agrona.collections.LongArrayQueue queue = filledAgronaQueue(count);
        return Batches.of(() -> {
            long sum = 0;
            for (int i = 0; i < Batches.SIZE; i++) {
                queue.offerLong(i);
                sum += queue.pollLong();
            }
            return sum;
        });
    }

    private static Body jdkArrayDeque(int count) {
        final ArrayDeque<Long> deque = filled(new ArrayDeque<>(), count);
        return Batches.of(() -> {
            long sum = 0;
            for (long i = 0; i < Batches.SIZE; i++) {
                deque.offer(i);
                sum += deque.poll();
            }
            return sum;
        });
    }

    private static Body jdkLinkedList(int count) {
        final LinkedList<Long> list = filled(new LinkedList<>(), count);
        return Batches.of(() -> {
            long sum = 0;
            for (long i = 0; i < Batches.SIZE; i++) {
                list.offer(i);
                sum += list.poll();
            }
            return sum;
        });
    }

    private static Body linkedListPass(int count) {
        final PoolAllocator pool = new PoolAllocator(LongLinkedList.NODE_BYTE_SIZE, count);
        final LongLinkedList list = filledLinkedList(pool, count);
        return Batches.whole(
                count,
                () -> {
                    final long[] sum = {0};
                    list.forEachLong(element -> sum[0] += element);
                    return sum[0];
                },
                () -> {
                    list.close();
                    pool.close();
                });
    }

    private static Body queuePass(int count) {
        final LongArrayQueue queue = filledQueue(count);
        return Batches.whole(
                count,
                () -> {
                    final long[] sum = {0};
                    queue.forEachLong(element -> sum[0] += element);
                    return sum[0];
                },
                queue::close);
    }

    private static Body agronaQueuePass(int count) {
        final org.agrona.collections.LongArrayQueue queue = filledAgronaQueue(count);
        return Batches.whole(count, () -> {
            final long[] sum = {0};
            queue.forEachLong(element -> sum[0] += element);
            return sum[0];
        });
    }

    private static Body jdkArrayDequePass(int count) {
        final ArrayDeque<Long> deque = filled(new ArrayDeque<>(), count);
        return Batches.whole(count, () -> {
            final long[] sum = {0};
            deque.forEach(element -> sum[0] += element);
            return sum[0];
        });
    }

    private static Body jdkLinkedListPass(int count) {
        final LinkedList<Long> list = filled(new LinkedList<>(), count);
        return Batches.whole(count, () -> {
            final long[] sum = {0};
            list.forEach(element -> sum[0] += element);
            return sum[0];
        });
    }

    private static LongLinkedList filledLinkedList(PoolAllocator pool, int count) {
        final LongLinkedList list = new LongLinkedList(pool);
        for (int i = 0; i < count; i++) {
            list.offerLong(i);
        }
        return list;
    }

    private static LongArrayQueue filledQueue(int count) {
        final LongArrayQueue queue = new LongArrayQueue();
        for (int i = 0; i < count; i++) {
            queue.offerLong(i);
        }
        return queue;
    }

    private static org.agrona.collections.LongArrayQueue filledAgronaQueue(int count) {
        final org.agrona.collections.LongArrayQueue queue = new org.agrona.collections.LongArrayQueue();
        for (int i = 0; i < count; i++) {
            queue.offerLong(i);
        }
        return queue;
    }

    private static <D extends Deque<Long>> D filled(D deque, int count) {
        for (long i = 0; i < count; i++) {
            deque.offer(i);
        }
        return deque;
    }

    /** Elements in the middle replaced, each known by its handle. */
    private static final class Middle implements Body {
        private final PoolAllocator pool;
        private final LongLinkedList list;
        private final long[] nodes;
        private int position;
        private long sum;

        Middle(int count) {
            pool = new PoolAllocator(LongLinkedList.NODE_BYTE_SIZE, count + 1L);
            list = new LongLinkedList(pool);
            nodes = new long[count];
            for (int i = 0; i < count; i++) {
                nodes[i] = list.linkLast(i);
            }
        }

        @Override
        public long run() {
            for (int i = 0; i < Batches.SIZE; i++) {
                position = position + 1 >= nodes.length - 1 ? 1 : position + 1;
                final long next = nodes[position + 1];
                sum += list.unlink(nodes[position]);
                nodes[position] = list.linkBefore(next, i);
            }
            return Batches.SIZE;
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
        private final LinkedList<Long> list;
        private final int count;
        private ListIterator<Long> iterator;
        private long sum;

        JdkMiddle(int count) {
            this.count = count;
            list = filled(new LinkedList<>(), count);
            iterator = list.listIterator(1);
        }

        @Override
        public long run() {
            for (long i = 0; i < Batches.SIZE; i++) {
                if (iterator.nextIndex() >= count - 1) {
                    iterator = list.listIterator(1);
                }
                sum += iterator.next();
                iterator.remove();
                iterator.add(i);
            }
            return Batches.SIZE;
        }

        @Override
        public long answer() {
            return sum;
        }
    }
}
