/** Programs a user would run. */
module org.sideheap.examples {
    requires HdrHistogram;
    requires info.picocli;
    requires java.management;
    requires jdk.management;
    requires org.sideheap.collections;

    opens org.sideheap.examples to
            info.picocli;
}
