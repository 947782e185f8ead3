import { rm } from 'node:fs/promises'
import { S3Client } from 'bun'
import type { ObjectStore } from './objects.ts'
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
}

/** Part size of a multipart upload, and how many parts are in memory at once. */
const PART_BYTES = 8 * 1024 * 1024
const PARTS_AT_ONCE = 2

/** Objects in a bucket of any S3-compatible store. */
export function createS3Objects(
  { prefix, ...bucket }: S3Settings,
  workshop: Workshop,
): ObjectStore {
  const client = new S3Client({
    bucket: bucket.bucket,
    accessKeyId: bucket.accessKeyId,
    secretAccessKey: bucket.secretAccessKey,
    ...(bucket.endpoint !== undefined && { endpoint: bucket.endpoint }),
    ...(bucket.region !== undefined && { region: bucket.region }),
  })
  const find = async (name: string) => {
    const file = client.file(prefix + name)
    return (await file.exists()) ? file : null
  }

  return {
    async put(name, path, mime) {
      const options = { type: mime, partSize: PART_BYTES, queueSize: PARTS_AT_ONCE, retry: 2 }
      await client.write(prefix + name, Bun.file(path), options)
    },
    async read(name, range) {
      const file = await find(name)
      // A stream, since Bun answers with a redirect to the bucket when the body is the S3 file itself.
      return file && (range ? file.slice(range.start, range.end + 1) : file).stream()
    },
    async local(name) {
      const file = await find(name)
      if (!file) return null
      const copy = await workshop.receive(file.stream(), { maxBytes: Number.MAX_SAFE_INTEGER })
      return { path: copy.path, release: () => rm(copy.path, { force: true }) }
    },
    // Amazon succeeds even if there was no object; Google Cloud Storage answers 404.
    remove: (name) =>
      client.delete(prefix + name).catch((error) => {
        if (error.code !== 'NoSuchKey') throw error
      }),
  }
}
