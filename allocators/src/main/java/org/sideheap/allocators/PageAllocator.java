package org.sideheap.allocators;

import static org.sideheap.allocators.AddressMath.checkRequest;
import static org.sideheap.allocators.AddressMath.roundByteSize;
import static org.sideheap.allocators.Memory.NULL_ADDRESS;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * Blocks of whole pages, in the pages one wishes for: huge ones, or ones that are there before they are used.
 *
 * <p>A parent for large regions, of tens of MiB and more, that are read at random or must not stall when they are first
 * written. Not for blocks of a size a program works with: each takes pages of its own, is entered in a book on the heap and
 * costs two calls of the system.
 *
 * <pre>{@code
 * try (PageAllocator pages = new PageAllocator(PageAllocator.Option.HUGE_PAGES, PageAllocator.Option.PRE_TOUCH);
 *         BumpAllocator bump = new BumpAllocator(pages, 64 << 20)) {
 *     System.out.println(pages.report()); // what came of the wishes
 * }
 * }</pre>
 *
 * <p>Both wishes are off unless named:
 *
 * <ul>
 *   <li>{@link Option#HUGE_PAGES}: a processor remembers some 1,500 translations of pages. Of 4 KiB each that is 6 MiB, and
 *       an access at random to more memory pays for looking the page up; of 2 MiB each it is 3 GiB. The price: memory is
 *       taken 2 MiB at a time, and the first touch of each clears that much. Linux is asked, which needs no privilege, but
 *       {@code java.lang.foreign}: JDK 22 or later and, beside another way to memory than {@code ffm},
 *       {@code --enable-native-access=ALL-UNNAMED}. Where it cannot be asked all works as without, and the report says why.
 *   <li>{@link Option#PRE_TOUCH}: memory is promised when it is allocated and found page by page when first written, for
 *       some microseconds each. This writes to each page at once, so that a region is as fast the first time as ever, and a
 *       machine that has less than it promised says so at the start. The price is that start, half a second or more for
 *       each GiB, and that memory which is never used is taken too.
 * </ul>
 *
 * <p>Allocation costs a call of the system and O(pages) with {@code PRE_TOUCH}; O(log blocks) beside. A block that outgrows
 * its pages is copied. One thread at a time. Double and foreign frees are refused; a wrong size is refused as far as it
 * takes other pages, and within them goes <em>undetected</em>.
 */
public final class PageAllocator implements Allocator {
    /*
     * A block is a multiple of a page and starts at one. With HUGE_PAGES, one of hugePageByteSize or more is a multiple of
     * that, and starts at one:
     *
     *   malloc's block        address, a multiple of hugePageByteSize
     *   v                     v
     *   +---------------------+-------------------+-------------------+----------------+
     *   | not used, not there | huge page         | huge page         | not used       |
     *   +---------------------+-------------------+-------------------+----------------+
     *                         |<---- goodByteSize(byteSize) --------->|
     *
     * What is not used costs addresses and no memory, but for the one page with malloc's address.
     *
     * The kernel keeps an advice with the addresses until they are unmapped. malloc maps large blocks one by one and unmaps
     * them when they are freed: blocks from 128 KiB at first, up to 32 MiB once blocks that large have been freed. A smaller
     * one goes back to malloc's heap with the advice still on: what malloc puts there later may get huge pages too, which
     * takes more memory and changes nothing else. Neither is a block from that heap sure to get any, as its pages may be
     * there already.
     *
     * Measured, as processor time of the thread on a virtual machine that others used too (Intel Xeon 2.80GHz of the Ice Lake
     * kind, two cores, Linux 6.18, JDK 25.0.3, November 2026; medians of 11 rounds in turn). Reads of a long at random in a
     * region of 1 GiB: 126 ns with small pages and 64 with huge ones, where the reads overlap; 478 and 299, where each
     * address comes from the read before. The first touch: 2 microseconds for a page of 4 KiB, and 0.3 to 5 ms for one of
     * 2 MiB, that is from a third to five times as much for the same memory, as the host had it at hand or not.
     */

    /** What can be wished for. */
    public enum Option {
        /** Pages of 2 MiB, or what the platform has, for blocks that have room for one. */
        HUGE_PAGES,

        /** All pages there from the start. */
        PRE_TOUCH
    }

    /**
     * What came of the wishes, for the blocks live now.
     *
     * @param byteSize of all blocks
     * @param advice what came of asking for huge pages, as a clause; where it was not the same for all, for the latest
     * @param residentBytes how many are in memory, or {@link AllocatorStats#UNKNOWN} where the system does not tell. It
     *     counts by mapping: where others share a block's, this is the most it can be
     * @param hugePageBytes how many are in huge pages, likewise; exact where the kernel was asked
     */
    public record Report(long byteSize, String advice, long residentBytes, long hugePageBytes) {
        /**
         * The report as text.
         *
         * @return one line
         */
        @Override
        public String toString() {
            return byteSize + " bytes, huge pages " + advice
                    + (residentBytes == AllocatorStats.UNKNOWN
                            ? "; what came of it this system does not tell"
                            : "; " + residentBytes + " bytes are in memory, " + hugePageBytes
                                    + " of them in huge pages");
        }
    }

    /** The smallest page of any platform. */
    private static final long PAGE_BYTE_SIZE = 4096;

    private static final long USUAL_HUGE_PAGE_BYTE_SIZE = 2 << 20;
    private static final Path HUGE_PAGE_SETTINGS = Path.of("/sys/kernel/mm/transparent_hugepage");

    private final boolean wantsHugePages;
    private final boolean touches;
    private final long hugePageByteSize = hugePageByteSize();

    /** The live blocks by address, as the global allocator gave them. */
    private final TreeMap<Long, Allocation> blocks = new TreeMap<>();

    private final Usage usage = new Usage();
    private final Dependants dependants = new Dependants();
    private String advice = "not asked for";

    /** While dependants are told: they free their blocks, and may close this again. */
    private boolean isClosing;

    private boolean isClosed;

    /**
     * Of pages from the {@link GlobalAllocator}.
     *
     * @param options what to wish for; none are on by default
     */
    public PageAllocator(Option... options) {
        final List<Option> wishes = List.of(options);
        wantsHugePages = wishes.contains(Option.HUGE_PAGES);
        touches = wishes.contains(Option.PRE_TOUCH);
    }

    @Override
    public long tryAllocate(long byteSize, long byteAlignment) {
        checkRequest(byteSize, byteAlignment);
        ensureOpen();
        final long blockByteSize = goodByteSize(byteSize);
        final long blockByteAlignment = Math.max(byteAlignment, pageByteSizeFor(blockByteSize));
        final long address = GlobalAllocator.INSTANCE.tryAllocate(blockByteSize, blockByteAlignment);
        if (address == NULL_ADDRESS) {
            usage.declined();
            return NULL_ADDRESS;
        }
        usage.allocated(blockByteSize);
        blocks.put(address, new Allocation(address, blockByteSize, blockByteAlignment));
        if (pageByteSizeFor(blockByteSize) == hugePageByteSize) {
            advice = Memory.adviseHugePages(address, blockByteSize);
        }
        if (touches) {
            touch(address, blockByteSize);
        }
        return address;
    }

    private static void touch(long address, long byteSize) {
        for (long offset = 0; offset < byteSize; offset += PAGE_BYTE_SIZE) {
            Memory.putByte(address + offset, (byte) 0);
        }
    }

    @Override
    public boolean tryResize(long address, long oldByteSize, long newByteSize, long byteAlignment) {
        checkRequest(newByteSize, byteAlignment);
        return blockAt(address, oldByteSize, byteAlignment).byteSize() == goodByteSize(newByteSize);
    }

    @Override
    public void free(long address, long byteSize, long byteAlignment) {
        final Allocation block = blockAt(address, byteSize, byteAlignment);
        blocks.remove(address);
        usage.freed(block.byteSize());
        GlobalAllocator.INSTANCE.free(block);
    }

    private Allocation blockAt(long address, long byteSize, long byteAlignment) {
        checkRequest(byteSize, byteAlignment);
        ensureOpen();
        final Allocation block = blocks.get(address);
        if (block == null) {
            throw new IllegalArgumentException("PageAllocator: address " + address + " is no live block");
        }
        if (goodByteSize(byteSize) != block.byteSize()) {
            throw new IllegalArgumentException("PageAllocator: the block at address " + address + " has "
                    + block.byteSize() + " bytes, not " + byteSize);
        }
        return block;
    }

    @Override
    public long goodByteSize(long byteSize) {
        return roundByteSize(byteSize, pageByteSizeFor(byteSize));
    }

    private long pageByteSizeFor(long byteSize) {
        return wantsHugePages && byteSize >= hugePageByteSize ? hugePageByteSize : PAGE_BYTE_SIZE;
    }

    @Override
    public boolean owns(long address) {
        final Map.Entry<Long, Allocation> below = blocks.floorEntry(address);
        return below != null && address - below.getKey() < below.getValue().byteSize();
    }

    /**
     * What came of the wishes. Reads a file of the system, which takes it a millisecond or more to write.
     *
     * @return the numbers of this moment
     */
    public Report report() {
        final Smaps smaps = Smaps.of(blocks.values());
        return new Report(usage.usedBytes(), advice, smaps.residentBytes(), smaps.hugePageBytes());
    }

    @Override
    public AllocatorStats stats() {
        return usage.stats(usage.usedBytes(), AllocatorStats.UNKNOWN);
    }

    @Override
    public void check() {
        ensureOpen();
        final long blocksByteSize =
                blocks.values().stream().mapToLong(Allocation::byteSize).sum();
        if (blocksByteSize != usage.usedBytes() || blocks.size() != usage.liveCount()) {
            throw new IllegalStateException(this + ": the blocks have " + blocksByteSize + " bytes");
        }
    }

    @Override
    public void register(Dependant dependant) {
        ensureOpen();
        dependants.add(dependant);
    }

    @Override
    public void close() {
        if (isClosed || isClosing) {
            return;
        }
        isClosing = true;
        try {
            dependants.closeAll(0, 0, "PageAllocator was closed");
        } finally {
            isClosed = true;
            blocks.values().forEach(GlobalAllocator.INSTANCE::free);
            blocks.clear();
            usage.reset();
        }
    }

    private void ensureOpen() {
        if (isClosed) {
            throw new IllegalStateException("PageAllocator is closed: PageAllocator was closed");
        }
    }

    /**
     * The allocator in one line.
     *
     * @return its kind, and how much is used
     */
    @Override
    public String toString() {
        return "PageAllocator[" + (isClosed ? "closed" : usage.usedBytes() + " bytes in " + blocks.size() + " blocks")
                + "]";
    }

    private static long hugePageByteSize() {
        try {
            return Long.parseLong(Files.readString(HUGE_PAGE_SETTINGS.resolve("hpage_pmd_size"))
                    .strip());
        } catch (IOException | NumberFormatException e) {
            return USUAL_HUGE_PAGE_BYTE_SIZE;
        }
    }
}
