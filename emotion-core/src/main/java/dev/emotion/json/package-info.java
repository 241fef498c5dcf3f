/** How JSON is written. */
package dev.emotion.json;
