package org.infimum.deep.segmentation;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.infimum.deep.data.DatasetStore;
import org.infimum.deep.data.DatasetUnavailableException;
import org.infimum.deep.data.LabelImage;
import org.infimum.deep.data.RgbImage;
import org.infimum.deep.data.VocLists;
import org.infimum.deep.detection.AnnotatedImage;
import org.infimum.deep.segmentation.MaskReport.Kind;

/**
 * A folder in PASCAL VOC's layout for segmentation: {@code JPEGImages/NAME.jpg} (or .jpeg, .png), masks {@code SegmentationClass/NAME.png} whose indices
 * are classes, 255 for void, and lists of names in {@code ImageSets/Segmentation/PART.txt}, of whose lines the first word counts. The classes' names are
 * the lines of {@code classes.txt}, by index; without that file they are VOC's 21, background first.
 *
 * <p>{@link #part} decodes every mask once, which counts the classes' pixels and finds what is wrong before training does (about 3 ms for 500 x 375 pixels), and
 * looks at each image file's size and end. Nothing is kept but names and sizes: pixels and masks are decoded again when asked for. What is wrong is counted
 * and named in {@link VocSegmentationImages#report}. If more than 1 % of a part's images are lost, opening stops with a sentence instead.
 *
 * <p>Masks are read as indices, whatever their palette; a mask saved in colours is refused, because what a colour means is not in the file.
 */
public final class VocSegmentation {
    /** The classes of PASCAL VOC by index, used where a folder has no {@code classes.txt}. */
    public static final List<String> VOC_CLASSES = List.of(
            "background",
            "aeroplane",
            "bicycle",
            "bird",
            "boat",
            "bottle",
            "bus",
            "car",
            "cat",
            "chair",
            "cow",
            "diningtable",
            "dog",
            "horse",
            "motorbike",
            "person",
            "pottedplant",
            "sheep",
            "sofa",
            "train",
            "tvmonitor");

    private static final String VOC2011 = "voc2011";

    private final Path folder;
    private final List<String> maskNames;
    private final VocLists lists;
    private final Map<String, String> imageFiles;

    private VocSegmentation(Path folder, List<String> maskNames, VocLists lists) throws IOException {
        this.folder = folder;
        this.maskNames = maskNames;
        this.lists = lists;
        this.imageFiles = lists.imageFiles();
    }

    /**
     * Opens a folder.
     *
     * @param folder holds {@code JPEGImages}, {@code SegmentationClass} and {@code ImageSets/Segmentation}, and {@code classes.txt} unless the classes are VOC's
     * @return the folder
     * @throws DatasetUnavailableException if a folder is missing; the message says what to put where
     * @throws IOException if a folder cannot be listed, or {@code classes.txt} has fewer than 2 or more than 255 names or one twice
     */
    public static VocSegmentation open(Path folder) throws IOException {
        for (String part : List.of("JPEGImages", "SegmentationClass", "ImageSets/Segmentation")) {
            if (!Files.isDirectory(folder.resolve(part))) {
                throw new DatasetUnavailableException(
                        "The folder " + folder.toAbsolutePath() + " has no folder '" + part
                                + "'; name a folder in PASCAL VOC's layout: JPEGImages/*.jpg, SegmentationClass/*.png,"
                                + " ImageSets/Segmentation/train.txt, and classes.txt unless the classes are VOC's.");
            }
        }
        return new VocSegmentation(
                folder, classes(folder.resolve("classes.txt")), new VocLists(folder, "Segmentation"));
    }

    private static List<String> classes(Path file) throws IOException {
        if (!Files.isRegularFile(file)) return VOC_CLASSES;
        List<String> names = Files.readAllLines(file).stream()
                .map(String::strip)
                .filter(line -> !line.isEmpty())
                .toList();
        if (names.size() < 2
                || names.size() > ConfusionMatrix.VOID
                || names.stream().distinct().count() != names.size()) {
            throw new IOException("The file " + file + " has to name from 2 to " + ConfusionMatrix.VOID
                    + " different classes, one a line in the order of the masks' indices, but holds " + names + ".");
        }
        return names;
    }

    /**
     * Opens a data set as a notebook's parameter names it.
     *
     * @param nameOrFolder {@code voc2011}, looked for in this machine's store, downloaded and unpacked if need be ({@code VOCdevkit/VOC2011}; {@code
     *     TrainVal/VOCdevkit/VOC2011}, as the archive of 2011 has it, will do), or the path of any folder in this layout
     * @return the folder
     * @throws DatasetUnavailableException if it is not there; the message says what to put where
     * @throws IOException if a folder cannot be listed
     */
    public static VocSegmentation named(String nameOrFolder) throws IOException {
        return named(nameOrFolder, DatasetStore.standard());
    }

