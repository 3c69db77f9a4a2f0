package org.infimum.notebook.render;

import java.util.Optional;
import org.infimum.Certificate;
import org.infimum.Evidence;
import org.infimum.Solution;
import org.infimum.Stop;
import org.infimum.lipschitz.LipschitzConstant;

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
}
