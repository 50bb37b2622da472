package org.sideheap.allocators;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotSame;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.sideheap.allocators.Memory.NULL_ADDRESS;

import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.logging.Handler;
import java.util.logging.LogRecord;
import java.util.logging.Logger;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.function.Executable;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

class TrackingAllocatorTest {
    private final List<LeakReport> reports = new ArrayList<>();

    private TrackingAllocator over(Allocator tracked) {
        return over(tracked, 1);
    }

    private TrackingAllocator over(Allocator tracked, double samplingRate) {
        return new TrackingAllocator(tracked, samplingRate, reports::add);
    }

    @Test
    void reportsTheLiveBlocksOfEachSiteTheMostBytesFirst() {
        try (TrackingAllocator tracking = over(GlobalAllocator.INSTANCE)) {
            assertTrue(tracking.report().isEmpty());
            final List<Long> addresses = new ArrayList<>();
            for (int i = 0; i < 3; i++) {
                addresses.add(tracking.allocate(8, 8));
            }
            final long large = tracking.allocate(100, 8);
            final long gone = tracking.allocate(1000, 8);
            tracking.free(gone, 1000, 8);
            final LeakReport report = tracking.report();
            assertEquals(
                    List.of(100L, 24L),
                    report.sites().stream().map(LeakReport.Site::byteSize).toList());
            assertEquals(
                    List.of(1L, 3L),
                    report.sites().stream().map(LeakReport.Site::count).toList());
            assertEquals(4, report.count());
            assertEquals(124, report.byteSize());
            assertEquals(TrackingAllocator.UNTAGGED, report.sites().get(0).tag());
            addresses.forEach(address -> tracking.free(address, 8, 8));
            tracking.free(large, 100, 8);
            assertTrue(tracking.report().isEmpty());
        }
        assertEquals(List.of(), reports);
    }

    @Test
    void tellsOfLeaksWhenItIsClosedAndAllIsGivenBack() {
        final Lender lender = new Lender();
        final TrackingAllocator tracking = new TrackingAllocator(lender, 1, report -> {
            assertEquals(0, lender.notBackCount());
            reports.add(report);
        });
        tracking.allocate(24, 8);
        final Tenant tenant = new Tenant(tracking);
        tenant.allocate(100);
        tracking.close();
        tracking.close();
        assertEquals("TrackingAllocator was closed", tenant.cause());
        assertEquals(1, reports.size());
        assertEquals(2, reports.get(0).count());
        assertEquals(124, reports.get(0).byteSize());
    }

    @Test
    void aStrictOneThrowsWhenAllIsClosed() {
        final Lender lender = new Lender();
        final TrackingAllocator tracking = new TrackingAllocator(lender, 1, LeakReport::raise);
        tracking.allocate(24, 8);
        final LeakException e = assertThrows(LeakException.class, tracking::close);
        assertEquals(1, e.report().count());
        assertEquals(e.report().toString(), e.getMessage());
        assertEquals(0, lender.notBackCount());
        tracking.close();
    }

    @Test
    void logsLeaksWhereNobodyIsNamedAndNothingElse() {
        final List<LogRecord> records = new ArrayList<>();
        final Handler handler = new Handler() {
            @Override
            public void publish(LogRecord logged) {
                records.add(logged);
            }

            @Override
            public void flush() {}

            @Override
            public void close() {}
        };
        final Logger logger = Logger.getLogger(TrackingAllocator.class.getName());
        logger.setUseParentHandlers(false);
        logger.addHandler(handler);
        try {
            final TrackingAllocator clean = new TrackingAllocator(GlobalAllocator.INSTANCE);
            clean.free(clean.allocate(24, 8), 24, 8);
            clean.close();
            assertEquals(0, records.size());
            final TrackingAllocator leaking = new TrackingAllocator(GlobalAllocator.INSTANCE);
            leaking.tagged("orders").allocate(24, 8);
            leaking.close();
            assertEquals(1, records.size());
            assertTrue(
                    records.get(0)
                            .getMessage()
                            .startsWith("1 live block, 24 bytes\n  1 block, 24 bytes, orders\n    at "),
                    records.get(0)::getMessage);
        } finally {
            logger.removeHandler(handler);
            logger.setUseParentHandlers(true);
        }
    }

