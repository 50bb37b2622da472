package org.sideheap.collections;

/** Whether indexes are checked: always, unless Agrona's own property says otherwise. */
final class Bounds {
    /**
     * False only under {@code -Dagrona.disable.bounds.checks=true}. An index out of range, and any index of a closed
     * collection, then reads or writes memory of someone else or ends the JVM.
     */
    static final boolean ARE_CHECKED = !Boolean.getBoolean("agrona.disable.bounds.checks");

    private Bounds() {}

    /** A long count as the int that {@link java.util.Collection#size} asks for. */
    static int saturatedToInt(long count) {
        return (int) Math.min(count, Integer.MAX_VALUE);
    }
}
