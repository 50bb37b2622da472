package org.sideheap.testkit;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotSame;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.platform.engine.discovery.DiscoverySelectors.selectClass;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Assume;
import net.jqwik.api.EdgeCasesMode;
import net.jqwik.api.ForAll;
import net.jqwik.api.Group;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.constraints.Size;
import net.jqwik.api.lifecycle.AfterTry;
import net.jqwik.api.providers.TypeUsage;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.platform.engine.TestExecutionResult;
import org.junit.platform.engine.reporting.ReportEntry;
import org.junit.platform.testkit.engine.EngineExecutionResults;
import org.junit.platform.testkit.engine.EngineTestKit;
import org.junit.platform.testkit.engine.EventType;
import org.sideheap.allocators.Allocator;
import org.sideheap.allocators.ForwardingAllocator;
import org.sideheap.allocators.FreeListAllocator;
import org.sideheap.allocators.GlobalAllocator;
import org.sideheap.allocators.Memory;

/** Runs the classes inside, which nobody else does. */
class JqwikBindingTest {
    private static final List<Object> SEEN = new ArrayList<>();

    private final long liveCountBefore = GlobalAllocator.INSTANCE.stats().liveCount();

    @TempDir
    Path directory;

    @BeforeEach
    void forget() {
        SEEN.clear();
    }

    @AfterEach
    void nothingIsLeft() {
        assertEquals(liveCountBefore, GlobalAllocator.INSTANCE.stats().liveCount());
    }

    static class Sound {
        @Property(tries = 300)
        void eachTryHasAFreshOne(@ForAll Allocator allocator, @ForAll long value) {
            assertEquals(0, allocator.stats().liveCount());
            final long address = allocator.allocate(8, 8);
            Memory.putLong(address, value);
            assertEquals(value, Memory.getLong(address));
            allocator.free(address, 8, 8);
            SEEN.add(allocator.toString());
        }

        @Property
        void withNothingElseToChooseEachBackendIsTriedOnce(@ForAll Allocator allocator) {
            SEEN.add(allocator.toString());
        }

        @Property
        void withLittleElseToChooseOneAllocatorServesSeveralTries(
                @ForAll @OnBackends({"pool", "stack"}) Allocator allocator,
                @ForAll boolean first,
                @ForAll boolean second) {
            assertEquals(0, allocator.stats().allocationCount());
            allocator.free(allocator.allocate(8, 8), 8, 8);
        }

        @Property(tries = 50)
        void severalAreApart(
                @ForAll @OnBackends({"global", "pool"}) Allocator one,
                @ForAll @OnBackends({"global", "pool"}) Allocator other,
                @ForAll @Size(2) List<Allocator> more) {
            assertNotSame(one, other);
            final long address = one.allocate(8, 8);
            assertEquals(0, other.stats().liveCount());
            more.forEach(each -> each.free(each.allocate(8, 8), 8, 8));
            one.free(address, 8, 8);
        }

        @Property(tries = 50)
        void whatIsNotValidMayLeak(@ForAll @OnBackends({"pool", "bump"}) Allocator allocator, @ForAll long value) {
            final long address = allocator.allocate(8, 8);
            Assume.that(value % 2 == 0);
            allocator.free(address, 8, 8);
        }

        @Property
        void aBackendIsHandedOutAsItIs(@ForAll @OnBackends({"pool", "stack"}) Backend backend) {
            assertTrue(Set.of("pool", "stack").contains(backend.name()));
            assertSame(Backends.named(backend.name()), backend);
        }

        @Property(tries = 20)
        void itMayBeClosedInTheTry(@ForAll @OnBackends({"pool", "stack"}) Allocator allocator, @ForAll long value) {
            allocator.allocate(8, 8);
            allocator.close();
            assertThrows(IllegalStateException.class, () -> allocator.allocate(8, 8));
        }
    }

    @Test
    void handsEachTryAFreshAllocatorAndClosesIt() {
        assertEquals(Map.of(), failures(run(Sound.class)));
        assertEquals(
                Backends.all().stream()
                        .map(backend -> "Backends.named(\"" + backend + "\").open(65536, 512)")
                        .collect(Collectors.toSet()),
                Set.copyOf(SEEN));
    }

    static class Leaking {
        @Property(tries = 50)
        void leaks(
                @ForAll
                        @OnBackends(
                                value = {"stack", "pool", "bump"},
                                byteCapacity = 4096,
                                blockByteSize = 64)
                        Allocator allocator,
                @ForAll long value) {
            allocator.allocate(8, 8);
            allocator.allocate(8, 8);
            SEEN.add(allocator);
        }
    }

    @Test
    void falsifiesATryForALeakAndNamesTheBackend() {
        final EngineExecutionResults results = run(Leaking.class);
        final String message = failures(results).get("leaks").getMessage();
        assertTrue(message.startsWith("backend stack: 2 blocks are still live"), message);
        final String report = report(results);
        assertTrue(report.contains("Backends.named(\"stack\").open(4096, 64)"), report);
    }

