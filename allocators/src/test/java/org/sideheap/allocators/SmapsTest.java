package org.sideheap.allocators;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;

class SmapsTest {
    private static final String TEXT =
            """
            100000-180000 rw-p 00000000 00:00 0                       [heap]
            Size:                512 kB
            Rss:                 300 kB
            Pss:                 300 kB
            AnonHugePages:         0 kB
            ShmemPmdMapped:        0 kB
            7f0000200000-7f0000600000 rw-p 00000000 00:00 0
            Size:               4096 kB
            Rss:                4096 kB
            AnonHugePages:      2048 kB
            VmFlags: rd wr mr mw me ac sd hg
            ffffffffff600000-ffffffffff601000 --xp 00000000 00:00 0   [vsyscall]
            Rss:                   4 kB
            AnonHugePages:         0 kB
            """;

    private static Smaps of(Allocation... ranges) {
        return Smaps.of(List.of(ranges), TEXT.lines());
    }

    @Test
    void countsTheMappingOfARange() {
        final Smaps smaps = of(new Allocation(0x7f0000200000L, 4 << 20, 4096));
        assertEquals(4 << 20, smaps.residentBytes());
        assertEquals(2 << 20, smaps.hugePageBytes());
    }

    @Test
    void countsNoMoreThanTheRangeHas() {
        final Smaps smaps = of(new Allocation(0x7f0000200000L, 1 << 20, 4096));
        assertEquals(1 << 20, smaps.residentBytes());
        assertEquals(1 << 20, smaps.hugePageBytes());
    }

    @Test
    void countsAMappingOnceThatSeveralRangesShare() {
        final Smaps smaps =
                of(new Allocation(0x7f0000200000L, 2 << 20, 4096), new Allocation(0x7f0000400000L, 2 << 20, 4096));
        assertEquals(4 << 20, smaps.residentBytes());
        assertEquals(2 << 20, smaps.hugePageBytes());
    }

    @Test
    void addsUpTheMappingsOfSeveralRanges() {
        final Smaps smaps =
                of(new Allocation(0x7f0000200000L, 4 << 20, 4096), new Allocation(0x100000L, 512 << 10, 4096));
        assertEquals((4 << 20) + (300 << 10), smaps.residentBytes());
        assertEquals(2 << 20, smaps.hugePageBytes());
    }

    @Test
    void countsNothingForARangeThatIsNotThere() {
        assertEquals(0, of(new Allocation(0x180000L, 4096, 4096)).residentBytes());
        assertEquals(0, of().residentBytes());
    }

    @Test
    void seesWhatIsWrittenTo() {
        assumeTrue(Files.isReadable(Path.of("/proc/self/smaps")), "the system tells");
        final long byteSize = 64 << 20; // mapped by itself: larger than any malloc keeps
        final Allocation block = new Allocation(GlobalAllocator.INSTANCE.allocate(byteSize, 4096), byteSize, 4096);
        final long before = Smaps.of(List.of(block)).residentBytes();
        Memory.fill(block.address(), byteSize, (byte) 1);
        final long after = Smaps.of(List.of(block)).residentBytes();
        GlobalAllocator.INSTANCE.free(block);
        assertTrue(before < 1 << 20, "before: " + before);
        assertEquals(byteSize, after);
    }
}
