// The probabilities of one face over time, as stacked areas.

import { colorOf, make, wholePercent } from './faces.js';

const MINUTE = 60; // seconds
const GAP = 1; // seconds without a face that leave a hole

export class Timeline {
  #canvas;
  #title;
  #samples = []; // {time, probabilities, lead}, oldest first
  #leads = new Map(); // of how many samples each class is the most probable
  #areas = make('canvas'); // as they were drawn last, for a video's mark moves over them with each of its frames
  #areasOf = ''; // what they show
  #changes = 0;
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
    this.#leads.clear();
    this.#changes++;
    this.draw(0);
    this.describe();
  }

  /**
   * Adds a moment.
   *
   * @param {number} time seconds
   * @param {object} probabilities by class name
   */
  add(time, probabilities) {
    const [lead] = Object.entries(probabilities).reduce((a, b) => (b[1] > a[1] ? b : a));
    this.#samples.push({ time, probabilities, lead });
    this.#count(lead, 1);
    this.#changes++;
  }

  #count(lead, by) {
    this.#leads.set(lead, (this.#leads.get(lead) ?? 0) + by);
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
    while (this.#samples[0]?.time <= end - span - GAP) {
      this.#count(this.#samples.shift().lead, -1);
    }
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
    const x = (time) => width * (1 - (end - time) / span);
    const areasOf = [width, height, end, span, this.#changes].join();
    if (this.#areasOf !== areasOf) {
      this.#areasOf = areasOf;
      Object.assign(this.#areas, { width, height }); // empties it
      this.#stretches(span / width).forEach((stretch) => drawStretch(this.#areas, stretch, x));
    }
    const context = canvas.getContext('2d');
    context.clearRect(0, 0, width, height);
    context.drawImage(this.#areas, 0, 0);
    if (mark !== undefined) {
      context.fillStyle = '#16191d'; // between two light lines, to be seen on every colour
      context.fillRect(x(mark) - scale, 0, 2 * scale, height);
      context.fillStyle = '#ffffff';
      context.fillRect(x(mark) - 2 * scale, 0, scale, height);
      context.fillRect(x(mark) + scale, 0, scale, height);
    }
  }

  /**
   * The samples, cut where there was no face; those of a column of pixels are added up.
   *
   * @param {number} pixel seconds
   */
  #stretches(pixel) {
    const stretches = [];
    let last = -Infinity;
    for (const { time, probabilities } of this.#samples) {
      if (time - last > GAP) {
        stretches.push({ names: Object.keys(probabilities), from: time, sums: [] });
      }
      last = time;
      const { names, sums } = Object.assign(stretches.at(-1), { to: time });
      const column = Math.floor(time / pixel);
      if (sums.at(-1)?.column !== column) {
        sums.push({ column, count: 0, time: 0, shares: names.map(() => 0) });
      }
      const sum = sums.at(-1);
      sum.count++;
      sum.time += time;
      names.forEach((name, index) => (sum.shares[index] += probabilities[name] ?? 0));
    }
    return stretches;
  }

  /** What a screen reader says of the picture: how much of the time each emotion led. */
  describe() {
    const parts = [...this.#leads].filter(([, count]) => count > 0).sort((a, b) => b[1] - a[1])
        .map(([name, count]) => `${name} ${wholePercent(count / this.#samples.length)}`);
    this.#canvas.setAttribute('aria-label',
        parts.length ? `${this.#title}: ${parts.join(', ')} of the time` : 'No face seen yet');
  }
}

function drawStretch(canvas, { names, from, to, sums }, x) {
  const context = canvas.getContext('2d');
  const points = [
    { at: x(from), sum: sums[0] },
    ...sums.map((sum) => ({ at: x(sum.time / sum.count), sum })),
    { at: Math.max(x(to), x(from) + 1), sum: sums.at(-1) }, // a short one is a pixel wide
  ];
  const below = points.map(() => 0);
  names.forEach((_, index) => {
    const area = new Path2D();
    const point = (i) => area.lineTo(points[i].at, canvas.height * (1 - below[i]));
    points.forEach((_, i) => point(i));
    for (let i = points.length - 1; i >= 0; i--) {
      below[i] += points[i].sum.shares[index] / points[i].sum.count;
      point(i);
    }
    context.fillStyle = colorOf(names, index);
    context.fill(area);
  });
}
