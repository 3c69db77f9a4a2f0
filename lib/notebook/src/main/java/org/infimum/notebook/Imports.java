package org.infimum.notebook;

import java.util.ArrayList;
import java.util.List;

/**
 * What cells may write without an import. Few lines on purpose: the kernel compiles each one, about 15 ms, before the first cell. Packages first; then single classes, which win over packages: each simple name that
 * two of the packages share stands here once, on the side that a notebook means.
 */
final class Imports {
    /** Packages imported as a whole. */
    static final List<String> PACKAGES = List.of(
            "java.util",
            "java.util.function",
            "java.util.stream",
            "java.time",
            "java.nio.file",
            "org.infimum",
            "org.infimum.lipschitz",
            "org.infimum.network",
            "org.infimum.bpgrad",
            "org.infimum.descent",
            "org.infimum.relu",
            "org.infimum.relu.check",
            "org.infimum.homogeneous",
            "org.infimum.testfunctions",
            "org.infimum.deep",
            "org.infimum.deep.data",
            "org.infimum.deep.detection",
            "org.infimum.deep.homogeneous",
            "org.infimum.deep.onednn",
            "org.infimum.deep.segmentation",
            "org.infimum.deep.train",
            "org.infimum.notebook.plot",
            "tech.tablesaw.api",
            "tech.tablesaw.aggregate",
            "tech.tablesaw.plotly.components",
            "tech.tablesaw.plotly.traces",
            "org.deeplearning4j.nn.conf",
            "org.deeplearning4j.nn.conf.layers",
            "org.nd4j.linalg.learning.config");

    /** What the kernel itself imports. */
    static final List<String> OF_THE_KERNEL = List.of(
            "java.io",
            "java.math",
            "java.net",
            "java.util",
            "java.util.concurrent",
            "java.util.prefs",
            "java.util.regex",
            "java.util.stream");

    /** Classes imported by name. */
    static final List<String> CLASSES = List.of(
            // names that occur in two of the packages above, or in what the kernel itself imports
            "org.infimum.Trace",
            "org.infimum.lipschitz.Histogram",
            "org.deeplearning4j.nn.conf.layers.Layer",
            // networks and their numbers
            "org.deeplearning4j.nn.conf.inputs.InputType",
            "org.deeplearning4j.nn.graph.ComputationGraph",
            "org.deeplearning4j.nn.multilayer.MultiLayerNetwork",
            "org.deeplearning4j.nn.weights.WeightInit",
            "org.nd4j.evaluation.classification.Evaluation",
            "org.nd4j.linalg.activations.Activation",
            "org.nd4j.linalg.api.ndarray.INDArray",
            "org.nd4j.linalg.dataset.DataSet",
            "org.nd4j.linalg.dataset.api.iterator.DataSetIterator",
            "org.nd4j.linalg.factory.Nd4j",
            "org.nd4j.linalg.lossfunctions.LossFunctions",
            // Infimum in notebooks
            "org.infimum.notebook.CostCurves",
            "org.infimum.notebook.Environment",
            "org.infimum.notebook.LiveMonitor",
            "org.infimum.notebook.Notebook",
            "org.infimum.notebook.RemovedSpace");

    private Imports() {}

    /** The import declarations of what the class loader has: a part of the library that is absent must not stop the rest. */
    static List<String> present(ClassLoader loader) {
        List<String> imports = new ArrayList<>();
        for (String name : PACKAGES) {
            if (name.startsWith("java.") || loader.getResource(name.replace('.', '/') + "/") != null) {
                imports.add("import " + name + ".*;");
            }
        }
        for (String name : CLASSES) {
            // looked up as a file: loading Nd4j here would start its back end's set-up
            if (name.startsWith("java.") || loader.getResource(name.replace('.', '/') + ".class") != null) {
                imports.add("import " + name + ";");
            }
        }
        imports.add("import static org.infimum.notebook.Notebook.*;");
        return imports;
    }
}
