/** A part of an object: both places count, from 0. */
export type ByteRange = { start: number; end: number }

/**
 * Where files are kept, under names of our own. An object is there whole or not at all, and never changes: the same name
 * put again holds the same message's file.
 */
export type ObjectStore = {
  /** Keeps a finished local file; resolves when it is safe. The local file stays. */
  put(name: string, path: string, mime: string): Promise<void>
  /** Null when there is no such object. */
  read(name: string, range?: ByteRange): Promise<Blob | ReadableStream<Uint8Array> | null>
  /** A local file with the object's bytes, for as long as it is not released; null when there is no such object. */
  local(name: string): Promise<{ path: string; release(): Promise<void> } | null>
  /** No object of that name is no fault. */
  remove(name: string): Promise<void>
}

/** `2026/11/<message id>.jpg`: by month, so that folders stay small, and readable for who looks for a file. */
export function objectName(messageId: string, at: number, extension: string): string {
  const [year, month] = new Date(at).toISOString().split('-')
  return `${year}/${month}/${messageId}.${extension}`
}
