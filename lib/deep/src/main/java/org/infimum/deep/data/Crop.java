package org.infimum.deep.data;

import java.util.Random;

/** Where an image is cut out, and whether it is mirrored, once it is known how much room there is. */
interface Crop {
    /** The middle, as it is. */
    Crop CENTRE = (roomX, roomY) -> new Place(roomX / 2, roomY / 2, false);

    /**
     * The place.
     *
     * @param roomX the resized image's width less the crop's
     * @param roomY the resized image's height less the crop's
     */
    Place place(int roomX, int roomY);

    /** Left and upper edge of the crop in the resized image, and whether it is mirrored left to right after the cut. */
    record Place(int x, int y, boolean mirrored) {}

    /** A place that seed, epoch and image decide: the same in every process, whichever thread asks and when. */
    static Crop random(boolean crops, boolean flips, long seed, long epoch, int image) {
        return (roomX, roomY) -> {
            Random random = new Random(Shuffle.mix(Shuffle.mix(Shuffle.mix(seed) + epoch) + image));
            boolean mirrored = random.nextBoolean() && flips;
            return crops
                    ? new Place(random.nextInt(roomX + 1), random.nextInt(roomY + 1), mirrored)
                    : new Place(roomX / 2, roomY / 2, mirrored);
        };
    }
}
