package org.sideheap.allocators;

import static org.junit.jupiter.api.Assertions.assertAll;
import static org.junit.jupiter.api.Assertions.assertDoesNotThrow;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.math.BigInteger;
import org.junit.jupiter.api.Test;

class AddressMathTest {
    private static final long[] VALUES = {
        0,
        1,
        2,
        7,
        8,
        9,
        63,
        64,
        4095,
        4097,
        (1L << 47) - 1,
        (1L << 61) + 1,
        (1L << 62) - 1,
        1L << 62,
        Long.MAX_VALUE - 8,
        Long.MAX_VALUE - 1,
        Long.MAX_VALUE
    };

    @Test
    void alignsUpToTheFirstMultipleOrTurnsNegative() {
        for (int shift = 0; shift <= 62; shift++) {
            final BigInteger alignment = BigInteger.ONE.shiftLeft(shift);
            for (final long value : VALUES) {
                final BigInteger exact = BigInteger.valueOf(value)
                        .add(alignment)
                        .subtract(BigInteger.ONE)
                        .divide(alignment)
                        .multiply(alignment);
                final long aligned = AddressMath.alignUp(value, 1L << shift);
                if (exact.bitLength() > 63) {
                    assertTrue(aligned < 0, value + " up to 1 << " + shift);
                } else {
                    assertEquals(exact.longValueExact(), aligned, value + " up to 1 << " + shift);
                }
            }
        }
    }

    @Test
    void alignsDownToTheLastMultiple() {
        for (int shift = 0; shift <= 62; shift++) {
            for (final long value : VALUES) {
                final long aligned = AddressMath.alignDown(value, 1L << shift);
                assertEquals(value - value % (1L << shift), aligned);
            }
        }
    }

    @Test
    void tellsWhatIsAligned() {
        assertAll(
                () -> assertTrue(AddressMath.isAligned(0, 4096)),
                () -> assertTrue(AddressMath.isAligned(8192, 4096)),
                () -> assertTrue(AddressMath.isAligned(7, 1)),
                () -> assertFalse(AddressMath.isAligned(4097, 4096)),
                () -> assertFalse(AddressMath.isAligned(8, 16)));
    }

    @Test
    void tellsPowersOfTwo() {
        for (int shift = 0; shift <= 62; shift++) {
            assertTrue(AddressMath.isPowerOfTwo(1L << shift));
        }
        for (final long value : new long[] {Long.MIN_VALUE, -8, -1, 0, 3, 6, 12, Long.MAX_VALUE}) {
            assertFalse(AddressMath.isPowerOfTwo(value), () -> "" + value);
        }
    }

    @Test
    void roundsASizeUnlessThatOverflows() {
        assertEquals(8, AddressMath.roundByteSize(1, 8));
        assertEquals(16, AddressMath.roundByteSize(16, 16));
        assertEquals(32, AddressMath.roundByteSize(17, 16));
        assertEquals(Long.MAX_VALUE - 7, AddressMath.roundByteSize(Long.MAX_VALUE - 7, 8));
        assertEquals(Long.MAX_VALUE - 6, AddressMath.roundByteSize(Long.MAX_VALUE - 6, 8));
        assertEquals(Long.MAX_VALUE, AddressMath.roundByteSize(Long.MAX_VALUE, 16));
    }

    @Test
    void multipliesOrSaturates() {
        final BigInteger most = BigInteger.valueOf(Long.MAX_VALUE);
        for (final long a : VALUES) {
            for (final long b : VALUES) {
                final BigInteger exact = BigInteger.valueOf(a).multiply(BigInteger.valueOf(b));
                assertEquals(exact.min(most).longValueExact(), AddressMath.saturatedMultiply(a, b), a + " * " + b);
            }
        }
    }

    @Test
    void tellsWhetherARangeContainsAnother() {
        assertTrue(AddressMath.contains(100, 200, 100, 100));
        assertTrue(AddressMath.contains(100, 200, 199, 1));
        assertTrue(AddressMath.contains(100, 200, 200, 0));
        assertFalse(AddressMath.contains(100, 200, 199, 2));
        assertFalse(AddressMath.contains(100, 200, 99, 1));
        assertFalse(AddressMath.contains(100, 200, 200, 1));
        assertFalse(AddressMath.contains(100, 200, 150, Long.MAX_VALUE));
        assertFalse(AddressMath.contains(100, 200, Long.MAX_VALUE, Long.MAX_VALUE));
        assertFalse(AddressMath.contains(100, 200, -1, 1));
        assertFalse(AddressMath.contains(0, 0, 0, 1));
    }

    @Test
    void refusesSizesBelowOneWithTheValue() {
        for (final long byteSize : new long[] {0, -1, -8, Long.MIN_VALUE}) {
            final IllegalArgumentException e =
                    assertThrows(IllegalArgumentException.class, () -> AddressMath.checkRequest(byteSize, 8));
            assertEquals("byteSize must be at least 1, was " + byteSize, e.getMessage());
        }
    }

    @Test
    void refusesAlignmentsThatAreNoPowersOfTwoWithTheValue() {
        for (final long byteAlignment : new long[] {0, -1, 3, 12, Long.MIN_VALUE, Long.MAX_VALUE}) {
            final IllegalArgumentException e =
                    assertThrows(IllegalArgumentException.class, () -> AddressMath.checkRequest(1, byteAlignment));
            assertEquals("byteAlignment must be a power of two, was " + byteAlignment, e.getMessage());
        }
    }

    @Test
    void acceptsEverySizeAndEveryPowerOfTwo() {
        for (int shift = 0; shift <= 62; shift++) {
            final long byteAlignment = 1L << shift;
            assertDoesNotThrow(() -> AddressMath.checkRequest(1, byteAlignment));
            assertDoesNotThrow(() -> AddressMath.checkRequest(Long.MAX_VALUE, byteAlignment));
        }
    }

    @Test
    void namesTheValueThatMustBeAtLeastOne() {
        assertEquals(5, AddressMath.checkAtLeastOne(5, "blockCount"));
        final IllegalArgumentException e =
                assertThrows(IllegalArgumentException.class, () -> AddressMath.checkAtLeastOne(0, "blockCount"));
        assertEquals("blockCount must be at least 1, was 0", e.getMessage());
    }

    @Test
    void boundsPreservedBytesByTheOldSize() {
        assertDoesNotThrow(() -> AddressMath.checkPreservedBytes(0, 10));
        assertDoesNotThrow(() -> AddressMath.checkPreservedBytes(10, 10));
        assertThrows(IllegalArgumentException.class, () -> AddressMath.checkPreservedBytes(-1, 10));
        assertThrows(IllegalArgumentException.class, () -> AddressMath.checkPreservedBytes(11, 10));
    }
}
