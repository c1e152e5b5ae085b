// What workers are given besides what TypeScript knows.

/** What the server puts before sw.js: which build this is, and its files. */
declare const SHELL: { version: string; files: string[] };

/** static/vendor/zxing-reader.js */
declare const ZXingWASM: {
  prepareZXingModule(options: object): void;
  readBarcodes(picture: ImageData, options: object): Promise<{ isValid: boolean; text: string }[]>;
};

interface ExtendableEvent {
  addRoutes?(routes: object): void;
}
