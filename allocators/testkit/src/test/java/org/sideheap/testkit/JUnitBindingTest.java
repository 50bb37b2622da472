package org.sideheap.testkit;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotSame;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.abort;
import static org.junit.platform.engine.discovery.DiscoverySelectors.selectClass;

import java.util.ArrayList;
import java.util.Collections;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Set;
import java.util.function.Supplier;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.platform.engine.TestExecutionResult;
import org.junit.platform.testkit.engine.EngineExecutionResults;
import org.junit.platform.testkit.engine.EngineTestKit;
import org.junit.platform.testkit.engine.Event;
import org.sideheap.allocators.Allocator;
import org.sideheap.allocators.ForwardingAllocator;
import org.sideheap.allocators.GlobalAllocator;
import org.sideheap.allocators.GuardedAllocator;
import org.sideheap.allocators.Memory;
import org.sideheap.allocators.PoolAllocator;
import org.sideheap.allocators.StackAllocator;

/** Runs the classes inside, which nobody else does. */
class JUnitBindingTest {
    private static final List<Object> SEEN = Collections.synchronizedList(new ArrayList<>());

    private final long liveCountBefore = GlobalAllocator.INSTANCE.stats().liveCount();

    @BeforeEach
    void forget() {
        SEEN.clear();
    }

    @AfterEach
    void nothingIsLeft() {
        assertEquals(liveCountBefore, GlobalAllocator.INSTANCE.stats().liveCount());
    }

    static class TwoBackends {
        @AllocatorTest
        @OnBackends({"stack", "pool"})
        void each(Allocator allocator, OpenBackend open, Backend backend) {
            assertSame(allocator, open.allocator());
            assertSame(backend, open.backend());
            SEEN.add(allocator);
        }
    }

    @Test
    void runsOnceForEachBackendAndIsCalledLikeIt() {
        final EngineExecutionResults results = run(TwoBackends.class);
        assertEquals(List.of("stack", "pool"), namesOf(results));
        results.testEvents().assertStatistics(events -> events.succeeded(2).failed(0));
        assertEquals(StackAllocator.class, SEEN.get(0).getClass());
        assertEquals(PoolAllocator.class, SEEN.get(1).getClass());
    }

    @Test
    void closesTheAllocatorAfterwards() {
        run(TwoBackends.class);
        for (final Object allocator : SEEN) {
            assertThrows(IllegalStateException.class, () -> ((Allocator) allocator).tryAllocate(8, 8));
        }
    }

    static class AllBackends {
        @AllocatorTest
        void each(Allocator allocator) {
            allocator.free(allocator.allocate(100, 8), 100, 8);
        }
    }

    @Test
    void runsOnAllBackendsWhereNoneIsChosen() {
        final EngineExecutionResults results = run(AllBackends.class);
        assertEquals(Backends.all().stream().map(Backend::name).toList(), namesOf(results));
        results.testEvents()
                .assertStatistics(events -> events.succeeded(Backends.all().size()));
    }

    static class LeakingGlobal {
        @AllocatorTest
        @OnBackends("global")
        void leaks(Allocator allocator) {
            SEEN.add(allocator.allocate(24, 8));
        }
    }

    @Test
    void failsForALeakAndNamesTheBackendAndHowManyBlocks() {
        for (final String message : failures(run(LeakingPools.class))) {
            assertTrue(message.matches("backend (pool|tlsf|bump): 2 blocks are still live.*"), message);
        }
        assertEquals(3, failures(run(LeakingPools.class)).size());
        final List<String> ofGlobal = failures(run(LeakingGlobal.class));
        assertTrue(ofGlobal.get(0).startsWith("backend global: 1 block is still live"), ofGlobal::toString);
        GlobalAllocator.INSTANCE.free((long) SEEN.get(0), 24, 8);
    }

    static class LeakingPools {
        @AllocatorTest
        @OnBackends({"bump", "pool", "tlsf"})
        void leaks(Allocator allocator) {
            allocator.allocate(24, 8);
            allocator.allocate(24, 8);
        }
    }

    static class FailingWithALiveBlock {
        @AllocatorTest
        @OnBackends("pool")
        void fails(Allocator allocator) {
            allocator.allocate(24, 8);
            throw new AssertionError("its own");
        }
    }

    static class FailingAfterwards {
        @AllocatorTest
        @OnBackends("pool")
        void leaks(Allocator allocator) {
            allocator.allocate(24, 8);
        }

