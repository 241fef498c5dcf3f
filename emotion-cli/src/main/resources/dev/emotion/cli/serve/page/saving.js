// Files for the user, made in the browser.

import { faceColor, inkOn, labelOf, make } from './faces.js';
import { corners, outlineOf, placeLabels } from './labels.js';

const SMALLEST_LETTER = 11; // pixels

/** Hands a file to the browser's downloads. */
export function download(name, blob) {
  const url = URL.createObjectURL(blob);
  make('a', { href: url, download: name }).click();
  setTimeout(() => URL.revokeObjectURL(url), 10_000);
}

/**
 * A CSV file of faces, in the columns of predict.
 *
 * @param {string[]} first names of the columns before the face's own
 * @param {Array[]} rows a face as the server gives it (of none, what there is to say), and its cells of the first
 *     columns. Another model may have read some of them
 * @param {string[]} classes in the model's order; otherwise, and of another model, in the order of the faces
 */
export function faceCsv(first, rows, classes = []) {
  const found = new Set(rows.flatMap(([{ probabilities }]) => Object.keys(probabilities)));
  const names = found.size > 0 ? [...new Set([...classes, ...found])].filter((name) => found.has(name)) : classes;
  const header = [...first, 'x', 'y', 'width', 'height', 'emotion', 'confidence', ...names, 'score', 'roll'];
  const lines = rows.map(([{ box, emotion, confidence, probabilities, score, roll }, ...cells]) => [
    ...cells, box.x, box.y, box.width, box.height, emotion, confidence,
    ...names.map((name) => probabilities[name]), score, roll,
  ]);
  const cell = (value) => {
    const text = String(value ?? '');
    return /[",\r\n]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text;
  };
  const text = [header, ...lines].map((line) => line.map(cell).join(',') + '\n').join('');
  return new Blob([text], { type: 'text/csv' });
}

/**
 * A picture with the boxes drawn on it, and the labels for which there is room.
 *
 * @param {CanvasImageSource} source
 * @param {number} width of the result, the measure of the boxes
 * @param {number} height
 * @param {object[]} faces
 * @param {boolean} mirrored left and right changed
 * @returns {Promise<Blob>} a PNG; rejected with words for the user where there can be none
 */
export function drawn(source, width, height, faces, mirrored = false) {
  const canvas = make('canvas', { width, height });
  const context = canvas.getContext('2d');
  if (mirrored) {
    context.setTransform(-1, 0, 0, 1, width, 0);
  }
  context.drawImage(source, 0, 0, width, height);
  context.resetTransform();
  const line = Math.max(2, Math.round(Math.max(width, height) / 300));
  const letter = Math.max(SMALLEST_LETTER, Math.round(Math.max(width, height) / 40));
  const font = (size) => `600 ${size}px system-ui, sans-serif`;
  context.font = font(letter);
  context.textBaseline = 'middle';
  const drawings = faces.map((face) => ({
    text: labelOf(face),
    color: faceColor(face),
    outline: outlineOf(face, width, mirrored),
    label: { width: context.measureText(labelOf(face)).width + letter, height: 1.6 * letter },
  }));
  for (const { outline, color } of drawings) {
    const path = new Path2D();
    corners(outline).forEach(({ x, y }) => path.lineTo(x, y));
    path.closePath();
    context.lineWidth = 2 * line;
    context.strokeStyle = '#16191d';
    context.stroke(path);
    context.lineWidth = line;
    context.strokeStyle = color;
    context.stroke(path);
  }
  placeLabels(drawings, { width, height }, SMALLEST_LETTER / letter, 1.5 * line).forEach((place, index) => {
    const { text, color } = drawings[index];
    if (place.free) {
      context.fillStyle = color;
      context.fillRect(place.x, place.y, place.width, place.height);
      context.font = font(letter * place.scale);
      context.fillStyle = inkOn(color);
      context.fillText(text, place.x + (letter * place.scale) / 2, place.y + place.height / 2);
    }
  });
  return new Promise((done, fail) => canvas.toBlob((blob) => {
    if (blob) {
      done(blob);
    } else { // each browser has its own largest canvas
      fail(new Error('This browser can’t save a picture of this size'));
    }
  }, 'image/png'));
}
