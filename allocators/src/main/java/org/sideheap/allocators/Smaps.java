package org.sideheap.allocators;

import static org.sideheap.allocators.AllocatorStats.UNKNOWN;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * What the kernel says about ranges of this process's memory, read from {@code /proc/self/smaps}.
 *
 * <p>It counts by mapping. A mapping may reach beyond the ranges asked for; then what it has counts for them as far as they
 * reach, which is an upper bound. A range with an advice of its own is in mappings of its own: there the numbers are exact.
 */
final class Smaps {
    /*
     * 7f21c0000000-7f21c4000000 rw-p 00000000 00:00 0      a mapping, from and to
     * Rss:               65536 kB                          what of it is in memory
     * AnonHugePages:     65536 kB                          and in huge pages
     */

    private static final Path FILE = Path.of("/proc/self/smaps");
    private static final Pattern MAPPING = Pattern.compile("([0-9a-f]+)-([0-9a-f]+) .*");
    private static final Pattern NUMBER = Pattern.compile("(Rss|AnonHugePages): +(\\d+) kB");
    private static final long KIBIBYTE = 1024;

    private final Iterable<Allocation> ranges;
    private long residentBytes;
    private long hugePageBytes;

    /** How much of the mapping whose numbers are being read is in the ranges. */
    private long sharedBytes;

    private Smaps(Iterable<Allocation> ranges) {
        this.ranges = ranges;
    }

    /** Adds up what is said of the ranges; both numbers are UNKNOWN where the system has no such file. */
    static Smaps of(Iterable<Allocation> ranges) {
        try (Stream<String> lines = Files.lines(FILE)) {
            return of(ranges, lines);
        } catch (IOException e) {
            final Smaps unknown = new Smaps(List.of());
            unknown.residentBytes = UNKNOWN;
            unknown.hugePageBytes = UNKNOWN;
            return unknown;
        }
    }

    static Smaps of(Iterable<Allocation> ranges, Stream<String> lines) {
        final Smaps smaps = new Smaps(ranges);
        lines.forEachOrdered(smaps::read);
        return smaps;
    }

    long residentBytes() {
        return residentBytes;
    }

    long hugePageBytes() {
        return hugePageBytes;
    }

    private void read(String line) {
        final Matcher mapping = MAPPING.matcher(line);
        if (mapping.matches()) {
            sharedBytes = sharedBytes(
                    Long.parseUnsignedLong(mapping.group(1), 16), Long.parseUnsignedLong(mapping.group(2), 16));
        } else if (sharedBytes > 0) {
            final Matcher number = NUMBER.matcher(line);
            if (number.matches()) {
                count(number.group(1), Long.parseLong(number.group(2)) * KIBIBYTE);
            }
        }
    }

    private void count(String name, long byteSize) {
        if (name.equals("Rss")) {
            residentBytes += Math.min(byteSize, sharedBytes);
        } else {
            hugePageBytes += Math.min(byteSize, sharedBytes);
        }
    }

    private long sharedBytes(long fromAddress, long toAddress) {
        long sum = 0;
        for (final Allocation each : ranges) {
            final long from = Math.max(fromAddress, each.address());
            final long to = Math.min(toAddress, each.address() + each.byteSize());
            sum += Math.max(0, to - from);
        }
        return sum;
    }
}