    @Test
    void whatGoesWithAResetOrACloseBehindIsNoLeak() {
        final BumpAllocator bump = new BumpAllocator(4096);
        try (TrackingAllocator tracking = over(bump)) {
            for (int round = 0; round < 3; round++) {
                final long address = tracking.tagged("orders").allocate(24, 8);
                final Tenant tenant = new Tenant(tracking);
                tenant.allocate(24);
                bump.reset();
                assertEquals("BumpAllocator was reset", tenant.cause());
                assertTrue(tracking.report().isEmpty());
                assertFalse(tracking.owns(address));
                assertEquals(0, tracking.totals().get("orders").liveCount());
                assertEquals(0, tracking.stats().liveCount());
            }
            tracking.allocate(24, 8);
            bump.close();
            assertEquals(
                    "BumpAllocator is closed: BumpAllocator was closed",
                    assertThrows(IllegalStateException.class, () -> tracking.allocate(8, 8))
                            .getMessage());
        }
        assertEquals(List.of(), reports);
    }

    @Test
    void aReleaseBehindTakesOutWhatIsAboveTheMark() {
        try (StackAllocator stack = new StackAllocator(4096);
                TrackingAllocator tracking = over(stack)) {
            final long below = tracking.allocate(24, 8);
            final long mark = stack.mark();
            final long above = tracking.allocate(24, 8);
            stack.release(mark);
            assertTrue(tracking.owns(below));
            assertFalse(tracking.owns(above));
            tracking.check();
            tracking.free(below, 24, 8);
            assertEquals(0, stack.offset());
        }
    }

    @Test
    void blocksOfAFallbackGoBackThereWhenTheBufferIsReset() {
        final Lender lender = new Lender();
        try (FixedBufferAllocator buffer = FixedBufferAllocator.over(ByteBuffer.allocateDirect(64), lender);
                TrackingAllocator tracking = over(buffer)) {
            tracking.allocate(24, 8);
            tracking.allocate(1000, 8);
            buffer.reset();
            assertEquals(0, lender.notBackCount());
            assertTrue(tracking.report().isEmpty());
        }
    }

    @Test
    void countsUnderTheTagThatAllocatedWhoeverFrees() {
        try (TrackingAllocator tracking = over(GlobalAllocator.INSTANCE)) {
            final Allocator orders = tracking.tagged("orders");
            final Allocator quotes = tracking.tagged("quotes");
            final long order = orders.allocate(24, 8);
            final long quote = quotes.allocate(40, 8);
            final long neither = tracking.allocate(8, 8);
            assertEquals(
                    Set.of("orders", "quotes", TrackingAllocator.UNTAGGED),
                    tracking.totals().keySet());
            assertEquals(24, tracking.totals().get("orders").usedBytes());
            assertEquals(orders.stats(), tracking.totals().get("orders"));
            assertEquals(orders.stats(), tracking.tagged("orders").stats());
            assertEquals(1, quotes.stats().liveCount());
            assertEquals(72, tracking.stats().usedBytes());

            final long moved = tracking.tryReallocate(order, 24, 4096, 8, 24);
            assertEquals(4096, orders.stats().usedBytes());
            assertTrue(quotes.tryResize(quote, 40, 33, 8));
            assertEquals(NULL_ADDRESS, orders.tryAllocate(1L << 62, 8));
            assertEquals(1, orders.stats().declineCount());
            assertEquals(0, quotes.stats().declineCount());

            assertEquals(
                    Set.of("orders", "quotes", TrackingAllocator.UNTAGGED),
                    Set.copyOf(tracking.report().sites().stream()
                            .map(LeakReport.Site::tag)
                            .toList()));
            quotes.free(moved, 4096, 8);
            tracking.free(quote, 33, 8);
            orders.free(neither, 8, 8);
            assertEquals(0, tracking.stats().usedBytes());
            assertEquals(4096, orders.stats().peakUsedBytes());
            tracking.totals().values().forEach(each -> assertEquals(0, each.usedBytes()));
        }
    }

