package org.sideheap.collections;

import static org.sideheap.allocators.Memory.NULL_ADDRESS;
import static org.sideheap.allocators.Memory.getByte;
import static org.sideheap.allocators.Memory.getLong;
import static org.sideheap.allocators.Memory.putByte;
import static org.sideheap.allocators.Memory.putLong;
import static org.sideheap.collections.ControlByte.LANE_COUNT;
import static org.sideheap.collections.ControlByte.LINES_OF_A_WORD;
import static org.sideheap.collections.ControlByte.isPassed;
import static org.sideheap.collections.ControlByte.usedSlotsOfEight;

import java.util.ConcurrentModificationException;
import java.util.concurrent.ThreadLocalRandom;
import org.sideheap.allocators.AllocationFailedException;
import org.sideheap.allocators.Allocator;
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
     * Lines. A table is a power of two of lines of four slots; a slot is one word of 8 bytes, the key, or two, the key and what
     * the surface keeps beside it, so that a line is half a cache line or a whole one. Of each line a ControlByte tells which
     * slots are used and how many keys passed it. These bytes have the place of the last lines, one in 64 or in 32, so that
     * all is in one block of a power of two:
     *
     *   block                                                                        controlOffset
     *   v                                                                            v
     *   +--------+--------+--------+--------+--------+--------+-----+--------+-------+-+-+-+-+-----+-+
     *   | slot 0 | slot 1 | slot 2 | slot 3 | slot 4 | slot 5 | ... |        |       |c|c|c|c| ... |c|
     *   +--------+--------+--------+--------+--------+--------+-----+--------+-------+-+-+-+-+-----+-+
     *   |<------------- line 0 ------------>|<------------- line 1 ----- ...         one byte a line
     *
     * A slot has the number of its key, which is all its bits inverted, and an empty slot has 0: so zeroed memory is an empty
     * table. 0 is also the number of the key -1, and only that one is looked up by the control bytes.
     *
     * Probing. The low bits of a key are the slot where it would like to be, its home: nothing is computed, and keys in a row
     * stand in a row. Where that is taken, it has the lowest empty slot of the line. A key whose line is full is a guest: in the
     * line beside, and if that is full as well, in one as if at random, by a hash with a seed that each table draws for itself.
     * Each line it could not have counts that it passed. So a search looks at the home, at the rest of the line, and hardly
     * ever further: with 60 of 100 slots used 7 of 100 keys are guests, with 48 of 100, 4. That order, and a branch for each
     * slot, are what makes lookups fast: processors guess that a key is in its home, and begin the next lookup meanwhile.
     *
     * Crowds. Keys that have their low bits in common would all be guests of few lines, and take two or three lines a lookup.
     * When a table grows and more than a quarter of its keys are guests, it is scattered from then on: what says where a key
     * is, is the hash of its run, to which the key is added. A run is 128 keys in a row, which stay together, and so do those of
     * them that are guests: with each gone its own way, a million keys in a row in segments took 38 ns a lookup and not 26.
     *
     * Deletion. The slot is 0 again, and where the key was a guest, the lines that it passed count one less. Nothing else moves
     * and no tombstone is left, whatever comes and goes.
     *
     * Growth. Before a key is added that would exceed resizeThreshold, all slots move to a table of twice as many. By one bit
     * more of its key each slot of a line goes to the line of the same number or to that one half a table further. So memory is
     * read in one stream and written in two, each new line just after it was cleared, and guests whose line is among these
     * find room there. The old table is freed after that, so a failure to allocate changes nothing. Without that last, the
     * worst put at ten million takes 102 ms and not 85.
     *
     * Layout. Nanoseconds a lookup of random keys, hit and miss, in one run (EPYC of 2 cores, JDK 17); of ours without guests:
     *
     *                                            1,000        100,000     1,000,000    10,000,000
     *   one read of the home, and no map        1.3   1.3    2.6   2.1    7.5    7.3    10.9    9.8
     *   lines of four, the home first           4.5   2.4    6.2   4.5   15.8   24.8    19.5   29.2
     *   lines of four, without a branch         3.2   2.9    7.3   7.0   36.1   35.8    47.9   48.5
     *   lines of two, without a branch          3.1   1.6    4.7   3.1   17.6   15.0    22.6   19.9
     *   linear probing                          4.8   9.8    4.9   9.9   17.9   34.4    30.3  104
     *   HPPC                                    5.1  10.0    7.8  10.0   22.2   27.4    33.1   93.6
     *   Eclipse                                 7.9  14.0   10.6  15.7   31.7   52.3    37.5   45.5
     *
     * Outside the cache the number of instructions decides, as it says how many lookups a processor works at: without
     * branches there are no wrong guesses, but there is no way on before a line has come either. Of lines of two every
     * eighth key is a guest. What was here before, seven slots and a word of tags in two cache lines, took 45 and 54 ns at a
     * million. A key whose home is taken must have the slot that is looked at next: with slots filled from the first on,
     * whoever they are for, hits at a million take 30 ns. A branch for the home and none for the rest of the line: hits at a
     * thousand take 6.6 ns and not 7.4, misses 8.7 and not 4.0, and 42 and not 25 at a million. Of lookups in batches a LookupBatch
     * tells.
     *
     * In line and in a call. find, use and vacate look at the line of the key's home and, as a rule, are done. One comparison,
     * of the home with homeLimit, tells them all that may be else: that there is no memory, that the table is scattered, that
     * the home is where control bytes are, as that of the key -1 always is. Then, and for guests, there is a call. It must be
     * one: where it is put in line, its loop makes the compiler keep the variables of the caller in memory or in vector
     * registers for each key. Keys in a row take 1.9 to 4.8 ns then, and 0.9 to 1.3 as it is; keys at random, of a thousand, 7.4
     * to 10.8 and 6.7 to 7.9; to remove and put keys in a row 7.8 and 5.9. JDK 17 puts in line whatever is called a hundred times and
     * has at most 325 bytes of code, but a method that calls itself only twice: so that is what these do. A table that is
     * scattered or in segments is looked into in line as well: with a call, hits of a million in segments took 67 ns and not 50.
     * Growth is not in use but asked for by the surface, for the same reason.
     *
     * Hash. The high and the low half of a 64 by 64 bit product, folded together, as in wyhash: one multiplication whose
     * every output bit depends on every input bit. The number is masked with the seed, so that who does not know it cannot
     * craft keys that collide. Then the upper bits are folded onto the lower: without that, two seeds that differ in few of
     * the bits in which the keys differ are nearly one hash, as all products are a few constants apart. The masked number is
     * folded in as well: as the high product is a signed one, a number and its negative would else have one hash but for its
     * lowest bits.
     *
     * Segments. With a Directory the lines are in segments instead of in one block: a segment is a table of its own, in which
     * keys are placed and probed as described, and no search leaves the segment it began in. All that differs is where the
     * lines of a run begin (base), and what happens before a key is added that its segment has no room for: that segment alone
     * is split, and the keys that now belong elsewhere go there. Whether keys are crowded, the first segment tells when it is
     * split; later there would be no end of what has to move.
     *
     * The surfaces are subclasses, not owners of a table: one load more on the way to each field made a put that overwrites
     * a quarter slower where the table is larger than the cache. They are final and the size of a slot is constant in each,
     * so that where find and the others are inlined no virtual call is left.
     */

    static final float DEFAULT_LOAD_FACTOR = 0.65f;

    /** No slot: the key is not there. */
    static final long ABSENT = 0;

    /** No slot: whether the key is there, {@link #find} must tell. */
    static final long ELSEWHERE = 1;

    private static final float MIN_LOAD_FACTOR = 0.1f;
    private static final float MAX_LOAD_FACTOR = 0.9f;

    /** What of the slots may be used at most, so that no search is long. */
    private static final double MAX_USED = 0.8;

    private static final long CACHE_LINE_BYTE_SIZE = 64;
    private static final long MIN_LARGE_BYTE_SIZE = 1 << 15;
    private static final long MAX_BYTE_SIZE = 1L << 62;

    /** The fewest slots there is memory for: a line, and another in which its control byte is. */
    private static final long MIN_SLOTS = 2 * LANE_COUNT;

    /** The size of a segment that is given no other, in bytes. */
    public static final long DEFAULT_SEGMENT_BYTE_SIZE = 1 << 17;

    /** With fewer than some dozen keys a segment, now and then many are in one, and the directory is larger than all. */
    private static final long MIN_SEGMENT_BYTE_SIZE = 1 << 12;

    private static final long MAX_SEGMENT_BYTE_SIZE = 1 << 30;

    /** The golden ratio in 64 bits, odd. */
    private static final long MULTIPLIER = 0x9E3779B97F4A7C15L;

    /** A compiler puts a method that calls itself in line twice, and the third is a call. */
    private static final int CALLS_IN_LINE = 2;

    private static final int FOLD_SHIFT = 23;

    /** Other bits of a hash than those that say where a home is. */
    private static final int DISTANCE_SHIFT = 32;

    private static final int RUN_SHIFT = 7;

    /** With fewer slots, runs might all be in one place, or in one segment. */
    private static final long MIN_SLOTS_FOR_RUNS = 1 << 13;

    /** Keys are scattered where more of them than one in so many are not at home. */
    private static final int SCATTERING_GUESTS = 4;

    /** In a smaller table, the guests of a few lines would decide. */
    private static final long MIN_SLOTS_TO_SCATTER = 1 << 8;

    /** A smaller table is in the cache, or nearly. */
    private static final long MIN_READ_AHEAD_BYTE_SIZE = 1 << 23;

    /** Of keys nearer to each other than that, one line in the cache brings the next. */
    private static final long MIN_READ_AHEAD_DISTANCE = 1 << 14;

    /** As much of a new table is cleared at once and then filled, while it is in the cache. */
    private static final long CLEARED_BYTE_SIZE = 1 << 12;

    private final Tie tie;
    private final long seed = ThreadLocalRandom.current().nextLong();
    private final float loadFactor;

    /** Of the segments; null where all lines are in one block. */
    private final Directory directory;

    /** The count a segment is allowed; 0 where there are none. */
    private final long segmentThreshold;

    /** The block, or the first segment; {@link Memory#NULL_ADDRESS} without memory. */
    private long address;

    /** What it leaves of the offset of a number is that of a slot; 0 without memory. */
    private long slotMask;

    /** Where in a block or a segment the control bytes are, behind all lines. */
    private long controlOffset;

    /** How many bytes of lines there are for each one of control bytes. */
    private long foldStride;

    /** Which offsets {@link #find} need not doubt: those before the control bytes; none if {@link #isIndirect}, or without memory. */
    private long homeLimit;

    /** Whether the place of a run of keys is hashed; else that of a key is its number. */
    private boolean isScattered;

    /** Whether {@link #find} asks for more than {@link #homeLimit}: a table with memory that is scattered or in segments. */
    private boolean isIndirect;

    /** How far a number is shifted, so that it is that of its run. */
    private int runShift;

    private long count;

    /** How many keys are not at home. */
    private long guestCount;

    /** The count the block is allowed, or 0 where each segment is asked for its own; 0 without memory. */
    private long resizeThreshold;

    int modCount;

    /** What the last change was, where it emptied a slot of a segment: a walk that stands there goes on in that segment. */
    private long vacatedSlot;

    private long vacatedEntry;
    private int vacatedModCount;

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
        this.directory = segmentByteSize == 0
                ? null
                : new Directory(allocator, segmentByteSize, byteAlignment(segmentByteSize), homeBits(segmentByteSize));
        this.segmentThreshold = segmentByteSize == 0 ? 0 : Math.max(1, thresholdOf(segmentByteSize));
        beWithoutMemory();
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
        ensureOpen();
        return slots();
    }

    /**
     * The count above which the table grows, or {@link Integer#MAX_VALUE} if that is less. Of a table of segments, in which
     * each grows when it must, it is what they hold together.
     *
     * @return the threshold
     */
    public final int resizeThreshold() {
        ensureOpen();
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

    /** The key's slot, or {@link #ABSENT}. */
    final long find(long key) {
        final long home = offsetOf(key);
        if (home < homeLimit) {
            final long slot = slotOf(numberOf(key), address, home);
            if (slot != ABSENT || !isPassed(control(address, home))) {
                return slot;
            }
        } else if (isIndirect && numberOf(key) != 0) {
            return findIndirect(key);
        }
        return searchInACall(key, 0);
    }

    /** As {@link #find}, for loops that shall be without a call: {@link #ELSEWHERE} where that would need one. */
    final long findNear(long key) {
        final long number = numberOf(key);
        long base = address;
        long home = offsetOf(key);
        if (home >= homeLimit) {
            if (!isIndirect || number == 0) {
                return ELSEWHERE;
            }
            base = base(number);
            home = home(number);
        }
        final long slot = slotOf(number, base, home);
        return slot != ABSENT || !isPassed(control(base, home)) ? slot : ELSEWHERE;
    }

    /**
     * Whether it pays to read what many keys, of which these are the first and the last, have at home before they are looked
     * up: not where the table is in the cache, nor where the keys are in a row.
     */
    final boolean isWorthReadingAhead(long firstKey, long lastKey) {
        return homeLimit >= MIN_READ_AHEAD_BYTE_SIZE
                && Math.abs(offsetOf(firstKey) - offsetOf(lastKey)) >= MIN_READ_AHEAD_DISTANCE;
    }

    /** What is in the slot where a key would like to be, of a table in one block that is not scattered. */
    final long readHome(long key) {
        return getLong(address + offsetOf(key));
    }

    private long findIndirect(long key) {
        final long number = numberOf(key);
        final long base = base(number);
        final long home = home(number);
        final long slot = slotOf(number, base, home);
        return slot != ABSENT || !isPassed(control(base, home)) ? slot : searchInACall(key, 0);
    }

    /** A call, and not what it calls, wherever {@link #find} is put in line. */
    private long searchInACall(long key, int depth) {
        return depth < CALLS_IN_LINE ? searchInACall(key, depth + 1) : search(key);
    }

    /** Looks where it may be, line after line: each of them comes once. */
    private long search(long key) {
        if (!hasMemory()) {
            ensureOpen();
            return ABSENT;
        }
        final long number = numberOf(key);
        final long base = base(number);
        final long home = home(number);
        final long slot = usedSlotOf(number, base, home);
        if (slot != ABSENT || !isPassed(control(base, home))) {
            return slot;
        }
        final long hash = hashOfGuest(number);
        final long first = firstDistance(home, hash);
        long distance = first;
        do {
            final long offset = offsetAt(home, distance);
            final long guest = usedSlotOf(number, base, offset);
            if (guest != ABSENT || !isPassed(control(base, offset))) {
                return guest;
            }
            distance = nextDistance(distance, hash);
        } while (distance != first);
        return ABSENT;
    }

    /** The slot of a number in a line, also of 0, which looks like an empty slot. */
    private long usedSlotOf(long number, long base, long offset) {
        if (number != 0) {
            return slotOf(number, base, offset);
        }
        final int control = control(base, offset);
        for (int lane = 0; lane < LANE_COUNT; lane++) {
            final long slot = base + slotOf(offset, lane);
            if (ControlByte.isUsed(control, lane) && getLong(slot) == 0) {
                return slot;
            }
        }
        return ABSENT;
    }

    /** The slot of a number that is not 0 in a line, in which that of an offset is looked at first. */
    private long slotOf(long number, long base, long offset) {
        final long slotByteSize = slotByteSize();
        final long first = base + offset;
        if (getLong(first) == number) {
            return first;
        }
        final long line = base + lineOf(offset);
        if (getLong(line) == number) {
            return line;
        }
        if (getLong(line + slotByteSize) == number) {
            return line + slotByteSize;
        }
        if (getLong(line + 2 * slotByteSize) == number) {
            return line + 2 * slotByteSize;
        }
        if (getLong(line + 3 * slotByteSize) == number) {
            return line + 3 * slotByteSize;
        }
        return ABSENT;
    }

    static long keyAt(long slot) {
        return ~getLong(slot);
    }

    /** Whether there may be no room for one key more, and {@link #makeRoom} comes before {@link #use}. */
    final boolean isFull() {
        return count >= resizeThreshold;
    }

    /** Gives a key that is absent a slot, as there is room for it. What a surface keeps beside the key is not set. */
    final long use(long key) {
        modCount++;
        count++;
        final long home = offsetOf(key);
        if (home < homeLimit) {
            final int control = control(address, home);
            if (!ControlByte.isFull(control)) {
                return place(numberOf(key), home, address, control);
            }
        }
        return placeInACall(key, 0);
    }

    private long placeInACall(long key, int depth) {
        if (depth < CALLS_IN_LINE) {
            return placeInACall(key, depth + 1);
        }
        final long number = numberOf(key);
        if (isSegmented()) {
            directory.addToCount(directory.entryOf(runOf(number)), 1);
        }
        return place(number, home(number), base(number));
    }

    /** Empties a used slot. No other moves, so that a walk can go on. */
    final void vacate(long slot) {
        vacate(slot, keyAt(slot));
    }

    private void vacate(long slot, long key) {
        modCount++;
        count--;
        final long home = offsetOf(key);
        if (home < homeLimit && lineOf(slot - address) == lineOf(home)) {
            empty(slot, address);
        } else {
            leaveInACall(slot, key, 0);
        }
    }

    private void leaveInACall(long slot, long key, int depth) {
        if (depth < CALLS_IN_LINE) {
            leaveInACall(slot, key, depth + 1);
            return;
        }
        final long number = numberOf(key);
        leave(slot, number, home(number), base(number));
        if (isSegmented()) {
            vacatedSlot = slot;
            vacatedEntry = directory.entryOf(runOf(number));
            vacatedModCount = modCount;
            directory.addToCount(vacatedEntry, -1);
        }
    }

    /** Empties a key's slot, and then two small segments may become one. No walk goes on after that. */
    final void vacateAndShrink(long slot, long key) {
        vacate(slot, key);
        if (isSegmented()) {
            mergeIfSmall(directory.entryOf(runOf(numberOf(key))), segmentThreshold / 2);
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
        return ABSENT;
    }

    /** The used slot that comes next on a walk. There must be one: who walks counts. */
    final long nextUsed(long slot) {
        long entry = 0;
        long segment = address;
        long controls = controls(segment);
        long slots = usedSlotsOfEight(controls);
        if (slot != ABSENT) {
            if (isSegmented()) {
                entry = entryOf(slot);
                segment = segment(entry);
            }
            final long index = (slot - segment) / slotByteSize();
            final long line = index / LANE_COUNT & -LINES_OF_A_WORD;
            controls = controls(segment) + line;
            slots = usedSlotsOfEight(controls) & -2L << index % (LINES_OF_A_WORD * LANE_COUNT);
        }
        while (slots == 0) {
            controls += LINES_OF_A_WORD;
            if (isSegmented() && controls >= endOfControls(segment)) {
                entry = entryBehind(entry);
                segment = segment(entry);
                controls = controls(segment);
            }
            slots = usedSlotsOfEight(controls);
        }
        return slotAt(segment, controls, slots);
    }

    /** The entry of the segment of a slot that is used, or was until the last change. */
    private long entryOf(long slot) {
        return slot == vacatedSlot && modCount == vacatedModCount
                ? vacatedEntry
                : directory.entryOf(runOf(getLong(slot)));
    }

    // The fastest walk, for those who go from the first slot to the last: segments, eight control bytes each, used
    // slots.

    /** The first segment, or {@link Directory#NONE} without memory. */
    final long firstEntry() {
        return hasMemory() ? 0 : Directory.NONE;
    }

    /** The segment behind another, each once; {@link Directory#NONE} behind the last. */
    final long entryBehind(long entry) {
        return isSegmented() ? directory.entryBehind(entry) : Directory.NONE;
    }

    /** The first line of a segment. */
    final long segment(long entry) {
        return isSegmented() ? directory.segment(entry) : address;
    }

    /** The first control bytes of a segment, for {@link ControlByte#usedSlotsOfEight}. */
    final long controls(long segment) {
        return segment + controlOffset;
    }

    /** Behind the last ones. */
    final long endOfControls(long segment) {
        return segment + slotMask + slotByteSize();
    }

    /** The slot of the lowest of the used slots of eight lines. */
    final long slotAt(long segment, long controls, long slots) {
        final long line = controls - controls(segment);
        return segment + (line * LANE_COUNT + Long.numberOfTrailingZeros(slots)) * slotByteSize();
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
        ensureOpen();
        if (isSegmented()) {
            splitFor(expectedCount);
        } else if (expectedCount > resizeThreshold) {
            rehash(slotsToHold(expectedCount));
        }
    }

    /** Whether so many more might not be added without growing. */
    final boolean mightGrowFor(long addedCount) {
        ensureOpen();
        return addedCount > resizeThreshold - count;
    }

    /** Removes all and keeps the memory. O(capacity). */
    public final void clear() {
        if (sizeAsLong() != 0) {
            modCount++;
            count = 0;
            guestCount = 0;
            for (long entry = firstEntry(); entry != Directory.NONE; entry = entryBehind(entry)) {
                Memory.clear(segment(entry), slotMask + slotByteSize());
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

    /** How many lines a lookup of a key that is there looks at: what hashing is judged by. */
    final long probesOf(long key) {
        final long number = numberOf(key);
        final long line = lineOf(find(key) - base(number));
        final long hash = hashOfGuest(number);
        final long home = home(number);
        long offset = home;
        long distance = firstDistance(home, hash);
        long probes = 1;
        while (lineOf(offset) != line) {
            offset = offsetAt(home, distance);
            distance = nextDistance(distance, hash);
            probes++;
        }
        return probes;
    }

    /** Takes an empty slot for a number, in its home or behind it. */
    private long place(long number, long home, long base) {
        final int control = control(base, home);
        return ControlByte.isFull(control) ? placeGuest(number, home, base) : place(number, home, base, control);
    }

    private long placeGuest(long number, long home, long base) {
        final long hash = hashOfGuest(number);
        long offset = home;
        long distance = firstDistance(home, hash);
        int control = control(base, offset);
        while (ControlByte.isFull(control)) {
            setControl(base, offset, ControlByte.withOnePassed(control));
            offset = offsetAt(home, distance);
            distance = nextDistance(distance, hash);
            control = control(base, offset);
        }
        guestCount++;
        return place(number, offset, base, control);
    }

    /** In a line with an empty slot. */
    private long place(long number, long offset, long base, int control) {
        final int lane = ControlByte.emptyLane(control, laneOf(offset));
        setControl(base, offset, ControlByte.withUsed(control, lane));
        final long slot = base + slotOf(offset, lane);
        putLong(slot, number);
        return slot;
    }

    /** Empties the slot of a number. */
    private void leave(long slot, long number, long home, long base) {
        final long line = lineOf(slot - base);
        if (line != lineOf(home)) {
            leaveAsGuest(number, home, base, line);
        }
        empty(slot, base);
    }

    private void empty(long slot, long base) {
        final long offset = slot - base;
        putLong(slot, 0);
        setControl(base, offset, ControlByte.withEmpty(control(base, offset), laneOf(offset)));
    }

    private void leaveAsGuest(long number, long home, long base, long line) {
        final long hash = hashOfGuest(number);
        long offset = home;
        long distance = firstDistance(home, hash);
        while (lineOf(offset) != line) {
            setControl(base, offset, ControlByte.withOnePassedLess(control(base, offset)));
            offset = offsetAt(home, distance);
            distance = nextDistance(distance, hash);
        }
        guestCount--;
    }

    /** Before a key is added, as there might be no room where it belongs. */
    final void makeRoom(long key) {
        ensureOpen();
        if (!isSegmented()) {
            rehash(Math.max(slotsFor(slots() << 1), slotsToHold(count + 1)));
            return;
        }
        if (!hasMemory()) {
            beginSegments();
        }
        final long run = runOf(numberOf(key));
        while (directory.count(directory.entryOf(run)) >= segmentThreshold) {
            scatterIfCrowded();
            split(directory.entryOf(run));
        }
    }

    private long slotsToHold(long expectedCount) {
        long slots = slotsFor((long) Math.ceil(expectedCount / maxUsed()));
        while (thresholdOf(slots * slotByteSize()) < expectedCount) {
            slots = slotsFor(slots << 1);
        }
        return slots;
    }

    /** How many slots a table of at least that many has, with all the memory the allocator gives for it. */
    private long slotsFor(long minSlots) {
        if (minSlots > MAX_BYTE_SIZE / slotByteSize()) {
            throw new AllocationFailedException(tie.allocator, Long.MAX_VALUE, slotByteSize());
        }
        final long byteSize = ceilingPowerOfTwo(Math.max(MIN_SLOTS, minSlots)) * slotByteSize();
        return Long.highestOneBit(Math.max(byteSize, tie.allocator.goodByteSize(byteSize))) / slotByteSize();
    }

    /** Moves all used slots to a new table. */
    private void rehash(long newSlots) {
        final long newByteSize = newSlots * slotByteSize();
        final long oldAddress = address;
        final long oldByteSize = byteSize();
        final boolean isTwice = newByteSize == 2 * oldByteSize;
        final long newAddress = isTwice
                ? tie.allocator.allocate(newByteSize, byteAlignment(newByteSize))
                : tie.allocator.allocateZeroed(newByteSize, byteAlignment(newByteSize));

        modCount++;
        isScattered |= isCrowded();
        guestCount = 0;
        address = newAddress;
        setByteSize(newByteSize);
        resizeThreshold = thresholdOf(newByteSize);
        if (isTwice) {
            moveToTwice(oldAddress, oldByteSize);
        } else if (oldByteSize != 0) {
            moveFrom(oldAddress, oldByteSize, false);
        }
        if (oldByteSize != 0) {
            tie.allocator.free(oldAddress, oldByteSize, byteAlignment(oldByteSize));
        }
    }

    private boolean isCrowded() {
        return slots() >= MIN_SLOTS_TO_SCATTER && guestCount > count / SCATTERING_GUESTS;
    }

    /**
     * Moves all used slots to a table of twice the size, in which nothing is cleared yet: what was a line becomes two, which
     * are cleared and filled at once. Who was not at home waits at the beginning of the old table, of which as much has been
     * read.
     */
    private void moveToTwice(long oldAddress, long oldByteSize) {
        final long oldControlOffset = controlOffsetOf(oldByteSize);
        final long end = slotMask + slotByteSize();
        clear(controlOffset, end);
        long endOfWaiting = oldAddress;
        for (long from = 0; from < oldByteSize; from += CLEARED_BYTE_SIZE) {
            final long to = Math.min(from + CLEARED_BYTE_SIZE, oldByteSize);
            clear(from, to);
            clear(oldByteSize + from, Math.min(oldByteSize + to, controlOffset));
            final long newEnd = moveHome(oldAddress, oldByteSize, from, Math.min(to, oldControlOffset), endOfWaiting);
            endOfWaiting = moveNear(oldByteSize, from, to, endOfWaiting, newEnd);
        }
        for (long slot = oldAddress; slot < endOfWaiting; slot += slotByteSize()) {
            final long number = getLong(slot);
            copyBeside(slot, place(number, home(number), address));
        }
    }

    private void clear(long from, long to) {
        if (from < to) {
            Memory.clear(address + from, to - from);
        }
    }

    /** Moves the slots of some lines to those two that each became; the new end of those that wait. */
    private long moveHome(long oldAddress, long oldByteSize, long from, long to, long endOfWaiting) {
        final long slotByteSize = slotByteSize();
        final long oldControls = oldAddress + controlOffsetOf(oldByteSize);
        final long oldMask = oldByteSize - 1;
        long end = endOfWaiting;
        for (long offset = from; offset < to; offset += LINES_OF_A_WORD * lineByteSize()) {
            final long controls = oldControls + (offset >>> lineShift());
            for (long slots = usedSlotsOfEight(controls); slots != 0; slots &= slots - 1) {
                final long slotOffset = offset + Long.numberOfTrailingZeros(slots) * slotByteSize;
                final long slot = oldAddress + slotOffset;
                final long number = getLong(slot);
                final long home = home(number);
                if (lineOf(home & oldMask) == lineOf(slotOffset)) {
                    copyBeside(slot, place(number, home, address, control(address, home)));
                } else {
                    end = letWait(slot, end);
                }
            }
        }
        return end;
    }

    /** Moves those that wait and belong to lines that are filled now, as most were in the line beside; the end of the others. */
    private long moveNear(long oldByteSize, long from, long to, long firstWaiting, long endOfWaiting) {
        final long slotByteSize = slotByteSize();
        final long oldMask = oldByteSize - 1;
        long end = firstWaiting;
        for (long slot = firstWaiting; slot < endOfWaiting; slot += slotByteSize) {
            final long number = getLong(slot);
            final long home = home(number);
            final long oldHome = home & oldMask;
            if (oldHome >= from && oldHome < to && !ControlByte.isFull(control(address, home))) {
                copyBeside(slot, place(number, home, address, control(address, home)));
            } else {
                end = letWait(slot, end);
            }
        }
        return end;
    }

    /** Copies a slot behind those that wait; their new end. */
    private long letWait(long slot, long endOfWaiting) {
        putLong(endOfWaiting, getLong(slot));
        copyBeside(slot, endOfWaiting);
        return endOfWaiting + slotByteSize();
    }

    private void copyBeside(long fromSlot, long toSlot) {
        if (slotByteSize() > Long.BYTES) {
            putLong(toSlot + Long.BYTES, getLong(fromSlot + Long.BYTES));
        }
    }

    /** Moves the slots that now belong elsewhere, all or some; how many. They leave where they were, if guests are counted on. */
    private long moveFrom(long oldBase, long byteSize, boolean areGuestsCounted) {
        long movedCount = 0;
        final long oldControls = oldBase + controlOffsetOf(byteSize);
        for (long controls = oldControls; controls < oldBase + byteSize; controls += LINES_OF_A_WORD) {
            for (long slots = usedSlotsOfEight(controls); slots != 0; slots &= slots - 1) {
                final long index = (controls - oldControls) * LANE_COUNT + Long.numberOfTrailingZeros(slots);
                final long slot = oldBase + index * slotByteSize();
                final long number = getLong(slot);
                final long base = base(number);
                if (base != oldBase) {
                    movedCount++;
                    final long home = home(number);
                    copyBeside(slot, place(number, home, base));
                    if (areGuestsCounted) {
                        leave(slot, number, home, oldBase);
                    }
                }
            }
        }
        return movedCount;
    }

    /** While there is one segment, its keys tell whether those of the table are crowded: then it is scattered. */
    private void scatterIfCrowded() {
        if (directory.segmentCount() > 1 || isScattered || !isCrowded()) {
            return;
        }
        final long oldSegment = address;
        address = directory.allocateSegment();
        modCount++;
        isScattered = true;
        guestCount = 0;
        directory.replace(address);
        moveFrom(oldSegment, directory.segmentByteSize(), false);
        directory.freeSegment(oldSegment);
    }

    private void beginSegments() {
        directory.begin();
        modCount++;
        address = directory.segment(0);
        setByteSize(directory.segmentByteSize());
    }

    /** Splits segments until each has room for as many keys as one of them is likely to get of so many; or none. */
    private void splitFor(long expectedCount) {
        if (expectedCount == 0 && !hasMemory()) {
            return;
        }
        int depth = 0;
        while (!isEnough(Math.scalb((double) expectedCount, -depth))) {
            depth++;
        }
        final boolean hadMemory = hasMemory();
        boolean isSplit = false;
        try {
            if (!hadMemory) {
                beginSegments();
            }
            directory.deepen(depth);
            for (long entry = firstEntry(); entry != Directory.NONE; entry = entryBehind(entry)) {
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
        final double standardDeviation = Math.sqrt(meanCount * (1 << runShiftOf(directory.segmentByteSize())));
        return meanCount + 6 * standardDeviation <= segmentThreshold || meanCount < 1;
    }

    /** Moves half of the keys of a segment to a new one. */
    private void split(long entry) {
        final long first = directory.split(entry);
        modCount++;
        final long movedCount = moveFrom(segment(first), directory.segmentByteSize(), true);
        directory.addToCount(first, -movedCount);
        directory.addToCount(directory.entryBehind(first), movedCount);
    }

    /** Merges a segment with the one it was split from, if both together have at most some count; its entry then, or none. */
    private long mergeIfSmall(long entry, long maxCount) {
        if (directory.count(entry) > maxCount) {
            return Directory.NONE;
        }
        final long buddy = directory.buddyOf(entry);
        if (buddy == Directory.NONE || directory.count(entry) + directory.count(buddy) > maxCount) {
            return Directory.NONE;
        }
        modCount++;
        final long first = Math.min(entry, buddy);
        final long second = Math.max(entry, buddy);
        final long oldSegment = segment(second);
        directory.merge(first, second);
        moveFrom(oldSegment, directory.segmentByteSize(), true);
        directory.freeSegment(oldSegment);
        return first;
    }

    /** Merges segments until no two that can be have at most some count together. */
    private void mergeAll(long maxCount) {
        long entry = firstEntry();
        while (entry != Directory.NONE) {
            final long merged = mergeIfSmall(entry, maxCount);
            entry = merged != Directory.NONE ? merged : entryBehind(entry);
        }
        directory.shrink();
    }

    /** A small table takes what a pool with small blocks has; in a large one, each line is in one cache line. */
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
        return address != NULL_ADDRESS;
    }

    private long byteSize() {
        if (isSegmented()) {
            return directory.segmentCount() * directory.segmentByteSize();
        }
        return hasMemory() ? slotMask + slotByteSize() : 0;
    }

    private long slots() {
        return byteSize() / slotByteSize();
    }

    /** How many may be used of the slots of a block or a segment: with two lines, the second of which has no keys, three. */
    private long thresholdOf(long byteSize) {
        final long slots = controlOffsetOf(byteSize) / slotByteSize();
        return Math.min((long) (byteSize / slotByteSize() * maxUsed()), slots - slots / 8 - 1);
    }

    /** The control bytes, one for each line there might be, have the place of the last lines. */
    private long controlOffsetOf(long byteSize) {
        return byteSize - roundedUp(byteSize / lineByteSize(), lineByteSize());
    }

    private static long roundedUp(long value, long powerOfTwo) {
        return value + powerOfTwo - 1 & -powerOfTwo;
    }

    private void setByteSize(long byteSize) {
        slotMask = byteSize - slotByteSize();
        controlOffset = controlOffsetOf(byteSize);
        isIndirect = isScattered || isSegmented();
        homeLimit = isIndirect ? 0 : controlOffset;
        foldStride = controlOffset / (byteSize - controlOffset);
        runShift = runShiftOf(byteSize);
    }

    /** How many bits of a run say its home. */
    private int homeBits(long byteSize) {
        return Long.numberOfTrailingZeros(byteSize / slotByteSize()) - runShiftOf(byteSize);
    }

    private int runShiftOf(long byteSize) {
        return byteSize / slotByteSize() >= MIN_SLOTS_FOR_RUNS ? RUN_SHIFT : 0;
    }

    private void beWithoutMemory() {
        address = NULL_ADDRESS;
        slotMask = 0;
        controlOffset = lineByteSize();
        homeLimit = 0;
        resizeThreshold = 0;
        count = 0;
        guestCount = 0;
        isScattered = false;
        isIndirect = false;
    }

    private long lineByteSize() {
        return LANE_COUNT * slotByteSize();
    }

    /** What a slot has of a key. */
    private static long numberOf(long key) {
        return ~key;
    }

    private int lineShift() {
        return Long.numberOfTrailingZeros(lineByteSize());
    }

    private int slotShift() {
        return Long.numberOfTrailingZeros(slotByteSize());
    }

    private long hash(long number) {
        final long masked = number ^ seed;
        final long folded = masked * MULTIPLIER ^ Math.multiplyHigh(masked, MULTIPLIER);
        return folded ^ folded >>> FOLD_SHIFT ^ masked;
    }

    /** The same for all numbers of a run. */
    private long runOf(long number) {
        return number >>> runShift;
    }

    /** The block, or the segment a number is in. */
    private long base(long number) {
        return isSegmented() ? directory.segmentOf(runOf(number)) : address;
    }

    /** The offset of the slot where a number would like to be. */
    private long home(long number) {
        return folded(offsetOf(isScattered ? ~number + hash(runOf(number)) : ~number));
    }

    /** The offset that the low bits of a key say, or those of its sum with a hash. */
    private long offsetOf(long key) {
        return key << slotShift() & slotMask;
    }

    /** Where the control bytes are, there are no lines: what would be there is spread over all lines. */
    private long folded(long offset) {
        return offset < controlOffset ? offset : (offset - controlOffset) * foldStride;
    }

    /** What says where a guest goes: those of a run stay together. */
    private long hashOfGuest(long number) {
        return hash(isIndirect ? runOf(number) : number);
    }

    /** How far a guest goes first: to the line beside its home. Where its run is, that is full as well. */
    private long firstDistance(long home, long hashOfGuest) {
        return isIndirect ? nextDistance(0, hashOfGuest) : (home ^ lineByteSize()) - home & slotMask;
    }

    /** How far it goes then: as if at random, by a generator of the full period, so that it comes to all lines in the end. */
    private long nextDistance(long distance, long hashOfGuest) {
        return distance * MULTIPLIER + (hashOfGuest >>> DISTANCE_SHIFT | 1) * lineByteSize() & slotMask;
    }

    private long offsetAt(long home, long distance) {
        return folded(home + distance & slotMask);
    }

    /** The offset of the line of a slot. */
    private long lineOf(long offset) {
        return offset & -lineByteSize();
    }

    private int laneOf(long offset) {
        return (int) (offset >>> slotShift()) & LANE_COUNT - 1;
    }

    /** The offset of the slot in a lane of a line. */
    private long slotOf(long offset, int lane) {
        return lineOf(offset) + lane * slotByteSize();
    }

    private int control(long base, long offset) {
        return getByte(controlAddress(base, offset));
    }

    private void setControl(long base, long offset, byte control) {
        putByte(controlAddress(base, offset), control);
    }

    private long controlAddress(long base, long offset) {
        return base + controlOffset + (offset >>> lineShift());
    }

    /** Back to the state without memory, which is freed but for what is in a range; there is nothing in it to keep. */
    private void free(long fromAddress, long toAddress) {
        if (!hasMemory()) {
            return;
        }
        final long oldAddress = address;
        final long oldByteSize = byteSize();
        modCount++;
        beWithoutMemory();
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
