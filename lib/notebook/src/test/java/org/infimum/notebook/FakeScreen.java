package org.infimum.notebook;

import java.util.ArrayList;
import java.util.List;
import org.infimum.notebook.render.MimeBundle;

/** Remembers what was shown. */
final class FakeScreen implements Screen {
    record Shown(String id, boolean isNew, MimeBundle bundle) {}

    final List<Shown> all = new ArrayList<>();
    Runnable before = () -> {};

    @Override
    public String show(MimeBundle bundle) {
        before.run();
        String id = "display " + all.size();
        all.add(new Shown(id, true, bundle));
        return id;
    }

    @Override
    public void replace(String id, MimeBundle bundle) {
        before.run();
        all.add(new Shown(id, false, bundle));
    }

    Shown last() {
        return all.get(all.size() - 1);
    }

    long displays() {
        return all.stream().filter(Shown::isNew).count();
    }
}
