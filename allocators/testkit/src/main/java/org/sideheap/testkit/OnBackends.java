package org.sideheap.testkit;

import java.lang.annotation.Documented;
import java.lang.annotation.ElementType;
import java.lang.annotation.Inherited;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;
import java.util.Collection;
import java.util.function.Supplier;

/**
 * Which backends a test gets its allocators from, and how they are opened; for JUnit and jqwik alike.
 *
 * <p>Each element narrows down the choice: with none of them it is all of {@link Backends#all}.
 *
 * <pre>{@code
 * class QueueTest {
 *     @AllocatorTest
 *     @OnBackends(lacking = Trait.FIXED_BLOCK, except = "global", byteCapacity = 1 << 20)
 *     void grows(Allocator allocator) {}
 * }
 * }</pre>
 *
 * <p>The nearest one counts: that of the parameter, or else of the method, or else of the class. A mistyped name, or a
 * choice that leaves nothing, is an error of the test, and not a test that never runs.
 *
 * @see AllocatorTest
 * @see AllocatorExtension
 * @see AllocatorArbitraryProvider
 */
@Documented
@Inherited
@Retention(RetentionPolicy.RUNTIME)
@Target({ElementType.TYPE, ElementType.METHOD, ElementType.PARAMETER})
public @interface OnBackends {
    /** The capacity where none is given: small enough to open thousands, large enough for a collection in a test. */
    long DEFAULT_BYTE_CAPACITY = 1 << 16;

    /** The block size where none is given: large enough for a collection of some ten elements. */
    long DEFAULT_BLOCK_BYTE_SIZE = 512;

    /**
     * Only those of these names, in this order.
     *
     * @return the names; none for any
     */
    String[] value() default {};

    /**
     * Only those that promise all of these.
     *
     * @return the traits; none for any
     */
    Trait[] having() default {};

    /**
     * Only those that promise none of these.
     *
     * @return the traits; none for any
     */
    Trait[] lacking() default {};

    /**
     * All but those of these names.
     *
     * @return the names
     */
    String[] except() default {};

    /**
     * Where the backends come from, in the place of {@link Backends#all}: each a class with a constructor without
     * parameters.
     *
     * @return classes that supply backends; none for the built-in ones
     */
    Class<? extends Supplier<? extends Collection<Backend>>>[] from() default {};

    /**
     * How much each carves, headers included.
     *
     * @return the size in bytes
     */
    long byteCapacity() default DEFAULT_BYTE_CAPACITY;

    /**
     * How large its blocks are, where it has a fixed size of them.
     *
     * @return the size in bytes
     */
    long blockByteSize() default DEFAULT_BLOCK_BYTE_SIZE;
}
