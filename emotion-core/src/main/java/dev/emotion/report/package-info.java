/** Reports as pages: one HTML file each that needs nothing else, no network and no script. */
package dev.emotion.report;