    static VocSegmentation named(String nameOrFolder, DatasetStore store) throws IOException {
        if (!nameOrFolder.equals(VOC2011)) return open(Path.of(nameOrFolder));
        return open(store.folder(VOC2011).resolve("VOC2011"));
    }

    /**
     * What the indices of the masks mean.
     *
     * @return the classes' names by index
     */
    public List<String> maskNames() {
        return maskNames;
    }

    /**
     * The parts that there are lists of.
     *
     * @return for example {@code [train, trainval, val]}, sorted
     * @throws IOException if the folder cannot be listed
     */
    public List<String> parts() throws IOException {
        return lists.parts();
    }

    /**
     * Checks the masks and image files of a part.
     *
     * @param part for example {@code train}
     * @return the images, in the order of the list
     * @throws DatasetUnavailableException if there is no such list, naming those there are
     * @throws IOException if a list names an image twice or none, more than 1 % of the images are unusable, or the thread was interrupted
     */
    public VocSegmentationImages part(String part) throws IOException {
        String name = folder.toAbsolutePath().getFileName() + " " + part;
        MaskRecord record = new MaskRecord(maskNames.size());
        List<AnnotatedImage> images = new ArrayList<>();
        List<Path> files = new ArrayList<>();
        lists.forEach(part, imageFiles, (id, file) -> {
            record.image();
            if (file.isEmpty()) {
                record.meet(Kind.IMAGE_MISSING, "JPEGImages/" + id + ".jpg", "nor .jpeg or .png");
                return;
            }
            image(id, file.get(), record).ifPresent(image -> {
                images.add(image);
                files.add(file.get());
            });
        });
        record.requireFew(name);
        return new VocSegmentationImages(name, folder, maskNames, images, files, record.report());
    }

    private Optional<AnnotatedImage> image(String id, Path file, MaskRecord record) {
        RgbImage.Size size;
        try {
            size = RgbImage.sizeOf(file);
        } catch (IOException e) {
            record.meet(Kind.IMAGE_UNREADABLE, "JPEGImages/" + file.getFileName(), e.getMessage());
            return Optional.empty();
        }
        String png = "SegmentationClass/" + id + ".png";
        if (!Files.exists(folder.resolve(png))) {
            record.meet(Kind.MASK_MISSING, png, "is not there");
            return Optional.empty();
        }
        LabelImage mask;
        try {
            mask = LabelImage.read(folder.resolve(png));
        } catch (LabelImage.ColoursException e) {
            record.meet(Kind.MASK_OF_COLOURS, png, e.getMessage());
            return Optional.empty();
        } catch (IOException e) {
            record.meet(Kind.MASK_UNREADABLE, png, e.getMessage());
            return Optional.empty();
        }
        if (mask.width() != size.width() || mask.height() != size.height()) {
            record.meet(
                    Kind.SIZE_DIFFERS,
                    png,
                    mask.width() + " x " + mask.height() + ", the image has " + size.width() + " x " + size.height());
            return Optional.empty();
        }
        long[] histogram = histogram(mask.labels());
        Optional<String> foreign = foreign(histogram, maskNames.size());
        if (foreign.isPresent()) {
            record.meet(Kind.CLASS_OUT_OF_RANGE, png, foreign.get());
            return Optional.empty();
        }
        if (histogram[ConfusionMatrix.VOID] == (long) mask.width() * mask.height()) {
            record.meet(Kind.ALL_VOID, png, mask.width() + " x " + mask.height() + " pixels");
        }
        record.used(histogram);
        return Optional.of(new AnnotatedImage(id, size.width(), size.height(), List.of()));
    }

    /** How many pixels have each of the 256 values. */
    static long[] histogram(byte[] labels) {
        long[] histogram = new long[256];
        for (byte label : labels) histogram[label & 0xff]++;
        return histogram;
    }

    /** The first value that is neither class nor void, in words. */
    static Optional<String> foreign(long[] histogram, int classes) {
        for (int label = classes; label < ConfusionMatrix.VOID; label++) {
            if (histogram[label] > 0) {
                return Optional.of(histogram[label] + " pixels have the index " + label + ", but classes go from 0 to "
                        + (classes - 1) + " and void is " + ConfusionMatrix.VOID);
            }
        }
        return Optional.empty();
    }

    /**
     * The folder in one line.
     *
     * @return path and classes
     */
    @Override
    public String toString() {
        return folder + ": classes " + maskNames;
    }
}
