package org.sideheap.testkit.mutants;

import static org.sideheap.testkit.CollectionProperty.ANSWERS;
import static org.sideheap.testkit.CollectionProperty.CONTENTS;
import static org.sideheap.testkit.CollectionProperty.FAILURE_CHANGES_NOTHING;
import static org.sideheap.testkit.CollectionProperty.GIVEN_BACK;

import org.agrona.collections.LongLongConsumer;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.sideheap.testkit.CollectionProperty;
import org.sideheap.testkit.FaultEnumeration;
import org.sideheap.testkit.LongMapContract;

/** Each map here is broken in one place, and the contract must say in which property. */
@Tag("once")
class MapMutantsTest {
    @Test
    void acquitsTheOneThatIsNotBroken() {
        CollectionVerdict.acquits(contract(PlainMap::new));
    }

    @Test
    void convictsOneThatDropsAnEntryOnBackwardShift() {
        convicts(CONTENTS, allocator -> new PlainMap(allocator) {
            @Override
            void shiftBack(long emptied) {
                final long next = emptied + 1 & capacity - 1;
                if (valueAt(next) == MISSING || !mayMove(next, emptied)) {
                    set(emptied, 0, MISSING);
                } else {
                    set(emptied, keyAt(next), valueAt(next));
                    set(next, 0, MISSING);
                }
            }
        });
    }

    @Test
    void convictsOneThatShiftsEntriesBeforeTheirHome() {
        convicts(CONTENTS, allocator -> new PlainMap(allocator) {
            @Override
            boolean mayMove(long slot, long gap) {
                return true;
            }
        });
    }

    @Test
    void convictsOneThatLeavesAGapInsteadOfShifting() {
        convicts(CONTENTS, allocator -> new PlainMap(allocator) {
            @Override
            void shiftBack(long emptied) {
                set(emptied, 0, MISSING);
            }
        });
    }

    @Test
    void convictsOneThatForgetsTheEntryOfTheLastSlotWhenItGrows() {
        convicts(CONTENTS, allocator -> new PlainMap(allocator) {
            @Override
            void grow() {
                if (capacity > 0 && valueAt(capacity - 1) != MISSING) {
                    set(capacity - 1, 0, MISSING);
                }
                super.grow();
            }
        });
    }

    @Test
    void convictsOneThatCountsAnEntryTwice() {
        convicts(CONTENTS, allocator -> new PlainMap(allocator) {
            @Override
            void put(long key, long value) {
                final boolean replaces = get(key) != MISSING;
                super.put(key, value);
                count += replaces && value == 4 ? 1 : 0;
            }
        });
    }

    @Test
    void convictsOneThatHasNoKeyZero() {
        convicts(ANSWERS, allocator -> new PlainMap(allocator) {
            @Override
            long remove(long key) {
                return key == 0 ? MISSING : super.remove(key);
            }
        });
    }

    @Test
    void convictsOneThatAnswersZeroForNothing() {
        convicts(ANSWERS, allocator -> new PlainMap(allocator) {
            @Override
            long get(long key) {
                final long value = super.get(key);
                return value == MISSING ? 0 : value;
            }
        });
    }

    @Test
    void convictsOneThatPassesOverTheFirstSlot() {
        convicts(CONTENTS, allocator -> new PlainMap(allocator) {
            @Override
            void forEach(LongLongConsumer action) {
                for (long slot = 1; slot < capacity; slot++) {
                    if (valueAt(slot) != MISSING) {
                        action.accept(keyAt(slot), valueAt(slot));
                    }
                }
            }
        });
    }

    @Test
    void convictsOneThatEmptiesItselfBeforeItGrows() {
        convicts(FAILURE_CHANGES_NOTHING, allocator -> new PlainMap(allocator) {
            @Override
            void grow() {
                final long lost = capacity == 0 ? MISSING : valueAt(0);
                if (lost != MISSING) {
                    final long key = keyAt(0);
                    count--;
                    shiftBack(0);
                    super.grow();
                    count++;
                    set(slotOf(key), key, lost);
                } else {
                    super.grow();
                }
            }
        });
    }

    @Test
    void convictsOneThatForgetsItsTableWhenCleared() {
        convicts(GIVEN_BACK, allocator -> new PlainMap(allocator) {
            @Override
            void clear() {
                slots = 0;
                capacity = 0;
                count = 0;
            }
        });
    }

    private static void convicts(CollectionProperty property, FaultEnumeration.Opener<PlainMap> opener) {
        CollectionVerdict.convicts(property, contract(opener));
    }

    private static LongMapContract<PlainMap> contract(FaultEnumeration.Opener<PlainMap> opener) {
        return LongMapContract.of(opener, PlainMap.MISSING)
                .size(map -> map.count)
                .get(PlainMap::get)
                .forEach(PlainMap::forEach)
                .put(PlainMap::put)
                .remove(PlainMap::remove)
                .clear(PlainMap::clear);
    }
}
