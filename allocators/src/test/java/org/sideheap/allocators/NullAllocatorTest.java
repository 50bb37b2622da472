package org.sideheap.allocators;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.sideheap.allocators.Memory.NULL_ADDRESS;

import org.junit.jupiter.api.Test;

class NullAllocatorTest {
    private final Allocator nothing = NullAllocator.INSTANCE;

    @Test
    void declinesEachRequest() {
        assertEquals(NULL_ADDRESS, nothing.tryAllocate(1, 1));
        final AllocationFailedException e = assertThrows(AllocationFailedException.class, () -> nothing.allocate(8, 8));
        assertEquals(
                "NullAllocator declined 8 bytes aligned to 8: 0 of 0 reserved bytes are used,"
                        + " the largest free block has 0",
                e.getMessage());
    }

    @Test
    void refusesWhatIsNoRequest() {
        assertThrows(IllegalArgumentException.class, () -> nothing.tryAllocate(0, 1));
        assertThrows(IllegalArgumentException.class, () -> nothing.tryAllocate(1, 3));
    }

    @Test
    void hasNoBlocks() {
        assertFalse(nothing.owns(0));
        assertFalse(nothing.owns(4096));
        assertThrows(IllegalArgumentException.class, () -> nothing.free(4096, 1, 1));
        assertThrows(IllegalArgumentException.class, () -> nothing.tryResize(4096, 1, 2, 1));
        assertThrows(IllegalArgumentException.class, () -> nothing.tryReallocate(4096, 1, 2, 1, 1));
        nothing.check();
    }

    @Test
    void neverCloses() {
        nothing.close();
        nothing.close();
        assertEquals(NULL_ADDRESS, nothing.tryAllocate(1, 1));
    }
}
