package org.sideheap.testkit;

/** What a contract proves: an {@link AllocatorProperty} or a {@link CollectionProperty}. */
public sealed interface ContractProperty permits AllocatorProperty, CollectionProperty {
    /**
     * The name, as in the enum.
     *
     * @return the name
     */
    String name();

    /**
     * The property.
     *
     * @return a sentence, true of everything that keeps the contract
     */
    String sentence();
}
