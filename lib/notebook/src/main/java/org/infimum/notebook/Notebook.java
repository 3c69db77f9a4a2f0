package org.infimum.notebook;

import java.io.IOException;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import org.infimum.Certificate;
import org.infimum.Objective;
import org.infimum.Trace;
import org.infimum.deep.detection.AnnotatedImages;
import org.infimum.deep.detection.Detection;
import org.infimum.deep.detection.DetectionScores;
import org.infimum.deep.detection.MaskedImages;
import org.infimum.deep.segmentation.SegmentationScores;
import org.infimum.deep.segmentation.Segmenter;
import org.infimum.deep.train.ComparisonResult;
import org.infimum.deep.train.RateSweepResult;
import org.infimum.homogeneous.HomogeneousCertificate;
import org.infimum.lipschitz.EstimateTrials;
import org.infimum.lipschitz.LipschitzConstant;
import org.infimum.lipschitz.NormBound;
import org.infimum.network.InputLipschitz;
import org.infimum.notebook.plot.Plot;
import org.infimum.notebook.render.Tables;
import org.infimum.relu.NetworkCertificate;
import org.infimum.relu.RegularizationPath;
import org.infimum.relu.ReluProblem;
import org.infimum.relu.TwoLayerNetwork;
import tech.tablesaw.api.Table;

/** What a cell calls without a class name: the kernel imports these methods statically. */
public final class Notebook {
    private Notebook() {}

    /**
     * A monitor that shows a run while it runs: progress bar, rate, time left and a live curve. Several runs that one statement
     * of a cell starts (the solvers of a comparison) share one picture.
     *
     * @return the monitor
     */
    public static LiveMonitor live() {
        return LiveMonitor.standard();
    }

    /**
     * A monitor for a known number of runs: it says "run 2 of 6", and the picture becomes interactive after the last one.
     *
     * @param runs the number of runs, at least 1
     * @return the monitor
     * @throws IllegalArgumentException if there is no run
     */
    public static LiveMonitor live(int runs) {
        return LiveMonitor.standard().runs(runs);
    }

    /**
     * A monitor that shows a picture of the trace while a run runs, instead of the curve of its headline:
     * {@code live(removed(f, lipschitz))}.
     *
     * @param picture makes the plot of a run so far from its trace, which may have no rows yet
     * @return the monitor
     */
    public static LiveMonitor live(Function<Trace, Plot> picture) {
        return LiveMonitor.standard().picture(picture);
    }

    /**
     * The picture of a search in one or two coordinates: the function, its samples and what they remove. For {@link #live} while
     * the search runs, and {@code .apply(solution.trace())} afterwards; {@code .gap(1e-2)} shows what is removed down to the best
     * value less a gap instead of the search's own target.
     *
     * @param objective f, over one or two coordinates; evaluated on a grid
     * @param lipschitz L, as the search uses it
     * @return the picture
     * @throws IllegalArgumentException if the box of f leaves none or more than two coordinates free
     */
    public static RemovedSpace removed(Objective objective, LipschitzConstant lipschitz) {
        return RemovedSpace.of(objective, lipschitz);
    }

    /**
     * Records as a table: a column a component.
     *
     * @param rows the records, all of the same class
     * @return a Tablesaw table
     * @throws IllegalArgumentException if the records are of several classes
     */
    public static Table table(List<? extends Record> rows) {
        return Tables.of(rows);
    }

    /**
     * A trace as a table: a row an iteration.
     *
     * @param trace the trace
     * @return a Tablesaw table
     */
    public static Table table(Trace trace) {
        return Tables.of(trace);
    }

    /**
     * Traces one below the other, {@code table("loss", Map.of("hinge", trace))}.
     *
     * @param first the name of the first column, which says the trace
     * @param traces the traces by what they are called, at least one
     * @return a Tablesaw table with that column and the traces' own
     * @throws IllegalArgumentException if there is no trace, or they differ in their columns
     */
    public static Table table(String first, Map<String, Trace> traces) {
        return Tables.of(first, traces);
    }

