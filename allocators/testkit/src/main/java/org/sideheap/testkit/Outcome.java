package org.sideheap.testkit;

import java.util.List;

/**
 * What became of a program.
 *
 * @param <T> the kind of step
 * @param violation that was seen; null if none was
 * @param effectiveSteps the steps that did something, up to the violation
 */
record Outcome<T extends Step<T>>(ContractViolation violation, List<T> effectiveSteps) {}
