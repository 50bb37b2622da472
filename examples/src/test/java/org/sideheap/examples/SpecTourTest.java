package org.sideheap.examples;

import static org.junit.jupiter.api.Assertions.assertEquals;

import org.junit.jupiter.api.Test;

class SpecTourTest {
    @Test
    void printsWhatEachStrategyHandsOutAndTakesBack() {
        assertEquals(
                """
                Global
                  allocated: true
                  size: 8
                Bump, 4096 bytes
                  long at 0
                  int at 8
                  ten longs at 16
                  offset 96, allocated 92, remaining 4000
                  reset: offset 0, remaining 4096
                  address at 0
                Pool, 100 blocks of 64 bytes
                  blocks at 0, 64, 128
                  free 98, allocated 2
                  the block freed last comes first: at 64
                Free list, 8192 bytes
                  100 bytes at 16, 500 at 144, 200 at 672
                  allocated 880, remaining 7312
                  after freeing 500 and 100, 300 bytes at 16
                  after freeing all, allocated 0, the largest free block 8176
                Stack, 2048 bytes
                  long at 8
                  int at 24
                  address at 40
                  top at 48
                  popped: top at 32, remaining 2016
                  popped: top at 16, remaining 2032
                  popped: top at 0, remaining 2048
                  reset: top at 0
                Layout of {long, int, address}
                  int at 8, address at 16
                  size 24, alignment 8
                Zeroed
                  global, the hundredth long: 0
                  bump, where a 42 was: 0
                Arena over memory of one's own, 1048576 bytes
                  offset 1000, remaining 1047576
                  reset: offset 0
                  the arena is closed, and the memory was still there to free
                """,
                Printed.by(SpecTour::run));
    }
}
