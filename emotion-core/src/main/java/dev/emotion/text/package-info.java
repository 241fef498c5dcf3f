/** How results are written as text: JSON, CSV, words. */
package dev.emotion.text;
