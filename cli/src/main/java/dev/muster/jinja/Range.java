package dev.muster.jinja;

import dev.muster.source.UserError;
import dev.muster.value.PythonObject;
import java.util.AbstractList;

/** Python's {@code range}: a list of numbers that is never written out. */
final class Range extends AbstractList<Object> implements PythonObject {

    private final long start;
    private final long stop;
    private final long step;
    private final int size;

    Range(long start, long stop, long step, int largest) {
        if (step == 0) {
            throw new UserError("range() arg 3 must not be zero");
        }
        this.start = start;
        this.stop = stop;
        this.step = step;
        long count = step > 0
                ? Math.max(0, Math.ceilDiv(Math.subtractExact(stop, start), step))
                : Math.max(0, Math.ceilDiv(Math.subtractExact(start, stop), -step));
        if (count > Integer.MAX_VALUE) {
            throw new UserError("a range of " + count + " numbers is too long").hint("at most " + largest);
        }
        this.size = (int) count;
    }

    @Override
    public Object get(int index) {
        java.util.Objects.checkIndex(index, size);
        return start + index * step;
    }

    @Override
    public int size() {
        return size;
    }

    @Override
    public String typeName() {
        return "range";
    }

    @Override
    public boolean truthy() {
        return size > 0;
    }

    @Override
    public String repr() {
        return "range(" + start + ", " + stop + (step == 1 ? "" : ", " + step) + ")";
    }

    @Override
    public String toString() {
        return repr();
    }
}
