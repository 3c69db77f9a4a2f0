package org.infimum.deep.data;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;

/**
 * A folder of images in ImageNet's layout, {@code train/<class>/*.jpg} and {@code val/<class>/*.jpg}, to train on and to validate with,
 * whatever its size: images stay in their files and are decoded while training goes on.
 *
 * <pre>{@code
 * ImageFolder images = ImageFolder.open(Path.of("imagenet"), ImageFolderOptions.side(227));
 * MultiLayerNetwork net = Networks.alexNet(AlexNetOptions.images(227, images.classNames().size()), 1);
 * TrainingRun.of(net, BpGrad.lipschitz(50), images.train(), TrainingOptions.epochs(20).batchSize(256)).test(images.validation());
 * }</pre>
 *
 * <ul>
 *   <li>Files end in .jpg, .jpeg or .png in any case; what they hold is decided by their content. Other files and hidden ones are ignored and
 *       counted. Folders below the class folders are not entered. Symbolic links are followed.
 *   <li>The shorter side is scaled to the options' length by bilinear interpolation with antialiasing (Pillow's and torchvision's rule), the
 *       longer one in proportion, then a square is cut out. Pixels are rounded to whole numbers from 0 to 255, then the mean is subtracted.
 *   <li>Grey images have three equal channels. Print colours (CMYK, YCCK) become red, green and blue without a profile, as
 *       (255 - ink) (255 - black) / 255. Embedded colour profiles and the orientation in EXIF data are ignored, as is usual for ImageNet.
 *       Transparent pixels are laid over black; 16 bits are rounded to 8; palettes are looked up.
 *   <li>Broken images are skipped and named: {@link ImageFolderExamples#skipped}.
 * </ul>
 */
public final class ImageFolder {
    private final Path folder;
    private final ImageFolderExamples train;
    private final ImageFolderExamples validation;

    private ImageFolder(Path folder, ImageFolderExamples train, ImageFolderExamples validation) {
        this.folder = folder;
        this.train = train;
        this.validation = validation;
    }

    /**
     * Lists a folder's images (ImageNet's 1.3 million files take some ten seconds on a local disk) and computes the mean if the options want
     * one computed.
     *
     * @param folder holds {@code train} and {@code val} (or {@code test}), each with a folder a class
     * @param options how images become inputs
     * @return the folder
     * @throws DatasetUnavailableException if a part is missing or has no classes, a class has no images, or the parts' classes differ; the
     *     message names them
     * @throws IOException if a folder cannot be listed, or the thread was interrupted
     */
    public static ImageFolder open(Path folder, ImageFolderOptions options) throws IOException {
        Path trainFolder = folder.resolve("train");
        if (!Files.isDirectory(trainFolder)) {
            throw new DatasetUnavailableException("The folder " + folder.toAbsolutePath()
                    + " has no folder 'train'; put images to train on into train/<class>/ there.");
        }
        Path validationFolder = validationFolder(folder);
        FolderIndex trainIndex = FolderIndex.of(trainFolder);
        FolderIndex validationIndex = FolderIndex.of(validationFolder);
        requireSameClasses(trainFolder, trainIndex, validationFolder, validationIndex);
        PixelMean mean = options.mean().open() ? MeanOfImages.compute(trainIndex, options) : options.mean();
        String name = folder.toAbsolutePath().normalize().getFileName() + " ";
        return new ImageFolder(
                folder,
                new ImageFolderExamples(name + "train", trainIndex, options, mean),
                new ImageFolderExamples(name + validationFolder.getFileName(), validationIndex, options, mean));
    }

    private static Path validationFolder(Path folder) throws DatasetUnavailableException {
        for (String name : new String[] {"val", "test"}) {
            if (Files.isDirectory(folder.resolve(name))) return folder.resolve(name);
        }
        throw new DatasetUnavailableException("The folder " + folder.toAbsolutePath()
                + " has neither a folder 'val' nor 'test'; put images to validate with into val/<class>/ there.");
    }

    private static void requireSameClasses(
            Path trainFolder, FolderIndex train, Path validationFolder, FolderIndex validation)
            throws DatasetUnavailableException {
        List<String> problems = new ArrayList<>();
        missing(train, validation, validationFolder, problems);
        missing(validation, train, trainFolder, problems);
        if (!problems.isEmpty()) {
            throw new DatasetUnavailableException("Training and validation need the same class folders, but "
                    + String.join(", and ", problems) + "; add or remove them.");
        }
    }

    private static void missing(FolderIndex of, FolderIndex in, Path folder, List<String> problems) {
        List<String> names = new ArrayList<>(of.classNames());
        names.removeAll(new HashSet<>(in.classNames()));
        if (names.isEmpty()) return;
        // a few names say what is wrong, a thousand do not
        String shown = String.join(", ", names.subList(0, Math.min(5, names.size())));
        problems.add(folder + " has no " + shown + (names.size() > 5 ? " and " + (names.size() - 5) + " more" : ""));
    }

    /**
     * The images to train on.
     *
     * @return the examples of {@code train}
     */
    public ImageFolderExamples train() {
        return train;
    }

    /**
     * The images to validate with.
     *
     * @return the examples of {@code val}, or of {@code test} if there is none
     */
    public ImageFolderExamples validation() {
        return validation;
    }

    /**
     * The classes.
     *
     * @return the names of their folders, sorted, in the order of the labels
     */
    public List<String> classNames() {
        return train.classNames();
    }

    /**
     * Checks that a network's output fits.
     *
     * @param outputs the network's outputs
     * @throws IllegalArgumentException if they are not as many as the classes
     */
    public void requireOutputs(int outputs) {
        if (outputs != classNames().size()) {
            throw new IllegalArgumentException("The network has " + outputs + " outputs, but " + folder + " has "
                    + classNames().size() + " classes; make the network for "
                    + classNames().size() + ".");
        }
    }

    /**
     * Writes images in memory as such a folder, {@code train/<class>/0000.png} and so on, in the order of the images of each class. Labels
     * of the folder follow the sorted names of the classes, where "10" comes before "2". Pixels are rounded to bytes.
     *
     * @param split the images; their test part becomes {@code val}
     * @param folder does not exist or is empty
     * @param format of the files
     * @throws IOException if the folder is not empty or cannot be written, or the thread was interrupted; nothing is left then
     * @throws IllegalArgumentException if a mean was subtracted from the images, they are neither grey nor coloured, or a class has no images or
     *     a name that no folder can have
     */
    public static void write(Split split, Path folder, ImageFormat format) throws IOException {
        ImageFolderWriter.write(split, folder, format);
    }

    /**
     * The folder in two lines.
     *
     * @return both parts
     */
    @Override
    public String toString() {
        return train + "\n" + validation;
    }
}
