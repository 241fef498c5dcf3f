// Files for the user, made in the browser.

import { faceColor, inkOn, make, wholePercent } from './faces.js';

/** Hands a file to the browser's downloads. */
export function download(name, blob) {
  const url = URL.createObjectURL(blob);
  make('a', { href: url, download: name }).click();
  setTimeout(() => URL.revokeObjectURL(url), 10_000);
}

/** Lines for a CSV file; `cells` are text and numbers. */
export function csv(header, rows) {
  const cell = (value) => {
    const text = String(value);
    return /[",\r\n]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text;
  };
  const lines = [header, ...rows].map((row) => row.map(cell).join(','));
  return new Blob([lines.join('\n') + '\n'], { type: 'text/csv' });
}

export const faceHeader = (classes) => ['x', 'y', 'width', 'height', 'emotion', 'confidence', ...classes];

export const faceCells = ({ box, emotion, confidence, probabilities }) =>
  [box.x, box.y, box.width, box.height, emotion, confidence, ...Object.values(probabilities)];

/**
 * A picture with the boxes drawn on it.
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
  const letter = Math.max(11, Math.round(Math.max(width, height) / 40));
  context.font = `600 ${letter}px system-ui, sans-serif`;
  context.textBaseline = 'middle';
  for (const face of faces) {
    const { box } = face;
    const left = mirrored ? width - box.x - box.width : box.x;
    const color = faceColor(face);
    context.lineWidth = 2 * line;
    context.strokeStyle = '#16191d';
    context.strokeRect(left, box.y, box.width, box.height);
    context.lineWidth = line;
    context.strokeStyle = color;
    context.strokeRect(left, box.y, box.width, box.height);
    const label = `${face.emotion} ${wholePercent(face.confidence)}`;
    const wide = context.measureText(label).width + letter;
    const high = 1.6 * letter;
    const x = Math.max(0, Math.min(left, width - wide));
    const y = box.y > high ? box.y - high : box.y;
    context.fillStyle = color;
    context.fillRect(x, y, wide, high);
    context.fillStyle = inkOn(color);
    context.fillText(label, x + letter / 2, y + high / 2);
  }
  return new Promise((done, fail) => canvas.toBlob((blob) => {
    if (blob) {
      done(blob);
    } else { // each browser has its own largest canvas
      fail(new Error('This browser can’t save a picture of this size'));
    }
  }, 'image/png'));
}
