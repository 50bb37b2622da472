package org.sideheap.allocators;

import static org.sideheap.allocators.AddressMath.checkPreservedBytes;
import static org.sideheap.allocators.AddressMath.checkRequest;
import static org.sideheap.allocators.Memory.NULL_ADDRESS;

import java.util.Objects;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import java.util.concurrent.ThreadLocalRandom;
import java.util.function.Consumer;

/**
 * Knows each live block of the allocator behind, and who allocated it.
 *
 * <p>For the question where memory goes: which calls hold it, under which tag, and what is still live when this is closed.
 * Over the {@link GlobalAllocator} it also tells which memory is its own, so that it can be the primary of a fallback. Not
 * for damage: a write outside a block is the {@link GuardedAllocator}'s to find. Not for hot code that must make no
 * garbage.
 *
 * <pre>{@code
 * try (TrackingAllocator tracking = new TrackingAllocator(GlobalAllocator.INSTANCE, 1, LeakReport::raise)) {
 *     LongArrayList orders = new LongArrayList(tracking.tagged("orders"));
 *     LongLinkedList quotes = new LongLinkedList(tracking.tagged("quotes"));
 *     orders.addLong(42);
 *     quotes.addLong(43);
 *     System.out.println(tracking.totals().get("orders").usedBytes());
 *     System.out.println(tracking.report());
 *     quotes.close();
 * } // LeakException: 1 live block, 80 bytes: the list of orders was not closed
 * }</pre>
 *
 * <p><strong>Leaks.</strong> {@link #close} first looks at what is live, the blocks of collections that nobody closed
 * among it; then it closes those, gives all blocks back and closes the allocator behind; and if anything had been live, it
 * hands a {@link LeakReport} to whoever was named at construction. Unless someone is, that is the {@link System.Logger}
 * named as this class, at level WARNING; {@link LeakReport#raise} is for the strict, who want a {@link LeakException}.
 * What went when the allocator behind was reset or closed is no leak.
 *
 * <p><strong>Sampling.</strong> Every block is in the book; the sampling rate is the share of blocks, drawn by chance,
 * whose stack is kept as well, and the others have a site for themselves. So counts, bytes, totals and {@link #owns} are
 * exact at each rate and need no scaling. At rate 0 all calls are passed on as if this was not there: no book, no
 * tags, no report, and to close it is to close the allocator behind.
 *
 * <p>A call costs about a microsecond more than behind, and a block 130 bytes of heap; a stack of 40 frames a few
 * microseconds and 1.5 KB. A report makes names of each stack, at some 0.1 milliseconds. Safe for use from any thread if the allocator
 * behind is. A free or resize at an address that is no live block's is refused; a wrong size is the allocator's behind to
 * refuse.
 */
public final class TrackingAllocator extends BookkeepingAllocator {
    /** The tag of blocks that were allocated here and not through {@link #tagged}. */
    public static final String UNTAGGED = "untagged";

    private final double samplingRate;
    private final Consumer<? super LeakReport> whenLeaked;
    private final Account whole = new Account("all");
    private final ConcurrentMap<String, Account> accounts = new ConcurrentHashMap<>();
    private final Account untagged;

    /**
     * A tracker that keeps every stack, and logs leaks.
     *
     * @param tracked the allocator behind; closed with this
     */
    public TrackingAllocator(Allocator tracked) {
        this(tracked, 1);
    }

    /**
     * A tracker that logs leaks.
     *
     * @param tracked the allocator behind; closed with this
     * @param samplingRate the share of blocks whose stack is kept, from 0 to 1; at 0 nothing is tracked at all
     */
    public TrackingAllocator(Allocator tracked, double samplingRate) {
        this(tracked, samplingRate, TrackingAllocator::log);
    }

    /**
     * A tracker.
     *
     * @param tracked the allocator behind; closed with this
     * @param samplingRate the share of blocks whose stack is kept, from 0 to 1; at 0 nothing is tracked at all
     * @param whenLeaked gets the report when this is closed while blocks are live, after all else is done; what it throws,
     *     {@link #close} throws
     */
    public TrackingAllocator(Allocator tracked, double samplingRate, Consumer<? super LeakReport> whenLeaked) {
        super(tracked);
        if (!(samplingRate >= 0 && samplingRate <= 1)) {
            throw new IllegalArgumentException("samplingRate must be from 0 to 1, was " + samplingRate);
        }
        this.samplingRate = samplingRate;
        this.whenLeaked = Objects.requireNonNull(whenLeaked, "whenLeaked");
        untagged = account(UNTAGGED);
        if (isOn()) {
            ensureUsable();
        }
    }

