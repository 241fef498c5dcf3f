/** What must hold when disks fill and processes are killed. */
package dev.emotion.cli.fault;
