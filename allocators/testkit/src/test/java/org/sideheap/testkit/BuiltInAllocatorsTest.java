package org.sideheap.testkit;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicContainer;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

@Tag("contract")
class BuiltInAllocatorsTest {
    /** Less than many a request, and no multiple of anything. */
    private static final long TINY_BYTE_CAPACITY = 213;

    private static final long TINY_BLOCK_BYTE_SIZE = 12;

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

    @ParameterizedTest
    @MethodSource("org.sideheap.testkit.Backends#all")
    void everyBackendRunsRandomProgramsByTheContract(Backend backend) {
        final AllocatorContract contract = new AllocatorContract(backend);
        for (long seed = 0; seed < Backends.programCount(); seed++) {
            contract.verifyProgram(seed);
        }
    }

    @ParameterizedTest
    @MethodSource("org.sideheap.testkit.Backends#all")
    void everyBackendRunsRandomProgramsByTheContractWhenTiny(Backend backend) {
        final AllocatorContract contract = new AllocatorContract(backend, TINY_BYTE_CAPACITY, TINY_BLOCK_BYTE_SIZE);
        for (long seed = 0; seed < Backends.programCount(); seed++) {
            contract.verifyProgram(seed, 30);
        }
    }
}
