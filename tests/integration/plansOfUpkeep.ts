import { expect } from 'bun:test'
import { objectName } from '../../src/media/objects.ts'
import { pruneAudit } from '../../src/store/audit.ts'
import { lockRoomsOfChannel, showNumber } from '../../src/store/channels.ts'
import { openDatabase, type Sql } from '../../src/store/database.ts'
import { dropExpiredMedia, findExpiredMedia } from '../../src/store/expiredMedia.ts'
import { findRoomOfMessage, findServedMedia } from '../../src/store/media.ts'
import {
  claimUnwantedObjects,
  findKnownObjects,
  forgetUnwantedObjects,
} from '../../src/store/mediaObjects.ts'
import { pruneWebhooks } from '../../src/store/prune.ts'
import {
  claimRemoteMedia,
  postponeRemoteMedia,
  writeFailedMedia,
  writeStoredMedia,
} from '../../src/store/remoteMedia.ts'
import { followForSearch } from '../../src/store/searchIndex.ts'
import {
  countFailure,
  forgetFailures,
  isKnownNetwork,
  pruneSignIns,
  rememberNetwork,
  useIdToken,
} from '../../src/store/signInFailures.ts'
import { sampleRooms } from '../../src/store/statsHistory.ts'
import {
  addAccounts,
  claimAccount,
  failAccount,
  findTemplate,
  makeDue,
  readFreshness,
  storeTemplates,
} from '../../src/store/templates.ts'
import { lockFirstUser } from '../../src/store/users.ts'
import { messageId, userId } from './plansFilled.ts'

const DAY_MS = 86_400_000

/** What happens by itself or only with somebody else's help: sign-ins by guess and by token, files, templates, sums. */
export async function useUpkeep(databaseUrl: string) {
  const { sql, close } = openDatabase(databaseUrl, { max: 1 })
  for (let turn = 1; turn <= 8; turn++) {
    await sampleRooms(sql, Date.now())
    await followForSearch(sql)
    await pruneAudit(sql, new Date(Date.now() - 1000 * DAY_MS))
    const longAgo = new Date(Date.now() - 1000 * DAY_MS)
    await pruneWebhooks(sql, { quarantined: longAgo, others: longAgo })
    await signIns(sql, turn)
    await files(sql, turn)
    await templates(sql, turn)
    await displayNumber(sql, turn)
  }
  await close()
}

async function signIns(sql: Sql, turn: number) {
  const now = Date.now()
  const account = `account ${turn}`
  await sql.begin(lockFirstUser)
  for (let guess = 0; guess < 2; guess++)
    await countFailure(sql, { account, now, windowMs: 60_000 })
  await forgetFailures(sql, account)
  const at = { userId: userId(turn), network: '192.0.2.1' }
  await rememberNetwork(sql, { ...at, now })
  expect(await isKnownNetwork(sql, { ...at, since: now - 1000 })).toBe(true)
  expect(await useIdToken(sql, { tokenHash: `token ${turn}`, expiresAt: now + DAY_MS })).toBe(true)
  await pruneSignIns(sql, { now: new Date(now), networksBefore: new Date(now - 90 * DAY_MS) })
}

async function files(sql: Sql, turn: number) {
  const now = Date.now()
  const claimed = await claimRemoteMedia(sql, { now: now + 2 * DAY_MS, leaseMs: DAY_MS, limit: 3 })
  const [late, here, lost] = claimed.map((one) => one.messageId)
  await postponeRemoteMedia(sql, late!, { dueAt: now + DAY_MS })
  const file = { object: objectName(here!, now, 'png'), size: 1, mime: 'image/png', sha256: '' }
  expect(await writeStoredMedia(sql, here!, file, { url: '/', metadata: {}, at: now })).toBeTruthy()
  const why = { reason: 'gone', message: 'Gone.', at: now }
  expect(await writeFailedMedia(sql, lost!, why)).toBeTruthy()
  expect(await findRoomOfMessage(sql, here!)).toBeTruthy()
  for (const staff of [true, false])
    await findServedMedia(sql, { id: userId(turn), staff }, messageId(turn))
  const stored = `2026/11/${messageId(turn)}.jpg`
  const nobodys = objectName(Bun.randomUUIDv7(), now, 'jpg')
  expect(await findKnownObjects(sql, [stored, nobodys])).toEqual(new Set([stored]))
  await sql`insert into unwanted_objects values (${stored}), (${nobodys})`
  const claim = { now, before: now + DAY_MS, limit: 10 }
  expect(await claimUnwantedObjects(sql, claim)).toEqual([nobodys])
  await forgetUnwantedObjects(sql, [nobodys])
  if (turn === 1)
    expect(await findExpiredMedia(sql, { before: now + DAY_MS, limit: 1 })).toHaveLength(1)
  const dropped = await dropExpiredMedia(sql, [here!], new Date(now).toISOString())
  expect(dropped).toHaveLength(1)
  // The next turn sweeps what it lets go of itself.
  await sql`delete from unwanted_objects`
}

async function templates(sql: Sql, turn: number) {
  const wabaId = `account ${turn}`
  await addAccounts(sql, wabaId)
  await makeDue(sql)
  const claim = async () => (await claimAccount(sql, { wabaId, leaseMs: 60_000 }))!
  await failAccount(sql, await claim(), { problem: 'unreachable', retryMs: 60_000 })
  const [language, category, status] = ['id', 'UTILITY', 'APPROVED']
  const parameterFormat = 'positional' as const
  const named = { id: '1', name: 'hello', components: [], language, category, status }
  const fetched = [{ ...named, parameterFormat }]
  expect(await storeTemplates(sql, await claim(), { fetched, ageMs: DAY_MS })).toBe(true)
  expect(await findTemplate(sql, { wabaId, name: 'hello', language: 'id' })).toBeTruthy()
  await readFreshness(sql)
}

async function displayNumber(sql: Sql, turn: number) {
  const [channel] = await sql<{ id: string }[]>`select id from channels limit 1`
  await sql.begin(async (tx) => {
    expect(await lockRoomsOfChannel(tx, channel!.id, 10)).toHaveLength(10)
    expect(await showNumber(tx, channel!.id, `6280000${turn}`)).toBe(true)
  })
}
