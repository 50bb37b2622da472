package org.sideheap.collections.paired;

/** Loops over a list that can do what one of the JDK can. */
interface EditLoops extends ListLoops {
    /** The sum of all elements, by the list's own iteration. */
    long forEach();

    /** Inserts so many numbers from 0 on, each in the middle, and takes an element from the end for each; their sum. */
    long insert(int count);

    /** Removes so many elements, each from the middle, and adds each at the end; their sum. */
    long remove(int count);
}
