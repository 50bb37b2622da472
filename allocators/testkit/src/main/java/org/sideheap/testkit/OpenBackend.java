package org.sideheap.testkit;

import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.function.Function;
import org.sideheap.allocators.Allocator;

/**
 * An allocator opened for a test, and all it was built on.
 *
 * <p>The leak report of a {@link Trait#PROCESS_WIDE} allocator counts the blocks of everyone: keep such tests in one
 * thread.
 */
public final class OpenBackend implements AutoCloseable {
    private final Backend backend;
    private final Opening opening;
    private final Allocator allocator;
    private final long liveCountBefore;
    private boolean closed;

    private OpenBackend(Backend backend, Opening opening, Allocator allocator) {
        this.backend = backend;
        this.opening = opening;
        this.allocator = allocator;
        liveCountBefore = allocator.stats().liveCount();
    }

    static OpenBackend open(Backend backend, long byteCapacity, long blockByteSize) {
        Opening.checkSizes("", byteCapacity, blockByteSize);
        final Opening opening = new Opening(byteCapacity, blockByteSize);
        try {
            return new OpenBackend(
                    backend,
                    opening,
                    Objects.requireNonNull(
                            backend.opener().open(opening), () -> "what backend " + backend + " opened"));
        } catch (RuntimeException | Error e) {
            opening.close(new ArrayList<>());
            throw e;
        }
    }

    /**
     * What was opened.
     *
     * @return the allocator
     */
    public Allocator allocator() {
        return allocator;
    }

    /**
     * How it was opened.
     *
     * @return the backend
     */
    public Backend backend() {
        return backend;
    }

    /**
     * How many blocks have been allocated since it was opened and are still live.
     *
     * @return the count
     */
    public long liveCount() {
        return allocator.stats().liveCount() - liveCountBefore;
    }

    /**
     * Closes the allocator and all it was built on. Closing twice is fine.
     *
     * @throws AssertionError when a block is still live, a parent did not get all its memory back, or bytes beside
     *     borrowed memory were written
     */
    @Override
    public void close() {
        if (!closed) {
            final List<String> problems = new ArrayList<>();
            final long leaked = liveCount();
            if (leaked != 0) {
                problems.add(
                        leaked + (leaked == 1 ? " block is" : " blocks are") + " still live: " + allocator.stats());
            }
            closeAll(problems);
            if (!problems.isEmpty()) {
                throw new AssertionError("backend " + backend + ": " + String.join("; ", problems));
            }
        }
    }

    /** Closes the allocator and all it was built on, whatever is still live: for when a test has failed already. */
    public void discard() {
        if (!closed) {
            closeAll(new ArrayList<>());
        }
    }

    /** The same, with what goes wrong now added to the failure there was: what is broken may fail to close as well. */
    void discard(Throwable failure) {
        try {
            discard();
        } catch (RuntimeException | AssertionError e) {
            failure.addSuppressed(e);
        }
    }

    /** Runs something and closes; after a failure all is closed whatever is still live. */
    void closeAfter(Runnable task, Function<Throwable, ? extends Error> violation) {
        try {
            task.run();
        } catch (RuntimeException | Error e) {
            discard(e);
            throw e;
        }
        try {
            close();
        } catch (RuntimeException | AssertionError e) {
            throw violation.apply(e);
        }
    }

    private void closeAll(List<String> problems) {
        closed = true;
        try {
            allocator.close();
        } finally {
            opening.close(problems);
        }
    }
}
