/**
 * The web server of {@code emotion serve}: a page and an API over emotion-core. Only this package
 * knows the HTTP library.
 */
package dev.emotion.cli.serve;