    /**
     * What the notebook runs on, for its first cell: {@code environment().with("seed", seed)}.
     *
     * @return versions, system and processors
     */
    public static Environment environment() {
        return Environment.current();
    }

    /**
     * A comparison by epoch: a row for each solver, seed and epoch with objective, errors, seconds, settings and library version.
     * This is the table that a notebook keeps as CSV; {@link #summary} and {@link #curves} are made from it, so a notebook can be
     * drawn again from the file without training.
     *
     * @param result the runs
     * @return a Tablesaw table
     * @throws ArithmeticException if a seed does not fit an int
     */
    public static Table epochs(ComparisonResult result) {
        return Comparisons.epochs(result);
    }

    /**
     * What each solver ends with: mean and standard deviation over its seeds. Runs that went non-finite are counted and left out.
     *
     * @param epochs what {@link #epochs} gave, or the same read from CSV
     * @return a Tablesaw table, a row a solver
     */
    public static Table summary(Table epochs) {
        return Comparisons.summary(epochs);
    }

    /**
     * A curve for each solver over the epochs, with a band of one standard deviation where there are several seeds.
     *
     * @param epochs what {@link #epochs} gave, or the same read from CSV
     * @param column "objective", "error", "test objective" or "test error"
     * @return the plot
     */
    public static Plot curves(Table epochs, String column) {
        return Comparisons.curves(epochs, column);
    }

    /**
     * What each solver's networks label pixels like at the end, on the validation images, in percent: mean IU, pixel accuracy, mean accuracy and their average, as
     * in the BPGrad paper's Table 3; means over the seeds. Runs that went non-finite are counted and left out.
     *
     * @param epochs what {@link #epochs} gave for runs of a {@code SegmentationTask}, or the same read from CSV
     * @return a Tablesaw table, a row a solver
     */
    public static Table scores(Table epochs) {
        return SegmentationTables.scores(epochs);
    }

    /**
     * Intersection over union class by class, in percent.
     *
     * @param scores each network's scores on the same images, by what it is called
     * @param classes the classes' names by label
     * @return a Tablesaw table, a row a class with its share of the labelled pixels, and a row of means
     * @throws IllegalArgumentException if there are no scores, or of another number of classes
     */
    public static Table classIu(Map<String, SegmentationScores> scores, List<String> classes) {
        return SegmentationTables.classIu(scores, classes);
    }

    /**
     * A confusion matrix: of each class's pixels, the percentage that was given each class.
     *
     * @param scores a network's scores
     * @param classes the classes' names by label
     * @return a Tablesaw table, a row a class, NaN for one without pixels
     * @throws IllegalArgumentException if there is another number of classes
     */
    public static Table confusion(SegmentationScores scores, List<String> classes) {
        return SegmentationTables.confusion(scores, classes);
    }

    /**
     * Images beside their masks and what networks make of them, with what the colours mean.
     *
     * @param images the images
     * @param segmenters networks by what they are called, drawn in that order; may be empty
     * @param chosen which images, from 0
     * @return the pictures
     * @throws IOException if an image or mask cannot be read
     * @throws IllegalArgumentException if there is no such image, or none is chosen
     */
    public static SegmentedImages segmented(MaskedImages images, Map<String, Segmenter> segmenters, int... chosen)
            throws IOException {
        return SegmentedImages.of(images, segmenters, chosen);
    }

    /**
     * How far apart the solvers ended: a row for each pair of solvers and each seed that both ran to its end.
     *
     * @param result the runs
     * @return a Tablesaw table
     */
    public static Table distances(ComparisonResult result) {
        return Comparisons.distances(result);
    }

    /**
     * What runs did iteration by iteration.
     *
     * @param result the runs
     * @param every 1 for every iteration, 10 for every tenth
     * @return a Tablesaw table, a row for each solver, seed and iteration listed: objective of the minibatch, step size eta, step length, and both sides
     *     of Eq. 4 where they were recorded
     * @throws IllegalArgumentException if {@code every} is below 1
     */
    public static Table iterations(ComparisonResult result, int every) {
        return RecognitionTables.iterations(result, every);
    }

