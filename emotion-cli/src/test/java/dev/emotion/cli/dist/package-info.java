/** Tests of what ships beside the code: the launcher and the licences. */
package dev.emotion.cli.dist;
