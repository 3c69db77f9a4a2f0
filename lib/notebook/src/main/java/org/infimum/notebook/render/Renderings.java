package org.infimum.notebook.render;

import java.awt.image.BufferedImage;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import org.infimum.Certificate;
import org.infimum.Solution;
import org.infimum.Stop;
import org.infimum.Trace;
import org.infimum.deep.detection.DetectionTask;
import org.infimum.deep.train.RecognitionTask;
import org.infimum.lipschitz.LipschitzConstant;
import org.infimum.lipschitz.PairwiseSlopes;
import org.infimum.notebook.plot.Plot;
import org.infimum.notebook.plot.PlotlyFigure;
import org.infimum.notebook.svg.Png;
import org.infimum.notebook.svg.SvgChart;
import org.infimum.relu.DualPoint;
import org.infimum.relu.NetworkCertificate;
import org.infimum.relu.PolarBounds;
import org.infimum.relu.ReluSolution;
import org.nd4j.linalg.api.ndarray.INDArray;
import tech.tablesaw.api.Table;
import tech.tablesaw.plotly.components.Figure;

/** How each type of value is shown: one list that the kernel registers and that tests and reports use without a kernel. */
public final class Renderings {
    private static final int BINS = 40;

    private final List<Rendering> renderings;

    /**
     * How values of a type are shown.
     *
     * @param type the type, its subtypes included
     * @param bundle makes the bundle of a value of that type
     */
    public record Rendering(Class<?> type, Function<Object, MimeBundle> bundle) {
        private static <T> Rendering of(Class<T> type, Function<? super T, MimeBundle> bundle) {
            return new Rendering(type, value -> bundle.apply(type.cast(value)));
        }

        /**
         * Shows a value.
         *
         * @param value the value, of the type
         * @return its bundle
         * @throws ClassCastException if the value is of another type
         */
        public MimeBundle show(Object value) {
            return bundle.apply(value);
        }
    }

    private Renderings(List<Rendering> renderings) {
        this.renderings = renderings;
    }

    /**
     * The library's renderings.
     *
     * @return the list
     */
    public static Renderings standard() {
        List<Rendering> list = new ArrayList<>();
        list.add(Rendering.of(MimeBundle.class, Function.identity()));
        list.add(Rendering.of(Showable.class, Showable::show));
        list.add(Rendering.of(Table.class, Tables::show));
        list.add(Rendering.of(Trace.class, Tables::show));
        list.add(Rendering.of(PlotlyFigure.class, Renderings::show));
        list.add(Rendering.of(Plot.class, plot -> show(plot.figure())));
        list.add(Rendering.of(Figure.class, figure -> show(PlotlyFigure.of(figure))));
        list.add(Rendering.of(PairwiseSlopes.class, Renderings::show));
        list.add(Rendering.of(Certificate.class, Claims::show));
        list.add(new Rendering(Solution.class, value -> Claims.show((Solution<?>) value)));
        list.add(Rendering.of(Stop.class, Claims::show));
        list.add(Rendering.of(LipschitzConstant.class, Claims::show));
        list.add(Rendering.of(ReluSolution.class, Claims::show));
        list.add(Rendering.of(NetworkCertificate.class, Claims::show));
        list.add(Rendering.of(DualPoint.class, Claims::show));
        list.add(Rendering.of(PolarBounds.class, Claims::show));
        list.add(Rendering.of(
                RecognitionTask.class,
                task -> Pairs.show(List.copyOf(task.settings().entrySet()))));
        list.add(Rendering.of(
                DetectionTask.class,
                task -> Pairs.show(List.copyOf(task.settings().entrySet()))));
        list.add(Rendering.of(double[].class, Previews::show));
        list.add(Rendering.of(float[].class, Previews::show));
        list.add(Rendering.of(int[].class, Previews::show));
        list.add(Rendering.of(long[].class, Previews::show));
        list.add(Rendering.of(double[][].class, Previews::show));
        list.add(Rendering.of(float[][].class, Previews::show));
        list.add(Rendering.of(INDArray.class, Previews::show));
        list.add(Rendering.of(BufferedImage.class, Renderings::show));
        Renderings plain = new Renderings(List.copyOf(list));
        list.add(new Rendering(Optional.class, value -> {
            Optional<?> optional = (Optional<?>) value;
            return plain.find(optional.orElse(null)).orElseGet(() -> MimeBundle.text(optional.toString()));
        }));
        return new Renderings(List.copyOf(list));
    }

    /**
     * Every rendering.
     *
     * @return an unmodifiable list
     */
    public List<Rendering> all() {
        return renderings;
    }

    /**
     * Shows a value.
     *
     * @param value the value; may be null
     * @return its bundle; empty if its type is none of the library's
     */
    public Optional<MimeBundle> find(Object value) {
        return renderings.stream()
                .filter(rendering -> rendering.type().isInstance(value))
                .findFirst()
                .map(rendering -> rendering.show(value));
    }

    /**
     * A figure as interactive JSON, static picture and one line of text.
     *
     * @param figure the figure
     * @return the bundle
     */
    public static MimeBundle show(PlotlyFigure figure) {
        return MimeBundle.text(figure.summary())
                .with(MimeBundle.PLOTLY, figure.payload())
                .with(MimeBundle.SVG, SvgChart.draw(figure));
    }

    private static MimeBundle show(PairwiseSlopes slopes) {
        MimeBundle figure = show(Plot.of(slopes, BINS).figure());
        return figure.with(MimeBundle.TEXT, slopes.toString());
    }

    private static MimeBundle show(BufferedImage image) {
        int width = image.getWidth();
        int height = image.getHeight();
        byte[] png = Png.encode(width, height, image.getRGB(0, 0, width, height, null, 0, width));
        return MimeBundle.text("Image of " + width + " x " + height + " pixels")
                .with(MimeBundle.PNG, Base64.getEncoder().encodeToString(png));
    }
}
