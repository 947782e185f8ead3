/** Where the writing goes on. */
let awaited: string | null = null

/** A room is merged: whoever writes in it goes on writing in the other one, as soon as that is shown. */
export function keepWriting(from: string, into: string): void {
  const isWriting = document.activeElement?.id === 'composer-text'
  if (isWriting && location.pathname.endsWith(`/${from}`)) awaited = into
}

/** The field of a room is about to come, for somebody who wants to write in it. */
export function writeNext(roomId: string): void {
  awaited = roomId
}

/** The field of a room has come: if its writer was in the middle of it, they are there again, at the end. */
export function goOnWriting(roomId: string, field: HTMLTextAreaElement): void {
  const isAwaited = awaited === roomId
  // Whoever is elsewhere by now is left there.
  awaited = null
  if (!isAwaited) return
  field.focus()
  field.setSelectionRange(field.value.length, field.value.length)
}
