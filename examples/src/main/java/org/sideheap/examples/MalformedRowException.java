package org.sideheap.examples;

import java.io.IOException;

/** A row that is not what it should be. The message names the file, the line, the field and the value, on one line. */
final class MalformedRowException extends IOException {
    private static final long serialVersionUID = 1L;

    MalformedRowException(String source, long lineNumber, String field, String value, String why) {
        super(source + ":" + lineNumber + ": " + field + " '" + value + "' " + why);
    }
}
