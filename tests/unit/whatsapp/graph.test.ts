import { afterEach, describe, expect, test } from 'bun:test'
import { createGraph } from '../../../src/whatsapp/graph.ts'
import { httpAnswer, rawServer } from '../../helpers/rawServer.ts'
import { against, answering, error, listening, NUMBER, stopServers, TOKEN } from './graphClient.ts'

const body = { messaging_product: 'whatsapp', type: 'text', text: { body: 'é' } }

const accepted = {
  messaging_product: 'whatsapp',
  contacts: [{ input: '+16505551234', wa_id: '16505551234' }],
  messages: [{ id: 'wamid.OUT' }],
}

afterEach(stopServers)

describe('a send', () => {
  test('is one POST with the token, to the number it goes out from', async () => {
    const { graph, requests } = await answering(200, accepted)
    await graph.send(NUMBER, body)
    expect(requests).toHaveLength(1)
    const [head, sent] = requests[0]!.split('\r\n\r\n')
    expect(head).toStartWith(`POST /v26.0/${NUMBER}/messages HTTP/1.1`)
    expect(head).toMatch(new RegExp(`^authorization: Bearer ${TOKEN}\r?$`, 'im'))
    expect(head).toMatch(/^content-type: application\/json\r?$/im)
    expect(JSON.parse(Buffer.from(sent!, 'latin1').toString())).toEqual(body)
  })

  test('that Meta took names its wamid, and who it reached', async () => {
    const { graph } = await answering(200, accepted)
    expect(await graph.send(NUMBER, body)).toEqual({
      kind: 'accepted',
      wamid: 'wamid.OUT',
      waId: '16505551234',
      bsuid: null,
    })
  })

  test('to a hidden number names the user id', async () => {
    const contacts = [{ input: 'US.1', user_id: 'US.1' }]
    const { graph } = await answering(200, { ...accepted, contacts })
    expect(await graph.send(NUMBER, body)).toMatchObject({ waId: null, bsuid: 'US.1' })
  })

  test.each([131026, 131047, 132000, 190, 131049, 100])('is refused clearly: %i', async (code) => {
    const details = 'Why.'
    const { graph } = await answering(400, error(code, { error_data: { details } }))
    expect(await graph.send(NUMBER, body)).toEqual({
      kind: 'refused',
      error: { code, title: `(#${code}) Something`, details, httpStatus: 400 },
    })
  })

  test('from a number that is not there, or not ours, is refused as that, not as a wrong message', async () => {
    const said = { type: 'GraphMethodException', error_subcode: 33 }
    const { graph } = await answering(400, error(100, said))
    expect(await graph.send(NUMBER, body)).toMatchObject({ kind: 'refused', error: { code: 33 } })
  })

  test.each([
    [400, 130429],
    [400, 131056],
    [500, 131000],
    [503, 2],
    [500, 999_999],
    [429, 999_999],
  ])('may be tried again after %i with code %i', async (status, code) => {
    const { graph } = await answering(status, error(code))
    expect(await graph.send(NUMBER, body)).toMatchObject({ kind: 'retry', error: { code } })
  })

  test('goes by the code, whatever the status says', async () => {
    const { graph } = await answering(500, error(131053))
    expect(await graph.send(NUMBER, body)).toMatchObject({ kind: 'refused' })
  })

  test('goes by the error, even in an answer that claims success', async () => {
    const { graph } = await answering(200, error(131009))
    expect(await graph.send(NUMBER, body)).toMatchObject({ kind: 'refused' })
  })

  test.each([
    ['a page of a proxy', 502, '<html>Bad gateway</html>'],
    ['nothing', 200, ''],
    ['JSON that is cut', 200, '{"messages":[{"id":'],
    ['no message', 200, { messages: [] }],
    ['something else', 200, [1, 2, 3]],
    ['no error that can be read', 500, { error: 'no' }],
    ['an error without its code', 500, { error: { message: 'no' } }],
    ['an error whose code is null', 502, { error: { message: 'no', code: null } }],
    ['an error whose code is a word', 502, { error: { message: 'no', code: '' } }],
    ['no code of a refusal', 404, {}],
  ])('answered with %s is unknown', async (_, status, said) => {
    const { graph } = await answering(status, said)
    expect(await graph.send(NUMBER, body)).toMatchObject({ kind: 'unknown' })
  })

  test('never follows a redirect', async () => {
    const elsewhere = await rawServer((socket) => void socket.write(httpAnswer(200, accepted)))
    const { graph } = await answering(307, '', `Location: ${elsewhere.url}/\r\n`)
    expect(await graph.send(NUMBER, body)).toMatchObject({ kind: 'unknown' })
    expect(elsewhere.requests).toEqual([])
    elsewhere.stop()
  })

  test('whose connection was never made may be tried again', async () => {
    const server = await rawServer(() => {})
    server.stop()
    for (const baseUrl of [server.url, 'http://no-such-host.invalid']) {
      const graph = createGraph({ baseUrl, version: 'v26.0', token: () => TOKEN })
      expect(await graph.send(NUMBER, body)).toEqual({ kind: 'retry', error: null })
    }
  })

  test('cut after it was read is unknown, and is not sent a second time', async () => {
    for (const cut of [
      (socket: { destroy: () => void }) => socket.destroy(),
      (socket: { resetAndDestroy: () => void }) => socket.resetAndDestroy(),
    ]) {
      const { graph, requests } = await against(cut)
      expect(await graph.send(NUMBER, body)).toMatchObject({ kind: 'unknown' })
      expect(requests).toHaveLength(1)
      stopServers()
    }
  })

  test('cut on a connection that was used before is unknown, and is not sent a second time', async () => {
    let answers = 1
    const { graph, requests } = await against((socket) => {
      if (answers-- > 0) socket.write(httpAnswer(200, accepted))
      else socket.destroy()
    })
    expect(await graph.send(NUMBER, body)).toMatchObject({ kind: 'accepted' })
    expect(await graph.send(NUMBER, body)).toMatchObject({ kind: 'unknown' })
    expect(requests).toHaveLength(2)
  })

  test('whose answer never ends is unknown, and is not taken into memory', async () => {
    const { graph } = await against((socket) => {
      socket.write('HTTP/1.1 200 OK\r\nContent-Type: application/json\r\n\r\n{"a":"')
      const more = () => void (socket.writable && socket.write('x'.repeat(1024 * 1024), more))
      more()
    })
    expect(await graph.send(NUMBER, body)).toEqual({ kind: 'unknown', reason: 'DataError' })
  })

  test('cut in the middle of its answer is unknown', async () => {
    const { graph } = await against((socket) => {
      socket.end(httpAnswer(200, accepted).slice(0, -20))
    })
    expect(await graph.send(NUMBER, body)).toMatchObject({ kind: 'unknown' })
  })

  test.each([
    ['nothing comes', () => {}],
    [
      'half of the answer comes',
      (socket) => void socket.write(httpAnswer(200, accepted).slice(0, 60)),
    ],
    ['what comes is no HTTP', (socket) => void socket.write('blah\r\n\r\n')],
  ] as [string, Parameters<typeof rawServer>[0]][])(
    'is unknown when %s in time',
    async (_, behave) => {
      const { graph } = await against(behave, 150)
      expect(await graph.send(NUMBER, body)).toMatchObject({ kind: 'unknown' })
    },
  )
})

