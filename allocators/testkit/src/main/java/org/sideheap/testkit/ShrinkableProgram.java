package org.sideheap.testkit;

import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import net.jqwik.api.Shrinkable;
import net.jqwik.api.ShrinkingDistance;

/**
 * A program as jqwik shrinks it: without some of its steps, the most of them first, or with a smaller number in one.
 *
 * @param steps of the program
 */
record ShrinkableProgram(List<AllocatorStep> steps) implements Shrinkable<AllocatorProgram> {
    /** A new one each time: a property may add steps to it. */
    @Override
    public AllocatorProgram value() {
        return new AllocatorProgram(steps).renamed();
    }

    @Override
    public Stream<Shrinkable<AllocatorProgram>> shrink() {
        return Stream.concat(
                Stream.iterate(steps.size(), chunk -> chunk >= 1, chunk -> chunk / 2)
                        .flatMap(this::withoutChunk),
                IntStream.range(0, steps.size()).boxed().flatMap(this::withSmaller));
    }

    private Stream<Shrinkable<AllocatorProgram>> withoutChunk(int stepCount) {
        return Stream.iterate(steps.size() - stepCount, from -> from >= 0, from -> from - stepCount)
                .map(from -> {
                    final List<AllocatorStep> rest = new ArrayList<>(steps);
                    rest.subList(from, from + stepCount).clear();
                    return new ShrinkableProgram(rest);
                });
    }

    private Stream<Shrinkable<AllocatorProgram>> withSmaller(int index) {
        return steps.get(index).smaller().map(smaller -> {
            final List<AllocatorStep> changed = new ArrayList<>(steps);
            changed.set(index, smaller);
            return new ShrinkableProgram(changed);
        });
    }

    /** Where numbers alone get smaller it stays the same, which jqwik takes for no step back. */
    @Override
    public ShrinkingDistance distance() {
        return ShrinkingDistance.of(steps.size());
    }
}
