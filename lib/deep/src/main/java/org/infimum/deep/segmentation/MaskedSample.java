package org.infimum.deep.segmentation;

import java.io.IOException;
import java.util.Arrays;
import java.util.List;
import org.infimum.deep.data.RgbImage;
import org.infimum.deep.detection.AnnotatedImage;
import org.infimum.deep.detection.MaskedImages;

/** Some of the images of a set. */
final class MaskedSample implements MaskedImages {
    private final MaskedImages all;
    private final int[] chosen;
    private final List<AnnotatedImage> images;

    private MaskedSample(MaskedImages all, int[] chosen) {
        this.all = all;
        this.chosen = chosen;
        this.images = Arrays.stream(chosen).mapToObj(all.images()::get).toList();
    }

    /** So many different images in their order, drawn by a fixed seed. */
    static MaskedImages of(MaskedImages all, int count) {
        if (count < 1) throw new IllegalArgumentException("A sample needs at least 1 image, not " + count + ".");
        return count >= all.size() ? all : new MaskedSample(all, PixelScale.sample(all.size(), count));
    }

    @Override
    public String name() {
        return chosen.length + " images of " + all.name();
    }

    @Override
    public List<String> classNames() {
        return all.classNames();
    }

    @Override
    public List<AnnotatedImage> images() {
        return images;
    }

    @Override
    public RgbImage pixels(int image) throws IOException {
        return all.pixels(chosen[image]);
    }

    @Override
    public List<String> maskNames() {
        return all.maskNames();
    }

    @Override
    public byte[] mask(int image) throws IOException {
        return all.mask(chosen[image]);
    }
}
