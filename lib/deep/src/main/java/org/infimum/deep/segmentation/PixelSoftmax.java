package org.infimum.deep.segmentation;

import java.util.Collection;
import org.deeplearning4j.nn.api.Layer;
import org.deeplearning4j.nn.conf.NeuralNetConfiguration;
import org.deeplearning4j.nn.conf.layers.CnnLossLayer;
import org.deeplearning4j.optimize.api.TrainingListener;
import org.nd4j.linalg.activations.impl.ActivationSoftmax;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.lossfunctions.impl.LossMCXENT;

/**
 * Softmax at every pixel and the cross-entropy averaged over the labelled pixels of a minibatch, as the output layer of a network that labels pixels. With
 * z the scores of shape [n, classes, height, width], y labels of the same shape (one-hot), and m the mask of shape [n, height, width] (1 for labelled pixels, 0 for
 * void; without a mask all are labelled),
 *
 * <pre>
 * p = softmax of z over the classes at each pixel
 * f = -1/M sum over pixels of m sum_c y_c log p_c          M = sum of m over all pixels of the minibatch
 * </pre>
 *
 * <p>That is the f which a solver that reads its step off f should see, and its gradient is the one that trains. Deeplearning4j's {@code CnnLossLayer} scores
 * the SUM over pixels divided by the number of images instead, so that f, its Lipschitz constant and every step grow with the images' size and shrink with the
 * share of void. A minibatch without any labelled pixel has f = 0 and no gradient.
 *
 * <p>Images may have any size, another one in each minibatch. log p is computed as z - log sum exp z, which is finite for finite scores: nothing is clipped
 * (Deeplearning4j clips probabilities at 1e-10 in the loss, not in its gradient).
 *
 * <p>Cost: an exponential a score, about 10 ns, once a training step; memory for the gradient, and for the probabilities at inference.
 */
public final class PixelSoftmax extends CnnLossLayer {
    private static final long serialVersionUID = 1L;

    /** A layer; it has no settings. */
    public PixelSoftmax() {
        setActivationFn(new ActivationSoftmax());
        // says what kind of loss this is; the layer computes it itself
        setLossFn(new LossMCXENT());
    }

    @Override
    public Layer instantiate(
            NeuralNetConfiguration conf,
            Collection<TrainingListener> trainingListeners,
            int layerIndex,
            INDArray layerParamsView,
            boolean initializeParams,
            DataType networkDataType) {
        PixelSoftmaxLayer layer = new PixelSoftmaxLayer(conf, networkDataType);
        layer.setListeners(trainingListeners);
        layer.setIndex(layerIndex);
        layer.setParamsViewArray(layerParamsView);
        layer.setParamTable(initializer().init(conf, layerParamsView, initializeParams));
        layer.setConf(conf);
        return layer;
    }
}
