package org.sideheap.examples;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

/** What a user gets who imports the root's pom as a bill of materials. That it builds is checked by {@code .ci/release}. */
class BillOfMaterialsTest {
    private static final Path ROOT = Path.of("..");
    private static final Pattern MANAGED =
            Pattern.compile("<dependencyManagement>(.*?)</dependencyManagement>", Pattern.DOTALL);
    private static final Pattern ARTIFACT = Pattern.compile("<artifactId>(.*?)</artifactId>");
    private static final Pattern README_BLOCK = Pattern.compile("```xml\n(.*?)```", Pattern.DOTALL);

    @Test
    void namesOursAndAgronaAndNothingThatOnlyBuildsThem() throws IOException {
        List<String> managed = matches(MANAGED, Files.readString(ROOT.resolve("pom.xml")));
        assertEquals(1, managed.size());
        assertEquals(
                List.of("sideheap-allocators", "sideheap-testkit", "sideheap-collections", "agrona"),
                matches(ARTIFACT, managed.get(0)));
    }

    @Test
    void isImportedByTheConsumerAsTheReadmeSays() throws IOException {
        String consumer = unindented(Files.readString(ROOT.resolve(".ci/consumer/pom.xml")));
        List<String> blocks = matches(README_BLOCK, Files.readString(ROOT.resolve("README.md")));
        assertFalse(blocks.isEmpty());
        blocks.forEach(block -> assertTrue(consumer.contains(unindented(block)), block));
    }

    private static String unindented(String xml) {
        return xml.replaceAll("(?m)^ +", "");
    }

    private static List<String> matches(Pattern pattern, String text) {
        return pattern.matcher(text)
                .results()
                .map((MatchResult match) -> match.group(1))
                .toList();
    }
}
