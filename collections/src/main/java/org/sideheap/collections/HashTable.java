package org.sideheap.collections;

import static org.sideheap.allocators.Memory.getLong;
import static org.sideheap.allocators.Memory.putLong;
import static org.sideheap.collections.ControlWord.emptyLanes;
import static org.sideheap.collections.ControlWord.endOfLowest;
import static org.sideheap.collections.ControlWord.isPassed;
import static org.sideheap.collections.ControlWord.lanesBehind;
import static org.sideheap.collections.ControlWord.sameLanes;
import static org.sideheap.collections.ControlWord.tags;
import static org.sideheap.collections.ControlWord.withEmpty;
import static org.sideheap.collections.ControlWord.withLowestUsed;
import static org.sideheap.collections.ControlWord.withPassed;

import java.nio.ByteBuffer;
import java.util.ConcurrentModificationException;
import java.util.concurrent.ThreadLocalRandom;
import org.sideheap.allocators.AllocationFailedException;
import org.sideheap.allocators.Allocator;
import org.sideheap.allocators.BumpAllocator;
import org.sideheap.allocators.Memory;

/**
 * Open addressing over one block of memory, or over many of one size: what hash maps and sets are surfaces of.
 *
 * <p>It knows slots and keys, and nothing of what a surface keeps beside a key. To the surface a slot is a number that
 * {@link #find}, {@link #use} and {@link #nextUsed} give and that is good until the next {@link #use} or {@link #vacate}:
 * how keys are hashed, where slots are, how they are probed, how the table grows and what memory it has is settled here
 * alone. What is public here is what all surfaces have in common.
 *
 * <p>Nothing is checked but that a table without memory is not a closed one: a surface calls {@link #missed} where it
 * found nothing, and checks what a function of its user did with {@link #checkUnchanged} before it touches a slot again.
 */
