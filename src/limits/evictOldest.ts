/**
 * Limits a map to `most` entries plus a sixteenth, by deleting the oldest in bulk. Finding a map's first entry has to skip
 * all deleted ones before it, so deleting one at a time would get slower with the map's size.
 */
export function evictOldest<K>(map: Map<K, unknown>, most: number): void {
  if (map.size <= most + Math.floor(most / 16)) return
  for (const key of map.keys()) {
    if (map.size <= most) return
    map.delete(key)
  }
}
