// @ts-check
// The camera: frames go to the decoder's worker one at a time, so that a slow
// tablet reads fewer frames and never falls behind.
import { Steady } from "./steady.js";

export const decoderURL = new URL("./decoder.js", import.meta.url);

// trouble says in a word why a camera did not start.
export function trouble({ name }) {
  if (name === "NotAllowedError") return "refused";
  return name === "NotFoundError" || name === "OverconstrainedError" ? "none" : "failed";
}

export class Camera {
  /** @type {MediaStream | null} */
  stream = null;
  /** @type {Worker | undefined} */
  worker;
  steady = new Steady();
  width = 1280; // of the picture that is asked for

  // read is told a code's text once it is sure; crowded that two papers are in
  // view; frame is given each frame with the codes in it, and closes it.
  /**
   * @param {HTMLVideoElement} video @param {(text: string) => void} read @param {() => void} crowded
   * @param {(frame: ImageBitmap, texts: string[]) => void} frame
   */
  constructor(video, read, crowded, frame = (picture) => picture.close()) {
    this.video = video;
    this.frame = frame;
    this.read = read;
    this.crowded = crowded;
  }

  get on() {
    return this.stream !== null;
  }

  // start opens the camera; an error's name tells why not (NotAllowedError, …).
  async start(id = "") {
    this.stop();
    const choice = id ? { deviceId: { exact: id } } : { facingMode: "environment" };
    const size = { width: { ideal: this.width }, height: { ideal: (this.width * 9) / 16 } };
    const stream = await navigator.mediaDevices.getUserMedia({ video: { ...choice, ...size }, audio: false });
    this.stream = stream;
    this.video.srcObject = stream;
    await this.video.play();
    this.worker ??= new Worker(decoderURL);
    this.worker.onmessage = ({ data }) => this.answered(data);
    this.steady = new Steady();
    this.next();
  }

  stop() {
    this.stream?.getTracks().forEach((track) => track.stop());
    this.stream = null;
    this.video.srcObject = null;
  }

  async next() {
    const stream = this.stream;
    if (!stream) return;
    await new Promise((ready) => (this.video.requestVideoFrameCallback ? this.video.requestVideoFrameCallback(ready) : requestAnimationFrame(ready)));
    if (this.stream !== stream) return;
    try {
      const frame = await createImageBitmap(this.video);
      this.worker.postMessage(frame, [frame]);
    } catch {
      setTimeout(() => this.next(), 100); // no picture yet
    }
  }

  answered({ texts, frame }) {
    if (frame) this.frame(frame, texts);
    const sure = this.steady.feed(texts);
    if (sure?.crowded) this.crowded();
    else if (sure) this.read(sure.text);
    this.next();
  }

  // cameras lists what there is to choose from.
  async cameras() {
    const all = await navigator.mediaDevices.enumerateDevices();
    return all
      .filter((device) => device.kind === "videoinput")
      .map((device, i) => ({ id: device.deviceId, name: device.label || `Camera ${i + 1}` }));
  }

  get track() {
    return this.stream?.getVideoTracks()[0];
  }

  get hasTorch() {
    return Boolean(this.track?.getCapabilities?.().torch);
  }

  torch(on) {
    return this.track?.applyConstraints({ advanced: [{ torch: on }] });
  }
}
