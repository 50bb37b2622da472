package org.sideheap.collections;

import java.util.Objects;
import java.util.Spliterator;
import java.util.function.Consumer;
import java.util.function.LongConsumer;

/**
 * A {@link LongArrayList}, or a range of it, for streams. Late-binding: what it covers is what the list has when it is first
 * used; a change from then on is a {@link java.util.ConcurrentModificationException}.
 */
final class LongArrayListSpliterator implements Spliterator.OfLong {
    private static final int CHARACTERISTICS = ORDERED | SIZED | SUBSIZED;

    /** Until it is first used. */
    private static final long UNBOUND = -1;

    private final LongArrayList list;
    private long nextIndex;
    private long endIndex;
    private int expectedModCount;

    LongArrayListSpliterator(LongArrayList list) {
        this(list, 0, UNBOUND, 0);
    }

    private LongArrayListSpliterator(LongArrayList list, long nextIndex, long endIndex, int expectedModCount) {
        this.list = list;
        this.nextIndex = nextIndex;
        this.endIndex = endIndex;
        this.expectedModCount = expectedModCount;
    }

    private void bind() {
        if (endIndex == UNBOUND) {
            endIndex = list.sizeAsLong();
            expectedModCount = list.modCount();
        }
    }

    @Override
    public boolean tryAdvance(LongConsumer action) {
        Objects.requireNonNull(action, "action");
        bind();
        if (nextIndex >= endIndex) {
            return false;
        }
        list.checkUnchanged(expectedModCount);
        final long index = nextIndex++;
        list.forEachLong(index, nextIndex, action, expectedModCount);
        return true;
    }

    @Override
    public void forEachRemaining(LongConsumer action) {
        Objects.requireNonNull(action, "action");
        bind();
        if (nextIndex < endIndex) {
            list.checkUnchanged(expectedModCount);
            final long index = nextIndex;
            nextIndex = endIndex;
            list.forEachLong(index, endIndex, action, expectedModCount);
        }
    }

    @Override
    public LongArrayListSpliterator trySplit() {
        bind();
        final long middle = (nextIndex + endIndex) >>> 1;
        if (middle <= nextIndex) {
            return null;
        }
        final long fromIndex = nextIndex;
        nextIndex = middle;
        return new LongArrayListSpliterator(list, fromIndex, middle, expectedModCount);
    }

    @Override
    public long estimateSize() {
        bind();
        return endIndex - nextIndex;
    }

    @Override
    public int characteristics() {
        return CHARACTERISTICS;
    }

    /** The same elements, with null for the null value. */
    Spliterator<Long> boxed() {
        return new Boxed(this);
    }

    private record Boxed(LongArrayListSpliterator source) implements Spliterator<Long> {
        @Override
        public boolean tryAdvance(Consumer<? super Long> action) {
            return source.tryAdvance(boxing(action));
        }

        @Override
        public void forEachRemaining(Consumer<? super Long> action) {
            source.forEachRemaining(boxing(action));
        }

        private LongConsumer boxing(Consumer<? super Long> action) {
            Objects.requireNonNull(action, "action");
            return element -> action.accept(source.list.box(element));
        }

        @Override
        public Spliterator<Long> trySplit() {
            final LongArrayListSpliterator split = source.trySplit();
            return split == null ? null : split.boxed();
        }

        @Override
        public long estimateSize() {
            return source.estimateSize();
        }

        @Override
        public int characteristics() {
            return CHARACTERISTICS;
        }
    }
}
