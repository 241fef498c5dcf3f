/** Labelled faces: reading, splitting, describing and checking data sets. */
package dev.emotion.dataset;
