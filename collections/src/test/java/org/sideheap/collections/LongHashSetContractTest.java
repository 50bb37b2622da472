package org.sideheap.collections;

import static org.sideheap.testkit.CollectionContract.Argument.COUNT;
import static org.sideheap.testkit.CollectionContract.Argument.KEY;

import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.sideheap.allocators.GlobalAllocator;
import org.sideheap.testkit.Backend;
import org.sideheap.testkit.Backends;
import org.sideheap.testkit.LongSetContract;

/** A set by its interface, and by the methods that only it has, more and less full, in one block and in segments. */
@Tag("contract")
class LongHashSetContractTest {
    private static final List<LongSetContract<LongHashSet>> CONTRACTS = List.of(
            contract(0.1f, 0),
            contract(0.65f, 256),
            contract(0.5f, 0),
            contract(0.65f, 0),
            contract(0.9f, 256),
            contract(0.9f, 0));

    private static LongSetContract<LongHashSet> contract(float loadFactor, long segmentByteSize) {
        return LongSetContract.ofSet(allocator -> Tables.set(allocator, loadFactor, segmentByteSize))
                .function("addLong", KEY, LongHashSet::add, Set::add)
                .often("addLong")
                .function("removeLong", KEY, LongHashSet::remove, Set::remove)
                .function("containsLong", KEY, LongHashSet::contains, Set::contains)
                .function(
                        "removeIfLong",
                        KEY,
                        (set, element) -> set.removeIfLong(each -> each < element),
                        (model, element) -> model.removeIf(each -> each < element))
                .function(
                        "addSet",
                        KEY,
                        COUNT,
                        (set, first, count) -> {
                            try (LongHashSet other = other(first, count)) {
                                return set.addAll(other);
                            }
                        },
                        (model, first, count) -> model.addAll(others(first, count)))
                .function(
                        "removeSet",
                        KEY,
                        COUNT,
                        (set, first, count) -> {
                            try (LongHashSet other = other(first, count)) {
                                return set.removeAll(other);
                            }
                        },
                        (model, first, count) -> model.removeAll(others(first, count)))
                .function(
                        "retainSet",
                        KEY,
                        (set, first) -> {
                            try (LongHashSet other = other(first, 50)) {
                                return set.retainAll(other);
                            }
                        },
                        (model, first) -> model.retainAll(others(first, 50)))
                .unseen("reserve", COUNT, LongHashSet::reserve)
                .unseen("compact", LongHashSet::compact);
    }

    @ParameterizedTest
    @MethodSource("org.sideheap.testkit.Backends#all")
    void isAHashSet(Backend backend) {
        for (int seed = 0; seed < Backends.programCount(); seed++) {
            CONTRACTS.get(seed % CONTRACTS.size()).verifyProgram(backend, seed);
        }
    }

    private static LongHashSet other(long first, long count) {
        final LongHashSet other = new LongHashSet(GlobalAllocator.INSTANCE);
        others(first, count).forEach(other::add);
        return other;
    }

    private static Set<Long> others(long first, long count) {
        final Set<Long> others = new HashSet<>();
        for (long i = 0; i < count; i++) {
            others.add(first + i);
        }
        return others;
    }
}
