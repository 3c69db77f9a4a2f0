package org.infimum.network;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.EnumMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Collectors;
import org.infimum.Evidence;
import org.infimum.linalg.Rounded;
import org.infimum.lipschitz.LipschitzBound;

/**
 * A certified Lipschitz constant of a training loss in the parameters of the network, over a ball or a box of parameters.
 *
 * <p><b>Setting.</b> f(theta) = 1/n sum_i loss(N(theta; x_i), y_i) + wd/2 ||theta||^2 is a {@link TrainingLoss}; N is made of dense layers, convolutions,
 * pooling, affine layers with constants, activations with slopes in [0, 1], and residual blocks of these. S is a convex compact set of parameters with a
 * point theta_0 in it, the centre: S lies in a ball of radius R around theta_0, in a box, or in both. Layer l has the matrix W_l (of a convolution the whole
 * one), its parameters theta_l, of which no more than r_l = sup over S of ||theta_l - theta_0l|| can be changed, M_l the most windows of one channel in which
 * an input lies and P_l the number of positions (both 1 for a dense layer); <i>for a vector z let ||z||_l^2 be the sum of its squares over all windows
 * of one channel</i>, so ||z||_l^2 &le; M_l ||z||^2.
 *
 * <p><b>Theorem.</b> For all theta, theta' in S, |f(theta) - f(theta')| &le; L ||theta - theta'||, L^2 = sum over the layers of
 * min(A_l, B_l, C_l)^2, where
 *
 * <ul>
 *   <li>A_l (centre) = ||g_0l|| + 1/n sum_i D_il + wd r_l, g_0 the gradient of f computed at the centre with one choice of the slopes that S allows, and D_il
 *       &ge; sup ||g_il - g_0il|| by the recursions below;
 *   <li>B_l (coordinates) = the norm of the coordinates' largest magnitudes in the mean over i of the intervals delta_i z_i^T, plus wd theta;
 *   <li>C_l (norms) = 1/n sum_i sup ||delta_i|| sqrt(sup ||z_i||_l^2 + P_l) + wd (||theta_0l|| + r_l).
 * </ul>
 *
 * <p>Forwards, an activation vector z with the values c at the centre obeys three statements together: an interval in every coordinate, ||z - c|| &le; Delta,
 * ||z|| &le; a. A layer u = W z + b turns them into
 * Delta' = ||W_0|| Delta + r sqrt(sup ||z||_l^2 + P), and in coordinate j into the intersection of the interval product, of W_0j z + b_0j over the interval
 * moved by rho_j sqrt(||z in the window||^2 + 1), and of the centre moved by ||W_0j|| Delta + the same, where rho_j bounds the change of row j. An activation
 * is monotone and multiplies Delta by its largest slope on the intervals; a maximum over windows that overlap m times multiplies it by sqrt(m). Backwards, delta
 * obeys the same kind of three statements: Delta' = ||W_0|| Delta + sqrt(M) r sup ||delta||; through an activation Delta' = s Delta + ||(D - D_0) d|| over
 * <i>only those units whose slope can change within S</i>, d the centre; a maximum adds sqrt(2 m) ||d|| over those windows only whose largest entry can change.
 * Finally D_l = sup ||delta|| sup ||z - c||_l + sup ||delta - d|| sqrt(||c||_l^2 + P_l), or with the two pairs exchanged. So for small sets everything that
 * cannot switch costs nothing, and L tends to ||grad f(theta_0)|| where nothing is at a kink.
 *
 * <p><b>Proof sketch.</b> (1) f is locally Lipschitz and S convex, so by Lebourg's mean value theorem f(theta) - f(theta') = &lt;g, theta - theta'&gt; with g
 * in the generalised gradient (Clarke 1983, Theorem 2.3.7) at a point of the segment; so L may be any bound of ||g|| over S. (2) By the chain rule (Clarke 1983,
 * Theorem 2.6.6) and the sum rule, g is in the convex hull of what backpropagation gives with any slopes between the one-sided ones at kinks and any shares,
 * summing to 1, among equal maxima. Intervals and balls are convex, so it is enough to enclose those. (3) For a change dW of the coefficients of a convolution and one channel of
 * outputs, Cauchy-Schwarz in every window gives |(dW z + db)_p|^2 &le; ||dtheta_o||^2 (||z in window p||^2 + 1); summed over channels o and positions p,
 * ||dW z + db|| &le; ||dtheta_l|| sqrt(||z||_l^2 + P_l). With db = 0, ||dW|| = ||dW^T|| &le; sqrt(M_l) ||dtheta_l||. The gradient in theta_l is the linear map adjoint to
 * that: &lt;G, dtheta_l&gt; = &lt;delta, dW z + db&gt;, so ||G|| &le; ||delta|| sqrt(||z||_l^2 + P_l), and G is bilinear in delta and (z, 1). (4) u - c' = W_0 (z - c)
 * + (dW z + db) + (W_0 c + b_0 - c') for any vector c', so the recursions hold for centres as computed, the last term being their rounding. With slopes D,
 * D delta - D_0 d = D (delta - d) + (D - D_0) d. (5) The losses' gradients: z - y moves as z does; softmax(z) - e_k moves by at most max 2 p (1 - p) &le; 1/2 times z, by
 * Gershgorin on the Hessian diag(p) - p p^T, and ||p - e_k|| &le; sqrt(2); the hinge's is one of 0 and e_j - e_k. (6) Layers have parameters of their own, so the squared
 * norms of the parts of g add up.
 *
 * <p><b>Rounding.</b> Every number is rounded to the safe side: sums to nearest with a bound of what that loses (gamma_n), all else outwards; exp and the like
 * are widened by more than StrictMath's stated error. So the constant is one of the exact f with these weights and data as doubles.
 *
 * <p>The cost is a few passes over the network a sample.
 *
 * @param value L, at least 0
 * @param set the set of parameters
 * @param layers what each layer with parameters contributes, in the order in which the way back meets them
 */
