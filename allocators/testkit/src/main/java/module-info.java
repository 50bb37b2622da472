/** Contracts that an allocator, and a collection on any allocator, must keep. */
module org.sideheap.testkit {
    requires transitive org.sideheap.allocators;

    exports org.sideheap.testkit;
}
