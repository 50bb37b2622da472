package org.sideheap.collections.paired;

/** What the numbers of a task are. The less the better. */
enum Unit {
    NANOS_PER_OPERATION("ns per operation"),
    NANOS_AT_WORST("ns at worst"),
    BYTES_PER_ENTRY("bytes per entry");

    private final String text;

    Unit(String text) {
        this.text = text;
    }

    @Override
    public String toString() {
        return text;
    }
}
