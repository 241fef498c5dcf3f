// Frames of a moving picture on their way to the server.

export const MOST_FRAMES = 20; // a second
export const ON_THEIR_WAY = 2; // frames: one is read while the next is sent

const LONGER_SIDE = 640; // pixels of the frames sent
const JPEG_QUALITY = 0.85;

/**
 * Draws what a video shows now on a canvas, and gives it as the server gets it.
 *
 * @param {HTMLVideoElement} video
 * @param {HTMLCanvasElement} canvas
 * @returns {Promise<Blob>} a JPEG
 */
export function takeFrame(video, canvas) {
  const scale = Math.min(1, LONGER_SIDE / Math.max(video.videoWidth, video.videoHeight));
  canvas.width = Math.round(video.videoWidth * scale);
  canvas.height = Math.round(video.videoHeight * scale);
  canvas.getContext('2d').drawImage(video, 0, 0, canvas.width, canvas.height);
  return new Promise((done) => canvas.toBlob(done, 'image/jpeg', JPEG_QUALITY));
}

/**
 * Gives a video's mat its shape, also when that changes, as where a phone is turned.
 *
 * @param {HTMLElement} mat its style sheet has --width and --height
 * @param {HTMLVideoElement} video in it
 */
export function keepShape(mat, video) {
  const shape = () => {
    mat.style.setProperty('--width', video.videoWidth);
    mat.style.setProperty('--height', video.videoHeight);
  };
  video.addEventListener('loadedmetadata', shape);
  video.addEventListener('resize', shape);
}
