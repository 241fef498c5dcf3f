// The picture tab: pictures come in, each is sent as it is, and its faces are shown.

import { isVideo } from './clip.js';
import { FaceBoxes, FaceList, FacePanel, countWords, mainFace, make, summaryOf } from './faces.js';
import { download, drawn, faceCsv } from './saving.js';
import { ServerError, decode, explain, load, patiently, predict, tokenWords } from './server.js';
import { Zoom } from './zoom.js';

const AT_ONCE = 2; // pictures on their way to the server

const NONE = []; // faces
const LOOKING = {}; // in place of heat-maps that are on their way

const byId = (id) => document.getElementById(id);

/**
 * Starts the tab.
 *
 * @param {function(string)} announce says something to a screen reader
 * @param {function()} onAdded called when pictures came in
 * @param {function(File, boolean)} onVideo takes a video that came in with them, or alone, and whether it was not the
 *     only one
 * @returns {{serve: function(object)}} takes the server's model card
 */
export function startPictures(announce, onAdded, onVideo) {
  const pictures = [];
  let shown = null;
  let running = 0;
  let limit = Infinity; // bytes of the largest file worth sending
  let classes = [];

  const image = byId('picture-image');
  const panel = new FacePanel(byId('picture-panel'));
  const zoom = new Zoom(byId('picture-mat'), byId('picture-frame'), byId('zoom'));
  const select = (key) => {
    shown.selected = key;
    render();
    zoom.reveal(byId('picture-boxes').querySelector('[aria-checked=true]'));
  };
  const boxes = new FaceBoxes(byId('picture-boxes'), select);
  const list = new FaceList(byId('picture-faces'), image, select);

  function add(files) {
    const added = [...files].filter((file) => !isVideo(file)).map((file) => ({
      file,
      name: file.name || 'pasted picture',
      url: URL.createObjectURL(file),
      state: 'waiting', // then 'done' or 'failed'
      removed: new AbortController(), // ends its requests
    }));
    if (added.length > 0) {
      pictures.push(...added);
      added.forEach(addThumbnail);
      onAdded();
      show(added[0]);
      work();
    }
    const videos = [...files].filter(isVideo);
    if (videos.length > 0) {
      onVideo(videos[0], videos.length > 1);
    }
  }

  async function work() {
    const next = running < AT_ONCE && pictures.find((picture) => picture.state === 'waiting');
    if (!next) {
      return;
    }
    running++;
    next.state = 'reading';
    work();
    try {
      if (next.file.size > limit) { // the server would say so too, but maybe only after all was sent
        throw new ServerError(413,
            `It has ${megabytes(next.file.size)}, and this server takes ${megabytes(limit)} at most.`);
      }
      await next.file.slice(0, 1).arrayBuffer().catch(() => {
        throw new Error('The browser can’t read it. Folders can’t be read; open one and choose its pictures.');
      });
      const result = await patiently(predict, next.file, next.removed.signal);
      result.faces.forEach((face, index) => (face.key = index));
      next.result = result;
      next.selected = mainFace(result.faces)?.key;
      next.state = 'done';
    } catch (error) {
      next.error = error;
      next.state = 'failed';
    }
    running--;
    if (pictures.includes(next)) {
      renderThumbnail(next);
      if (next === shown) {
        render();
      }
      announce(`${next.name}: ${summary(next)}`);
      showDecoded(next);
    }
    work();
  }

  /** Where the browser can't show a picture, as it can't most TIFF and HEIC files, the server decodes it. */
  async function showDecoded(picture) {
    if (!picture.unseen || picture.state !== 'done' || picture.decoding) {
      return;
    }
    picture.decoding = true; // once
    try {
      const copy = await patiently(decode, picture.file, picture.removed.signal);
      if (pictures.includes(picture)) {
        URL.revokeObjectURL(picture.url);
        picture.url = URL.createObjectURL(copy);
        picture.unseen = false;
        picture.copied = true;
        Object.assign(picture.thumbnail.firstChild, { src: picture.url, hidden: false });
      }
    } catch (error) {
      picture.undecoded = error;
    }
    if (picture === shown) {
      show(picture);
    }
  }

  function unseen(picture) {
    picture.unseen = true;
    if (picture.copied) {
      picture.undecoded ??= new Error('It is too large for it');
    }
    showDecoded(picture);
  }

  function summary(picture) {
    if (picture.state === 'failed') {
      return failure(picture.error)[0];
    }
    const { faces } = picture.result;
    return faces.length === 0 ? 'no face found' : summaryOf(faces);
  }

  function failure(error) {
    switch (error.status) {
      case 413:
        return ['This file is too big', error.message];
      case 400:
      case 415:
        return ['This is not a picture that can be read', error.message];
      case 401:
        return ['The server wants its token', tokenWords()];
      case 0:
        return ['This file could not be sent', `${error.message}. It may be too big for the server.`];
      default:
        return ['This file could not be read', error.message];
    }
  }

  function show(picture) {
    if (picture !== shown) {
      zoom.reset();
    }
    shown = picture;
    image.src = picture.url;
    image.alt = picture.name;
    render();
  }

  function render() {
    const some = pictures.length > 0;
    byId('drop').hidden = some;
    byId('picture-actions').hidden = !some;
    byId('strip').hidden = pictures.length < 2;
    const failed = shown?.state === 'failed';
    const hidden = shown?.unseen ?? false;
    byId('picture-mat').hidden = !some || failed || hidden;
    const message = byId('picture-message');
    message.hidden = !failed && !hidden;
    message.classList.toggle('failed', failed);
    byId('picture-remove').hidden = pictures.length < 2;
    byId('picture-clear').textContent = pictures.length < 2 ? 'Clear' : 'Clear all';
    const faces = shown?.state === 'done' ? shown.result.faces : NONE;
    list.show(faces, shown?.selected);
    if (!some) {
      byId('picture-why-maps').hidden = true;
      panel.say('Nothing to read yet', 'The faces of your picture appear here, with a bar for each emotion.');
      return;
    }
    pictures.forEach(({ thumbnail }) => thumbnail.setAttribute('aria-current', thumbnail === shown.thumbnail));
    const done = shown.state === 'done';
    const hint = shown.unsaved ?? (done && faces.length === 0 ? 'No face found' : '');
    byId('picture-hint').textContent = hint;
    byId('picture-hint').hidden = !hint;
    boxes.show(faces, shown.result?.width, shown.result?.height, shown.selected);
    byId('picture-frame').classList.toggle('reading', !done);
    byId('picture-save').disabled = !done || hidden;
    byId('zoom').hidden = failed || hidden;
    byId('picture-why').disabled = faces.length === 0;
    const asked = faces.length > 0 ? shown.maps?.get(shown.selected) : undefined;
    const maps = asked === LOOKING ? undefined : asked;
    byId('picture-why').textContent = asked === LOOKING ? 'Looking …' : 'Why?';
    byId('picture-why-maps').hidden = !maps;
    if (maps) {
      const [caption, { firstChild }] = byId('picture-why-maps').children;
      caption.textContent = maps.error ?? `What spoke for each emotion in face ${shown.selected + 1}: the brighter, the more.`;
      firstChild.parentNode.hidden = !maps.url;
      firstChild.alt = `Heat-maps of face ${shown.selected + 1}`;
      if (maps.url && firstChild.src !== maps.url) {
        firstChild.src = maps.url;
      }
    }
    byId('picture-csv').disabled = !pictures.some((picture) => picture.state === 'done');
    if (failed) {
      const [title, text] = failure(shown.error);
      message.replaceChildren(make('p', { className: 'title', textContent: title }),
          make('p', { className: 'reason', textContent: text }),
          make('p', { className: 'quiet', textContent: shown.name }));
      panel.say('No result', 'JPEG, PNG, WebP, GIF, BMP, HEIC, AVIF and TIFF pictures can be read.');
    } else if (!done) {
      panel.say('Reading …', shown.name);
    } else if (faces.length === 0) {
      panel.say('No face found',
          'Faces are found when they look about at the camera and are not too small. Try a closer or brighter picture.',
          note(shown));
    } else {
      const face = faces.find(({ key }) => key === shown.selected);
      const title = faces.length === 1 ? '1 face' : `Face ${face.key + 1} of ${faces.length}`;
      panel.show(face, title, note(shown));
    }
    if (hidden && done && shown.undecoded) {
      message.replaceChildren(
          make('p', { className: 'title', textContent: 'This browser can’t show this picture' }),
          make('p', { textContent: `${shown.undecoded.message}. The server read it: ${summary(shown)}.` }));
    } else if (hidden && !failed) {
      message.replaceChildren(make('p', { className: 'title', textContent: 'Reading …' }));
    }
  }

  const megabytes = (bytes) => `${(bytes / 1e6).toFixed(1)} MB`;

  const note = ({ name, result }) =>
    `${name}, ${result.width} × ${result.height} pixels, read in ${duration(result.milliseconds)}`;

  const duration = (milliseconds) =>
    milliseconds < 1000 ? `${Math.round(milliseconds)} ms` : `${(milliseconds / 1000).toFixed(1)} s`;

  image.addEventListener('load', () => {
    const mat = byId('picture-mat').style;
    mat.setProperty('--width', image.naturalWidth);
    mat.setProperty('--height', image.naturalHeight);
  });
  image.addEventListener('error', () => {
    if (shown) {
      unseen(shown);
      render();
    }
  });

  function addThumbnail(picture) {
    const button = make('button', { type: 'button', className: 'thumbnail' },
        make('img', { loading: 'lazy', decoding: 'async', src: picture.url, alt: '' }), make('span'));
    button.firstChild.addEventListener('error', ({ target }) => {
      target.hidden = true;
      unseen(picture);
    });
    button.addEventListener('click', () => show(picture));
    picture.thumbnail = button;
    byId('strip').append(button);
    renderThumbnail(picture);
  }

  function renderThumbnail({ thumbnail, state, name, result }) {
    const mark = { done: String(result?.faces.length), failed: '!' }[state] ?? '…';
    thumbnail.lastChild.textContent = mark;
    thumbnail.classList.toggle('failed', state === 'failed');
    const words = { done: result && countWords(result.faces), failed: 'could not be read' }[state] ?? 'being read';
    thumbnail.setAttribute('aria-label', `${name}: ${words}`);
  }

  function free({ url, maps, removed }) {
    removed.abort();
    [url, ...[...(maps?.values() ?? [])].map((each) => each.url)].forEach((each) => each && URL.revokeObjectURL(each));
  }

  byId('picture-remove').addEventListener('click', () => {
    const at = pictures.indexOf(shown);
    const [removed] = pictures.splice(at, 1);
    free(removed);
    removed.thumbnail.remove();
    show(pictures[Math.min(at, pictures.length - 1)]);
    announce(`${removed.name} removed`);
    if (byId('picture-remove').hidden) { // the focus would be lost
      byId('picture-clear').focus();
    }
  });

  byId('picture-clear').addEventListener('click', () => {
    pictures.forEach(free);
    pictures.length = 0;
    shown = null;
    image.removeAttribute('src');
    byId('strip').replaceChildren();
    render();
    byId('files').focus();
  });

  byId('picture-why').addEventListener('click', async () => {
    const picture = shown;
    const face = picture.selected;
    picture.maps ??= new Map();
    if (picture.maps.get(face) === LOOKING) {
      return;
    }
    if (!picture.maps.get(face)?.url) {
      picture.maps.set(face, LOOKING);
      announce('Looking …');
      render();
      const maps = await patiently((file) => explain(file, face + 1, picture.removed.signal), picture.file).then(
          (drawing) => ({ url: URL.createObjectURL(drawing) }), ({ message }) => ({ error: message }));
      if (!pictures.includes(picture)) { // removed
        URL.revokeObjectURL(maps.url);
        return;
      }
      picture.maps.set(face, maps);
    }
    if (picture === shown && picture.selected === face) { // not if another was chosen meanwhile
      announce(picture.maps.get(face).error ?? 'The heat-maps are below the picture.');
      render();
      byId('picture-why-maps').scrollIntoView({ block: 'nearest' });
    }
  });

  byId('picture-save').addEventListener('click', async () => {
    const picture = shown;
    const { result, name } = picture;
    try {
      const copy = await drawn(image, result.width, result.height, result.faces);
      download(`${name.replace(/\.\w+$/, '')}-emotion.png`, copy);
    } catch (error) {
      picture.unsaved = error.message;
      announce(error.message);
      render();
    }
  });

  byId('picture-csv').addEventListener('click', () => {
    const read = pictures.filter(({ state }) => state === 'done' || state === 'failed');
    const nobody = (emotion) => ({ box: {}, emotion, probabilities: {} }); // a line too, as predict does
    const rows = read.flatMap(({ name, result }) => result?.faces.length > 0
        ? result.faces.map((face, index) => [face, name, index + 1])
        : [[nobody(result ? '' : 'unreadable'), name, '']]);
    download('emotion.csv', faceCsv(['image', 'face'], rows, classes));
  });

  byId('sample').addEventListener('click', async ({ currentTarget }) => {
    currentTarget.disabled = true; // once, where it has to wait for the server
    try {
      const sample = await patiently(load, currentTarget.firstChild.src);
      add([new File([sample], 'sample.jpg', { type: sample.type })]);
    } catch (error) {
      announce(error.message);
    }
    currentTarget.disabled = false;
  });

  byId('files').addEventListener('change', (event) => {
    add(event.target.files);
    event.target.value = ''; // so that the same file can be chosen again
  });

  document.addEventListener('paste', (event) => {
    if (event.clipboardData.files.length > 0) {
      event.preventDefault();
      add(event.clipboardData.files);
    }
  });

  const root = document.documentElement;
  document.addEventListener('dragover', (event) => {
    if (event.dataTransfer.types.includes('Files')) {
      event.preventDefault();
      root.classList.add('dragging');
    }
  });
  document.addEventListener('dragleave', (event) => {
    if (!event.relatedTarget) {
      root.classList.remove('dragging');
    }
  });
  document.addEventListener('drop', (event) => {
    event.preventDefault();
    root.classList.remove('dragging');
    add(event.dataTransfer.files);
  });

  render();
  return {
    serve(card) {
      limit = card.maxUploadBytes;
      classes = card.classes;
    },
  };
}
