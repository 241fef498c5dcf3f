/**
 * Predictions for millions of images on Apache Spark: {@link dev.emotion.spark.SparkPredictor} in
 * one's own programs, {@link dev.emotion.spark.PredictJob} from the command line.
 */
package dev.emotion.spark;
