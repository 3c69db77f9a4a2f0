package org.infimum.deep;

import java.io.File;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import org.deeplearning4j.nn.api.Model;
import org.deeplearning4j.nn.conf.NeuralNetConfiguration;
import org.deeplearning4j.nn.conf.layers.Layer;
import org.deeplearning4j.nn.multilayer.MultiLayerNetwork;
import org.deeplearning4j.util.ModelSerializer;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.dataset.DataSet;
import org.nd4j.linalg.dataset.MultiDataSet;

/** A {@code MultiLayerNetwork}. */
final class SequentialAdapter extends NetworkAdapter {
    private final MultiLayerNetwork net;

    SequentialAdapter(MultiLayerNetwork net) {
        if (!net.isInitCalled()) {
            throw new IllegalArgumentException("The network is not initialised; call init() first.");
        }
        this.net = net;
    }

    @Override
    public MultiLayerNetwork network() {
        return net;
    }

    @Override
    public void fit(DataSet batch) {
        net.fit(batch);
    }

    @Override
    public void fit(MultiDataSet batch) {
        if (batch.numFeatureArrays() != 1 || batch.numLabelsArrays() != 1) {
            throw new IllegalArgumentException("A MultiLayerNetwork has one input and one output, not the minibatch's "
                    + batch.numFeatureArrays() + " inputs and " + batch.numLabelsArrays()
                    + " labels; make a ComputationGraph.");
        }
        net.fit(new DataSet(
                batch.getFeatures(0), batch.getLabels(0), batch.getFeaturesMaskArray(0), batch.getLabelsMaskArray(0)));
    }

    @Override
    public INDArray output(INDArray features) {
        return net.output(features, false);
    }

    @Override
    public double regularization() {
        return net.calcRegularizationScore(true);
    }

    @Override
    Layer outputConfiguration() {
        return net.getOutputLayer().conf().getLayer();
    }

    @Override
    public String configuration() {
        return net.getLayerWiseConfigurations().toJson();
    }

    @Override
    public void setProgress(int iterations, int epochs) {
        net.setIterationCount(iterations);
        net.setEpochCount(epochs);
    }

    @Override
    Model read(File file) throws IOException {
        return ModelSerializer.restoreMultiLayerNetwork(file, true);
    }

    @Override
    List<Layer> layerConfigurations() {
        List<Layer> layers = new ArrayList<>();
        // not the layers' own: a wrapper that freezes gives its inner layer's
        for (NeuralNetConfiguration conf : net.getLayerWiseConfigurations().getConfs()) {
            layers.add(conf.getLayer());
        }
        return layers;
    }

    @Override
    INDArray updaterState() {
        return net.getUpdater().getStateViewArray();
    }

    @Override
    void install(UpdateRule rule, INDArray state, boolean onePass) {
        net.setUpdater(new RuledSequentialUpdater(net, state, rule, onePass));
    }

    @Override
    NetworkAdapter copy() {
        return new SequentialAdapter(net.clone());
    }

    @Override
    NetworkAdapter inDoublePrecision() {
        // DL4J's conversion returns the network itself where there is nothing to convert
        return new SequentialAdapter(net.clone().convertDataType(DataType.DOUBLE));
    }

    @Override
    void differentiate(DataSet examples) {
        net.setInput(examples.getFeatures());
        net.setLabels(examples.getLabels());
        net.computeGradientAndScore();
    }

    @Override
    INDArray flatGradient() {
        return net.getFlattenedGradients();
    }

    @Override
    double score(DataSet examples) {
        return net.score(examples, false);
    }

    @Override
    org.deeplearning4j.nn.api.Layer[] layers() {
        return net.getLayers();
    }

    @Override
    String parameterName(int layer, String name) {
        return layer + "_" + name;
    }
}
