/**
 * Finding objects in images: boxes, annotated images, proposals of regions, Fast R-CNN (Girshick, ICCV 2015) with its ROI pooling, its two
 * losses and its sampling of regions, and how well a detector did.
 *
 * <pre>{@code
 * AnnotatedImages train = VocFolder.named("voc2007").part("trainval");   // or any folder in that layout
 * DigitScenes scenes = DigitScenes.train(500, 1);                        // embedded: digits on a textured ground, with masks
 * ImageProposals proposals = ImageProposals.of(train, ProposalCache.standard(SelectiveSearch.fast()));
 * ProposalRecall recall = ProposalRecall.of(train, proposals, 0.5);
 * DetectionScores scores = AveragePrecision.voc().of(test.images(), test.classNames(), detections);
 * }</pre>
 */
package org.infimum.deep.detection;
