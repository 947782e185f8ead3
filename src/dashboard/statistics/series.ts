/** Places labels as close to `wanted` (sorted from the top) as possible, at least `height` apart. */
export function spread(wanted: readonly number[], height: number, bottom: number): number[] {
  const places: number[] = []
  for (const y of wanted)
    places.push(Math.max(y, (places.at(-1) ?? Number.NEGATIVE_INFINITY) + height))
  let below = bottom + height
  for (let n = places.length - 1; n >= 0; n--) {
    places[n] = Math.min(places[n]!, below - height)
    below = places[n]!
  }
  return places
}

const SECONDS = [15, 30, 60, 120, 240, 300, 600, 900, 1800, 3600, 7200, 14_400, 28_800, 43_200]
const LINES = 4
const DAY = 86_400

/** The ticks of a duration axis up to `most` seconds: few of them, in familiar steps. */
export function durationTicks(most: number): number[] {
  const step =
    SECONDS.find((one) => one * LINES >= most) ?? DAY * Math.max(1, Math.ceil(most / DAY / LINES))
  const count = Math.max(1, Math.ceil(most / step))
  return Array.from({ length: count + 1 }, (_, n) => n * step)
}