        @AfterEach
        void fails() {
            throw new AssertionError("its own");
        }
    }

    @Test
    void leavesATestThatFailedItsOwnFailure() {
        for (final Class<?> failing : List.of(FailingWithALiveBlock.class, FailingAfterwards.class)) {
            final EngineExecutionResults results = run(failing);
            assertEquals(List.of("its own"), failures(results));
            assertEquals(0, throwables(results).get(0).getSuppressed().length);
        }
    }

    static class FailingToClose {
        @AllocatorTest
        @OnBackends(from = Unclosable.class)
        void fails(Allocator allocator) {
            throw new AssertionError("its own");
        }
    }

    static final class Unclosable implements Supplier<List<Backend>> {
        @Override
        public List<Backend> get() {
            return List.of(Backend.of("unclosable", opening -> new ForwardingAllocator(GlobalAllocator.INSTANCE) {
                @Override
                public void close() {
                    throw new IllegalStateException("stays open");
                }
            }));
        }
    }

    @Test
    void addsWhatClosingThrowsToTheFailure() {
        final Throwable failure = throwables(run(FailingToClose.class)).get(0);
        assertEquals("its own", failure.getMessage());
        assertEquals("stays open", failure.getSuppressed()[0].getMessage());
    }

    static class Aborted {
        @AllocatorTest
        @OnBackends("pool")
        void stops(Allocator allocator) {
            allocator.allocate(24, 8);
            abort("on purpose");
        }
    }

    @Test
    void leavesATestThatWasAbortedAborted() {
        run(Aborted.class).testEvents().assertStatistics(events -> events.aborted(1)
                .failed(0));
    }

    @OnBackends({"tlsf", "stack"})
    static class WithLifecycle {
        private long address;

        @BeforeEach
        void fill(Allocator allocator) {
            address = allocator.allocate(24, 8);
            SEEN.add(allocator);
        }

        @AllocatorTest
        void sharesIt(Allocator allocator) {
            assertSame(SEEN.get(SEEN.size() - 1), allocator);
            assertEquals(1, allocator.stats().liveCount());
        }

        @AfterEach
        void empty(OpenBackend open) {
            assertSame(SEEN.get(SEEN.size() - 1), open.allocator());
            open.allocator().free(address, 24, 8);
        }

        @Nested
        class Inside {
            @BeforeEach
            void look(Allocator allocator) {
                assertSame(SEEN.get(SEEN.size() - 1), allocator);
            }

            @AllocatorTest
            void sharesItToo(Allocator allocator) {
                assertSame(SEEN.get(SEEN.size() - 1), allocator);
            }

            @AllocatorTest
            @OnBackends("free list")
            void choosesAnother(Allocator allocator, Backend backend) {
                assertEquals("free list", backend.name());
                assertSame(SEEN.get(SEEN.size() - 1), allocator);
            }
        }
    }

    @Test
    void sharesTheAllocatorWithLifecycleMethodsAndThoseOfTheClassAround() {
        final EngineExecutionResults results = run(WithLifecycle.class);
        assertEquals(List.of(), failures(results));
        results.testEvents().assertStatistics(events -> events.succeeded(5));
        assertEquals(5, distinct(SEEN));
    }

    static class ParameterChooses {
        @AllocatorTest
        @OnBackends("tlsf")
        void each(@OnBackends({"pool", "bump"}) Allocator allocator, OpenBackend open) {
            // The other parameter follows the method, and so has an allocator of its own.
            assertNotSame(allocator, open.allocator());
        }
    }

    @Test
    void followsTheAnnotationOfAParameterBeforeThatOfItsMethod() {
        final EngineExecutionResults results = run(ParameterChooses.class);
        assertEquals(List.of(), failures(results));
        assertEquals(List.of("pool", "bump"), namesOf(results));
    }

    @TestInstance(TestInstance.Lifecycle.PER_CLASS)
    @ExtendWith(AllocatorExtension.class)
    @OnBackends("free list")
    static class OneInstance {
        private final Allocator ofInstance;
        private long address;

        OneInstance(Allocator allocator) {
            ofInstance = allocator;
        }

        @BeforeAll
        void open(Allocator ofClass, @OnBackends("stack") Allocator other) {
            assertSame(ofInstance, ofClass);
            assertNotSame(ofClass, other);
            address = ofClass.allocate(24, 8);
        }

