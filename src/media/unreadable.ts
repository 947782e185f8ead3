/**
 * A file can't be read at the moment: no thread, no file handle, a disk error. This says nothing about the file, and a
 * retry may succeed. `code` is the system's error code, if it gave one.
 */
export class Unreadable extends Error {
  readonly code: string
  constructor(code = 'unreadable') {
    super(`a file could not be read: ${code}`)
    this.name = 'Unreadable'
    this.code = code
  }
}

/** Whether the error is the system's (`errno`), not a parser's. */
export const isSystemError = (error: unknown): error is Error & { code: string } =>
  error instanceof Error && 'errno' in error && 'code' in error
