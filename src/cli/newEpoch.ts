import { openDatabase } from '../store/database.ts'
import { renewEpoch } from '../store/epoch.ts'
import { openFromEnvironment } from './openFromEnvironment.ts'

const { log, database } = await openFromEnvironment()
const { sql, close } = openDatabase(database.url, { max: 1 })
await renewEpoch(sql)
await close()
log.info('a new epoch: restart the servers, and every client reloads')
await database.stop()
