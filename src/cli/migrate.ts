import { openFromEnvironment } from './openFromEnvironment.ts'
import { readArguments } from './readArguments.ts'

const USAGE = `bun run db:migrate

Brings the database up to date, as a server does when it starts. Takes its settings, no options.`

readArguments(USAGE, {})

const { log, which, database } = await openFromEnvironment({ mayMake: true })
log.info({ database: which }, 'the database is up to date')
await database.stop()
