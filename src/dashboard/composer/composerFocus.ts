/** The room whose text field takes focus when it appears. */
let requested: string | null = null

/** When a room is merged while the user types in it, the remaining room's text field will take focus. */
export function moveFocus(from: string, into: string): void {
  const isWriting = document.activeElement?.id === 'composer-text'
  if (isWriting && location.pathname.endsWith(`/${from}`)) requested = into
}

/** Gives focus to a room's text field once it appears. */
export function requestFocus(roomId: string): void {
  requested = roomId
}

/** Called when a room's text field has appeared. If it was requested, it gets focus, with the caret at the end. */
export function takeFocus(roomId: string, field: HTMLTextAreaElement): void {
  const isRequested = requested === roomId
  // Reset even if another room's field appeared: the user has moved on, and a later field must not take focus.
  requested = null
  if (!isRequested) return
  field.focus()
  field.setSelectionRange(field.value.length, field.value.length)
}