    @Test
    void aTaggedViewOwnsWhatIsUnderItsTag() {
        try (TrackingAllocator tracking = over(GlobalAllocator.INSTANCE)) {
            final Allocator orders = tracking.tagged("orders");
            final long order = orders.allocate(24, 8);
            assertTrue(orders.owns(order));
            assertTrue(tracking.owns(order));
            assertFalse(tracking.tagged("quotes").owns(order));
            orders.free(order, 24, 8);
            assertFalse(orders.owns(order));
        }
    }

    @Test
    void closingATaggedViewHasNoEffectAndClosingTheTrackerClosesWhatIsBuiltOnIt() {
        final TrackingAllocator tracking = over(GlobalAllocator.INSTANCE);
        final Allocator orders = tracking.tagged("orders");
        final Tenant tenant = new Tenant(orders);
        tenant.allocate(24);
        orders.close();
        assertEquals(List.of(), tenant.notices);
        tracking.close();
        assertEquals("TrackingAllocator was closed", tenant.cause());
        assertThrows(IllegalStateException.class, () -> orders.allocate(8, 8));
        assertEquals("orders", reports.get(0).sites().get(0).tag());
    }

    @Test
    void ownsBlocksOfTheSystemFromTheirFirstByteToTheirLast() {
        try (TrackingAllocator tracking = over(GlobalAllocator.INSTANCE)) {
            final long address = tracking.allocate(21, 8);
            assertFalse(tracking.owns(address - 1));
            assertTrue(tracking.owns(address));
            assertTrue(tracking.owns(address + tracking.goodByteSize(21) - 1));
            assertFalse(tracking.owns(address + tracking.goodByteSize(21)));
            final long moved = tracking.tryReallocate(address, 21, 1 << 20, 8, 21);
            assertTrue(tracking.owns(moved + (1 << 20) - 1));
            tracking.free(moved, 1 << 20, 8);
            assertFalse(tracking.owns(moved));
        }
    }

    @Test
    void makesAPrimaryOfAnAllocatorThatCannotTellItsBlocks() {
        final Lender lender = new Lender();
        try (TrackingAllocator tracking = over(GlobalAllocator.INSTANCE.limitedTo(64));
                FallbackAllocator both = tracking.orElse(lender)) {
            final long inFirst = both.allocate(48, 8);
            final long inSecond = both.allocate(48, 8);
            assertEquals(1, tracking.stats().liveCount());
            assertEquals(1, lender.notBackCount());
            both.free(inSecond, 48, 8);
            both.free(inFirst, 48, 8);
            assertEquals(0, tracking.stats().liveCount());
            assertEquals(0, lender.notBackCount());
        }
    }

    @Test
    void isOneExpressionWithWhatItTracks() {
        final TrackingAllocator tracking = new BumpAllocator(4096).guarded().tracked();
        tracking.free(tracking.allocate(24, 8), 24, 8);
        tracking.close();
    }

    @ParameterizedTest
    @EnumSource
    void refusesWhatIsNoLiveBlockOfIt(Strategy strategy) {
        try (TrackingAllocator tracking = over(strategy.open(4096, 4))) {
            final long address = tracking.allocate(24, 8);
            for (final long foreign : new long[] {0, 8, -8, address + 8, address - 8, Long.MAX_VALUE}) {
                assertThrows(IllegalArgumentException.class, () -> tracking.free(foreign, 8, 8));
                assertThrows(IllegalArgumentException.class, () -> tracking.tryResize(foreign, 8, 8, 8));
                assertThrows(IllegalArgumentException.class, () -> tracking.tryReallocate(foreign, 8, 8, 8, 0));
            }
            tracking.free(address, 24, 8);
            assertThrows(IllegalArgumentException.class, () -> tracking.free(address, 24, 8));
        }
    }

