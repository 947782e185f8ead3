import { afterAll, expect, test } from 'bun:test'
import { join } from 'node:path'
import { createInspector } from '../../../src/media/inspector.ts'
import { Unreadable } from '../../../src/media/unreadable.ts'
import { fixture, openFolder } from './folder.ts'

const INSPECTOR = new URL('../../../src/media/inspector.ts', import.meta.url).pathname

const folder = await openFolder()
afterAll(() => folder.remove())

const PHOTO = await folder.file(await fixture('photo.jpg'))
const MISSING = join(folder.path, 'missing')
const started = () =>
  new Worker(new URL('../../../src/media/inspectorWorker.ts', import.meta.url).href)

/** A thread that has read a file: its code is there, and the next takes it no time. */
async function warm(): Promise<Worker> {
  const worker = started()
  await new Promise<void>((read) => {
    worker.onmessage = ({ data }) => data.kind !== 'reading' && read()
    worker.postMessage({ path: PHOTO.path })
  })
  return worker
}
/** An inspector whose first thread is this one. Its limit is short, and nothing but that thread comes near it. */
async function openInspector(first: () => Worker) {
  const next = await warm()
  const threads = [first, () => next]
  return createInspector({ limitMs: 2_000, thread: () => threads.shift()!() })
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

test('a file that its reader can’t parse has no known type', async () => {
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
  const inspector = await openInspector(first)
  const failed = faultOf(inspector.inspect(PHOTO.path))
  const next = inspector.inspect(PHOTO.path)
  expect(await failed).toBeInstanceOf(Unreadable)
  expect(await next).toMatchObject(photo)
  await inspector.stop()
})

test('a reader that never ends is one of its file', async () => {
  const inspector = await openInspector(() =>
    thread('onmessage = () => { postMessage({ kind: "reading" }); for (;;); }'),
  )
  expect(await inspector.inspect(PHOTO.path)).toMatchObject({ mime: null, extension: 'bin' })
  expect(await inspector.inspect(PHOTO.path)).toMatchObject(photo)
  await inspector.stop()
})

test('what a file says of itself does not come into the log', async () => {
  const sound = Buffer.from(await fixture('chromium-voice.mp4'))
  sound.write('\u001b[2J', sound.indexOf('Opus'), 'latin1')
  const { path } = await folder.file(sound)
  const reads = `
    const { createInspector } = await import(${JSON.stringify(INSPECTOR)})
    const inspector = createInspector()
    const { mime } = await inspector.inspect(${JSON.stringify(path)})
    await inspector.stop()
    process.exit(mime === 'audio/mp4' ? 0 : 1)`
  const reading = Bun.spawn([process.execPath, '-e', reads], { stdout: 'pipe', stderr: 'pipe' })
  const said = await Promise.all([reading.stdout, reading.stderr].map(Bun.readableStreamToText))
  expect([...said, await reading.exited]).toEqual(['', '', 0])
})
