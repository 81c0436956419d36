// A sound and a tremor for each decision, so that nobody need look: rising for yes, low
// and long for no, two even ones for "look". Words and colour say the same.

const TONES = {
  yes: [[880, 0.09], [1320, 0.14]],
  no: [[220, 0.45]],
  look: [[520, 0.12], [520, 0.12]],
}
const TREMORS = { yes: [70], no: [250, 90, 250], look: [90, 70, 90] }
const GAP = 0.05

let sound = null

/** Let sounds be made: browsers want a finger first. */
export function wake() {
  sound ??= globalThis.AudioContext ? new AudioContext() : null
  // "interrupted" is what Safari calls it after a telephone call.
  if (sound && sound.state !== "running") sound.resume().catch(() => null)
}

/** Give the signal of a decision: yes, no or look. */
export function signal(kind) {
  // Before the first finger a browser refuses the tremor, and complains.
  if (navigator.userActivation?.hasBeenActive ?? true) navigator.vibrate?.(TREMORS[kind])
  if (sound?.state !== "running") return
  let at = sound.currentTime
  for (const [pitch, length] of TONES[kind]) {
    const tone = sound.createOscillator()
    const loudness = sound.createGain()
    tone.frequency.value = pitch
    tone.type = "triangle"
    loudness.gain.setValueAtTime(0.5, at)
    loudness.gain.exponentialRampToValueAtTime(0.01, at + length)
    tone.connect(loudness).connect(sound.destination)
    tone.start(at)
    tone.stop(at + length)
    at += length + GAP
  }
}