    /**
     * Step sizes over the iterations.
     *
     * @param iterations what {@link #iterations} gave, or the same read from CSV
     * @param solvers whose
     * @return the plot, a curve a solver, of the first seed
     * @throws IllegalArgumentException if there is no run of a solver
     */
    public static Plot steps(Table iterations, String... solvers) {
        return RecognitionTables.steps(iterations, solvers);
    }

    /**
     * Both sides of BPGrad's sampling condition, Eq. 4, along a run.
     *
     * @param iterations what {@link #iterations} gave, or the same read from CSV
     * @param solver whose run, of the first seed
     * @return the plot
     * @throws IllegalArgumentException if there is no run of the solver, or it recorded no such sides
     */
    public static Plot sides(Table iterations, String solver) {
        return RecognitionTables.sides(iterations, solver);
    }

    /**
     * How often the iterates satisfy BPGrad's sampling condition, Eq. 4.
     *
     * @param iterations what {@link #iterations} gave, or the same read from CSV
     * @return a Tablesaw table, a row a solver that recorded it (its first seed): shares of the iterations listed with the left side below, equal to (to 1e-3
     *     of f, as steps are differences of floats) and above the right one
     */
    public static Table satisfied(Table iterations) {
        return RecognitionTables.satisfied(iterations);
    }

    /**
     * A sweep of rates as a table.
     *
     * @param sweep the trials
     * @return a Tablesaw table, a row a trial; {@code best} marks the one of each solver with the least objective over the training examples
     */
    public static Table rates(RateSweepResult sweep) {
        return RecognitionTables.rates(sweep);
    }

    /**
     * The rates that a sweep found best.
     *
     * @param rates what {@link #rates} gave, or the same read from CSV
     * @return the rate of each solver
     */
    public static Map<String, Double> bestRates(Table rates) {
        return RecognitionTables.bestRates(rates);
    }

    /**
     * What detectors end with, as in Table 2 of Zhang, Wu and Wang (CVPR 2018).
     *
     * @param scores what each solver's detector scores
     * @param epochs what {@link #epochs} gave of the same runs
     * @return a Tablesaw table, a row a solver: the paper's mAP in % on VOC2007, ours (at 11 recalls, and at all), average precision of each class at 11
     *     recalls, and of the solver's first seed the objective, epochs and seconds an iteration
     * @throws IllegalArgumentException if there is no run of a solver
     */
    public static Table averagePrecisions(Map<String, DetectionScores> scores, Table epochs) {
        return DetectionTables.averagePrecisions(scores, epochs);
    }

    /**
     * Precision-recall curves as a table.
     *
     * @param scores what each solver's detector scores
     * @return a Tablesaw table, a row a point: solver, class, score, recall, precision; at most 100 points a curve
     */
    public static Table precisionRecall(Map<String, DetectionScores> scores) {
        return DetectionTables.precisionRecall(scores);
    }

    /**
     * The precision-recall curves of one class, one a solver.
     *
     * @param points what {@link #precisionRecall(Map)} gave, or the same read from CSV
     * @param className the class
     * @return the plot
     * @throws IllegalArgumentException if there is no curve of the class
     */
    public static Plot precisionRecall(Table points, String className) {
        return DetectionTables.precisionRecall(points, className);
    }

    /**
     * Images with the boxes that a detector found, and with those that are annotated.
     *
     * @param images the images
     * @param detections what was found in them
     * @return the picture: the first six images, detections of scores from 0.5
     */
    public static DetectionPicture found(AnnotatedImages images, List<Detection> detections) {
        return DetectionPicture.of(images, detections);
    }

    /**
     * Norms of operators as a table: {@code norms(Map.entry("Laplacian", ConvolutionNorm.circular(kernel, 8, 8)))}.
     *
     * @param norms names with norms
     * @return a Tablesaw table, a row an operator: proved bound, attained slope, their ratio, evidence, rule
     */
    @SafeVarargs
    @SuppressWarnings("varargs") // the array is only read
    public static Table norms(Map.Entry<String, NormBound>... norms) {
        return LipschitzTables.norms(List.of(norms));
    }

