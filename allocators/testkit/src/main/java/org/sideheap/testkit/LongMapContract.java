package org.sideheap.testkit;

import java.util.HashMap;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import java.util.function.BiConsumer;
import java.util.function.ToLongFunction;
import org.agrona.collections.LongLongConsumer;

/**
 * A map from {@code long} to {@code long}, by the side of a {@link HashMap}.
 *
 * <pre>{@code
 * LongMapContract.<Long2LongHashMap>of(allocator -> new Long2LongHashMap(allocator, -1), -1)
 *         .size(Long2LongHashMap::sizeAsLong)
 *         .get(Long2LongHashMap::get)
 *         .forEach(Long2LongHashMap::forEachLong)
 *         .put(Long2LongHashMap::put)
 *         .remove(Long2LongHashMap::remove)
 *         .verify();
 * }</pre>
 *
 * <p>One that is a {@link Map} has all of that, and more, in one line:
 *
 * <pre>{@code
 * LongMapContract.ofMap(allocator -> new Long2LongHashMap(allocator, -1), -1).verify();
 * }</pre>
 *
 * @param <S> the map
 */
public final class LongMapContract<S extends AutoCloseable>
        extends CollectionContract<S, Map<Long, Long>, LongMapContract<S>> {
    /**
     * Answers with the value of a key.
     *
     * @param <T> the map
     */
    @FunctionalInterface
    public interface KeyedRead<T> {
        /**
         * Answers, and may do something.
         *
         * @param target the map
         * @param key the key
         * @return its value, or the missing value
         */
        long of(T target, long key);
    }

    private final long missingValue;
    private ToLongFunction<? super S> size;
    private KeyedRead<? super S> get;
    private BiConsumer<? super S, LongLongConsumer> forEach;

    private LongMapContract(FaultEnumeration.Opener<? extends S> opener, long missingValue) {
        super(opener);
        this.missingValue = missingValue;
        neverWith(missingValue);
    }

    /**
     * The contract of a map, which at least {@link #size}, {@link #get} and {@link #forEach} are said of.
     *
     * @param <S> the map
     * @param opener opens one on an allocator
     * @param missingValue what it answers for a key that is not there; never put as a value
     * @return the contract, without operations
     */
    public static <S extends AutoCloseable> LongMapContract<S> of(
            FaultEnumeration.Opener<? extends S> opener, long missingValue) {
        return new LongMapContract<>(opener, missingValue);
    }

    /**
     * The contract of a map that is a {@link Map}, with the operations of that interface.
     *
     * @param <S> the map
     * @param opener opens one on an allocator
     * @param missingValue never put as a value
     * @return the contract, to which more operations can be added
     */
    @SuppressWarnings("try") // AutoCloseable may throw InterruptedException, as far as javac knows
    public static <S extends Map<Long, Long> & AutoCloseable> LongMapContract<S> ofMap(
            FaultEnumeration.Opener<? extends S> opener, long missingValue) {
        final LongMapContract<S> contract = new LongMapContract<>(opener, missingValue);
        return contract.size(Map::size)
                .get((map, key) -> map.getOrDefault(key, missingValue))
                .forEach((map, action) -> map.forEach(action::accept))
                .put(Map::put)
                .clear(Map::clear)
                .function("putBoxed", Argument.KEY, Argument.VALUE, Map::put, Map::put)
                .function("putIfAbsent", Argument.KEY, Argument.VALUE, Map::putIfAbsent, Map::putIfAbsent)
                .function("removeBoxed", Argument.KEY, Map::remove, Map::remove)
                .function("removeEntry", Argument.KEY, Argument.VALUE, Map::remove, Map::remove)
                .function("replace", Argument.KEY, Argument.VALUE, Map::replace, Map::replace)
                .function("containsKey", Argument.KEY, Map::containsKey, Map::containsKey)
                .function("containsValue", Argument.VALUE, Map::containsValue, Map::containsValue)
                .function("hashCode", Map::hashCode, Map::hashCode)
                .function("equals", map -> map.equals(new HashMap<>(map)), map -> true)
                .function("merge", Argument.KEY, Argument.VALUE, LongMapContract::merge, LongMapContract::merge)
                .function("compute", Argument.KEY, Argument.VALUE, LongMapContract::compute, LongMapContract::compute)
                .function(
                        "computeIfAbsent",
                        Argument.KEY,
                        Argument.VALUE,
                        (map, key, value) -> map.computeIfAbsent(key, absent -> value),
                        (map, key, value) -> map.computeIfAbsent(key, absent -> value))
                .function(
                        "computeIfPresent",
                        Argument.KEY,
                        Argument.VALUE,
                        (map, key, value) -> map.computeIfPresent(key, (k, old) -> old == value ? null : (Long) value),
                        (map, key, value) -> map.computeIfPresent(key, (k, old) -> old == value ? null : (Long) value))
                .function(
                        "removeKeys",
                        Argument.KEY,
                        (map, key) -> map.keySet().removeIf(each -> each > key),
                        (map, key) -> map.keySet().removeIf(each -> each > key))
                .function(
                        "removeValues",
                        Argument.VALUE,
                        (map, value) -> map.values().removeIf(each -> each == value),
                        (map, value) -> map.values().removeIf(each -> each == value))
                .function(
                        "removeWhileIterating",
                        Argument.VALUE,
                        LongMapContract::removeBelow,
                        LongMapContract::removeBelow)
                .action("putAll", Argument.KEY, Argument.COUNT, contract::putAll, contract::putAll);
    }

    private static Long merge(Map<Long, Long> map, long key, long value) {
        return map.merge(key, value, (old, given) -> old.equals(given) ? null : given);
    }

    private static Long compute(Map<Long, Long> map, long key, long value) {
        return map.compute(key, (k, old) -> old != null && old == value ? null : (Long) value);
    }

    private void putAll(Map<Long, Long> map, long key, long count) {
        final Map<Long, Long> some = new HashMap<>();
        for (long i = 0; i < count; i++) {
            some.put(key + i, missingValue + 1 + i);
        }
        map.putAll(some);
    }

    private static long removeBelow(Map<Long, Long> map, long value) {
        return removeEach(map.entrySet(), entry -> entry.getValue() < value);
    }

    /**
     * How many entries there are.
     *
     * @param method that says it
     * @return this
     */
    public LongMapContract<S> size(ToLongFunction<? super S> method) {
        size = Objects.requireNonNull(method, "method");
        return this;
    }

    /**
     * What the value of a key is.
     *
     * @param method that answers with it, or with the missing value
     * @return this
     */
    public LongMapContract<S> get(KeyedRead<? super S> method) {
        get = Objects.requireNonNull(method, "method");
        return function("get", Argument.KEY, method::of, (map, key) -> map.getOrDefault(key, missingValue));
    }

    /**
     * What the entries are, in any order.
     *
     * @param method that hands each to an action
     * @return this
     */
    public LongMapContract<S> forEach(BiConsumer<? super S, LongLongConsumer> method) {
        forEach = Objects.requireNonNull(method, "method");
        return this;
    }

    /**
     * Puts an entry in the place of the one with that key. What it answers is not looked at.
     *
     * @param method that does it
     * @return this
     */
    public LongMapContract<S> put(LongLongAction<? super S> method) {
        return action("put", Argument.KEY, Argument.VALUE, method, Map::put).often("put");
    }

    /**
     * Removes an entry and answers with its value, or with the missing value.
     *
     * @param method that does it
     * @return this
     */
    public LongMapContract<S> remove(KeyedRead<? super S> method) {
        return function("remove", Argument.KEY, method::of, (map, key) -> {
            final Long removed = map.remove(key);
            return removed == null ? missingValue : removed;
        });
    }

    /**
     * Removes all entries.
     *
     * @param method that does it
     * @return this
     */
    public LongMapContract<S> clear(FaultEnumeration.Action<? super S> method) {
        return action("clear", method, Map::clear);
    }

    @Override
    LongMapContract<S> self() {
        return this;
    }

    @Override
    Map<Long, Long> newModel() {
        return new HashMap<>();
    }

    @Override
    int sizeOf(Map<Long, Long> model) {
        return model.size();
    }

    @Override
    void checkComplete() {
        if (size == null || get == null || forEach == null) {
            throw new IllegalStateException(
                    "say size(...), get(...) and forEach(...) of the map, so that its contents can be seen");
        }
    }

    @Override
    String difference(S subject, Map<Long, Long> model) {
        final long seenSize = size.applyAsLong(subject);
        final Map<Long, Long> seen = new HashMap<>();
        final long[] seenCount = {0};
        forEach.accept(subject, (key, value) -> {
            seen.put(key, value);
            seenCount[0]++;
        });
        if (seenSize != model.size() || seenCount[0] != model.size() || !seen.equals(model)) {
            return "the size is " + seenSize + ", the entries handed out are " + seenCount[0] + ", "
                    + new TreeMap<>(seen) + ", those of the model " + new TreeMap<>(model);
        }
        for (final Map.Entry<Long, Long> entry : model.entrySet()) {
            final long value = get.of(subject, entry.getKey());
            if (value != entry.getValue()) {
                return "the value of " + entry.getKey() + " handed out is " + entry.getValue() + ", but get answers "
                        + value;
            }
        }
        return null;
    }
}
