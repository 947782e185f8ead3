/**
 * A file could not be read here and now: no thread, no handle, a fault of the disk. It says nothing of what the file is,
 * and the same file may be read later. `code` is the system's, if it named one.
 */
export class Unreadable extends Error {
  readonly code: string
  constructor(code = 'unreadable') {
    super(`a file could not be read: ${code}`)
    this.name = 'Unreadable'
    this.code = code
  }
}

/** Whether the system refused, and not a reader that made nothing of what it read. */
export const isSystemError = (error: unknown): error is Error & { code: string } =>
  error instanceof Error && 'errno' in error && 'code' in error
