package org.sideheap.testkit.mutants;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.sideheap.testkit.Backend;
import org.sideheap.testkit.Backends;
import org.sideheap.testkit.CollectionContract;
import org.sideheap.testkit.CollectionProperty;
import org.sideheap.testkit.ContractViolation;
import org.sideheap.testkit.Program;

/** What a contract says of a collection: that it is sound, or in which property it is not, and how to see that again. */
final class CollectionVerdict {
    private static final int MOST_STEPS = 12;
    private static final int ACQUITTING_PROGRAM_COUNT = 50;

    private CollectionVerdict() {}

    static void acquits(CollectionContract<?, ?, ?> contract) {
        for (final Backend backend : Backends.all()) {
            for (long seed = 0; seed < ACQUITTING_PROGRAM_COUNT; seed++) {
                contract.verifyProgram(backend, seed);
            }
        }
    }

    static void convicts(CollectionProperty property, CollectionContract<?, ?, ?> contract) {
        final ContractViolation violation = assertThrows(ContractViolation.class, contract::verify);
        final String message = violation.getMessage();
        assertEquals(property, violation.property(), message);
        assertTrue(message.contains(property.sentence() + " [" + property + "]"), message);
        assertTrue(message.contains("seed: "), message);
        assertTrue(message.contains("contract.program()"), message);
        final String backend = message.substring(message.indexOf("backend: ") + 9, message.indexOf(", opened"));
        final Program program = violation.program().orElseThrow();
        assertTrue(program.stepCount() <= MOST_STEPS, message);
        final ContractViolation again = assertThrows(
                ContractViolation.class,
                () -> program.runOn(
                        Backends.named(backend),
                        CollectionContract.DEFAULT_BYTE_CAPACITY,
                        CollectionContract.DEFAULT_BLOCK_BYTE_SIZE));
        assertEquals(property, again.property());
    }
}
