package org.sideheap.collections;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.ReadOnlyBufferException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.function.Consumer;
import java.util.function.LongPredicate;
import java.util.stream.LongStream;
import org.agrona.DirectBuffer;
import org.agrona.ExpandableArrayBuffer;
import org.agrona.ExpandableDirectByteBuffer;
import org.agrona.MutableDirectBuffer;
import org.agrona.concurrent.UnsafeBuffer;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.function.Executable;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.sideheap.allocators.GlobalAllocator;

/** What a {@link LongArrayList} does to many elements at once. */
class LongArrayListBulkTest {
    private final LongArrayList list = new LongArrayList(GlobalAllocator.INSTANCE);
    private final LongArrayList other = new LongArrayList(GlobalAllocator.INSTANCE);

    @AfterEach
    void close() {
        list.close();
        other.close();
    }

    @Test
    void addsAndInsertsArrays() {
        assertTrue(list.addAll(new long[] {1, 2, 3}));
        assertTrue(list.addAll(1, new long[] {7, 8, 9, 10}, 1, 2));
        assertHolds(1, 8, 9, 2, 3);
        assertFalse(list.addAll(new long[0]));
        assertFalse(list.addAll(5, new long[3], 3, 0));
        assertTrue(list.addAll(5, new long[] {4}, 0, 1));
        assertHolds(1, 8, 9, 2, 3, 4);
    }

    @Test
    void copiesToAndFromArrays() {
        list.addAll(new long[] {1, 2, 3, 4});
        final long[] array = new long[5];
        list.copyTo(1, array, 2, 3);
        assertArrayEquals(new long[] {0, 0, 2, 3, 4}, array);
        list.setAll(0, array, 1, 2);
        assertHolds(0, 2, 3, 4);
        list.copyTo(4, array, 5, 0);
        list.setAll(4, array, 5, 0);
    }

    @Test
    void refusesRangesThatAreNotThere() {
        list.addAll(new long[] {1, 2, 3});
        final long[] array = new long[4];
        assertOutOfBounds(() -> list.addAll(4, array, 0, 1));
        assertOutOfBounds(() -> list.addAll(-1, array, 0, 1));
        assertOutOfBounds(() -> list.addAll(0, array, 3, 2));
        assertOutOfBounds(() -> list.addAll(0, array, -1, 2));
        assertOutOfBounds(() -> list.addAll(0, array, 0, -1));
        assertOutOfBounds(() -> list.setAll(1, array, 0, 3));
        assertOutOfBounds(() -> list.setAll(Long.MAX_VALUE, array, 0, 3));
        assertOutOfBounds(() -> list.copyTo(1, array, 0, 3));
        assertOutOfBounds(() -> list.copyTo(0, array, 2, 3));
        assertOutOfBounds(() -> list.copyTo(-1, array, 0, 1));
        assertOutOfBounds(() -> list.copyTo(0, other, 0, 1));
        assertOutOfBounds(() -> list.copyTo(0, list, 1, 3));
        assertOutOfBounds(() -> list.copyTo(0, list, 1, Long.MAX_VALUE));
        assertOutOfBounds(() -> list.copyTo(0, ByteBuffer.allocate(16), 3));
        assertOutOfBounds(() -> list.copyTo(0, ByteBuffer.allocate(16), -1));
        assertOutOfBounds(() -> list.addAll(4, other));
        assertOutOfBounds(() -> list.addAll(4L, other));
        for (final long[] range : new long[][] {{-1, 2}, {2, 1}, {0, 4}, {4, 4}, {0, Long.MIN_VALUE}, {1L << 61, 1}}) {
            assertOutOfBounds(() -> list.removeRange(range[0], range[1]));
            assertOutOfBounds(() -> list.sort(range[0], range[1]));
            assertOutOfBounds(() -> list.fill(range[0], range[1], 5));
            assertOutOfBounds(() -> list.binarySearch(range[0], range[1], 5));
        }
        assertHolds(1, 2, 3);
    }