public record ParameterLipschitz(double value, ParameterSet set, List<OfLayer> layers) {
    // the constant of a loss that is constant on the set is 0, of which every positive number is a bound
    private static final double SMALLEST = 0x1p-100;

    /** The three bounds of the theorem. */
    public enum Rule {
        /** A: the gradient at the centre, plus how far it can move. */
        CENTRE,
        /** B: intervals, coordinate by coordinate. */
        COORDINATES,
        /** C: products of norms. */
        NORMS
    }

    /**
     * The bounds of the gradient's norm in one layer's parameters.
     *
     * @param centre A_l
     * @param coordinates B_l
     * @param norms C_l
     */
    public record OfLayer(double centre, double coordinates, double norms) {
        /**
         * The bound by one rule.
         *
         * @param rule the rule
         * @return A_l, B_l or C_l
         */
        public double by(Rule rule) {
            return switch (rule) {
                case CENTRE -> centre;
                case COORDINATES -> coordinates;
                case NORMS -> norms;
            };
        }

        /**
         * The rule that gives the least.
         *
         * @return the rule
         */
        public Rule best() {
            Rule best = Rule.CENTRE;
            for (Rule rule : Rule.values()) {
                best = by(rule) < by(best) ? rule : best;
            }
            return best;
        }
    }

    /**
     * Copies the list.
     *
     * @param value as above
     * @param set as above
     * @param layers as above
     */
    public ParameterLipschitz {
        layers = List.copyOf(layers);
    }

    /**
     * Computes the constant.
     *
     * @param f the training loss
     * @param set the set of parameters
     * @return the constant and how it came about
     * @throws IllegalArgumentException if the set has the wrong dimension, or is so large that the bound overflows
     */
    public static ParameterLipschitz of(TrainingLoss f, ParameterSet set) {
        return of(f, set, 32);
    }

    /**
     * Computes the constant, with a given effort. Where the set lies in a ball, its radius is shared among the layers in the worst possible way, which is sought
     * by branch and bound: more evaluations give a smaller constant.
     *
     * @param f the training loss
     * @param set the set of parameters
     * @param evaluations the most evaluations of the bound, at least 1; a box without a radius needs one only
     * @return the constant and how it came about
     * @throws IllegalArgumentException if the set has the wrong dimension, or is so large that the bound overflows
     */
    public static ParameterLipschitz of(TrainingLoss f, ParameterSet set, int evaluations) {
        int parameters = f.network().parameterCount();
        requireDimension(f, set.dimension());
        ParameterBlocks blocks = new ParameterBlocks(set);
        if (!(set.radius() < Double.POSITIVE_INFINITY)) {
            return over(f, blocks, set);
        }
        List<LinearStage> trained = f.network().chain().trained();
        return new RadiusShares<>(
                        trained.size(),
                        set.radius(),
                        radii -> over(f, blocks.over(set.sharing(byParameter(trained, radii, parameters))), set),
                        Comparator.comparingDouble(ParameterLipschitz::value))
                .largest(evaluations);
    }

    private static double[] byParameter(List<LinearStage> trained, double[] radii, int parameters) {
        double[] all = new double[parameters];
        for (int l = 0; l < radii.length; l++) {
            LinearStage stage = trained.get(l);
            Arrays.fill(all, stage.offset, stage.offset + stage.links.coefficients(), radii[l]);
        }
        return all;
    }

