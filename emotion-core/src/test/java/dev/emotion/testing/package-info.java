/** What the tests of both modules share. */
package dev.emotion.testing;
