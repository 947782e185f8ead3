import type { AlertKind } from './alertOf.ts'

/** Frequencies in hertz, played one after the other. Each kind of alert has its own melody. */
const TONES: Record<AlertKind, readonly number[]> = {
  new_message: [659],
  new_room: [523, 784],
  assigned: [784, 523, 784],
}
const EACH_S = 0.11
const LOUDNESS = 0.12
/** Alerts within this time share one sound. */
const APART_MS = 1500

let context: AudioContext | null = null
let lastAt = Number.NEGATIVE_INFINITY

// Browsers allow sound only after the user has interacted with the page.
for (const touch of ['pointerdown', 'keydown'] as const) {
  document.addEventListener(touch, begin, { capture: true })
}

function begin(): void {
  context ??= new AudioContext()
  if (context.state === 'suspended') void context.resume().catch(() => {})
}

// This module loads after the page, so the first interaction may have happened already.
if (navigator.userActivation?.hasBeenActive) begin()

/** Plays the sound for a kind of alert, if the browser allows sound yet. */
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