abstract class HashTable {
    /*
     * Groups. A table is a power of two of groups of eight slots, of which the first is a ControlWord and seven are for
     * keys. A slot is one word of 8 bytes, the key, or two, the key and what the surface keeps beside it. So a group is one
     * or two cache lines:
     *
     *   group                                             seven lanes
     *   v
     *   +------------+--------+--------+-----+--------+
     *   | control, 8 | slot 0 | slot 1 | ... | slot 6 |    of 8 bytes each; or of 16, and the last 8 bytes unused
     *   +------------+--------+--------+-----+--------+
     *
     * Zeroed memory is an empty table, and all tables without memory can share EMPTY_TABLE, one group that nobody ever writes
     * to.
     *
     * Probing. From the group the low bits of the hash say, its home, on by steps that its high bits say, around the end. In
     * each group the control word is compared with the tags that the key would have in all lanes at once, and only slots whose
     * tags agree are looked at: 1 in 128 of those that hold another key. A search that comes to a group no key has passed is
     * over. So one that finds nothing nearly always reads one word of memory, and takes no branch that a processor guesses
     * wrong. As keys come and go, all groups of a small table may have been passed; a search ends where it began then.
     *
     * Deletion. The tag becomes 0, and where the key was not at home, the groups it had passed count one less. Nothing
     * moves and no tombstone is left, whatever comes and goes.
     *
     * Growth. Before a key is added that would exceed resizeThreshold, all slots move to a table of twice as many. With one
     * bit more of the hash, a group's keys go to the group at the same offset or to the one half a table further, so memory
     * is read in one stream and written in two, but where runs become longer. The old table is freed after that, so a failure
     * to allocate changes nothing.
     *
     * Runs. Keys that are numbered one after the other are looked up one after the other, more often than not. So the hash says
     * where a run of 32 keys begins, or of 1,024 in a large table, and three neighbours each share a home, the next three the
     * next. Where two runs or three are in one place, not all keys find room: a step leads behind the end of a run, and is the
     * same for all of it, so that what had no room stands together again. Nanoseconds a lookup, hit and miss, of consecutive
     * keys, in one run:
     *
     *                                                  100,000        1,000,000      10,000,000
     *   each key hashed by itself                    10.8   8.3     44.1   51.7    120     79.0
     *   runs, on to the next group                   57.9  57.2     69.7  228      109    312
     *   runs, on by the step of a run                 6.9   5.9     10.6   16.1     17.9   22.6
     *   best of Agrona, fastutil and HPPC             9.0  12.7     33.5   53.7     65.1   88.1
     *   Eclipse, whose hash leaves all in order       2.3   2.5      3.0    4.9      4.7    4.1
     *
     * Longer runs would be no faster, shorter ones are slower (10.3, 12.5, 17.0, 24.5 and 29.7 for 256, 128, 64, 32 and 16 at a
     * million); in a table of fewer than 256 runs, too many can be in one place. A step of each key's own took 25 to 30 instead
     * of 10.9 at a million, and one anywhere in the table made growth half as slow again, as memory was no longer read and
     * written in streams; one that is shorter than a run took up to 400 groups. First to the other group of a pair, and then by
     * the step: 19.4 instead of 10. Of two runs in one place most keys find room, as three and three go into seven slots; with
     * four to a home, a lookup at 100,000 took 12 to 14 ns instead of 9 to 10, and as long as now in larger tables. The price is
     * paid by random keys, a few instructions a lookup: hits take a twentieth longer than without runs and misses a fifth.
     *
     * Search. find looks at the home alone, and its code has no loop; search, which has two, begins anew where that does not
     * tell. Around a loop, the compiler keeps the variables of the caller in vector registers and moves them back and forth for
     * each key. The best rival's time by ours for random keys, each measured twice:
     *
     *                        1,000, hit    and miss       100,000, hit    and miss
     *   all in one loop      0.82 0.98     1.65 1.60      0.64 0.65       0.77 1.32
     *   no loop at home      1.05 1.19     1.60 1.66      0.51 0.76       1.24 1.52
     *
     * For the same reason growth is not in use but asked for by the surface: with growth inside, use is too large to be put in
     * line, and to add to a set of 1,000 with room took 19 ns instead of 8.5.
     *
     * Hash. The high and the low half of a 64 by 64 bit product, folded together, as in wyhash: one multiplication whose
     * every output bit depends on every input bit. The number of the run is masked with a seed that each table draws for
     * itself, so that keys cannot be crafted to collide, and so that keys taken from one table in its order are in no order for
     * another: with one hash for all, copying a table into a growing one is quadratic.
     *
     * Then the upper bits are folded onto the lower. Without that, two seeds that differ in few of the bits in which the keys
     * differ are nearly one hash, as all products are a few constants apart. The masked number is folded in as well: as the high
     * product is a signed one, a number and its negative would else have one hash but for its lowest bits.
     *
     * Measured and left: folding twice, which linear probing needed; without the last two folds, a tenth faster, but copies
     * took up to 4 groups a lookup; one multiplication and shifts, as fast, but of keys whose halves are alike some thousand
     * took 49 groups, and those of 2^50 8; the top bits of a product, copies took up to 18.
     *
     * Layout. Nanoseconds a lookup of random keys, hit and miss, in one run on JDK 17 (Xeon 2.8 GHz, 48 MiB L3, busy):
     *
     *                                                   1,000         100,000       1,000,000     10,000,000
     *   linear probing of key and value               7.7   15.2    12.1   19.0    36.8   57.4    57.8   215
     *   groups of seven, one tag spread               5.0    5.7    18.6   11.2    66.1   47.2    93.7    89.6
     *   groups of seven, a tag for each lane          4.5    5.3    15.5    7.9    59.2   42.6    83.4    73.2
     *   best of Agrona, fastutil, HPPC, Eclipse       7.5   13.2    12.7   15.8    41.6   51.1    65.8    87.9
     *
     * So groups win where a processor would guess wrong, in the cache and where nothing is found, and removing and putting a
     * key takes half the time; linear probing wins hits far outside the cache, as the place of the key is known before
     * anything is read. Also measured: keys and values apart (a third slower there), three entries to a group of one line (no
     * faster), looking first at the slot where the key would like to be (a tenth faster for hits, a third slower for misses),
     * reading both lines of a group at once (likewise), and four entries to a group of one line and no control word: with a
     * branch for each key hits are a third faster at a million and twice as slow at 1,000, without one they are slower. Beginning
     * with the one of the four where the key would like to be, hit and miss, the least of nine rounds: 7.5 and 9.4 ns at 1,000
     * (groups 6.5 and 5.9), 13.2 and 13.1 at 100,000 (13.2 and 10.3), 27 and 48 at a million (45 and 37), 47 and 75 at ten
     * million (69 and 52): what hits win, misses lose. Clearing only the control words of a new table, instead of asking for
     * zeroed memory: the worst put a tenth faster at ten million and building no faster, and slower in small tables.
     *
     * Segments. With a Directory the groups are in segments instead of in one block: a segment is a table of its own, in which
     * keys are placed and probed as described, and no search leaves the segment it began in. All that differs is where the
     * groups of a hash begin (base), and what happens before a key is added that its segment has no room for: that segment
     * alone is split, and the keys that now belong elsewhere go there. That there is a directory costs a table without one
     * a branch which always goes the same way.
     *
     * The surfaces are subclasses, not owners of a table: one load more on the way to each field made a put that overwrites
     * a quarter slower where the table is larger than the cache. They are final and the size of a slot is constant in each,
     * so that where find and the others are inlined no virtual call is left.
     */

