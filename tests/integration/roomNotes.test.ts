import { afterAll, describe, expect, setDefaultTimeout, test } from 'bun:test'
import { z } from 'zod'
import { message } from '../../src/protocol/message.ts'
import { historyEntry } from '../../src/protocol/rooms.ts'
import { openRoomActions } from './roomActionsWorld.ts'
import { from } from './webhookWorld.ts'

setDefaultTimeout(60_000)

const { team, staff, mine, stop } = await openRoomActions()
afterAll(stop)

describe('POST /rooms/:id/notes', () => {
  test('is a message of the room, told to who sees it, and neither unread nor the last message', async () => {
    const { id } = await mine(2)
    const { event_id: _, ...before } = await team.room(id)
    const { status, body } = await team.call('POST', `/rooms/${id}/notes`, team.one, {
      text: 'Call back 🙂',
    })
    expect(status).toBe(201)
    const note = message.parse(body.data)
    expect(note).toMatchObject({
      direction: 'note',
      content_type: 'note',
      content_text: 'Call back 🙂',
      user_id: team.one.id,
      seq: 3,
    })
    expect((await team.messages(id)).find((one) => one.id === note.id)).toEqual(note)
    const { event_id: __, ...after } = await team.room(id)
    expect(after).toEqual({ ...before, message_count: 3 })
    const [told] = (await team.told(team.ones, 'new_message', id)).slice(-1)
    expect(told).toMatchObject({ id: note.id, seq: 3, room: { unread_count: 2, message_count: 3 } })
    expect(await team.told(team.others, 'new_message', id)).toEqual([])
  })

  test('notes beside messages that come in at the same time get one number each', async () => {
    const { id, phone } = await mine()
    await Promise.all(
      Array.from({ length: 20 }, (_, n) =>
        n % 2 === 0
          ? team.call('POST', `/rooms/${id}/notes`, team.one, { text: `${n}` })
          : team.take(from({ phone }, `${n}`)),
      ),
    )
    const seqs = (await team.messages(id)).map(({ seq }) => seq).sort((a, b) => a - b)
    expect(seqs).toEqual(Array.from({ length: 21 }, (_, n) => n + 1))
    const counts = (await team.told(team.dashboard, 'new_message', id)).map(
      (one) => one.room.message_count,
    )
    expect(counts).toEqual(Array.from({ length: 20 }, (_, n) => n + 2))
  })
})

describe('the same note again, under its client_message_id', () => {
  const conflict = { status: 409, body: { error: { details: { reason: 'client_message_id' } } } }

  test('is the note that was stored, told of once, also when all come at once', async () => {
    const { id } = await mine()
    const asked = { text: 'Call back', client_message_id: 'lost answer' }
    const save = (more: object = {}) =>
      team.call('POST', `/rooms/${id}/notes`, team.one, { ...asked, ...more })
    const answers = await Promise.all([save(), save(), save()])
    expect(answers.map(({ status }) => status).sort()).toEqual([200, 200, 201])
    const note = message.parse(answers[0]!.body.data)
    expect(note).toMatchObject({ client_message_id: 'lost answer', content_text: 'Call back' })
    const again = await save()
    for (const { body } of [...answers, again]) expect(body.data).toEqual(note)
    expect((await team.messages(id)).filter(({ direction }) => direction === 'note')).toEqual([
      note,
    ])
    const told = await team.told(team.ones, 'new_message', id)
    expect(told.map((one) => one.id)).toEqual([note.id])
    expect(told[0]).toMatchObject({ client_message_id: 'lost answer' })
    expect(await save({ text: 'Call back!' })).toMatchObject(conflict)
    const send = { room_id: id, ...asked }
    expect(await team.call('POST', '/messages/send', team.one, send)).toMatchObject(conflict)
    expect((await team.call('POST', `/rooms/${id}/notes`, staff, asked)).status).toBe(201)
  })

  test('also in the room that its own was merged into, and for nobody who has left', async () => {
    const [older, younger] = [await mine(), await mine()]
    const asked = { text: 'Call back', client_message_id: 'merged' }
    const save = () => team.call('POST', `/rooms/${younger.id}/notes`, team.one, asked)
    const first = await save()
    expect(first.status).toBe(201)
    const merge = { room_id: younger.id }
    expect((await team.call('POST', `/rooms/${older.id}/merge`, staff, merge)).status).toBe(200)
    const again = await save()
    expect(again).toMatchObject({
      status: 200,
      body: { data: { id: first.body.data.id, room_id: older.id } },
    })
    await team.call('POST', `/rooms/${older.id}/unassign`, staff, { agent_id: team.one.id })
    expect((await save()).status).toBe(404)
  })

  test('is as little sent again or taken away as any other', async () => {
    const { id } = await mine()
    const asked = { text: 'Call back', client_message_id: 'stays' }
    const { body } = await team.call('POST', `/rooms/${id}/notes`, team.one, asked)
    const about = `/messages/${body.data.id}`
    expect((await team.call('POST', `${about}/retry`, team.one)).status).toBe(409)
    expect((await team.call('DELETE', about, team.one)).status).toBe(409)
    const forward = { message_id: body.data.id, room_ids: [id] }
    expect((await team.call('POST', '/messages/forward', team.one, forward)).status).toBe(422)
  })
})

describe('GET /rooms/:id/history', () => {
  test('tells who did what, newest first, page by page', async () => {
    const { id } = await mine()
    await team.call('PATCH', `/rooms/${id}`, team.one, { title: 'T', status: 'closed' })
    await team.call('PUT', `/rooms/${id}/tags`, team.one, { tags: ['a'] })
    await team.call('POST', `/rooms/${id}/unassign`, staff, { agent_id: team.one.id })
    const entries: z.infer<typeof historyEntry>[] = []
    for (let query = '?limit=2'; ; ) {
      const { status, body } = await team.call('GET', `/rooms/${id}/history${query}`, staff)
      expect(status).toBe(200)
      entries.push(...z.array(historyEntry).parse(body.data))
      if (body.next_cursor === null) break
      query = `?limit=2&cursor=${body.next_cursor}`
    }
    expect(entries.map(({ kind }) => kind)).toEqual([
      'unassigned',
      'tags',
      'status',
      'title',
      'assigned',
    ])
    expect(entries[0]).toMatchObject({
      actor_id: staff.id,
      agent_id: team.one.id,
      agent_name: 'One',
    })
    expect(entries[2]).toMatchObject({ actor_name: 'One', data: { from: 'open', to: 'closed' } })
    expect((await team.call('GET', `/rooms/${id}/history?cursor=x`, staff)).status).toBe(400)
  })
})
