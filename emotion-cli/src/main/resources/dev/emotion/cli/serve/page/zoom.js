// A closer look at a picture: a frame that grows inside its mat, which scrolls.

const MOST = 8;
const STEP = 1.25;
const DRAG = 4; // pixels that a pressed mouse moves before it drags the picture rather than clicks

/** Zooms by buttons, by + - and 0, by Ctrl and the wheel (a trackpad's pinch arrives as that), and by two fingers. */
export class Zoom {
  #mat;
  #frame;
  #level;
  #scale = 1;

  /**
   * @param {HTMLElement} mat scrolls
   * @param {HTMLElement} frame in it; its style sheet multiplies its width by --zoom
   * @param {HTMLElement} controls three buttons: smaller, the level (which goes back to all), larger
   */
  constructor(mat, frame, controls) {
    this.#mat = mat;
    this.#frame = frame;
    const [smaller, level, larger] = controls.children;
    this.#level = level;
    smaller.addEventListener('click', () => this.#step(1 / STEP));
    level.addEventListener('click', () => this.reset());
    larger.addEventListener('click', () => this.#step(STEP));
    mat.addEventListener('wheel', (event) => this.#wheel(event), { passive: false });
    mat.addEventListener('touchstart', (event) => this.#pinch(event), { passive: false });
    mat.addEventListener('mousedown', (event) => this.#drag(event));
    mat.parentElement.addEventListener('keydown', (event) => this.#key(event));
    this.reset();
  }

  /** Shows all of the picture. */
  reset() {
    this.#to(1);
  }

  /** Brings a part of the picture into view, where it is not. */
  reveal(element) {
    if (this.#scale > 1) {
      const mat = this.#mat.getBoundingClientRect();
      const part = element.getBoundingClientRect();
      if (part.left < mat.left || part.right > mat.right || part.top < mat.top || part.bottom > mat.bottom) {
        this.#mat.scrollBy( // not scrollIntoView, which moves the page too
            (part.left + part.right - mat.left - mat.right) / 2, (part.top + part.bottom - mat.top - mat.bottom) / 2);
      }
    }
  }

  /** Around the chosen face, where it is in view. */
  #step(factor) {
    const face = this.#frame.querySelector('[aria-checked=true]');
    const at = face && middle(face);
    const { left, right, top, bottom } = this.#mat.getBoundingClientRect();
    const inView = at && at.x > left && at.x < right && at.y > top && at.y < bottom;
    this.#to(this.#scale * factor, inView ? at : middle(this.#mat));
    if (inView) {
      this.reveal(face);
    }
  }

  /** Changes the scale; the point of the picture at a place of the window stays there. */
  #to(wanted, at = middle(this.#mat)) {
    const before = this.#frame.getBoundingClientRect();
    // Steps that go up and down again end where they began.
    this.#scale = Math.abs(wanted - 1) < 0.01 ? 1 : Math.min(MOST, Math.max(1, wanted));
    this.#frame.style.setProperty('--zoom', this.#scale);
    this.#mat.classList.toggle('zoomed', this.#scale > 1);
    this.#mat.tabIndex = this.#scale > 1 ? 0 : -1; // then the arrow keys move it
    const after = this.#frame.getBoundingClientRect();
    this.#mat.scrollBy(
        after.left + ((at.x - before.left) / before.width) * after.width - at.x,
        after.top + ((at.y - before.top) / before.height) * after.height - at.y);
    this.#level.textContent = `${Math.round(100 * this.#scale)} %`;
  }

  #wheel(event) {
    if (event.ctrlKey || event.metaKey) {
      event.preventDefault();
      this.#to(this.#scale * Math.exp(-event.deltaY * (event.deltaMode === 0 ? 0.005 : 0.1)),
          { x: event.clientX, y: event.clientY });
    }
  }

  #key(event) {
    const factor = { '+': STEP, '=': STEP, '-': 1 / STEP, '0': 1 / this.#scale }[event.key];
    if (factor && !event.ctrlKey && !event.metaKey && !event.altKey) {
      event.preventDefault();
      this.#step(factor);
    }
  }

  #pinch(event) {
    if (event.touches.length !== 2) {
      return;
    }
    event.preventDefault();
    const [scale, apart] = [this.#scale, spread(event.touches)];
    const move = (moved) => {
      if (moved.touches.length !== 2) {
        end();
        return;
      }
      moved.preventDefault();
      const [a, b] = moved.touches;
      this.#to((scale * spread(moved.touches)) / apart, { x: (a.clientX + b.clientX) / 2, y: (a.clientY + b.clientY) / 2 });
    };
    const end = () => {
      this.#mat.removeEventListener('touchmove', move);
      this.#mat.removeEventListener('touchend', end);
      this.#mat.removeEventListener('touchcancel', end);
    };
    // On the mat, which both fingers' events go up to: one may touch the picture, the other a face's box.
    this.#mat.addEventListener('touchmove', move, { passive: false });
    this.#mat.addEventListener('touchend', end);
    this.#mat.addEventListener('touchcancel', end);
  }

  /** Fingers scroll by themselves; a mouse takes hold of the picture. */
  #drag(event) {
    const { clientWidth, clientHeight } = this.#mat; // without scroll bars
    const onBar = event.target === this.#mat && (event.offsetX >= clientWidth || event.offsetY >= clientHeight);
    if (event.button !== 0 || this.#scale === 1 || onBar) {
      return;
    }
    const [left, top] = [this.#mat.scrollLeft, this.#mat.scrollTop];
    let moved = false;
    const move = ({ clientX, clientY, buttons }) => {
      if (!(buttons & 1)) { // let go where the window was not told of it
        end();
        return;
      }
      const [x, y] = [clientX - event.clientX, clientY - event.clientY];
      moved ||= Math.hypot(x, y) > DRAG;
      if (moved) {
        this.#mat.scrollTo(left - x, top - y);
      }
    };
    const end = () => {
      window.removeEventListener('mousemove', move);
      window.removeEventListener('mouseup', end);
      if (moved) { // the click that follows chooses no face
        const swallow = (click) => click.stopPropagation();
        this.#mat.addEventListener('click', swallow, { capture: true, once: true });
        setTimeout(() => this.#mat.removeEventListener('click', swallow, { capture: true }));
      }
    };
    window.addEventListener('mousemove', move);
    window.addEventListener('mouseup', end);
  }
}

function middle(element) {
  const { left, top, width, height } = element.getBoundingClientRect();
  return { x: left + width / 2, y: top + height / 2 };
}

const spread = ([a, b]) => Math.hypot(a.clientX - b.clientX, a.clientY - b.clientY);
