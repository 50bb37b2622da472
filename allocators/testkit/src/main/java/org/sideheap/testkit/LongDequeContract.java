package org.sideheap.testkit;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Deque;
import java.util.Iterator;
import java.util.List;
import java.util.Objects;
import java.util.Queue;
import java.util.function.BiConsumer;
import java.util.function.LongConsumer;
import java.util.function.ObjLongConsumer;
import java.util.function.ToLongFunction;

/**
 * A deque or a queue of {@code long}, by the side of an {@link ArrayDeque}.
 *
 * <pre>{@code
 * LongDequeContract.<LongLinkedList>of(LongLinkedList::new)
 *         .size(LongLinkedList::sizeAsLong)
 *         .forEach(LongLinkedList::forEachLong)
 *         .addLast(LongLinkedList::addLastLong)
 *         .removeFirst(LongLinkedList::removeFirstLong)
 *         .verify();
 * }</pre>
 *
 * <p>One that is a {@link Deque} or a {@link Queue} has all of that, and more, in one line:
 *
 * <pre>{@code
 * LongDequeContract.ofDeque(LongLinkedList::new).verify();
 * LongDequeContract.ofQueue(LongArrayQueue::new).verify();
 * }</pre>
 *
 * @param <S> the deque
 */
public final class LongDequeContract<S extends AutoCloseable>
        extends CollectionContract<S, Deque<Long>, LongDequeContract<S>> {
    private ToLongFunction<? super S> size;
    private BiConsumer<? super S, LongConsumer> forEach;

    private LongDequeContract(FaultEnumeration.Opener<? extends S> opener) {
        super(opener);
    }

    /**
     * The contract of a deque, which at least {@link #size} and {@link #forEach} are said of.
     *
     * @param <S> the deque
     * @param opener opens one on an allocator
     * @return the contract, without operations
     */
    public static <S extends AutoCloseable> LongDequeContract<S> of(FaultEnumeration.Opener<? extends S> opener) {
        return new LongDequeContract<>(opener);
    }

    /**
     * The contract of a queue that is a {@link Queue}, with the operations of that interface.
     *
     * @param <S> the queue
     * @param opener opens one on an allocator
     * @return the contract, to which more operations can be added
     */
    @SuppressWarnings("try") // AutoCloseable may throw InterruptedException, as far as javac knows
    public static <S extends Queue<Long> & AutoCloseable> LongDequeContract<S> ofQueue(
            FaultEnumeration.Opener<? extends S> opener) {
        return new LongDequeContract<S>(opener)
                .size(Queue::size)
                .forEach((queue, action) -> queue.forEach(action::accept))
                .addLast(Queue::add)
                .removeFirst(Queue::remove)
                .clear(Queue::clear)
                .function("offer", Argument.VALUE, Queue::offer, Queue::offer)
                .often("offer")
                .function("poll", Queue::poll, Queue::poll)
                .function("peek", Queue::peek, Queue::peek)
                .function("contains", Argument.VALUE, Queue::contains, Queue::contains)
                .function("removeValue", Argument.VALUE, Queue::remove, Queue::remove)
                .function(
                        "addAll", Argument.VALUE, Argument.COUNT, LongDequeContract::addAll, LongDequeContract::addAll)
                .function(
                        "removeIf",
                        Argument.VALUE,
                        (queue, value) -> queue.removeIf(element -> element < value),
                        (queue, value) -> queue.removeIf(element -> element < value))
                .function(
                        "removeWhileIterating",
                        Argument.VALUE,
                        CollectionContract::removeEqual,
                        CollectionContract::removeEqual);
    }

    /**
     * The contract of a deque that is a {@link Deque}, with the operations of that interface.
     *
     * @param <S> the deque
     * @param opener opens one on an allocator
     * @return the contract, to which more operations can be added
     */
    @SuppressWarnings("try") // AutoCloseable may throw InterruptedException, as far as javac knows
    public static <S extends Deque<Long> & AutoCloseable> LongDequeContract<S> ofDeque(
            FaultEnumeration.Opener<? extends S> opener) {
        return LongDequeContract.<S>ofQueue(opener)
                .addFirst(Deque::addFirst)
                .removeLast(Deque::removeLast)
                .function("pollFirst", Deque::pollFirst, Deque::pollFirst)
                .function("pollLast", Deque::pollLast, Deque::pollLast)
                .function("peekFirst", Deque::peekFirst, Deque::peekFirst)
                .function("peekLast", Deque::peekLast, Deque::peekLast)
                .function(
                        "removeLastOccurrence",
                        Argument.VALUE,
                        Deque::removeLastOccurrence,
                        Deque::removeLastOccurrence)
                .function("descending", LongDequeContract::descending, LongDequeContract::descending);
    }

    private static boolean addAll(Queue<Long> queue, long value, long count) {
        return queue.addAll(Collections.nCopies((int) count, value));
    }

    private static List<Long> descending(Deque<Long> deque) {
        final List<Long> seen = new ArrayList<>();
        deque.descendingIterator().forEachRemaining(seen::add);
        return seen;
    }

    /**
     * How many elements there are.
     *
     * @param method that says it
     * @return this
     */
    public LongDequeContract<S> size(ToLongFunction<? super S> method) {
        size = Objects.requireNonNull(method, "method");
        return this;
    }

    /**
     * What the elements are, from the first to the last.
     *
     * @param method that hands each to an action
     * @return this
     */
    public LongDequeContract<S> forEach(BiConsumer<? super S, LongConsumer> method) {
        forEach = Objects.requireNonNull(method, "method");
        return this;
    }

    /**
     * Adds before the first.
     *
     * @param method that does it
     * @return this
     */
    public LongDequeContract<S> addFirst(ObjLongConsumer<? super S> method) {
        return action("addFirst", Argument.VALUE, method::accept, Deque::addFirst)
                .often("addFirst");
    }

    /**
     * Adds behind the last.
     *
     * @param method that does it
     * @return this
     */
    public LongDequeContract<S> addLast(ObjLongConsumer<? super S> method) {
        return action("addLast", Argument.VALUE, method::accept, Deque::addLast).often("addLast");
    }

    /**
     * Removes the first and answers what it was; not called where there is none.
     *
     * @param method that does it
     * @return this
     */
    public LongDequeContract<S> removeFirst(ToLongFunction<? super S> method) {
        return taking("removeFirst", method::applyAsLong, Deque::removeFirst);
    }

    /**
     * Removes the last and answers what it was; not called where there is none.
     *
     * @param method that does it
     * @return this
     */
    public LongDequeContract<S> removeLast(ToLongFunction<? super S> method) {
        return taking("removeLast", method::applyAsLong, Deque::removeLast);
    }

    /**
     * Answers what the first is; not called where there is none.
     *
     * @param method that does it
     * @return this
     */
    public LongDequeContract<S> getFirst(ToLongFunction<? super S> method) {
        return taking("getFirst", method::applyAsLong, Deque::getFirst);
    }

    /**
     * Answers what the last is; not called where there is none.
     *
     * @param method that does it
     * @return this
     */
    public LongDequeContract<S> getLast(ToLongFunction<? super S> method) {
        return taking("getLast", method::applyAsLong, Deque::getLast);
    }

    /**
     * Removes all elements.
     *
     * @param method that does it
     * @return this
     */
    public LongDequeContract<S> clear(FaultEnumeration.Action<? super S> method) {
        return action("clear", method, Deque::clear);
    }

    private LongDequeContract<S> taking(String name, Answer<S> onSubject, Answer<Deque<Long>> onModel) {
        return operation(name, List.of(), true, ignoring(onSubject), ignoring(onModel));
    }

    @Override
    LongDequeContract<S> self() {
        return this;
    }

    @Override
    Deque<Long> newModel() {
        return new ArrayDeque<>();
    }

    @Override
    int sizeOf(Deque<Long> model) {
        return model.size();
    }

    @Override
    void checkComplete() {
        if (size == null || forEach == null) {
            throw new IllegalStateException(
                    "say size(...) and forEach(...) of the deque, so that its contents can be seen");
        }
    }

    @Override
    String difference(S subject, Deque<Long> model) {
        final long seenSize = size.applyAsLong(subject);
        final Iterator<Long> expected = model.iterator();
        final boolean[] same = {seenSize == model.size()};
        forEach.accept(subject, element -> same[0] &= expected.hasNext() && expected.next() == element);
        if (same[0] && !expected.hasNext()) {
            return null;
        }
        final List<Long> seen = new ArrayList<>();
        forEach.accept(subject, seen::add);
        return "the size is " + seenSize + " and the elements are " + seen + ", those of the model " + model;
    }
}
