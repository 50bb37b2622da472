package org.sideheap.collections;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.sideheap.allocators.Memory.NULL_ADDRESS;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.concurrent.FutureTask;
import java.util.function.LongSupplier;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.function.Executable;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.sideheap.allocators.GlobalAllocator;
import org.sideheap.allocators.PoolAllocator;
import org.sideheap.allocators.RegionAllocator;
import org.sideheap.testkit.Backend;
import org.sideheap.testkit.OpenBackend;

/** Numbers that are no handle of a list are refused by it, whatever they are, and leave it as it was. */
@Tag("once")
class NodeHandleTest {
    private static final String BACKENDS = "org.sideheap.testkit.Backends#all";
    private static final long BYTE_CAPACITY = 4096;
    private static final int HAMMER_COUNT = 100_000;

    @ParameterizedTest
    @MethodSource(BACKENDS)
    void refusesAHandleThatWasUnlinked(Backend backend) {
        try (OpenBackend open = open(backend);
                LongLinkedList list = new LongLinkedList(open.allocator())) {
            final long first = list.linkLast(1);
            final long middle = list.linkLast(2);
            final long last = list.linkLast(3);
            list.unlink(middle);
            assertRefuses(list, middle);
            list.unlink(first);
            assertRefuses(list, first);
            list.unlink(last);
            assertRefuses(list, first);
            assertRefuses(list, middle);
            assertRefuses(list, last);
            final long polled = list.linkLast(4);
            list.pollLong();
            assertRefuses(list, polled);
            open.allocator().check();
        }
    }

    @ParameterizedTest
    @MethodSource(BACKENDS)
    void refusesTheHandlesOfOtherLists(Backend backend) {
        try (OpenBackend open = open(backend);
                PoolAllocator elsewhere = new PoolAllocator(LongLinkedList.NODE_BYTE_SIZE, 8);
                LongLinkedList list = new LongLinkedList(open.allocator());
                LongLinkedList neighbour = new LongLinkedList(open.allocator());
                LongLinkedList empty = new LongLinkedList(open.allocator());
                LongLinkedList onPool = new LongLinkedList(elsewhere);
                LongLinkedList onGlobal = new LongLinkedList(GlobalAllocator.INSTANCE)) {
            final List<LongLinkedList> lists = List.of(list, neighbour, onPool, onGlobal);
            final List<Long> handles = new ArrayList<>();
            for (int i = 0; i < 3; i++) {
                for (final LongLinkedList each : lists) {
                    handles.add(each.linkLast(i));
                }
            }
            for (int i = 0; i < handles.size(); i++) {
                final long handle = handles.get(i);
                for (final LongLinkedList each : lists) {
                    if (each == lists.get(i % lists.size())) {
                        assertEquals(i / lists.size(), each.value(handle));
                    } else {
                        assertRefuses(each, handle);
                    }
                }
                assertRefuses(empty, handle);
            }
        }
    }

    @ParameterizedTest
    @MethodSource(BACKENDS)
    void refusesAllHandlesOnceCleared(Backend backend) {
        try (OpenBackend open = open(backend);
                LongLinkedList list = new LongLinkedList(open.allocator())) {
            final long[] handles = {list.linkLast(1), list.linkLast(2), list.linkLast(3)};
            list.clear();
            for (final long handle : handles) {
                assertRefuses(list, handle);
            }
        }
    }

    @ParameterizedTest
    @MethodSource(BACKENDS)
    void refusesAllHandlesOnceClosed(Backend backend) {
        try (OpenBackend open = open(backend)) {
            final LongLinkedList list = new LongLinkedList(open.allocator());
            final long[] handles = {list.linkLast(1), list.linkLast(2), 0, -1, 42};
            list.close();
            try (LongLinkedList other = new LongLinkedList(open.allocator())) {
                other.addLong(1);
                for (final long handle : handles) {
                    for (final Executable call : callsWith(list, handle)) {
                        assertThrows(IllegalStateException.class, call);
                    }
                }
                assertEquals("[1]", other.toString());
            }
        }
    }

    @ParameterizedTest
    @MethodSource(BACKENDS)
    void refusesNumbersThatAreNoHandles(Backend backend) {
        try (OpenBackend open = open(backend);
                LongLinkedList list = new LongLinkedList(open.allocator())) {
            final long first = list.linkLast(7);
            list.linkLast(first);
            list.linkLast(first + 8);
            for (final long number : new long[] {
                NULL_ADDRESS,
                -1,
                1,
                7,
                8,
                -8,
                16,
                4096,
                0x1000_0000L,
                Long.MAX_VALUE,
                Long.MAX_VALUE & -8,
                Long.MIN_VALUE,
                Long.MIN_VALUE + 8,
                first + 1,
                first - 8,
                first + 8,
                first + 16,
                ~first,
                -first
            }) {
                assertRefuses(list, number);
            }
            assertEquals(
                    "7 is not the handle of a node of this list, or no longer",
                    assertThrows(IllegalArgumentException.class, () -> list.value(7))
                            .getMessage());
        }
    }

