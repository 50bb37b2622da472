package org.sideheap.examples;

import java.io.IOException;

/** The messages of another source, each written to a file as it passes. */
final class CopiedMessages implements MessageSource {
    private final MessageSource original;
    private final MessageRows copy;

    CopiedMessages(MessageSource original, MessageRows copy) {
        this.original = original;
        this.copy = copy;
    }

    @Override
    public boolean next(Message message) throws IOException {
        final boolean more = original.next(message);
        if (more) {
            copy.write(message);
        }
        return more;
    }

    @Override
    public int percentDone() {
        return original.percentDone();
    }

    @Override
    public MalformedRowException refused(String field, long value, String why) {
        return original.refused(field, value, why);
    }

    @Override
    public void close() throws IOException {
        try (original) {
            copy.close();
        }
    }

    @Override
    public String toString() {
        return original.toString();
    }
}
