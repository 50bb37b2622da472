package org.sideheap.testkit;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.sideheap.allocators.Memory.NULL_ADDRESS;

import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;
import org.sideheap.allocators.AllocationFailedException;
import org.sideheap.allocators.Allocator;
import org.sideheap.allocators.AllocatorStats;
import org.sideheap.allocators.ForwardingAllocator;
import org.sideheap.allocators.FreeListAllocator;
import org.sideheap.allocators.GlobalAllocator;
import org.sideheap.allocators.Memory;

@Tag("once")
class DisaligningAllocatorTest {
    private static final long MAX_BYTE_ALIGNMENT = 1L << 62;

    /** Looks at each address that is given. */
    private static final class Witness extends ForwardingAllocator {
        Witness(Allocator delegate) {
            super(delegate);
        }

        @Override
        public long tryAllocate(long byteSize, long byteAlignment) {
            return exact(super.tryAllocate(byteSize, byteAlignment), byteAlignment);
        }

        @Override
        public long tryReallocate(
                long address, long oldByteSize, long newByteSize, long byteAlignment, long preservedBytes) {
            return exact(
                    super.tryReallocate(address, oldByteSize, newByteSize, byteAlignment, preservedBytes),
                    byteAlignment);
        }

        private static long exact(long address, long byteAlignment) {
            if (address != NULL_ADDRESS) {
                assertEquals(byteAlignment, Long.lowestOneBit(address));
            }
            return address;
        }
    }

    /**
     * A gap has room for less than it seems to, as a block needs twice the alignment there; and an address that is none
     * of a block can be that of one behind.
     */
    private static Set<Trait> traits(Backend backend) {
        final Set<Trait> traits = new TreeSet<>(backend.traits());
        traits.removeAll(List.of(Trait.GENERAL_PURPOSE, Trait.REFUSES_BAD_FREES));
        return traits;
    }

    @TestFactory
    Stream<DynamicTest> alignsExactlyAndKeepsTheContractOnEveryBackend() {
        return ContractKept.onEveryBackend(
                "disaligned",
                DisaligningAllocatorTest::traits,
                allocator -> new Witness(new DisaligningAllocator(allocator)));
    }

    @Test
    void alignsToNoMoreThanWasAskedForWhateverThatIs() {
        final Allocator disaligning = new Witness(new DisaligningAllocator(GlobalAllocator.INSTANCE));
        for (long byteAlignment = 1; byteAlignment <= 1 << 20; byteAlignment *= 2) {
            for (final long byteSize : new long[] {1, 7, 24, 5000}) {
                final long address = disaligning.allocate(byteSize, byteAlignment);
                Memory.fill(address, byteSize, (byte) 5);
                final long moved = disaligning.tryReallocate(address, byteSize, 3 * byteSize, byteAlignment, byteSize);
                assertNotEquals(NULL_ADDRESS, moved);
                for (long offset = 0; offset < byteSize; offset++) {
                    assertEquals(5, Memory.getByte(moved + offset));
                }
                disaligning.free(moved, 3 * byteSize, byteAlignment);
            }
        }
    }

    @Test
    void staysWhereItIsWhenResized() {
        try (FreeListAllocator memory = new FreeListAllocator(1 << 12)) {
            final Allocator disaligning = new DisaligningAllocator(memory);
            final long address = disaligning.allocate(100, 16);
            Memory.fill(address, 100, (byte) 5);
            assertTrue(disaligning.tryResize(address, 100, 1000, 16));
            Memory.fill(address + 100, 900, (byte) 6);
            memory.check();
            assertFalse(disaligning.tryResize(address, 1000, 5000, 16));
            assertTrue(disaligning.tryResize(address, 1000, 100, 16));
            final long beside = disaligning.allocate(1000, 1);
            Memory.fill(beside, 1000, (byte) 7);
            assertEquals(5, Memory.getByte(address));
            assertEquals(5, Memory.getByte(address + 99));
            disaligning.free(address, 100, 16);
            disaligning.free(beside, 1000, 1);
            assertEquals(0, memory.stats().usedBytes());
        }
    }

    @Test
    void declinesWhatCannotBeDoubledOrPadded() {
        try (FreeListAllocator memory = new FreeListAllocator(1 << 12)) {
            final Allocator disaligning = new DisaligningAllocator(memory);
            final long address = disaligning.allocate(24, 8);
            long declineCount = 0;
            for (final long byteAlignment : new long[] {1, 8, 1 << 20, MAX_BYTE_ALIGNMENT >> 1, MAX_BYTE_ALIGNMENT}) {
                for (final long byteSize :
                        new long[] {Long.MAX_VALUE, Long.MAX_VALUE - 8, MAX_BYTE_ALIGNMENT, 1L << 40}) {
                    assertEquals(NULL_ADDRESS, disaligning.tryAllocate(byteSize, byteAlignment));
                    assertEquals(++declineCount, disaligning.stats().declineCount());
                }
            }
            assertEquals(NULL_ADDRESS, disaligning.tryAllocate(1, MAX_BYTE_ALIGNMENT));
            final AllocationFailedException failure =
                    assertThrows(AllocationFailedException.class, () -> disaligning.allocate(1, MAX_BYTE_ALIGNMENT));
            assertEquals(1, failure.byteSize());
            assertEquals(MAX_BYTE_ALIGNMENT, failure.byteAlignment());
            assertFalse(disaligning.tryResize(address, 24, Long.MAX_VALUE, 8));
            assertEquals(NULL_ADDRESS, disaligning.tryReallocate(address, 24, Long.MAX_VALUE, 8, 24));
            disaligning.free(address, 24, 8);
            memory.check();
        }
    }

    @Test
    void knowsWhatIsItsOwnAndNoMoreOfItsSizes() {
        try (FreeListAllocator memory = new FreeListAllocator(1 << 12)) {
            final Allocator disaligning = new DisaligningAllocator(memory);
            final long address = disaligning.allocate(24, 64);
            assertTrue(disaligning.owns(address));
            assertTrue(disaligning.owns(address + 23));
            assertFalse(disaligning.owns(8));
            assertEquals(25, disaligning.goodByteSize(25));
            assertEquals(Long.MAX_VALUE, disaligning.goodByteSize(Long.MAX_VALUE));
            assertEquals(1, disaligning.stats().liveCount());
            assertEquals(AllocatorStats.UNKNOWN, disaligning.stats().largestFreeBytes());
            disaligning.free(address, 24, 64);
        }
    }
}
