package org.sideheap.collections;

import java.util.AbstractSequentialList;
import java.util.Collection;
import java.util.Deque;
import java.util.Iterator;
import java.util.ListIterator;

/**
 * A {@link LongLinkedList} seen from its end, as {@link LongLinkedList#reversed} gives it.
 *
 * <p>A view: it has no elements of its own, changes of one are seen in the other, and it is closed when the list is. Each
 * operation costs what it costs the list. For code that takes a {@code List} or a {@code Deque}; with handles, and without
 * boxing, the list itself goes both ways.
 */
public final class ReversedLongLinkedList extends AbstractSequentialList<Long> implements Deque<Long> {
    private final LongLinkedList list;

    ReversedLongLinkedList(LongLinkedList list) {
        this.list = list;
    }

    /**
     * The list that this is the view of.
     *
     * @return the list
     */
    public LongLinkedList reversed() {
        return list;
    }

    @Override
    public int size() {
        return list.size();
    }

    @Override
    public boolean isEmpty() {
        return list.isEmpty();
    }

    @Override
    public void clear() {
        list.clear();
    }

    /** {@inheritDoc} */
    @Override
    public ListIterator<Long> listIterator(int index) {
        return list.iteratorAt(index, true);
    }

    @Override
    public Iterator<Long> descendingIterator() {
        return list.iterator();
    }

    @Override
    public boolean add(Long element) {
        list.addFirst(element);
        return true;
    }

    /**
     * {@inheritDoc}
     *
     * @throws org.sideheap.allocators.AllocationFailedException when there is no memory for a node; then none of the
     *     elements was added
     */
    @Override
    public boolean addAll(Collection<? extends Long> elements) {
        return list.addAllReversed(elements);
    }

    /**
     * {@inheritDoc}
     *
     * @throws org.sideheap.allocators.AllocationFailedException when there is no memory for a node; then none of the
     *     elements was added
     */
    @Override
    public boolean addAll(int index, Collection<? extends Long> elements) {
        return list.addAllReversed(index, elements);
    }

    @Override
    public boolean contains(Object element) {
        return list.contains(element);
    }

    @Override
    public boolean remove(Object element) {
        return list.removeLastOccurrence(element);
    }

    @Override
    public boolean removeFirstOccurrence(Object element) {
        return list.removeLastOccurrence(element);
    }

    @Override
    public boolean removeLastOccurrence(Object element) {
        return list.removeFirstOccurrence(element);
    }

    @Override
    public boolean offer(Long element) {
        return list.offerFirst(element);
    }

    @Override
    public void addFirst(Long element) {
        list.addLast(element);
    }

    @Override
    public void addLast(Long element) {
        list.addFirst(element);
    }

    @Override
    public boolean offerFirst(Long element) {
        return list.offerLast(element);
    }

    @Override
    public boolean offerLast(Long element) {
        return list.offerFirst(element);
    }

    @Override
    public void push(Long element) {
        list.addLast(element);
    }

    @Override
    public Long poll() {
        return list.pollLast();
    }

    @Override
    public Long pollFirst() {
        return list.pollLast();
    }

    @Override
    public Long pollLast() {
        return list.pollFirst();
    }

    @Override
    public Long peek() {
        return list.peekLast();
    }

    @Override
    public Long peekFirst() {
        return list.peekLast();
    }

    @Override
    public Long peekLast() {
        return list.peekFirst();
    }

    @Override
    public Long remove() {
        return list.removeLast();
    }

    @Override
    public Long removeFirst() {
        return list.removeLast();
    }

    @Override
    public Long removeLast() {
        return list.removeFirst();
    }

    @Override
    public Long pop() {
        return list.removeLast();
    }

    @Override
    public Long element() {
        return list.getLast();
    }

    @Override
    public Long getFirst() {
        return list.getLast();
    }

    @Override
    public Long getLast() {
        return list.getFirst();
    }
}
