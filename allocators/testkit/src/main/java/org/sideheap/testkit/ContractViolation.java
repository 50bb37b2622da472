package org.sideheap.testkit;

import java.util.Optional;

/** A contract is not kept. The message names the property, the backend and how to see it again. */
public final class ContractViolation extends AssertionError {
    private static final long serialVersionUID = 1L;

    /** What is violated. */
    private final transient ContractProperty property;

    /** How it was seen. */
    private final String detail;

    /** The shortest program that shows it; null where none does. */
    private final transient Program program;

    ContractViolation(ContractProperty property, String detail, Throwable cause) {
        super(property.sentence() + " [" + property + "]: " + detail, cause);
        this.property = property;
        this.detail = detail;
        this.program = null;
    }

    ContractViolation(ContractViolation seen, String where, Program program) {
        super(
                "violated: " + seen.property.sentence() + " [" + seen.property + "]\n  " + seen.detail + where,
                seen.getCause());
        this.property = seen.property;
        this.detail = seen.detail;
        this.program = program;
    }

    /**
     * What is violated.
     *
     * @return the property
     */
    public ContractProperty property() {
        return property;
    }

    /**
     * How it was seen.
     *
     * @return one line with the call and its answer
     */
    public String detail() {
        return detail;
    }

    /**
     * The shortest program found that shows it.
     *
     * @return the program; empty when it was seen by one of the checks that are no programs
     */
    public Optional<Program> program() {
        return Optional.ofNullable(program);
    }
}
