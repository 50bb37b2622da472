package org.sideheap.testkit;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.sideheap.allocators.Memory.NULL_ADDRESS;

import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.sideheap.allocators.AllocationFailedException;
import org.sideheap.allocators.FreeListAllocator;

@Tag("once")
class FailingAllocatorTest {
    private final FreeListAllocator memory = new FreeListAllocator(1 << 16);
    private final FailingAllocator failing = new FailingAllocator(memory);

    @AfterEach
    void close() {
        failing.close();
    }

    @Test
    void failsTheNthRequestOfOneKindAndNoOther() {
        failing.fail(RequestKind.ALLOCATE, 2);
        final long first = failing.tryAllocate(24, 8);
        assertThrows(IllegalArgumentException.class, () -> failing.tryAllocate(0, 8));
        assertThrows(IllegalArgumentException.class, () -> failing.allocate(8, 3));
        assertThrows(IllegalArgumentException.class, () -> failing.allocateZeroed(-1, 8));
        final AllocationFailedException failure =
                assertThrows(AllocationFailedException.class, () -> failing.allocateZeroed(24, 8));
        assertEquals("FailingAllocator", failure.allocator());
        assertTrue(failing.hasFailed());
        final long third = failing.allocate(24, 8);
        assertEquals(3, failing.requestCount(RequestKind.ALLOCATE));
        assertEquals(1, failing.failureCount(RequestKind.ALLOCATE));

        failing.fail(RequestKind.RESIZE, 1);
        assertFalse(failing.hasFailed());
        assertTrue(failing.tryResize(third, 24, 8, 8));
        assertFalse(failing.tryResize(third, 8, 24, 8));
        assertTrue(failing.tryResize(third, 8, 24, 8));
        assertEquals(2, failing.requestCount(RequestKind.RESIZE));

        failing.fail(RequestKind.REALLOCATE, 1);
        assertThrows(IllegalArgumentException.class, () -> failing.tryReallocate(third, 24, 48, 8, 25));
        assertEquals(NULL_ADDRESS, failing.tryReallocate(third, 24, 48, 8, 24));
        final long moved = failing.tryReallocate(third, 24, 48, 8, 24);
        assertEquals(2, failing.requestCount(RequestKind.REALLOCATE));
        assertEquals(0, failing.requestCount(RequestKind.ALLOCATE));

        failing.free(first, 24, 8);
        failing.free(moved, 48, 8);
    }

    @ParameterizedTest
    @ValueSource(strings = {"tryAllocate", "allocate", "allocateZeroed"})
    void failsEachCallThatAllocates(String call) {
        failing.fail(RequestKind.ALLOCATE, 1);
        assertFalse(isGranted(call));
        assertTrue(isGranted(call));
    }

    private boolean isGranted(String call) {
        try {
            switch (call) {
                case "tryAllocate":
                    return failing.tryAllocate(24, 8) != NULL_ADDRESS;
                case "allocate":
                    return failing.allocate(24, 8) != NULL_ADDRESS;
                default:
                    return failing.allocateZeroed(24, 8) != NULL_ADDRESS;
            }
        } catch (AllocationFailedException e) {
            return false;
        }
    }

    @Test
    void failsRequestsOfSeveralKindsTogether() {
        failing.fail(RequestKind.ALLOCATE, 2);
        failing.alsoFail(RequestKind.ALLOCATE, 3);
        failing.alsoFail(RequestKind.REALLOCATE, 1);
        final long block = failing.tryAllocate(24, 8);
        assertEquals(NULL_ADDRESS, failing.tryAllocate(24, 8));
        assertEquals(NULL_ADDRESS, failing.tryReallocate(block, 24, 48, 8, 24));
        assertEquals(NULL_ADDRESS, failing.tryAllocate(24, 8));
        assertNotEquals(NULL_ADDRESS, failing.tryAllocate(24, 8));
        assertNotEquals(NULL_ADDRESS, failing.tryReallocate(block, 24, 48, 8, 24));
        assertEquals(2, failing.failureCount(RequestKind.ALLOCATE));
        assertEquals(1, failing.failureCount(RequestKind.REALLOCATE));
        assertEquals(0, failing.failureCount(RequestKind.RESIZE));
        assertEquals(2, failing.countAtFirstFailure(RequestKind.ALLOCATE));
        assertEquals(0, failing.countAtFirstFailure(RequestKind.REALLOCATE));
    }

