/**
 * Writers: results as text, JSON, CSV and pictures. The order is fixed and numbers are written the
 * same way in every country.
 */
package dev.emotion.report;
