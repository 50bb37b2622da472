/**
 * Proves an allocator, or a collection, on every allocator and with memory failing at every point.
 *
 * <p>{@link org.sideheap.testkit.Backends} lists allocators to test on, {@link org.sideheap.testkit.AllocatorContract}
 * proves one of them, {@link org.sideheap.testkit.CollectionContract} a collection on all of them,
 * {@link org.sideheap.testkit.FaultEnumeration} fails each request of an operation in turn. All of
 * it throws an {@link java.lang.AssertionError} and needs no test engine, so it works in every one.
 *
 * <p>For tests of your own there are allocators that stand in for the real one:
 * {@link org.sideheap.testkit.FailingAllocator} declines what it is told to,
 * {@link org.sideheap.testkit.DisaligningAllocator} aligns no block better than was asked for, and
 * {@link org.sideheap.testkit.CountingAllocator} knows how often it was asked. Who writes outside of a block or uses one
 * that is freed is found by a {@link org.sideheap.allocators.GuardedAllocator}.
 *
 * <p>For two engines there is more, which needs them and nothing else does: with JUnit an
 * {@link org.sideheap.testkit.AllocatorTest} runs once for each backend, and with jqwik an allocator is a parameter like any
 * other. Both close it after the test, and fail the test for a leak. {@link org.sideheap.testkit.OnBackends} chooses.
 */
package org.sideheap.testkit;
