package org.infimum.notebook;

import java.util.Optional;

/**
 * Which statement of a cell is running. JShell puts every statement into a class of its own, {@code REPL.$JShell$17} say, and
 * that class is on the stack of whatever it calls.
 */
final class CellStatement {
    private static final String WRAPPER = "REPL.$JShell$";

    private CellStatement() {}

    /** The statement's class name; empty outside a notebook. */
    static Optional<String> running() {
        // the outermost one: what a cell calls may in turn call methods that an earlier cell declared
        return StackWalker.getInstance()
                .walk(frames -> frames.map(StackWalker.StackFrame::getClassName)
                        .filter(name -> name.startsWith(WRAPPER))
                        .reduce((inner, outer) -> outer));
    }
}
