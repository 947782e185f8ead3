import { mkdtemp, readdir, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import S3rver from '@20minutes/s3rver'
import type { S3Settings } from '../../src/media/s3Objects.ts'

const BUCKET = 'media'

/** A bucket on its own small S3-compatible server, over HTTP. */
export async function openBucket(): Promise<{
  settings: S3Settings
  /** Names of its objects. */
  objects(): Promise<string[]>
  /** Makes the server unreachable from now on. */
  close(): Promise<void>
  remove(): Promise<void>
}> {
  const directory = await mkdtemp(join(tmpdir(), 'ruang-bucket-'))
  const server = new S3rver({
    address: '127.0.0.1',
    port: 0,
    silent: true,
    directory,
    configureBuckets: [{ name: BUCKET, configs: [] }],
  })
  const { port } = await server.run()
  const close = () => server.close()
  return {
    settings: {
      bucket: BUCKET,
      endpoint: `http://127.0.0.1:${port}`,
      region: 'us-east-1',
      // The only key that this server accepts.
      accessKeyId: 'S3RVER',
      secretAccessKey: 'S3RVER',
      prefix: 'inbox/',
      requestsAtOnce: 256,
    },
    async objects() {
      const files = await readdir(join(directory, BUCKET), { recursive: true })
      return files
        .filter((file) => file.endsWith('._S3rver_object'))
        .map((file) => file.slice(0, -'._S3rver_object'.length))
        .sort()
    },
    close,
    async remove() {
      await close().catch(() => {})
      await rm(directory, { recursive: true, force: true })
    },
  }
}
