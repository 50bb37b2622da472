package org.sideheap.allocators;

import static org.junit.jupiter.api.Assertions.assertEquals;

import org.junit.jupiter.api.Test;

class UsageTest {
    @Test
    void keepsThePeakAndTheCountsOverAReset() {
        final Usage usage = new Usage();
        usage.allocated(100);
        usage.allocated(50);
        usage.freed(100);
        usage.grew(-10);
        usage.declined();
        assertEquals(new AllocatorStats(40, 500, 150, 7, 1, 2, 1), usage.stats(500, 7));
        usage.reset();
        assertEquals(new AllocatorStats(0, 500, 150, 7, 0, 2, 1), usage.stats(500, 7));
    }

    @Test
    void growingInPlaceCountsForThePeakButNotAsAnAllocation() {
        final Usage usage = new Usage();
        usage.allocated(10);
        usage.grew(90);
        assertEquals(100, usage.usedBytes());
        assertEquals(1, usage.liveCount());
        assertEquals(100, usage.stats(0, 0).peakUsedBytes());
        assertEquals(1, usage.stats(0, 0).allocationCount());
    }

    @Test
    void goesBackToWhatWasSoBeforeAndKeepsThePeakAndTheCounts() {
        final Usage usage = new Usage();
        usage.allocated(10);
        usage.allocated(90);
        usage.restore(10, 1);
        assertEquals(new AllocatorStats(10, 0, 100, 0, 1, 2, 0), usage.stats(0, 0));
        assertEquals(2, usage.allocationCount());
    }
}
