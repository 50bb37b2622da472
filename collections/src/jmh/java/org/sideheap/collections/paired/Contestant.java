package org.sideheap.collections.paired;

import java.util.function.Function;
import java.util.function.Supplier;

/**
 * Who takes part in a task.
 *
 * @param name as in the table
 * @param isOurs whether it is held against the others
 * @param opener makes its body, filled as the task says
 */
record Contestant(String name, boolean isOurs, Supplier<Body> opener) {
    static Contestant ours(String name, Supplier<Body> opener) {
        return new Contestant(name, true, opener);
    }

    static Contestant rival(String name, Supplier<Body> opener) {
        return new Contestant(name, false, opener);
    }

    /** One whose body makes an object of a kind, or many. */
    static <K> Contestant ours(String name, Supplier<K> kind, Function<Supplier<K>, Body> body) {
        return ours(name, () -> body.apply(kind));
    }

    static <K> Contestant rival(String name, Supplier<K> kind, Function<Supplier<K>, Body> body) {
        return rival(name, () -> body.apply(kind));
    }
}
