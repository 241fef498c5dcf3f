// What is shown of faces: boxes on the picture, and the panel with the bars.

import { outlineOf, placeLabels } from './labels.js';

/**
 * A colour an emotion, as in the pictures that the program draws (EmotionColors). The eight stay apart for the colour-blind too: of any two, at least one of
 * hue, lightness and strength differs clearly with protanopia, deuteranopia and tritanopia.
 */
const COLORS = new Map(Object.entries({
  angry: '#b3261e',
  disgust: '#6fb57c',
  fear: '#c56fe2',
  happy: '#f2c832',
  sad: '#2f58a0',
  surprise: '#3bdcf0',
  neutral: '#747a82',
  contempt: '#7e245a',
}));

/** The colour of a class; those of other names get in turn the colours that no class of the model has. */
export function colorOf(names, index) {
  if (COLORS.has(names[index])) {
    return COLORS.get(names[index]);
  }
  const free = [...COLORS].filter(([name]) => !names.includes(name)).map(([, color]) => color);
  const from = free.length > 0 ? free : [...COLORS.values()];
  const others = names.slice(0, index).filter((name) => !COLORS.has(name));
  return from[others.length % from.length];
}

/** Letters that can be read on a colour. */
export function inkOn(color) {
  const [red, green, blue] = [1, 3, 5].map((at) => parseInt(color.slice(at, at + 2), 16));
  return 0.299 * red + 0.587 * green + 0.114 * blue > 135 ? '#16191d' : '#ffffff';
}

/** What a label says. */
export const labelOf = (face) => `${face.emotion} ${wholePercent(face.confidence)}`;

export function faceColor(face) {
  const names = Object.keys(face.probabilities);
  return colorOf(names, names.indexOf(face.emotion));
}

/** As predict prints it: 89.3 %. */
const percent = (share) => `${(100 * share).toFixed(1)} %`;

export const wholePercent = (share) => `${Math.round(100 * share)} %`;

const CROP = 88; // pixels of a face's thumbnail, for a screen of twice as many
const LABEL_GAP = 6; // pixels between a label and its box, which may have a ring
const SMALLEST_LABEL = 0.7; // of the size in the style sheet: 10 pixels

/** The face that stands out: the largest. */
export function mainFace(faces) {
  const area = ({ box }) => box.width * box.height;
  return faces.reduce((a, b) => (a && area(a) >= area(b) ? a : b), null);
}

export const countWords = (faces) => (faces.length === 1 ? '1 face' : `${faces.length} faces`);

/** The faces in a line: 31 faces: 12 happy, 10 neutral, ... The most frequent emotion comes first. */
export function summaryOf(faces) {
  const counts = new Map();
  faces.forEach(({ emotion }) => counts.set(emotion, (counts.get(emotion) ?? 0) + 1));
  const parts = [...counts].sort((a, b) => b[1] - a[1]).map(([emotion, count]) => `${count} ${emotion}`);
  return `${countWords(faces)}: ${parts.join(', ')}`;
}

/** Makes an element: properties as the DOM names them, then children. */
export function make(tag, properties = {}, ...children) {
  const element = Object.assign(document.createElement(tag), properties);
  element.append(...children);
  return element;
}

/** Boxes over a picture, a radio group: click one, or Tab to them and use the arrow keys. */
export class FaceBoxes {
  #element;
  #onSelect;
  #buttons = new Map();
  #picture; // width and height
  #selected;

