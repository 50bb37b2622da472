package org.sideheap.testkit;

import java.util.List;

/**
 * Which requests fail in a run: none, one, or two, be it of one attempt or of one and the next.
 *
 * @param phase in which they are made
 * @param atFirst those of the first attempt, in the order in which they come
 * @param again those of the second
 */
record Faults(Phase phase, List<Request> atFirst, List<Request> again) {
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
        return new Faults(phase, List.of(), List.of());
    }

    static Faults of(Phase phase, Request request) {
        return new Faults(phase, List.of(request), List.of());
    }

    /** This one and another that comes later in the same attempt. */
    Faults andThen(Request later) {
        return new Faults(phase, List.of(atFirst.get(0), later), List.of());
    }

    /** This one and another when what has failed is done again. */
    Faults andAgain(Request next) {
        return new Faults(phase, atFirst, List.of(next));
    }

    /** Those of the nth attempt in a phase, from 0. */
    List<Request> of(Phase now, int attemptIndex) {
        if (now != phase || attemptIndex > 1) {
            return List.of();
        }
        return attemptIndex == 0 ? atFirst : again;
    }

    /** What is said of them behind where they are made to fail. */
    @Override
    public String toString() {
        if (atFirst.isEmpty()) {
            return "";
        }
        final StringBuilder text = new StringBuilder(", with " + atFirst.get(0));
        if (atFirst.size() > 1) {
            text.append(" and then ").append(atFirst.get(1));
        }
        text.append(" in ").append(phase).append(" failing");
        if (!again.isEmpty()) {
            text.append(", and ").append(again.get(0)).append(" when it is done again");
        }
        return text.toString();
    }
}