    /**
     * The table behind a network's Lipschitz constant in its input.
     *
     * @param network the constant
     * @return a Tablesaw table, a row a layer: proved bound, attained slope, their ratio, rule
     */
    public static Table layers(InputLipschitz network) {
        return LipschitzTables.layers(network);
    }

    /**
     * The same as bars on a logarithmic axis: the layers whose constant is not 1, and the network with the largest slope that a search found.
     *
     * @param network the constant
     * @param found what a search found for the whole network
     * @return the plot
     */
    public static Plot bars(InputLipschitz network, LipschitzConstant found) {
        return LipschitzTables.bars(network, found);
    }

    /**
     * The proved constants of training losses over balls of weights beside what a search found, over the radius, on logarithmic axes.
     *
     * @param sweeps traces of {@code RadiusSweep} by name
     * @param names which of them to show
     * @return the plot
     * @throws IllegalArgumentException if there is no sweep of a name
     */
    public static Plot bounds(Map<String, Trace> sweeps, String... names) {
        return LipschitzTables.bounds(sweeps, names);
    }

    /**
     * Estimates of known constants as a table.
     *
     * @param results what the trials of each constant say
     * @return a Tablesaw table, a row a constant: largest norm, fits and intervals relative to the truth
     */
    public static Table trials(List<EstimateTrials.Result> results) {
        return LipschitzTables.trials(results);
    }

    /**
     * Bounds and estimates side by side: {@code constants(Map.entry("bound", loss.everywhere()), Map.entry("sample", norms.max()))}.
     *
     * @param constants names with constants
     * @return a Tablesaw table, a row a constant: value, evidence, origin
     */
    @SafeVarargs
    @SuppressWarnings("varargs") // the array is only read
    public static Table constants(Map.Entry<String, ? extends LipschitzConstant>... constants) {
        return LipschitzTables.constants(List.of(constants));
    }

    /**
     * How far networks are from the global optimum: {@code gaps(Map.entry("SGD", problem.certify(network)))}.
     *
     * @param certificates names with certificates
     * @return a Tablesaw table, a row a network: neurons, objective, objective of the balanced rescaling, lower bound of the optimum, gap, evidence
     */
    @SafeVarargs
    @SuppressWarnings("varargs") // the array is only read
    public static Table gaps(Map.Entry<String, NetworkCertificate>... certificates) {
        return ReluTables.gaps(List.of(certificates));
    }

    /**
     * How far networks are from the global optimum.
     *
     * @param certificates certificates by name
     * @return as {@link #gaps(Map.Entry...)}
     */
    public static Table gaps(Map<String, NetworkCertificate> certificates) {
        return ReluTables.gaps(List.copyOf(certificates.entrySet()));
    }

    /**
     * How far networks of parallel subnetworks are from the global optimum.
     *
     * @param certificates names with certificates
     * @return a Tablesaw table, a row a network: subnetworks, objective, lower bound of the optimum, relative gap, evidence, the polar found and at most (over
     *     lambda), the gap as it is ESTIMATED from the polar found, and how far from stationary it is
     */
    @SafeVarargs
    @SuppressWarnings("varargs") // the array is only read
    public static Table optimality(Map.Entry<String, HomogeneousCertificate>... certificates) {
        return HomogeneousTables.optimality(List.of(certificates));
    }

    /**
     * How far networks of parallel subnetworks are from the global optimum.
     *
     * @param certificates certificates by name
     * @return as {@link #optimality(Map.Entry...)}
     */
    public static Table optimality(Map<String, HomogeneousCertificate> certificates) {
        return HomogeneousTables.optimality(List.copyOf(certificates.entrySet()));
    }

    /**
     * Objective and dual value of descend, test, append over its steps: {@code appended(solution.trace())}, or while it runs
     * {@code live(Notebook::appended)}.
     *
     * @param trace the trace of a {@code HomogeneousSolution}
     * @return the plot; its dual values are ESTIMATED
     */
    public static Plot appended(Trace trace) {
        return HomogeneousTables.appended(trace);
    }

