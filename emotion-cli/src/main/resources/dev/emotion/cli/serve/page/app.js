// The page: tabs, the state of the connection, and what is said about the model.

import { startClip } from './clip.js';
import { startPictures } from './picture.js';
import { ServerGone, back, connection, model, pause, tokenWords } from './server.js';
import { startWebcam } from './webcam.js';

const byId = (id) => document.getElementById(id);

const announce = (text) => (byId('announcer').textContent = text);

const clip = startClip(announce);
const pictures = startPictures(announce, () => choose(byId('picture-tab')), (video, several) => {
  choose(byId('clip-tab'));
  clip.open(video, several);
});
const webcam = startWebcam(announce);
startTabs();
sayWhereThePicturesGo();
watchConnection();
describeModel();

function startTabs() {
  const tabs = [...document.querySelectorAll('[role=tab]')];
  for (const [index, tab] of tabs.entries()) {
    tab.addEventListener('click', () => choose(tab));
    tab.addEventListener('keydown', ({ key }) => {
      const step = { ArrowRight: 1, ArrowLeft: -1 }[key];
      if (step) {
        const next = tabs[(index + step + tabs.length) % tabs.length];
        next.focus();
        choose(next);
      }
    });
  }
}

function choose(tab) {
  for (const other of document.querySelectorAll('[role=tab]')) {
    const chosen = other === tab;
    other.setAttribute('aria-selected', chosen);
    other.tabIndex = chosen ? 0 : -1;
    byId(other.getAttribute('aria-controls')).hidden = !chosen;
  }
  if (tab.id !== 'webcam-tab') {
    webcam.stop(); // a camera that nobody looks through is off
  }
  if (tab.id !== 'clip-tab') {
    clip.pause();
  }
}

function sayWhereThePicturesGo() {
  const local = ['localhost', '127.0.0.1', '[::1]'].includes(location.hostname);
  const machine = local ? 'on this machine' : `on ${location.hostname}, which runs emotion,`;
  byId('privacy').textContent =
      `They are read in memory ${machine} and not kept: nothing is written to disk, nothing goes anywhere else.`;
}

function watchConnection() {
  const state = byId('connection');
  const banner = byId('banner');
  function show(text, kind) {
    if (state.textContent !== text) { // a screen reader hears each change
      state.textContent = text;
      state.className = `connection ${kind}`;
    }
  }

  connection.addEventListener('gone', () => {
    show('no server', 'gone');
    banner.textContent = 'The emotion server does not answer. Is it still running? This page tries again every second.';
    banner.hidden = false;
  });
  connection.addEventListener('back', () => {
    show('connected', 'good');
    banner.hidden = true;
    describeModel(); // it may be another one now
  });
  // A server that ends is noticed without a picture on its way, too.
  (async () => {
    for (;;) {
      await back();
      show('connected', 'good');
      await pause(5000);
    }
  })();
}

async function describeModel() {
  for (;;) {
    try {
      const card = await model();
      pictures.serve(card);
      byId('accuracy').textContent = accuracyWords(card);
      byId('token-banner').hidden = true;
      return;
    } catch (error) {
      if (!(error instanceof ServerGone)) {
        byId('token-banner').textContent = `The server wants its token. ${tokenWords()}`;
        byId('token-banner').hidden = error.status !== 401;
        return;
      }
      await back();
    }
  }
}

/** How good the model is, where its card says so. */
function accuracyWords({ metrics, provenance }) {
  const accuracy = metrics?.validationAccuracy;
  const count = Number(provenance?.['data.validation']);
  const faces = count ? `the ${count.toLocaleString('en')} faces` : 'the faces';
  return accuracy
      ? `On ${faces} that it was checked on, this model is right ${Math.round(100 * accuracy)} times in 100.` : '';
}