        @Test
        void hasOneOfItsOwn(Allocator allocator) {
            assertNotSame(ofInstance, allocator);
            SEEN.add(allocator);
            assertEquals(1, ofInstance.stats().liveCount());
        }

        @Test
        void hasAnotherOfItsOwn(Allocator allocator) {
            hasOneOfItsOwn(allocator);
        }

        @AllocatorTest
        void hasOneForEachRun(Allocator allocator) {
            hasOneOfItsOwn(allocator);
        }

        @AfterAll
        void close(Allocator ofClass) {
            assertSame(ofInstance, ofClass);
            ofClass.free(address, 24, 8);
            SEEN.add(ofClass);
        }
    }

    @Test
    void keepsTheAllocatorOfAClassWithOneInstanceApartAndOpenToTheEnd() {
        final EngineExecutionResults results = run(OneInstance.class);
        assertEquals(List.of(), failures(results));
        results.testEvents().assertStatistics(events -> events.succeeded(3));
        assertEquals(4, distinct(SEEN));
        for (final Object allocator : SEEN) {
            assertThrows(IllegalStateException.class, () -> ((Allocator) allocator).tryAllocate(8, 8));
        }
    }

    @TestInstance(TestInstance.Lifecycle.PER_CLASS)
    @ExtendWith(AllocatorExtension.class)
    static class LeakingClass {
        @BeforeAll
        void leak(@OnBackends("stack") Allocator allocator) {
            allocator.allocate(24, 8);
        }

        @Test
        void passes() {}

        @Nested
        class Inside {
            @Test
            void passes() {}
        }
    }

    @Test
    void failsTheClassForALeakOfItsAllocator() {
        final EngineExecutionResults results = run(LeakingClass.class);
        results.testEvents().assertStatistics(events -> events.succeeded(2));
        final List<String> messages = failures(results);
        assertEquals(1, messages.size());
        assertTrue(messages.get(0).startsWith("backend stack: 1 block is still live"), messages::toString);
    }

    @ExtendWith(AllocatorExtension.class)
    static class Constructed {
        private final Allocator allocator;

        Constructed(Allocator allocator) {
            this.allocator = allocator;
            SEEN.add(allocator);
        }

        @Test
        void sharesIt(Allocator sameAllocator) {
            assertSame(allocator, sameAllocator);
        }

        @AllocatorTest
        @OnBackends({"pool", "tlsf"})
        void sharesItInEachRun(Allocator sameAllocator) {
            assertSame(allocator, sameAllocator);
        }
    }

    @Test
    void sharesTheAllocatorOfAConstructorWithTheOneTestOfItsInstance() {
        final EngineExecutionResults results = run(Constructed.class);
        assertEquals(List.of(), failures(results));
        results.testEvents().assertStatistics(events -> events.succeeded(3));
        assertEquals(3, distinct(SEEN));
    }

    @ExtendWith(AllocatorExtension.class)
    static class Unconstructed {
        Unconstructed(@OnBackends("bump") Allocator allocator) {
            allocator.allocate(24, 8);
            throw new IllegalStateException("no instance");
        }

        @Test
        void neverRuns() {}
    }

    @Test
    void discardsTheAllocatorOfAConstructorThatThrows() {
        assertEquals(List.of("no instance"), failures(run(Unconstructed.class)));
    }

    @ExtendWith(AllocatorExtension.class)
    static class Plain {
        @Test
        void hasTheDefault(Allocator allocator, Backend backend) {
            assertEquals(AllocatorExtension.DEFAULT_BACKEND, backend.name());
            assertEquals(GuardedAllocator.class, allocator.getClass());
        }

        @Test
        @OnBackends(value = "stack", byteCapacity = 4096)
        void hasWhatItChooses(Allocator allocator, OpenBackend open, @OnBackends("stack") Allocator another) {
            assertEquals(4096, allocator.stats().reservedBytes());
            assertSame(allocator, open.allocator());
            assertEquals(OnBackends.DEFAULT_BYTE_CAPACITY, another.stats().reservedBytes());
        }

        @Test
        void leaks(Allocator allocator, @OnBackends("tlsf") Allocator other) {
            allocator.allocate(24, 8);
            other.allocate(24, 8);
        }
    }

