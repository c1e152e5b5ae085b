// @ts-check
// The worker that reads marks from camera frames. It is told once what the
// papers of the round look like; then a frame comes in, marks go out. No
// picture is kept or sent anywhere.
import { grey, prepare, read } from "./read.js";

/** @type {import("./round.js").RoundPicture | null} */
let round = null;
/** @type {OffscreenCanvasRenderingContext2D | null} */
let context = null;

// pixels gives the picture of a camera's frame.
/** @param {ImageBitmap} frame */
function pixels(frame) {
  const { width, height } = frame;
  if (context?.canvas.width !== width || context.canvas.height !== height) {
    context = new OffscreenCanvas(width, height).getContext("2d", { willReadFrequently: true });
  }
  context.drawImage(frame, 0, 0);
  return context.getImageData(0, 0, width, height);
}

self.onmessage = ({ data }) => {
  if (data.printed) {
    round = prepare(data.printed);
    return;
  }
  const { frame, paper } = data;
  try {
    self.postMessage({ paper, ...read(grey(pixels(frame)), round) });
  } catch (problem) {
    self.postMessage({ paper, rows: null, why: String(problem) });
  } finally {
    frame.close();
  }
};