    @Test
    void aCallThatTheAllocatorBehindRefusesHasChangedNothing() {
        try (TrackingAllocator tracking = over(new PoolAllocator(64, 2))) {
            final long address = tracking.allocate(24, 8);
            assertThrows(IllegalArgumentException.class, () -> tracking.free(address, 65, 8));
            assertThrows(IllegalArgumentException.class, () -> tracking.tryResize(address, 65, 24, 8));
            assertThrows(IllegalArgumentException.class, () -> tracking.tryReallocate(address, 65, 24, 8, 0));
            assertFalse(tracking.tryResize(address, 24, 65, 8));
            assertEquals(NULL_ADDRESS, tracking.tryReallocate(address, 24, 65, 8, 24));
            assertEquals(1, tracking.report().count());
            assertEquals(24, tracking.report().byteSize());
            assertEquals(64, tracking.stats().usedBytes());
            tracking.free(address, 24, 8);
            assertEquals(0, tracking.stats().liveCount());
        }
    }

    @Test
    void atRateZeroAllCallsArePassedOn() {
        final BumpAllocator bump = new BumpAllocator(4096);
        final TrackingAllocator tracking = over(bump, 0);
        assertSame(tracking, tracking.tagged("orders"));
        final long address = tracking.allocate(24, 8);
        assertTrue(tracking.tryResize(address, 24, 32, 8));
        assertEquals(address, tracking.tryReallocate(address, 32, 40, 8, 32));
        assertTrue(tracking.owns(address + 4000));
        assertEquals(bump.stats(), tracking.stats());
        assertTrue(tracking.report().isEmpty());
        final Tenant tenant = new Tenant(tracking);
        bump.reset();
        assertEquals("BumpAllocator was reset", tenant.cause());
        tracking.allocate(24, 8);
        tracking.check();
        tracking.close();
        assertThrows(IllegalStateException.class, () -> bump.allocate(8, 8));
        assertEquals(List.of(), reports);
    }

    @Test
    @Tag("long")
    void countsExactlyWhateverShareOfStacksIsKept() {
        try (TrackingAllocator tracking = over(GlobalAllocator.INSTANCE, 0.5)) {
            final long[] addresses = new long[10_000];
            for (int i = 0; i < addresses.length; i++) {
                addresses[i] = tracking.allocate(8, 8);
            }
            final LeakReport report = tracking.report();
            assertEquals(10_000, report.count());
            assertEquals(80_000, report.byteSize());
            assertEquals(2, report.sites().size());
            final LeakReport.Site sampled = report.sites().stream()
                    .filter(site -> !site.stack().isEmpty())
                    .findFirst()
                    .orElseThrow();
            // Half of them, within 20 standard deviations.
            assertTrue(sampled.count() > 4000 && sampled.count() < 6000, () -> "" + sampled.count());
            assertTrue(report.toString().contains(", where was not sampled"), report::toString);
            for (final long each : addresses) {
                assertTrue(tracking.owns(each + 7));
                tracking.free(each, 8, 8);
            }
            assertEquals(
                    10_000, tracking.totals().get(TrackingAllocator.UNTAGGED).allocationCount());
        }
    }

    @ParameterizedTest
    @ValueSource(doubles = {-0.1, 1.1, Double.NaN, Double.POSITIVE_INFINITY})
    void refusesARateOutOfItsBounds(double samplingRate) {
        final IllegalArgumentException e = assertThrows(
                IllegalArgumentException.class, () -> new TrackingAllocator(GlobalAllocator.INSTANCE, samplingRate));
        assertEquals("samplingRate must be from 0 to 1, was " + samplingRate, e.getMessage());
    }

    @Test
    void checkFindsBlocksThatOverlap() {
        final ForwardingAllocator broken = new ForwardingAllocator(GlobalAllocator.INSTANCE) {
            private long first;

            @Override
            public long tryAllocate(long byteSize, long byteAlignment) {
                if (first == NULL_ADDRESS) {
                    first = delegate.tryAllocate(byteSize, byteAlignment);
                    return first;
                }
                return first + 16;
            }
        };
        final TrackingAllocator tracking = over(broken);
        final long first = tracking.allocate(24, 8);
        tracking.check();
        tracking.allocate(24, 8);
        assertEquals(
                "the block of 24 bytes aligned to 8 at address " + (first + 16)
                        + " overlaps the block of 24 bytes aligned to 8 at address " + first,
                assertThrows(IllegalStateException.class, tracking::check).getMessage());
        GlobalAllocator.INSTANCE.free(first, 24, 8);
    }

