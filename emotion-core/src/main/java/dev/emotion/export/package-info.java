/** Models as files of other programs: ONNX, Keras. docs/MODELS.md shows their use. */
package dev.emotion.export;
