package org.sideheap.collections.paired;

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
}
