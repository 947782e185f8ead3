import { afterAll, expect, setDefaultTimeout, test } from 'bun:test'
import { startWire } from '../faults/wire.ts'
import { next, openClients } from './clientWorld.ts'

setDefaultTimeout(60_000)

const { server, supervisor, say, live, newRoom, stop } = await openClients()
afterAll(stop)

/** A live client whose way to the server can be cut without a word. Everything that it says of itself is in `said`. */
async function wired() {
  const wire = await startWire(Number(new URL(server.url).port))
  const said: unknown[] = []
  const sent: unknown[] = []
  const connection = await live({
    url: wire.through(server.url),
    retryAfter: () => 5,
    onState: (state) => said.push(state),
    onDoubt: (doubted) => said.push(doubted),
  })
  connection.socket.onAnyOutgoing((event) => sent.push(event))
  const close = async () => {
    connection.close()
    await wire.stop()
  }
  return { wire, connection, said, sent, close }
}
async function until(when: () => boolean) {
  while (!when()) await Bun.sleep(10)
}

test('a dead connection that looks live is found out within seconds once it is doubted, and misses nothing', async () => {
  const { wire, connection, said, close } = await wired()
  try {
    wire.swallow()
    wire.mend()
    await say('unheard')
    const begun = performance.now()
    const missed = next(connection, 'new_room_complete')
    connection.makeSure(0)
    expect(said).toEqual(['live', true])
    expect(connection.state).toBe('live')
    expect((await missed).last_message_text).toBe('unheard')
    // Without a question, the silence is noticed after 25 s.
    expect(performance.now() - begun).toBeLessThan(10_000)
    await until(() => connection.state === 'live')
    expect(said).toEqual(['live', true, 'reconnecting', false, 'live'])
  } finally {
    await close()
  }
})

test('a live connection answers, goes on, and is asked once however often it is doubted meanwhile', async () => {
  const { connection, said, sent, close } = await wired()
  try {
    const { id } = connection.socket
    for (let n = 0; n < 5; n++) connection.makeSure(0)
    await until(() => said.length === 3)
    expect(said).toEqual(['live', true, false])
    expect(sent).toEqual(['typing_indicator'])
    const told = next(connection, 'new_room_complete')
    await say()
    await told
    expect(connection.socket.id).toBe(id)
  } finally {
    await close()
  }
})

test('a connection that was heard a moment ago is not asked', async () => {
  const { connection, said, sent, close } = await wired()
  try {
    for (let n = 0; n < 5; n++) connection.makeSure()
    await connection.join((await newRoom()).roomId)
    expect(sent).toEqual(['room:join'])
    expect(said).toEqual(['live'])
  } finally {
    await close()
  }
})

test('“try now” does not wait for the answer of a connection in doubt', async () => {
  const { wire, connection, said, close } = await wired()
  try {
    connection.tryNow()
    expect(said).toEqual(['live'])
    wire.swallow()
    wire.mend()
    const ready = next(connection, 'session_ready')
    connection.makeSure(0)
    const begun = performance.now()
    connection.tryNow()
    await ready
    expect(performance.now() - begun).toBeLessThan(2500)
    expect(said.slice(0, 4)).toEqual(['live', true, 'reconnecting', false])
  } finally {
    await close()
  }
})

test('the question is no news to anybody: colleagues are not told that somebody types', async () => {
  const { connection, said, close } = await wired()
  const colleague = await live({ token: supervisor.token })
  const typing: unknown[] = []
  colleague.on('typing_indicator', (said) => typing.push(said))
  try {
    const { roomId } = await newRoom()
    await Promise.all([connection.join(roomId), colleague.join(roomId)])
    connection.makeSure(0)
    await until(() => said.length === 3)
    await connection.typing(roomId, true)
    await until(() => typing.length > 0)
    expect(typing).toMatchObject([{ room_id: roomId, is_typing: true }])
  } finally {
    await close()
  }
})
