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
 * A certified Lipschitz constant of a training loss in the parameters of the network, over a ball or a box of
 * parameters.
 *
 * <p><b>Setting.</b> f(theta) = 1/n sum_i loss(N(theta; x_i), y_i) + wd/2 ||theta||^2 is a {@link TrainingLoss}; N is
 * made of dense layers, convolutions, pooling, affine layers with constants, activations with slopes in [0, 1], and
 * residual blocks of these. S is a convex compact set of parameters with a point theta_0 in it, the centre: S lies in a
 * ball of radius R around theta_0, in a box, or in both. Layer l has the matrix W_l (of a convolution the whole one)
 * with parameters theta_l, and r_l = sup over S of ||theta_l - theta_0l||. M_l is the largest number of one channel's
 * windows in which one input lies, P_l the number of windows; both are 1 for a dense layer. For a vector z let |z|_l^2
 * be the sum over the windows of one channel of ||z in the window||^2; it is at most M_l ||z||^2, and ||z||^2 for a
 * dense layer. If S fixes all biases of a layer, P_l below is 0. Coordinates that S fixes take no part in anything:
 * nobody can move along them.
 *
 * <p><b>Theorem.</b> For all theta, theta' in S, |f(theta) - f(theta')| &le; L ||theta - theta'|| with L^2 = sum over
 * the layers of min(A_l, B_l, C_l)^2, where
 *
 * <ul>
 *   <li>A_l (centre) = ||g_0l|| + 1/n sum_i D_il + wd r_l. Here g_0 is the gradient of f at the centre with any one
 *     choice of the slopes that S allows, and D_il &ge; sup ||g_il - g_0il|| by the recursions below;
 *   <li>B_l (coordinates) = the norm of the largest magnitudes, coordinate by coordinate, of the mean over i of the
 *     intervals of delta_i z_i^T plus wd theta;
 *   <li>C_l (norms) = 1/n sum_i sup ||delta_i|| sqrt(sup |z_i|_l^2 + P_l) + wd (||theta_0l|| + r_l).
 * </ul>
 *
 * <p><i>Forwards</i> an activation vector z, with the vector c at the centre, obeys three statements: an interval in
 * every coordinate, ||z - c|| &le; Delta and ||z|| &le; a. Through u = W z + b, Delta becomes ||W_0|| Delta + r
 * sqrt(sup |z|_l^2 + P), and coordinate j lies in three intervals: the product of intervals; W_0j z + b_0j over the
 * interval of z, widened by rho_j sqrt(sup ||z in the window||^2 + 1), where rho_j bounds the change of row j and its
 * bias; the centre widened by ||W_0j|| Delta plus the same. An activation is monotone, and multiplies Delta by its
 * largest slope over the intervals. A maximum over windows that overlap m times multiplies it by sqrt(m).
 *
 * <p><i>Backwards</i> the gradient delta, with the vector d at the centre, obeys the same three statements. Through a
 * layer Delta becomes ||W_0|| Delta + sqrt(M) r sup ||delta||. Through an activation it becomes s Delta + ||(D - D_0)
 * d||, where D - D_0 is 0 for all units whose slope cannot change within S. A maximum adds sqrt(2 m) ||d|| over those
 * windows only whose largest entry can change. At the layer, D_l = sup ||delta|| sup |z - c|_l + sup ||delta - d||
 * sqrt(|c|_l^2 + P_l), or the same with the places of centre and supremum exchanged. So for small sets what cannot
 * switch costs nothing, and L tends to ||grad f(theta_0)|| if nothing is at a kink there.
 *
 * <p><i>Parts.</i> In layers of up to 512 entries the deviation z - c (and likewise delta - d) is also followed as a
 * sum of parts J_k e_k with ||e_k|| &le; eps_k: J_k is the product of the centre's matrices and slopes from where the
 * part arose, e_k is what arose there, dW z + db or the bend of an activation beyond its slope at the centre. Then
 * Delta &le; sum ||J_k|| eps_k, and entry j deviates by at most sum ||J_k's row j|| eps_k. The norm of a product of
 * matrices is at most the product of their norms; where a residual block adds up, parts of one origin are added
 * before they are bounded.
 *
 * <p><i>One radius for all layers.</i> In a ball sum_l r_l^2 &le; R^2. Boxes of shares r_l^2 / R^2 that cover all ways to
 * share it cover the ball, so the largest of their bounds is one for the ball. They are made by branch and bound.
 *
 * <p><b>Proof sketch.</b>
 *
 * <ol>
 *   <li>f is locally Lipschitz and S convex, so f(theta) - f(theta') = &lt;g, theta - theta'&gt; with a generalised
 *     gradient g at a point between them (Lebourg; Clarke 1983, Theorem 2.3.7). So L may be any bound of ||g|| over S.
 *   <li>By the chain rule (Clarke 1983, Theorem 2.6.6) and the sum rule g is in the convex hull of what
 *     backpropagation gives with any slopes between the one-sided ones at a kink, and any shares summing to 1 among
 *     equal maxima. Balls and intervals are convex, so those are what must be enclosed.
 *   <li>For one channel o of a convolution and its window p, by Cauchy and Schwarz
 *       (dW z + db)_op^2 &le; ||dtheta_o||^2 (||z in window p||^2 + 1). Summed over o and p,
 *       ||dW z + db|| &le; ||dtheta_l|| sqrt(|z|_l^2 + P_l); and for db = 0, ||dW^T|| = ||dW|| &le; sqrt(M_l)
 *       ||dtheta_l||. The gradient G in theta_l is the adjoint, &lt;G, dtheta_l&gt; = &lt;delta, dW z + db&gt;, so
 *       ||G|| &le; ||delta|| sqrt(|z|_l^2 + P_l), and it is bilinear in delta and (z, 1).
 *   <li>u - c' = W_0 (z - c) + (dW z + db) + (W_0 c + b_0 - c') for any vector c': the recursions hold for centres as
 *     computed, the last term being their rounding. D delta - D_0 d = D (delta - d) + (D - D_0) d = D_0 (delta - d) +
 *     (D - D_0) delta. The matrix of a maximum's shares has column sums 1 and row sums at most m, so its norm is at
 *     most sqrt(m); two of them differ by at most sqrt(2 m).
 *   <li>Parts: W (c + sum J_k e_k) = W c + sum (W J_k) e_k, and sigma(u) - sigma(c) = s (u - c) + b with
 *       |b| &le; max |sigma' - s| times the part of |u - c| beyond the kink, entry by entry. ||J||^8 &le; ||(J
 *       J^T)^4||_F.
 *   <li>Losses: z - y moves as z does. softmax(z) - e_k moves by at most max 2 p (1 - p) &le; 1/2 times what z does
 *     (Gershgorin on the Hessian diag(p) - p p^T) and has a norm of at most sqrt(2). The hinge's gradients are in the
 *     convex hull of 0 and e_j - e_k for the rivals j that can be the largest.
 *   <li>Layers have parameters of their own, so the squared norms of the parts of g add up.
 * </ol>
 *
 * <p><b>Rounding.</b> Every number is rounded to the safe side: long sums to nearest, with a bound of what they lose
 * (gamma_n), all else outwards; exp and the like are widened by more than StrictMath's stated error. So L is a constant
 * of the exact f with the given data as doubles.
 *
 * <p>An evaluation costs a few passes over the network a sample, with parts as many as there are entries to follow; the
 * norms of the centre's matrices are computed once. Memory is one sample's activations and their parts, and a few
 * numbers a parameter.
 *
 * @param value L, at least 0
 * @param set the set of parameters
 * @param layers the three bounds of every layer with parameters, last layer first
 */
public record ParameterLipschitz(double value, ParameterSet set, List<OfLayer> layers) {
    // two layers come within a few per cent of what ten times as many evaluations give
    static final int EVALUATIONS = 32;

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
        return of(f, set, EVALUATIONS);
    }

    /**
     * Computes the constant, with a given effort. Where the set lies in a ball, its radius is shared among the layers
     * in the worst possible way, which is sought by branch and bound: more evaluations give a smaller constant.
     *
     * @param f the training loss
     * @param set the set of parameters
     * @param evaluations the most evaluations of the bound, at least 1; a box without a radius needs one only
     * @return the constant and how it came about
     * @throws IllegalArgumentException if there is no evaluation, the set has the wrong dimension, or is so large
     *     that the bound overflows
     */
    public static ParameterLipschitz of(TrainingLoss f, ParameterSet set, int evaluations) {
        if (evaluations < 1) {
            throw new IllegalArgumentException("A bound needs at least 1 evaluation, not " + evaluations + ".");
        }
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
                        + rules,
                set::contains);
    }
}
