// The webcam tab: frames go to the server one after the other, and the faces are followed.

import { FaceBoxes, FacePanel, mainFace, make, wholePercent } from './faces.js';
import { MOST_FRAMES, ON_THEIR_WAY, keepShape, takeFrame } from './frames.js';
import { download, drawn, faceCsv } from './saving.js';
import { ServerGone, back, pause, predict, tokenWords } from './server.js';
import { Timeline } from './timeline.js';
import { FaceTracker } from './tracker.js';

const MOST_ROWS = 100_000; // of the CSV file: more than an hour of one face; then the oldest go
const STEADY = 1; // seconds an emotion must hold before it is announced

const byId = (id) => document.getElementById(id);
const seconds = () => performance.now() / 1000;

/**
 * Prepares the tab.
 *
 * @param {function(string)} announce says something to a screen reader
 * @returns {{stop: function()}}
 */
export function startWebcam(announce) {
  const video = byId('video');
  const panel = new FacePanel(byId('webcam-panel'));
  const timeline = new Timeline(byId('timeline-canvas'), 'The last minute');
  const boxes = new FaceBoxes(byId('webcam-boxes'), (key) => {
    selected = key;
    timeline.clear();
  });

  let run = null; // what belongs to one time between start and stop
  let last = null; // the run before, whose numbers can still be saved
  let selected = null;

  /** `deviceId` says which camera, as getUserMedia takes it; otherwise the one that faces the user. */
  async function start(deviceId) {
    const before = run; // another camera, maybe while one is still opening: its faces are of the same run
    stop();
    const mine = (run = { ...newRun(), began: before?.began, rows: before?.rows ?? [] });
    if (!navigator.mediaDevices) {
      fail('The camera is not available here',
          `Browsers give the camera only to pages of this computer (http://localhost:${location.port || 80}) or over https.`);
      return;
    }
    try {
      mine.stream = await navigator.mediaDevices.getUserMedia({
        video: {
          width: { ideal: 640 },
          height: { ideal: 480 },
          ...(deviceId ? { deviceId } : { facingMode: 'user' }),
        },
      });
      if (run === mine) {
        video.srcObject = mine.stream;
        await video.play();
      }
    } catch (error) {
      if (run === mine) {
        fail(...cameraWords(error));
      }
      return;
    }
    if (run !== mine) { // stopped or started anew meanwhile
      mine.stream.getTracks().forEach((track) => track.stop());
      return;
    }
    const [track] = mine.stream.getVideoTracks();
    track.addEventListener('ended', () =>
      run === mine && fail('The camera has gone', 'Connect it again, then start again.'));
    mine.mirrored = track.getSettings().facingMode !== 'environment';
    video.classList.toggle('mirrored', mine.mirrored);
    mine.on = true;
    mine.began ??= seconds();
    selected = null;
    timeline.clear();
    showCameras(track);
    render();
    announce('The camera is on');
    for (let i = 0; i < ON_THEIR_WAY; i++) {
      sendFrames(mine);
    }
  }

  const newRun = () => ({
    on: false, // while the camera opens
    tracker: new FaceTracker(),
    began: undefined, // all times in seconds
    next: 0, // when to send a frame
    taken: 0, // when the last frame that was answered was taken
    frames: [], // when the answers of the last two seconds came
    faces: [], // followed
    picture: null, // where they were seen
    rows: [], // as the server saw them, for the CSV file
  });

  const isOn = () => run?.on === true;

  /** The numbers to save: of this run, or of the last one. */
  const saved = () => (isOn() ? run : last);

  function stop() {
    run?.stream?.getTracks().forEach((track) => track.stop());
    video.srcObject = null;
    if (run?.stream) {
      announce('The camera is off');
    }
    last = run?.rows.length ? run : last;
    run = null;
    boxes.show([], 1, 1, null);
    render();
  }

  function fail(title, text) {
    stop();
    byId('webcam-title').textContent = title;
    byId('webcam-text').textContent = text;
    byId('webcam-off').classList.add('failed');
    announce(`${title}. ${text}`);
  }

  function cameraWords(error) {
    switch (error.name) {
      case 'NotAllowedError':
        return ['The camera was refused',
            'Allow it for this page (the camera or lock sign beside the address), then start again.'];
      case 'NotFoundError':
      case 'OverconstrainedError':
        return ['No camera found', 'Connect one, then start again. Pictures can be read without.'];
      case 'NotReadableError':
        return ['The camera can’t be used', 'Another program may be using it. Close that, then start again.'];
      default:
        return ['The camera can’t be used', error.message];
    }
  }

  async function showCameras(track) {
    const devices = (await navigator.mediaDevices.enumerateDevices())
        .filter(({ kind }) => kind === 'videoinput');
    byId('cameras').hidden = devices.length < 2;
    const current = track.getSettings().deviceId;
    byId('cameras').replaceChildren(...devices.map(({ deviceId, label }, index) => make('option', {
      value: deviceId,
      textContent: label || `Camera ${index + 1}`,
      selected: deviceId === current,
    })));
  }

  /** Sends frames until the run ends, each when the one before is answered. */
  async function sendFrames(mine) {
    let canvas = make('canvas');
    for (;;) {
      const time = Math.max(seconds(), mine.next);
      mine.next = time + 1 / MOST_FRAMES;
      await pause(1000 * (time - seconds()));
      if (run !== mine) {
        return;
      }
      try {
        canvas = await readFrame(mine, canvas);
      } catch (error) {
        if (run !== mine) {
          return;
        }
        if (error instanceof ServerGone) {
          hint('The server is gone. Waiting for it …');
          await back();
        } else if (error.busy) {
          hint('The server is busy. Waiting …');
          await pause(1000 * error.retryAfter);
        } else {
          fail('The server refused the camera’s pictures', error.status === 401 ? tokenWords() : error.message);
        }
      }
    }
  }

  /** Reads the camera's picture by way of a canvas, and gives a canvas for the next. */
  async function readFrame(mine, canvas) {
    const taken = seconds();
    const result = await predict(await takeFrame(video, canvas));
    if (run !== mine || taken < mine.taken) { // a later frame was answered first
      return canvas;
    }
    const now = seconds();
    const free = mine.picture ?? make('canvas');
    mine.picture = canvas;
    mine.faces = mine.tracker.update(result.faces, taken);
    mine.taken = taken;
    mine.seen = mine.faces.length > 0 ? now : mine.seen ?? now;
    mine.frames = [...mine.frames.filter((time) => now - time < 2), now];
    mine.latency = now - taken;
    for (const [index, face] of result.faces.entries()) {
      mine.rows.push([face, (taken - mine.began).toFixed(3), index + 1]);
    }
    if (mine.rows.length > MOST_ROWS) {
      mine.rows.splice(0, MOST_ROWS / 10);
    }
    showFaces(mine, now);
    return free;
  }

  function showFaces(mine, now) {
    const faces = mine.mirrored ? [...mine.faces].reverse() : mine.faces; // from left to right as seen
    if (!faces.some(({ key }) => key === selected)) {
      selected = mainFace(faces)?.key ?? selected;
    }
    boxes.show(faces, mine.picture.width, mine.picture.height, selected, mine.mirrored);
    const face = faces.find(({ key }) => key === selected);
    hint(now - mine.seen > 1 ? 'No face in view. Look at the camera, in good light.' : '');
    if (face) {
      timeline.add(now, face.probabilities);
      const title = faces.length === 1 ? '1 face' : `Face ${faces.indexOf(face) + 1} of ${faces.length}`;
      panel.show(face, title,
          'Averaged over about half a second. The file has the numbers of each frame.', wholePercent);
    } else if (now - mine.seen > 1) {
      panel.say('No face in view', 'Look at the camera, in good light.');
    }
    timeline.draw(now);
    const rate = mine.frames.length > 1
        ? (mine.frames.length - 1) / (mine.frames.at(-1) - mine.frames[0]) : 0;
    byId('webcam-rate').textContent = `${rate.toFixed(0)} frames/s, ${Math.round(1000 * mine.latency)} ms`;
    byId('webcam-csv').disabled = mine.rows.length === 0;
    tell(mine, face, now);
  }

  /** Tells a screen reader of an emotion that stays. */
  function tell(mine, face, now) {
    if (face?.emotion !== mine.emotion) {
      mine.emotion = face?.emotion;
      mine.since = now;
    } else if (mine.emotion !== mine.told && now - mine.since > STEADY) {
      mine.told = mine.emotion;
      announce(mine.told ?? 'No face in view');
    }
    timeline.describe();
  }

  function hint(text) {
    const element = byId('webcam-hint');
    element.hidden = text === '';
    element.textContent = text;
  }

  function render() {
    const on = isOn();
    byId('webcam-off').hidden = on;
    byId('webcam-mat').hidden = !on;
    byId('webcam-start').textContent = on ? 'Stop' : 'Start camera';
    byId('webcam-snapshot').disabled = !on;
    byId('webcam-csv').disabled = !saved()?.rows.length;
    byId('webcam-rate').textContent = '';
    byId('timeline').hidden = !on && !last;
    byId('timeline-end').textContent = on ? 'now' : 'stop';
    hint('');
    if (!on) {
      byId('webcam-off').classList.remove('failed');
      byId('webcam-title').textContent = 'See your face read live';
      byId('webcam-text').textContent = 'The browser will ask whether this page may use the camera.';
      panel.say('Camera off', 'Your face appears here, with a bar for each emotion.');
    } else {
      panel.say('Looking …');
    }
  }

  byId('webcam-start').addEventListener('click', () => {
    const { value } = byId('cameras'); // '' before a camera was on; the one chosen may be gone since
    isOn() ? stop() : start(value && { ideal: value });
  });
  byId('cameras').addEventListener('change', ({ target }) => run && start({ exact: target.value }));

  byId('webcam-snapshot').addEventListener('click', async () => {
    const { picture, faces, mirrored } = run;
    if (picture) {
      try {
        download('emotion-snapshot.png', await drawn(picture, picture.width, picture.height, faces, mirrored));
      } catch (error) {
        hint(error.message);
        announce(error.message);
      }
    }
  });

  byId('webcam-csv').addEventListener('click', () =>
    download('emotion-webcam.csv', faceCsv(['seconds', 'face'], saved().rows)));

  keepShape(byId('webcam-mat'), video);

  render();
  return { stop };
}