    private static ParameterLipschitz over(TrainingLoss f, ParameterBlocks blocks, ParameterSet whole) {
        ParameterSet set = blocks.set;
        GradientSums sums = new GradientSums(set.dimension());
        Chain chain = f.network().chain();
        for (int i = 0; i < f.data().size(); i++) {
            ArrayDeque<Enclosure> tape = new ArrayDeque<>();
            Enclosure output = chain.enclose(blocks, Enclosure.point(f.data().input(i)), tape);
            chain.encloseBack(
                    blocks, LossEnclosure.gradients(f.loss(), output, f.data().target(i)), tape, sums);
        }
        List<OfLayer> layers = new ArrayList<>();
        double square = 0;
        for (GradientSums.OfBlock block : sums.blocks()) {
            OfLayer layer = layer(f, set, sums, block);
            layers.add(layer);
            double least = layer.by(layer.best());
            square = Rounded.addUp(square, Rounded.multiplyUp(least, least));
        }
        double value = Rounded.sqrtUp(square);
        if (!(value < Double.POSITIVE_INFINITY)) {
            throw new IllegalArgumentException("The Lipschitz constant over the " + whole
                    + " leaves the range of double precision; take a smaller set.");
        }
        return new ParameterLipschitz(value, whole, layers);
    }

    static void requireDimension(TrainingLoss f, int dimension) {
        int parameters = f.network().parameterCount();
        if (dimension != parameters) {
            throw new IllegalArgumentException(
                    "The network has " + parameters + " parameters, but the set has " + dimension + " coordinates.");
        }
    }

    private static OfLayer layer(TrainingLoss f, ParameterSet set, GradientSums sums, GradientSums.OfBlock of) {
        int n = f.data().size();
        double decay = f.weightDecay();
        int first = of.block.stage.offset;
        int count = of.block.stage.links.coefficients();
        double[] middle = new double[count];
        double[] centre = new double[count];
        double[] largest = new double[count];
        for (int k = 0; k < count; k++) {
            int p = first + k;
            if (set.fixes(p)) {
                // nobody can move along this coordinate within the set
                continue;
            }
            middle[k] = set.middle()[p];
            double pull = decay * middle[k];
            double mean = sums.centre(p) / n;
            double lost = Rounded.addUp(
                    Rounded.divideUp(sums.lost(p), n), Rounded.addUp(Math.ulp(mean), decay == 0 ? 0 : Math.ulp(pull)));
            centre[k] = Rounded.addUp(Math.nextUp(Math.abs(mean + pull)), lost);
            double low = Rounded.addDown(
                    Rounded.divideDown(sums.lower(p), n), decay == 0 ? 0 : Rounded.multiplyDown(decay, set.lower(p)));
            double high = Rounded.addUp(
                    Rounded.divideUp(sums.upper(p), n), decay == 0 ? 0 : Rounded.multiplyUp(decay, set.upper(p)));
            largest[k] = Math.max(Math.abs(low), Math.abs(high));
        }
        double decayed = Rounded.multiplyUp(decay, of.block.radius);
        double byCentre =
                Rounded.addUp(Rounded.addUp(Rounded.normUp(centre), Rounded.divideUp(of.deviation, n)), decayed);
        double byNorms = Rounded.addUp(
                Rounded.addUp(Rounded.divideUp(of.norm, n), Rounded.multiplyUp(decay, Rounded.normUp(middle))),
                decayed);
        return new OfLayer(byCentre, Rounded.normUp(largest), byNorms);
    }

    /**
     * What the constant would be if one rule were used in all layers.
     *
     * @return a bound for every rule; the {@link #value} is at most the least of them
     */
    public Map<Rule, Double> byRule() {
        Map<Rule, Double> all = new EnumMap<>(Rule.class);
        for (Rule rule : Rule.values()) {
            all.put(
                    rule,
                    Rounded.normUp(layers.stream().mapToDouble(l -> l.by(rule)).toArray()));
        }
        return all;
    }

    /**
     * The constant as what solvers take.
     *
     * @return the bound, PROVED; 2^-100 where the loss is constant on the set
     */
    public LipschitzBound bound() {
        String rules = layers.stream()
                .map(layer -> layer.best().name().toLowerCase(Locale.ROOT))
                .distinct()
                .collect(Collectors.joining(", "));
        return new LipschitzBound(
                Math.max(value, SMALLEST),
                Evidence.PROVED,
                "training loss in its parameters over the " + set + ", theorem of ParameterLipschitz, layers by: "
                        + rules);
    }
}
