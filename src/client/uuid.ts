const UUID = /^[0-9a-f]{8}-[0-9a-f]{4}-[1-8][0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/i

/**
 * Whether the server would take a text for an id. An address may hold anything, and a handshake with a room that is none
 * is refused as a whole.
 */
export const isUuid = (text: string): boolean => UUID.test(text)
