package org.infimum.notebook.render;

/** A value that knows how a cell shows it: for types of the notebook module and of those who build on it. */
@FunctionalInterface
public interface Showable {
    /**
     * The value as a cell shows it.
     *
     * @return its bundle
     */
    MimeBundle show();
}
