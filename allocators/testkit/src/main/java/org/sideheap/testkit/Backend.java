package org.sideheap.testkit;

import java.util.EnumSet;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;
import org.sideheap.allocators.Allocator;

/**
 * A named way to open an allocator of a given capacity, and what that allocator promises.
 *
 * <p>An allocator of your own is one line:
 *
 * <pre>{@code
 * Backend mine = Backend.of("mine", opening -> new StackAllocator(opening.byteCapacity()), Trait.BOUNDED);
 * }</pre>
 *
 * <p>and is opened for a test like any other:
 *
 * <pre>{@code
 * try (OpenBackend open = Backends.named("stack").open(4096)) {
 *     Allocator allocator = open.allocator();
 * } // closed, with all it was built on; an AssertionError if a block is still live
 * }</pre>
 *
 * @param name what it is called in messages
 * @param traits what it promises
 * @param opener opens it
 * @param resetter takes all blocks back at once; empty where it cannot
 */
public record Backend(String name, Set<Trait> traits, Opener opener, Optional<Consumer<Allocator>> resetter) {
    /** The block size where none is given. */
    public static final long DEFAULT_BLOCK_BYTE_SIZE = 64;

    /** Opens an allocator. */
    @FunctionalInterface
    public interface Opener {
        /**
         * Opens one.
         *
         * @param opening the capacity asked for, and where to get memory and parents that are closed with the allocator
         * @return the allocator; closed by who asked for it
         */
        Allocator open(Opening opening);
    }

    /**
     * Checks that nothing is missing, and keeps the traits from changing.
     *
     * @param name what it is called in messages
     * @param traits what it promises
     * @param opener opens it
     * @param resetter takes all blocks back at once; empty where it cannot
     */
    public Backend {
        Objects.requireNonNull(name, "name");
        Objects.requireNonNull(opener, "opener");
        Objects.requireNonNull(resetter, "resetter");
        traits = Set.copyOf(traits);
    }

    /**
     * A backend that is not reset.
     *
     * @param name what it is called in messages
     * @param traits what it promises
     * @param opener opens it
     */
    public Backend(String name, Set<Trait> traits, Opener opener) {
        this(name, traits, opener, Optional.empty());
    }

    /**
     * A backend.
     *
     * @param name what it is called in messages
     * @param opener opens it
     * @param traits what it promises
     * @return the backend
     */
    public static Backend of(String name, Opener opener, Trait... traits) {
        final Set<Trait> promised = EnumSet.noneOf(Trait.class);
        promised.addAll(Set.of(traits));
        return new Backend(name, promised, opener);
    }

    /**
     * The same, with random programs that reset it now and then: every block is gone then, and all its memory can be
     * allocated again.
     *
     * @param <A> the class of allocator it opens
     * @param type the class of allocator it opens
     * @param reset takes all blocks back
     * @return the backend
     */
    public <A extends Allocator> Backend resetBy(Class<A> type, Consumer<? super A> reset) {
        return new Backend(name, traits, opener, Optional.of(allocator -> reset.accept(type.cast(allocator))));
    }

    /**
     * Whether it promises something.
     *
     * @param trait to look for
     * @return whether it is among the traits
     */
    public boolean has(Trait trait) {
        return traits.contains(trait);
    }

    /**
     * Opens an allocator with blocks, where it has a fixed size of them, of {@link #DEFAULT_BLOCK_BYTE_SIZE}.
     *
     * @param byteCapacity how much it carves, headers included
     * @return the open allocator
     */
    public OpenBackend open(long byteCapacity) {
        return open(byteCapacity, DEFAULT_BLOCK_BYTE_SIZE);
    }

    /**
     * Opens an allocator.
     *
     * @param byteCapacity how much it carves, headers included
     * @param blockByteSize the size of its blocks, where it has a fixed one
     * @return the open allocator
     */
    public OpenBackend open(long byteCapacity, long blockByteSize) {
        return OpenBackend.open(this, byteCapacity, blockByteSize);
    }

    /** The expression for it in a program to be pasted into a test; another one where it is not a built-in. */
    String toJava(String otherwise) {
        return Backends.all().contains(this) ? "Backends.named(" + Step.quoted(name) + ")" : otherwise;
    }

    /**
     * The name, as test engines print it.
     *
     * @return the name
     */
    @Override
    public String toString() {
        return name;
    }
}
