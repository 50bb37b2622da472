package org.sideheap.collections;

import static org.sideheap.testkit.CollectionContract.Argument.COUNT;
import static org.sideheap.testkit.CollectionContract.Argument.INDEX;
import static org.sideheap.testkit.CollectionContract.Argument.POSITION;
import static org.sideheap.testkit.CollectionContract.Argument.VALUE;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.sideheap.testkit.Backend;
import org.sideheap.testkit.LongListContract;

/** A list by its interface, and by the methods that only it has. */
@Tag("contract")
class LongArrayListContractTest {
    private static final LongListContract<LongArrayList> AS_LIST =
            LongListContract.ofList(LongArrayList::new).neverWith(LongArrayList.DEFAULT_NULL_VALUE);

    private static final LongListContract<LongArrayList> PRIMITIVE = LongListContract.<LongArrayList>of(
                    allocator -> new LongArrayList(allocator, 0))
            .size(LongArrayList::sizeAsLong)
            .get(LongArrayList::getLong)
            .add(LongArrayList::addLong)
            .insert(LongArrayList::addLong)
            .set(LongArrayList::setLong)
            .removeAt(LongArrayList::removeAt)
            .forEach(LongArrayList::forEachLong)
            .clear(LongArrayList::clear)
            .unseen("trimToSize", LongArrayList::trimToSize)
            .unseen("ensureCapacity", COUNT, (list, count) -> list.ensureCapacity(list.sizeAsLong() + 7 * count))
            .action("pushLong", VALUE, LongArrayList::pushLong, List::add)
            .function(
                    "popLong",
                    list -> list.isEmpty() ? null : list.popLong(),
                    model -> model.isEmpty() ? null : model.remove(model.size() - 1))
            .function("fastUnorderedRemove", INDEX, LongArrayList::fastUnorderedRemove, (model, index) -> {
                final long removed = model.get((int) index);
                model.set((int) index, model.get(model.size() - 1));
                model.remove(model.size() - 1);
                return removed;
            })
            .function("removeLong", VALUE, LongArrayList::removeLong, (model, value) -> model.remove((Long) value))
            .function("containsLong", VALUE, LongArrayList::containsLong, List::contains)
            .function("indexOfAsLong", VALUE, LongArrayList::indexOfAsLong, List::indexOf)
            .function("lastIndexOfAsLong", VALUE, LongArrayList::lastIndexOfAsLong, List::lastIndexOf)
            .function(
                    "addArray",
                    COUNT,
                    (list, count) -> list.addAll(numbers(count)),
                    (model, count) -> model.addAll(boxed(numbers(count))))
            .function(
                    "insertArray",
                    POSITION,
                    COUNT,
                    (list, index, count) -> list.addAll(index, numbers(count), 0, (int) count),
                    (model, index, count) -> model.addAll((int) index, boxed(numbers(count))))
            .function(
                    "insertItself",
                    POSITION,
                    (list, index) -> list.addAll(index, list),
                    (model, index) -> model.addAll((int) index, new ArrayList<>(model)))
            .function(
                    "insertInSubList",
                    POSITION,
                    COUNT,
                    (list, index, count) -> insertInSubList(list, (int) index, (int) count),
                    (model, index, count) -> insertInSubList(model, (int) index, (int) count))
            .function(
                    "removeIfLong",
                    VALUE,
                    (list, value) -> list.removeIfLong(element -> element < value),
                    (model, value) -> model.removeIf(element -> element < value))
            .action(
                    "removeWithCursor",
                    VALUE,
                    LongArrayListContractTest::removeWithCursor,
                    (model, value) -> model.removeAll(List.of(value)))
            .action("removeRange", POSITION, (list, to) -> list.removeRange(to / 2, to), (model, to) -> model.subList(
                            (int) to / 2, (int) to)
                    .clear())
            .function("sortRange", POSITION, LongArrayListContractTest::sort, LongArrayListContractTest::sort)
            .action(
                    "fillRange",
                    POSITION,
                    VALUE,
                    (list, to, value) -> list.fill(to / 2, to, value),
                    (model, to, value) -> Collections.fill(model.subList((int) to / 2, (int) to), value))
            .function("toLongArray", LongArrayList::toLongArray, LongArrayListContractTest::array);

    @ParameterizedTest
    @MethodSource("org.sideheap.testkit.Backends#all")
    void isAnArrayList(Backend backend) {
        AS_LIST.verify(backend);
    }

    @ParameterizedTest
    @MethodSource("org.sideheap.testkit.Backends#all")
    void isAnArrayListByItsOwnMethods(Backend backend) {
        PRIMITIVE.verify(backend);
    }

    private static boolean insertInSubList(List<Long> list, int index, int count) {
        return list.subList(index / 2, list.size()).addAll(index - index / 2, Collections.nCopies(count, (long) index));
    }

    private static void removeWithCursor(LongArrayList list, long value) {
        final LongArrayList.Cursor cursor = list.cursor();
        while (cursor.advance()) {
            if (cursor.value() == value) {
                cursor.remove();
            }
        }
    }

    private static Object sort(LongArrayList list, long to) {
        list.sort(to / 2, to);
        return list.binarySearch(to / 2, to, 2) >= 0;
    }

    private static Object sort(List<Long> model, long to) {
        final List<Long> range = model.subList((int) to / 2, (int) to);
        Collections.sort(range);
        return range.contains(2L);
    }

    private static long[] numbers(long count) {
        return LongStream.range(0, count).toArray();
    }

    private static long[] array(List<Long> model) {
        return model.stream().mapToLong(Long::longValue).toArray();
    }

    private static List<Long> boxed(long[] numbers) {
        return Arrays.stream(numbers).boxed().toList();
    }
}
