// @ts-check
// The camera's place on the page: on and off, which one, and its light.
import { Camera, trouble } from "./camera.js";
import { band } from "./signs.js";
import { part, say } from "./words.js";

const WIDE = 1920; // pixels of the picture of which marks are read

/** @type {Camera} */
let camera;

/**
 * wireCamera is told what is told of each code, of two papers in view, and of each frame with its codes.
 * @param {(text: string) => void} read @param {() => void} crowded @param {(frame: ImageBitmap, texts: string[]) => void} frame
 */
export function wireCamera(read, crowded, frame) {
  camera = new Camera(part("video"), read, crowded, frame);
  part("camera").addEventListener("click", () => switchCamera());
  part("cameras").addEventListener("change", ({ target }) => {
    localStorage.setItem("kiemphieu-camera", target.value);
    switchCamera(target.value);
  });
  part("torch").addEventListener("click", ({ target }) => {
    const on = target.getAttribute("aria-pressed") !== "true";
    target.setAttribute("aria-pressed", String(on));
    camera.torch(on)?.catch(() => {}); // counting goes on in the dark
  });
  part("camera-bar").hidden = !navigator.mediaDevices;
  document.addEventListener("visibilitychange", () => document.hidden && camera.on && switchCamera());
}

// lookClosely has the camera look from now on so that marks can be read.
export async function lookClosely() {
  camera.width = WIDE;
  if (!camera.on) await switchCamera();
}

// switchCamera turns the camera on or off, or on to another one.
/** @param {string} [id] */
async function switchCamera(id) {
  if (camera.on && id === undefined) camera.stop();
  else {
    try {
      await camera.start(id ?? localStorage.getItem("kiemphieu-camera") ?? "");
    } catch (reason) {
      band("warn", say(`station.camera.${trouble(reason)}`));
    }
  }
  part("video").hidden = !camera.on;
  part("camera").textContent = say(camera.on ? "station.camera.off" : "station.camera.on");
  part("torch").hidden = !camera.hasTorch;
  const all = camera.on ? await camera.cameras() : [];
  part("cameras").hidden = all.length < 2;
  part("cameras").replaceChildren(...all.map(({ id: value, name }) =>
    new Option(name, value, false, value === camera.track?.getSettings().deviceId)));
}
