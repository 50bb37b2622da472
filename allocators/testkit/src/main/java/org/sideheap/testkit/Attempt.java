package org.sideheap.testkit;

import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;

/** What one attempt at something asked of its allocator, and which of that failed. */
final class Attempt {
    private final Map<RequestKind, Long> counts = new EnumMap<>(RequestKind.class);
    private final Map<RequestKind, Long> countsUpToFailure = new EnumMap<>(RequestKind.class);
    private final List<Boolean> growthAnswers;
    private final boolean hasReachedAll;

    /** The attempt that both allocators have just seen, with that many requests planned to fail. */
    Attempt(FailingAllocator allocator, RecordingAllocator recorder, int plannedCount) {
        long failureCount = 0;
        for (final RequestKind kind : RequestKind.values()) {
            counts.put(kind, allocator.requestCount(kind));
            countsUpToFailure.put(
                    kind, allocator.hasFailed() ? allocator.countAtFirstFailure(kind) : allocator.requestCount(kind));
            failureCount += allocator.failureCount(kind);
        }
        growthAnswers = recorder.answers();
        hasReachedAll = failureCount == plannedCount;
    }

    /** All requests, each to be failed. */
    List<Request> requests() {
        return requestsAfter(Map.of());
    }

    /** Those that came after the first that failed. */
    List<Request> requestsAfterFailure() {
        return requestsAfter(countsUpToFailure);
    }

    private List<Request> requestsAfter(Map<RequestKind, Long> countsBefore) {
        final List<Request> requests = new ArrayList<>();
        counts.forEach((kind, count) -> {
            for (long number = countsBefore.getOrDefault(kind, 0L) + 1; number <= count; number++) {
                requests.add(new Request(kind, number, count));
            }
        });
        return requests;
    }

    /** Whether each request came that was planned to fail. */
    boolean hasReachedAll() {
        return hasReachedAll;
    }

    /** Whether it made as many requests of each kind. */
    boolean asksAsMuchAs(Attempt other) {
        return counts.equals(other.counts);
    }

    /** Whether each growth in place was answered as there, as far as both went. */
    boolean agreesOnGrowthWith(Attempt other) {
        final int common = Math.min(growthAnswers.size(), other.growthAnswers.size());
        return growthAnswers.subList(0, common).equals(other.growthAnswers.subList(0, common));
    }

    /** Whether each growth in place was answered as there, and there were as many. */
    boolean grewAs(Attempt other) {
        return growthAnswers.equals(other.growthAnswers);
    }

    /** How many requests of each kind it made. */
    @Override
    public String toString() {
        return counts.toString();
    }
}
