import { totalmem } from 'node:os'

const MIB = 1024 * 1024
const LEAST = 128
const MOST = 4096

/**
 * PostgreSQL's own cache, in MB: an eighth of the memory that this machine or container has. It takes what it comes to
 * use, and no more (docs/adr/0014).
 * @param memory bytes
 */
export const sharedBuffers = (memory = memoryHere()) =>
  Math.min(MOST, Math.max(LEAST, Math.floor(memory / 8 / MIB)))

function memoryHere(): number {
  const allowed = process.constrainedMemory()
  return allowed > 0 ? Math.min(allowed, totalmem()) : totalmem()
}
