const UUID = /^[0-9a-f]{8}-[0-9a-f]{4}-[1-8][0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/i

/**
 * Whether the server would accept a text as an id. A page's URL may contain anything, and a single invalid room id makes
 * the server refuse the whole handshake.
 */
export const isUuid = (text: string): boolean => UUID.test(text)
