/** After a pause this long the user has noticed that the field is gone. */
const PAUSE_MS = 1500
/** Keys that finish typing in a field. */
const DONE: readonly string[] = ['Enter', 'Escape', 'Tab']

type Pressed = { key: string; at: number }

/**
 * A field can disappear in the middle of a word, for example when the window closes or another agent gets the room.
 * What the user types next must not run shortcuts, until there is a pause.
 */
export function createTypingGuard() {
  let last: { field: { isConnected: boolean }; at: number } | null = null
  return {
    /** A key was pressed in a text field. */
    keyInField(field: { isConnected: boolean }, { key, at }: Pressed) {
      last = DONE.includes(key) ? null : { field, at }
    },
    /** A key was pressed elsewhere. @returns whether it was meant for the field that is gone */
    isStillTyping({ at }: Pressed): boolean {
      if (!last || last.field.isConnected || at - last.at > PAUSE_MS) return false
      last.at = at
      return true
    },
  }
}