    private static void log(LeakReport report) {
        System.getLogger(TrackingAllocator.class.getName()).log(System.Logger.Level.WARNING, report::toString);
    }

    /**
     * A view of this that counts under a tag what is allocated through it: for a collection, a subsystem, a request. A
     * view and not a scope of the thread, so that what a collection allocates counts under the same tag whoever makes it
     * grow.
     *
     * @param tag any text; the same one gives the same totals again
     * @return the view; its {@code stats} and {@code owns} are of blocks under the tag alone, wherever those are freed, and
     *     its {@code close} has no effect; at sampling rate 0, this itself
     */
    public Allocator tagged(String tag) {
        return isOn() ? new TaggedAllocator(account(tag)) : this;
    }

    /**
     * What was allocated under each tag.
     *
     * @return statistics by tag, {@link #UNTAGGED} among them; bytes are good sizes, without headers
     */
    public SortedMap<String, AllocatorStats> totals() {
        final SortedMap<String, AllocatorStats> totals = new TreeMap<>();
        accounts.forEach((tag, account) -> totals.put(tag, account.stats()));
        return totals;
    }

    /**
     * Which blocks are live now, and who allocated them. Costs some 0.1 milliseconds for each that has its stack.
     *
     * @return the report; it is the one of {@link #close} if nothing happens until then
     */
    public LeakReport report() {
        return LeakReport.of(blocks.all());
    }

    @Override
    public long tryAllocate(long byteSize, long byteAlignment) {
        return isOn() ? tryAllocate(byteSize, byteAlignment, untagged) : delegate.tryAllocate(byteSize, byteAlignment);
    }

    private long tryAllocate(long byteSize, long byteAlignment, Account account) {
        checkRequest(byteSize, byteAlignment);
        ensureUsable();
        final CallStack allocated = isSampled() ? new CallStack("allocated here") : null;
        final long address = delegate.tryAllocate(byteSize, byteAlignment);
        if (address == NULL_ADDRESS) {
            account.declined();
            return NULL_ADDRESS;
        }
        final long good = delegate.goodByteSize(byteSize);
        return book(new LiveBlock(address, byteSize, byteAlignment, good, good, account, allocated));
    }

    @Override
    public boolean tryResize(long address, long oldByteSize, long newByteSize, long byteAlignment) {
        if (!isOn()) {
            return delegate.tryResize(address, oldByteSize, newByteSize, byteAlignment);
        }
        checkRequest(oldByteSize, byteAlignment);
        checkRequest(newByteSize, byteAlignment);
        final LiveBlock block = taken(address);
        LiveBlock after = block;
        try {
            if (delegate.tryResize(address, oldByteSize, newByteSize, byteAlignment)) {
                after = moved(block, address, newByteSize);
            }
        } finally {
            blocks.add(after);
        }
        return after != block;
    }

    @Override
    public long tryReallocate(
            long address, long oldByteSize, long newByteSize, long byteAlignment, long preservedBytes) {
        if (!isOn()) {
            return delegate.tryReallocate(address, oldByteSize, newByteSize, byteAlignment, preservedBytes);
        }
        checkRequest(oldByteSize, byteAlignment);
        checkRequest(newByteSize, byteAlignment);
        checkPreservedBytes(preservedBytes, oldByteSize);
        final LiveBlock block = taken(address);
        LiveBlock after = block;
        try {
            final long newAddress =
                    delegate.tryReallocate(address, oldByteSize, newByteSize, byteAlignment, preservedBytes);
            if (newAddress == NULL_ADDRESS) {
                block.account.declined();
            } else {
                after = moved(block, newAddress, newByteSize);
            }
        } finally {
            blocks.add(after);
        }
        return after == block ? NULL_ADDRESS : after.address;
    }

    private LiveBlock moved(LiveBlock block, long newAddress, long newByteSize) {
        final long good = delegate.goodByteSize(newByteSize);
        block.account.grew(good - block.usedBytes);
        return block.moved(newAddress, newByteSize, good, good);
    }

