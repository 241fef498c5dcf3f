// Where faces are drawn on a picture, and where their labels have room. All in pixels of the picture that the server saw.

/** Heads that lean by more degrees are drawn leaning, as the server reads them (DetectedFace.LEVELLED_FROM). */
const LEANS_FROM = 10;

const SHRINK = 0.85; // where a label has no room, smaller letters are tried

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
 * Places a label for each face, off all faces and labels: above its box, below it or beside it, all labels smaller
 * where one has no room, at worst inside its own box.
 *
 * @param {object[]} faces who comes first chooses first: `outline`, `label` (the width and height of its label in full
 *     size), and `place`, what this function gave it before, if it did
 * @param {{width: number, height: number}} picture
 * @param {number} smallest the least scale of the labels, up to 1
 * @param {number} gap between a label and its box or the picture's edge
 * @returns {object[]} for each face `x`, `y`, `width`, `height`, `scale`, `place`, and `free`: false where there is no
 *     room, and the label covers something
 */
export function placeLabels(faces, picture, smallest, gap) {
  let best;
  for (let scale = 1; scale >= smallest && best?.cost !== 0; scale *= SHRINK) {
    const labels = placeAll(faces, picture, scale, gap);
    // A label inside its box costs something, one without a place more than all inside.
    const cost = labels.reduce((sum, { free, inside }) => sum + (free ? Number(inside) : 1 + faces.length), 0);
    if (!best || cost < best.cost) {
      best = { labels, cost };
    }
  }
  return best.labels;
}

function placeAll(faces, picture, scale, gap) {
  const taken = [];
  return faces.map((face) => {
    const others = faces.filter((other) => other !== face).map(({ outline }) => corners(outline));
    const obstacles = [...others, ...taken];
    const places = placesOf(face, picture, scale, gap);
    // A label moves only to where there is some room to spare: as boxes tremble, it would jump to and fro otherwise.
    const found = places.find((label) =>
      isFree(label, picture, obstacles, label.place === face.place ? 0 : gap / 2));
    if (found) {
      taken.push(corners(found));
    }
    return { ...(found ?? places.at(-1)), free: !!found };
  });
}

/** All places for a label of a size, the best first, the one inside its box last. */
function placesOf({ outline, label }, picture, scale, gap) {
  const points = corners(outline);
  const [left, right] = range(points.map(({ x }) => x));
  const [top, bottom] = range(points.map(({ y }) => y));
  const [width, height] = [scale * label.width, scale * label.height];
  const across = (x) => Math.max(gap, Math.min(x, picture.width - width - gap));
  const down = (y) => Math.max(gap, Math.min(y, picture.height - height - gap));
  const middle = (left + right - width) / 2;
  const starts = outline.lean ? [middle, left, right - width] : [left, right - width, middle];
  const above = top - gap - height;
  const below = bottom + gap;
  return [
    ...starts.map((x) => [across(x), above]),
    ...starts.map((x) => [across(x), below]),
    [right + gap, down(top)],
    [left - gap - width, down(top)],
    [across(outline.lean ? middle : left + gap), down(top + gap)],
  ].map(([x, y], index, { length }) =>
    ({ x, y, width, height, scale, place: `${scale} ${index}`, inside: index === length - 1 }));
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
