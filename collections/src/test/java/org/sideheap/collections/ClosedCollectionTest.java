package org.sideheap.collections;

import static org.junit.jupiter.api.Assertions.assertDoesNotThrow;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.lang.reflect.Modifier;
import java.lang.reflect.Proxy;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Arrays;
import java.util.Collection;
import java.util.Comparator;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.Spliterator;
import java.util.TreeSet;
import java.util.function.BiConsumer;
import java.util.function.BiFunction;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.function.IntFunction;
import java.util.function.LongBinaryOperator;
import java.util.function.LongConsumer;
import java.util.function.LongPredicate;
import java.util.function.LongUnaryOperator;
import java.util.function.Predicate;
import java.util.function.UnaryOperator;
import java.util.stream.BaseStream;
import org.agrona.DirectBuffer;
import org.agrona.MutableDirectBuffer;
import org.agrona.collections.LongLongConsumer;
import org.agrona.collections.LongLongFunction;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.sideheap.allocators.Allocator;
import org.sideheap.allocators.BumpAllocator;
import org.sideheap.allocators.GlobalAllocator;

/** What is left of a collection once it is closed: found by reflection, so that no method is forgotten. */
@SuppressWarnings("try") // what is closed early is what is tested
class ClosedCollectionTest {
    /** What tells only how the collection was made, or closes it. */
    private static final Set<String> ALWAYS_ANSWER =
            Set.of("close", "nullValue", "missingValue", "loadFactor", "segmentByteSize");

    /** What gives a view, whose first use throws. */
    private static final Set<String> ANSWER_WITH_A_VIEW =
            Set.of("iterator", "spliterator", "stream", "parallelStream", "longStream", "reversed");

    private static final LongArrayList OPEN_LIST = new LongArrayList(GlobalAllocator.INSTANCE);

    private static final Map<Class<?>, Object> ARGUMENTS = Map.ofEntries(
            Map.entry(long.class, 1L),
            Map.entry(int.class, 0),
            Map.entry(Long.class, 1L),
            Map.entry(Object.class, 1L),
            Map.entry(Object[].class, new Object[0]),
            Map.entry(Collection.class, List.of(1L)),
            Map.entry(IntFunction.class, (IntFunction<Object[]>) Object[]::new),
            Map.entry(Comparator.class, Comparator.naturalOrder()),
            Map.entry(Consumer.class, (Consumer<Object>) element -> {}),
            Map.entry(Predicate.class, (Predicate<Object>) element -> true),
            Map.entry(UnaryOperator.class, UnaryOperator.identity()),
            Map.entry(LongLinkedList.class, new LongLinkedList(GlobalAllocator.INSTANCE)),
            Map.entry(LongPredicate.class, (LongPredicate) element -> true),
            Map.entry(LongConsumer.class, (LongConsumer) element -> {}),
            Map.entry(LongArrayList.class, OPEN_LIST),
            Map.entry(long[].class, new long[1]),
            Map.entry(ByteBuffer.class, ByteBuffer.allocateDirect(8).order(ByteOrder.nativeOrder())),
            Map.entry(DirectBuffer.class, emptyBuffer()),
            Map.entry(MutableDirectBuffer.class, emptyBuffer()),
            Map.entry(LongUnaryOperator.class, (LongUnaryOperator) key -> 1),
            Map.entry(LongBinaryOperator.class, (LongBinaryOperator) (key, value) -> 1),
            Map.entry(LongLongConsumer.class, (LongLongConsumer) (key, value) -> {}),
            Map.entry(LongLongFunction.class, (LongLongFunction) (old, given) -> 1),
            Map.entry(Map.class, Map.of()),
            Map.entry(BiConsumer.class, (BiConsumer<Object, Object>) (key, value) -> {}),
            Map.entry(BiFunction.class, (BiFunction<Object, Object, Object>) (key, value) -> 1L),
            Map.entry(Function.class, (Function<Object, Object>) key -> 1L),
            Map.entry(Long2LongHashMap.class, new Long2LongHashMap(GlobalAllocator.INSTANCE, -1)),
            Map.entry(LongHashSet.class, new LongHashSet(GlobalAllocator.INSTANCE)));

    @ParameterizedTest
    @EnumSource
    void refusesEveryCallOnceItWasClosed(CollectionKind kind) {
        final AnyCollection collection = kind.openWith(GlobalAllocator.INSTANCE, 3);
        collection.close();
        assertEveryMethodThrows(collection.collection(), kind.className + " was closed");
    }

    @ParameterizedTest
    @EnumSource
    void refusesEveryCallOnceItWasClosedWithoutMemory(CollectionKind kind) {
        final AnyCollection collection = kind.open(GlobalAllocator.INSTANCE);
        collection.close();
        assertEveryMethodThrows(collection.collection(), kind.className + " was closed");
    }

