const BARS = 44

/** How long a sound is, and how loud in each part of it, 0 to 1. */
export type Sound = { seconds: number; peaks: number[] }

/** Listens to a file as a whole. @throws where this browser cannot decode it */
export async function soundOf(url: string, signal: AbortSignal): Promise<Sound> {
  const answer = await fetch(url, { signal })
  if (!answer.ok) throw new Error(`The file answered ${answer.status}.`)
  // Its own rate does not matter: only how loud it is.
  const context = new OfflineAudioContext(1, 1, 8000)
  const sound = await context.decodeAudioData(await answer.arrayBuffer())
  return { seconds: sound.duration, peaks: peaksOf(sound.getChannelData(0), BARS) }
}

/** The loudest of each part, as parts of the loudest of all. */
export function peaksOf(samples: Float32Array, bars: number): number[] {
  const each = Math.max(1, Math.floor(samples.length / bars))
  const peaks = Array.from({ length: bars }, (_, bar) => {
    let peak = 0
    const end = Math.min(samples.length, (bar + 1) * each)
    for (let i = bar * each; i < end; i++) peak = Math.max(peak, Math.abs(samples[i]!))
    return peak
  })
  const loudest = Math.max(...peaks)
  return loudest > 0 ? peaks.map((peak) => peak / loudest) : peaks
}
