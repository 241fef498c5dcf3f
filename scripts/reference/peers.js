#!/usr/bin/env node
/*
Runs face-api.js and human from npm in place of `emotion predict`, for detectors.py to count what they find:

    mkdir peers && cd peers
    npm install --ignore-scripts @vladmandic/face-api@1.7.15 @vladmandic/human@3.3.6 \
      @tensorflow/tfjs@4.22.0 @tensorflow/tfjs-backend-wasm@4.22.0 pngjs@7.0.0
    NODE_PATH=$PWD/node_modules CHECKOUT/scripts/reference/detectors.py --photos FOLDER --keep SETS \
      --emotion CHECKOUT/scripts/reference/peers.js --detector face-api human \
      --sets "turned 0" "turned 20" "turned 30" "turned 45"

TensorFlow.js on WASM; weights, models and settings are the packages' own, with what their documents recommend: for
face-api.js its SSD detector and landmarks (which level the face), for human a rotation of the face and as many faces as
there are. Versions, and seconds an image without the start, go to stderr.
*/
"use strict";
const fs = require("fs");
const http = require("http");
const path = require("path");

console.log = console.warn = () => {}; // the packages' own words
const { PNG } = require("pngjs");
const tf = require("@tensorflow/tfjs");
const wasm = require("@tensorflow/tfjs-backend-wasm");

const EMOTIONS = { angry: "angry", disgusted: "disgust", fearful: "fear", surprised: "surprise" };

/** A package's folder; human exports neither its package.json nor its build for WASM. */
function home(name) {
  return require.resolve.paths(name).map((folder) => path.join(folder, name)).find(fs.existsSync);
}

const versionOf = (name) => JSON.parse(fs.readFileSync(home(name) + "/package.json")).version;

const WASM = home("@tensorflow/tfjs-backend-wasm") + "/dist/";

function face(box, score, emotion) {
  const [x, y, width, height] = box.map(Math.round);
  return { box: { x, y, width, height }, score, emotion: EMOTIONS[emotion] || emotion };
}

async function faceApi() {
  const api = require("@vladmandic/face-api/dist/face-api.node-wasm.js");
  const models = home("@vladmandic/face-api") + "/model";
  for (const net of [api.nets.ssdMobilenetv1, api.nets.faceLandmark68Net, api.nets.faceExpressionNet]) {
    await net.loadFromDisk(models);
  }
  const options = new api.SsdMobilenetv1Options(); // score from 0.5, at most 100 faces
  const find = async (tensor) => {
    const found = await api.detectAllFaces(tensor, options).withFaceLandmarks().withFaceExpressions();
    return found.map((f) => {
      const { x, y, width, height } = f.detection.box;
      return face([x, y, width, height], f.detection.score, f.expressions.asSortedArray()[0].expression);
    });
  };
  return { find, version: versionOf("@vladmandic/face-api") };
}

async function human() {
  const { Human } = require(home("@vladmandic/human") + "/dist/human.node-wasm.js");
  const models = home("@vladmandic/human") + "/models/"; // it reads them by HTTP alone on WASM
  const server = http.createServer((q, answer) => fs.createReadStream(models + path.basename(q.url)).pipe(answer));
  await new Promise((listening) => server.listen(0, "127.0.0.1", listening));
  const off = { enabled: false };
  const it = new Human({
    backend: "wasm",
    wasmPath: WASM,
    modelBasePath: `http://127.0.0.1:${server.address().port}/`,
    debug: false,
    cacheSensitivity: 0,
    filter: off,
    face: {
      detector: { rotation: true, maxDetected: 100, skipFrames: 0, skipTime: 0 },
      emotion: { enabled: true, skipFrames: 0, skipTime: 0 },
      iris: off,
      description: off,
      antispoof: off,
      liveness: off,
    },
    body: off,
    hand: off,
    object: off,
    gesture: off,
  });
  await it.load();
  server.close();
  const find = async (tensor) => {
    const found = await it.detect(tensor);
    if (found.error) {
      throw new Error(found.error);
    }
    return found.face.map((f) => face(f.box, f.boxScore, f.emotion.length ? f.emotion[0].emotion : "none"));
  };
  return { find, version: versionOf("@vladmandic/human") };
}

function tensorOf(file) {
  const { width, height, data } = PNG.sync.read(fs.readFileSync(file));
  const rgb = new Int32Array(width * height * 3);
  for (let i = 0; i < width * height; i++) {
    rgb.set(data.subarray(4 * i, 4 * i + 3), 3 * i);
  }
  return tf.tensor3d(rgb, [height, width, 3], "int32");
}

async function main(args) {
  const name = args[args.indexOf("--detector") + 1];
  const folder = args[args.length - 1];
  wasm.setWasmPaths(WASM);
  await tf.setBackend("wasm");
  await tf.ready();
  const peer = await { "face-api": faceApi, human }[name]();
  const files = fs.readdirSync(folder).sort().map((f) => path.join(folder, f));
  await peer.find(tensorOf(files[0])); // the first run compiles
  const before = process.cpuUsage();
  const start = process.hrtime.bigint();
  for (const file of files) {
    const tensor = tensorOf(file);
    const faces = await peer.find(tensor);
    tensor.dispose();
    process.stdout.write(JSON.stringify({ image: file, faces }) + "\n");
  }
  const wall = Number(process.hrtime.bigint() - start) / 1e9 / files.length;
  const { user, system } = process.cpuUsage(before);
  const cpu = (user + system) / 1e6 / files.length;
  const each = `${wall.toFixed(3)} s an image, ${cpu.toFixed(3)} s of CPU time`;
  process.stderr.write(`${name} ${peer.version}, tfjs ${tf.version.tfjs}, wasm: ${each}\n`);
}

main(process.argv.slice(2)).catch((e) => {
  process.stderr.write(`${e.stack}\n`);
  process.exit(1);
});
