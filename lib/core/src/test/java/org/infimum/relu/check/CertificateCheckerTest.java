package org.infimum.relu.check;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Path;
import java.util.List;
import java.util.Random;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.infimum.Certificate;
import org.infimum.Driver;
import org.infimum.Evidence;
import org.infimum.Limits;
import org.infimum.Messages;
import org.infimum.relu.CertificateFile;
import org.infimum.relu.ConvexLoss;
import org.infimum.relu.DualPoint;
import org.infimum.relu.ReluProblem;
import org.infimum.relu.ReluSolver;
import org.infimum.relu.TwoLayerNetwork;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class CertificateCheckerTest {
    static Stream<KnownCertificates.Known> known() {
        return Stream.of(
                KnownCertificates.identity(),
                KnownCertificates.line(),
                KnownCertificates.exclusiveOr(0.1),
                KnownCertificates.exclusiveOr(1),
                KnownCertificates.exclusiveOr(1.4),
                KnownCertificates.fiveSamples());
    }

    private static Verdict verdict(KnownCertificates.Known known, CertificateFile file) {
        return CertificateChecker.check(known.x(), known.y(), file).verdict();
    }

    @ParameterizedTest
    @MethodSource("known")
    void knownOptimaAreVerifiedAfterAWayThroughAFile(KnownCertificates.Known known, @TempDir Path folder) {
        known.file().save(folder.resolve("c.json"));
        CertificateFile file = CertificateFile.load(folder.resolve("c.json"));
        CertificateCheck check = CertificateChecker.check(known.x(), known.y(), file);
        assertEquals(Verdict.VERIFIED, check.verdict(), check::toString);
        double tolerance = known.tolerance();
        assertEquals(known.optimum(), file.certificate().lower(), tolerance);
        assertEquals(known.optimum(), file.certificate().upper(), tolerance);
    }

    /** Scale times polar bound must be at most beta in exact arithmetic, whatever the units: the checker multiplies the numbers shown. */
    @Test
    void solutionsCutOffAnywhereAreNeverRefuted() {
        for (int seed = 0; seed < 60; seed++) {
            Random random = new Random(seed);
            int n = 1 + random.nextInt(6);
            int d = 1 + random.nextInt(3);
            ConvexLoss loss = ConvexLoss.values()[seed % 3];
            double unit = seed % 4 == 0 ? Math.pow(10, random.nextInt(200) - 100) : 1;
            double[][] x = new double[n][d];
            double[] y = new double[n];
            for (int i = 0; i < n; i++) {
                y[i] = random.nextBoolean() ? 1 : -1;
                for (int k = 0; k < d; k++) {
                    x[i][k] = unit * random.nextGaussian();
                }
            }
            ReluProblem problem = ReluProblem.twoLayer(x, y)
                    .loss(loss)
                    .weightDecay(unit * n * Math.pow(10, 2 * random.nextDouble() - 2));
            ReluSolver solver = ReluSolver.standard()
                    .gap(1e-3)
                    .driver(Driver.standard().limits(Limits.iterations(random.nextInt(20))));
            CertificateFile file = CertificateFile.of(solver.solve(problem));
            CertificateCheck check = CertificateChecker.check(x, y, file);
            assertTrue(check.verdict() != Verdict.REFUTED, () -> problem + ": " + check);
        }
    }

    private static CertificateFile with(CertificateFile file, DualPoint dual) {
        return new CertificateFile(file.problem(), file.network(), dual, file.certificate(), file.library());
    }

    private static CertificateFile with(CertificateFile file, TwoLayerNetwork network) {
        return new CertificateFile(file.problem(), network, file.dual(), file.certificate(), file.library());
    }

    private static CertificateFile with(CertificateFile file, CertificateFile.Settings problem) {
        return new CertificateFile(problem, file.network(), file.dual(), file.certificate(), file.library());
    }

    private static TwoLayerNetwork network(TwoLayerNetwork from, double[][] hidden, double[] output) {
        return from.hasBias()
                ? TwoLayerNetwork.withBias(hidden, output, from.inputs())
                : TwoLayerNetwork.of(hidden, output, from.inputs());
    }

    @ParameterizedTest
    @MethodSource("known")
    void everyTamperedWeightIsRefuted(KnownCertificates.Known known) {
        TwoLayerNetwork network = known.file().network();
        double step = KnownCertificates.Known.PERTURBATION;
        for (double change : new double[] {step, -step}) {
            for (int j = 0; j < network.width(); j++) {
                double[][] hidden = IntStream.range(0, network.width())
                        .mapToObj(network::hidden)
                        .toArray(double[][]::new);
                double[] output = IntStream.range(0, network.width())
                        .mapToDouble(network::output)
                        .toArray();
                for (int k = 0; k < hidden[j].length; k++) {
                    double before = hidden[j][k];
                    hidden[j][k] += change;
                    assertEquals(Verdict.REFUTED, verdict(known, with(known.file(), network(network, hidden, output))));
                    hidden[j][k] = before;
                }
                output[j] += change;
                assertEquals(Verdict.REFUTED, verdict(known, with(known.file(), network(network, hidden, output))));
            }
        }
    }

    private static DualPoint dual(DualPoint from, double[] nu, double scale, double value, double polar) {
        return new DualPoint(nu, scale, value, polar, from.evidence(), from.because());
    }

    @ParameterizedTest
    @MethodSource("known")
    void everyTamperedDualNumberIsRefuted(KnownCertificates.Known known) {
        DualPoint dual = known.file().dual();
        double step = KnownCertificates.Known.PERTURBATION;
        for (int i = 0; i < dual.nu().length; i++) {
            for (double change : new double[] {step, -step}) {
                double[] nu = dual.nu();
                nu[i] += change;
                CertificateFile file =
                        with(known.file(), dual(dual, nu, dual.scale(), dual.value(), dual.polarUpper()));
                assertEquals(Verdict.REFUTED, verdict(known, file), "nu " + i + " by " + change);
            }
        }
        double tiny = 1e-9;
        for (DualPoint changed : List.of(
                dual(dual, dual.nu(), dual.scale() * (1 + tiny), dual.value(), dual.polarUpper()),
                dual(dual, dual.nu(), dual.scale() * (1 - tiny), dual.value(), dual.polarUpper()),
                dual(dual, dual.nu(), dual.scale(), dual.value() * (1 + tiny), dual.polarUpper()),
                dual(dual, dual.nu(), dual.scale(), dual.value(), dual.polarUpper() * (1 + tiny)),
                dual(dual, dual.nu(), dual.scale(), dual.value(), dual.polarUpper() * (1 - tiny)),
                dual(dual, dual.nu(), dual.scale(), dual.value(), 0),
                dual(dual, dual.nu(), dual.scale(), dual.value(), Double.POSITIVE_INFINITY))) {
            assertEquals(
                    Verdict.REFUTED,
                    verdict(known, with(known.file(), changed)),
                    () -> changed.scale() + " " + changed.value() + " " + changed.polarUpper());
        }
    }

    @ParameterizedTest
    @MethodSource("known")
    void tamperedSettingsClaimsAndDataAreRefuted(KnownCertificates.Known known) {
        CertificateFile file = known.file();
        CertificateFile.Settings p = file.problem();
        for (double factor : new double[] {1 - 1e-9, 1 + 1e-9}) {
            CertificateFile other = with(
                    file,
                    new CertificateFile.Settings(
                            p.loss(), p.weightDecay() * factor, p.bias(), p.samples(), p.features(), p.dataSha256()));
            boolean larger = factor > 1;
            CertificateCheck check = CertificateChecker.check(known.x(), known.y(), other);
            assertEquals(Verdict.REFUTED, (larger ? check.upper() : check.feasibility()).verdict(), check::toString);
        }
        CertificateFile otherHash = with(
                file,
                new CertificateFile.Settings(
                        p.loss(), p.weightDecay(), p.bias(), p.samples(), p.features(), "0".repeat(64)));
        assertEquals(Verdict.REFUTED, verdict(known, otherHash));
        Certificate c = file.certificate();
        for (Certificate claim : List.of(
                new Certificate(c.lower(), c.lower(), c.evidence(), c.because()),
                new Certificate(c.upper(), c.upper(), c.evidence(), c.because()))) {
            CertificateFile other = new CertificateFile(p, file.network(), file.dual(), claim, file.library());
            assertEquals(Verdict.REFUTED, verdict(known, other), claim::toString);
        }
        for (int i = 0; i < known.x().length; i++) {
            double[][] x = IntStream.range(0, known.x().length)
                    .mapToObj(k -> known.x()[k].clone())
                    .toArray(double[][]::new);
            x[i][0] = Math.nextUp(x[i][0]);
            assertEquals(
                    Verdict.REFUTED,
                    CertificateChecker.check(x, known.y(), file).data().verdict());
            double[] y = known.y().clone();
            y[i] = Math.nextUp(y[i]);
            assertEquals(
                    Verdict.REFUTED,
                    CertificateChecker.check(known.x(), y, file).data().verdict());
        }
    }

    /** Close to the optimum the dual point's scale and polar bound leave no room for one rounding more. */
    @Test
    void whatTheSolverClosesIsVerified() {
        double[][] x = {{1, 0}, {0, 1}, {-1, 1}, {-1, -1}, {2, -1}};
        double[] y = {1, 2, -1, 1, 0};
        for (double beta : new double[] {0.03, 0.1, 0.3, 1, 3}) {
            for (double gap : new double[] {1e-6, 1e-9}) {
                ReluProblem problem = ReluProblem.twoLayer(x, y).weightDecay(beta);
                CertificateFile file =
                        CertificateFile.of(ReluSolver.standard().gap(gap).solve(problem));
                CertificateCheck check = CertificateChecker.check(x, y, file);
                assertEquals(Verdict.VERIFIED, check.verdict(), check::toString);
            }
        }
    }

    @Test
    void otherShapesOfDataAreRefutedAndBadDataRejected() {
        KnownCertificates.Known known = KnownCertificates.line();
        CertificateCheck check = CertificateChecker.check(new double[][] {{1, 2}}, new double[] {1}, known.file());
        assertEquals(Verdict.REFUTED, check.verdict());
        assertTrue(check.data().because().contains("1 samples of 2 features"), check::toString);
        Messages.refused(
                () -> CertificateChecker.check(new double[][] {{1}, {2, 3}}, new double[2], known.file()),
                "Sample 1 has 2 features");
        Messages.refused(
                () -> CertificateChecker.check(new double[][] {{1}}, new double[2], known.file()), "2 targets");
        Messages.refused(
                () -> CertificateChecker.check(new double[][] {{Double.NaN}}, new double[1], known.file()),
                "not finite");
    }

    /** One sample x = 1 with label 1: nu = p, the polar of nu is p; for hinge p = min(1, beta). */
    private static CertificateFile oneSample(ConvexLoss loss, double beta, double weight, double p, double lower) {
        ReluProblem problem = ReluProblem.twoLayer(new double[][] {{1}}, new double[] {1})
                .loss(loss)
                .weightDecay(beta);
        TwoLayerNetwork network = TwoLayerNetwork.of(new double[][] {{weight}}, new double[] {weight}, 1);
        return CertificateFile.of(
                problem, network, new DualPoint(new double[] {p}, 1, lower, beta, Evidence.PROVED, "-"));
    }

    private static CertificateCheck checkOne(CertificateFile file) {
        return CertificateChecker.check(new double[][] {{1}}, new double[] {1}, file);
    }

    @Test
    void hingeLoss() {
        // the optimum is beta: z = 1 costs beta / 2 (1 + 1)
        CertificateFile file = oneSample(ConvexLoss.HINGE, 0.25, 1, 0.25, 0.25);
        assertEquals(
                Verdict.VERIFIED, checkOne(file).verdict(), () -> checkOne(file).toString());
        assertEquals(0.25, file.certificate().upper(), 1e-14);
        assertEquals(
                Verdict.REFUTED,
                checkOne(oneSample(ConvexLoss.HINGE, 0.25, 1, 0.25, Math.nextUp(0.25)))
                        .lower()
                        .verdict());
        CertificateFile outside = oneSample(ConvexLoss.HINGE, 2, 2, -0.25, 0.25);
        assertEquals(Verdict.REFUTED, checkOne(outside).lower().verdict());
        assertTrue(checkOne(outside).lower().because().contains("not in [0, 1]"));
    }

    @Test
    void logisticLoss() {
        // p = beta at the optimum: z = log((1 - beta) / beta), value = entropy(beta)
        double beta = 0.25;
        double weight = Math.sqrt(Math.log(3));
        double entropy = 0.5623351446188083; // -0.25 log 0.25 - 0.75 log 0.75
        CertificateFile file = oneSample(ConvexLoss.LOGISTIC, beta, weight, beta, entropy - 2e-16);
        assertEquals(
                Verdict.VERIFIED, checkOne(file).verdict(), () -> checkOne(file).toString());
        assertEquals(entropy, file.certificate().upper(), 4e-15);
        CertificateFile high = oneSample(ConvexLoss.LOGISTIC, beta, weight, beta, entropy + 3e-16);
        assertEquals(Verdict.REFUTED, checkOne(high).lower().verdict());
        CertificateFile low = new CertificateFile(
                file.problem(),
                file.network(),
                file.dual(),
                new Certificate(0, entropy - 1e-15, Evidence.PROVED, "-"),
                "");
        assertEquals(Verdict.REFUTED, checkOne(low).upper().verdict());
    }

    @Test
    void labelsAreNeededForHinge() {
        CertificateFile file = oneSample(ConvexLoss.HINGE, 0.25, 1, 0.25, 0.25);
        CertificateCheck check = CertificateChecker.check(new double[][] {{1}}, new double[] {0.5}, file);
        assertEquals(Verdict.REFUTED, check.upper().verdict());
    }

    @Test
    void aLargeProblemSaysThatItWasNotReverifiedAndFindsGrossErrors() {
        Random random = new Random(3);
        int n = 300;
        int d = 20;
        double[][] x = Stream.generate(() -> random.doubles(d, -1, 1).toArray())
                .limit(n)
                .toArray(double[][]::new);
        double[] y = random.doubles(n, -1, 1).toArray();
        ReluProblem problem = ReluProblem.twoLayer(x, y).weightDecay(1);
        TwoLayerNetwork none = TwoLayerNetwork.of(new double[0][], new double[0], d);
        DualPoint loose = new DualPoint(y, 1e-4, 0, 100, Evidence.ESTIMATED, "guessed");
        DualPoint wrong = new DualPoint(y, 1e-4, 0, 1, Evidence.ESTIMATED, "guessed");
        CertificateCheck open = CertificateChecker.check(x, y, CertificateFile.of(problem, none, loose), 10_000_000);
        assertEquals(Verdict.NOT_VERIFIED, open.verdict(), open::toString);
        assertTrue(open.feasibility().because().startsWith("Not re-verified"), open::toString);
        CertificateCheck refuted = CertificateChecker.check(x, y, CertificateFile.of(problem, none, wrong));
        assertEquals(Verdict.REFUTED, refuted.feasibility().verdict(), refuted::toString);
    }
}
