/**
 * Off-heap collections of {@code long}, on the allocator you choose.
 *
 * <p>Each takes its {@link org.sideheap.allocators.Allocator} at construction, or the one of the
 * {@link org.sideheap.allocators.AllocatorContext} once, and keeps all its elements there; what it has on the heap
 * is a few small objects, whatever its size. The methods are those of their namesakes in Agrona.
 *
 * <p>Rules all of them keep:
 *
 * <ul>
 *   <li>An operation that finds no memory throws
 *       {@link org.sideheap.allocators.AllocationFailedException}, and the collection is as it was before.
 *   <li>No operation creates garbage, growth and iteration with {@code forEachLong} included; those that return objects,
 *       as {@code toString} does, create those.
 *   <li>{@code close} gives the memory back. A collection is also closed when its memory goes: when its allocator is
 *       reset, closed, or released past its blocks. From then on each call throws an {@link IllegalStateException} that
 *       names what closed it, but {@code close} and those that tell how the collection was made: {@code nullValue},
 *       {@code missingValue}, {@code loadFactor}. An iterator or a stream of a closed list can be had, and throws when it
 *       is used.
 *   <li>A structural change from inside an iteration is a {@link java.util.ConcurrentModificationException}.
 *   <li>One thread at a time.
 * </ul>
 */
package org.sideheap.collections;