    static final float DEFAULT_LOAD_FACTOR = 0.65f;

    /** No slot: the key is not there. */
    static final long ABSENT = 0;

    private static final float MIN_LOAD_FACTOR = 0.1f;
    private static final float MAX_LOAD_FACTOR = 0.9f;

    /** What is left for keys of the eight slots of a group, with a few to spare, so that no search is long. */
    private static final double MAX_USED = 0.8;

    private static final long SLOTS_OF_A_GROUP = 1 + ControlWord.LANE_COUNT;

    private static final long CACHE_LINE_BYTE_SIZE = 64;
    private static final long MIN_LARGE_BYTE_SIZE = 1 << 15;
    private static final long MIN_OUTSIDE_CACHE_BYTE_SIZE = 1 << 21;
    private static final long MAX_BYTE_SIZE = 1L << 62;

    private static final long MAX_SLOT_BYTE_SIZE = 16;

    /** Never freed, and of a buffer, as a block of the global allocator would be taken for a leak by those who count. */
    private static final BumpAllocator CONSTANTS = BumpAllocator.over(
            ByteBuffer.allocateDirect((int) (SLOTS_OF_A_GROUP * MAX_SLOT_BYTE_SIZE + 2 * Long.BYTES)));

    private static final long EMPTY_TABLE = CONSTANTS.allocateZeroed(SLOTS_OF_A_GROUP * MAX_SLOT_BYTE_SIZE, Long.BYTES);

    /** What a {@link Directory} without memory has: the address of the empty table. */
    static final long EMPTY_DIRECTORY = CONSTANTS.allocateZeroed(2 * Long.BYTES, Long.BYTES);

    static {
        putLong(EMPTY_DIRECTORY, EMPTY_TABLE);
    }

    /** The size of a segment that is given no other, in bytes. */
    public static final long DEFAULT_SEGMENT_BYTE_SIZE = 1 << 17;

    /** With fewer than some dozen keys a segment, now and then many are in one, and the directory is larger than all. */
    private static final long MIN_SEGMENT_BYTE_SIZE = 1 << 12;

    private static final long MAX_SEGMENT_BYTE_SIZE = 1 << 30;

    /** The golden ratio in 64 bits, odd. */
    private static final long MULTIPLIER = 0x9E3779B97F4A7C15L;

    private static final int FOLD_SHIFT = 23;
    private static final int KEYS_OF_A_RUN_IN_A_GROUP = 3;
    private static final long KEYS_OF_A_LONG_RUN = 1 << 10;
    private static final long LONG_RUNS_SLOTS = 1 << 19;
    private static final long KEYS_OF_A_SHORT_RUN = 1 << 5;
    private static final long SHORT_RUNS_SLOTS = 1 << 13;
    private static final long GROUPS_OF_A_RUN = KEYS_OF_A_LONG_RUN / KEYS_OF_A_RUN_IN_A_GROUP;

    /** Leaves ten bits. */
    private static final int STEP_SHIFT = 54;

    private final Tie tie;
    private final long seed = ThreadLocalRandom.current().nextLong();
    private final float loadFactor;

    /** Of the segments; null where all groups are in one block. */
    private final Directory directory;

    /** The count a segment is allowed; 0 where there are none. */
    private final long segmentThreshold;

    /** The block, or the first segment. */
    private long address = EMPTY_TABLE;

    /** What is left of a hash in it is the offset of a group in the block or in a segment; 0 without memory. */
    private long offsetMask;

    /** What is left of a key in it is the same for all keys of a run. */
    private long runMask;

    private long count;

    /** The count the block is allowed, or 0 where each segment is asked for its own; 0 without memory. */
    private long resizeThreshold;

    int modCount;

    HashTable(String name, Allocator allocator, float loadFactor) {
        this(name, allocator, loadFactor, 0);
    }

