package org.sideheap.collections;

import java.util.AbstractList;
import java.util.Collection;
import java.util.Comparator;
import java.util.ConcurrentModificationException;
import java.util.List;
import java.util.Objects;
import java.util.RandomAccess;
import java.util.function.Predicate;

/**
 * A part of a {@link LongArrayList}, or of another part of it, that grows and shrinks with what is added and removed through
 * it. A structural change by other means ends it: each later call is a {@link ConcurrentModificationException}.
 */
final class LongArraySubList extends AbstractList<Long> implements RandomAccess {
    private final LongArrayList list;

    /** What this is a part of; null where that is the list itself. */
    private final LongArraySubList parent;

    /** In the list, of the first element. */
    private final long offset;

    private long count;

    LongArraySubList(LongArrayList list, LongArraySubList parent, long fromIndex, long toIndex) {
        this.list = list;
        this.parent = parent;
        this.offset = fromIndex;
        this.count = toIndex - fromIndex;
        this.modCount = list.modCount();
    }

    /** As each list of the JDK tells a range that is out of bounds from one that is none. */
    static void check(int fromIndex, int toIndex, long size) {
        if (fromIndex < 0 || toIndex > size) {
            throw new IndexOutOfBoundsException(
                    "from " + fromIndex + " to " + toIndex + " is no range of 0 to " + size);
        }
        if (fromIndex > toIndex) {
            throw new IllegalArgumentException("fromIndex " + fromIndex + " is above toIndex " + toIndex);
        }
    }

    @Override
    public int size() {
        list.checkUnchanged(modCount);
        return Bounds.saturatedToInt(count);
    }

    @Override
    public Long get(int index) {
        return list.box(list.getLong(offset + checked(index, count)));
    }

    @Override
    public Long set(int index, Long element) {
        return list.box(list.setLong(offset + checked(index, count), list.unbox(element)));
    }

    @Override
    public void add(int index, Long element) {
        list.addLong(offset + checked(index, count + 1), list.unbox(element));
        changed(1);
    }

    @Override
    public Long remove(int index) {
        final long removed = list.removeAt(offset + checked(index, count));
        changed(-1);
        return list.box(removed);
    }

    @Override
    protected void removeRange(int fromIndex, int toIndex) {
        list.checkUnchanged(modCount);
        list.removeRange(offset + fromIndex, offset + toIndex);
        changed(fromIndex - toIndex);
    }

    @Override
    public boolean addAll(Collection<? extends Long> elements) {
        return insertAll(count, elements);
    }

    @Override
    public boolean addAll(int index, Collection<? extends Long> elements) {
        return insertAll(index, elements);
    }

    private boolean insertAll(long index, Collection<? extends Long> elements) {
        final Long[] inserted = elements.toArray(new Long[0]);
        list.insertAll(offset + checked(index, count + 1), inserted);
        changed(inserted.length);
        return inserted.length > 0;
    }

    @Override
    public boolean removeIf(Predicate<? super Long> filter) {
        Objects.requireNonNull(filter, "filter");
        list.checkUnchanged(modCount);
        final long before = list.sizeAsLong();
        final boolean removed =
                Removal.removeIf(list, offset, offset + count, element -> filter.test(list.box(element)));
        changed(list.sizeAsLong() - before);
        return removed;
    }

    @Override
    public boolean removeAll(Collection<?> elements) {
        Objects.requireNonNull(elements, "elements");
        return removeIf(elements::contains);
    }

    @Override
    public boolean retainAll(Collection<?> elements) {
        Objects.requireNonNull(elements, "elements");
        return removeIf(element -> !elements.contains(element));
    }

    @Override
    public void sort(Comparator<? super Long> order) {
        list.checkUnchanged(modCount);
        if (order == null && !contains(null)) {
            list.sort(offset, offset + count);
        } else {
            super.sort(order);
        }
    }

    @Override
    public List<Long> subList(int fromIndex, int toIndex) {
        check(fromIndex, toIndex, size());
        return new LongArraySubList(list, this, offset + fromIndex, offset + toIndex);
    }

    /** Checked always, as an index out of the part may be one of the list. */
    private long checked(long index, long end) {
        list.checkUnchanged(modCount);
        if (!Bounds.isWithin(index, end)) {
            throw new IndexOutOfBoundsException(
                    "index " + index + " is not from 0 to " + (end - 1) + ", the part has " + count + " elements");
        }
        return index;
    }

    /** Tells what this is a part of that the list was changed through it. */
    private void changed(long addedCount) {
        for (LongArraySubList part = this; part != null; part = part.parent) {
            part.count += addedCount;
            part.modCount = list.modCount();
        }
    }
}
