package org.sideheap.collections.paired;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.api.io.TempDir;

@Tag("once")
class PairedBenchmarkTest {
    private static final int COUNT = 2000;

    @TestFactory
    Stream<DynamicTest> allContestantsOfATaskComeToTheSameAnswer() {
        return TaskChoice.all(COUNT)
                .map(task -> DynamicTest.dynamicTest(task.name(), () -> {
                    for (final Contestant contestant : task.contestants()) {
                        assertEquals(answer(task.contestants().get(0)), answer(contestant), contestant.name());
                    }
                }));
    }

    private static List<Long> answer(Contestant contestant) {
        try (Body body = contestant.opener().get()) {
            if (body instanceof MeasuringBody measuring) {
                assertTrue(measuring.measure() > 0, contestant.name());
                return List.of();
            }
            // Three batches are more than all the elements.
            return List.of(body.run(), body.run(), body.run(), body.answer());
        }
    }

    @Test
    void holdsOursAgainstTheBestOfTheRivals() {
        final Map<String, double[]> nanos = new LinkedHashMap<>();
        nanos.put("ours", new double[] {2, 4, 3});
        nanos.put("slow", new double[] {9, 9, 9});
        nanos.put("fast", new double[] {6, 6, 3});
        final Comparison comparison = new Comparison(task(), nanos);
        assertEquals("fast", comparison.bestRival());
        assertEquals(2, comparison.ratio());
        assertEquals(
                List.of(1.25, 2.25), List.of(comparison.spread()[0], comparison.spread()[1]));
        final String table = new Report(List.of(comparison), 3, 1).table();
        assertTrue(
                table.contains("| `get` | 1,000 | random | 3.00 | 9.00 | 6.00 | 2.00 | 1.25 to 2.25 | 1.0 |"), table);
    }

    @Test
    void writesNumbersAndAChart(@TempDir Path folder) throws Exception {
        final Comparison comparison = new Comparison(
                task(), Map.of("ours", new double[] {2}, "slow", new double[] {9}, "fast", new double[] {4}));
        final Report report = new Report(List.of(comparison), 1, 1);
        report.writeJson(folder.resolve("numbers.json"));
        report.writeChart(folder.resolve("chart.svg"));
        assertTrue(Files.readString(folder.resolve("numbers.json")).contains("\"ratio\": 2.0"));
        assertTrue(Files.readString(folder.resolve("chart.svg")).contains("<svg"));
    }

    @Test
    void numbersAreDifferentAndTheOthersAreOthers() {
        final Set<Long> seen = new HashSet<>();
        for (final long[] numbers : List.of(Numbers.random(COUNT), Numbers.otherRandom(COUNT))) {
            for (final long number : numbers) {
                assertTrue(seen.add(number));
            }
        }
    }

    @Test
    void shufflesAnewEachTime() {
        final long[] numbers = Numbers.consecutive(COUNT, 5);
        final long[] shuffled = Numbers.shuffled(numbers);
        assertEquals(1_000_000, shuffled.length);
        final Set<List<Long>> orders = new HashSet<>();
        for (int from = 0; from < shuffled.length; from += COUNT) {
            final long[] once = Arrays.copyOfRange(shuffled, from, from + COUNT);
            assertTrue(orders.add(Arrays.stream(once).boxed().toList()));
            Arrays.sort(once);
            assertArrayEquals(numbers, once);
        }
    }

    private static Task task() {
        return new Task(
                "map",
                "get",
                1000,
                "random",
                1.0,
                List.of(
                        Contestant.ours("ours", () -> null),
                        Contestant.rival("slow", () -> null),
                        Contestant.rival("fast", () -> null)));
    }
}
