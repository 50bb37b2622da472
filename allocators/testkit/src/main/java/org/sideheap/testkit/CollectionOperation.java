package org.sideheap.testkit;

import java.util.List;
import org.sideheap.testkit.CollectionContract.Argument;
import org.sideheap.testkit.CollectionContract.LongLongAnswer;

/**
 * An operation of a collection, and what it does to the model.
 *
 * @param <S> the collection
 * @param <M> the model
 * @param name it has in programs
 * @param weight how often it comes in a random program, against 1 for most
 * @param arguments what it is called with, two at most
 * @param needsElement whether it is left out while the collection is empty
 * @param onSubject the operation
 * @param onModel the same on the model; not called where the operation found no memory
 */
record CollectionOperation<S, M>(
        String name,
        int weight,
        List<Argument> arguments,
        boolean needsElement,
        LongLongAnswer<? super S> onSubject,
        LongLongAnswer<? super M> onModel) {
    CollectionOperation {
        arguments = List.copyOf(arguments);
    }

    CollectionOperation<S, M> withWeight(int newWeight) {
        return new CollectionOperation<>(name, newWeight, arguments, needsElement, onSubject, onModel);
    }

    /** Whether it can be called on a collection of a given size. */
    boolean applies(int size) {
        return size > 0 || !needsElement && !arguments.contains(Argument.INDEX);
    }
}
