package org.sideheap.collections;

import org.sideheap.allocators.Allocator;
import org.sideheap.allocators.AllocatorContext;

/** Each collection, for tests that ask the same of all of them. */
enum CollectionKind {
    LONG_ARRAY_LIST("LongArrayList") {
        @Override
        AnyCollection open(Allocator allocator) {
            final LongArrayList list = new LongArrayList(allocator);
            return new AnyCollection(list, list::addLong, list::sizeAsLong, list::close);
        }

        @Override
        AnyCollection openOnContext() {
            final LongArrayList list = new LongArrayList();
            return new AnyCollection(list, list::addLong, list::sizeAsLong, list::close);
        }
    },
    LONG_2_LONG_HASH_MAP("Long2LongHashMap") {
        @Override
        AnyCollection open(Allocator allocator) {
            final Long2LongHashMap map = new Long2LongHashMap(allocator, -1);
            return new AnyCollection(map, value -> map.put(value, value), map::sizeAsLong, map::close);
        }

        @Override
        AnyCollection openOnContext() {
            final Long2LongHashMap map = new Long2LongHashMap(-1);
            return new AnyCollection(map, value -> map.put(value, value), map::sizeAsLong, map::close);
        }
    },
    LONG_HASH_SET("LongHashSet") {
        @Override
        AnyCollection open(Allocator allocator) {
            final LongHashSet set = new LongHashSet(allocator);
            return new AnyCollection(set, value -> set.add(value + 1), set::sizeAsLong, set::close);
        }

        @Override
        AnyCollection openOnContext() {
            final LongHashSet set = new LongHashSet();
            return new AnyCollection(set, value -> set.add(value + 1), set::sizeAsLong, set::close);
        }
    },
    SEGMENTED_MAP("Long2LongHashMap") {
        @Override
        AnyCollection open(Allocator allocator) {
            final Long2LongHashMap map = Tables.map(allocator, 0.65f, -1, SEGMENT_BYTE_SIZE);
            return new AnyCollection(map, value -> map.put(value, value), map::sizeAsLong, map::close);
        }

        @Override
        AnyCollection openOnContext() {
            return open(AllocatorContext.current());
        }
    },
    SEGMENTED_SET("LongHashSet") {
        @Override
        AnyCollection open(Allocator allocator) {
            final LongHashSet set = Tables.set(allocator, 0.65f, SEGMENT_BYTE_SIZE);
            return new AnyCollection(set, value -> set.add(value + 1), set::sizeAsLong, set::close);
        }

        @Override
        AnyCollection openOnContext() {
            return open(AllocatorContext.current());
        }
    },
    LONG_LINKED_LIST("LongLinkedList") {
        @Override
        AnyCollection open(Allocator allocator) {
            final LongLinkedList list = new LongLinkedList(allocator);
            return new AnyCollection(list, list::addLong, list::sizeAsLong, list::close);
        }

        @Override
        AnyCollection openOnContext() {
            final LongLinkedList list = new LongLinkedList();
            return new AnyCollection(list, list::addLong, list::sizeAsLong, list::close);
        }
    },
    LONG_ARRAY_QUEUE("LongArrayQueue") {
        @Override
        AnyCollection open(Allocator allocator) {
            final LongArrayQueue queue = new LongArrayQueue(allocator);
            return new AnyCollection(queue, queue::addLong, queue::sizeAsLong, queue::close);
        }

        @Override
        AnyCollection openOnContext() {
            final LongArrayQueue queue = new LongArrayQueue();
            return new AnyCollection(queue, queue::addLong, queue::sizeAsLong, queue::close);
        }
    };

    private static final long SEGMENT_BYTE_SIZE = 256;

    final String className;

    CollectionKind(String className) {
        this.className = className;
    }

    abstract AnyCollection open(Allocator allocator);

    abstract AnyCollection openOnContext();

    /** With the numbers from 0 to one below the count. */
    AnyCollection openWith(Allocator allocator, long count) {
        final AnyCollection collection = open(allocator);
        collection.addUpTo(count);
        return collection;
    }
}
