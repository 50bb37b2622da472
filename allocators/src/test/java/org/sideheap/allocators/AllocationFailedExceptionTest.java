package org.sideheap.allocators;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.ObjectInputStream;
import java.io.ObjectOutputStream;
import org.junit.jupiter.api.Test;

class AllocationFailedExceptionTest {
    @Test
    void saysWhatWasAskedOfWhomAndHowFullThatIs() {
        try (BumpAllocator bump = new BumpAllocator(100)) {
            bump.allocate(60, 1);
            final AllocationFailedException e =
                    assertThrows(AllocationFailedException.class, () -> bump.allocate(41, 16));
            assertEquals(
                    "BumpAllocator declined 41 bytes aligned to 16: 60 of 100 reserved bytes are used, the largest free"
                            + " block has 40",
                    e.getMessage());
            assertEquals(41, e.byteSize());
            assertEquals(16, e.byteAlignment());
            assertEquals("BumpAllocator", e.allocator());
            assertEquals(new AllocatorStats(60, 100, 60, 40, 1, 1, 1), e.stats());
        }
    }

    @Test
    void isSilentAboutAFreeBlockNobodyKnows() {
        final AllocationFailedException e = new AllocationFailedException(new Lender(), 8, 8);
        assertEquals("Lender declined 8 bytes aligned to 8: 0 of 0 reserved bytes are used", e.getMessage());
    }

    @Test
    void survivesSerialisationWithoutTheStats() throws IOException, ClassNotFoundException {
        final ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try (ObjectOutputStream out = new ObjectOutputStream(bytes)) {
            out.writeObject(new AllocationFailedException(new Lender(), 24, 8));
        }
        try (ObjectInputStream in = new ObjectInputStream(new ByteArrayInputStream(bytes.toByteArray()))) {
            final AllocationFailedException read = (AllocationFailedException) in.readObject();
            assertEquals(24, read.byteSize());
            assertEquals(8, read.byteAlignment());
            assertEquals("Lender", read.allocator());
            assertNull(read.stats());
        }
    }
}