    /** A table of segments of a size in bytes, or of one block if that is 0. */
    HashTable(String name, Allocator allocator, float loadFactor, long segmentByteSize) {
        this.tie = new Tie(name, allocator);
        if (!(loadFactor >= MIN_LOAD_FACTOR && loadFactor <= MAX_LOAD_FACTOR)) {
            throw new IllegalArgumentException(
                    "loadFactor must be from " + MIN_LOAD_FACTOR + " to " + MAX_LOAD_FACTOR + ", was " + loadFactor);
        }
        this.loadFactor = loadFactor;
        this.directory =
                segmentByteSize == 0 ? null : new Directory(allocator, segmentByteSize, byteAlignment(segmentByteSize));
        this.runMask = -keysOfARun(segmentByteSize / slotByteSize());
        this.segmentThreshold =
                segmentByteSize == 0 ? 0 : Math.max(1, (long) (segmentByteSize / slotByteSize() * maxUsed()));
    }

    /** What surfaces give the constructor, where their users say it. */
    static long checkSegmentByteSize(long segmentByteSize) {
        if (segmentByteSize < MIN_SEGMENT_BYTE_SIZE
                || segmentByteSize > MAX_SEGMENT_BYTE_SIZE
                || Long.bitCount(segmentByteSize) != 1) {
            throw new IllegalArgumentException("segmentByteSize must be a power of two from " + MIN_SEGMENT_BYTE_SIZE
                    + " to " + MAX_SEGMENT_BYTE_SIZE + ", was " + segmentByteSize);
        }
        return segmentByteSize;
    }

    /** The table hears of its allocator from now on, and has room for that many slots at least. */
    final void begin(long initialCapacity) {
        if (initialCapacity < 0) {
            throw new IllegalArgumentException("initialCapacity must be at least 0, was " + initialCapacity);
        }
        begin(() -> {
            if (initialCapacity > 0) {
                rehash(slotsFor(initialCapacity));
            }
        });
    }

    final void begin(Runnable firstRequest) {
        tie.begin(firstRequest);
    }

    final String name() {
        return tie.name;
    }

    final Allocator allocator() {
        return tie.allocator;
    }

    final void ensureOpen() {
        tie.ensureOpen();
    }

    /**
     * The size of the blocks that this takes its memory in.
     *
     * @return the size of a segment in bytes; 0 when this is in one block
     */
    public final long segmentByteSize() {
        return isSegmented() ? directory.segmentByteSize() : 0;
    }

    final boolean isSegmented() {
        return directory != null;
    }

    /** Gives the memory back. Closing twice is fine. */
    public final void close() {
        tie.close();
    }

    /** The size of a slot in bytes: 8 or 16, and the same for all of a class. */
    abstract long slotByteSize();

    /**
     * How much of the table may be used before it grows.
     *
     * @return the fraction
     */
    public final float loadFactor() {
        return loadFactor;
    }

    /**
     * How many slots the table has, or {@link Integer#MAX_VALUE} if there are more than that.
     *
     * @return the capacity; 0 when there is no table yet
     */
    public final int capacity() {
        return Bounds.saturatedToInt(capacityAsLong());
    }

    /**
     * How many slots the table has.
     *
     * @return the capacity; 0 when there is no table yet
     */
    public final long capacityAsLong() {
        missed();
        return slots();
    }

    /**
     * The count above which the table grows, or {@link Integer#MAX_VALUE} if that is less. Of a table of segments, in which
     * each grows when it must, it is what they hold together.
     *
     * @return the threshold
     */
    public final int resizeThreshold() {
        missed();
        return Bounds.saturatedToInt(isSegmented() ? directory.segmentCount() * segmentThreshold : resizeThreshold);
    }

    /**
     * How many there are, or {@link Integer#MAX_VALUE} if there are more than that.
     *
     * @return the count
     * @see #sizeAsLong
     */
    public final int size() {
        return Bounds.saturatedToInt(sizeAsLong());
    }

    /**
     * How many there are.
     *
     * @return the count
     */
    public final long sizeAsLong() {
        if (count == 0) {
            ensureOpen();
        }
        return count;
    }

    /**
     * Whether there are none.
     *
     * @return whether the size is 0
     */
    public final boolean isEmpty() {
        return sizeAsLong() == 0;
    }

    /** The key's slot, or {@link #ABSENT}. One look at its home tells of nine keys in ten. */
    final long find(long key) {
        final long hash = hash(key);
        final long home = home(hash, base(hash));
        final long control = getLong(home);
        final long lanes = sameLanes(control, tags(hash, key));
        if (lanes != 0) {
            final long slot = slotAt(home, lanes);
            if (keyAt(slot) == key) {
                return slot;
            }
        } else if (!isPassed(control)) {
            return ABSENT;
        }
        return search(key);
    }

