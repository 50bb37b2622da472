package org.sideheap.examples;

import java.io.Closeable;
import java.io.IOException;

/** Where messages come from, one after the other and without garbage. */
interface MessageSource extends Closeable {
    /** What {@link #percentDone} answers when nobody knows how many messages there are. */
    int UNKNOWN = -1;

    /**
     * Overwrites a message with the next one.
     *
     * @return whether there was one
     * @throws MalformedRowException when what comes next is no message
     */
    boolean next(Message message) throws IOException;

    /** How far through the messages this is, from 0 to 100, or {@link #UNKNOWN}. */
    int percentDone();

    /** Why the newest message, well-formed as it is, cannot be applied. */
    MalformedRowException refused(String field, long value, String why);
}
