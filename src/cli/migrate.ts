import { openFromEnvironment } from './openFromEnvironment.ts'

const { log, database } = await openFromEnvironment()
log.info('the database is up to date')
await database.stop()
