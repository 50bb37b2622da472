package org.sideheap.testkit;

import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;

/** Random programs: sizes and alignments of all magnitudes, some of them absurd, frees in any order. */
final class AllocatorProgramGenerator {
    private final SplittableRandom random;
    private final Backend backend;
    private final long byteCapacity;
    private final long blockByteSize;
    private final List<String> live = new ArrayList<>();
    private final List<String> freed = new ArrayList<>();

    AllocatorProgramGenerator(Backend backend, long byteCapacity, long blockByteSize, long seed) {
        this.backend = backend;
        this.byteCapacity = byteCapacity;
        this.blockByteSize = blockByteSize;
        random = new SplittableRandom(seed);
    }

    AllocatorProgram program(int stepCount) {
        if (stepCount < 1) {
            throw new IllegalArgumentException("stepCount must be at least 1, was " + stepCount);
        }
        final List<AllocatorStep> steps = new ArrayList<>();
        for (int i = 0; i < stepCount; i++) {
            steps.add(step("b" + i));
        }
        return new AllocatorProgram(steps);
    }

    private AllocatorStep step(String newName) {
        final int percent = random.nextInt(100);
        if (backend.resetter().isPresent() && percent == 99 && !live.isEmpty()) {
            live.clear();
            freed.clear();
            return new AllocatorStep.Reset("reset");
        }
        if (live.isEmpty() || percent < 44) {
            live.add(newName);
            return new AllocatorStep.Allocate(newName, byteSize(), byteAlignment(), random.nextInt(4) == 0);
        }
        if (percent < 70) {
            final String name = live.remove(random.nextInt(live.size()));
            freed.add(name);
            return new AllocatorStep.Free(name);
        }
        final String name = random.nextBoolean() ? live.get(live.size() - 1) : live.get(random.nextInt(live.size()));
        if (percent < 82) {
            return new AllocatorStep.Resize(name, byteSize());
        }
        if (percent < 94) {
            return new AllocatorStep.Reallocate(
                    name, byteSize(), random.nextInt(3) == 0 ? magnitude(byteCapacity) - 1 : byteCapacity);
        }
        if (percent < 98 || freed.isEmpty()) {
            return new AllocatorStep.Claim(name, byteSize());
        }
        return new AllocatorStep.FreeAgain(freed.get(random.nextInt(freed.size())));
    }

    private long byteSize() {
        final int percent = random.nextInt(100);
        if (percent < 2) {
            return Long.MAX_VALUE - magnitude(1 << 13) + 1;
        }
        if (percent < 4) {
            return 1L << random.nextInt(50, 63);
        }
        if (percent < 7) {
            return byteCapacity / 2 + magnitude(byteCapacity);
        }
        return magnitude(backend.has(Trait.FIXED_BLOCK) ? blockByteSize + blockByteSize / 8 + 1 : byteCapacity / 6 + 1);
    }

    private long byteAlignment() {
        final int percent = random.nextInt(100);
        return percent < 1 ? 1L << random.nextInt(50, 63) : 1L << random.nextInt(percent < 75 ? 5 : 13);
    }

    /** At least 1 and at most the limit, each power of two as likely as the next. */
    private long magnitude(long limit) {
        final long power = 1L << random.nextInt(Long.SIZE - Long.numberOfLeadingZeros(limit));
        return Math.min(limit, random.nextInt(4) == 0 ? power : random.nextLong(power, 2 * power));
    }
}
