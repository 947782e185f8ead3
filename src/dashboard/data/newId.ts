/**
 * A random id, such as a `client_message_id`. Not `crypto.randomUUID`: browsers do not offer it on plain http from
 * another machine.
 */
export const newId = (): string =>
  Array.from(crypto.getRandomValues(new Uint8Array(16)), (byte) =>
    byte.toString(16).padStart(2, '0'),
  ).join('')
