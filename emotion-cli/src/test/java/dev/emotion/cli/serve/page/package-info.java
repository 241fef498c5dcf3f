/** The page, in a real browser. */
package dev.emotion.cli.serve.page;
