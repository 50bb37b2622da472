package org.sideheap.testkit;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Objects;
import java.util.function.BiConsumer;
import java.util.function.LongConsumer;
import java.util.function.ObjLongConsumer;
import java.util.function.ToLongFunction;

/**
 * A list of {@code long}, by the side of an {@link ArrayList}.
 *
 * <pre>{@code
 * LongListContract.<LongArrayList>of(LongArrayList::new)
 *         .size(LongArrayList::sizeAsLong)
 *         .get(LongArrayList::getLong)
 *         .add(LongArrayList::addLong)
 *         .removeAt(LongArrayList::removeAt)
 *         .verify();
 * }</pre>
 *
 * <p>One that is a {@link List} has all of that, and more, in one line:
 *
 * <pre>{@code
 * LongListContract.ofList(LongArrayList::new).verify();
 * }</pre>
 *
 * @param <S> the list
 */
public final class LongListContract<S extends AutoCloseable>
        extends CollectionContract<S, List<Long>, LongListContract<S>> {
    /**
     * Reads an element.
     *
     * @param <T> of what
     */
    @FunctionalInterface
    public interface IndexedRead<T> {
        /**
         * Reads it.
         *
         * @param target to read from
         * @param index of the element, from 0 to one less than the size
         * @return the element
         */
        long at(T target, int index);
    }

    /**
     * Writes an element.
     *
     * @param <T> of what
     */
    @FunctionalInterface
    public interface IndexedWrite<T> {
        /**
         * Writes it.
         *
         * @param target to write to
         * @param index of the element
         * @param value to write
         */
        void at(T target, int index, long value);
    }

    private ToLongFunction<? super S> size;
    private IndexedRead<? super S> get;

    private LongListContract(FaultEnumeration.Opener<? extends S> opener) {
        super(opener);
    }

    /**
     * The contract of a list, which at least {@link #size} and {@link #get} are said of.
     *
     * @param <S> the list
     * @param opener opens one on an allocator
     * @return the contract, without operations
     */
    public static <S extends AutoCloseable> LongListContract<S> of(FaultEnumeration.Opener<? extends S> opener) {
        return new LongListContract<>(opener);
    }

    /**
     * The contract of a list that is a {@link List}, with the operations of that interface.
     *
     * @param <S> the list
     * @param opener opens one on an allocator
     * @return the contract, to which more operations can be added
     */
    @SuppressWarnings("try") // AutoCloseable may throw InterruptedException, as far as javac knows
    public static <S extends List<Long> & AutoCloseable> LongListContract<S> ofList(
            FaultEnumeration.Opener<? extends S> opener) {
        return new LongListContract<S>(opener)
                .size(List::size)
                .get(List::get)
                .add(List::add)
                .insert(List::add)
                .set(List::set)
                .removeAt((list, index) -> list.remove(index))
                .forEach((list, action) -> list.forEach(action::accept))
                .clear(List::clear)
                .function("indexOf", Argument.VALUE, List::indexOf, List::indexOf)
                .function("lastIndexOf", Argument.VALUE, List::lastIndexOf, List::lastIndexOf)
                .function("removeValue", Argument.VALUE, List::remove, List::remove)
                .function("hashCode", List::hashCode, List::hashCode)
                .function("toString", List::toString, List::toString)
                .function(
                        "addAll",
                        Argument.VALUE,
                        Argument.COUNT,
                        (list, value, count) -> list.addAll(Collections.nCopies((int) count, value)),
                        (list, value, count) -> list.addAll(Collections.nCopies((int) count, value)))
                .function(
                        "insertAll",
                        Argument.POSITION,
                        Argument.COUNT,
                        (list, index, count) -> list.addAll((int) index, Collections.nCopies((int) count, index)),
                        (list, index, count) -> list.addAll((int) index, Collections.nCopies((int) count, index)))
                .function(
                        "removeIf",
                        Argument.VALUE,
                        (list, value) -> list.removeIf(element -> element < value),
                        (list, value) -> list.removeIf(element -> element < value))
                .function(
                        "removeWhileIterating",
                        Argument.VALUE,
                        CollectionContract::removeEqual,
                        CollectionContract::removeEqual)
                .action(
                        "clearRange",
                        Argument.POSITION,
                        Argument.COUNT,
                        (list, from, count) -> range(list, from, count).clear(),
                        (list, from, count) -> range(list, from, count).clear())
                .action("sort", list -> list.sort(null), list -> list.sort(null));
    }

    private static List<Long> range(List<Long> list, long from, long count) {
        return list.subList((int) from, (int) Math.min(list.size(), from + count));
    }

    /**
     * How many elements there are.
     *
     * @param method that says it
     * @return this
     */
    public LongListContract<S> size(ToLongFunction<? super S> method) {
        size = Objects.requireNonNull(method, "method");
        return this;
    }

    /**
     * What the elements are.
     *
     * @param method that reads one
     * @return this
     */
    public LongListContract<S> get(IndexedRead<? super S> method) {
        get = Objects.requireNonNull(method, "method");
        return function(
                "get",
                Argument.INDEX,
                (list, index) -> method.at(list, (int) index),
                (list, index) -> list.get((int) index));
    }

    /**
     * Adds at the end.
     *
     * @param method that does it
     * @return this
     */
    public LongListContract<S> add(ObjLongConsumer<? super S> method) {
        return action("add", Argument.VALUE, method::accept, List::add).often("add");
    }

    /**
     * Inserts at an index; what stands there and behind moves up.
     *
     * @param method that does it
     * @return this
     */
    public LongListContract<S> insert(IndexedWrite<? super S> method) {
        return action(
                        "insert",
                        Argument.POSITION,
                        Argument.VALUE,
                        (list, index, value) -> method.at(list, (int) index, value),
                        (list, index, value) -> list.add((int) index, value))
                .often("insert");
    }

    /**
     * Replaces an element.
     *
     * @param method that does it
     * @return this
     */
    public LongListContract<S> set(IndexedWrite<? super S> method) {
        return action(
                "set",
                Argument.INDEX,
                Argument.VALUE,
                (list, index, value) -> method.at(list, (int) index, value),
                (list, index, value) -> list.set((int) index, value));
    }

    /**
     * Removes an element and answers what it was; what stands behind moves down.
     *
     * @param method that does it
     * @return this
     */
    public LongListContract<S> removeAt(IndexedRead<? super S> method) {
        return function(
                "removeAt",
                Argument.INDEX,
                (list, index) -> method.at(list, (int) index),
                (list, index) -> list.remove((int) index));
    }

    /**
     * Hands each element to an action, in order.
     *
     * @param method that does it
     * @return this
     */
    public LongListContract<S> forEach(BiConsumer<? super S, LongConsumer> method) {
        return function(
                "forEach",
                list -> {
                    final List<Long> seen = new ArrayList<>();
                    method.accept(list, seen::add);
                    return seen;
                },
                ArrayList::new);
    }

    /**
     * Removes all elements.
     *
     * @param method that does it
     * @return this
     */
    public LongListContract<S> clear(FaultEnumeration.Action<? super S> method) {
        return action("clear", method, List::clear);
    }

    @Override
    LongListContract<S> self() {
        return this;
    }

    @Override
    List<Long> newModel() {
        return new ArrayList<>();
    }

    @Override
    int sizeOf(List<Long> model) {
        return model.size();
    }

    @Override
    void checkComplete() {
        if (size == null || get == null) {
            throw new IllegalStateException("say size(...) and get(...) of the list, so that its contents can be seen");
        }
    }

    @Override
    String difference(S subject, List<Long> model) {
        final long seenSize = size.applyAsLong(subject);
        boolean same = seenSize == model.size();
        for (int i = 0; same && i < seenSize; i++) {
            same = get.at(subject, i) == model.get(i);
        }
        return same
                ? null
                : "the list has " + seenSize + " elements, " + seen(subject, seenSize, model.size()) + ", the model "
                        + model.size() + ", " + model;
    }

    /** No more than can be printed, whatever the list says. */
    private List<Long> seen(S subject, long seenSize, int modelSize) {
        final List<Long> seen = new ArrayList<>();
        for (int i = 0; i < Math.min(seenSize, modelSize); i++) {
            seen.add(get.at(subject, i));
        }
        return seen;
    }
}