    /** Looks at each slot whose tag agrees, group by group from the home on. */
    private long search(long key) {
        final long hash = hash(key);
        final long tags = tags(hash, key);
        final long base = base(hash);
        final long home = home(hash, base);
        long group = home;
        do {
            final long control = getLong(group);
            for (long lanes = sameLanes(control, tags); lanes != 0; lanes &= lanes - 1) {
                final long slot = slotAt(group, lanes);
                if (keyAt(slot) == key) {
                    return slot;
                }
            }
            if (!isPassed(control)) {
                return ABSENT;
            }
            group = nextGroup(group, hash, base);
        } while (group != home);
        return ABSENT;
    }

    /** Reads the key's home, so that a search for it soon after finds that in the cache; what it read means nothing. */
    final long touch(long key) {
        final long hash = hash(key);
        return getLong(home(hash, base(hash)));
    }

    /** Whether {@link #touch} pays for keys from one to another: these are of two runs, in a table outside the cache. */
    final boolean isWorthTouching(long firstKey, long lastKey) {
        return byteSize() >= MIN_OUTSIDE_CACHE_BYTE_SIZE && ((firstKey ^ lastKey) & runMask) != 0;
    }

    static long keyAt(long slot) {
        return getLong(slot);
    }

    /** Where a lookup found nothing: in a closed table it always finds nothing. */
    final void missed() {
        if (!hasMemory()) {
            ensureOpen();
        }
    }

    /** Whether there may be no room for one key more, and {@link #makeRoom} comes before {@link #use}. */
    final boolean isFull() {
        return count >= resizeThreshold;
    }

    /** Gives a key that is absent a slot, as there is room for it. What a surface keeps beside the key is not set. */
    final long use(long key) {
        final long hash = hash(key);
        modCount++;
        count++;
        if (isSegmented()) {
            directory.addToCount(directory.entryOf(hash), 1);
        }
        return place(key, hash, base(hash));
    }

    /** Empties a used slot, in which the key can still be read. No other moves, so that a walk can go on. */
    final void vacate(long slot) {
        vacate(slot, keyAt(slot));
    }

    private void vacate(long slot, long key) {
        modCount++;
        count--;
        final long hash = hash(key);
        vacate(slot, hash, base(hash));
        if (isSegmented()) {
            directory.addToCount(directory.entryOf(hash), -1);
        }
    }

    /** Empties a key's slot, and then two small segments may become one. No walk goes on after that. */
    final void vacateAndShrink(long slot, long key) {
        vacate(slot, key);
        if (isSegmented()) {
            mergeIfSmall(directory.entryOf(hash(key)), segmentThreshold / 2);
            directory.shrink();
        }
    }

    /** After many slots were emptied: segments are merged as if that had been done one by one. */
    final void shrink() {
        if (isSegmented() && hasMemory()) {
            mergeAll(segmentThreshold / 2);
        }
    }

    /** After keys were not added, for want of memory: segments that were split for them are merged again. */
    final void undoGrowth() {
        if (hasMemory()) {
            mergeAll(segmentThreshold);
        }
    }

    /** Where a walk over the used slots begins. The first of them is {@link #nextUsed}, and there are {@link #sizeAsLong}. */
    final long startOfWalk() {
        return isSegmented() ? ABSENT : address;
    }

    /** The used slot that comes next on a walk. There must be one: who walks counts. */
    final long nextUsed(long slot) {
        if (isSegmented()) {
            return nextUsedOfSegments(slot);
        }
        long group = groupOf(slot, address);
        long lanes = usedLanesBehind(slot, group);
        while (lanes == 0) {
            group += groupByteSize();
            lanes = usedLanes(group);
        }
        return slotAt(group, lanes);
    }

    private long nextUsedOfSegments(long slot) {
        long entry = 0;
        long group = address;
        long lanes = usedLanes(group);
        if (slot != ABSENT) {
            entry = directory.entryOf(hash(keyAt(slot)));
            group = groupOf(slot, segment(entry));
            lanes = usedLanesBehind(slot, group);
        }
        long end = endOf(segment(entry));
        while (lanes == 0) {
            group += groupByteSize();
            if (group == end) {
                entry = entryBehind(entry);
                group = segment(entry);
                end = endOf(group);
            }
            lanes = usedLanes(group);
        }
        return slotAt(group, lanes);
    }

    // The fastest walk, for those who go from the first slot to the last: segment by segment, group by group, lane by
    // lane.

    /** The segment behind another, each once; {@link Directory#NONE} behind the last. The first is 0. */
    final long entryBehind(long entry) {
        return isSegmented() ? directory.entryBehind(entry) : Directory.NONE;
    }

