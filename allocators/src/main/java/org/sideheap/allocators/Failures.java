package org.sideheap.allocators;

/**
 * Steps that must all be made, whichever of them throws: the first failure is thrown after the last step.
 *
 * <p>The static methods do the same without an object, where a reset must create no garbage.
 */
final class Failures {
    private Throwable first;

    void attempt(Runnable step) {
        try {
            step.run();
        } catch (RuntimeException | Error e) {
            add(e);
        }
    }

    void add(Throwable failure) {
        first = both(first, failure);
    }

    void rethrow() {
        rethrow(first);
    }

    /** The first failure, with the second suppressed in it; the first is null while there is none. */
    static Throwable both(Throwable first, Throwable second) {
        if (first == null) {
            return second;
        }
        if (first != second) {
            first.addSuppressed(second);
        }
        return first;
    }

    static void rethrow(Throwable thrown) {
        if (thrown instanceof RuntimeException e) {
            throw e;
        }
        if (thrown instanceof Error e) {
            throw e;
        }
    }
}
