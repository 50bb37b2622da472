package org.sideheap.testkit;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import java.util.function.Supplier;
import org.junit.jupiter.api.Test;
import org.sideheap.allocators.Allocator;
import org.sideheap.allocators.BumpAllocator;

class BackendChoiceTest {
    @OnBackends
    private static final class Everything {}

    @OnBackends({"stack", "pool", "stack"})
    private static final class ByName {}

    @OnBackends(
            having = {Trait.BOUNDED, Trait.RECLAIMS},
            lacking = Trait.FIXED_BLOCK,
            except = "stack")
    private static final class ByTrait {}

    @OnBackends("pol")
    private static final class Mistyped {}

    @OnBackends(except = "pol")
    private static final class MistypedException {}

    @OnBackends(value = "pool", having = Trait.BOUNDED, lacking = Trait.FIXED_BLOCK)
    private static final class Nothing {}

    @OnBackends(from = Mine.class, byteCapacity = 100, blockByteSize = 10)
    private static final class FromMine {}

    @OnBackends(value = "pool", from = Mine.class)
    private static final class BuiltInFromMine {}

    @OnBackends(from = Empty.class)
    private static final class FromEmpty {}

    @OnBackends(from = Unmakeable.class)
    private static final class FromUnmakeable {}

    @OnBackends(from = Throwing.class)
    private static final class FromThrowing {}

    @OnBackends(byteCapacity = 0)
    private static final class WithoutCapacity {}

    @OnBackends("global")
    private static final class Global {}

    static final class Mine implements Supplier<List<Backend>> {
        @Override
        public List<Backend> get() {
            return List.of(Backend.of("mine", opening -> new BumpAllocator(opening.byteCapacity()), Trait.BOUNDED));
        }
    }

    static final class Empty implements Supplier<List<Backend>> {
        @Override
        public List<Backend> get() {
            return List.of();
        }
    }

    abstract static class Unmakeable implements Supplier<List<Backend>> {}

    static final class Throwing implements Supplier<List<Backend>> {
        Throwing() {
            throw new IllegalStateException("no way");
        }

        @Override
        public List<Backend> get() {
            return List.of();
        }
    }

    @Test
    void isAllOfThemWhereNothingNarrowsItDown() {
        assertEquals(Backends.all(), choice(Everything.class).backends());
        assertEquals(Backends.all(), BackendChoice.ALL.backends());
    }

    @Test
    void keepsTheOrderOfTheNamesAndEachOnce() {
        assertEquals(
                List.of(Backends.named("stack"), Backends.named("pool")),
                choice(ByName.class).backends());
    }

    @Test
    void narrowsDownByAllThatIsSaid() {
        final List<Backend> backends = choice(ByTrait.class).backends();
        assertTrue(backends.contains(Backends.named("tlsf")));
        for (final Backend backend : Backends.all()) {
            assertEquals(
                    backend.has(Trait.BOUNDED)
                            && backend.has(Trait.RECLAIMS)
                            && !backend.has(Trait.FIXED_BLOCK)
                            && !backend.name().equals("stack"),
                    backends.contains(backend),
                    backend::name);
        }
    }

    @Test
    void takesBackendsOfOnesOwn() {
        final BackendChoice choice = choice(FromMine.class);
        final Backend mine = choice.backends().get(0);
        try (OpenBackend open = choice.open(mine)) {
            assertEquals(100, open.allocator().stats().reservedBytes());
        }
        assertEquals("mine.open(100, 10)", choice.toJava(mine));
    }

    @Test
    void listsTheKnownNamesForAnUnknownOne() {
        final String known = ", there are " + Backends.all();
        assertEquals("@OnBackends: no backend is named \"pol\"" + known, messageFor(Mistyped.class));
        assertEquals("@OnBackends: no backend is named \"pol\"" + known, messageFor(MistypedException.class));
        assertEquals("@OnBackends: no backend is named \"pool\", there are [mine]", messageFor(BuiltInFromMine.class));
    }

    @Test
    void saysWhyNoBackendIsLeft() {
        assertEquals(
                "@OnBackends leaves no backend: " + Backends.all().size()
                        + " in Backends.all(), named [pool] 1, of those having [BOUNDED] 1, of those lacking [FIXED_BLOCK] 0",
                messageFor(Nothing.class));
        assertEquals("@OnBackends leaves no backend: 0 in [" + Empty.class + "]", messageFor(FromEmpty.class));
    }

    @Test
    void saysWhatIsWrongWithASupplier() {
        assertEquals(
                "@OnBackends: " + Unmakeable.class.getName()
                        + " must be a class, top-level or static, with a constructor without parameters",
                messageFor(FromUnmakeable.class));
        assertEquals(
                "@OnBackends: the constructor of " + Throwing.class.getName()
                        + " threw java.lang.IllegalStateException: no way",
                messageFor(FromThrowing.class));
    }

    @Test
    void refusesSizesBelowOne() {
        assertEquals(
                "@OnBackends: byteCapacity and blockByteSize must be at least 1, were 0 and 512",
                messageFor(WithoutCapacity.class));
    }

    @Test
    void countsTheBlocksOfEachOpenGlobalAllocatorApart() {
        final BackendChoice choice = choice(Global.class);
        final OpenBackend leaking = choice.open(choice.backends().get(0));
        try (OpenBackend sound = choice.open(choice.backends().get(0))) {
            final long address = leaking.allocator().allocateZeroed(24, 8);
            final Allocator allocator = sound.allocator();
            long moved = allocator.allocate(24, 8);
            moved = allocator.tryReallocate(moved, 24, 4000, 8, 24);
            assertEquals(1, sound.liveCount());
            allocator.free(moved, 4000, 8);
            assertEquals(0, sound.liveCount());
            assertTrue(assertThrows(AssertionError.class, leaking::close)
                    .getMessage()
                    .startsWith("backend global: 1 block is still live"));
            leaking.allocator().free(address, 24, 8);
        }
    }

    private static BackendChoice choice(Class<?> annotated) {
        return BackendChoice.of(annotated.getAnnotation(OnBackends.class));
    }

    private static String messageFor(Class<?> annotated) {
        return assertThrows(IllegalArgumentException.class, () -> choice(annotated))
                .getMessage();
    }
}
