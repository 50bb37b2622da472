package org.sideheap.collections;

import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import org.sideheap.testkit.Backend;
import org.sideheap.testkit.Backends;
import org.sideheap.testkit.Trait;

/** The backends where what is full can grow. In a pool, it has all of its block already. */
final class GrowingBackends {
    private GrowingBackends() {}

    static void assertRanWhereBlocksGrow(List<Backend> ranOn) {
        for (final Backend backend : Backends.all()) {
            assertTrue(
                    ranOn.contains(backend) || backend.has(Trait.FIXED_BLOCK),
                    () -> backend + " is missing of " + ranOn);
        }
    }
}