    @Test
    void refusesAnAllocatorOnceItsPropertyHasEnded() {
        run(Leaking.class);
        final Allocator allocator = (Allocator) SEEN.get(0);
        assertThrows(IllegalStateException.class, () -> allocator.allocate(8, 8));
    }

    static class Failing {
        @Property(tries = 50)
        void failsWithALiveBlock(@ForAll Allocator allocator, @ForAll long value) {
            SEEN.add(allocator.allocate(8, 8));
            try {
                throw new AssertionError("its own");
            } finally {
                if (allocator.toString().contains("global")) {
                    allocator.free((long) SEEN.get(SEEN.size() - 1), 8, 8);
                }
            }
        }

        @Property(tries = 50)
        void failsAfterwards(@ForAll @OnBackends("pool") Allocator allocator, @ForAll long value) {
            allocator.allocate(8, 8);
            fail = true;
        }

        private boolean fail;

        @AfterTry
        void fail() {
            if (fail) {
                throw new AssertionError("its own");
            }
        }
    }

    @Test
    void leavesATryThatFailedItsOwnFailure() {
        final Map<String, Throwable> failures = failures(run(Failing.class));
        assertEquals(Set.of("failsWithALiveBlock", "failsAfterwards"), failures.keySet());
        for (final Throwable failure : failures.values()) {
            assertEquals("its own", failure.getMessage());
            assertEquals(0, failure.getSuppressed().length);
        }
    }

    static class Afterwards {
        private Allocator allocator;
        private long address;

        @Property(tries = 20)
        void leavesABlock(@ForAll @OnBackends({"pool", "tlsf"}) Allocator given, @ForAll long value) {
            allocator = given;
            address = given.allocate(8, 8);
        }

        @AfterTry
        void free() {
            allocator.free(address, 8, 8);
        }
    }

    @Test
    void leavesTheAllocatorOpenForMethodsAfterTheTry() {
        assertEquals(Map.of(), failures(run(Afterwards.class)));
    }

    static class Kept {
        private static Allocator kept;

        @Property(tries = 20)
        void usesThatOfATryBefore(@ForAll @OnBackends("pool") Allocator allocator, @ForAll long value) {
            if (kept != null && kept != allocator) {
                kept.free(kept.allocate(8, 8), 8, 8);
            }
            allocator.free(allocator.allocate(8, 8), 8, 8);
            kept = allocator;
        }
    }

    @Test
    void refusesAnAllocatorOfATryBefore() {
        Kept.kept = null;
        final String message =
                failures(run(Kept.class)).get("usesThatOfATryBefore").getMessage();
        assertTrue(message.endsWith("was closed with its try, and is used in a later one"), message);
    }

    static class Shrinking {
        @Property(seed = "7", edgeCases = EdgeCasesMode.NONE)
        void failsButOnTheFirst(
                @ForAll @OnBackends({"stack", "pool", "bump", "tlsf", "free list"}) Allocator allocator,
                @ForAll long value) {
            SEEN.add(allocator.toString());
            assertTrue(allocator.toString().contains("stack"));
        }
    }

    @Test
    void shrinksToTheEarliestBackendThatFails() {
        final EngineExecutionResults results = run(Shrinking.class);
        final String report = report(results);
        final String shrunk = report.substring(report.indexOf("Shrunk Sample"), report.indexOf("Original Sample"));
        assertTrue(shrunk.contains("Backends.named(\"pool\")"), report);
        assertFalse(report.substring(report.indexOf("Original Sample")).contains("Backends.named(\"pool\")"), report);
    }

    @OnBackends("tlsf")
    static class Annotated {
        @Property
        void followsTheClass(@ForAll Backend backend) {
            assertEquals("tlsf", backend.name());
        }

        @Property
        @OnBackends("bump")
        void followsTheMethod(@ForAll Backend backend, @ForAll @OnBackends("pool") Backend other) {
            assertEquals("bump", backend.name());
            assertEquals("pool", other.name());
        }

        @Group
        class Inside {
            @Property
            void followsTheClassAround(@ForAll Backend backend) {
                assertEquals("tlsf", backend.name());
            }
        }
    }

    @Test
    void followsTheNearestAnnotation() {
        final EngineExecutionResults results = run(Annotated.class);
        assertEquals(Map.of(), failures(results));
        results.testEvents().assertStatistics(events -> events.succeeded(3));
    }

    @OnBackends({"pool", "tlsf", "bump"})
    static class Mapped {
        @Property(tries = 40)
        void blocksOfAMapperCountWhereTheTryUsesThem(@ForAll("filled") List<Object> filled, @ForAll long value) {
            ((Allocator) filled.get(0)).free((long) filled.get(1), 8, 8);
        }