    /** The first group of a segment. */
    final long segment(long entry) {
        return isSegmented() ? directory.segment(entry) : address;
    }

    /** The group behind the last one of a segment. */
    final long endOf(long segment) {
        return segment + offsetMask + groupByteSize();
    }

    /** The lanes of a group that hold keys, for {@link #slotAt}, which takes the lowest. */
    static long usedLanes(long group) {
        return ControlWord.usedLanes(getLong(group));
    }

    /** The slot of the lowest of some lanes. */
    final long slotAt(long group, long lanes) {
        return group + Long.BYTES - slotByteSize() + endOfLowest(lanes) * wordsOfASlot();
    }

    private long usedLanesBehind(long slot, long group) {
        return lanesBehind(usedLanes(group), laneOf(slot, group));
    }

    /**
     * Makes room, so that adding up to some count does not grow the table. What is there stays. In segments, room is made in
     * each for as many as are likely to come to it: hardly ever is one split before that count. Such room stays until {@link
     * #compact}.
     *
     * @param expectedCount how many there shall be room for in all
     * @throws IllegalArgumentException when the count is negative
     * @throws AllocationFailedException when the table must grow and cannot
     */
    public final void reserve(long expectedCount) {
        if (expectedCount < 0) {
            throw new IllegalArgumentException("expectedCount must be at least 0, was " + expectedCount);
        }
        missed();
        if (isSegmented()) {
            splitFor(expectedCount);
        } else if (expectedCount > resizeThreshold) {
            rehash(slotsToHold(expectedCount));
        }
    }

    /** Whether so many more might not be added without growing. */
    final boolean mightGrowFor(long addedCount) {
        missed();
        return addedCount > resizeThreshold - count;
    }

    /** Removes all and keeps the memory. O(capacity). */
    public final void clear() {
        if (sizeAsLong() != 0) {
            modCount++;
            count = 0;
            for (long entry = 0; entry != Directory.NONE; entry = entryBehind(entry)) {
                Memory.fill(segment(entry), offsetMask + groupByteSize(), (byte) 0);
            }
            if (isSegmented()) {
                directory.clearCounts();
            }
        }
    }

    /**
     * Moves to the smallest table that holds what there is, if the allocator has a smaller one than this. Of a table of
     * segments, those are merged that have room for each other's.
     *
     * @throws AllocationFailedException when there is no memory for that table beside the old one
     */
    public final void compact() {
        if (sizeAsLong() == 0) {
            free(0, 0);
        } else if (isSegmented()) {
            directory.keep(0);
            mergeAll(segmentThreshold);
        } else {
            final long newSlots = slotsToHold(count);
            if (newSlots < slots()) {
                rehash(newSlots);
            }
        }
    }

    /** What a surface asks when a function of its user returns. */
    final void checkUnchanged(int expectedModCount) {
        if (modCount != expectedModCount) {
            tie.ensureOpen();
            throw new ConcurrentModificationException(tie.name + " was changed from inside a function it had called");
        }
    }

    /** How many groups a lookup of a key that is there looks at: what hashing is judged by. */
    final long probesOf(long key) {
        final long hash = hash(key);
        final long base = base(hash);
        final long last = groupOf(find(key), base);
        long probes = 1;
        for (long group = home(hash, base); group != last; group = nextGroup(group, hash, base)) {
            probes++;
        }
        return probes;
    }

    /** Takes the first empty slot for a key, in its home or behind it. */
    private long place(long key, long hash, long base) {
        long group = home(hash, base);
        long control = getLong(group);
        while (emptyLanes(control) == 0) {
            putLong(group, withPassed(control, 1));
            group = nextGroup(group, hash, base);
            control = getLong(group);
        }
        putLong(group, withLowestUsed(control, tags(hash, key)));
        final long slot = slotAt(group, emptyLanes(control));
        putLong(slot, key);
        return slot;
    }

    private void vacate(long slot, long hash, long base) {
        final long group = groupOf(slot, base);
        for (long passed = home(hash, base); passed != group; passed = nextGroup(passed, hash, base)) {
            putLong(passed, withPassed(getLong(passed), -1));
        }
        putLong(group, withEmpty(getLong(group), laneOf(slot, group)));
    }

    /** Before a key is added, as there might be no room where it belongs. */
    final void makeRoom(long key) {
        ensureOpen();
        if (!isSegmented()) {
            rehash(slotsFor(slots() << 1));
            return;
        }
        if (!hasMemory()) {
            beginSegments();
        }
        final long hash = hash(key);
        while (directory.count(directory.entryOf(hash)) >= segmentThreshold) {
            split(directory.entryOf(hash));
        }
    }

