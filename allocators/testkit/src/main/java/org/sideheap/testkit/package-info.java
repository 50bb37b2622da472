/**
 * Proves an allocator, or a collection, on every allocator and with memory failing at every point.
 *
 * <p>{@link org.sideheap.testkit.Backends} lists allocators to test on, {@link org.sideheap.testkit.AllocatorContract}
 * proves one of them, {@link org.sideheap.testkit.FaultEnumeration} fails each request of an operation in turn. All of
 * it throws an {@link java.lang.AssertionError} and needs no test engine, so it works in every one.
 */
package org.sideheap.testkit;