    @ParameterizedTest
    @MethodSource(BACKENDS)
    void refusesAddressesAtTheEndsOfARegion(Backend backend) {
        try (OpenBackend open = open(backend)) {
            if (open.allocator() instanceof RegionAllocator region) {
                // Many lists in turn: each has a mask of its own, and so another chance to be taken in.
                for (int i = 0; i < 20; i++) {
                    try (LongLinkedList list = new LongLinkedList(region)) {
                        final Set<Long> handles = new HashSet<>();
                        for (int element = 0; element < 3; element++) {
                            handles.add(list.linkLast(element));
                        }
                        final long end = region.startAddress() + region.byteCapacity();
                        for (long offset = -64; offset <= 64; offset++) {
                            assertAcceptsOnly(handles, list, region.startAddress() + offset);
                            assertAcceptsOnly(handles, list, end + offset);
                        }
                    }
                }
            }
        }
    }

    @ParameterizedTest
    @MethodSource(BACKENDS)
    void refusesAnyNumber(Backend backend) throws Exception {
        try (OpenBackend open = backend.open(1 << 14, 32);
                LongLinkedList list = new LongLinkedList(open.allocator());
                LongLinkedList neighbour = new LongLinkedList(open.allocator())) {
            final Set<Long> handles = new HashSet<>();
            final List<Long> known = new ArrayList<>();
            for (int i = 0; i < 100; i++) {
                final long handle = list.linkLast(i);
                handles.add(handle);
                known.add(handle);
                known.add(neighbour.linkLast(i));
            }
            for (int i = 0; i < 100; i += 3) {
                final long removed = known.get(2 * i);
                list.unlink(removed);
                handles.remove(removed);
            }
            final String before = list.toString();
            final SplittableRandom random = new SplittableRandom(42);
            final List<LongSupplier> sources = List.of(
                    random::nextLong,
                    () -> random.nextLong() & 0x7fff_ffff_fff8L,
                    () -> known.get(random.nextInt(known.size())) + 8L * random.nextInt(-64, 64),
                    () -> known.get(random.nextInt(known.size())) ^ 1L << random.nextInt(Long.SIZE));
            // A thread of its own has a short stack, which makes millions of exceptions affordable.
            final FutureTask<Long> hammer = new FutureTask<>(() -> {
                long accepted = 0;
                for (int i = 0; i < HAMMER_COUNT; i++) {
                    final long number = sources.get(i % sources.size()).getAsLong();
                    accepted += handles.contains(number) == accepts(list, number) ? 0 : 1;
                }
                return accepted;
            });
            new Thread(hammer, "hammer").start();
            assertEquals(0, hammer.get());
            assertEquals(before, list.toString());
            list.clear();
            neighbour.clear();
            open.allocator().check();
        }
    }

    @Test
    void addressesTheNewNodeWhereMemoryIsReusedByTheSameList() {
        try (PoolAllocator pool = new PoolAllocator(LongLinkedList.NODE_BYTE_SIZE, 4);
                LongLinkedList list = new LongLinkedList(pool);
                LongLinkedList other = new LongLinkedList(pool)) {
            final long stale = list.linkLast(1);
            list.unlink(stale);
            assertEquals(stale, list.linkLast(2));
            assertEquals(2, list.value(stale));
            list.unlink(stale);
            assertEquals(stale, other.linkLast(3));
            assertRefuses(list, stale);
            assertEquals(3, other.value(stale));
        }
    }

    private static OpenBackend open(Backend backend) {
        return backend.open(BYTE_CAPACITY, LongLinkedList.NODE_BYTE_SIZE);
    }

    private static boolean accepts(LongLinkedList list, long number) {
        try {
            list.value(number);
            return true;
        } catch (IllegalArgumentException e) {
            return false;
        }
    }

    private static void assertAcceptsOnly(Set<Long> handles, LongLinkedList list, long number) {
        assertEquals(handles.contains(number), accepts(list, number));
    }

    private static void assertRefuses(LongLinkedList list, long number) {
        final String before = list.toString();
        final long size = list.sizeAsLong();
        for (final Executable call : callsWith(list, number)) {
            assertThrows(IllegalArgumentException.class, call);
        }
        assertEquals(before, list.toString());
        assertEquals(size, list.sizeAsLong());
    }

    private static List<Executable> callsWith(LongLinkedList list, long handle) {
        return List.of(
                () -> list.value(handle),
                () -> list.setValue(handle, 9),
                () -> list.next(handle),
                () -> list.previous(handle),
                () -> list.linkBefore(handle, 9),
                () -> list.linkAfter(handle, 9),
                () -> list.moveToFirst(handle),
                () -> list.moveToLast(handle),
                () -> list.spliceBefore(handle, list),
                () -> list.spliceAfter(handle, list),
                () -> list.cursor().moveTo(handle),
                () -> list.unlink(handle));
    }
}
