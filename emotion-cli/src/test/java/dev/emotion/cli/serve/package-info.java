/** The API over a real socket. */
package dev.emotion.cli.serve;
