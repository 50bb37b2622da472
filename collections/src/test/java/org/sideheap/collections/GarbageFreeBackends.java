package org.sideheap.collections;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import org.sideheap.testkit.Backend;
import org.sideheap.testkit.Backends;

/** The backends whose own calls leave nothing on the heap, so that what is measured there is the collection's. */
final class GarbageFreeBackends {
    /** Diagnosis writes books on the heap; pages come from system calls that take objects. */
    private static final Set<String> WITH_GARBAGE =
            Set.of("pages", "huge pages, touched", "tracked free list", "guarded global", "guarded pool");

    private GarbageFreeBackends() {}

    static List<Backend> all() {
        final Set<String> names = Backends.all().stream().map(Backend::name).collect(Collectors.toSet());
        names.retainAll(WITH_GARBAGE);
        assertEquals(WITH_GARBAGE, names);
        return Backends.all().stream()
                .filter(backend -> !WITH_GARBAGE.contains(backend.name()))
                .toList();
    }
}
