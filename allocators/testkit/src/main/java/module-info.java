/** Contracts that an allocator, and a collection on any allocator, must keep. */
module org.sideheap.testkit {
    // Not "provides" what jqwik looks for: a module that does cannot be resolved where jqwik is missing.
    requires static net.jqwik.api;
    requires static org.junit.jupiter.api;
    requires transitive org.sideheap.allocators;

    exports org.sideheap.testkit;
}
