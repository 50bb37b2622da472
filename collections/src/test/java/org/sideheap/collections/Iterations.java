package org.sideheap.collections;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.util.ConcurrentModificationException;
import java.util.function.LongSupplier;
import org.junit.jupiter.api.function.Executable;

/** What an iteration says that cannot go on: that the collection is closed, if it is, and else that it was changed. */
final class Iterations {
    private Iterations() {}

    static void assertStopped(LongSupplier size, Executable use) {
        final RuntimeException thrown = assertThrows(RuntimeException.class, use);
        assertEquals(exceptionFor(size), thrown.getClass(), thrown::toString);
    }

    private static Class<? extends RuntimeException> exceptionFor(LongSupplier size) {
        try {
            size.getAsLong();
            return ConcurrentModificationException.class;
        } catch (IllegalStateException e) {
            return IllegalStateException.class;
        }
    }
}
