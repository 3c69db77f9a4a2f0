package org.infimum.deep;

import java.io.File;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import org.deeplearning4j.nn.api.Model;
import org.deeplearning4j.nn.conf.graph.GraphVertex;
import org.deeplearning4j.nn.conf.graph.LayerVertex;
import org.deeplearning4j.nn.conf.layers.Layer;
import org.deeplearning4j.nn.graph.ComputationGraph;
import org.deeplearning4j.util.ModelSerializer;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.dataset.DataSet;
import org.nd4j.linalg.dataset.MultiDataSet;

/** A {@code ComputationGraph}. */
final class GraphAdapter extends NetworkAdapter {
    private final ComputationGraph net;

    GraphAdapter(ComputationGraph net) {
        if (net.getVertices() == null) {
            throw new IllegalArgumentException("The network is not initialised; call init() first.");
        }
        this.net = net;
    }

    @Override
    public ComputationGraph network() {
        return net;
    }

    /** The network, as one input and one output. */
    private ComputationGraph single() {
        if (net.getNumInputArrays() != 1 || net.getNumOutputArrays() != 1) {
            throw new IllegalArgumentException("This needs a graph with one input and one output, not "
                    + net.getNumInputArrays() + " and " + net.getNumOutputArrays()
                    + "; train such graphs on a TrainingTask that gives every input and label.");
        }
        return net;
    }

    @Override
    public void fit(DataSet batch) {
        single().fit(batch);
    }

    @Override
    public void fit(MultiDataSet batch) {
        if (batch.numFeatureArrays() != net.getNumInputArrays()
                || batch.numLabelsArrays() != net.getNumOutputArrays()) {
            throw new IllegalArgumentException("The graph has " + net.getNumInputArrays() + " inputs and "
                    + net.getNumOutputArrays() + " outputs, but the minibatch " + batch.numFeatureArrays()
                    + " inputs and " + batch.numLabelsArrays() + " labels; give one for each.");
        }
        net.fit(batch);
    }

    @Override
    public INDArray output(INDArray features) {
        return single().outputSingle(false, features);
    }

    @Override
    public double regularization() {
        return net.calcRegularizationScore(true);
    }

    @Override
    Layer outputConfiguration() {
        return single().getOutputLayer(0).conf().getLayer();
    }

    @Override
    public String configuration() {
        return net.getConfiguration().toJson();
    }

    @Override
    public void setProgress(int iterations, int epochs) {
        net.getConfiguration().setIterationCount(iterations);
        net.getConfiguration().setEpochCount(epochs);
    }

    @Override
    Model read(File file) throws IOException {
        return ModelSerializer.restoreComputationGraph(file, true);
    }

    @Override
    List<Layer> layerConfigurations() {
        List<Layer> layers = new ArrayList<>();
        for (GraphVertex vertex : net.getConfiguration().getVertices().values()) {
            if (vertex instanceof LayerVertex layer) {
                layers.add(layer.getLayerConf().getLayer());
            }
        }
        return layers;
    }

    @Override
    INDArray updaterState() {
        return net.getUpdater().getStateViewArray();
    }

    @Override
    void install(UpdateRule rule, INDArray state, boolean onePass) {
        net.setUpdater(new RuledGraphUpdater(net, state, rule, onePass));
    }

    @Override
    NetworkAdapter copy() {
        return new GraphAdapter(net.clone());
    }

    @Override
    NetworkAdapter inDoublePrecision() {
        // DL4J's conversion returns the network itself where there is nothing to convert
        return new GraphAdapter(net.clone().convertDataType(DataType.DOUBLE));
    }

    @Override
    void differentiate(DataSet examples) {
        single().setInputs(examples.getFeatures());
        net.setLabels(examples.getLabels());
        net.computeGradientAndScore();
    }

    @Override
    INDArray flatGradient() {
        return net.getFlattenedGradients();
    }

    @Override
    double score(DataSet examples) {
        return single().score(examples, false);
    }

    @Override
    org.deeplearning4j.nn.api.Layer[] layers() {
        return net.getLayers();
    }

    @Override
    String parameterName(int layer, String name) {
        return net.getLayers()[layer].conf().getLayer().getLayerName() + "_" + name;
    }
}
