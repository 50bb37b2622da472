/** Off-heap collections of {@code long} on any allocator. */
module org.sideheap.collections {
    requires transitive org.sideheap.allocators;

    exports org.sideheap.collections;
}
