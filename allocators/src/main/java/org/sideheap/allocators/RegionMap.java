package org.sideheap.allocators;

/**
 * A region drawn as text: a character for each few bytes of it, which says whether blocks there are live.
 *
 * <p>A character stands for a power of two of bytes, the smallest that draws the region in {@link #MAX_ROWS} rows.
 */
final class RegionMap implements BlockVisitor {
    private static final int COLUMNS = 64;
    private static final int MAX_ROWS = 32;
    private static final int MIN_CELL_BYTE_SIZE = 8;

    private final long byteCapacity;
    private final int cellShift;
    private final long[] liveBytesOfCell;

    RegionMap(long byteCapacity) {
        this.byteCapacity = byteCapacity;
        long cellByteSize = MIN_CELL_BYTE_SIZE;
        while (cellByteSize * COLUMNS * MAX_ROWS < byteCapacity) {
            cellByteSize *= 2;
        }
        cellShift = Long.numberOfTrailingZeros(cellByteSize);
        liveBytesOfCell = new long[(int) ((byteCapacity + cellByteSize - 1) >> cellShift)];
    }

    @Override
    public void block(long offset, long byteSize, boolean isLive) {
        if (isLive) {
            final long end = offset + byteSize;
            for (long from = offset; from < end; from = cellEnd(from)) {
                liveBytesOfCell[(int) (from >> cellShift)] += Math.min(end, cellEnd(from)) - from;
            }
        }
    }

    private long cellEnd(long offset) {
        return ((offset >> cellShift) + 1) << cellShift;
    }

    private char mark(int cell) {
        if (liveBytesOfCell[cell] == 0) {
            return '.';
        }
        final long start = (long) cell << cellShift;
        return liveBytesOfCell[cell] == Math.min(byteCapacity, cellEnd(start)) - start ? '#' : '+';
    }

    @Override
    public String toString() {
        final StringBuilder text = new StringBuilder("each character is ")
                .append(1L << cellShift)
                .append(" bytes: # live, + partly live, . free");
        for (int cell = 0; cell < liveBytesOfCell.length; cell++) {
            if (cell % COLUMNS == 0) {
                text.append(String.format("%n%12d ", (long) cell << cellShift));
            }
            text.append(mark(cell));
        }
        return text.toString();
    }
}
