package org.infimum.deep.segmentation;

import java.io.IOException;
import java.util.List;
import org.infimum.deep.data.RgbImage;
import org.infimum.deep.detection.AnnotatedImage;
import org.infimum.deep.detection.MaskedImages;

/** Images whose classes but the first are made one. */
record ForegroundImages(MaskedImages all) implements MaskedImages {
    @Override
    public String name() {
        return all.name() + ", one class";
    }

    @Override
    public List<String> classNames() {
        return List.of("object");
    }

    @Override
    public List<String> maskNames() {
        return List.of(all.maskNames().get(0), "object");
    }

    /** Sizes alone: the boxes' classes are no more. */
    @Override
    public List<AnnotatedImage> images() {
        return all.images().stream()
                .map(image -> new AnnotatedImage(image.name(), image.width(), image.height(), List.of()))
                .toList();
    }

    @Override
    public RgbImage pixels(int image) throws IOException {
        return all.pixels(image);
    }

    @Override
    public byte[] mask(int image) throws IOException {
        byte[] mask = all.mask(image);
        for (int i = 0; i < mask.length; i++) {
            int label = mask[i] & 0xff;
            mask[i] = (byte) (label == VOID || label == 0 ? label : 1);
        }
        return mask;
    }

    @Override
    public String toString() {
        return all + ", all classes but " + all.maskNames().get(0) + " made one";
    }
}