    /**
     * The polar at each local minimum on the way, over the number of its subnetworks: above 1 it is no global one.
     *
     * @param trace the trace of a {@code HomogeneousSolution}
     * @return the plot
     */
    public static Plot polars(Trace trace) {
        return HomogeneousTables.polars(trace);
    }

    /**
     * The objective of a solver's best network and the certified lower bound over its steps: {@code closing(solution.trace())}, or while it runs
     * {@code live(Notebook::closing)}.
     *
     * @param trace the trace of a {@code ReluSolution}
     * @return the plot
     */
    public static Plot closing(Trace trace) {
        return ReluTables.closing(trace);
    }

    /**
     * The optimal networks along falling weight decay.
     *
     * @param path the path
     * @return a Tablesaw table, a row a point: beta, neurons, objective, lower bound, gap, evidence
     */
    public static Table path(RegularizationPath path) {
        return ReluTables.path(path);
    }

    /**
     * The same with the accuracy of each network on its training data and on other data.
     *
     * @param path the path, of a problem with labels -1 and 1
     * @param x the other data, rows of d features
     * @param y its labels, -1 and 1
     * @return the table with two more columns, "training accuracy" and "held-out accuracy"
     */
    public static Table path(RegularizationPath path, double[][] x, double[] y) {
        return ReluTables.path(path, x, y);
    }

    /**
     * Columns of a path's table over the weight decay, on a logarithmic axis.
     *
     * @param path what {@link #path(RegularizationPath)} gave, or the same read from CSV
     * @param columns the columns' names, each one curve
     * @return the plot
     */
    public static Plot overBeta(Table path, String... columns) {
        return ReluTables.overBeta(path, columns);
    }

    /**
     * A problem with two features in the plane: its samples, the lines on which one of them is switched (their pieces are the activation cells), and
     * the neurons of a network as arrows of length |a| ||u||.
     *
     * @param problem the problem
     * @param network a network of it
     * @return the plot
     * @throws IllegalArgumentException if there are biases or not two features
     */
    public static Plot neurons(ReluProblem problem, TwoLayerNetwork network) {
        return ReluTables.neurons(problem, network);
    }

    /**
     * Every training run as a curve of its own, and the certified global optimum as a line: the figure of Ergen and Pilanci.
     *
     * @param epochs what {@link #epochs} gave, or the same read from CSV
     * @param factor what the table's objective is multiplied by to be the problem's: n / 2 for {@code Networks.twoLayer}
     * @param optimum the certificate of the problem's solution
     * @return the plot
     */
    public static Plot runs(Table epochs, double factor, Certificate optimum) {
        return ReluTables.runs(epochs, factor, optimum);
    }

    /**
     * How far above the global optimum every training run is at most, over the epochs, on logarithmic axes: what a run cannot know of itself.
     *
     * @param epochs what {@link #epochs} gave, or the same read from CSV
     * @param factor what the table's objective is multiplied by to be the problem's: n / 2 for {@code Networks.twoLayer}
     * @param optimum the certificate of the problem's solution, with a lower bound above 0
     * @return the plot
     * @throws IllegalArgumentException if the lower bound is not above 0
     */
    public static Plot excess(Table epochs, double factor, Certificate optimum) {
        return ReluTables.excess(epochs, factor, optimum);
    }

    /**
     * What certified optima cost: the median time over the number of samples, the dimension or the weight decay, on logarithmic axes.
     *
     * @param costs what {@link CostCurves#measure} gave, or the same read from CSV
     * @param column what moves: "n", "d" or "beta / beta_max"
     * @return the plot; problems that a limit stopped are marked
     * @throws IllegalArgumentException if the table has no such curve
     */
    public static Plot costs(Table costs, String column) {
        return ReluTables.costs(costs, column);
    }

    /**
     * Where the costs explode, in words: how far each curve was certified, how the time grows there, and what was left open.
     *
     * @param costs what {@link CostCurves#measure} gave, or the same read from CSV
     * @return a row a curve
     */
    public static Table explosion(Table costs) {
        return ReluTables.explosion(costs);
    }
}
