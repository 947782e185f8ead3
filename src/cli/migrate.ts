import { openFromEnvironment } from './openFromEnvironment.ts'

const { log, which, database } = await openFromEnvironment({ mayMake: true })
log.info({ database: which }, 'the database is up to date')
await database.stop()