    @Override
    public void free(long address, long byteSize, long byteAlignment) {
        if (!isOn()) {
            delegate.free(address, byteSize, byteAlignment);
            return;
        }
        checkRequest(byteSize, byteAlignment);
        final LiveBlock block = taken(address);
        boolean freed = false;
        try {
            delegate.free(address, byteSize, byteAlignment);
            freed = true;
        } finally {
            if (!freed) {
                blocks.add(block);
            }
        }
        block.account.freed(block.usedBytes);
    }

    @Override
    void letGo(LiveBlock block, boolean memoryGoes, CallStack gone) {
        block.account.freed(block.usedBytes);
        if (!memoryGoes) {
            delegate.free(block.address, block.byteSize, block.byteAlignment);
        }
    }

    /**
     * {@inheritDoc}
     *
     * <p>True in live blocks and nowhere else; at sampling rate 0, as behind.
     */
    @Override
    public boolean owns(long address) {
        return isOn() ? super.owns(address) : delegate.owns(address);
    }

    /**
     * The statistics of the blocks of this, whoever else uses the allocator behind.
     *
     * @return the numbers, bytes being good sizes without headers; what is reserved and the largest free block are those
     *     of the allocator behind, and at sampling rate 0 all numbers are
     */
    @Override
    public AllocatorStats stats() {
        final AllocatorStats behind = delegate.stats();
        if (!isOn()) {
            return behind;
        }
        final AllocatorStats own = whole.stats();
        return new AllocatorStats(
                own.usedBytes(),
                Math.max(own.usedBytes(), behind.reservedBytes()),
                own.peakUsedBytes(),
                behind.largestFreeBytes(),
                own.liveCount(),
                own.allocationCount(),
                own.declineCount());
    }

    /**
     * {@inheritDoc}
     *
     * <p>Proves that no two live blocks overlap, and checks the allocator behind.
     */
    @Override
    public void check() {
        if (isOn()) {
            super.check();
        } else {
            delegate.check();
        }
    }

    @Override
    public void register(Dependant dependant) {
        if (isOn()) {
            super.register(dependant);
        } else {
            delegate.register(dependant);
        }
    }

    /**
     * Closes who depends on this, gives all blocks back, closes the allocator behind, and tells of leaks.
     *
     * @throws LeakException when it was {@link LeakReport#raise} that is told, and blocks were live
     */
    @Override
    public void close() {
        if (!isOn()) {
            delegate.close();
        } else if (!isClosed()) {
            final LeakReport report = report();
            final Failures failures = new Failures();
            failures.attempt(super::close);
            if (!report.isEmpty()) {
                failures.attempt(() -> whenLeaked.accept(report));
            }
            failures.rethrow();
        }
    }

    private boolean isOn() {
        return samplingRate > 0;
    }

    private boolean isSampled() {
        return samplingRate >= 1 || ThreadLocalRandom.current().nextDouble() < samplingRate;
    }

    private Account account(String tag) {
        return accounts.computeIfAbsent(Objects.requireNonNull(tag, "tag"), name -> new Account(name, whole));
    }

    /** Out of the book, while the allocator behind may give its memory to somebody else. */
    private LiveBlock taken(long address) {
        ensureUsable();
        final LiveBlock block = blocks.remove(address);
        if (block == null) {
            throw new IllegalArgumentException("address " + address + " is no live block of " + this);
        }
        return block;
    }

    /** This, with another account for new blocks. */
    private final class TaggedAllocator extends ForwardingAllocator {
        private final Account account;

        TaggedAllocator(Account account) {
            super(TrackingAllocator.this);
            this.account = account;
        }

        @Override
        public long tryAllocate(long byteSize, long byteAlignment) {
            return TrackingAllocator.this.tryAllocate(byteSize, byteAlignment, account);
        }

        @Override
        public boolean owns(long address) {
            final LiveBlock block = blocks.containing(address);
            return block != null && block.account == account;
        }

        @Override
        public AllocatorStats stats() {
            return account.stats();
        }

        /** Has no effect: the tracker is closed, and with it all its views. */
        @Override
        public void close() {}

        @Override
        public String toString() {
            return account.name + " of " + TrackingAllocator.this;
        }
    }
}
