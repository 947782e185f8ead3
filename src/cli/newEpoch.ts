import { openDatabase } from '../store/database.ts'
import { renewEpoch } from '../store/epoch.ts'
import { openFromEnvironment } from './openFromEnvironment.ts'
import { readArguments } from './readArguments.ts'

/** Tells the database that it is another one than before. */
const USAGE = `bun run db:new-epoch

After a restore or a failover: every client then loads everything again, and sends that waited are left for people to
decide. Run it before the servers are started. Takes their settings, no options.`

readArguments(USAGE, {})

// `mayMake: false`: without the server's settings, an embedded database would be created and get the new epoch instead.
const { log, which, database } = await openFromEnvironment({ mayMake: false })
const { sql, close } = openDatabase(database.url, { max: 1 })
const unknown = await renewEpoch(sql)
await close()
if (unknown > 0)
  log.warn(`${unknown} messages waited to be sent: they may have been since, and show as unknown`)
log.info({ database: which }, 'a new epoch: restart the servers, and every client reloads')
await database.stop()
