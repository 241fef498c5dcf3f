// Follows faces from frame to frame, and makes their numbers steady.

const FARTHEST = 0.8; // most that a face moves between two frames, in its widths
// A face is gone when it was unseen for so long, in seconds, and in so many frames: they may be few.
const FORGET = 0.6;
const FORGET_FRAMES = 2;
const STEADY_SCORES = 0.4; // seconds: time constant of the probabilities
const STEADY_BOX = 0.08; // and of the box and its lean

/** The faces of a moving picture, each with a key that stays. */
export class FaceTracker {
  #tracks = [];
  #nextKey = 1;

  /**
   * Takes the faces of a frame.
   *
   * @param {object[]} faces as the server gives them
   * @param {number} time seconds
   * @returns {object[]} the faces in view, as given but steady, with `key`, from left to right
   */
  update(faces, time) {
    const left = new Set(faces);
    for (const [track, face] of this.#pairs(faces)) {
      if (track.seen < time && left.delete(face)) { // neither has a pair yet
        follow(track, face, time);
      }
    }
    for (const track of this.#tracks) {
      track.missed = track.seen < time ? track.missed + 1 : 0;
    }
    this.#tracks = this.#tracks.filter((track) => time - track.seen < FORGET || track.missed < FORGET_FRAMES);
    for (const face of left) {
      this.#tracks.push({ ...structuredClone(face), key: this.#nextKey++, seen: time, missed: 0, sightings: 1 });
    }
    // What is seen in one frame only is mostly no face.
    return this.#tracks.filter((track) => track.sightings > 1).sort((a, b) => a.box.x - b.box.x);
  }

  /** All pairs that may be the same face, the best first. */
  #pairs(faces) {
    const pairs = [];
    for (const track of this.#tracks) {
      for (const face of faces) {
        const distance = distanceOf(track.box, face.box);
        if (distance <= FARTHEST) {
          pairs.push([track, face, distance]);
        }
      }
    }
    return pairs.sort((a, b) => a[2] - b[2]);
  }
}

function follow(track, face, time) {
  const elapsed = time - track.seen;
  const { box, probabilities } = track;
  blend(box, face.box, elapsed / STEADY_BOX);
  blend(probabilities, face.probabilities, elapsed / STEADY_SCORES);
  const roll = turn(track.roll, face.roll, elapsed / STEADY_BOX);
  const [emotion, confidence] = best(probabilities);
  Object.assign(track, structuredClone(face), { box, roll, probabilities, emotion, confidence });
  track.seen = time;
  track.sightings++;
}

/** An exponential mean that does not depend on the frame rate. */
function blend(values, news, timeConstants) {
  const share = 1 - Math.exp(-timeConstants);
  for (const name of Object.keys(news)) {
    values[name] += share * (news[name] - values[name]);
  }
}

/** The same for an angle. It goes the short way, and past 180 degrees rather than once around. */
function turn(degrees, news, timeConstants) {
  if (degrees === undefined || news === undefined) { // the detector doesn't say
    return news;
  }
  const angle = { degrees };
  blend(angle, { degrees: news + 360 * Math.round((degrees - news) / 360) }, timeConstants);
  return angle.degrees;
}

function best(probabilities) {
  return Object.entries(probabilities).reduce((a, b) => (b[1] > a[1] ? b : a));
}

/** Between the middles, in widths, and farther for a change of size. */
function distanceOf(a, b) {
  const dx = a.x + a.width / 2 - b.x - b.width / 2;
  const dy = a.y + a.height / 2 - b.y - b.height / 2;
  return (2 * Math.hypot(dx, dy)) / (a.width + b.width) + Math.abs(Math.log(a.width / b.width));
}
