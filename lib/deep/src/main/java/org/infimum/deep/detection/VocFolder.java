package org.infimum.deep.detection;

import java.io.IOException;
import java.io.InterruptedIOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import org.infimum.deep.data.DatasetStore;
import org.infimum.deep.data.DatasetUnavailableException;
import org.infimum.deep.data.RgbImage;
import org.infimum.deep.data.VocLists;
import org.infimum.deep.detection.AnnotationReport.Kind;

/**
 * A folder in PASCAL VOC's layout for detection: {@code Annotations/NAME.xml}, {@code JPEGImages/NAME.jpg} (or .jpeg, .png), and lists of names in {@code
 * ImageSets/Main/PART.txt}, of whose lines the first word counts.
 *
 * <p>{@link #part} reads the annotations and looks at each image file's size and end; pixels are decoded when asked for. What is wrong is counted and named
 * in the part's {@link VocImages#report}: each {@link AnnotationReport.Kind} says what becomes of the image or object. If more than 1 % of a part's images
 * or of its objects are lost, opening stops with a sentence instead.
 *
 * <p>Corners are VOC's (from 1, belonging to the box), whole numbers or not. Of a box's two corners the second has to be larger in both directions.
 */
public final class VocFolder {
    private static final String VOC2007 = "voc2007";

    private final Path folder;
    private final List<String> classNames;
    private final Map<String, String> imageFiles;

    private VocFolder(Path folder, List<String> classNames, Map<String, String> imageFiles) {
        this.folder = folder;
        this.classNames = classNames;
        this.imageFiles = imageFiles;
    }

    /**
     * Opens a folder; its classes are all the names of objects in its annotations, sorted. Files that cannot be read are left to {@link #part} to name.
     *
     * @param folder holds {@code Annotations}, {@code JPEGImages} and {@code ImageSets}
     * @return the folder
     * @throws DatasetUnavailableException if a folder or all annotations are missing; the message says what to put where
     * @throws IOException if a folder cannot be listed, or the thread was interrupted
     */
    public static VocFolder open(Path folder) throws IOException {
        Map<String, String> files = imageFiles(folder);
        Set<String> names = new TreeSet<>();
        for (Path file : VocLists.entries(folder.resolve("Annotations"))) {
            if (!file.getFileName().toString().endsWith(".xml")) continue;
            try {
                for (VocAnnotation.Item item :
                        VocAnnotation.parse(Files.readAllBytes(file)).objects()) {
                    if (!item.name().isEmpty()) names.add(item.name());
                }
            } catch (IOException e) {
                // the part that lists it will name it
            }
            requireUninterrupted(folder);
        }
        if (names.isEmpty()) {
            throw new DatasetUnavailableException("No annotation in " + folder.resolve("Annotations")
                    + " has an object; put VOC's XML files, one an image, there.");
        }
        return new VocFolder(folder, List.copyOf(names), files);
    }

    /**
     * Opens a folder whose classes are known; objects of other classes are counted as unknown.
     *
     * @param folder holds {@code Annotations}, {@code JPEGImages} and {@code ImageSets}
     * @param classNames names of the classes in the order of the labels
     * @return the folder
     * @throws IllegalArgumentException if there are no names, or one is blank or occurs twice
     * @throws DatasetUnavailableException if a folder is missing; the message says what to put where
     * @throws IOException if a folder cannot be listed
     */
    public static VocFolder open(Path folder, List<String> classNames) throws IOException {
        if (classNames.isEmpty()
                || classNames.stream().anyMatch(String::isBlank)
                || Set.copyOf(classNames.stream().distinct().toList()).size() != classNames.size()) {
            throw new IllegalArgumentException(
                    "Classes need different names that are not blank, not " + classNames + ".");
        }
        return new VocFolder(folder, List.copyOf(classNames), imageFiles(folder));
    }

    /**
     * Opens a data set as a notebook's parameter names it.
     *
     * @param nameOrFolder {@code voc2007}, looked for in this machine's store, downloaded and unpacked if need be ({@code VOCdevkit/VOC2007}), or the path of
     *     any folder in this layout
     * @return the folder
     * @throws DatasetUnavailableException if it is not there; the message says what to put where
     * @throws IOException if a folder cannot be listed, or the thread was interrupted
     */
    public static VocFolder named(String nameOrFolder) throws IOException {
        return named(nameOrFolder, DatasetStore.standard());
    }

    /**
     * Opens a data set as a notebook's parameter names it.
     *
     * @param nameOrFolder {@code voc2007} or the path of any folder in this layout
     * @param store where to look for {@code voc2007}
     * @return the folder
     * @throws DatasetUnavailableException if it is not there; the message says what to put where
     * @throws IOException if a folder cannot be listed, or the thread was interrupted
     */
    public static VocFolder named(String nameOrFolder, DatasetStore store) throws IOException {
        if (!nameOrFolder.equals(VOC2007)) return open(Path.of(nameOrFolder));
        return open(store.folder(VOC2007).resolve("VOC2007"));
    }