  constructor(element, onSelect) {
    this.#element = element;
    this.#onSelect = onSelect;
    element.setAttribute('role', 'radiogroup');
    element.setAttribute('aria-label', 'Faces in the picture');
    element.addEventListener('keydown', (event) => this.#move(event));
    new ResizeObserver(() => this.#placeLabels()).observe(element); // labels go where there is room
  }

  /**
   * Shows faces.
   *
   * @param {object[]} faces from left to right, each with `key`
   * @param {number} width of the picture that the boxes are measured in
   * @param {number} height
   * @param selected the key of the chosen face
   * @param {boolean} mirrored left and right changed, as the picture below
   */
  show(faces, width, height, selected, mirrored = false) {
    const keys = new Set(faces.map((face) => face.key));
    for (const [key, button] of this.#buttons) {
      if (!keys.has(key)) {
        button.remove();
        this.#buttons.delete(key);
      }
    }
    faces.forEach((face, index) => {
      const button = this.#buttons.get(face.key) ?? this.#add(face.key);
      const color = faceColor(face);
      button.outline = outlineOf(face, width, mirrored);
      const { x, y, lean } = button.outline;
      const style = button.style;
      style.left = `${(100 * x) / width}%`;
      style.top = `${(100 * y) / height}%`;
      style.width = `${(100 * face.box.width) / width}%`;
      style.height = `${(100 * face.box.height) / height}%`;
      style.setProperty('--lean', `${lean}deg`);
      style.setProperty('--color', color);
      style.setProperty('--ink', inkOn(color));
      button.lastChild.textContent = labelOf(face);
      button.setAttribute('aria-label',
          `Face ${index + 1} of ${faces.length}: ${face.emotion}, ${wholePercent(face.confidence)}`);
      const chosen = face.key === selected;
      button.setAttribute('aria-checked', chosen);
      button.tabIndex = chosen ? 0 : -1;
    });
    this.#picture = { width, height };
    this.#selected = selected;
    this.#placeLabels();
  }

  /** The chosen face's label has the first choice. */
  #placeLabels() {
    const picture = this.#picture;
    const selected = this.#selected;
    const zoom = this.#element.clientWidth / picture?.width; // 0 in a tab that isn't shown
    if (!zoom) {
      return;
    }
    const buttons = [...this.#buttons]
        .sort(([a], [b]) => (b === selected) - (a === selected)).map(([, button]) => button);
    buttons.forEach(({ lastChild }) => lastChild.style.removeProperty('--scale'));
    const faces = buttons.map(({ outline, place, lastChild }) => {
      const label = { width: (lastChild.offsetWidth + 1) / zoom, height: lastChild.offsetHeight / zoom };
      return { outline, place, label };
    });
    const places = placeLabels(faces, picture, SMALLEST_LABEL, LABEL_GAP / zoom);
    places.forEach(({ x, y, scale, place, free }, index) => {
      const button = buttons[index];
      const { style } = button.lastChild;
      style.left = `${zoom * (x - button.outline.x)}px`;
      style.top = `${zoom * (y - button.outline.y)}px`;
      style.setProperty('--scale', scale);
      button.classList.toggle('no-room', !free);
      button.place = place;
    });
  }

  #add(key) {
    const button = make('button', { type: 'button', className: 'box' },
        make('span', { className: 'outline' }), make('span', { className: 'label' }));
    button.setAttribute('role', 'radio');
    button.addEventListener('click', () => this.#onSelect(key));
    this.#buttons.set(key, button);
    this.#element.append(button);
    return button;
  }

  #move(event) {
    const step = { ArrowRight: 1, ArrowDown: 1, ArrowLeft: -1, ArrowUp: -1 }[event.key];
    const buttons = [...this.#element.children].sort((a, b) => a.offsetLeft - b.offsetLeft);
    const index = buttons.indexOf(event.target);
    if (step && index >= 0) {
      event.preventDefault();
      const next = buttons[(index + step + buttons.length) % buttons.length];
      next.focus();
      next.click();
    }
  }
}

/** All faces of a picture with more than one: a summary, a thumbnail each, and steps from one to the next. */
export class FaceList {
  #element;
  #onSelect;
  #image;
  #faces = [];

  /**
   * @param {HTMLElement} element with the summary, the thumbnails' place, and the two buttons
   * @param {HTMLImageElement} image the picture
   * @param {function} onSelect takes the key of a face
   */
  constructor(element, image, onSelect) {
    this.#element = element;
    this.#image = image;
    this.#onSelect = onSelect;
    const [previous, next] = element.querySelectorAll('.steps button');
    previous.addEventListener('click', () => this.#step(-1));
    next.addEventListener('click', () => this.#step(1));
    image.addEventListener('load', () => this.#draw());
  }

  /** Shows faces, from left to right, of which one is selected by its key. */
  show(faces, selected) {
    this.#element.hidden = faces.length < 2;
    const [summary, crops] = this.#element.children;
    if (faces !== this.#faces) {
      this.#faces = faces;
      summary.textContent = summaryOf(faces);
      crops.replaceChildren(...(faces.length < 2 ? [] : faces.map((face, index) => this.#crop(face, index))));
      this.#draw();
    }
    faces.forEach(({ key }, index) => {
      const crop = crops.children[index];
      if (crop && crop.ariaCurrent !== String(key === selected)) {
        crop.ariaCurrent = key === selected;
        crop.tabIndex = key === selected ? 0 : -1;
        if (key === selected) { // not scrollIntoView, which moves the page too
          crops.scrollTop = crop.offsetTop - (crops.clientHeight - crop.offsetHeight) / 2;
        }
      }
    });
  }

  #crop(face, index) {
    const button = make('button', { type: 'button' }, make('canvas', { width: CROP, height: CROP }));
    button.style.setProperty('--color', faceColor(face));
    button.setAttribute('aria-label', `Face ${index + 1}: ${face.emotion}`);
    button.addEventListener('click', () => this.#onSelect(face.key));
    return button;
  }

  #draw() {
    if (!this.#image.complete || !this.#image.naturalWidth) {
      return;
    }
    [...this.#element.querySelectorAll('canvas')].forEach((canvas, index) => {
      const { x, y, width, height } = this.#faces[index].box;
      canvas.getContext('2d').drawImage(this.#image, x, y, width, height, 0, 0, CROP, CROP);
    });
  }

  #step(by) {
    const at = [...this.#element.querySelectorAll('.crops button')].findIndex(({ ariaCurrent }) => ariaCurrent === 'true');
    this.#onSelect(this.#faces[(at + by + this.#faces.length) % this.#faces.length].key);
  }
}

/** The panel of one face: its emotion, and a bar for each probability in the model's order. */
export class FacePanel {
  #element;
  #rows = new Map();
  #emotion;
  #closeCall;
  #note;

  constructor(element) {
    this.#element = element;
  }

  /** Shows words instead of a face. */
  say(title, ...lines) {
    this.#rows.clear();
    this.#element.replaceChildren(
        make('h2', { textContent: title }), ...lines.map((text) => make('p', { textContent: text })));
  }

  /**
   * Shows a face.
   *
   * @param {object} face as the server gives it
   * @param {string} title above it
   * @param {string} note below it
   * @param {function(number): string} format writes a probability
   */
  show(face, title, note, format = percent) {
    const names = Object.keys(face.probabilities);
    if (names.join() !== [...this.#rows.keys()].join()) {
      this.#build(names);
    }
    this.#element.firstChild.textContent = title;
    const [, next] = Object.entries(face.probabilities).sort((a, b) => b[1] - a[1]);
    this.#emotion.style.setProperty('--color', faceColor(face));
    this.#emotion.children[0].textContent = face.emotion;
    this.#emotion.children[1].textContent = wholePercent(face.confidence);
    this.#closeCall.textContent =
        next && next[1] > 0.7 * face.confidence ? `A close call with ${next[0]}.` : '';
    for (const [name, row] of this.#rows) {
      const share = face.probabilities[name];
      row.classList.toggle('best', name === face.emotion);
      row.querySelector('.fill').style.width = `${100 * share}%`;
      row.lastChild.textContent = format(share);
    }
    this.#note.textContent = note;
  }

  #build(names) {
    this.#rows.clear();
    const bars = make('ul', { className: 'bars' });
    names.forEach((name, index) => {
      const track = make('span', { className: 'track' }, make('span', { className: 'fill' }));
      track.setAttribute('aria-hidden', 'true');
      const row = make('li', {}, make('span', { textContent: name }), track,
          make('span', { className: 'value' }));
      row.style.setProperty('--color', colorOf(names, index));
      this.#rows.set(name, row);
      bars.append(row);
    });
    this.#emotion = make('p', { className: 'emotion' }, make('strong'), make('span'));
    this.#closeCall = make('p', { className: 'close-call quiet' });
    this.#note = make('p', { className: 'quiet' });
    this.#element.replaceChildren(make('h2'), this.#emotion, bars, this.#closeCall, this.#note);
  }
}
