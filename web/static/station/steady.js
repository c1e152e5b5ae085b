// @ts-check
// A camera sees one paper many times. A code counts once three readings in a
// row are equal, and again only after it left the picture; two papers in the
// picture count as none.
const EQUAL = 3;
const GONE = 3; // empty frames after which the same code is a new reading

export class Steady {
  constructor() {
    this.candidate = "";
    this.seen = 0;
    this.empty = 0;
    this.last = "";
  }

  // feed takes what one frame shows and gives {text} once it is sure,
  // {crowded: true} for two codes, or null.
  /** @param {string[]} texts @returns {{text?: string, crowded?: boolean} | null} */
  feed(texts) {
    if (texts.length > 1 && texts.some((text) => text !== texts[0])) {
      this.candidate = "";
      return { crowded: true };
    }
    if (texts.length === 0) {
      this.empty += 1;
      if (this.empty >= GONE) this.candidate = this.last = "";
      return null;
    }
    this.empty = 0;
    this.seen = texts[0] === this.candidate ? this.seen + 1 : 1;
    this.candidate = texts[0];
    if (this.seen < EQUAL || this.candidate === this.last) return null;
    this.last = this.candidate;
    return { text: this.candidate };
  }
}
