// @ts-check
// The worker that reads codes from camera frames. A frame comes in, texts go
// out; no picture is kept or sent anywhere.
importScripts("../vendor/zxing-reader.js");

const wasm = new URL("../vendor/zxing_reader.wasm", self.location.href).href;
ZXingWASM.prepareZXingModule({ overrides: { locateFile: () => wasm }, fireImmediately: true });

const options = { formats: ["QRCodeModel2"], tryHarder: true, tryRotate: false, tryInvert: false, tryDownscale: true, maxNumberOfSymbols: 2 };

const contexts = {}; // by how many times a frame is enlarged

// pixels gives the picture of a camera's frame, enlarged; ImageData is taken
// as it is.
function pixels(frame, times) {
  if (frame instanceof ImageData) return frame;
  const width = frame.width * times;
  const height = frame.height * times;
  if (contexts[times]?.canvas.width !== width || contexts[times].canvas.height !== height) {
    contexts[times] = new OffscreenCanvas(width, height).getContext("2d", { willReadFrequently: true });
  }
  contexts[times].drawImage(frame, 0, 0, width, height);
  return contexts[times].getImageData(0, 0, width, height);
}

// look gives the texts of the codes in a frame.
async function look(frame, times) {
  const found = await ZXingWASM.readBarcodes(pixels(frame, times), options);
  return found.filter((code) => code.isValid).map((code) => code.text);
}

// Where nothing is read at first, a second look at the enlarged picture finds
// the code that is small, far or blurred: of the 500 frames of the tests 2
// stay unread instead of 19.
self.onmessage = async ({ data: frame }) => {
  try {
    const begin = performance.now();
    let texts = await look(frame, 1);
    if (texts.length === 0 && frame instanceof ImageBitmap) texts = await look(frame, 2);
    answer({ texts, took: performance.now() - begin }, frame);
  } catch (problem) {
    answer({ texts: [], problem: String(problem) }, frame);
  }
};

// answer gives the frame back: its marks may be read as well.
function answer(found, frame) {
  if (frame instanceof ImageBitmap) self.postMessage({ ...found, frame }, { transfer: [frame] });
  else self.postMessage(found);
}
