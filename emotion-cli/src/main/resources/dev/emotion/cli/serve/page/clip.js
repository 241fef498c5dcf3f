// The video tab: a file is played, and each frame that is seen for the first time goes to the server. Played again, it
// shows what was read.

import { FaceBoxes, FacePanel, countWords, mainFace, make, wholePercent } from './faces.js';
import { MOST_FRAMES, ON_THEIR_WAY, keepShape, takeFrame } from './frames.js';
import { download, drawn, faceCsv } from './saving.js';
import { patiently, predict, tokenWords } from './server.js';
import { Timeline } from './timeline.js';
import { FaceTracker } from './tracker.js';

const TOUCH = matchMedia('(hover: none) and (pointer: coarse)'); // as in the style sheet
const SAME = 0.001; // seconds: a frame's time is not always given alike

const byId = (id) => document.getElementById(id);

/** Whether a file is for this tab; systems don't know the types of all. */
export const isVideo = ({ type, name }) => type.startsWith('video/') || /\.(mp4|m4v|mov|webm|mkv|avi|ogv)$/i.test(name);

/**
 * Prepares the tab.
 *
 * @param {function(string)} announce says something to a screen reader
 * @returns {{open: function(File, boolean), pause: function()}}
 */
export function startClip(announce) {
  const video = byId('clip-video');
  const position = byId('clip-position');
  const panel = new FacePanel(byId('clip-panel'));
  const timeline = new Timeline(byId('clip-timeline-canvas'), 'The video');
  const boxes = new FaceBoxes(byId('clip-boxes'), (key) => {
    selected = key;
    timeline.clear();
    clip.frames.forEach(addToTimeline);
    timeline.describe();
    show();
  });

  let clip = null; // the open video
  let selected = null;

  /** Of several that came at once this is the one that is read. */
  async function open(file, several = false) {
    close();
    const mine = (clip = {
      name: file.name,
      url: URL.createObjectURL(file),
      duration: null, // all times in seconds of the video
      playing: false, // as the user wants it; it stands meanwhile where the server has enough to do
      taken: -1, // of the last frame that was sent
      sending: 0, // frames
      saving: false, // the picture
      answered: Promise.resolve(), // when all frames so far are
      tracker: new FaceTracker(),
      frames: [], // what was read: time, faces followed, width, height
      note: several ? `One video is read at a time: this is ${file.name}. ` : '',
      refusal: '', // why the server took no more, after it took some
      rows: [], // faces as the server saw them, for the CSV file
    });
    if (!video.requestVideoFrameCallback) {
      fail('This browser is too old for videos', 'It does not tell which frame it shows.');
      return;
    }
    render();
    if (mine.note) {
      announce(mine.note);
    }
    video.src = mine.url;
    const duration = await length(mine);
    if (clip === mine && !video.videoWidth) { // a browser plays the sound of a video that it can't decode
      unplayable();
    } else if (clip === mine && duration) { // otherwise it has failed
      mine.duration = duration;
      position.max = duration;
      render();
      watch(mine);
      if (byId('clip-tab').getAttribute('aria-selected') === 'true') { // not where another one was chosen meanwhile
        play();
      }
    }
  }

  /** A video that a browser recorded has no length before its end was looked for. */
  async function length(mine) {
    await happened('loadedmetadata');
    if (clip === mine && video.duration === Infinity) {
      video.currentTime = Number.MAX_SAFE_INTEGER;
      await happened('seeked');
      if (clip === mine) { // not another video, opened meanwhile
        video.currentTime = 0;
        await happened('seeked');
      }
    }
    return video.duration;
  }

  const happened = (event) => new Promise((done) => video.addEventListener(event, done, { once: true }));

  function close() {
    if (clip) {
      URL.revokeObjectURL(clip.url);
    }
    clip = null;
    selected = null;
    video.removeAttribute('src');
    video.load();
    boxes.show([], 1, 1, null);
    timeline.clear();
    render();
  }

  function fail(title, text) {
    close();
    byId('clip-title').textContent = title;
    byId('clip-text').textContent = text;
    byId('clip-off').classList.add('failed');
    announce(`${title}. ${text}`);
  }

  const unplayable = () => fail('This browser can’t play this video',
      `${clip.name}: MP4 with H.264 and WebM are played by most. “emotion realtime --video FILE” reads others.`);

  function play() {
    clip.playing = true;
    clip.refusal = '';
    if (video.ended) {
      video.currentTime = 0;
    }
    goOn();
    render();
  }

  function pause() {
    if (clip?.playing) {
      clip.playing = false;
      video.pause();
      render();
    }
  }

  /** Plays on where it should, or stands until the server has answered. */
  function goOn() {
    if (clip.playing && clip.sending < ON_THEIR_WAY && !document.hidden) {
      video.play().catch(() => {}); // it was paused before it began
    } else {
      video.pause();
    }
  }

  /** Looks at each frame that the browser shows. */
  function watch(mine) {
    video.requestVideoFrameCallback((now, { mediaTime }) => {
      if (clip === mine) {
        if (mediaTime > mine.taken + 1 / MOST_FRAMES - SAME && mine.sending < ON_THEIR_WAY) {
          read(mine, mediaTime);
        }
        show();
        watch(mine);
      }
    });
  }

  function read(mine, time) {
    mine.taken = time;
    mine.sending++;
    goOn();
    const canvas = make('canvas');
    const answer = takeFrame(video, canvas).then((jpeg) => patiently(predict, jpeg));
    const before = mine.answered;
    mine.answered = (async () => { // one after the other, in whatever order they are answered
      await before;
      try {
        const { faces } = await answer;
        if (clip === mine) {
          take(mine, time, faces, canvas);
        }
      } catch (error) {
        if (clip === mine) {
          refuse(mine, error.status === 401 ? tokenWords() : error.message);
        }
      }
    })();
  }

  /** What was read before stays, and can be saved. */
  function refuse(mine, words) {
    if (mine.frames.length === 0) {
      fail('The server refused the video’s pictures', words);
      return;
    }
    mine.sending--;
    mine.refusal = `. The server refused the next: ${words}`;
    pause();
    sayWhatWasRead(mine);
    announce(byId('clip-read').textContent);
  }

  function take(mine, time, faces, { width, height }) {
    mine.sending--;
    const frame = { time, faces: structuredClone(mine.tracker.update(faces, time)), width, height };
    mine.frames.push(frame);
    addToTimeline(frame);
    for (const [index, face] of faces.entries()) {
      mine.rows.push([face, time.toFixed(3), index + 1]);
    }
    goOn();
    show();
    sayWhatWasRead(mine);
  }

  function sayWhatWasRead({ frames, sending, note, refusal }) {
    const all = video.ended && sending === 0;
    byId('clip-read').textContent = `${note}${frames.length} frames read${all ? '' : ` to ${clock(readTo())}`}${refusal}`;
    byId('clip-csv').disabled = clip.rows.length === 0;
    timeline.describe();
    if (all) {
      announce(byId('clip-timeline-canvas').getAttribute('aria-label'));
    }
  }

  const readTo = () => clip.frames.at(-1)?.time ?? 0;

  /** The face whose numbers are shown: the chosen one, where it is not in view the largest. */
  const faceOf = (faces) => faces.find(({ key }) => key === selected) ?? mainFace(faces);

  function addToTimeline({ time, faces }) {
    const face = faceOf(faces);
    if (face) {
      timeline.add(time, face.probabilities);
    }
  }

  const shown = () => clip.frames.findLast(({ time }) => time <= video.currentTime + SAME);

  function show() {
    position.value = video.currentTime;
    position.ariaValueText = clock(video.currentTime);
    byId('clip-time').textContent = `${clock(video.currentTime)} / ${clock(clip.duration)}`;
    timeline.draw(clip.duration, clip.duration, video.currentTime);
    const frame = shown();
    byId('clip-save').disabled = !frame || clip.saving;
    if (!frame) {
      boxes.show([], 1, 1, null);
      return;
    }
    const face = faceOf(frame.faces);
    boxes.show(frame.faces, frame.width, frame.height, face?.key);
    if (face) {
      const { faces } = frame;
      const title = faces.length === 1 ? '1 face' : `Face ${faces.indexOf(face) + 1} of ${countWords(faces)}`;
      panel.show(face, title, 'Averaged over about half a second. The file has the numbers of each frame.', wholePercent);
    } else {
      panel.say('No face in view', 'Faces are found when they look about at the camera and are not too small.');
    }
  }

  /** Only what was read can be gone to: what follows is read in its order. */
  function seek(time) {
    video.currentTime = Math.min(time, readTo());
    show();
  }

  const clock = (seconds) => `${Math.floor(seconds / 60)}:${String(Math.floor(seconds % 60)).padStart(2, '0')}`;

  function render() {
    const some = clip !== null;
    const ready = clip?.duration != null;
    byId('clip-off').hidden = some;
    byId('clip-mat').hidden = !some;
    byId('clip-player').hidden = !some;
    byId('clip-actions').hidden = !some;
    byId('clip-timeline').hidden = !some;
    byId('clip-play').textContent = clip?.playing ? 'Pause' : 'Play';
    byId('clip-play').disabled = !ready;
    if (!some) {
      byId('clip-off').classList.remove('failed');
      byId('clip-title').textContent = 'Read a video, frame by frame';
      byId('clip-text').textContent = `${TOUCH.matches ? 'Choose one' : 'Drop a file here, or choose one'}: MP4 or WebM, as browsers play them.`;
      panel.say('Nothing to read yet', 'The face appears here, with a bar for each emotion, and below it how they change.');
    } else if (clip.frames.length === 0) {
      byId('clip-save').disabled = true;
      byId('clip-csv').disabled = true;
      byId('clip-read').textContent = clip.note;
      panel.say('Reading …', clip.name);
    }
    if (ready) {
      byId('clip-middle').textContent = clock(clip.duration / 2);
      byId('clip-end').textContent = clock(clip.duration);
    }
  }

  keepShape(byId('clip-mat'), video);
  video.addEventListener('error', () => clip && unplayable());
  video.addEventListener('ended', () => {
    clip.playing = false;
    sayWhatWasRead(clip);
    render();
  });
  document.addEventListener('visibilitychange', () => clip && goOn()); // frames that nobody sees are not told of
  byId('clip-play').addEventListener('click', () => (clip.playing ? pause() : play()));
  position.addEventListener('input', () => seek(Number(position.value)));
  byId('clip-timeline-canvas').addEventListener('click', ({ offsetX, target }) =>
    clip && seek((clip.duration * offsetX) / target.clientWidth));
  byId('clip-clear').addEventListener('click', () => {
    close();
    byId('clip-file').focus();
  });
  byId('clip-file').addEventListener('change', ({ target }) => {
    const [file] = target.files;
    target.value = ''; // so that the same file can be chosen again
    open(file);
  });
  byId('clip-save').addEventListener('click', async () => {
    const mine = clip;
    mine.saving = true;
    do { // the frame that is seen may be on its way
      pause();
      show();
      await mine.answered;
    } while (clip === mine && (mine.playing || mine.sending > 0));
    mine.saving = false;
    if (clip !== mine) {
      return;
    }
    show();
    const frame = shown();
    if (frame) {
      const name = mine.name.replace(/\.\w+$/, '');
      try {
        const { width, height, faces } = frame;
        download(`${name}-${video.currentTime.toFixed(2)}s-emotion.png`, await drawn(video, width, height, faces));
      } catch (error) {
        announce(error.message);
      }
    }
  });
  byId('clip-csv').addEventListener('click', () =>
    download('emotion-video.csv', faceCsv(['seconds', 'face'], clip.rows)));

  render();
  return { open, pause };
}