describe('the token', () => {
  test('is in no outcome, even if Meta quotes it', async () => {
    const quoting = { message: `Malformed access token ${TOKEN}`, code: 190 }
    const { graph } = await answering(401, { error: { ...quoting, error_user_msg: TOKEN } })
    const outcome = await graph.send(NUMBER, body)
    expect(outcome).toMatchObject({
      kind: 'refused',
      error: { title: 'Malformed access token [token]', details: '[token]' },
    })
    expect(JSON.stringify(await graph.templates('waba'))).not.toContain(TOKEN)
  })

  test('is asked for at each request, so that a new one is used at once', async () => {
    const server = await rawServer((socket) => void socket.write(httpAnswer(200, accepted)))
    listening.push(server.stop)
    let token = 'first'
    const graph = createGraph({ baseUrl: `${server.url}/`, version: 'v26.0', token: () => token })
    await graph.send(NUMBER, body)
    token = 'second'
    await graph.send(NUMBER, body)
    expect(server.requests.map((head) => /Bearer (\w+)/.exec(head)?.[1])).toEqual([
      'first',
      'second',
    ])
  })
})

describe('a read receipt', () => {
  test('says what the Cloud API takes', async () => {
    const { graph, requests } = await answering(200, { success: true })
    expect(await graph.markRead(NUMBER, 'wamid.IN', true)).toBe(true)
    expect(requests[0]).toStartWith(`POST /v26.0/${NUMBER}/messages `)
    expect(JSON.parse(requests[0]!.split('\r\n\r\n')[1]!)).toEqual({
      messaging_product: 'whatsapp',
      status: 'read',
      message_id: 'wamid.IN',
      typing_indicator: { type: 'text' },
    })
  })

  test.each([
    [400, error(100)],
    [200, { success: false }],
    [502, 'x'],
  ] as [number, unknown][])(
    'that fails says so, and throws nothing: %i %j',
    async (status, said) => {
      const { graph } = await answering(status, said)
      expect(await graph.markRead(NUMBER, 'wamid.IN', false)).toBe(false)
    },
  )
})
