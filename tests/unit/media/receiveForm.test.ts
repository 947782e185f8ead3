import { afterEach, beforeEach, expect, test } from 'bun:test'
import { receiveForm } from '../../../src/http/receiveForm.ts'
import { openFolder } from './folder.ts'

const MB = 1024 * 1024
let folder: Awaited<ReturnType<typeof openFolder>>
beforeEach(async () => {
  folder = await openFolder()
})
afterEach(() => folder.remove())

const options = () => ({ workshop: folder.workshop, fileField: 'media', maxBytes: 4 * MB })
const receive = (body: BodyInit, headers: Record<string, string> = {}) =>
  receiveForm(new Request('http://x/', { method: 'POST', body, headers }), options())

const bytes = Uint8Array.from({ length: 3 * MB }, (_, index) => (index * 31) % 251)
const photo = new File([bytes], 'liburan – ünï.jpg', { type: 'image/jpeg' })

function form(...parts: [string, string | File][]): FormData {
  const data = new FormData()
  for (const [name, value] of parts) data.append(name, value)
  return data
}

/** A form as it is on the wire, for bodies that no client of good will sends. */
const BOUNDARY = 'xxboundaryxx'
const raw = (...parts: string[]) =>
  `${parts.map((part) => `--${BOUNDARY}\r\n${part}\r\n`).join('')}--${BOUNDARY}--\r\n`
const rawType = { 'content-type': `multipart/form-data; boundary=${BOUNDARY}` }
const field = (name: string, value: string) =>
  `Content-Disposition: form-data; name="${name}"\r\n\r\n${value}`
const file = (name: string, content: string) =>
  `Content-Disposition: form-data; name="${name}"; filename="a.txt"\r\nContent-Type: text/plain\r\n\r\n${content}`

test('a file and its fields, whichever come first', async () => {
  for (const parts of [
    [
      ['room_id', '1'],
      ['media', photo],
      ['caption', 'Ünïcode'],
    ],
    [
      ['media', photo],
      ['caption', 'Ünïcode'],
      ['room_id', '1'],
    ],
  ] as [string, string | File][][]) {
    const { fields, file } = await receive(form(...parts))
    expect(fields).toEqual({ room_id: '1', caption: 'Ünïcode' })
    expect(file).toMatchObject({
      size: bytes.length,
      sha256: new Bun.CryptoHasher('sha256').update(bytes).digest('hex'),
      type: 'image/jpeg',
      fileName: 'liburan – ünï.jpg',
    })
    expect(await Bun.file(file!.path).bytes()).toEqual(bytes)
  }
})

test('a form without a file, and names that mean something to JavaScript', async () => {
  const { fields, file } = await receive(form(['__proto__', 'x'], ['constructor', 'y']))
  expect(file).toBe(null)
  expect(Object.entries(fields).sort()).toEqual([
    ['__proto__', 'x'],
    ['constructor', 'y'],
  ])
  expect(await folder.files()).toEqual([])
})

test('what is too large is refused, declared or not, and nothing is left', async () => {
  const large = new File([new Uint8Array(4 * MB + 1)], 'a.bin')
  await refused(receive(form(['media', large])), 'payload_too_large')
  const streamed = new Response(raw(file('media', 'x'.repeat(4 * MB + 1)))).body
  await refused(receive(streamed!, rawType), 'payload_too_large')
  const padding = 'x'.repeat(6 * MB)
  await refused(receive(padding + raw(field('a', 'b')), rawType), 'payload_too_large')
})

test('what breaks off in the middle leaves nothing', async () => {
  const whole = raw(field('room_id', '1'), file('media', 'y'.repeat(MB)))
  for (const end of [10, 150, 300, MB / 2, whole.length - 8])
    await refused(receive(whole.slice(0, end), rawType), 'invalid_request')
  let sent = 0
  const cut = new ReadableStream({
    pull(controller) {
      if (sent++ === 0) controller.enqueue(new TextEncoder().encode(whole.slice(0, MB / 2)))
      else controller.error(new Error('gone'))
    },
  })
  await refused(receive(cut, rawType), 'invalid_request')
})

test('what is no such form is refused', async () => {
  for (const [body, headers] of [
    ['{}', { 'content-type': 'application/json' }],
    ['x', { 'content-type': 'multipart/form-data' }],
    ['', rawType],
    ['no boundary in here', rawType],
    [raw(file('other', 'x')), rawType],
    [raw(file('media', 'x'), file('media', 'y')), rawType],
    [raw(field('a', 'x'), field('a', 'y')), rawType],
    [raw(field('a', 'x'.repeat(20_000))), rawType],
    [raw(...Array.from({ length: 50 }, (_, index) => field(`f${index}`, 'x'))), rawType],
    [raw(file('media', 'x'), field('a', 'x'.repeat(20_000))), rawType],
  ] as [string, Record<string, string>][])
    await refused(receive(body, headers), 'invalid_request')
})

/** Refused with that code, and no file is left of it. */
async function refused(answer: Promise<unknown>, code: string) {
  const error = await answer.then(
    () => null,
    (error) => error,
  )
  expect(error).toMatchObject({ name: 'AppError', code })
  expect(await folder.files()).toEqual([])
}
