// The server's API, as the page uses it.

// Milliseconds until an answer is no longer waited for: a picture may come over a slow network.
const PICTURE_TIMEOUT = 120_000;
const TIMEOUT = 5_000;
const RETRY = 1_000;

/** The server answered, with an error: its status, and its own words as the message. */
export class ServerError extends Error {
  constructor(status, message, retryAfter) {
    super(message);
    this.status = status;
    this.retryAfter = retryAfter; // seconds
  }

  get busy() {
    return this.status === 503;
  }
}

/** Nothing answered. */
export class ServerGone extends Error {}

/** Tells of 'gone' and 'back', once each time. */
export const connection = new EventTarget();

const token = takeToken();
let gone = null; // while the server is gone: the promise that it is back

/** The token comes in the fragment, which browsers send to nobody; it is not left in the address. */
function takeToken() {
  const found = location.hash.match(/^#token=(.+)$/)?.[1]; // as it is: a form would make + a space
  if (found) {
    history.replaceState(null, '', location.pathname);
  }
  try {
    if (found) {
      sessionStorage.setItem('token', found);
    }
    return sessionStorage.getItem('token');
  } catch { // the browser keeps nothing for this page
    return found;
  }
}

window.addEventListener('hashchange', () => location.reload()); // a token typed later

async function request(path, options = {}, timeout = TIMEOUT, read = (response) => response.json()) {
  const headers = token ? { Authorization: `Bearer ${token}` } : {};
  let response;
  try {
    const late = AbortSignal.timeout(timeout);
    const signal = (options.signal && AbortSignal.any?.([options.signal, late])) ?? late; // not all browsers have any()
    response = await fetch(path, { ...options, headers, signal });
    if (response.ok) {
      return await read(response);
    }
  } catch (error) {
    throw options.signal?.aborted ? error : new ServerGone(error.message);
  }
  const body = await response.json().catch(() => ({}));
  throw new ServerError(response.status, body.error ?? `status ${response.status}`,
      Number(response.headers.get('Retry-After')) || 1);
}

/** What to tell a user whom the server refuses for the token's sake. */
export const tokenWords = () =>
  (token ? 'It does not know the token that this page has.' : 'This page has none.') +
  ' Add #token= and the token to the page’s address; whoever started the server has it.';

export const model = () => request('api/model');

const health = () => request('health');

/**
 * Sends a picture once. Without a type: a file's name can be wrong, and the server looks for itself.
 *
 * @param {Blob} picture
 * @param {?AbortSignal} signal that nobody waits for it any more
 * @returns {Promise<object>} predict's JSON object
 */
export const predict = (picture, signal) => post('api/predict', picture, signal);

const post = (path, picture, signal, read) =>
  request(path, { method: 'POST', body: new Blob([picture]), signal }, PICTURE_TIMEOUT, read);

const blob = (response) => response.blob();

/**
 * Where the network looked at a face.
 *
 * @param {Blob} picture
 * @param {number} face counted from 1 from the left
 * @param {?AbortSignal} signal
 * @returns {Promise<Blob>} an image
 */
export const explain = (picture, face, signal) => post(`api/predict?explain=${face}`, picture, signal, blob);

/**
 * The picture in a format that browsers show.
 *
 * @param {Blob} picture
 * @param {?AbortSignal} signal
 * @returns {Promise<Blob>} an image
 */
export const decode = (picture, signal) => post('api/predict?decoded=true', picture, signal, blob);

/**
 * A file of the page.
 *
 * @param {string} path
 * @returns {Promise<Blob>}
 */
export const load = (path) => request(path, {}, PICTURE_TIMEOUT, blob);

/**
 * Sends a picture until it is answered: waits where the server is busy or gone.
 *
 * @param {function(Blob, ?AbortSignal): Promise} send `predict` or `decode`, or `load` with a path
 * @param {Blob} picture
 * @param {?AbortSignal} signal
 */
export async function patiently(send, picture, signal) {
  for (let broken = 0; ; ) {
    try {
      return await send(picture, signal);
    } catch (error) {
      if (error instanceof ServerGone) {
        // A server that refuses a big upload may close the connection before its answer is read.
        if (broken > 0 && (await answers())) {
          throw new ServerError(0, 'the connection broke while the picture was sent');
        }
        broken++;
        await back();
      } else if (error.busy) {
        await pause(1000 * error.retryAfter);
      } else {
        throw error;
      }
    }
  }
}

/** Waits until the server answers; all who wait share one poll. */
export function back() {
  gone ??= poll().finally(() => (gone = null));
  return gone;
}

async function poll() {
  if (await answers()) {
    return;
  }
  connection.dispatchEvent(new Event('gone'));
  do {
    await pause(RETRY);
  } while (!(await answers()));
  connection.dispatchEvent(new Event('back'));
}

async function answers() {
  try {
    await health();
    return true;
  } catch (error) {
    return !(error instanceof ServerGone); // refused is an answer too
  }
}

export const pause = (milliseconds) => new Promise((done) => setTimeout(done, milliseconds));