    @Test
    void failsOneMoreRequestWhileOthersAreUnderWay() {
        final long block = failing.allocate(24, 8);
        failing.alsoFail(RequestKind.ALLOCATE, 2);
        assertEquals(NULL_ADDRESS, failing.tryAllocate(24, 8));
        final IllegalArgumentException late =
                assertThrows(IllegalArgumentException.class, () -> failing.alsoFail(RequestKind.ALLOCATE, 2));
        assertEquals("number must be at least 3, as there were 2 of ALLOCATE, was 2", late.getMessage());
        failing.failBeyond(8);
        failing.alsoFail(RequestKind.RESIZE, 1);
        assertFalse(failing.tryResize(block, 24, 25, 8));
        assertEquals(NULL_ADDRESS, failing.tryAllocate(9, 8));
    }

    @Test
    void failsAtRandomTheSameEachTime() {
        final List<Boolean> once = grantedAtRandom(0.25, 42);
        assertNotEquals(once, grantedAtRandom(0.25, 43));
        assertEquals(once, grantedAtRandom(0.25, 42));
        final long failureCount = once.stream().filter(granted -> !granted).count();
        assertTrue(failureCount > 150 && failureCount < 350, failureCount + " of 1000 failed");
        assertEquals(
                failureCount,
                failing.failureCount(RequestKind.ALLOCATE) + failing.failureCount(RequestKind.REALLOCATE));
    }

    @Test
    void failsAllOrNothingWithTheOutermostProbabilities() {
        assertFalse(grantedAtRandom(1, 42).contains(true));
        assertFalse(grantedAtRandom(0, 42).contains(false));
    }

    private List<Boolean> grantedAtRandom(double probability, long seed) {
        failing.failNothing();
        long block = failing.allocate(24, 8);
        failing.failRandomly(probability, seed);
        final List<Boolean> granted = new ArrayList<>();
        for (int i = 0; i < 500; i++) {
            final long address = failing.tryAllocate(24, 8);
            granted.add(address != NULL_ADDRESS);
            if (address != NULL_ADDRESS) {
                failing.free(address, 24, 8);
            }
            final long moved = failing.tryReallocate(block, 24, 25, 8, 24);
            granted.add(moved != NULL_ADDRESS);
            if (moved != NULL_ADDRESS) {
                failing.free(moved, 25, 8);
                block = memory.allocate(24, 8);
            }
        }
        failing.free(block, 24, 8);
        return granted;
    }

    @Test
    void failsWhatExceedsABudgetThatFreesDoNotFill() {
        failing.failBeyond(100);
        final long block = failing.allocate(40, 8);
        failing.free(failing.allocate(40, 8), 40, 8);
        assertEquals(NULL_ADDRESS, failing.tryAllocate(21, 8));
        assertThrows(AllocationFailedException.class, () -> failing.allocate(21, 8));
        assertThrows(AllocationFailedException.class, () -> failing.allocateZeroed(21, 8));
        assertEquals(NULL_ADDRESS, failing.tryReallocate(block, 40, 61, 8, 40));
        assertFalse(failing.tryResize(block, 40, 61, 8));
        assertEquals(3, failing.failureCount(RequestKind.ALLOCATE));
        assertTrue(failing.tryResize(block, 40, 8, 8));
        assertNotEquals(NULL_ADDRESS, failing.tryReallocate(block, 8, 28, 8, 8));
        assertEquals(NULL_ADDRESS, failing.tryAllocate(1, 1));
    }

    @Test
    void spendsNothingOnWhatTheAllocatorBehindDeclines() {
        failing.failBeyond(Long.MAX_VALUE);
        assertEquals(NULL_ADDRESS, failing.tryAllocate(1L << 40, 8));
        assertThrows(AllocationFailedException.class, () -> failing.allocate(1L << 40, 8));
        assertThrows(IllegalArgumentException.class, () -> failing.tryAllocate(1L << 40, 3));
        assertEquals(
                "FailingAllocator[what exceeds the " + Long.MAX_VALUE + " bytes left of " + Long.MAX_VALUE + " fails, "
                        + memory + "]",
                failing.toString());
        assertFalse(failing.hasFailed());
    }

