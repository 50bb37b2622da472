package org.sideheap.testkit;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.List;
import java.util.stream.Stream;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.ShrinkingMode;
import net.jqwik.api.Tag;
import org.junit.jupiter.api.DynamicContainer;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;

class BuiltInAllocatorsTest {
    private static final List<AllocatorContract> CONTRACTS =
            Backends.all().stream().map(AllocatorContract::new).toList();

    /** Less than many a request, and no multiple of anything. */
    private static final List<AllocatorContract> TINY_CONTRACTS = Backends.all().stream()
            .map(backend -> new AllocatorContract(backend, 213, 12))
            .toList();

    @TestFactory
    Stream<DynamicContainer> everyBackendPassesEveryCheck() {
        return Backends.all().stream()
                .map(backend -> DynamicContainer.dynamicContainer(
                        backend.name(),
                        new AllocatorContract(backend)
                                .checks().stream()
                                        .map(check -> DynamicTest.dynamicTest(check.name(), check.body()::run))));
    }

    @Test
    void namesAreUnique() {
        assertEquals(
                Backends.all().size(),
                Backends.all().stream().map(Backend::name).distinct().count());
    }

    @Property(tries = 1000, shrinking = ShrinkingMode.OFF)
    @Tag("random")
    void everyBackendRunsRandomProgramsByTheContract(@ForAll long seed) {
        CONTRACTS.forEach(contract -> contract.verifyProgram(seed));
    }

    @Property(tries = 1000, shrinking = ShrinkingMode.OFF)
    @Tag("random")
    void everyBackendRunsRandomProgramsByTheContractWhenTiny(@ForAll long seed) {
        TINY_CONTRACTS.forEach(contract -> contract.verifyProgram(seed, 30));
    }
}
