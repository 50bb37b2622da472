package org.sideheap.collections;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.util.ArrayList;
import java.util.ConcurrentModificationException;
import java.util.List;
import java.util.function.Consumer;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.sideheap.allocators.BumpAllocator;
import org.sideheap.allocators.GlobalAllocator;

/** What an action that is handed each element may do to the collection, and what it may not. */
@SuppressWarnings("try") // what is closed early is what is tested
class IterationTest {
    private static final long COUNT = 10;

    @ParameterizedTest
    @EnumSource
    void iteratesInsideAnIteration(CollectionKind kind) {
        try (AnyCollection collection = kind.openWith(GlobalAllocator.INSTANCE, COUNT)) {
            final List<Long> products = new ArrayList<>();
            collection.forEachLong(a -> collection.forEachLong(b -> products.add(a * b)));
            assertEquals(COUNT * COUNT, products.size());
            assertEquals(45 * 45, products.stream().mapToLong(Long::longValue).sum());
        }
    }

    @ParameterizedTest
    @EnumSource
    void stopsOnceItsActionAddsAnElement(CollectionKind kind) {
        try (AnyCollection collection = kind.openWith(GlobalAllocator.INSTANCE, COUNT)) {
            assertStopsAtTheFirst(collection, each -> each.add(each.size()));
            collection.assertHoldsUpTo(COUNT + 1);
        }
    }

    @ParameterizedTest
    @EnumSource
    void stopsOnceItsActionMakesItGrow(CollectionKind kind) {
        try (AnyCollection collection = kind.openWith(GlobalAllocator.INSTANCE, COUNT)) {
            assertStopsAtTheFirst(collection, each -> each.addUpTo(1000));
            collection.assertHoldsUpTo(1000);
        }
    }

    @ParameterizedTest
    @EnumSource
    void stopsOnceItsActionClosesIt(CollectionKind kind) {
        final AnyCollection collection = kind.openWith(GlobalAllocator.INSTANCE, COUNT);
        assertStopsAtTheFirst(IllegalStateException.class, collection, AnyCollection::close);
        collection.assertClosedBy(kind.className + " was closed");
    }

    @ParameterizedTest
    @EnumSource
    void stopsOnceItsActionResetsItsAllocator(CollectionKind kind) {
        try (BumpAllocator bump = new BumpAllocator(1 << 16)) {
            final AnyCollection collection = kind.openWith(bump, COUNT);
            assertStopsAtTheFirst(IllegalStateException.class, collection, each -> bump.reset());
            collection.assertClosedBy("BumpAllocator was reset");
        }
    }

    private static void assertStopsAtTheFirst(AnyCollection collection, Consumer<AnyCollection> change) {
        assertStopsAtTheFirst(ConcurrentModificationException.class, collection, change);
    }

    private static void assertStopsAtTheFirst(
            Class<? extends Exception> thrown, AnyCollection collection, Consumer<AnyCollection> change) {
        final List<Long> seen = new ArrayList<>();
        assertThrows(
                thrown,
                () -> collection.forEachLong(element -> {
                    seen.add(element);
                    change.accept(collection);
                }));
        assertEquals(1, seen.size());
    }

    @ParameterizedTest
    @EnumSource
    void isAsItWasWhenItsActionThrows(CollectionKind kind) {
        try (AnyCollection collection = kind.openWith(GlobalAllocator.INSTANCE, COUNT)) {
            assertThrows(
                    IllegalCallerException.class,
                    () -> collection.forEachLong(element -> {
                        throw new IllegalCallerException();
                    }));
            collection.assertHoldsUpTo(COUNT);
            collection.addUpTo(100);
            collection.assertHoldsUpTo(100);
        }
    }
}
