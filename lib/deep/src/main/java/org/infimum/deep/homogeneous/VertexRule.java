package org.infimum.deep.homogeneous;

import java.util.List;
import java.util.OptionalInt;
import java.util.Set;
import java.util.stream.Collectors;
import org.deeplearning4j.nn.conf.graph.ElementWiseVertex;
import org.deeplearning4j.nn.conf.graph.FrozenVertex;
import org.deeplearning4j.nn.conf.graph.GraphVertex;
import org.deeplearning4j.nn.conf.graph.L2NormalizeVertex;
import org.deeplearning4j.nn.conf.graph.MergeVertex;
import org.deeplearning4j.nn.conf.graph.PoolHelperVertex;
import org.deeplearning4j.nn.conf.graph.PreprocessorVertex;
import org.deeplearning4j.nn.conf.graph.ReshapeVertex;
import org.deeplearning4j.nn.conf.graph.ScaleVertex;
import org.deeplearning4j.nn.conf.graph.ShiftVertex;
import org.deeplearning4j.nn.conf.graph.StackVertex;
import org.deeplearning4j.nn.conf.graph.SubsetVertex;
import org.deeplearning4j.nn.conf.graph.UnstackVertex;

/** How a vertex without weights joins the degrees of its inputs. */
final class VertexRule {
    private static final Set<Class<?>> COPIES = Set.of(
            MergeVertex.class,
            StackVertex.class,
            UnstackVertex.class,
            SubsetVertex.class,
            ReshapeVertex.class,
            ScaleVertex.class,
            PoolHelperVertex.class);

    private final String name;
    private final GraphVertex vertex;
    private final List<OptionalInt> inputs;

    private VertexRule(String name, GraphVertex vertex, List<OptionalInt> inputs) {
        this.name = name;
        this.vertex = vertex instanceof FrozenVertex frozen ? frozen.getUnderlying() : vertex;
        this.inputs = inputs;
    }

    static LayerDegree of(String name, GraphVertex vertex, List<OptionalInt> inputs) {
        return new VertexRule(name, vertex, inputs).apply();
    }

    private LayerDegree apply() {
        if (inputs.stream().allMatch(k -> k.isPresent() && k.getAsInt() == 0)) {
            return kept(OptionalInt.of(0), "a fixed map of the inputs");
        }
        if (vertex instanceof ElementWiseVertex elementWise) {
            return elementWise.getOp() == ElementWiseVertex.Op.Product
                    ? product()
                    : join("the " + elementWise.getOp() + " of " + inputs.size() + " branches");
        }
        if (COPIES.contains(vertex.getClass())
                || vertex instanceof PreprocessorVertex processor && LayerRule.isReshape(processor.getPreProcessor())) {
            return join("the join of " + inputs.size() + " branches");
        }
        if (vertex instanceof ShiftVertex shift) {
            return shift.getShiftFactor() == 0
                    ? join("shift by 0")
                    : broken("it adds " + shift.getShiftFactor() + ", which does not grow with the weights");
        }
        if (vertex instanceof L2NormalizeVertex) {
            return broken(
                    "it divides by the norm of its input, so the output does not change with the scale of the weights before it, whose degrees are lost");
        }
        return broken("a " + kind() + " is none of the vertices whose degree is known here");
    }

    private LayerDegree join(String what) {
        if (inputs.stream().anyMatch(OptionalInt::isEmpty)) {
            return new LayerDegree(name, kind(), OptionalInt.empty(), OptionalInt.empty(), false, what);
        }
        List<Integer> degrees =
                inputs.stream().map(OptionalInt::getAsInt).distinct().sorted().toList();
        if (degrees.size() == 1) {
            String reason = inputs.size() == 1 ? "keeps the degree" : what + " of one degree keeps it";
            return kept(inputs.get(0), reason);
        }
        return broken(
                what + " of different degrees, "
                        + degrees.stream().map(String::valueOf).collect(Collectors.joining(" and "))
                        + ", has none: the branches grow like different powers of a; give each branch the same number of weight layers");
    }

    private LayerDegree product() {
        OptionalInt sum = OptionalInt.of(0);
        for (OptionalInt k : inputs) {
            sum = sum.isPresent() && k.isPresent()
                    ? OptionalInt.of(sum.getAsInt() + k.getAsInt())
                    : OptionalInt.empty();
        }
        OptionalInt before = sum.isPresent() ? inputs.get(0) : OptionalInt.empty();
        return new LayerDegree(name, kind(), before, sum, false, "the degrees of a product's factors add up");
    }

    private LayerDegree kept(OptionalInt degree, String reason) {
        return new LayerDegree(name, kind(), degree, degree, false, reason);
    }

    private LayerDegree broken(String reason) {
        OptionalInt before = inputs.stream().anyMatch(OptionalInt::isEmpty) ? OptionalInt.empty() : inputs.get(0);
        return new LayerDegree(name, kind(), before, OptionalInt.empty(), true, reason);
    }

    private String kind() {
        return vertex instanceof ElementWiseVertex elementWise
                ? "ElementWise " + elementWise.getOp()
                : vertex.getClass().getSimpleName();
    }
}
