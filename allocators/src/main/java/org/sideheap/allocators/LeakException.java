package org.sideheap.allocators;

/** Blocks were live when a {@link TrackingAllocator} was closed that was to be strict about it. All is closed by then. */
public final class LeakException extends IllegalStateException {
    private static final long serialVersionUID = 1L;

    private final transient LeakReport report;

    LeakException(LeakReport report) {
        super(report.toString());
        this.report = report;
    }

    /**
     * Which blocks.
     *
     * @return the report; null in an exception that was deserialised
     */
    public LeakReport report() {
        return report;
    }
}
