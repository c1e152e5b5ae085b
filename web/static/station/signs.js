// @ts-check
// What a station says on three channels: a band with colour, icon and words,
// a sound, a vibration. Every status of a code has its own.
import { part, say } from "./words.js";

// notes in hertz, one after the other; shake in milliseconds.
export const SIGNS = {
  ok: { kind: "good", notes: [880], shake: [30] },
  unknown_token: { kind: "bad", notes: [220, 180], shake: [250] },
  other_round: { kind: "bad", notes: [330, 220], shake: [120, 80, 120] },
  duplicate_here: { kind: "warn", notes: [440, 440], shake: [60, 60, 60] },
  duplicate_elsewhere: { kind: "warn", notes: [440, 440, 440], shake: [60, 60, 60, 60, 60] },
  damaged_code: { kind: "warn", notes: [262], shake: [180] },
  not_open: { kind: "bad", notes: [196], shake: [400] },
  sealed: { kind: "bad", notes: [196, 165], shake: [400, 100, 400] },
  valid: { kind: "good", notes: [660], shake: [20] },
  invalid: { kind: "warn", notes: [330], shake: [40, 40, 40] },
  saved: { kind: "good", notes: [523, 659, 784], shake: [60] },
};

// band shows one message.
export function band(kind, text) {
  const box = part("band");
  box.className = "band " + kind;
  box.textContent = text;
}

// sign gives a message with its sound and vibration.
export function sign(name, text) {
  const { kind, notes, shake } = SIGNS[name];
  if (text !== undefined) band(kind, text);
  navigator.vibrate?.(shake);
  play(notes);
}

// status tells what a code turned out to be.
export function status(code, check) {
  sign(code, say("station.status." + code, { code: check }));
}

let audio;
function play(notes) {
  try {
    audio ??= new AudioContext();
    let at = audio.currentTime;
    for (const pitch of notes) {
      const tone = audio.createOscillator();
      const gain = audio.createGain();
      gain.gain.value = 0.08;
      tone.frequency.value = pitch;
      tone.connect(gain).connect(audio.destination);
      tone.start(at);
      tone.stop((at += 0.08));
    }
  } catch {
    // a tablet without sound still has colour, words and vibration
  }
}
