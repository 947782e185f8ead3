// A minimal server: owns the embedded database in argv[2] until SIGTERM, or until the process that started it ends.
import { startEmbeddedPostgres } from '../../src/store/embedded/startEmbeddedPostgres.ts'

const log = { info: console.error, warn: console.error }
try {
  const { url, how, stop } = await startEmbeddedPostgres({ dataDir: process.argv[2] ?? '', log })
  const leave = () => stop().then(() => process.exit(0))
  process.on('SIGTERM', leave)
  process.stdin.on('end', leave).resume()
  console.log(JSON.stringify({ url, how }))
} catch (error) {
  console.log(JSON.stringify({ refused: (error as Error).message }))
  process.exit(1)
}