    @Test
    void aDependantThatClosesItWhileToldClosesItOnce() {
        final Lender lender = new Lender();
        final TrackingAllocator tracking = over(lender);
        final Tenant tenant = new Tenant(tracking).whenTold(tracking::close);
        tenant.allocate(24);
        tracking.close();
        assertEquals(1, tenant.notices.size());
        assertEquals(1, reports.size());
        assertEquals(0, lender.notBackCount());
    }

    @Test
    void whoThrowsWhileToldKeepsNothingFromBeingGivenBackAndReported() {
        final Lender lender = new Lender();
        final TrackingAllocator tracking = over(lender);
        final Tenant throwing = new Tenant(tracking).whenTold(() -> {
            throw new IllegalArgumentException("thrown while told");
        });
        throwing.allocate(24);
        assertEquals(
                "thrown while told",
                assertThrows(IllegalArgumentException.class, tracking::close).getMessage());
        assertEquals(0, lender.notBackCount());
        assertEquals(1, reports.size());
    }

    @Test
    void sitesOfOneTagAndOneStackAreOne() {
        try (TrackingAllocator tracking = over(GlobalAllocator.INSTANCE)) {
            for (int i = 0; i < 2; i++) {
                for (final String tag : List.of("orders", "quotes")) {
                    tracking.tagged(tag).allocate(8, 8);
                }
            }
            assertEquals(
                    List.of(2L, 2L),
                    tracking.report().sites().stream()
                            .map(LeakReport.Site::count)
                            .toList());
        }
    }

    @Test
    void manyThreadsShareOneWhileAnotherReads() throws Exception {
        final ExecutorService threads = Executors.newFixedThreadPool(4);
        try (TrackingAllocator tracking = over(GlobalAllocator.INSTANCE, 0.1)) {
            final List<Future<?>> running = new ArrayList<>();
            for (int thread = 0; thread < 3; thread++) {
                final Allocator tagged = tracking.tagged("thread " + thread);
                assertNotSame(tracking, tagged);
                running.add(threads.submit(() -> {
                    for (int i = 0; i < 5000; i++) {
                        final long address = tagged.allocate(24, 8);
                        final long moved = tagged.tryReallocate(address, 24, 4000, 8, 24);
                        tagged.free(moved, 4000, 8);
                    }
                }));
            }
            running.add(threads.submit(() -> {
                for (int i = 0; i < 100; i++) {
                    assertTrue(tracking.report().count() <= 3);
                    tracking.check();
                }
            }));
            for (final Future<?> each : running) {
                each.get();
            }
            assertEquals(0, tracking.stats().liveCount());
            assertEquals(15_000, tracking.stats().allocationCount());
            assertEquals(5000, tracking.totals().get("thread 2").allocationCount());
        } finally {
            threads.shutdown();
        }
    }

    @Test
    void refusesAnAllocatorThatIsClosedUnlessNothingIsTracked() {
        final BumpAllocator closed = new BumpAllocator(64);
        closed.close();
        assertEquals(
                "BumpAllocator is closed: BumpAllocator was closed",
                assertThrows(IllegalStateException.class, () -> over(closed)).getMessage());
        over(closed, 0).close();
    }

    @Test
    void asksToBeToldOnceWhenItIsBuilt() {
        try (BumpAllocator bump = new BumpAllocator(1024)) {
            final Parent parent = new Parent(bump);
            final TrackingAllocator tracking = over(parent);
            assertEquals(1, parent.dependants.size());
            tracking.allocate(24, 8);
            new Tenant(tracking);
            assertEquals(1, parent.dependants.size());
            bump.reset();
            tracking.allocate(24, 8);
            assertEquals(2, parent.dependants.size());
            tracking.close();
        }
    }

