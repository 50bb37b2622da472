package org.sideheap.collections;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.function.ToLongFunction;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class BackendBenchmarkTest {
    @ParameterizedTest
    @ValueSource(ints = {1, 3})
    void eachOperationReadsAllThereIs(int batchCount) {
        final BackendBenchmark benchmark = new BackendBenchmark();
        benchmark.count = batchCount * BackendBenchmark.BATCH;
        benchmark.fill();
        final long sumOfIndexes = benchmark.count * (benchmark.count - 1L) / 2;
        final long sumOfElements = sum(benchmark, BackendBenchmark::listScan);
        assertEquals(sumOfElements, sum(benchmark, BackendBenchmark::listGet));
        assertEquals(sumOfIndexes, sum(benchmark, BackendBenchmark::mapGetHit));
        assertEquals(sumOfIndexes, sum(benchmark, BackendBenchmark::mapGetHit), "starts again at the end");
        benchmark.close();
    }

    private static long sum(BackendBenchmark benchmark, ToLongFunction<BackendBenchmark> operation) {
        long sum = 0;
        for (int done = 0; done < benchmark.count; done += BackendBenchmark.BATCH) {
            sum += operation.applyAsLong(benchmark);
        }
        return sum;
    }
}
