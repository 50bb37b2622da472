package org.sideheap.collections;

import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import org.sideheap.testkit.Backend;
import org.sideheap.testkit.Backends;
import org.sideheap.testkit.Trait;

/** The backends that meet any alignment, as the table of a map wants it. A pool over borrowed memory need not. */
final class TableBackends {
    private TableBackends() {}

    static void assertRanWhereTablesFit(List<Backend> ranOn) {
        for (final Backend backend : Backends.all()) {
            assertTrue(
                    ranOn.contains(backend)
                            || backend.has(Trait.FIXED_BLOCK) && backend.name().contains(" over "),
                    () -> backend + " is missing of " + ranOn);
        }
    }
}