    @ParameterizedTest
    @ValueSource(doubles = {0, 0.5, 1})
    void checkPassesThroughAtEachRate(double samplingRate) {
        final List<String> checked = new ArrayList<>();
        final Allocator behind = new ForwardingAllocator(GlobalAllocator.INSTANCE) {
            @Override
            public void check() {
                checked.add("behind");
            }
        };
        try (TrackingAllocator tracking = over(behind, samplingRate)) {
            tracking.check();
            assertEquals(List.of("behind"), checked);
        }
    }

    @Test
    void atRateZeroAFreeAndADeclineArePassedOn() {
        final Lender lender = new Lender();
        try (TrackingAllocator tracking = over(lender, 0)) {
            final long address = tracking.allocate(24, 8);
            assertFalse(tracking.tryResize(address, 24, 32, 8));
            assertEquals(1, lender.notBackCount());
            tracking.free(address, 24, 8);
            assertEquals(0, lender.notBackCount());
        }
    }

    @Test
    void keepsTheStacksOfAShareOfTheBlocks() {
        try (TrackingAllocator tracking = over(GlobalAllocator.INSTANCE, 0.1)) {
            final List<Long> addresses = new ArrayList<>();
            for (int i = 0; i < 1000; i++) {
                addresses.add(tracking.allocate(8, 8));
            }
            final long sampled = tracking.report().sites().stream()
                    .filter(site -> !site.stack().isEmpty())
                    .mapToLong(LeakReport.Site::count)
                    .sum();
            // A tenth of them; 500 are 40 standard deviations away, none are 10.
            assertTrue(sampled > 0 && sampled < 500, () -> "" + sampled);
            addresses.forEach(each -> tracking.free(each, 8, 8));
        }
    }

    @Test
    void atRateOneTheStackOfEachBlockIsKept() {
        try (TrackingAllocator tracking = over(GlobalAllocator.INSTANCE, 1)) {
            final List<Long> addresses = new ArrayList<>();
            for (int i = 0; i < 100; i++) {
                addresses.add(tracking.allocate(8, 8));
            }
            assertTrue(tracking.report().sites().stream()
                    .noneMatch(site -> site.stack().isEmpty()));
            addresses.forEach(each -> tracking.free(each, 8, 8));
        }
    }

    @Test
    void badArgumentsNeverReachTheAllocatorBehind() {
        final List<String> calls = new ArrayList<>();
        final Allocator behind = new ForwardingAllocator(GlobalAllocator.INSTANCE) {
            @Override
            public long tryAllocate(long byteSize, long byteAlignment) {
                calls.add("tryAllocate");
                return super.tryAllocate(byteSize, byteAlignment);
            }

            @Override
            public boolean tryResize(long address, long oldByteSize, long newByteSize, long byteAlignment) {
                calls.add("tryResize");
                return true;
            }

            @Override
            public long tryReallocate(
                    long address, long oldByteSize, long newByteSize, long byteAlignment, long preservedBytes) {
                calls.add("tryReallocate");
                return address;
            }

            @Override
            public void free(long address, long byteSize, long byteAlignment) {
                calls.add("free");
                super.free(address, byteSize, byteAlignment);
            }
        };
        try (TrackingAllocator tracking = over(behind)) {
            final long address = tracking.allocate(24, 8);
            for (final Executable each : List.<Executable>of(
                    () -> tracking.tryAllocate(0, 8),
                    () -> tracking.tryAllocate(24, 3),
                    () -> tracking.tryResize(address, 0, 24, 8),
                    () -> tracking.tryResize(address, 24, 0, 8),
                    () -> tracking.tryResize(address, 24, 32, 3),
                    () -> tracking.tryReallocate(address, 0, 24, 8, 0),
                    () -> tracking.tryReallocate(address, 24, 0, 8, 0),
                    () -> tracking.tryReallocate(address, 24, 32, 3, 24),
                    () -> tracking.tryReallocate(address, 24, 32, 8, -1),
                    () -> tracking.tryReallocate(address, 24, 32, 8, 25),
                    () -> tracking.free(address, 0, 8),
                    () -> tracking.free(address, 24, 3))) {
                assertThrows(IllegalArgumentException.class, each);
            }
            assertEquals(List.of("tryAllocate"), calls);
            assertEquals(24, tracking.stats().usedBytes());
            tracking.free(address, 24, 8);
        }
    }
}
