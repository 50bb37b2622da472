package org.sideheap.collections;

import java.util.ListIterator;
import java.util.NoSuchElementException;

/** The iterator of a {@link LongArrayList}, both ways, also past as many elements as an {@code int} counts. */
final class LongArrayListIterator implements ListIterator<Long> {
    private static final long NONE = -1;

    private final LongArrayList list;
    private long nextIndex;

    /** The element that was returned last and has not been removed since. */
    private long returnedIndex = NONE;

    private int expectedModCount;

    LongArrayListIterator(LongArrayList list, long nextIndex) {
        this.list = list;
        this.nextIndex = nextIndex;
        this.expectedModCount = list.modCount();
    }

    @Override
    public boolean hasNext() {
        return nextIndex != list.sizeAsLong();
    }

    @Override
    public Long next() {
        list.checkUnchanged(expectedModCount);
        if (!hasNext()) {
            throw new NoSuchElementException("no element behind index " + (nextIndex - 1));
        }
        returnedIndex = nextIndex++;
        return list.box(list.getLong(returnedIndex));
    }

    @Override
    public boolean hasPrevious() {
        return nextIndex != 0;
    }

    @Override
    public Long previous() {
        list.checkUnchanged(expectedModCount);
        if (!hasPrevious()) {
            throw new NoSuchElementException("no element before index 0");
        }
        returnedIndex = --nextIndex;
        return list.box(list.getLong(returnedIndex));
    }

    @Override
    public int nextIndex() {
        return Bounds.saturatedToInt(nextIndex);
    }

    @Override
    public int previousIndex() {
        return Bounds.saturatedToInt(nextIndex - 1);
    }

    @Override
    public void remove() {
        checkReturned();
        list.removeAt(returnedIndex);
        nextIndex = returnedIndex;
        returnedIndex = NONE;
        expectedModCount = list.modCount();
    }

    @Override
    public void set(Long element) {
        checkReturned();
        list.setLong(returnedIndex, list.unbox(element));
    }

    @Override
    public void add(Long element) {
        list.checkUnchanged(expectedModCount);
        list.addLong(nextIndex, list.unbox(element));
        nextIndex++;
        returnedIndex = NONE;
        expectedModCount = list.modCount();
    }

    private void checkReturned() {
        if (returnedIndex == NONE) {
            throw new IllegalStateException("no element was returned since the last change");
        }
        list.checkUnchanged(expectedModCount);
    }
}
