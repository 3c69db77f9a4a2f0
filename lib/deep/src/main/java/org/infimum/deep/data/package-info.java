/**
 * Data sets: where they lie, how they get there, and images ready for a network.
 *
 * <p>{@link org.infimum.deep.data.Datasets} is the way in:
 *
 * <pre>{@code
 * Split digits = Datasets.digits();                        // embedded, 1,437 and 360 images of 8x8
 * Split mnist = Datasets.mnist();                          // found or downloaded, 60,000 and 10,000 images of 28x28
 * ImageSet small = mnist.train().resize(10, 10).classes(0, 1);
 * Split cifar = ContrastWhitening.matConvNet().apply(Datasets.cifar10());  // whitened, computed once
 * ExampleSet flipped = cifar.train().flippedExamples(FeatureShape.IMAGE);  // for a training run
 * net.fit(small.iterator(100, 1, FeatureShape.FLAT));      // plain Deeplearning4j
 * }</pre>
 *
 * <p>{@link org.infimum.deep.data.DatasetStore} finds or downloads the files that {@link
 * org.infimum.deep.data.DatasetCatalogue} lists, {@link org.infimum.deep.data.IdxReader} reads MNIST's format, {@link
 * org.infimum.deep.data.ImageSet} holds labelled images, and {@link org.infimum.deep.data.Minibatches} is the order in which
 * training sees them, a function of seed and epoch alone. {@link org.infimum.deep.data.ImageFolder} reads images that do not fit into memory
 * from a folder in ImageNet's layout, ahead of training.
 */
package org.infimum.deep.data;