    private long slotsToHold(long expectedCount) {
        return slotsFor((long) Math.ceil(expectedCount / maxUsed()));
    }

    /** How many slots a table of at least that many has, with all the memory the allocator gives for it. */
    private long slotsFor(long minSlots) {
        if (minSlots > MAX_BYTE_SIZE / slotByteSize()) {
            throw new AllocationFailedException(tie.allocator, Long.MAX_VALUE, slotByteSize());
        }
        final long byteSize = ceilingPowerOfTwo(Math.max(SLOTS_OF_A_GROUP, minSlots)) * slotByteSize();
        return Long.highestOneBit(Math.max(byteSize, tie.allocator.goodByteSize(byteSize))) / slotByteSize();
    }

    /** Moves all used slots to a new table. */
    private void rehash(long newSlots) {
        final long newByteSize = newSlots * slotByteSize();
        final long newAddress = tie.allocator.allocateZeroed(newByteSize, byteAlignment(newByteSize));

        modCount++;
        final long oldAddress = address;
        final long oldByteSize = byteSize();
        address = newAddress;
        offsetMask = newByteSize - groupByteSize();
        runMask = -keysOfARun(newSlots);
        resizeThreshold = (long) (newSlots * maxUsed());
        if (oldAddress != EMPTY_TABLE) {
            moveFrom(oldAddress, oldByteSize, false);
            tie.allocator.free(oldAddress, oldByteSize, byteAlignment(oldByteSize));
        }
    }

    /** Moves the slots that now belong elsewhere, all or some, and empties those where the others stay; how many moved. */
    private long moveFrom(long oldBase, long byteSize, boolean othersStay) {
        long movedCount = 0;
        for (long group = oldBase; group < oldBase + byteSize; group += groupByteSize()) {
            for (long lanes = usedLanes(group); lanes != 0; lanes &= lanes - 1) {
                final long slot = slotAt(group, lanes);
                final long hash = hash(keyAt(slot));
                final long base = base(hash);
                if (base != oldBase) {
                    movedCount++;
                    final long newSlot = place(keyAt(slot), hash, base);
                    if (slotByteSize() > Long.BYTES) {
                        putLong(newSlot + Long.BYTES, getLong(slot + Long.BYTES));
                    }
                    if (othersStay) {
                        vacate(slot, hash, oldBase);
                    }
                }
            }
        }
        return movedCount;
    }

    private void beginSegments() {
        directory.begin();
        modCount++;
        address = directory.segment(0);
        offsetMask = directory.segmentByteSize() - groupByteSize();
    }

    /** Splits segments until each has room for as many keys as one of them is likely to get of so many; or none. */
    private void splitFor(long expectedCount) {
        int depth = 0;
        while (!isEnough(Math.scalb((double) expectedCount, -depth))) {
            depth++;
        }
        final boolean hadMemory = hasMemory();
        boolean isSplit = false;
        try {
            if (expectedCount > 0 && !hadMemory) {
                beginSegments();
            }
            directory.deepen(depth);
            for (long entry = 0; entry != Directory.NONE; entry = entryBehind(entry)) {
                while (directory.depth(entry) < depth) {
                    split(entry);
                }
            }
            directory.keep(depth);
            isSplit = true;
        } finally {
            if (!isSplit && hadMemory) {
                undoGrowth();
            } else if (!isSplit) {
                free(0, 0);
            }
        }
    }

    /**
     * Runs of keys fall into segments at random: one in a hundred million gets six standard deviations more than the mean.
     */
    private boolean isEnough(double meanCount) {
        final double standardDeviation = Math.sqrt(meanCount * -runMask);
        return meanCount + 6 * standardDeviation <= segmentThreshold || meanCount < 1;
    }

    /** Moves half of the keys of a segment to a new one. */
    private void split(long entry) {
        final long newEntry = directory.split(entry);
        modCount++;
        final long movedCount = moveFrom(segment(entry), directory.segmentByteSize(), true);
        directory.addToCount(entry, -movedCount);
        directory.addToCount(newEntry, movedCount);
    }

    /** Merges a segment with the one it was split from, if both together have at most some count; whether it did. */
    private boolean mergeIfSmall(long entry, long maxCount) {
        final long buddy = directory.buddyOf(entry);
        if (buddy == Directory.NONE || directory.count(entry) + directory.count(buddy) > maxCount) {
            return false;
        }
        modCount++;
        final long second = Math.max(entry, buddy);
        final long oldSegment = segment(second);
        directory.merge(Math.min(entry, buddy), second);
        moveFrom(oldSegment, directory.segmentByteSize(), false);
        directory.freeSegment(oldSegment);
        return true;
    }

