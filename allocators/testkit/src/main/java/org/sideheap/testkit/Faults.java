package org.sideheap.testkit;

import java.util.List;

/**
 * Which requests fail in a run.
 *
 * @param phase in which they are made
 * @param requests that fail
 */
record Faults(Phase phase, List<Request> requests) {
    /** Whose requests are failed. */
    enum Phase {
        OPENING("the opening"),
        OPERATION("the operation");

        private final String name;

        Phase(String name) {
            this.name = name;
        }

        @Override
        public String toString() {
            return name;
        }
    }

    static Faults none(Phase phase) {
        return new Faults(phase, List.of());
    }

    static Faults of(Phase phase, Request request) {
        return new Faults(phase, List.of(request));
    }

    /** Those of the nth attempt in a phase, from 0. */
    List<Request> of(Phase now, int attemptIndex) {
        return now == phase && attemptIndex == 0 ? requests : List.of();
    }

    @Override
    public String toString() {
        return requests.isEmpty() ? "" : ", with " + requests.get(0) + " in " + phase + " failing";
    }
}
