package org.sideheap.examples;

import java.util.Locale;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.TypeConversionException;

/** Reads a size in bytes as the JVM's own options do: 1000, 64k, 64m, 2g. */
final class ByteSize implements ITypeConverter<Long> {
    private static final String UNITS = "kmg";

    @Override
    public Long convert(String text) {
        final String lower = text.toLowerCase(Locale.ROOT);
        final int unit = lower.isEmpty() ? -1 : UNITS.indexOf(lower.charAt(lower.length() - 1));
        final String digits = unit < 0 ? lower : lower.substring(0, lower.length() - 1);
        try {
            final long byteSize = Math.multiplyExact(Long.parseLong(digits), 1L << 10 * (unit + 1));
            if (byteSize > 0) {
                return byteSize;
            }
        } catch (NumberFormatException | ArithmeticException e) {
            // Told below like any other.
        }
        throw new TypeConversionException("'" + text + "' is not a size in bytes, such as 1000, 64k, 64m or 2g");
    }
}
