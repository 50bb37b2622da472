package org.sideheap.testkit;

import java.util.HashSet;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.BiConsumer;
import java.util.function.LongConsumer;
import java.util.function.ToLongFunction;
import java.util.stream.LongStream;

/**
 * A set of {@code long}, by the side of a {@link HashSet}.
 *
 * <pre>{@code
 * LongSetContract.<LongHashSet>of(LongHashSet::new)
 *         .size(LongHashSet::sizeAsLong)
 *         .forEach(LongHashSet::forEachLong)
 *         .contains(LongHashSet::contains)
 *         .add(LongHashSet::add)
 *         .remove(LongHashSet::remove)
 *         .verify();
 * }</pre>
 *
 * <p>One that is a {@link Set} has all of that, and more, in one line:
 *
 * <pre>{@code
 * LongSetContract.ofSet(LongHashSet::new).verify();
 * }</pre>
 *
 * @param <S> the set
 */
public final class LongSetContract<S extends AutoCloseable>
        extends CollectionContract<S, Set<Long>, LongSetContract<S>> {
    /**
     * Says yes or no of an element.
     *
     * @param <T> the set
     */
    @FunctionalInterface
    public interface ElementTest<T> {
        /**
         * Says it, and may do something.
         *
         * @param target the set
         * @param element the element
         * @return the answer
         */
        boolean of(T target, long element);
    }

    private ToLongFunction<? super S> size;
    private BiConsumer<? super S, LongConsumer> forEach;
    private ElementTest<? super S> contains;

    private LongSetContract(FaultEnumeration.Opener<? extends S> opener) {
        super(opener);
    }

    /**
     * The contract of a set, which at least {@link #size}, {@link #forEach} and {@link #contains} are said of.
     *
     * @param <S> the set
     * @param opener opens one on an allocator
     * @return the contract, without operations
     */
    public static <S extends AutoCloseable> LongSetContract<S> of(FaultEnumeration.Opener<? extends S> opener) {
        return new LongSetContract<>(opener);
    }

    /**
     * The contract of a set that is a {@link Set}, with the operations of that interface.
     *
     * @param <S> the set
     * @param opener opens one on an allocator
     * @return the contract, to which more operations can be added
     */
    @SuppressWarnings("try") // AutoCloseable may throw InterruptedException, as far as javac knows
    public static <S extends Set<Long> & AutoCloseable> LongSetContract<S> ofSet(
            FaultEnumeration.Opener<? extends S> opener) {
        return new LongSetContract<S>(opener)
                .size(Set::size)
                .forEach((set, action) -> set.forEach(action::accept))
                .contains(Set::contains)
                .add(Set::add)
                .remove(Set::remove)
                .clear(Set::clear)
                .function("hashCode", Set::hashCode, Set::hashCode)
                .function("equals", set -> set.equals(new HashSet<>(set)), set -> true)
                .function("addAll", Argument.KEY, Argument.COUNT, LongSetContract::addAll, LongSetContract::addAll)
                .function(
                        "removeAll",
                        Argument.KEY,
                        Argument.COUNT,
                        LongSetContract::removeAll,
                        LongSetContract::removeAll)
                .function(
                        "retainAll",
                        Argument.KEY,
                        (set, element) -> set.retainAll(some(element, 20)),
                        (set, element) -> set.retainAll(some(element, 20)))
                .function(
                        "removeIf",
                        Argument.KEY,
                        (set, element) -> set.removeIf(each -> each < element),
                        (set, element) -> set.removeIf(each -> each < element))
                .function(
                        "removeWhileIterating",
                        Argument.KEY,
                        LongSetContract::removeAbove,
                        LongSetContract::removeAbove);
    }

    private static boolean addAll(Set<Long> set, long first, long count) {
        return set.addAll(some(first, count));
    }

    private static boolean removeAll(Set<Long> set, long first, long count) {
        return set.removeAll(some(first, count));
    }

    private static List<Long> some(long first, long count) {
        return LongStream.range(0, count).mapToObj(i -> first + i).toList();
    }

    private static long removeAbove(Set<Long> set, long value) {
        return removeEach(set, element -> element > value);
    }

    /**
     * How many elements there are.
     *
     * @param method that says it
     * @return this
     */
    public LongSetContract<S> size(ToLongFunction<? super S> method) {
        size = Objects.requireNonNull(method, "method");
        return this;
    }

    /**
     * What the elements are, in any order.
     *
     * @param method that hands each to an action
     * @return this
     */
    public LongSetContract<S> forEach(BiConsumer<? super S, LongConsumer> method) {
        forEach = Objects.requireNonNull(method, "method");
        return this;
    }

    /**
     * Whether an element is there.
     *
     * @param method that says it
     * @return this
     */
    public LongSetContract<S> contains(ElementTest<? super S> method) {
        contains = Objects.requireNonNull(method, "method");
        return function("contains", Argument.KEY, method::of, Set::contains);
    }

    /**
     * Adds an element and answers whether it is new.
     *
     * @param method that does it
     * @return this
     */
    public LongSetContract<S> add(ElementTest<? super S> method) {
        return function("add", Argument.KEY, method::of, Set::add).often("add");
    }

    /**
     * Removes an element and answers whether it was there.
     *
     * @param method that does it
     * @return this
     */
    public LongSetContract<S> remove(ElementTest<? super S> method) {
        return function("remove", Argument.KEY, method::of, Set::remove);
    }

    /**
     * Removes all elements.
     *
     * @param method that does it
     * @return this
     */
    public LongSetContract<S> clear(FaultEnumeration.Action<? super S> method) {
        return action("clear", method, Set::clear);
    }

    @Override
    LongSetContract<S> self() {
        return this;
    }

    @Override
    Set<Long> newModel() {
        return new HashSet<>();
    }

    @Override
    int sizeOf(Set<Long> model) {
        return model.size();
    }

    @Override
    void checkComplete() {
        if (size == null || forEach == null || contains == null) {
            throw new IllegalStateException(
                    "say size(...), forEach(...) and contains(...) of the set, so that its contents can be seen");
        }
    }

    @Override
    String difference(S subject, Set<Long> model) {
        final long seenSize = size.applyAsLong(subject);
        final Set<Long> seen = new HashSet<>();
        final long[] seenCount = {0};
        forEach.accept(subject, element -> {
            seen.add(element);
            seenCount[0]++;
        });
        if (seenSize != model.size() || seenCount[0] != model.size() || !seen.equals(model)) {
            return "the size is " + seenSize + ", the elements handed out are " + seenCount[0] + ", "
                    + new TreeSet<>(seen) + ", those of the model " + new TreeSet<>(model);
        }
        for (final long element : model) {
            if (!contains.of(subject, element)) {
                return "the element " + element + " is handed out, but contains says that it is not there";
            }
        }
        return null;
    }
}