    private static Map<String, String> imageFiles(Path folder) throws IOException {
        for (String part : List.of("Annotations", "JPEGImages", "ImageSets/Main")) {
            if (!Files.isDirectory(folder.resolve(part))) {
                throw new DatasetUnavailableException(
                        "The folder " + folder.toAbsolutePath() + " has no folder '" + part
                                + "'; name a folder in PASCAL VOC's layout: Annotations/*.xml, JPEGImages/*.jpg,"
                                + " ImageSets/Main/train.txt.");
            }
        }
        return lists(folder).imageFiles();
    }

    private static VocLists lists(Path folder) {
        return new VocLists(folder, "Main");
    }

    private static void requireUninterrupted(Path folder) throws InterruptedIOException {
        if (Thread.currentThread().isInterrupted()) {
            throw new InterruptedIOException("interrupted while the annotations of " + folder
                    + " were read; nothing was changed, open it again");
        }
    }

    /**
     * The classes.
     *
     * @return their names in the order of the labels
     */
    public List<String> classNames() {
        return classNames;
    }

    /**
     * The parts that there are lists of.
     *
     * @return for example {@code [test, train, trainval, val]}, sorted
     * @throws IOException if the folder cannot be listed
     */
    public List<String> parts() throws IOException {
        return lists(folder).parts();
    }

    /**
     * Reads the annotations of a part and checks its image files.
     *
     * @param part for example {@code trainval}
     * @return the images, in the order of the list
     * @throws DatasetUnavailableException if there is no such list, naming those there are
     * @throws IOException if a list names an image twice or none, more than 1 % of images or objects are unusable, or the thread was interrupted
     */
    public VocImages part(String part) throws IOException {
        String name = folder.toAbsolutePath().getFileName() + " " + part;
        AnnotationRecord record = new AnnotationRecord();
        List<AnnotatedImage> images = new ArrayList<>();
        List<Path> files = new ArrayList<>();
        lists(folder).forEach(part, imageFiles, (id, file) -> {
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
        return new VocImages(name, classNames, images, files, record.report());
    }

    private Optional<AnnotatedImage> image(String id, Path file, AnnotationRecord record) {
        RgbImage.Size size;
        try {
            size = RgbImage.sizeOf(file);
        } catch (IOException e) {
            record.meet(Kind.IMAGE_UNREADABLE, "JPEGImages/" + file.getFileName(), e.getMessage());
            return Optional.empty();
        }
        String xml = "Annotations/" + id + ".xml";
        VocAnnotation annotation;
        try {
            annotation = VocAnnotation.parse(Files.readAllBytes(folder.resolve(xml)));
        } catch (NoSuchFileException e) {
            record.meet(Kind.ANNOTATION_MISSING, xml, "is not there");
            return Optional.empty();
        } catch (IOException e) {
            record.meet(Kind.ANNOTATION_MALFORMED, xml, e.getMessage());
            return Optional.empty();
        }
        double width = annotation.size("width");
        double height = annotation.size("height");
        if (width != size.width() || height != size.height()) {
            record.meet(
                    Kind.SIZE_DIFFERS,
                    xml,
                    "states " + width + " x " + height + ", the image has " + size.width() + " x " + size.height());
        }
        if (annotation.objects().isEmpty()) record.meet(Kind.NO_OBJECTS, xml, "0 objects");
        List<AnnotatedObject> objects = new ArrayList<>();
        for (int i = 0; i < annotation.objects().size(); i++) {
            record.object();
            object(annotation.objects().get(i), "object " + (i + 1) + ", ", size, xml, record)
                    .ifPresent(objects::add);
        }
        return Optional.of(new AnnotatedImage(id, size.width(), size.height(), objects));
    }

    private Optional<AnnotatedObject> object(
            VocAnnotation.Item item, String which, RgbImage.Size size, String xml, AnnotationRecord record) {
        int label = classNames.indexOf(item.name());
        if (label < 0) {
            record.meet(Kind.CLASS_UNKNOWN, xml, which + "class '" + item.name() + "'");
            return Optional.empty();
        }
        double xmin = item.corner("xmin");
        double ymin = item.corner("ymin");
        double xmax = item.corner("xmax");
        double ymax = item.corner("ymax");
        String words = which + item.name() + ", corners " + item.corners();
        if (!Double.isFinite(xmin + ymin + xmax + ymax)) {
            record.meet(Kind.BOX_MALFORMED, xml, words);
            return Optional.empty();
        }
        if (xmax <= xmin || ymax <= ymin) {
            record.meet(Kind.BOX_EMPTY, xml, words);
            return Optional.empty();
        }
        BoundingBox box = BoundingBox.ofVoc(xmin, ymin, xmax, ymax);
        Optional<BoundingBox> inside = box.clipped(size.width(), size.height());
        words += " in " + size.width() + " x " + size.height() + " pixels";
        if (inside.isEmpty()) record.meet(Kind.BOX_OUTSIDE, xml, words);
        else if (!inside.get().equals(box)) record.meet(Kind.BOX_CLIPPED, xml, words);
        return inside.map(part -> new AnnotatedObject(label, part, item.flag("difficult"), item.flag("truncated")));
    }

    /**
     * The folder in one line.
     *
     * @return path and classes
     */
    @Override
    public String toString() {
        return folder + ": classes " + classNames;
    }
}
