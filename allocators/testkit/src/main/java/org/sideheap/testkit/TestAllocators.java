package org.sideheap.testkit;

import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.function.Supplier;

/** The allocators of one test, or of one class of tests, of JUnit: one for each choice its parameters follow. */
final class TestAllocators implements AutoCloseable {
    private final Map<Object, Slot> slots = new HashMap<>();
    private final OpenBackends opened = new OpenBackends();

    /** What parameters share: a backend, and once it was asked for, an allocator. */
    final class Slot {
        private final BackendChoice choice;
        private final Backend backend;
        private OpenBackend open;

        private Slot(BackendChoice choice, Backend backend) {
            this.choice = choice;
            this.backend = backend;
        }

        Backend backend() {
            return backend;
        }

        OpenBackend open() {
            if (open == null) {
                open = opened.add(choice.open(backend));
            }
            return open;
        }
    }

    /** Says beforehand which of the backends chosen it is; a second time it is the same. */
    void reserve(Object sharedBy, BackendChoice choice, Backend backend) {
        slots.putIfAbsent(sharedBy, new Slot(choice, backend));
    }

    Slot slot(Object sharedBy, Supplier<BackendChoice> choice) {
        return slots.computeIfAbsent(sharedBy, key -> onlyOne(choice.get()));
    }

    private Slot onlyOne(BackendChoice choice) {
        if (choice.backends().size() != 1) {
            throw new IllegalArgumentException(
                    "@OnBackends leaves " + choice.backends().size()
                            + " backends where one allocator is asked for: name one of " + choice.backends()
                            + ", or make the test an @AllocatorTest, which runs once for each");
        }
        return new Slot(choice, choice.backends().get(0));
    }

    void end(Optional<Throwable> failure) {
        failure.ifPresentOrElse(opened::discard, opened::close);
    }

    /** For when a test never came to its end, because its instance could not be made. */
    @Override
    public void close() {
        opened.discard();
    }
}
