package org.sideheap.examples;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;

import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.junit.AnalyzeClasses;
import com.tngtech.archunit.junit.ArchTest;
import com.tngtech.archunit.lang.ArchRule;

/** Who may know whom. */
@AnalyzeClasses(packages = "org.sideheap", importOptions = ImportOption.DoNotIncludeTests.class)
class ArchitectureTest {
    @ArchTest
    static final ArchRule RAW_MEMORY_HAS_ONE_ROOM = noClasses()
            .that()
            .haveSimpleNameNotEndingWith("Memory")
            .should()
            .accessClassesThat()
            .haveNameMatching("sun\\.misc\\..*|jdk\\.internal\\..*|org\\.agrona\\.(UnsafeApi|BufferUtil)");

    @ArchTest
    static final ArchRule ONLY_MEMORY_KNOWS_ITS_BACKENDS = noClasses()
            .that()
            .haveSimpleNameNotEndingWith("Memory")
            .and()
            .doNotHaveSimpleName("MemoryBackend")
            .should()
            .dependOnClassesThat()
            .haveNameMatching("org\\.sideheap\\.allocators\\.(MemoryBackend|AgronaMemory|UnsafeMemory|FfmMemory)");

    @ArchTest
    static final ArchRule ALLOCATORS_KNOW_NO_COLLECTION = noClasses()
            .that()
            .resideInAPackage("org.sideheap.allocators")
            .should()
            .dependOnClassesThat()
            .resideInAnyPackage("org.sideheap.collections", "org.sideheap.testkit", "org.sideheap.examples");

    @ArchTest
    static final ArchRule COLLECTIONS_KNOW_ALLOCATORS_ONLY = noClasses()
            .that()
            .resideInAPackage("org.sideheap.collections")
            .should()
            .dependOnClassesThat()
            .resideInAnyPackage("org.sideheap.testkit", "org.sideheap.examples");

    @ArchTest
    static final ArchRule NO_LIBRARY_BUT_AGRONA = noClasses()
            .that()
            .resideInAnyPackage("org.sideheap.allocators", "org.sideheap.collections")
            .should()
            .dependOnClassesThat()
            .resideOutsideOfPackages("java..", "sun.misc", "org.agrona..", "org.sideheap..");
}
