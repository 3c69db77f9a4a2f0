package org.infimum.deep.detection;

import java.util.List;

/**
 * What is known of an image before its pixels are read: its size and the objects marked in it.
 *
 * @param name name in its set, for example {@code 000005}
 * @param width in pixels, at least 1
 * @param height in pixels, at least 1
 * @param objects the objects, inside the image; none makes it an image of background
 */
public record AnnotatedImage(String name, int width, int height, List<AnnotatedObject> objects) {
    /**
     * An image, checked.
     *
     * @param name as above
     * @param width as above
     * @param height as above
     * @param objects as above; copied
     * @throws IllegalArgumentException if the image has no pixels or a box reaches out of it
     */
    public AnnotatedImage {
        if (name == null || name.isBlank())
            throw new IllegalArgumentException("An image needs a name, not '" + name + "'.");
        if (width < 1 || height < 1) {
            throw new IllegalArgumentException(
                    "The image " + name + " cannot have " + width + " x " + height + " pixels.");
        }
        objects = List.copyOf(objects);
        for (int i = 0; i < objects.size(); i++) {
            BoundingBox box = objects.get(i).box();
            if (box.x1() < 0 || box.y1() < 0 || box.x2() > width || box.y2() > height) {
                throw new IllegalArgumentException("Object " + i + " of the image " + name + " has the " + box
                        + ", which reaches out of its " + width + " x " + height + " pixels; clip it.");
            }
        }
    }
}
