import type { AlertKind } from './alertOf.ts'

/** Hertz, one after the other: each kind is known without looking. */
const TONES: Record<AlertKind, readonly number[]> = {
  new_message: [659],
  new_room: [523, 784],
  assigned: [784, 523, 784],
}
const EACH_S = 0.11
const LOUDNESS = 0.12
/** Several at once are one sound. */
const APART_MS = 1500

let context: AudioContext | null = null
let lastAt = Number.NEGATIVE_INFINITY

// Browsers give sound to pages that were touched: before that there is no point in trying.
for (const touch of ['pointerdown', 'keydown'] as const) {
  document.addEventListener(touch, begin, { capture: true })
}

function begin(): void {
  context ??= new AudioContext()
  if (context.state === 'suspended') void context.resume().catch(() => {})
}

// This comes after the page itself, which may have been touched before.
if (navigator.userActivation?.hasBeenActive) begin()

/** Plays the sound of a kind, where the browser allows any. */
export function play(kind: AlertKind): void {
  if (context?.state !== 'running' || performance.now() - lastAt < APART_MS) return
  lastAt = performance.now()
  let at = context.currentTime
  for (const frequency of TONES[kind]) {
    const tone = new OscillatorNode(context, { frequency, type: 'sine' })
    const volume = new GainNode(context, { gain: 0 })
    volume.gain.setValueAtTime(0, at)
    volume.gain.linearRampToValueAtTime(LOUDNESS, at + 0.01)
    volume.gain.exponentialRampToValueAtTime(0.001, at + EACH_S * 2)
    tone.connect(volume).connect(context.destination)
    tone.start(at)
    tone.stop(at + EACH_S * 2)
    at += EACH_S
  }
}
