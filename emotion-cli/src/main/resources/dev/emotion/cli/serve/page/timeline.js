// The probabilities of one face over time, as stacked areas.

import { colorOf, wholePercent } from './faces.js';

const MINUTE = 60; // seconds
const GAP = 1; // seconds without a face that leave a hole

export class Timeline {
  #canvas;
  #title;
  #samples = []; // {time, shares}, oldest first
  #drawn = [0]; // what draw was asked for last

  /**
   * @param {HTMLCanvasElement} canvas
   * @param {string} title what it shows, such as "The last minute"
   */
  constructor(canvas, title) {
    this.#canvas = canvas;
    this.#title = title;
    new ResizeObserver(() => this.draw(...this.#drawn)).observe(canvas);
  }

  clear() {
    this.#samples = [];
    this.draw(0);
  }

  /**
   * Adds a moment.
   *
   * @param {number} time seconds
   * @param {object} probabilities by class name
   */
  add(time, probabilities) {
    this.#samples.push({ time, shares: Object.entries(probabilities) });
  }

  /**
   * Draws the time until an end, and forgets what was before it.
   *
   * @param {number} end seconds
   * @param {number} span seconds
   * @param {number} mark draws a line at this time
   */
  draw(end, span = MINUTE, mark = undefined) {
    this.#drawn = [end, span, mark];
    this.#samples = this.#samples.filter(({ time }) => time > end - span - GAP);
    const canvas = this.#canvas;
    const scale = window.devicePixelRatio || 1;
    const width = Math.round(canvas.clientWidth * scale);
    const height = Math.round(canvas.clientHeight * scale);
    if (!width) { // in a tab that isn't shown
      return;
    }
    if (canvas.width !== width || canvas.height !== height) {
      canvas.width = width;
      canvas.height = height;
    }
    const context = canvas.getContext('2d');
    context.clearRect(0, 0, width, height);
    const x = (time) => width * (1 - (end - time) / span);
    for (const stretch of this.#stretches()) {
      this.#drawStretch(context, stretch, x, height);
    }
    if (mark !== undefined) {
      context.fillStyle = '#16191d'; // between two light lines, to be seen on every colour
      context.fillRect(x(mark) - scale, 0, 2 * scale, height);
      context.fillStyle = '#ffffff';
      context.fillRect(x(mark) - 2 * scale, 0, scale, height);
      context.fillRect(x(mark) + scale, 0, scale, height);
    }
  }

  /** The samples, cut where there was no face. */
  #stretches() {
    const stretches = [];
    let last = -Infinity;
    for (const sample of this.#samples) {
      if (sample.time - last > GAP) {
        stretches.push([]);
      }
      stretches.at(-1).push(sample);
      last = sample.time;
    }
    return stretches;
  }

  #drawStretch(context, stretch, x, height) {
    const below = stretch.map(() => 0);
    const names = stretch[0].shares.map(([name]) => name);
    names.forEach((_, index) => {
      const area = new Path2D();
      stretch.forEach(({ time }, i) => area.lineTo(x(time), height * (1 - below[i])));
      for (let i = stretch.length - 1; i >= 0; i--) {
        below[i] += stretch[i].shares[index][1];
        area.lineTo(x(stretch[i].time), height * (1 - below[i]));
      }
      context.fillStyle = colorOf(names, index);
      context.fill(area);
    });
  }

  /** What a screen reader says of the picture: how much of the time each emotion led. */
  describe() {
    const leads = new Map();
    for (const { shares } of this.#samples) {
      const [name] = shares.reduce((a, b) => (b[1] > a[1] ? b : a));
      leads.set(name, (leads.get(name) ?? 0) + 1);
    }
    const parts = [...leads].sort((a, b) => b[1] - a[1])
        .map(([name, count]) => `${name} ${wholePercent(count / this.#samples.length)}`);
    this.#canvas.setAttribute('aria-label',
        parts.length ? `${this.#title}: ${parts.join(', ')} of the time` : 'No face seen yet');
  }
}
