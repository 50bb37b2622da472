package org.sideheap.testkit;

/** The properties that {@link AllocatorContract} proves, each a sentence. */
public enum AllocatorProperty implements ContractProperty {
    /** Alignment is that of the absolute address. */
    ALIGNED("the address of a block is a multiple of the alignment asked for"),

    /** No byte is in two blocks. */
    NO_OVERLAP("live blocks do not overlap"),

    /** Blocks lie in memory the allocator holds, and it says so. */
    OWNED("an allocator owns the blocks it hands out"),

    /** Nobody but who has a block writes to it. */
    CONTENTS_KEPT("the contents of a block stay as they are until it is freed"),

    /** A resized or moved block has the bytes that were to be kept. */
    CONTENTS_MOVED("a block that gets another size keeps its contents"),

    /** Zeroed blocks are zero on dirty memory too. */
    ZEROED("a block allocated zeroed is all zeros"),

    /** Sizes beyond all memory are declined without wrapping. */
    HUGE_DECLINED("a size no memory has is declined"),

    /** Failing is free of effects. */
    FAILURE_CHANGES_NOTHING("a call that fails has changed nothing"),

    /** What is declined did not fit. */
    DECLINED_FOR_A_REASON("a declined request could not have been met"),

    /** Memory does not wear out. */
    RECLAIMED("once all blocks are freed, what could be allocated at first can be again"),

    /** A reset is a new beginning. */
    RESET("once it is reset no block is live, and what could be allocated at first can be again"),

    /** Sizes below 1 and alignments that are no power of two are refused. */
    BAD_ARGUMENT_REFUSED("an argument out of its bounds is an IllegalArgumentException"),

    /** Double and foreign frees are refused by those that promise it. */
    BAD_FREE_REFUSED("to free or resize what is no live block is an IllegalArgumentException"),

    /** A closed allocator does nothing. */
    CLOSED("a closed allocator answers with an IllegalStateException"),

    /** Nothing dangles. */
    DEPENDANTS_TOLD("whoever depends on an allocator is told before its memory goes"),

    /** The statistics are true. */
    STATS_TRUE("the statistics agree with the live blocks"),

    /** The allocator finds its own structures sound. */
    CHECK_PASSES("check() finds nothing wrong"),

    /** Good sizes are good. */
    GOOD_SIZE("a good size is at least the request, grows with it, and is its own good size"),

    /** A failed allocation says what failed. */
    FAILURE_DESCRIBED("an AllocationFailedException names the size and alignment asked for"),

    /** Legal calls return. */
    LEGAL_CALL_RETURNS("a legal call does not throw"),

    /** Closing gives back everything, and nothing else was touched. */
    GIVEN_BACK("closing gives back all memory, and memory not lent was left alone");

    private final String sentence;

    AllocatorProperty(String sentence) {
        this.sentence = sentence;
    }

    @Override
    public String sentence() {
        return sentence;
    }
}
