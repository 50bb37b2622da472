module consumer {
    requires org.sideheap.collections;
}
