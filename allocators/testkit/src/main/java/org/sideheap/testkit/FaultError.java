package org.sideheap.testkit;

/** An operation does not bear a failed request. The message says which one, and what went wrong. */
public final class FaultError extends AssertionError {
    private static final long serialVersionUID = 1L;

    /** What went wrong. */
    private final Verdict verdict;

    /** What can go wrong. */
    public enum Verdict {
        /** The failure never surfaced: the operation returned as if it had succeeded. */
        SWALLOWED("the failure was swallowed"),

        /** The operation made other requests than when it was first run, so not all of them can be failed. */
        NONDETERMINISTIC("the requests differ from run to run"),

        /** It failed with something else than an {@code AllocationFailedException}. */
        WRONG_EXCEPTION("the failure surfaced as another exception"),

        /** The failed operation left a trace. */
        CHANGED("the failed operation changed the subject"),

        /** After the failure, with memory there again, something does not work. */
        UNUSABLE("the subject is not usable after the failure"),

        /** A block was not freed by the time the subject was closed. */
        LEAKED("memory leaked"),

        /** The allocator's own check, or its close, found something wrong. */
        CORRUPTED("the allocator was corrupted"),

        /** It fails without any request being failed, so there is nothing to enumerate. */
        FAILS_BY_ITSELF("the operation fails without a failed request");

        private final String sentence;

        Verdict(String sentence) {
            this.sentence = sentence;
        }
    }

    FaultError(Verdict verdict, String where, String detail, Throwable cause) {
        super(verdict.sentence + " [" + verdict + "]\n  " + where + (detail.isEmpty() ? "" : "\n  " + detail), cause);
        this.verdict = verdict;
    }

    /**
     * What went wrong.
     *
     * @return the verdict
     */
    public Verdict verdict() {
        return verdict;
    }
}