    @ParameterizedTest
    @EnumSource
    void refusesEveryCallOnceItsAllocatorWasReset(CollectionKind kind) {
        try (BumpAllocator bump = new BumpAllocator(4096)) {
            final AnyCollection filled = kind.openWith(bump, 3);
            final AnyCollection empty = kind.open(bump);
            bump.reset();
            assertEveryMethodThrows(filled.collection(), "BumpAllocator was reset");
            assertEveryMethodThrows(empty.collection(), "BumpAllocator was reset");
        }
    }

    @ParameterizedTest
    @EnumSource
    void closesTwiceAndStaysClosedByTheFirst(CollectionKind kind) {
        try (BumpAllocator bump = new BumpAllocator(4096)) {
            final AnyCollection collection = kind.openWith(bump, 3);
            collection.close();
            collection.close();
            bump.reset();
            collection.assertClosedBy(kind.className + " was closed");

            final AnyCollection resetFirst = kind.openWith(bump, 3);
            bump.reset();
            resetFirst.close();
            resetFirst.assertClosedBy("BumpAllocator was reset");
        }
    }

    @ParameterizedTest
    @EnumSource
    void isNoLongerToldOnceItIsClosed(CollectionKind kind) {
        try (BumpAllocator bump = new BumpAllocator(4096)) {
            final AnyCollection closed = kind.openWith(bump, 3);
            final AnyCollection open = kind.openWith(bump, 3);
            closed.close();
            bump.close();
            closed.assertClosedBy(kind.className + " was closed");
            open.assertClosedBy("BumpAllocator was closed");
        }
    }

    @ParameterizedTest
    @EnumSource
    void isNotBuiltOnAnAllocatorThatIsClosed(CollectionKind kind) {
        final Allocator bump = new BumpAllocator(64);
        bump.close();
        assertEquals(
                "BumpAllocator is closed: BumpAllocator was closed",
                assertThrows(IllegalStateException.class, () -> kind.open(bump)).getMessage());
    }

    @Test
    void showsNothingThroughAViewOfAListThatIsClosed() {
        final LongArrayList list = new LongArrayList(GlobalAllocator.INSTANCE);
        list.addLong(1);
        final List<Long> part = list.subList(0, 1);
        final Iterator<Long> iterator = list.iterator();
        list.close();
        assertThrows(RuntimeException.class, () -> part.get(0));
        assertThrows(RuntimeException.class, iterator::next);
        assertThrows(IllegalStateException.class, () -> list.iterator().hasNext());
        assertThrows(IllegalStateException.class, () -> list.stream().count());
    }

    private static void assertEveryMethodThrows(Object collection, String cause) {
        final String message = collection.getClass().getSimpleName() + " is closed: " + cause;
        final Set<String> checked = new TreeSet<>();
        for (final Method method : collection.getClass().getMethods()) {
            if (method.getDeclaringClass() == Object.class
                    || Modifier.isStatic(method.getModifiers())
                    || method.isBridge()) {
                continue;
            }
            final Object[] arguments = Arrays.stream(method.getParameterTypes())
                    .map(type -> argumentOf(type, method))
                    .toArray();
            if (ALWAYS_ANSWER.contains(method.getName())) {
                assertDoesNotThrow(() -> method.invoke(collection, arguments), method.toString());
            } else {
                final InvocationTargetException thrown = assertThrows(
                        InvocationTargetException.class,
                        () -> use(method.invoke(collection, arguments), method),
                        method.toString());
                final String seen = method + " threw " + thrown.getCause();
                assertEquals(IllegalStateException.class, thrown.getCause().getClass(), seen);
                assertEquals(message, thrown.getCause().getMessage(), seen);
                checked.add(method.getName());
            }
        }
        assertTrue(checked.size() > 20, () -> "only " + checked);
    }

    private static Object argumentOf(Class<?> type, Method method) {
        // A list is equal to no number, and need not look at its elements to know.
        final Object argument =
                method.getName().equals("equals") && type == Object.class ? List.of(1L) : ARGUMENTS.get(type);
        if (argument == null) {
            throw new AssertionError("no argument for " + type + " of " + method);
        }
        return argument;
    }

    /** Agrona's own cannot be had without its flag. */
    private static Object emptyBuffer() {
        return Proxy.newProxyInstance(
                ClosedCollectionTest.class.getClassLoader(),
                new Class<?>[] {MutableDirectBuffer.class},
                (proxy, method, arguments) -> {
                    final Class<?> type = method.getReturnType();
                    return type == int.class ? (Object) 0 : type == boolean.class ? false : null;
                });
    }

    private static void use(Object answer, Method method) throws InvocationTargetException {
        if (ANSWER_WITH_A_VIEW.contains(method.getName())) {
            try {
                if (answer instanceof Iterator<?> iterator) {
                    iterator.hasNext();
                } else if (answer instanceof Spliterator<?> spliterator) {
                    spliterator.tryAdvance(element -> {});
                } else if (answer instanceof BaseStream<?, ?> stream) {
                    stream.iterator().hasNext();
                } else {
                    ((Collection<?>) answer).size();
                }
            } catch (RuntimeException e) {
                throw new InvocationTargetException(e);
            }
        }
    }
}
