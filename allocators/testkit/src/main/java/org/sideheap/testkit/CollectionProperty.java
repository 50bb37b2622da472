package org.sideheap.testkit;

/** The properties that a {@link CollectionContract} proves, each a sentence. */
public enum CollectionProperty implements ContractProperty {
    /** Answers are right. */
    ANSWERS("an operation answers as the model does"),

    /** Nothing is lost, nothing is there that should not be. */
    CONTENTS("after each operation the contents are those of the model"),

    /** The strong guarantee. */
    FAILURE_CHANGES_NOTHING("an operation that finds no memory leaves the collection as it was"),

    /** A failure says what it is. */
    FAILURE_NAMED("an operation that finds no memory throws an AllocationFailedException"),

    /** Memory is only said to be missing when it is. */
    FAILS_FOR_A_REASON("an operation finds no memory only when a request was declined"),

    /** Legal operations return. */
    LEGAL_OPERATION_RETURNS("a legal operation does not throw"),

    /** Blocks are given back as they were got. */
    BLOCKS_RESPECTED("only live blocks are resized and freed, with the size and the alignment they have"),

    /** What was lent stays in one piece. */
    ALLOCATOR_SOUND("the allocator finds its own structures sound, and nothing written outside of blocks"),

    /** Nothing leaks. */
    GIVEN_BACK("closing gives back every block, once");

    private final String sentence;

    CollectionProperty(String sentence) {
        this.sentence = sentence;
    }

    @Override
    public String sentence() {
        return sentence;
    }
}
