/**
 * Finding objects in images: boxes, annotated images, proposals of regions, Fast R-CNN (Girshick, ICCV 2015) with its ROI pooling, its two
 * losses and its sampling of regions, training and inference, and how well a detector did. Boxes are {@link org.infimum.deep.detection.BoundingBox}
 * everywhere; only the network's own input of regions has Girshick's inclusive corners.
 *
 * <pre>{@code
 * AnnotatedImages train = VocFolder.named("voc2007").part("trainval");   // or any folder in that layout
 * DigitScenes scenes = DigitScenes.train(500, 1);                        // embedded: digits on a textured ground, with masks
 * ImageProposals proposals = ImageProposals.of(train, ProposalCache.standard(SelectiveSearch.fast()));
 * ProposalRecall recall = ProposalRecall.of(train, proposals, 0.5);
 * DetectionTask task = DetectionTask.of(new ProposedImages(train, proposals), test, DetectionOptions.of(DetectorInput.side(480)));
 * List<Detection> detections = task.detector(result.network()).detect(test);
 * DetectionScores scores = DetectionTask.scores(test, detections);
 * }</pre>
 */
package org.infimum.deep.detection;
