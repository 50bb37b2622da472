package org.sideheap.collections.paired;

import io.questdb.cairo.ColumnType;
import io.questdb.cairo.SingleColumnType;
import io.questdb.cairo.map.MapKey;
import io.questdb.cairo.map.MapRecord;
import io.questdb.cairo.map.MapRecordCursor;
import io.questdb.cairo.map.MapValue;
import io.questdb.cairo.map.Unordered8Map;

/** Off the heap on malloc, linear probing, keys and values side by side: what groups rows, so no key is ever removed. */
final class QuestdbMapLoops implements TableLoops {
    private static final int INITIAL_CAPACITY = 16;
    private static final double LOAD_FACTOR = 0.7;

    private final Unordered8Map map = new Unordered8Map(
            new SingleColumnType(ColumnType.LONG),
            new SingleColumnType(ColumnType.LONG),
            INITIAL_CAPACITY,
            LOAD_FACTOR,
            Integer.MAX_VALUE);

    @Override
    public void put(long[] keys, int from, int to) {
        for (int i = from; i < to; i++) {
            keyOf(keys[i]).createValue().putLong(0, keys[i]);
        }
    }

    @Override
    public long get(long[] keys, int from, int to) {
        long sum = 0;
        for (int i = from; i < to; i++) {
            final MapValue value = keyOf(keys[i]).findValue();
            sum += value == null ? MISSING_VALUE : value.getLong(0);
        }
        return sum;
    }

    private MapKey keyOf(long key) {
        final MapKey mapKey = map.withKey();
        mapKey.putLong(key);
        return mapKey;
    }

    @Override
    public void churn(long[] keys, int from, int to) {
        throw new UnsupportedOperationException("removes no keys");
    }

    @Override
    public long sum() {
        long sum = 0;
        final MapRecordCursor cursor = map.getCursor();
        final MapRecord entry = cursor.getRecord();
        while (cursor.hasNext()) {
            sum += entry.getLong(0) + entry.getLong(1);
        }
        return sum;
    }

    @Override
    public long size() {
        return map.size();
    }

    @Override
    public void close() {
        map.close();
    }
}
