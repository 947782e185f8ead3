/**
 * Keeps a map from growing beyond so many entries, and up to a sixteenth more: the oldest go, many at once. Looking for the
 * first entry of a map passes by all that were deleted before it, so that one at a time would cost each newcomer
 * the more, the longer the map.
 */
export function forgetOldest<K>(map: Map<K, unknown>, most: number): void {
  if (map.size <= most + Math.floor(most / 16)) return
  for (const key of map.keys()) {
    if (map.size <= most) return
    map.delete(key)
  }
}
