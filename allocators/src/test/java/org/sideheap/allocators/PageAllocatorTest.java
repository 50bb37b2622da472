package org.sideheap.allocators;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;
import static org.sideheap.allocators.Memory.NULL_ADDRESS;
import static org.sideheap.allocators.PageAllocator.Option.HUGE_PAGES;
import static org.sideheap.allocators.PageAllocator.Option.PRE_TOUCH;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledForJreRange;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.JRE;
import org.junit.jupiter.api.condition.OS;

class PageAllocatorTest {
    private static final String NEEDS_A_FLAG = "not asked for, that needs --enable-native-access=ALL-UNNAMED";

    private static final Path SMAPS = Path.of("/proc/self/smaps");

    /** Larger than any block that malloc keeps when it is freed: always fresh memory, in a mapping of its own. */
    private static final long LARGE = 64L << 20;

    @Test
    void givesWholePages() {
        try (PageAllocator pages = new PageAllocator()) {
            assertEquals(4096, pages.goodByteSize(1));
            assertEquals(4096, pages.goodByteSize(4096));
            assertEquals(8192, pages.goodByteSize(4097));
            assertEquals((2 << 20) + 4096, pages.goodByteSize((2 << 20) + 1));
            final long address = pages.allocate(1, 1);
            assertEquals(0, address % 4096);
            Bytes.write(address, 4096, 1);
            assertEquals(4096, pages.stats().usedBytes());
            pages.free(address, 1, 1);
            assertEquals(0, pages.stats().usedBytes());
        }
    }

    @Test
    void givesWholeHugePagesWhereABlockHasRoomForOne() {
        try (PageAllocator pages = new PageAllocator(HUGE_PAGES)) {
            final long huge = hugePageByteSize();
            assertEquals(4096, pages.goodByteSize(1));
            assertEquals(huge, pages.goodByteSize(huge - 1));
            assertEquals(huge, pages.goodByteSize(huge));
            assertEquals(2 * huge, pages.goodByteSize(huge + 1));
            assertEquals(Long.MAX_VALUE, pages.goodByteSize(Long.MAX_VALUE));
            for (final long byteSize : new long[] {huge - 1, huge, huge + 1, 3 * huge}) {
                final long address = pages.allocate(byteSize, 8);
                assertEquals(0, address % huge);
                pages.free(address, byteSize, 8);
            }
            assertEquals(NULL_ADDRESS, pages.tryAllocate(Long.MAX_VALUE, 8));
        }
    }

    private static long hugePageByteSize() {
        final Path file = Path.of("/sys/kernel/mm/transparent_hugepage/hpage_pmd_size");
        try {
            return Files.exists(file) ? Long.parseLong(Files.readString(file).strip()) : 2 << 20;
        } catch (IOException e) {
            throw new AssertionError(e);
        }
    }

    @Test
    void isTheParentOfAllThatCarveARegion() {
        final AllocatorStats before = GlobalAllocator.INSTANCE.stats();
        final PageAllocator pages = new PageAllocator(HUGE_PAGES, PRE_TOUCH);
        final BumpAllocator bump = new BumpAllocator(pages, 5 << 20);
        final PoolAllocator pool = new PoolAllocator(pages, 64, 1000);
        final FreeListAllocator freeList = new FreeListAllocator(pages, 1 << 16);
        final StackAllocator stack = new StackAllocator(pages, 1 << 16);
        for (final Allocator each : List.of(bump, pool, freeList, stack)) {
            Bytes.write(each.allocate(64, 64), 64, 3);
            assertTrue(pages.owns(((RegionAllocator) each).startAddress()));
        }
        pages.check();
        assertEquals(4, pages.stats().liveCount());
        stack.close();
        assertEquals(3, pages.stats().liveCount());
        pages.close();
        final IllegalStateException e = assertThrows(IllegalStateException.class, () -> bump.allocate(8, 8));
        assertEquals("BumpAllocator is closed: PageAllocator was closed", e.getMessage());
        assertEquals(before.usedBytes(), GlobalAllocator.INSTANCE.stats().usedBytes());
        assertEquals(before.liveCount(), GlobalAllocator.INSTANCE.stats().liveCount());
    }

    @Test
    void givesBackBlocksThatNobodyFreed() {
        final AllocatorStats before = GlobalAllocator.INSTANCE.stats();
        final PageAllocator pages = new PageAllocator();
        pages.allocate(10_000, 8);
        pages.allocate(10, 1 << 16);
        pages.close();
        pages.close();
        assertEquals(before.usedBytes(), GlobalAllocator.INSTANCE.stats().usedBytes());
        assertThrows(IllegalStateException.class, () -> pages.tryAllocate(8, 8));
        assertEquals(0, pages.stats().usedBytes());
        assertEquals("PageAllocator[closed]", pages.toString());
    }

    @Test
    void isClosedByItsOwnDependantWithoutHarm() {
        final PageAllocator pages = new PageAllocator();
        final long address = pages.allocate(8, 8);
        final Dependant closesIt = new Dependant() {
            @Override
            protected boolean holds(long fromAddress, long toAddress) {
                return AddressMath.contains(fromAddress, toAddress, address, 8);
            }

            @Override
            protected void close(long fromAddress, long toAddress, String cause) {
                pages.close();
                pages.free(address, 8, 8);
            }
        };
        pages.register(closesIt);
        pages.close();
        assertFalse(pages.owns(address));
    }

