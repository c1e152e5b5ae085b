// The worker that reads codes from camera frames. A frame comes in, texts go
// out; no picture is kept or sent anywhere.
importScripts("../vendor/zxing-reader.js");

const wasm = new URL("../vendor/zxing_reader.wasm", self.location).href;
ZXingWASM.prepareZXingModule({ overrides: { locateFile: () => wasm }, fireImmediately: true });

const options = { formats: ["QRCode"], tryHarder: true, tryRotate: false, tryInvert: false, tryDownscale: true, maxNumberOfSymbols: 2 };

let canvas;
let context;

// pixels gives the picture of a frame: ImageBitmap of a camera, or ImageData.
function pixels(frame) {
  if (frame instanceof ImageData) return frame;
  if (!canvas || canvas.width !== frame.width || canvas.height !== frame.height) {
    canvas = new OffscreenCanvas(frame.width, frame.height);
    context = canvas.getContext("2d", { willReadFrequently: true });
  }
  context.drawImage(frame, 0, 0);
  frame.close();
  return context.getImageData(0, 0, canvas.width, canvas.height);
}

self.onmessage = async ({ data: frame }) => {
  try {
    const begin = performance.now();
    const found = await ZXingWASM.readBarcodes(pixels(frame), options);
    self.postMessage({ texts: found.filter((code) => code.isValid).map((code) => code.text), took: performance.now() - begin });
  } catch (problem) {
    self.postMessage({ texts: [], problem: String(problem) });
  }
};
