package org.infimum.notebook.render;

import java.util.Optional;
import org.infimum.Certificate;
import org.infimum.Evidence;
import org.infimum.Solution;
import org.infimum.Stop;
import org.infimum.lipschitz.LipschitzConstant;
import org.infimum.relu.DualPoint;
import org.infimum.relu.NetworkCertificate;
import org.infimum.relu.PolarBounds;
import org.infimum.relu.ReluSolution;

/** Shows claims as small cards. The word that a claim rests on always stands beside its numbers, in its colour. */
final class Claims {
    private static final String WARNING = "#b25a00";
    private static final String NEUTRAL = "#57606a";

    private Claims() {}

    static MimeBundle show(Certificate certificate) {
        return MimeBundle.text(certificate.toString())
                .with(MimeBundle.HTML, Html.card(Html.colour(certificate.evidence()), html(certificate)));
    }

    private static String html(Certificate certificate) {
        Evidence evidence = certificate.evidence();
        // toString rounds outwards; the card must not print the interval narrower than it is
        String printed = certificate.toString();
        String interval = printed.substring(0, printed.indexOf(']') + 1);
        String gap = Double.isInfinite(certificate.gap())
                ? "nothing is known from below"
                : "gap at most " + Numbers.formatUp(certificate.gap());
        String because = (evidence == Evidence.CONDITIONAL ? "on " : "") + certificate.because();
        return Html.line(Html.badge(evidence) + "&ensp;<b>f* \u2208 " + Html.escape(interval) + "</b>&ensp;"
                        + Html.escape(gap))
                + Html.line(Html.muted(because));
    }

    static MimeBundle show(LipschitzConstant constant) {
        String value = Numbers.format(constant.value());
        String html = Html.line(Html.badge(constant.evidence()) + "&ensp;<b>L = " + value + "</b>")
                + Html.line(Html.muted(constant.origin()));
        return MimeBundle.text(constant.toString())
                .with(MimeBundle.HTML, Html.card(Html.colour(constant.evidence()), html));
    }

    static MimeBundle show(Stop stop) {
        return MimeBundle.text(stop.toString()).with(MimeBundle.HTML, Html.card(colour(stop), html(stop)));
    }

    private static String html(Stop stop) {
        return Html.line(Html.badge(stop.reason().name().replace('_', ' '), colour(stop)) + "&ensp;"
                + Html.escape(stop.detail()));
    }

    private static String colour(Stop stop) {
        return stop.reason() == Stop.Reason.DONE ? NEUTRAL : WARNING;
    }

    static MimeBundle show(Solution<?> solution) {
        Optional<Certificate> certificate = solution.certificate();
        String colour = certificate.map(Certificate::evidence).map(Html::colour).orElse(NEUTRAL);
        String html = Html.line("<b>value " + Numbers.format(solution.value()) + "</b>&ensp;" + Html.muted("at")
                        + "&ensp;" + Html.escape(Previews.oneLine(solution.argument())))
                + certificate
                        .map(Claims::html)
                        .orElseGet(() -> Html.line(Html.muted("no certificate: nothing is claimed")))
                + html(solution.stop());
        return MimeBundle.text(solution.toString()).with(MimeBundle.HTML, Html.card(colour, html));
    }

    static MimeBundle show(ReluSolution solution) {
        String html = Html.line("<b>" + Html.escape(width(solution.network().width())) + "</b>&ensp;"
                        + Html.muted(solution.problem().toString()))
                + html(solution.certificate())
                + html(solution.stop());
        return MimeBundle.text(solution.toString())
                .with(
                        MimeBundle.HTML,
                        Html.card(Html.colour(solution.certificate().evidence()), html));
    }

    static MimeBundle show(NetworkCertificate certified) {
        Certificate own = certified.certificate();
        Certificate balanced = certified.balanced();
        String html = Html.line(Html.badge(own.evidence()) + "&ensp;<b>objective " + Numbers.format(own.upper())
                        + ", at most " + above(own) + " above the optimum</b>&ensp;"
                        + Html.muted(width(certified.network().width())))
                + Html.line("rescaled to balanced weights: " + Numbers.format(balanced.upper()) + ", at most "
                        + above(balanced) + " above")
                + Html.line("optimum at least " + roundedDown(own) + "&ensp;" + Html.muted(own.because()));
        return MimeBundle.text(certified.toString())
                .with(MimeBundle.HTML, Html.card(Html.colour(own.evidence()), html));
    }

    private static String width(int neurons) {
        return neurons == 1 ? "1 neuron" : neurons + " neurons";
    }

    private static String above(Certificate certificate) {
        return Numbers.formatUp(certificate.gap()) + " (" + Numbers.formatUp(100 * certificate.relativeGap()) + " %)";
    }

    /** As the certificate prints it, rounded outwards. */
    private static String roundedDown(Certificate certificate) {
        String printed = certificate.toString();
        return Html.escape(printed.substring(1, printed.indexOf(',')));
    }

    static MimeBundle show(DualPoint dual) {
        String text =
                "every network's objective is at least " + Numbers.formatDown(dual.value()) + "  " + dual.evidence()
                        + ": polar at most " + Numbers.formatUpper(dual.polarUpper()) + " by " + dual.because();
        String html = Html.line(Html.badge(dual.evidence()) + "&ensp;<b>every network's objective is at least "
                        + Numbers.formatDown(dual.value()) + "</b>")
                + Html.line(
                        Html.muted("polar at most " + Numbers.formatUpper(dual.polarUpper()) + " by " + dual.because()
                                + "; " + dual.nu().length + " multipliers, scaled by " + Numbers.format(dual.scale())));
        return MimeBundle.text(text).with(MimeBundle.HTML, Html.card(Html.colour(dual.evidence()), html));
    }

    static MimeBundle show(PolarBounds bounds) {
        String interval = "[" + Numbers.formatDown(bounds.lower()) + ", " + Numbers.formatUpper(bounds.upper()) + "]";
        String html = Html.line(Html.badge(bounds.evidence()) + "&ensp;<b>polar \u2208 " + interval + "</b>")
                + Html.line(Html.muted(bounds.because()));
        return MimeBundle.text(bounds.toString())
                .with(MimeBundle.HTML, Html.card(Html.colour(bounds.evidence()), html));
    }
}
