/** Programs a user would run. */
module org.sideheap.examples {
    requires org.sideheap.collections;
}
