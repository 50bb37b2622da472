package org.sideheap.collections;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.sideheap.allocators.Allocator;
import org.sideheap.allocators.BlockDamageException;
import org.sideheap.allocators.BlockMisuseException;
import org.sideheap.allocators.BumpAllocator;
import org.sideheap.allocators.ForwardingAllocator;
import org.sideheap.allocators.GlobalAllocator;
import org.sideheap.allocators.GuardedAllocator;
import org.sideheap.allocators.LeakReport;
import org.sideheap.allocators.Memory;
import org.sideheap.allocators.TrackingAllocator;

/** What a guard and a tracker find out about collections on them. */
class DiagnosedCollectionsTest {
    /** Knows where the newest block is. */
    private static final class Newest extends ForwardingAllocator {
        private long address;
        private long byteSize;
        private long byteAlignment;

        Newest(Allocator delegate) {
            super(delegate);
        }

        @Override
        public long tryAllocate(long newByteSize, long newByteAlignment) {
            byteSize = newByteSize;
            byteAlignment = newByteAlignment;
            address = delegate.tryAllocate(newByteSize, newByteAlignment);
            return address;
        }
    }

    @ParameterizedTest
    @EnumSource
    void aCollectionUsesItsMemoryAsAGuardDemands(CollectionKind kind) {
        try (GuardedAllocator guarded = new GuardedAllocator(GlobalAllocator.INSTANCE)) {
            for (int round = 0; round < 3; round++) {
                try (AnyCollection collection = kind.open(guarded)) {
                    for (int count = 0; count < 1000; count += 50) {
                        collection.addUpTo(count);
                        guarded.check();
                    }
                    collection.assertHoldsUpTo(950);
                }
                assertEquals(0, guarded.stats().liveCount());
                guarded.check();
            }
        }
    }

    @ParameterizedTest
    @EnumSource
    void aWriteBehindABlockOfACollectionIsFoundWhenThatIsClosed(CollectionKind kind) {
        for (final int distance : new int[] {0, 31}) {
            try (GuardedAllocator guarded = new GuardedAllocator(GlobalAllocator.INSTANCE)) {
                final Newest newest = new Newest(guarded);
                final AnyCollection collection = kind.openWith(newest, 1);
                Memory.putByte(newest.address + newest.byteSize + distance, (byte) 0);
                final BlockDamageException e = assertThrows(BlockDamageException.class, collection::close);
                assertSame(BlockDamageException.Kind.WRITE_BEHIND, e.kind());
                assertEquals(newest.address, e.address());
                assertEquals(newest.byteSize + distance, e.offset());
            }
        }
    }

    @ParameterizedTest
    @EnumSource
    void aWriteToABlockThatACollectionFreedIsFound(CollectionKind kind) {
        try (GuardedAllocator guarded = new GuardedAllocator(GlobalAllocator.INSTANCE)) {
            final Newest newest = new Newest(guarded);
            kind.openWith(newest, 1).close();
            Memory.putByte(newest.address, (byte) 0);
            final BlockDamageException e = assertThrows(BlockDamageException.class, guarded::check);
            assertSame(BlockDamageException.Kind.WRITE_AFTER_FREE, e.kind());
        }
    }

    @ParameterizedTest
    @EnumSource(mode = EnumSource.Mode.EXCLUDE, names = "LONG_LINKED_LIST") // writes to a node before it frees it
    void aBlockFreedUnderACollectionIsNamedWhenTheCollectionFreesIt(CollectionKind kind) {
        try (GuardedAllocator guarded = new GuardedAllocator(GlobalAllocator.INSTANCE)) {
            final Newest newest = new Newest(guarded);
            final AnyCollection collection = kind.openWith(newest, 1);
            guarded.free(newest.address, newest.byteSize, newest.byteAlignment);
            final BlockMisuseException e = assertThrows(BlockMisuseException.class, collection::close);
            assertSame(BlockMisuseException.Kind.DOUBLE_FREE, e.kind());
        }
    }

    @Test
    void aNodeFreedUnderAListIsNamedAndSoIsTheWriteOfTheListToIt() {
        final GuardedAllocator guarded = new GuardedAllocator(GlobalAllocator.INSTANCE);
        final LongLinkedList list = new LongLinkedList(guarded);
        final long node = list.linkLast(1);
        guarded.free(node, LongLinkedList.NODE_BYTE_SIZE, 8);
        assertSame(
                BlockMisuseException.Kind.DOUBLE_FREE,
                assertThrows(BlockMisuseException.class, list::close).kind());
        assertSame(
                BlockDamageException.Kind.WRITE_AFTER_FREE,
                assertThrows(BlockDamageException.class, guarded::close).kind());
    }

    @ParameterizedTest
    @EnumSource
    void aCollectionNobodyClosedIsALeakAndClosedWithTheTracker(CollectionKind kind) {
        final List<LeakReport> reports = new ArrayList<>();
        final TrackingAllocator tracking = new TrackingAllocator(GlobalAllocator.INSTANCE, 1, reports::add);
        kind.openWith(tracking.tagged("closed"), 100).close();
        final AnyCollection left = kind.openWith(tracking.tagged("left"), 100);
        tracking.close();
        left.assertClosedBy("TrackingAllocator was closed");
        assertEquals(1, reports.size());
        assertTrue(reports.get(0).byteSize() >= 800, () -> reports.get(0).toString());
        reports.get(0).sites().forEach(site -> assertEquals("left", site.tag()));
    }

    @ParameterizedTest
    @EnumSource
    void aCollectionIsClosedWhenTheMemoryUnderItsGuardIsReset(CollectionKind kind) {
        try (BumpAllocator bump = new BumpAllocator(1 << 16);
                TrackingAllocator tracking = new TrackingAllocator(bump, 1, LeakReport::raise);
                GuardedAllocator guarded = new GuardedAllocator(tracking)) {
            for (int round = 0; round < 3; round++) {
                final AnyCollection collection = kind.openWith(guarded, 20);
                bump.reset();
                collection.assertClosedBy("BumpAllocator was reset");
                assertEquals(0, guarded.stats().liveCount());
                assertEquals(0, tracking.stats().liveCount());
                assertEquals(0, bump.offset());
                guarded.check();
            }
        }
    }

    @Test
    void handlesOfAListOnATrackerAreCheckedWithoutAMapOfNodes() {
        try (TrackingAllocator tracking = new TrackingAllocator(GlobalAllocator.INSTANCE);
                LongLinkedList list = new LongLinkedList(tracking)) {
            final long node = list.linkLast(1);
            list.linkLast(2);
            list.unlink(node);
            assertThrows(IllegalArgumentException.class, () -> list.value(node));
            assertEquals(1, tracking.stats().liveCount());
        }
    }
}
