package org.sideheap.allocators;

/**
 * A block that is no longer live, and what ended it.
 *
 * @param block as it was
 * @param freed who freed it, or reset the memory it was in
 */
record FreedBlock(LiveBlock block, CallStack freed) {}
