#!/usr/bin/env node
// Asks emotion serve about images, with Node 18 or newer, nothing installed: a line a face.
//   EMOTION_TOKEN=... predict.mjs http://127.0.0.1:8080 IMAGE...
// Status 1 if one gets no answer or an error; the rest go on.
import { readFile } from "node:fs/promises";

/** What the server says of an image file. A browser sends a File or Blob as the body just so. */
async function predict(server, image) {
  const answer = await fetch(`${server}/api/predict`, {
    method: "POST",
    headers: { Authorization: `Bearer ${process.env.EMOTION_TOKEN ?? ""}` },
    body: await readFile(image),
  });
  return answer.json(); // {"error": "..."} where it refuses
}

const [server, ...images] = process.argv.slice(2);
for (const image of images) {
  // No such file, no server, no JSON: the rest go on.
  const { faces = [], error } = await predict(server, image).catch(({ message }) => ({ error: message }));
  if (error) {
    console.error(`${image}: ${error}`);
    process.exitCode = 1;
  }
  for (const face of faces) {
    const { x, y, width, height } = face.box;
    console.log(`${image}: ${face.emotion} ${face.confidence.toFixed(2)} at ${x},${y}, ${width} x ${height}`);
  }
}
