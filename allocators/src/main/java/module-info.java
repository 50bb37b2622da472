/** Allocators for off-heap memory, and the raw memory they stand on. */
module org.sideheap.allocators {
    requires transitive org.agrona;
    requires jdk.unsupported;

    exports org.sideheap.allocators;
}