    @Test
    void handsPlainTestsTheOneTheyChoose() {
        final EngineExecutionResults results = run(Plain.class);
        results.testEvents().assertStatistics(events -> events.succeeded(2).failed(1));
        final Throwable leak = throwables(results).get(0);
        assertTrue(leak.getMessage().startsWith("backend tlsf: 1 block is still live"), leak::getMessage);
        assertTrue(
                leak.getSuppressed()[0].getMessage().startsWith("backend guarded global: 1 block is still live"),
                leak::getMessage);
    }

    static class Mistyped {
        @AllocatorTest
        @OnBackends("pol")
        void never(Allocator allocator) {}
    }

    static class TwoParametersChoose {
        @AllocatorTest
        void never(@OnBackends("pool") Allocator one, @OnBackends("bump") Allocator other) {}
    }

    @ExtendWith(AllocatorExtension.class)
    static class SeveralForOne {
        @Test
        @OnBackends({"pool", "bump"})
        void never(Allocator allocator) {}
    }

    @Test
    void saysWhatIsWrongWithAChoice() {
        assertMessage("no backend is named \"pol\", there are [guarded global, ", Mistyped.class);
        assertMessage(
                "@OnBackends is on 2 parameters of never, which share one allocator: put it on the method",
                TwoParametersChoose.class);
        assertMessage(
                "@OnBackends leaves 2 backends where one allocator is asked for: name one of [pool, bump], or make the"
                        + " test an @AllocatorTest",
                SeveralForOne.class);
    }

    @OnBackends(lacking = Trait.BOUNDED)
    static class InThreads {
        @AllocatorTest
        void one(Allocator allocator) {
            useFor(allocator, 1);
        }

        @AllocatorTest
        void two(Allocator allocator) {
            useFor(allocator, 2);
        }

        @AllocatorTest
        void three(Allocator allocator) {
            useFor(allocator, 3);
        }

        private static void useFor(Allocator allocator, long value) {
            SEEN.add(allocator);
            for (int i = 0; i < 200; i++) {
                final long address = allocator.allocate(256, 8);
                Memory.putLong(address, value);
                Thread.yield();
                assertEquals(value, Memory.getLong(address));
                assertEquals(1, allocator.stats().liveCount());
                allocator.free(address, 256, 8);
            }
        }
    }

    @Test
    void doesNotMixAllocatorsUpInSeveralThreads() {
        final EngineExecutionResults results = EngineTestKit.engine("junit-jupiter")
                .selectors(selectClass(InThreads.class))
                .configurationParameter("junit.jupiter.execution.parallel.enabled", "true")
                .configurationParameter("junit.jupiter.execution.parallel.mode.default", "concurrent")
                .configurationParameter("junit.jupiter.execution.parallel.config.strategy", "fixed")
                .configurationParameter("junit.jupiter.execution.parallel.config.fixed.parallelism", "4")
                .execute();
        assertEquals(List.of(), failures(results));
        final long runs = 3
                * Backends.all().stream()
                        .filter(backend -> !backend.has(Trait.BOUNDED))
                        .count();
        results.testEvents().assertStatistics(events -> events.succeeded(runs));
        assertEquals(runs, distinct(SEEN));
    }

    private static EngineExecutionResults run(Class<?> testClass) {
        return EngineTestKit.engine("junit-jupiter")
                .selectors(selectClass(testClass))
                .execute();
    }

    private static List<String> namesOf(EngineExecutionResults results) {
        return results.testEvents()
                .finished()
                .map(Event::getTestDescriptor)
                .map(descriptor -> descriptor.getDisplayName())
                .toList();
    }

    private static List<Throwable> throwables(EngineExecutionResults results) {
        return results.allEvents()
                .finished()
                .map(event -> event.getRequiredPayload(TestExecutionResult.class))
                .filter(result -> result.getStatus() == TestExecutionResult.Status.FAILED)
                .map(result -> result.getThrowable().orElseThrow())
                .toList();
    }

    private static List<String> failures(EngineExecutionResults results) {
        return throwables(results).stream().map(Throwable::getMessage).toList();
    }

    private static void assertMessage(String part, Class<?> testClass) {
        final List<String> messages = failures(run(testClass));
        assertEquals(1, messages.size());
        assertTrue(messages.get(0).contains(part), messages.get(0));
    }

    private static long distinct(List<Object> objects) {
        final Set<Object> identities = Collections.newSetFromMap(new IdentityHashMap<>());
        identities.addAll(objects);
        return identities.size();
    }
}
