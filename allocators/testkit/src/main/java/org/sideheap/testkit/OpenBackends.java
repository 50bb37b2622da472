package org.sideheap.testkit;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.function.Consumer;

/** What was opened for one test, closed together, the newest first. One thread at a time. */
final class OpenBackends {
    private final Deque<OpenBackend> newestFirst = new ArrayDeque<>();

    OpenBackend add(OpenBackend open) {
        newestFirst.push(open);
        return open;
    }

    /**
     * Closes all of them, whatever comes of one.
     *
     * @throws AssertionError when one of them had a leak; with the others' as suppressed
     */
    void close() {
        end(OpenBackend::close);
    }

    /** Closes all of them, whatever is still live: for when a test has failed already, with what adds to its failure. */
    void discard(Throwable failure) {
        try {
            discard();
        } catch (RuntimeException | AssertionError e) {
            failure.addSuppressed(e);
        }
    }

    /** Closes all of them, whatever is still live. */
    void discard() {
        end(OpenBackend::discard);
    }

    private void end(Consumer<OpenBackend> ending) {
        Throwable first = null;
        while (!newestFirst.isEmpty()) {
            try {
                ending.accept(newestFirst.pop());
            } catch (RuntimeException | AssertionError e) {
                if (first == null) {
                    first = e;
                } else {
                    first.addSuppressed(e);
                }
            }
        }
        if (first instanceof AssertionError error) {
            throw error;
        }
        if (first != null) {
            throw (RuntimeException) first;
        }
    }
}
