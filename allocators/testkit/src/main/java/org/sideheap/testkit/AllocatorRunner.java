package org.sideheap.testkit;

import static org.sideheap.allocators.Memory.NULL_ADDRESS;

import java.util.ArrayList;
import java.util.List;

/** Runs programs, each on a fresh allocator of one backend. */
final class AllocatorRunner {
    private static final long NOT_PROBED = -1;

    private final Backend backend;
    private final long byteCapacity;
    private final long blockByteSize;
    private long largestByteSize = NOT_PROBED;

    AllocatorRunner(Backend backend, long byteCapacity, long blockByteSize) {
        this.backend = backend;
        this.byteCapacity = byteCapacity;
        this.blockByteSize = blockByteSize;
    }

    Outcome<AllocatorStep> run(List<AllocatorStep> steps) {
        final List<AllocatorStep> effectiveSteps = new ArrayList<>();
        try {
            inShadow(shadow -> {
                shadow.soil(largestByteSize());
                for (final AllocatorStep step : steps) {
                    effectiveSteps.add(step);
                    if (!step.runOn(shadow)) {
                        effectiveSteps.remove(effectiveSteps.size() - 1);
                    }
                }
                shadow.freeAll();
                shadow.reclaim(largestByteSize());
                if (shadow.reset()) {
                    shadow.allocateMostOf(largestByteSize());
                    shadow.reset();
                }
            });
        } catch (ContractViolation e) {
            return new Outcome<>(e, effectiveSteps);
        }
        return new Outcome<>(null, effectiveSteps);
    }

    void verify(AllocatorProgram program) {
        final ContractViolation violation = run(program.steps()).violation();
        if (violation != null) {
            throw new ContractViolation(violation, "\n  backend: " + backend, program);
        }
    }

    /** Does something with a fresh allocator and its shadow, which frees what it allocates. */
    void inShadow(ShadowTask task) {
        final OpenBackend open = backend.open(byteCapacity, blockByteSize);
        open.closeAfter(
                () -> task.run(new Shadow(open, byteCapacity)),
                e -> new ContractViolation(AllocatorProperty.GIVEN_BACK, "on close: " + e.getMessage(), e));
    }

    /** Does something with a fresh allocator that leaves it closed. */
    void inShadowToTheEnd(ShadowTask task) {
        final OpenBackend open = backend.open(byteCapacity, blockByteSize);
        try {
            task.run(new Shadow(open, byteCapacity));
        } finally {
            open.discard();
        }
    }

    interface ShadowTask {
        void run(Shadow shadow);
    }

    /** The most that a fresh allocator grants at once; 0 where there is no bound. */
    long largestByteSize() {
        if (largestByteSize == NOT_PROBED) {
            largestByteSize = backend.has(Trait.BOUNDED) ? probeLargestByteSize() : 0;
        }
        return largestByteSize;
    }

    private long probeLargestByteSize() {
        long granted = 0;
        long declined = Shadow.limitByteSize(backend, byteCapacity) + 1;
        while (declined - granted > 1) {
            final long middle = (granted + declined) >>> 1;
            if (grants(middle)) {
                granted = middle;
            } else {
                declined = middle;
            }
        }
        return granted;
    }

    private boolean grants(long byteSize) {
        final OpenBackend open = backend.open(byteCapacity, blockByteSize);
        try {
            final long address = open.allocator().tryAllocate(byteSize, 1);
            if (address != NULL_ADDRESS) {
                open.allocator().free(address, byteSize, 1);
            }
            return address != NULL_ADDRESS;
        } catch (RuntimeException | OutOfMemoryError e) {
            throw new ContractViolation(
                    AllocatorProperty.LEGAL_CALL_RETURNS,
                    "on a fresh allocator, tryAllocate(" + byteSize + ", 1) and free threw " + e,
                    e);
        } finally {
            open.discard();
        }
    }
}
