package org.infimum.notebook;

import java.util.List;
import org.infimum.Trace;
import org.infimum.notebook.render.Tables;
import tech.tablesaw.api.Table;

/** What a cell calls without a class name: the kernel imports these methods statically. */
public final class Notebook {
    private Notebook() {}

    /**
     * A monitor that shows a run while it runs: progress bar, rate, time left and a live curve. Several runs that one statement
     * of a cell starts (the solvers of a comparison) share one picture.
     *
     * @return the monitor
     */
    public static LiveMonitor live() {
        return LiveMonitor.standard();
    }

    /**
     * A monitor for a known number of runs: it says "run 2 of 6", and the picture becomes interactive after the last one.
     *
     * @param runs the number of runs, at least 1
     * @return the monitor
     * @throws IllegalArgumentException if there is no run
     */
    public static LiveMonitor live(int runs) {
        return LiveMonitor.standard().runs(runs);
    }

    /**
     * Records as a table: a column a component.
     *
     * @param rows the records, all of the same class
     * @return a Tablesaw table
     * @throws IllegalArgumentException if the records are of several classes
     */
    public static Table table(List<? extends Record> rows) {
        return Tables.of(rows);
    }

    /**
     * A trace as a table: a row an iteration.
     *
     * @param trace the trace
     * @return a Tablesaw table
     */
    public static Table table(Trace trace) {
        return Tables.of(trace);
    }

    /**
     * What the notebook runs on, for its first cell: {@code environment().with("seed", seed)}.
     *
     * @return versions, system and processors
     */
    public static Environment environment() {
        return Environment.current();
    }
}
