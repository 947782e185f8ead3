/** The team's time zone. If the browser does not know it, undefined, which is this machine's own. */
export function shownZone(zone: string | undefined): string | undefined {
  try {
    new Intl.DateTimeFormat('en', { timeZone: zone })
    return zone
  } catch {
    return undefined
  }
}

/** The date in a time zone, as text to compare. */
export const dayIn = (zone: string | undefined, at: string): string =>
  new Intl.DateTimeFormat('en', { dateStyle: 'short', timeZone: zone }).format(new Date(at))

/** Whether this machine's clock differs from the zone's. */
export function differsFromLocal(zone: string, at: string): boolean {
  const clockIn = (timeZone: string | undefined) =>
    new Intl.DateTimeFormat('en', { dateStyle: 'short', timeStyle: 'short', timeZone }).format(
      new Date(at),
    )
  return clockIn(zone) !== clockIn(undefined)
}
