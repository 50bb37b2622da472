package org.sideheap.testkit;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.ShrinkingMode;
import net.jqwik.api.Tag;
import org.junit.jupiter.api.Test;
import org.sideheap.allocators.GlobalAllocator;
import org.sideheap.allocators.GuardOptions;
import org.sideheap.allocators.GuardedAllocator;
import org.sideheap.allocators.LeakReport;
import org.sideheap.allocators.TrackingAllocator;

/** Every backend, guarded and tracked, keeps the contract as it does alone, and more of it. */
class DiagnosedBackendsTest {
    private static final long BYTE_CAPACITY = 1 << 14;

    private static final List<AllocatorContract> GUARDED = Backends.all().stream()
            .map(backend -> Backend.of(
                    "guarded " + backend,
                    o -> new GuardedAllocator(
                            backend.opener().open(o), GuardOptions.DEFAULT.withQuarantineByteSize(2000)),
                    guardedTraits(backend)))
            .map(backend -> new AllocatorContract(backend, BYTE_CAPACITY, 512))
            .toList();

    private static final List<AllocatorContract> TRACKED = Backends.all().stream()
            .map(backend -> Backend.of(
                    "tracked " + backend,
                    o -> new TrackingAllocator(backend.opener().open(o), 0.1, leaks -> {}),
                    trackedTraits(backend)))
            .map(backend -> new AllocatorContract(backend, BYTE_CAPACITY, 64))
            .toList();

    private static Trait[] trackedTraits(Backend backend) {
        final Set<Trait> traits = new TreeSet<>(backend.traits());
        traits.addAll(List.of(Trait.REFUSES_BAD_FREES, Trait.TELLS_ITS_OWN));
        traits.removeAll(List.of(Trait.PROCESS_WIDE, Trait.NEVER_CLOSES));
        return traits.toArray(Trait[]::new);
    }

    /** What stands in quarantine is in the way of nothing but of growth in place. */
    private static Trait[] guardedTraits(Backend backend) {
        final Set<Trait> traits = new TreeSet<>(List.of(trackedTraits(backend)));
        traits.remove(Trait.GENERAL_PURPOSE);
        return traits.toArray(Trait[]::new);
    }

    @Property(tries = 50, shrinking = ShrinkingMode.OFF)
    @Tag("random")
    void everyGuardedBackendRunsRandomProgramsByTheContract(@ForAll long seed) {
        GUARDED.forEach(contract -> contract.verifyProgram(seed));
    }

    @Property(tries = 50, shrinking = ShrinkingMode.OFF)
    @Tag("random")
    void everyTrackedBackendRunsRandomProgramsByTheContract(@ForAll long seed) {
        TRACKED.forEach(contract -> contract.verifyProgram(seed));
    }

    @Test
    void aSiteBeginsWithWhoCalledTheLibrary() {
        try (TrackingAllocator tracking = new TrackingAllocator(GlobalAllocator.INSTANCE)) {
            final long address = calledFromHere(tracking);
            final LeakReport.Site site = tracking.report().sites().get(0);
            assertEquals("calledFromHere", site.callers().get(0).getMethodName());
            assertEquals(
                    "aSiteBeginsWithWhoCalledTheLibrary", site.callers().get(1).getMethodName());
            assertTrue(site.stack().size() > site.callers().size(), site::toString);
            assertTrue(
                    site.toString()
                            .startsWith("1 block, 24 bytes, orders\n    at "
                                    + site.callers().get(0) + "\n    at "),
                    site::toString);
            assertEquals("1 live block, 24 bytes\n  " + site, tracking.report().toString());
            tracking.free(address, 24, 8);
        }
    }

    private static long calledFromHere(TrackingAllocator tracking) {
        return tracking.tagged("orders").allocate(24, 8);
    }
}