    @Test
    void failsEverythingWithoutABudget() {
        failing.failBeyond(0);
        assertEquals(NULL_ADDRESS, failing.tryAllocate(1, 1));
    }

    @Test
    void startsAgainWithEachWayToFail() {
        failing.failRandomly(1, 1);
        assertEquals(NULL_ADDRESS, failing.tryAllocate(1, 1));
        failing.fail(RequestKind.RESIZE, 7);
        assertEquals(0, failing.requestCount(RequestKind.ALLOCATE));
        assertNotEquals(NULL_ADDRESS, failing.tryAllocate(1, 1));
        failing.failBeyond(0);
        failing.failRandomly(0, 1);
        assertNotEquals(NULL_ADDRESS, failing.tryAllocate(1, 1));
        failing.failBeyond(0);
        failing.failNothing();
        assertNotEquals(NULL_ADDRESS, failing.tryAllocate(1, 1));
        assertFalse(failing.hasFailed());
    }

    @Test
    void saysWhatFails() {
        assertEquals("FailingAllocator[nothing fails, " + memory + "]", failing.toString());
        failing.fail(RequestKind.RESIZE, 3);
        assertEquals("FailingAllocator[RESIZE 3 fails, " + memory + "]", failing.toString());
        failing.alsoFail(RequestKind.ALLOCATE, 1);
        assertEquals("FailingAllocator[RESIZE 3 and ALLOCATE 1 fail, " + memory + "]", failing.toString());
        failing.failRandomly(0.5, 7);
        assertEquals(
                "FailingAllocator[each request with probability 0.5 and seed 7 fails, " + memory + "]",
                failing.toString());
        failing.failBeyond(100);
        failing.alsoFail(RequestKind.ALLOCATE, 2);
        failing.tryAllocate(30, 1);
        assertEquals(
                "FailingAllocator[what exceeds the 70 bytes left of 100, and ALLOCATE 2 fail, " + memory + "]",
                failing.toString());
    }

    @Test
    void refusesWaysToFailThatThereAreNot() {
        assertRefused("number must be at least 1, was 0", () -> failing.fail(RequestKind.ALLOCATE, 0));
        assertRefused(
                "number must be at least 1, as there were 0 of ALLOCATE, was -3",
                () -> failing.alsoFail(RequestKind.ALLOCATE, -3));
        assertRefused("byteBudget must be at least 0, was -1", () -> failing.failBeyond(-1));
        assertRefused("probability must be from 0 to 1, was -0.1", () -> failing.failRandomly(-0.1, 1));
        assertRefused("probability must be from 0 to 1, was 1.1", () -> failing.failRandomly(1.1, 1));
        assertRefused("probability must be from 0 to 1, was NaN", () -> failing.failRandomly(Double.NaN, 1));
        assertThrows(NullPointerException.class, () -> failing.fail(null, 1));
        assertThrows(NullPointerException.class, () -> failing.alsoFail(null, 1));
    }

    @Test
    void staysAsItWasWhenAWayToFailIsRefused() {
        failing.fail(RequestKind.ALLOCATE, 1);
        assertThrows(IllegalArgumentException.class, () -> failing.failBeyond(-1));
        assertThrows(IllegalArgumentException.class, () -> failing.failRandomly(2, 1));
        assertThrows(IllegalArgumentException.class, () -> failing.fail(RequestKind.ALLOCATE, 0));
        assertEquals(NULL_ADDRESS, failing.tryAllocate(1, 1));
    }

    private static void assertRefused(String message, Runnable attempt) {
        assertEquals(
                message,
                assertThrows(IllegalArgumentException.class, attempt::run).getMessage());
    }

    @TestFactory
    Stream<DynamicTest> keepsTheContractWhenNothingFails() {
        return ContractKept.onEveryBackend("failing", Backend::traits, FailingAllocator::new);
    }
}
