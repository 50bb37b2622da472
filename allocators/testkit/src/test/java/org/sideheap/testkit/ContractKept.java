package org.sideheap.testkit;

import java.util.Set;
import java.util.function.Function;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.sideheap.allocators.Allocator;

/** A decorator, proved around every backend. Those that look at each call the same way need no long programs. */
final class ContractKept {
    private static final long PROGRAM_COUNT = 20;

    private ContractKept() {}

    static Stream<DynamicTest> onEveryBackend(
            String name, Function<Backend, Set<Trait>> traits, UnaryOperator<Allocator> decorator) {
        return Backends.all().stream()
                .map(backend -> new Backend(
                        name + " " + backend,
                        traits.apply(backend),
                        opening -> decorator.apply(backend.opener().open(opening))))
                .map(backend -> DynamicTest.dynamicTest(backend.name(), () -> verify(new AllocatorContract(backend))));
    }

    private static void verify(AllocatorContract contract) {
        contract.checks().forEach(check -> check.body().run());
        for (long seed = 0; seed < PROGRAM_COUNT; seed++) {
            contract.verifyProgram(seed);
        }
    }
}
