package org.infimum.notebook;

import org.infimum.notebook.render.MimeBundle;

/** Where a live picture is shown and replaced. */
interface Screen {
    /** Shows something new; returns the name under which it can be replaced. */
    String show(MimeBundle bundle);

    /** Replaces what was shown. */
    void replace(String id, MimeBundle bundle);
}
