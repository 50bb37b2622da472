package org.sideheap.testkit;

import java.lang.annotation.Documented;
import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;
import org.junit.jupiter.api.TestTemplate;
import org.junit.jupiter.api.extension.ExtendWith;

/**
 * A test of JUnit that runs once for each backend, on a fresh allocator each time.
 *
 * <pre>{@code
 * class ListTest {
 *     @AllocatorTest
 *     void sums(Allocator allocator) {
 *         try (LongArrayList list = new LongArrayList(allocator)) {
 *             list.addLong(1);
 *             list.addLong(2);
 *             assertEquals(3, list.longStream().sum());
 *         }
 *     }
 * }
 * }</pre>
 *
 * <p>{@link OnBackends}, on the parameter, the method or the class, says which backends; without it they are all of
 * {@link Backends#all}. Each run is called as its backend is. It is handed its {@link org.sideheap.allocators.Allocator},
 * or {@link OpenBackend}, or {@link Backend}: however many parameters it has of these, and those of its
 * {@code @BeforeEach} and {@code @AfterEach} methods with it, they share one allocator.
 *
 * <p>That allocator is closed after the last {@code @AfterEach} method, and if a block is still live then, the test
 * fails. A test that has failed already keeps its own failure.
 *
 * @see AllocatorExtension
 */
@Documented
@Retention(RetentionPolicy.RUNTIME)
@Target({ElementType.METHOD, ElementType.ANNOTATION_TYPE})
@TestTemplate
@ExtendWith(AllocatorExtension.class)
@SuppressWarnings("exports") // of a module that only those need whose tests are of JUnit
public @interface AllocatorTest {}