    @Test
    void refusesDoubleForeignAndWronglySizedFrees() {
        try (PageAllocator pages = new PageAllocator()) {
            final long address = pages.allocate(4097, 8);
            assertRefused(() -> pages.free(address, 4096, 8), "has 8192 bytes, not 4096");
            assertRefused(() -> pages.free(address + 8, 4097, 8), "is no live block");
            assertRefused(() -> pages.tryResize(address + 4096, 1, 2, 8), "is no live block");
            assertTrue(pages.tryResize(address, 8192, 5000, 8));
            assertFalse(pages.tryResize(address, 5000, 4096, 8));
            assertFalse(pages.tryResize(address, 5000, 8193, 8));
            pages.free(address, 5000, 8);
            assertRefused(() -> pages.free(address, 4097, 8), "is no live block");
            pages.check();
        }
    }

    private static void assertRefused(Runnable call, String why) {
        final IllegalArgumentException e = assertThrows(IllegalArgumentException.class, call::run);
        assertTrue(e.getMessage().contains(why), e.getMessage());
    }

    @Test
    void ownsEachByteOfItsBlocksAndNoneBeside() {
        try (PageAllocator pages = new PageAllocator()) {
            assertFalse(pages.owns(4096));
            final long address = pages.allocate(5000, 8);
            assertTrue(pages.owns(address));
            assertTrue(pages.owns(address + 8191));
            assertFalse(pages.owns(address + 8192));
            assertFalse(pages.owns(address - 1));
        }
    }

    @Test
    void wishesForNothingByDefault() {
        try (PageAllocator pages = new PageAllocator()) {
            pages.allocate(LARGE, 8);
            final PageAllocator.Report report = pages.report();
            assertEquals(LARGE, report.byteSize());
            assertEquals("not asked for", report.advice());
            if (Files.isReadable(SMAPS)) {
                assertTrue(report.residentBytes() < LARGE / 2, report.toString());
            }
        }
    }

    @Test
    @EnabledOnOs(OS.LINUX)
    void hasAllPagesThereFromTheStart() {
        try (PageAllocator pages = new PageAllocator(PRE_TOUCH)) {
            pages.allocate(LARGE, 8);
            assertEquals(LARGE, pages.report().residentBytes());
            assertEquals("not asked for", pages.report().advice());
        }
    }

    @Test
    void saysWhatCameOfAskingForHugePages() {
        try (PageAllocator pages = new PageAllocator(HUGE_PAGES)) {
            assertEquals("not asked for", pages.report().advice());
            pages.allocate(4096, 8);
            assertEquals("not asked for", pages.report().advice());
            pages.allocate(LARGE, 8);
            final String advice = pages.report().advice();
            if (Runtime.version().feature() < 22) {
                assertEquals("not asked for, that needs java.lang.foreign, JDK 22 or later", advice);
            } else if (!Memory.describe().contains("through ffm") && !Memory.isNativeAccessEnabled()) {
                assertEquals(NEEDS_A_FLAG, advice);
            } else if (OS.LINUX.isCurrentOs()) {
                assertTrue(advice.startsWith("asked for"), advice);
            } else {
                assertEquals("not asked for, that needs Linux", advice);
            }
        }
    }

    @Test
    @EnabledOnOs(OS.LINUX)
    @EnabledForJreRange(min = JRE.JAVA_22, disabledReason = "madvise is called through java.lang.foreign")
    void asksForHugePagesBesideAnyWayToMemoryWhereNativeAccessIsAllowed() throws IOException, InterruptedException {
        final String unsafe = "-Dsideheap.memory=unsafe";
        final String denied = MemoryTest.run(unsafe).text();
        assertTrue(denied.contains(NEEDS_A_FLAG), denied);
        final String allowed =
                MemoryTest.run(unsafe, "--enable-native-access=ALL-UNNAMED").text();
        assertTrue(allowed.contains("huge pages asked for"), allowed);
    }

    @Test
    @EnabledOnOs(OS.LINUX)
    @EnabledForJreRange(min = JRE.JAVA_22, disabledReason = "madvise is called through java.lang.foreign")
    void reportsTheHugePagesTheKernelGave() throws IOException {
        try (PageAllocator pages = new PageAllocator(HUGE_PAGES, PRE_TOUCH)) {
            final long address = pages.allocate(LARGE, 8);
            final PageAllocator.Report report = pages.report();
            assumeTrue(report.advice().equals("asked for"), report.advice());
            assertEquals(LARGE, report.residentBytes());
            assertEquals(hugePageBytesOfTheMappingAt(address), report.hugePageBytes());
            assumeTrue(report.hugePageBytes() > 0, "the kernel has huge pages to give: " + report);
            assertEquals(0, report.hugePageBytes() % hugePageByteSize());
            assertEquals(
                    LARGE + " bytes, huge pages asked for; " + LARGE + " bytes are in memory, " + report.hugePageBytes()
                            + " of them in huge pages",
                    report.toString());
        }
    }

    private static long hugePageBytesOfTheMappingAt(long address) throws IOException {
        final List<String> lines = Files.readAllLines(SMAPS);
        final String start = Long.toHexString(address) + "-";
        final int mapping = lines.indexOf(lines.stream()
                .filter(line -> line.startsWith(start))
                .findFirst()
                .orElseThrow());
        final String number = lines.subList(mapping, lines.size()).stream()
                .filter(line -> line.startsWith("AnonHugePages:"))
                .findFirst()
                .orElseThrow();
        return Long.parseLong(number.replaceAll("\\D", "")) * 1024;
    }
}
