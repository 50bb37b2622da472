package org.sideheap.testkit;

import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import net.jqwik.api.lifecycle.Lifespan;
import net.jqwik.api.lifecycle.Store;

/**
 * The allocators that are open for one property of jqwik. What was used in a try is closed, and looked at for leaks, at
 * its end; what was opened before or between tries alone, as by a mapper that is run to print a sample, is discarded.
 * Any thread.
 */
final class PropertyAllocators implements Store.CloseOnReset {
    private final Map<TryAllocator, OpenBackend> open = new LinkedHashMap<>();
    private final Set<TryAllocator> used = new HashSet<>();
    /** Those of tries before: jqwik may hand one out again, but nobody else may use it. */
    private final Set<TryAllocator> ended = new HashSet<>();

    private List<Object> parameters = List.of();
    private BackendChoice choice = BackendChoice.ALL;
    private boolean trying;
    private boolean closed;

    /** Those of the property that is running. */
    static PropertyAllocators current() {
        return Store.getOrCreate(PropertyAllocators.class, Lifespan.PROPERTY, PropertyAllocators::new)
                .get();
    }

    /** What its parameters follow that have no choice of their own. */
    synchronized void choose(BackendChoice ofPropertyOrContainer) {
        choice = ofPropertyOrContainer;
    }

    synchronized BackendChoice choice() {
        return choice;
    }

    synchronized OpenBackend opened(TryAllocator allocator) {
        if (closed) {
            throw new IllegalStateException(allocator + " is used after its property has ended");
        }
        if (trying && ended.contains(allocator) && !parameters.contains(allocator)) {
            throw new IllegalStateException(allocator + " was closed with its try, and is used in a later one");
        }
        if (trying) {
            used.add(allocator);
        }
        return open.computeIfAbsent(allocator, TryAllocator::open);
    }

    synchronized void beginTry(List<Object> ofTry) {
        trying = true;
        parameters = ofTry;
    }

    /**
     * Closes everything.
     *
     * @throws AssertionError when what was used in the try has a leak
     */
    synchronized void endTry() {
        final OpenBackends toCheck = new OpenBackends();
        final OpenBackends toDiscard = new OpenBackends();
        open.forEach((allocator, opened) -> (used.contains(allocator) ? toCheck : toDiscard).add(opened));
        forget();
        try {
            toDiscard.discard();
        } finally {
            toCheck.close();
        }
    }

    /** Closes everything, whatever is still live: for when a try has failed or is not valid, with what adds to that. */
    synchronized void discardTry(Throwable failure) {
        all().discard(failure);
    }

    @Override
    public synchronized void close() {
        closed = true;
        all().discard();
    }

    private OpenBackends all() {
        final OpenBackends all = new OpenBackends();
        open.values().forEach(all::add);
        forget();
        return all;
    }

    private void forget() {
        ended.addAll(used);
        open.clear();
        used.clear();
        trying = false;
    }
}
