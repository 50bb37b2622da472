package org.sideheap.allocators;

import java.io.IOException;
import java.net.URISyntaxException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;

/** A program for a JVM of its own: loads each class of the library, initialises those that are no way to memory. */
final class EveryClass {
    private EveryClass() {}

    public static void main(String[] args) throws Exception {
        final List<String> names = names();
        for (final String name : names) {
            Class.forName(name, !name.endsWith("Memory"), EveryClass.class.getClassLoader())
                    .getDeclaredMethods(); // which resolves what they take and give
        }
        System.out.println(names.size() + " classes loaded");
    }

    private static List<String> names() throws URISyntaxException, IOException {
        final Path root = Path.of(
                Memory.class.getProtectionDomain().getCodeSource().getLocation().toURI());
        try (Stream<Path> files = Files.walk(root)) {
            return files.map(file -> root.relativize(file).toString())
                    .filter(file -> file.startsWith("org") && file.endsWith(".class"))
                    .map(file -> file.replaceAll("\\.class$", "").replaceAll("[/\\\\]", "."))
                    .toList();
        }
    }
}
