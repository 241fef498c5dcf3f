// Where faces are drawn on a picture, and where their labels have room. All in pixels of the picture that the server saw.

/** Heads that lean by more degrees are drawn leaning, as the server reads them (DetectedFace.LEVELLED_FROM). */
const LEANS_FROM = 10;

const SHRINK = 0.85; // a label that finds no room tries smaller letters

/**
 * A face's box as it is drawn.
 *
 * @param {object} face as the server gives it
 * @param {number} width of the picture
 * @param {boolean} mirrored left and right changed
 * @returns {{x: number, y: number, width: number, height: number, lean: number}} an upright box, and by how many
 *     degrees it is turned around its centre, clockwise positive
 */
export function outlineOf({ box, roll = 0 }, width, mirrored) {
  const lean = Math.abs(roll) > LEANS_FROM ? roll : 0;
  return {
    ...box,
    x: mirrored ? width - box.x - box.width : box.x,
    lean: mirrored ? -lean : lean,
  };
}

/** The four corners of a box, {x, y} each, going around. */
export function corners({ x, y, width, height, lean = 0 }) {
  const angle = (lean * Math.PI) / 180;
  const [cos, sin] = [Math.cos(angle), Math.sin(angle)];
  return [[-1, -1], [1, -1], [1, 1], [-1, 1]].map(([right, down]) => {
    const [dx, dy] = [(right * width) / 2, (down * height) / 2];
    return { x: x + width / 2 + cos * dx - sin * dy, y: y + height / 2 + sin * dx + cos * dy };
  });
}

/**
 * Places a label for each face, off all faces and labels: above its box, below it or beside it, smaller where there is
 * little room, at worst inside its own box.
 *
 * @param {object[]} faces who comes first chooses first: `outline`, `label` (the width and height of its label in full
 *     size), and `place`, the number of the place that it had before, if any
 * @param {{width: number, height: number}} picture
 * @param {number} smallest the least scale of a label, up to 1
 * @param {number} gap between a label and its box or the picture's edge
 * @returns {object[]} for each face `x`, `y`, `width`, `height`, `scale`, `place`, and `free`: false where there is no
 *     room, and the label covers something
 */
export function placeLabels(faces, picture, smallest, gap) {
  const taken = [];
  return faces.map((face) => {
    const others = faces.filter((other) => other !== face).map(({ outline }) => corners(outline));
    const obstacles = [...others, ...taken];
    const places = placesOf(face, picture, smallest, gap);
    // A label moves only to where there is some room to spare: as boxes tremble, it would jump to and fro otherwise.
    const found = places.find((place, number) =>
      isFree(place, picture, obstacles, number === face.place ? 0 : gap / 2));
    const { x, y, width, height, scale } = found ?? places.at(-1);
    if (found) {
      taken.push(corners(found));
    }
    return { x, y, width, height, scale, place: places.indexOf(found), free: !!found };
  });
}

/** All places for a label, the best first. */
function placesOf({ outline, label }, picture, smallest, gap) {
  const points = corners(outline);
  const [left, right] = range(points.map(({ x }) => x));
  const [top, bottom] = range(points.map(({ y }) => y));
  const outside = [];
  const inside = [];
  for (let scale = 1; scale >= smallest; scale *= SHRINK) {
    const [width, height] = [scale * label.width, scale * label.height];
    const add = (places, x, y) => places.push({ x, y, width, height, scale });
    const within = (x) => Math.max(gap, Math.min(x, picture.width - width - gap));
    const middle = (left + right - width) / 2;
    const starts = outline.lean ? [middle, left, right - width] : [left, right - width, middle];
    for (const y of [top - gap - height, bottom + gap]) {
      starts.forEach((x) => add(outside, within(x), y));
    }
    const level = (y) => Math.max(gap, Math.min(y, picture.height - height - gap));
    add(outside, right + gap, level(top));
    add(outside, left - gap - width, level(top));
    add(inside, within(outline.lean ? middle : left + gap), level(top + gap));
  }
  return [...outside, ...inside];
}

function isFree(place, picture, obstacles, room) {
  const wanted = { // with room on all sides
    x: place.x - room,
    y: place.y - room,
    width: place.width + 2 * room,
    height: place.height + 2 * room,
  };
  return wanted.x >= 0
      && wanted.y >= 0
      && wanted.x + wanted.width <= picture.width
      && wanted.y + wanted.height <= picture.height
      && !obstacles.some((obstacle) => overlap(corners(wanted), obstacle));
}

/** Whether two convex shapes have an area in common: no line along a side of one has them on its two sides. */
function overlap(a, b) {
  return [a, b].every((shape) => shape.every((from, index) => {
    const to = shape[(index + 1) % shape.length];
    const across = ({ x, y }) => (to.x - from.x) * y - (to.y - from.y) * x;
    const [leastOfA, mostOfA] = range(a.map(across));
    const [leastOfB, mostOfB] = range(b.map(across));
    return mostOfA > leastOfB && mostOfB > leastOfA;
  }));
}

const range = (values) => [Math.min(...values), Math.max(...values)];
