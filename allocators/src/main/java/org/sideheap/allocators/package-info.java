/**
 * Allocators for off-heap memory, and the raw memory they stand on.
 *
 * <h2>Words</h2>
 *
 * <dl>
 *   <dt>size
 *   <dd>a number of bytes
 *   <dt>count
 *   <dd>a number of elements, blocks or entries
 *   <dt>capacity
 *   <dd>how many elements there can be before something grows; of an allocator, how many bytes it can carve
 *   <dt>index
 *   <dd>the place of an element, from 0
 *   <dt>offset
 *   <dd>a distance in bytes, from the start of a region or a block
 *   <dt>address
 *   <dd>an absolute place in memory; {@link org.sideheap.allocators.Memory#NULL_ADDRESS} is none
 *   <dt>block
 *   <dd>one allocation; live from its allocation until it is freed, or its allocator is reset
 *   <dt>chunk
 *   <dd>what an allocator takes from its parent
 *   <dt>region
 *   <dd>the one range of memory an allocator carves
 *   <dt>slot
 *   <dd>a cell of a hash table
 *   <dt>node
 *   <dd>an element of a linked list, with its links
 * </dl>
 *
 * <h2>Which allocator</h2>
 *
 * <table>
 *   <caption>By the life of the memory</caption>
 *   <tr><th>blocks<th>use
 *   <tr><td>of any size, long-lived, or nothing is known<td>{@link org.sideheap.allocators.GlobalAllocator}
 *   <tr><td>of many MiB, as the parent of those below, on huge pages or touched before they are used<td>{@link org.sideheap.allocators.PageAllocator}
 *   <tr><td>that all go at once<td>{@link org.sideheap.allocators.BumpAllocator}
 *   <tr><td>that all go at once, nobody knows how many<td>{@link org.sideheap.allocators.ArenaAllocator}
 *   <tr><td>of one size, that come and go<td>{@link org.sideheap.allocators.PoolAllocator}
 *   <tr><td>of one size, that go from thread to thread<td>{@link org.sideheap.allocators.ConcurrentPoolAllocator}
 *   <tr><td>of many sizes, that come and go, in a bounded region<td>{@link org.sideheap.allocators.TlsfAllocator}
 *   <tr><td>likewise, and few of them are free at a time
 *       <td>{@link org.sideheap.allocators.FreeListAllocator}
 *   <tr><td>as in the four rows above, nobody knows how many<td>{@link org.sideheap.allocators.GrowingAllocator}
 *   <tr><td>whose lives nest<td>{@link org.sideheap.allocators.StackAllocator}
 *   <tr><td>that usually fit a buffer you have<td>{@link org.sideheap.allocators.FixedBufferAllocator}
 *   <tr><td>that are read all over a large region<td>any, with a {@link org.sideheap.allocators.PageAllocator} as parent
 * </table>
 *
 * <table>
 *   <caption>Decorators</caption>
 *   <tr><th>wanted<th>use
 *   <tr><td>another allocator when one declines<td>{@link org.sideheap.allocators.FallbackAllocator}
 *   <tr><td>one for small blocks, one for large<td>{@link org.sideheap.allocators.SegregatingAllocator}
 *   <tr><td>a hard limit<td>{@link org.sideheap.allocators.LimitedAllocator}
 *   <tr><td>nothing at all<td>{@link org.sideheap.allocators.NullAllocator}
 *   <tr><td>several threads on one allocator<td>{@link org.sideheap.allocators.SynchronizedAllocator}
 *   <tr><td>to know who has the memory, or forgot it<td>{@link org.sideheap.allocators.TrackingAllocator}
 *   <tr><td>to know who misuses it<td>{@link org.sideheap.allocators.GuardedAllocator}
 *   <tr><td>something else<td>{@link org.sideheap.allocators.ForwardingAllocator}
 * </table>
 *
 * <h2>Threads</h2>
 *
 * <p>An allocator, and what is built on it, is used by one thread at a time, and handed to another with the same care as
 * any object: through a lock, a queue or a volatile field. Safe for use from any thread are the {@link
 * org.sideheap.allocators.GlobalAllocator}, the {@link org.sideheap.allocators.ConcurrentPoolAllocator}, the {@link
 * org.sideheap.allocators.NullAllocator} and the {@link org.sideheap.allocators.SynchronizedAllocator}; a {@link
 * org.sideheap.allocators.TrackingAllocator} and a {@link org.sideheap.allocators.GuardedAllocator} are as safe as the
 * allocator behind them. {@link org.sideheap.allocators.Memory} orders nothing between threads.
 *
 * <h2>Lifetimes</h2>
 *
 * <p>Whoever takes memory from an allocator and outlives a call can {@linkplain
 * org.sideheap.allocators.Allocator#register register} as its {@link org.sideheap.allocators.Dependant}: it is closed
 * before its memory goes. Collections do, and so does an allocator whose region is a block of another one.
 */
package org.sideheap.allocators;