    /** Merges segments until no two that can be have at most some count together. */
    private void mergeAll(long maxCount) {
        boolean hasMerged = true;
        while (hasMerged) {
            hasMerged = false;
            for (long entry = 0; entry != Directory.NONE; entry = entryBehind(entry)) {
                hasMerged |= mergeIfSmall(entry, maxCount);
            }
        }
        directory.shrink();
    }

    /** A small table takes what a pool with small blocks has; in a large one, each group begins at a cache line. */
    private long byteAlignment(long byteSize) {
        return byteSize < MIN_LARGE_BYTE_SIZE ? slotByteSize() : CACHE_LINE_BYTE_SIZE;
    }

    private double maxUsed() {
        return Math.min(loadFactor, MAX_USED);
    }

    private static long ceilingPowerOfTwo(long value) {
        return value <= 1 ? 1 : Long.highestOneBit(value - 1) << 1;
    }

    private boolean hasMemory() {
        return address != EMPTY_TABLE;
    }

    private long byteSize() {
        if (isSegmented()) {
            return directory.segmentCount() * directory.segmentByteSize();
        }
        return hasMemory() ? offsetMask + groupByteSize() : 0;
    }

    private long slots() {
        return byteSize() / slotByteSize();
    }

    final long groupByteSize() {
        return SLOTS_OF_A_GROUP * slotByteSize();
    }

    private long wordsOfASlot() {
        return slotByteSize() / Long.BYTES;
    }

    private long hash(long key) {
        final long masked = key & runMask ^ seed;
        final long folded = masked * MULTIPLIER ^ Math.multiplyHigh(masked, MULTIPLIER);
        return (folded ^ folded >>> FOLD_SHIFT ^ masked) + key * (groupByteSize() / KEYS_OF_A_RUN_IN_A_GROUP);
    }

    /** How many keys in a row are a run, a power of two: a table has room for 256 runs at least. */
    private static long keysOfARun(long slots) {
        return slots >= LONG_RUNS_SLOTS ? KEYS_OF_A_LONG_RUN : slots >= SHORT_RUNS_SLOTS ? KEYS_OF_A_SHORT_RUN : 1;
    }

    /** The first of the groups among which a key of a hash is. */
    private long base(long hash) {
        return isSegmented() ? directory.segmentOf(hash) : address;
    }

    /** The group where a search begins. */
    private long home(long hash, long base) {
        return base + (hash & offsetMask);
    }

    /** Where a search goes on: an odd number of groups further, so that it comes to all, and behind the end of a run. */
    private long nextGroup(long group, long hash, long base) {
        final long groups = 2 * (GROUPS_OF_A_RUN + (hash >>> STEP_SHIFT)) + 1;
        return base + (group - base + groups * groupByteSize() & offsetMask);
    }

    private long groupOf(long slot, long base) {
        return base + (slot - base & -groupByteSize());
    }

    /** The place of a slot in its group; -1 for the group itself. */
    private int laneOf(long slot, long group) {
        return (int) (slot - group - Long.BYTES >> Long.numberOfTrailingZeros(slotByteSize()));
    }

    /** Back to the state without memory, which is freed but for what is in a range; there is nothing in it to keep. */
    private void free(long fromAddress, long toAddress) {
        if (!hasMemory()) {
            return;
        }
        final long oldAddress = address;
        final long oldByteSize = byteSize();
        modCount++;
        count = 0;
        address = EMPTY_TABLE;
        offsetMask = 0;
        resizeThreshold = 0;
        if (isSegmented()) {
            directory.freeOutside(fromAddress, toAddress);
        } else if (!Lifetime.isInside(oldAddress, fromAddress, toAddress)) {
            tie.allocator.free(oldAddress, oldByteSize, byteAlignment(oldByteSize));
        }
    }

    /** The blocks of the table, and their end. */
    private final class Tie extends Lifetime {
        Tie(String name, Allocator allocator) {
            super(name, allocator);
        }

        @Override
        protected boolean holds(long fromAddress, long toAddress) {
            return hasMemory()
                    && (isSegmented()
                            ? directory.holds(fromAddress, toAddress)
                            : isInside(address, fromAddress, toAddress));
        }

        @Override
        void letGo(long fromAddress, long toAddress) {
            modCount++;
            free(fromAddress, toAddress);
        }
    }
}