        @Property(tries = 40)
        void blocksOfAMapperAreLeaksWhereTheTryKeepsThem(@ForAll("filled") List<Object> filled, @ForAll long value) {
            assertEquals(1, ((Allocator) filled.get(0)).stats().liveCount());
        }

        @Provide
        Arbitrary<List<Object>> filled() {
            return Arbitraries.defaultFor(TypeUsage.of(Allocator.class))
                    .map(allocator -> List.<Object>of(allocator, ((Allocator) allocator).allocate(8, 8)))
                    .filter(filled -> (long) filled.get(1) != Memory.NULL_ADDRESS);
        }
    }

    @Test
    void discardsWhatMappersOpenedForNoTry() {
        final Map<String, Throwable> failures = failures(run(Mapped.class));
        assertEquals(Set.of("blocksOfAMapperAreLeaksWhereTheTryKeepsThem"), failures.keySet());
        final String message = failures.values().iterator().next().getMessage();
        assertTrue(message.matches("(?s)backend .*: 1 block is still live.*"), message);
    }

    static class Programs {
        @Property(tries = 100)
        void runByTheContract(
                @ForAll @OnBackends(byteCapacity = 4096, blockByteSize = 64) AllocatorProgram program,
                @ForAll Backend backend) {
            program.runOn(backend, 4096, 64);
            assertEquals(AllocatorContract.DEFAULT_STEP_COUNT, program.stepCount());
            program.free("a"); // is not seen by the next who is given the same
        }
    }

    @Test
    void handsOutPrograms() {
        assertEquals(Map.of(), failures(run(Programs.class)));
    }

    static class Convicting {
        @Property(seed = "3")
        void losesContents(
                @ForAll @OnBackends(value = "free list", byteCapacity = 4096, blockByteSize = 64)
                        AllocatorProgram program) {
            program.runOn(Backend.of("forgetful", opening -> new Forgetful(opening.byteCapacity())), 4096, 64);
        }
    }

    /** Moves a block without what is in it. */
    private static final class Forgetful extends ForwardingAllocator {
        Forgetful(long byteCapacity) {
            super(new FreeListAllocator(byteCapacity));
        }

        @Override
        public long tryReallocate(
                long address, long oldByteSize, long newByteSize, long byteAlignment, long preservedBytes) {
            return super.tryReallocate(address, oldByteSize, newByteSize, byteAlignment, 0);
        }
    }

    @Test
    void shrinksProgramsToFewStepsAndSmallNumbers() {
        final EngineExecutionResults results = run(Convicting.class);
        final Throwable violation = failures(results).get("losesContents");
        assertEquals(AllocatorProperty.CONTENTS_MOVED, ((ContractViolation) violation).property());
        final String report = report(results);
        final String shrunk = report.substring(report.indexOf("Shrunk Sample"), report.indexOf("Original Sample"));
        assertTrue(shrunk.contains("new AllocatorProgram()\n            .allocate(\"a\", 1, 1)"), report);
        assertTrue(
                shrunk.lines().filter(line -> line.startsWith("            .")).count() <= 4, report);
    }

    static class Mistyped {
        @Property
        void never(@ForAll @OnBackends("pol") Allocator allocator) {}

        @Property
        @OnBackends(value = "pool", lacking = Trait.FIXED_BLOCK)
        void neverEither(@ForAll Allocator allocator) {}
    }

    @Test
    void saysWhatIsWrongWithAChoice() {
        final Map<String, Throwable> failures = failures(run(Mistyped.class));
        final String mistyped = failures.get("never").getMessage();
        assertTrue(
                mistyped.startsWith("@OnBackends: no backend is named \"pol\", there are [guarded global, "), mistyped);
        final String nothing = failures.get("neverEither").getMessage();
        assertTrue(nothing.startsWith("@OnBackends leaves no backend: "), nothing);
    }

    private EngineExecutionResults run(Class<?> properties) {
        return EngineTestKit.engine("jqwik")
                .configurationParameter("jqwik.reporting.usejunitplatform", "true")
                .configurationParameter(
                        "jqwik.database", directory.resolve("database").toString())
                .selectors(selectClass(properties))
                .execute();
    }

    private static Map<String, Throwable> failures(EngineExecutionResults results) {
        return results.testEvents()
                .finished()
                .filter(event ->
                        event.getRequiredPayload(TestExecutionResult.class).getStatus()
                                == TestExecutionResult.Status.FAILED)
                .collect(Collectors.toMap(
                        event -> event.getTestDescriptor().getDisplayName(),
                        event -> event.getRequiredPayload(TestExecutionResult.class)
                                .getThrowable()
                                .orElseThrow()));
    }

    private static String report(EngineExecutionResults results) {
        return results.allEvents()
                .filter(event -> event.getType() == EventType.REPORTING_ENTRY_PUBLISHED)
                .map(event -> event.getRequiredPayload(ReportEntry.class))
                .map(entry -> entry.getKeyValuePairs().toString())
                .collect(Collectors.joining("\n"));
    }
}
