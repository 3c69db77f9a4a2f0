package org.infimum.deep;

import java.util.List;
import org.deeplearning4j.nn.conf.layers.BaseLayer;
import org.deeplearning4j.nn.conf.layers.Layer;
import org.deeplearning4j.nn.conf.layers.misc.FrozenLayerWithBackprop;
import org.deeplearning4j.nn.conf.layers.recurrent.Bidirectional;
import org.deeplearning4j.nn.conf.layers.wrapper.BaseWrapperLayer;
import org.deeplearning4j.nn.updater.UpdaterBlock;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.learning.config.AdaGrad;
import org.nd4j.linalg.learning.config.IUpdater;
import org.nd4j.linalg.learning.config.NoOp;

/** Puts a solver's configuration into a network's layers and its rule around the network's update. */
final class Attachment {
    private Attachment() {}

    /** Attaches; {@code onePass} false keeps to DL4J's own update even where one pass could stand for it. */
    static AttachedSolver attach(NetworkAdapter net, IUpdater updater, UpdateRule rule, boolean onePass) {
        // a state is worth keeping only if it is this very solver's: a restored or a re-attached one
        boolean same = true;
        for (Layer layer : net.layerConfigurations()) {
            same &= carries(layer, updater);
        }
        INDArray state = same ? net.updaterState() : null;
        for (Layer layer : net.layerConfigurations()) {
            configure(layer, updater);
        }
        net.install(rule, state, onePass);
        return rule;
    }

    /** The blocks whose parameters the solver trains; BatchNorm's running mean and variance are not among them. */
    static List<UpdaterBlock> trained(List<UpdaterBlock> blocks) {
        return blocks.stream()
                .filter(block -> block.getGradientView() != null
                        && !(block.getGradientUpdater().getConfig() instanceof NoOp))
                .toList();
    }

    /** The Euclidean norm of what stands in the gradient's place, over all of the blocks. */
    static double norm(List<UpdaterBlock> blocks) {
        double square = 0;
        for (UpdaterBlock block : blocks) {
            double norm = block.getGradientView().norm2Number().doubleValue();
            square += norm * norm;
        }
        return Math.sqrt(square);
    }

    private static void configure(Layer layer, IUpdater updater) {
        // a FrozenLayer is a wrapper too, but DL4J gives its parameters no updater whatever the inner layer says
        if (layer instanceof FrozenLayerWithBackprop frozen) {
            freeze(frozen.getUnderlying());
        } else if (layer instanceof BaseWrapperLayer wrapper) {
            configure(wrapper.getUnderlying(), updater);
        } else if (layer instanceof Bidirectional both) {
            configure(both.getFwd(), updater);
            configure(both.getBwd(), updater);
        } else if (layer instanceof BaseLayer trained) {
            trained.setIUpdater(copy(updater));
            trained.setBiasUpdater(null);
        }
    }

    private static IUpdater copy(IUpdater updater) {
        IUpdater copy = updater.clone();
        // AdaGrad of DL4J 1.0.0-M2.1 loses its schedule in its clone
        if (updater instanceof AdaGrad adaGrad) {
            copy.setLrAndSchedule(adaGrad.getLearningRate(), adaGrad.getLearningRateSchedule());
        }
        return copy;
    }

    /** DL4J adds the regularisation's gradient to the zero gradient of what is frozen, though the objective has no such term. */
    private static void freeze(Layer layer) {
        configure(layer, new NoOp());
        if (layer instanceof BaseLayer frozen) {
            frozen.setRegularization(List.of());
            frozen.setRegularizationBias(List.of());
        }
    }

    private static boolean carries(Layer layer, IUpdater updater) {
        if (layer instanceof FrozenLayerWithBackprop frozen) {
            return carries(frozen.getUnderlying(), new NoOp());
        }
        if (layer instanceof BaseWrapperLayer wrapper) {
            return carries(wrapper.getUnderlying(), updater);
        }
        if (layer instanceof Bidirectional both) {
            return carries(both.getFwd(), updater) && carries(both.getBwd(), updater);
        }
        return !(layer instanceof BaseLayer trained)
                || (updater.equals(trained.getIUpdater()) && trained.getBiasUpdater() == null);
    }
}
