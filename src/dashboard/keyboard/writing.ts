/** Who writes on after the field was taken away looks up by then. */
const LOOKS_UP_MS = 1500
/** Who presses one of these is done with the field. */
const DONE: readonly string[] = ['Enter', 'Escape', 'Tab']

type Pressed = { key: string; at: number }

/**
 * A field may be taken away in the middle of a word: its window closes, its room is another's. What is written on then
 * would be commands; it is none until there was a pause.
 */
export function createWriting() {
  let last: { field: { isConnected: boolean }; at: number } | null = null
  return {
    /** A key was pressed in a field. */
    in(field: { isConnected: boolean }, { key, at }: Pressed) {
      last = DONE.includes(key) ? null : { field, at }
    },
    /** A key was pressed in none. @returns whether it was meant for the field that is gone */
    goesOn({ at }: Pressed): boolean {
      if (!last || last.field.isConnected || at - last.at > LOOKS_UP_MS) return false
      last.at = at
      return true
    },
  }
}
