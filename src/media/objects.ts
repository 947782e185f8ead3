/** A part of an object: first and last byte, both included, from 0. */
export type ByteRange = { start: number; end: number }

/**
 * Stores files under names that the server makes. An object exists whole or not at all, and never changes: putting a name
 * again stores the same message's file.
 */
export type ObjectStore = {
  /** Stores a finished local file; resolves when it is durable. The local file stays. */
  put(name: string, path: string, mime: string): Promise<void>
  /** Null when there is no such object. */
  read(name: string, range?: ByteRange): Promise<Blob | ReadableStream<Uint8Array> | null>
  /** A local file with the object's bytes, valid until it is released; null when there is no such object. */
  local(name: string): Promise<{ path: string; release(): Promise<void> } | null>
  /** Does nothing if there is no object of that name. */
  remove(name: string): Promise<void>
}

/** `2026/11/<message id>.jpg`: by month, so that folders stay small and a person can find a file. */
export function objectName(messageId: string, at: number, extension: string): string {
  const [year, month] = new Date(at).toISOString().split('-')
  return `${year}/${month}/${messageId}.${extension}`
}
