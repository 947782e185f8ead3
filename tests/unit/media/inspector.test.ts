import { afterAll, expect, test } from 'bun:test'
import { join } from 'node:path'
import { createInspector } from '../../../src/media/inspector.ts'
import { Unreadable } from '../../../src/media/unreadable.ts'
import { fixture, openFolder } from './folder.ts'

const folder = await openFolder()
afterAll(() => folder.remove())

const PHOTO = await folder.file(await fixture('photo.jpg'))
const MISSING = join(folder.path, 'missing')
const started = () =>
  new Worker(new URL('../../../src/media/inspectorWorker.ts', import.meta.url).href)

/** An inspector whose first thread is this one. */
function openInspector(first: () => Worker) {
  const threads = [first]
  return createInspector({ limitMs: 2_000, thread: () => (threads.shift() ?? started)() })
}
const thread = (code: string) =>
  new Worker(URL.createObjectURL(new Blob([code], { type: 'text/javascript' })))
const faultOf = (asked: Promise<unknown>) => asked.catch((error: unknown) => error)
const photo = { mime: 'image/jpeg', extension: 'jpg' }

test('what can’t be opened is not taken for a file of no known type', async () => {
  const { inspector } = folder
  expect(await inspector.inspect(PHOTO.path)).toMatchObject(photo)
  const copy = inspector.copyAsVoiceNote(MISSING, join(folder.path, 'copy'))
  for (const failed of [await faultOf(inspector.inspect(MISSING)), await faultOf(copy)]) {
    expect(failed).toBeInstanceOf(Unreadable)
    expect(failed).toMatchObject({ code: 'ENOENT' })
  }
  expect(await inspector.inspect(PHOTO.path)).toMatchObject(photo)
})

test('a reader that makes nothing of a file knows no type of it', async () => {
  const torn = await folder.file((await fixture('film.mp4')).slice(0, 64))
  expect(await folder.inspector.inspect(torn.path)).toMatchObject({ mime: null })
})

test.each([
  [
    'can’t be started',
    () => {
      throw new Error('no more threads')
    },
  ],
  ['breaks as it starts', () => thread('throw new Error("no memory")')],
  ['never begins', () => thread('onmessage = () => {}')],
])('a thread that %s says nothing of a file, and the next file gets another', async (_, first) => {
  const inspector = openInspector(first)
  const failed = faultOf(inspector.inspect(PHOTO.path))
  const next = inspector.inspect(PHOTO.path)
  expect(await failed).toBeInstanceOf(Unreadable)
  expect(await next).toMatchObject(photo)
  await inspector.stop()
})

test('a reader that never ends is one of its file', async () => {
  const inspector = openInspector(() =>
    thread('onmessage = () => { postMessage({ kind: "reading" }); for (;;); }'),
  )
  expect(await inspector.inspect(PHOTO.path)).toMatchObject({ mime: null, extension: 'bin' })
  expect(await inspector.inspect(PHOTO.path)).toMatchObject(photo)
  await inspector.stop()
})
