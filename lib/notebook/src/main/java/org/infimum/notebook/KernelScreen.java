package org.infimum.notebook;

import java.lang.reflect.Field;
import java.util.Optional;
import org.dflib.jjava.jupyter.channels.ShellReplyEnvironment;
import org.dflib.jjava.jupyter.kernel.BaseKernel;
import org.dflib.jjava.jupyter.kernel.BaseNotebookStatics;
import org.dflib.jjava.jupyter.kernel.DisplayStream;
import org.dflib.jjava.jupyter.kernel.display.DisplayData;
import org.dflib.jjava.jupyter.messages.publish.PublishUpdateDisplayData;
import org.infimum.notebook.render.MimeBundle;

/**
 * The output of the cell that is running.
 *
 * <p>The kernel ends an interrupted cell at once, while the run is still on its way to its next iteration; what the run then
 * shows through the kernel's methods is dropped without a word, and the picture would stay as if the run went on. So the
 * connection of the cell is kept from the first picture on. The kernel has no method that hands it out; where the field is not
 * found, replacing goes the kernel's way and only the last picture of an interrupted run is missing.
 */
final class KernelScreen implements Screen {
    private ShellReplyEnvironment cell;

    private KernelScreen() {}

    /** The running kernel's screen; empty where the kernel's classes are there but no kernel runs. */
    static Optional<Screen> find() {
        return BaseKernel.notebookKernel() == null ? Optional.empty() : Optional.of(new KernelScreen());
    }

    @Override
    public String show(MimeBundle bundle) {
        cell = connection();
        return BaseNotebookStatics.display(bundle);
    }

    @Override
    public void replace(String id, MimeBundle bundle) {
        if (cell == null) {
            BaseNotebookStatics.updateDisplay(id, bundle);
            return;
        }
        DisplayData data = BaseNotebookStatics.render(bundle);
        data.putTransientData("display_id", id);
        cell.publish(new PublishUpdateDisplayData(data));
    }

    private static ShellReplyEnvironment connection() {
        try {
            Field field = DisplayStream.class.getDeclaredField("env");
            field.setAccessible(true);
            return (ShellReplyEnvironment) field.get(BaseKernel.notebookKernel().getIO().display);
        } catch (ReflectiveOperationException | RuntimeException e) {
            return null;
        }
    }
}
