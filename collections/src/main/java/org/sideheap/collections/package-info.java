/**
 * Off-heap collections of {@code long}, on the allocator you choose.
 *
 * <p>Each takes its {@link org.sideheap.allocators.Allocator} at construction, or the one of the
 * {@link org.sideheap.allocators.AllocatorContext} once, and keeps all its elements there; what it has on the heap
 * is a few small objects, whatever its size.
 *
 * <h2>From Agrona, from java.util</h2>
 *
 * <p>The methods are those of their namesakes in Agrona, and mean what they mean there: change the import, and put an
 * allocator first among the constructor's arguments, or leave it to the context. They are the collections of
 * {@code java.util} that their namesakes are, too. What is different, each class says; these all have in common:
 *
 * <ul>
 *   <li>Counts and indexes are {@code long}. {@code size} answers {@link Integer#MAX_VALUE} where there are more elements,
 *       {@code sizeAsLong} how many there are.
 *   <li>Each iterator is a new object, so one iteration inside another is right. To iterate without garbage there are
 *       {@code forEachLong} and {@code cursor}, an iterator its owner keeps and uses again.
 *   <li>A collection is to be closed, by its owner or with its allocator.
 * </ul>
 *
 * <h2>Which collection</h2>
 *
 * <table>
 *   <caption>By how its elements are found</caption>
 *   <tr><th>elements<th>use
 *   <tr><td>by index, in one block<td>{@link org.sideheap.collections.LongArrayList}
 *   <tr><td>at the ends, in one block<td>{@link org.sideheap.collections.LongArrayQueue}
 *   <tr><td>at the ends, and by a handle wherever they are<td>{@link org.sideheap.collections.LongLinkedList}
 *   <tr><td>by their value<td>{@link org.sideheap.collections.LongHashSet}
 *   <tr><td>by a key<td>{@link org.sideheap.collections.Long2LongHashMap}
 * </table>
 *
 * <h2>Rules all of them keep</h2>
 *
 * <ul>
 *   <li>An operation that finds no memory throws
 *       {@link org.sideheap.allocators.AllocationFailedException}, and the collection is as it was before.
 *   <li>No operation creates garbage, growth and iteration with {@code forEachLong} or a cursor included; those that return
 *       objects, as {@code toString} does, or box them, create those.
 *   <li>{@code close} gives the memory back. A collection is also closed when its memory goes: when its allocator is
 *       reset, closed, or released past its blocks. From then on each call throws an {@link IllegalStateException} that
 *       names what closed it, but {@code close} and those that tell how the collection was made: {@code nullValue},
 *       {@code missingValue}, {@code loadFactor}, {@code segmentByteSize}. An iterator or a stream of a closed
 *       list can be had, and throws when it is used.
 *   <li>A structural change during an iteration, by anything but the iterator or cursor itself, is a
 *       {@link java.util.ConcurrentModificationException}; the end of the collection is the exception it always is. A
 *       callback that throws leaves the collection consistent.
 *   <li>One thread at a time.
 * </ul>
 */
package org.sideheap.collections;
