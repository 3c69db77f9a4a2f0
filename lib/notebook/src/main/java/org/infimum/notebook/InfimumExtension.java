package org.infimum.notebook;

import java.util.List;
import org.dflib.jjava.jupyter.Extension;
import org.dflib.jjava.jupyter.kernel.BaseKernel;
import org.dflib.jjava.jupyter.kernel.display.DisplayData;
import org.dflib.jjava.jupyter.kernel.display.Renderer;
import org.infimum.notebook.render.MimeBundle;
import org.infimum.notebook.render.Renderings;

/**
 * What the Java kernel finds on its class path and installs when it starts: the imports that notebooks rely on and the way in
 * which values are shown. Works with JJava 1.0; nothing here starts ND4J, so the kernel starts as fast as without it.
 */
public final class InfimumExtension implements Extension {
    /** Made by the kernel. */
    public InfimumExtension() {}

    @Override
    public void install(BaseKernel kernel) {
        renderers(kernel.getRenderer());
        imports(kernel);
    }

    private static void renderers(Renderer renderer) {
        for (Renderings.Rendering rendering : Renderings.standard().all()) {
            register(renderer, rendering);
        }
    }

    private static void register(Renderer renderer, Renderings.Rendering rendering) {
        renderer.createRegistration(rendering.type()).register((value, context) -> {
            DisplayData out = context.getOutputContainer();
            MimeBundle bundle = rendering.show(value);
            bundle.data().forEach(out::putData);
        });
    }

    private static void imports(BaseKernel kernel) {
        List<String> imports = Imports.present(InfimumExtension.class.getClassLoader());
        try {
            kernel.evalRaw(String.join("\n", imports));
        } catch (Exception one) {
            // a package without classes fails the block: then each alone, so that one bad line costs only itself
            imports.forEach(line -> alone(kernel, line));
        }
    }

    private static void alone(BaseKernel kernel, String line) {
        try {
            kernel.evalRaw(line);
        } catch (Exception e) {
            System.err.println("Infimum: '" + line + "' is not possible here (" + e.getMessage() + ").");
        }
    }
}
