import { afterAll, describe, expect, setDefaultTimeout, test } from 'bun:test'
import { failure } from '../../src/protocol/errors.ts'
import { NO_IDS } from '../helpers/server.ts'
import { ID, openReading } from './readingWorld.ts'

setDefaultTimeout(60_000)

const { rooms, get, stop } = await openReading()
afterAll(stop)

const encode = (value: unknown) => Buffer.from(JSON.stringify(value)).toString('base64url')

const HUGE = 'x'.repeat(5_000)

describe('cursors and ids that are not ours', () => {
  const either = [
    '',
    '%00',
    'x',
    '%F0%9F%98%80',
    HUGE,
    encode(null),
    encode({}),
    encode([]),
    encode([1]),
    encode('x'),
  ]
  const room = [
    ...either,
    ...[
      ['yesterday', ID],
      ['2026-01-01T00:00:00.000Z', 'x'],
      ['2026-01-01T00:00:00.000Z', null],
      ['2026-13-01T00:00:00.000Z', ID],
      ['2026-02-30T00:00:00.000Z', ID],
      ['0000-01-01T00:00:00.000Z', ID],
      [`2026-01-01T00:00:00.${'1'.repeat(200)}Z`, ID],
      ['2026-01-01T00:00:00.000Z', ID, 1],
      ['infinity', ID],
    ].map(encode),
  ]
  const messages = [
    ...either,
    ...[
      ['1', '2'],
      [1.5, 2],
      [1, null],
      [1, 2, 3],
      [1e300, 1],
    ].map(encode),
    Buffer.from('[9223372036854775808,1]').toString('base64url'),
  ]

  test('a malformed cursor of rooms is invalid_request, never a failure of ours', async () => {
    for (const cursor of room) {
      const { status, body } = await get(`/rooms?cursor=${cursor}`)
      expect({ cursor: cursor.slice(0, 90), status }).toEqual({
        cursor: cursor.slice(0, 90),
        status: 400,
      })
      expect(failure.parse(body).error.code).toBe('invalid_request')
    }
  })

  test('a malformed cursor of messages is invalid_request, never a failure of ours', async () => {
    for (const cursor of messages)
      for (const path of [`/rooms/${rooms[0]}/messages?`, `/messages?room_id=${rooms[0]}&`]) {
        const { status } = await get(`${path}before=${cursor}`)
        expect({ path, cursor: cursor.slice(0, 90), status }).toEqual({
          path,
          cursor: cursor.slice(0, 90),
          status: 400,
        })
      }
  })

  test('a well-formed cursor from elsewhere is just a position', async () => {
    for (const second of [-1, 0, Number.MAX_SAFE_INTEGER])
      for (const seq of [-1, 0, Number.MAX_SAFE_INTEGER])
        expect(
          (await get(`/rooms/${rooms[0]}/messages?before=${encode([second, seq])}`)).status,
        ).toBe(200)
    for (const time of ['1970-01-01T00:00:00.000Z', '9999-12-31T23:59:59.999Z'])
      expect((await get(`/rooms?cursor=${encode([time, ID])}`)).status).toBe(200)
  })

  test('an id that names no room, or is none, is not_found; as a query it must be an id', async () => {
    for (const id of [ID, ...NO_IDS, '1', 'null', HUGE, `${ID}%20`, `{${ID}}`]) {
      for (const path of [`/rooms/${id}`, `/rooms/${id}/messages`]) {
        const { status, body } = await get(path)
        expect({ path: path.slice(0, 90), status }).toEqual({
          path: path.slice(0, 90),
          status: 404,
        })
        expect(failure.parse(body).error.code).toBe('not_found')
      }
    }
    expect((await get(`/messages?room_id=${ID}`)).status).toBe(404)
    for (const query of ['', '?room_id=', '?room_id=x', `?room_id=${ID}&room_id=${ID}`])
      expect({ query, status: (await get(`/messages${query}`)).status }).toEqual({
        query,
        status: 400,
      })
  })
})
