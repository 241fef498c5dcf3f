/** The machine and the process: native libraries, processors, atomic files, build facts. */
package dev.emotion.system;
