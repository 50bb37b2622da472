package org.sideheap.allocators;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class DependantsTest {
    private final Dependants dependants = new Dependants();

    private Tenant registered(long address) {
        final Tenant tenant = Tenant.unregistered();
        tenant.add(address, 8);
        dependants.add(tenant);
        return tenant;
    }

    @Test
    void tellsAllOnceWithTheRangeAndTheCause() {
        final Tenant first = registered(100);
        final Tenant second = registered(200);
        dependants.closeAll(0, 1000, "the world was reset");
        dependants.closeAll(0, 1000, "again");
        final List<Tenant.Notice> notices = List.of(new Tenant.Notice(0, 1000, "the world was reset"));
        assertEquals(notices, first.notices);
        assertEquals(notices, second.notices);
        assertFalse(first.isRegistered());
    }

    @Test
    void releasesOnlyWhoHoldsABlockInTheRange() {
        final Tenant first = registered(100);
        final Tenant second = registered(200);
        final Tenant third = registered(300);
        dependants.release(200, 300, "popped");
        assertEquals(List.of(), first.notices);
        assertEquals(List.of(new Tenant.Notice(200, 300, "popped")), second.notices);
        assertEquals(List.of(), third.notices);
        assertTrue(first.isRegistered());
        assertFalse(second.isRegistered());
    }

    @Test
    void tellsWhetherAnyHoldsABlockInARange() {
        assertFalse(dependants.holdAny(0, Long.MAX_VALUE));
        final Tenant tenant = registered(100);
        assertTrue(dependants.holdAny(100, 101));
        assertFalse(dependants.holdAny(101, 200));
        tenant.unregister();
        assertFalse(dependants.holdAny(100, 101));
    }

    @Test
    void doesNotTellWhoUnregistered() {
        final Tenant first = registered(100);
        final Tenant second = registered(200);
        first.unregister();
        first.unregister();
        dependants.closeAll(0, 1000, "reset");
        assertEquals(List.of(), first.notices);
        assertEquals("reset", second.cause());
    }

    @Test
    void oneThatIsToldMayUnregisterOthers() {
        final Tenant first = registered(100);
        final Tenant second = registered(200);
        final Tenant third = registered(300);
        second.whenTold(() -> {
            first.unregister();
            third.unregister();
        });
        dependants.release(200, 1000, "released");
        assertEquals(List.of(), first.notices);
        assertEquals("released", second.cause());
        assertEquals(List.of(), third.notices);

        dependants.add(first);
        dependants.add(third);
        first.whenTold(third::unregister);
        dependants.closeAll(0, 1000, "reset");
        assertEquals("reset", first.cause());
        assertEquals(List.of(), third.notices);
    }

    @Test
    void oneThatIsToldMayRegisterNewOnesElsewhere() {
        final Dependants elsewhere = new Dependants();
        final Tenant told = registered(100);
        final Tenant behind = registered(110);
        final Tenant fresh = Tenant.unregistered();
        fresh.add(500, 8);
        told.whenTold(() -> elsewhere.add(fresh));
        dependants.release(100, 200, "released");
        assertEquals("released", told.cause());
        assertEquals("released", behind.cause());
        assertTrue(elsewhere.holdAny(500, 501));
        assertEquals(List.of(), fresh.notices);
    }

    @Test
    void refusesToRegisterTwice() {
        final Tenant tenant = registered(100);
        assertThrows(IllegalStateException.class, () -> dependants.add(tenant));
        assertThrows(IllegalStateException.class, () -> new Dependants().add(tenant));
        tenant.unregister();
        dependants.add(tenant);
        assertTrue(tenant.isRegistered());
    }

    @Test
    void whoIsAboveARegionIsClosedEvenWhenWhoIsBelowFails() {
        try (BumpAllocator bump = new BumpAllocator(64)) {
            final List<String> closed = new ArrayList<>();
            final long start = bump.startAddress();
            dependants.add(holding(start - 1, () -> {
                closed.add("below");
                throw new IllegalStateException("below");
            }));
            dependants.add(holding(start, () -> closed.add("inside")));
            dependants.add(holding(start + 64, () -> closed.add("above")));
            final IllegalStateException e =
                    assertThrows(IllegalStateException.class, () -> dependants.closeOutside(bump, "gone"));
            assertEquals("below", e.getMessage());
            assertEquals(List.of("below", "above"), closed);
        }
    }

    private static Dependant holding(long address, Runnable whenClosed) {
        return new Dependant() {
            @Override
            protected boolean holds(long fromAddress, long toAddress) {
                return address >= fromAddress && address < toAddress;
            }

            @Override
            protected void close(long fromAddress, long toAddress, String cause) {
                whenClosed.run();
            }
        };
    }
}
