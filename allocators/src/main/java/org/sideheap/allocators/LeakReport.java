package org.sideheap.allocators;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

/**
 * The blocks that were live at a moment, by who allocated them, as a {@link TrackingAllocator} tells it.
 *
 * <p>Printed, it is a line for each site and the calls that led there, those inside this library left out:
 *
 * <pre>{@code
 * try (TrackingAllocator tracking = new TrackingAllocator(GlobalAllocator.INSTANCE)) {
 *     long address = tracking.allocate(24, 8);
 *     System.out.println(tracking.report()); // 1 live block, 24 bytes: ...
 *     tracking.free(address, 24, 8);
 * }
 * }</pre>
 *
 * @param sites who allocated them, the most bytes first
 */
public record LeakReport(List<Site> sites) {
    private static final List<String> LIBRARY_PACKAGES = List.of("org.sideheap.allocators", "org.sideheap.collections");

    /** How many calls of each site are printed. */
    private static final int PRINTED_FRAME_COUNT = 5;

    /**
     * Puts the sites into their order.
     *
     * @param sites who allocated the blocks
     */
    public LeakReport {
        sites = sites.stream()
                .sorted(Comparator.comparingLong(Site::byteSize).reversed())
                .toList();
    }

    /** Blocks whose stack was not sampled are together in one site for each tag. */
    static LeakReport of(List<LiveBlock> blocks) {
        record Key(String tag, List<StackTraceElement> stack) {}
        final Map<Key, Site> sites = new LinkedHashMap<>();
        for (final LiveBlock each : blocks) {
            final List<StackTraceElement> stack =
                    each.allocated == null ? List.of() : List.of(each.allocated.getStackTrace());
            sites.merge(
                    new Key(each.account.name, stack),
                    new Site(each.account.name, 1, each.byteSize, stack),
                    (before, one) ->
                            new Site(before.tag, before.count + 1, before.byteSize + one.byteSize, before.stack));
        }
        return new LeakReport(new ArrayList<>(sites.values()));
    }

    /**
     * Whether no block was live.
     *
     * @return whether there are no sites
     */
    public boolean isEmpty() {
        return sites.isEmpty();
    }

    /**
     * How many blocks were live.
     *
     * @return the count, over all sites
     */
    public long count() {
        return sites.stream().mapToLong(Site::count).sum();
    }

    /**
     * How large they were.
     *
     * @return the sizes asked for, added up over all sites
     */
    public long byteSize() {
        return sites.stream().mapToLong(Site::byteSize).sum();
    }

    /**
     * Throws this report: what a strict tracker does with it.
     *
     * @throws LeakException always
     */
    public void raise() {
        throw new LeakException(this);
    }

    /**
     * All sites, as text of many lines.
     *
     * @return the totals; then each site with its count, its bytes, its tag and the innermost calls
     */
    @Override
    public String toString() {
        return sites.stream()
                .map(site -> "\n  " + site)
                .collect(Collectors.joining("", described("live block", count(), byteSize()), ""));
    }

    private static String described(String what, long count, long byteSize) {
        return count + " " + what + (count == 1 ? ", " : "s, ") + byteSize + " bytes";
    }

    /**
     * Blocks that were allocated by the same calls, under the same tag.
     *
     * @param tag they count under
     * @param count how many
     * @param byteSize the sizes asked for, added up
     * @param stack the calls that led to the first allocation of each, the innermost first; empty for all blocks whose
     *     stack was not sampled
     */
    public record Site(String tag, long count, long byteSize, List<StackTraceElement> stack) {
        /**
         * Keeps the stack from changing.
         *
         * @param tag they count under
         * @param count how many
         * @param byteSize the sizes asked for, added up
         * @param stack the calls that led there
         */
        public Site {
            stack = List.copyOf(stack);
        }

        /**
         * The stack without the calls inside this library that stand at its top: it begins with who called the library.
         *
         * @return the rest of the stack; all of it where there is nothing but the library
         */
        public List<StackTraceElement> callers() {
            final List<StackTraceElement> callers =
                    stack.stream().dropWhile(Site::isOfLibrary).toList();
            return callers.isEmpty() ? stack : callers;
        }

        private static boolean isOfLibrary(StackTraceElement frame) {
            final String className = frame.getClassName();
            return LIBRARY_PACKAGES.contains(className.substring(0, Math.max(0, className.lastIndexOf('.'))));
        }

        /**
         * The site, as text of several lines.
         *
         * @return count, bytes, tag and the innermost of its {@link #callers}
         */
        @Override
        public String toString() {
            final String where = stack.isEmpty()
                    ? ", where was not sampled"
                    : callers().stream()
                            .limit(PRINTED_FRAME_COUNT)
                            .map(frame -> "\n    at " + frame)
                            .collect(Collectors.joining());
            return described("block", count, byteSize) + ", " + tag + where;
        }
    }
}
