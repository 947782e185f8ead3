import { rm } from 'node:fs/promises'
import { S3Client } from 'bun'
import type { ObjectStore } from './objects.ts'
import { createPlaces } from './places.ts'
import { streamOf } from './streamOf.ts'
import type { Workshop } from './workshop.ts'

export type S3Settings = {
  bucket: string
  accessKeyId: string
  secretAccessKey: string
  /** Unset for Amazon S3. */
  endpoint: string | undefined
  region: string | undefined
  /** Prefix of every object name, such as `inbox/`. */
  prefix: string
  /** HTTP requests that Bun makes at once, to all hosts together. */
  requestsAtOnce: number
}

/** Part size of a multipart upload, and how many parts are in memory at once. */
const PART_BYTES = 8 * 1024 * 1024
const PARTS_AT_ONCE = 2

const WRITES_AT_ONCE = 12
/** What reads leave of the requests that Bun makes at once: those writes, sends (MAX_IN_FLIGHT of delivery/outbox.ts), and others. */
const NOT_FOR_READS = 224
const MIN_READS_AT_ONCE = 16
const ANSWER_MS = 10_000
/** Bytes per ms. A write that is slower counts as failed. */
const SLOWEST_WRITE = 256

/**
 * Objects in a bucket of any S3-compatible store. One that hangs counts as out of reach.
 * @param answerMs how long the store may take to say anything
 */
export function createS3Objects(
  { prefix, requestsAtOnce, ...bucket }: S3Settings,
  workshop: Workshop,
  answerMs = ANSWER_MS,
): ObjectStore {
  const reads = createPlaces(Math.max(requestsAtOnce - NOT_FOR_READS, MIN_READS_AT_ONCE))
  const writes = createPlaces(WRITES_AT_ONCE)
  const client = new S3Client({
    bucket: bucket.bucket,
    accessKeyId: bucket.accessKeyId,
    secretAccessKey: bucket.secretAccessKey,
    ...(bucket.endpoint !== undefined && { endpoint: bucket.endpoint }),
    ...(bucket.region !== undefined && { region: bucket.region }),
  })
  const find = async (name: string) => {
    const file = client.file(prefix + name)
    return (await reads.run(answerMs, () => file.exists())) ? file : null
  }

  return {
    async put(name, path, mime) {
      const options = { type: mime, partSize: PART_BYTES, queueSize: PARTS_AT_ONCE, retry: 2 }
      const file = Bun.file(path)
      const ms = 3 * answerMs + file.size / SLOWEST_WRITE
      await writes.run(ms, () => client.write(prefix + name, file, options))
    },
    async read(name, range) {
      const file = await find(name)
      // A stream, since Bun answers with a redirect to the bucket when the body is the S3 file itself.
      if (!file) return null
      const part = range ? file.slice(range.start, range.end + 1) : file
      return streamOf(reads.stream(answerMs, () => part.stream()))
    },
    async local(name) {
      const file = await find(name)
      if (!file) return null
      const bytes = reads.stream(answerMs, () => file.stream())
      const copy = await workshop.receive(bytes, { maxBytes: Number.MAX_SAFE_INTEGER })
      return { path: copy.path, release: () => rm(copy.path, { force: true }) }
    },
    // Amazon succeeds even if there was no object; Google Cloud Storage answers 404.
    remove: (name) =>
      writes
        .run(answerMs, () => client.delete(prefix + name))
        .catch((error) => {
          if (error.code !== 'NoSuchKey') throw error
        }),
  }
}
