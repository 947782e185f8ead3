import { afterEach, describe, expect, test } from 'bun:test'
import { createGraph } from '../../../src/whatsapp/graph.ts'
import { against, answering, error, NUMBER, stopServers, TOKEN } from './graphClient.ts'

afterEach(stopServers)

describe('an upload', () => {
  const file = new Blob(['%PDF-1.7 …'])
  const about = { mime: 'application/pdf', filename: 'a"b\r\nX: y.pdf' }

  test('is a multipart form with its length, that a stock server can read', async () => {
    let got: FormData | undefined
    let length: string | null = null
    const server = Bun.serve({
      port: 0,
      async fetch(request) {
        length = request.headers.get('content-length')
        got = (await request.formData()) as unknown as FormData
        return Response.json({ id: '1003' })
      },
    })
    const graph = createGraph({ baseUrl: server.url.origin, version: 'v26.0', token: () => TOKEN })
    expect(await graph.uploadMedia(NUMBER, file, about)).toEqual({ kind: 'uploaded', id: '1003' })
    await server.stop(true)
    expect(Number(length)).toBeGreaterThan(file.size)
    expect(got!.get('messaging_product')).toBe('whatsapp')
    expect(got!.get('type')).toBe('application/pdf')
    const sent = got!.get('file') as File
    expect(await sent.text()).toBe('%PDF-1.7 …')
    expect(sent.type).toBe('application/pdf')
    expect(sent.name).not.toContain('\n')
  })

  test('that Meta refuses says why', async () => {
    const { graph } = await answering(400, error(131053))
    expect(await graph.uploadMedia(NUMBER, file, about)).toMatchObject({
      kind: 'refused',
      error: { code: 131053 },
    })
  })

  test('that was cut may be tried again: nothing was sent to anybody', async () => {
    const { graph } = await against((socket) => socket.destroy())
    expect(await graph.uploadMedia(NUMBER, file, about)).toEqual({ kind: 'retry', error: null })
  })

  test('ends when it is called off', async () => {
    const off = new AbortController()
    const { graph } = await against(() => off.abort())
    expect(await graph.uploadMedia(NUMBER, file, { ...about, signal: off.signal })).toEqual({
      kind: 'retry',
      error: null,
    })
  })
})

describe('a file of Meta’s', () => {
  test('is asked for by its id and our number', async () => {
    const info = { url: 'https://lookaside.fbsbx.com/a', mime_type: 'image/jpeg', sha256: 'ab' }
    const { graph, requests } = await answering(200, { ...info, file_size: 303833, id: '2' })
    expect(await graph.mediaInfo('2', NUMBER)).toEqual({
      kind: 'found',
      url: info.url,
      mime: 'image/jpeg',
      sha256: 'ab',
      size: 303833,
    })
    expect(requests[0]).toStartWith(`GET /v26.0/2?phone_number_id=${NUMBER} `)
  })

  test.each([
    [400, error(100), { kind: 'gone' }],
    [404, error(33), { kind: 'gone' }],
    [500, error(131000), { kind: 'retry', reason: 'Graph API error 131000' }],
    [401, error(190), { kind: 'retry', reason: 'Graph API error 190' }],
    [404, 'Not found', { kind: 'retry', reason: 'an answer (404) that is not JSON' }],
    [200, {}, { kind: 'retry', reason: 'HTTP 200' }],
  ] as const)('that is not given: %i %j is %j', async (status, said, info) => {
    const { graph } = await answering(status, said)
    expect(await graph.mediaInfo('2', NUMBER)).toEqual(info)
  })
})