    @Test
    void addsAndInsertsLists() {
        other.addAll(new long[] {7, 8});
        assertTrue(list.addAll(other));
        assertTrue(list.addAll(1, other));
        assertTrue(list.addAll(0L, other));
        assertHolds(7, 8, 7, 7, 8, 8);
        other.clear();
        assertFalse(list.addAll(other));
        assertFalse(list.addAll(6, other));
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 5, 6, 10, 15, 100})
    void insertsItselfAnywhereInItself(int count) {
        for (int index = 0; index <= count; index++) {
            list.clear();
            list.addAll(LongStream.range(0, count).toArray());
            final List<Long> model = new ArrayList<>(list);
            model.addAll(index, List.copyOf(list));
            assertTrue(list.addAll(index, list));
            assertEquals(model, list);
        }
    }

    @Test
    void copiesBetweenListsAndWithinOne() {
        list.addAll(new long[] {1, 2, 3, 4, 5});
        other.addAll(new long[] {10, 20, 30});
        list.copyTo(1, other, 0, 2);
        assertEquals(List.of(2L, 3L, 30L), other);
        list.copyTo(0, list, 1, 4);
        assertHolds(1, 1, 2, 3, 4);
        list.copyTo(1, list, 0, 4);
        assertHolds(1, 2, 3, 4, 4);
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void readsAndWritesBuffersInTheirByteOrder(boolean direct) {
        for (final ByteOrder order : new ByteOrder[] {ByteOrder.BIG_ENDIAN, ByteOrder.LITTLE_ENDIAN}) {
            final ByteBuffer buffer = (direct ? ByteBuffer.allocateDirect(43) : ByteBuffer.allocate(43)).order(order);
            buffer.putLong(3, 0x0102030405060708L).putLong(11, -2).position(3).limit(21);
            list.clear();
            assertTrue(list.addAll(buffer));
            assertHolds(0x0102030405060708L, -2);
            assertEquals(19, buffer.position());
            assertFalse(list.addAll(buffer));
            assertTrue(list.addAll(buffer.asReadOnlyBuffer().order(order).position(3)));
            assertEquals(4, list.size());

            buffer.clear().position(5);
            list.addLong(77);
            list.copyTo(1, buffer, 4);
            assertEquals(37, buffer.position());
            assertEquals(-2, buffer.getLong(5));
            assertEquals(77, buffer.getLong(29));
            assertEquals(0, buffer.get(37));
            list.copyTo(1, buffer, 0);
            assertOutOfBounds(() -> list.copyTo(0, buffer, 1));
            assertThrows(
                    ReadOnlyBufferException.class,
                    () -> list.copyTo(0, buffer.asReadOnlyBuffer().clear(), 1));
        }
    }

    @Test
    @Tag("agrona")
    void readsAndWritesAgronaBuffers() {
        list.addAll(new long[] {1, 2, 3});
        for (final MutableDirectBuffer buffer : List.of(
                new UnsafeBuffer(new byte[40]),
                new UnsafeBuffer(ByteBuffer.allocateDirect(40)),
                new UnsafeBuffer(ByteBuffer.allocate(48), 8, 40),
                new ExpandableArrayBuffer(8),
                new ExpandableDirectByteBuffer(8))) {
            list.copyTo(1, buffer, 16, 2);
            assertEquals(2, buffer.getLong(16));
            assertEquals(3, buffer.getLong(24));
            other.clear();
            assertTrue(other.addAll(buffer, 16, 2));
            assertFalse(other.addAll(buffer, 16, 0));
            assertEquals(List.of(2L, 3L), other);
            assertThrows(IndexOutOfBoundsException.class, () -> other.addAll(buffer, -1, 1));
            assertThrows(IndexOutOfBoundsException.class, () -> other.addAll(buffer, 0, -1));
            assertThrows(
                    IndexOutOfBoundsException.class, () -> other.addAll(buffer, buffer.capacity() - Long.BYTES + 1, 1));
            assertThrows(IndexOutOfBoundsException.class, () -> other.addAll(buffer, 0, Integer.MAX_VALUE));
            assertThrows(IndexOutOfBoundsException.class, () -> list.copyTo(0, buffer, Integer.MAX_VALUE - 8, 2));
            if (!buffer.isExpandable()) {
                assertThrows(IndexOutOfBoundsException.class, () -> list.copyTo(0, buffer, 24, 3));
            }
            assertEquals(List.of(2L, 3L), other);
        }
        assertHolds(1, 2, 3);
    }

    @Test
    @Tag("agrona")
    void showsItsElementsAsABufferUntilItMoves() {
        assertEquals(0, list.asBuffer().capacity());
        list.addAll(new long[] {1, 2, 3});
        final DirectBuffer view = list.asBuffer();
        assertEquals(24, view.capacity());
        assertEquals(24, list.byteSize());
        assertEquals(list.address(), view.addressOffset());
        list.setLong(1, 20);
        assertEquals(20, view.getLong(8));
        list.addLong(4);
        assertEquals(24, view.capacity());
        assertEquals(view, list.asBuffer());
        assertEquals(4, list.asBuffer().getLong(24));

        for (final Consumer<LongArrayList> move : List.<Consumer<LongArrayList>>of(
                each -> each.ensureCapacity(each.capacityAsLong() + 1),
                LongArrayList::trimToSize,
                each -> {
                    each.clear();
                    each.trimToSize();
                },
                each -> each.wrap(ByteBuffer.allocateDirect(64).order(ByteOrder.nativeOrder()), 3),
                LongArrayList::close)) {
            list.asBuffer();
            move.accept(list);
            assertEquals(0, view.capacity());
            assertThrows(IndexOutOfBoundsException.class, () -> view.getLong(0));
        }
    }

    @Test
    void removesARange() {
        list.addAll(LongStream.range(0, 8).toArray());
        list.removeRange(2L, 2L);
        list.removeRange(5L, 8L);
        assertHolds(0, 1, 2, 3, 4);
        list.removeRange(1L, 3L);
        assertHolds(0, 3, 4);
        list.removeRange(0L, 3L);
        assertHolds();
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 1, 7, 63, 64, 65, 127, 128, 200, 2047, 2048, 2049, 5000})
    void fillsAllOrARange(int count) {
        list.addAll(new long[count + 2]);
        list.fill(1, count + 1, 0x0123456789ABCDEFL);
        final long[] expected = new long[count + 2];
        Arrays.fill(expected, 1, count + 1, 0x0123456789ABCDEFL);
        assertArrayEquals(expected, list.toLongArray());
        list.fill(-1);
        Arrays.fill(expected, -1);
        assertArrayEquals(expected, list.toLongArray());
    }

    @Test
    void searchesWhatIsSortedAsArraysDo() {
        final long[] sorted = {-9, -1, 0, 4, 4, 4, 10, Long.MAX_VALUE};
        list.addAll(sorted);
        for (final long value : new long[] {Long.MIN_VALUE, -9, -5, 0, 1, 4, 9, 10, 11, Long.MAX_VALUE}) {
            assertEquals(Arrays.binarySearch(sorted, value), list.binarySearch(value));
            assertEquals(Arrays.binarySearch(sorted, 2, 5, value), list.binarySearch(2, 5, value));
        }
        assertEquals(-1, other.binarySearch(5));
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 2, 63, 64, 65, 66, 127, 128, 129, 130, 193, 500})
    void removesWhatAFilterPicks(int count) {
        for (final LongPredicate filter : List.<LongPredicate>of(
                element -> false,
                element -> true,
                element -> element % 2 == 0,
                element -> element % 64 == 0,
                element -> element % 64 == 63,
                element -> element < count / 2,
                element -> element >= count / 2,
                element -> element == count - 1,
                element -> element != 0)) {
            list.clear();
            list.addAll(LongStream.range(0, count).toArray());
            final long[] kept =
                    LongStream.range(0, count).filter(filter.negate()).toArray();
            assertEquals(kept.length < count, list.removeIfLong(filter));
            assertHolds(kept);
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {10, 200})
    void removesNothingWhenTheFilterThrows(int count) {
        final long liveCount = GlobalAllocator.INSTANCE.stats().liveCount();
        list.addAll(LongStream.range(0, count).toArray());
        final long ownBlocks = GlobalAllocator.INSTANCE.stats().liveCount() - liveCount;
        assertThrows(
                IllegalCallerException.class,
                () -> list.removeIfLong(element -> {
                    if (element == count - 2) {
                        throw new IllegalCallerException();
                    }
                    return true;
                }));
        assertHolds(LongStream.range(0, count).toArray());
        assertEquals(liveCount + ownBlocks, GlobalAllocator.INSTANCE.stats().liveCount());
    }

    @ParameterizedTest
    @ValueSource(ints = {10, 200})
    void showsAFilterTheListAsItWas(int count) {
        list.addAll(LongStream.range(0, count).toArray());
        assertTrue(list.removeIfLong(
                element -> list.sizeAsLong() == count && list.getLong(element) == element && element % 3 != 0));
        assertHolds(
                LongStream.range(0, count).filter(element -> element % 3 == 0).toArray());
    }

    @Test
    void stopsWhenTheFilterChangesTheList() {
        for (final Consumer<LongArrayList> change : List.<Consumer<LongArrayList>>of(
                each -> each.addLong(1), each -> each.removeAt(0), LongArrayList::clear, LongArrayList::close)) {
            try (LongArrayList changed = new LongArrayList(GlobalAllocator.INSTANCE)) {
                changed.addAll(new long[200]);
                Iterations.assertStopped(
                        changed::sizeAsLong,
                        () -> changed.removeIfLong(element -> {
                            change.accept(changed);
                            return true;
                        }));
            }
        }
    }

    @Test
    void letsTheFilterMoveTheList() {
        list.addAll(LongStream.range(0, 200).toArray());
        assertTrue(list.removeIfLong(element -> {
            list.ensureCapacity(1000 + 1000 * element);
            list.trimToSize();
            return element >= 2;
        }));
        assertHolds(0, 1);
    }

    @Test
    void keepsAndRemovesWhatAnotherListHas() {
        list.addAll(new long[] {1, 2, 3, 2, 1});
        other.addAll(new long[] {2, 9});
        assertTrue(list.removeAll(other));
        assertFalse(list.removeAll(other));
        assertHolds(1, 3, 1);
        other.addLong(1);
        assertTrue(list.retainAll(other));
        assertFalse(list.retainAll(other));
        assertHolds(1, 1);
        assertFalse(list.retainAll(list));
        assertTrue(list.containsAll(list));
        assertTrue(list.removeAll(list));
        assertFalse(list.removeAll(list));
        assertHolds();
    }

    @Test
    void tellsItsOwnNullFromAnothersWhenListsMeet() {
        try (LongArrayList ones = new LongArrayList(GlobalAllocator.INSTANCE, 0, -1);
                LongArrayList twos = new LongArrayList(GlobalAllocator.INSTANCE, 0, -2)) {
            ones.addAll(Arrays.asList(5L, null, 6L));
            twos.addAll(Arrays.asList(null, 7L));
            assertTrue(ones.retainAll(twos));
            assertEquals(Arrays.asList((Long) null), ones);
            assertFalse(ones.containsAll(twos));
            assertTrue(twos.containsAll(ones));
            assertTrue(ones.removeAll(twos));
            assertTrue(ones.isEmpty());
            // A number of one that is the other's null value is that number, and no null.
            ones.addLong(-2);
            twos.clear();
            twos.addLong(-2);
            assertFalse(ones.equals(twos));
            assertFalse(twos.equals((Object) ones));
            assertTrue(ones.hashCode() != twos.hashCode());
        }
    }

    @Test
    void givesATooSmallBufferNothing() {
        list.addAll(new long[] {1, 2});
        final ByteBuffer buffer = ByteBuffer.allocate(15);
        assertOutOfBounds(() -> list.copyTo(0, buffer, 2));
        assertEquals(0, buffer.position());
    }

    private void assertHolds(long... elements) {
        assertArrayEquals(elements, list.toLongArray());
    }

    private static void assertOutOfBounds(Executable call) {
        assertThrows(IndexOutOfBoundsException.class, call);
    }
}
