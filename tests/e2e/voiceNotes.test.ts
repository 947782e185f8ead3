import { afterAll, expect, test } from 'bun:test'
import type { Locator } from 'playwright-core'
import { signInto } from './browser.ts'
import { openTeamInBrowser } from './inBrowser.ts'

const SOUND = new URL('../fixtures/media/sound.mp3', import.meta.url)
const VOICE = new URL('../../src/simulator/samples/voice.ogg', import.meta.url)

const { team, browser, end } = await openTeamInBrowser()
afterAll(end)

/** Sends a sound, so many times over. @returns the message's id */
async function sendSound(roomId: string, { from = SOUND, times = 1 } = {}): Promise<string> {
  const sound = Bun.file(from)
  const name = from.pathname.replace(/^.*\//, '')
  const media = new File(Array(times).fill(await sound.bytes()), name, { type: sound.type })
  const body = new FormData()
  body.set('room_id', roomId)
  body.set('media', media)
  const headers = { authorization: `Bearer ${team.supervisor.token}` }
  const to = `${team.server.url}/messages/send-media-combined`
  const answer = await fetch(to, { method: 'POST', headers, body })
  expect(answer.status).toBe(201)
  return ((await answer.json()) as { data: { id: string } }).data.id
}

/** A room with this many sounds. */
async function roomWithSounds(count: number): Promise<string> {
  const { id } = await team.newRoom()
  for (let n = 0; n < count; n++) await sendSound(id)
  return id
}

/** A room with sounds on a page. One of them plays while all links are renewed, from round 1 to round 2. */
async function openedWithSounds(count: number) {
  const id = await roomWithSounds(count)
  const page = await browser.window()
  await page.clock.install()
  let round = 1
  // The page's clock is faked, the server's is not. Without this, the renewed link would be the same.
  await page.route('**/media/*/link', async (route) => {
    const response = await route.fetch()
    const json = await response.json()
    json.data.url += `${json.data.url.includes('?') ? '&' : '?'}round=${round}`
    await route.fulfill({ response, json })
  })
  await signInto(page, team.server.url, await team.server.account('supervisor'))
  await page.goto(`${team.server.url}/inbox/${id}`)
  // The last one by its place: their links come in any order, and until then there are fewer.
  const [played, other] = [page.locator('audio').first(), page.locator('audio').nth(count - 1)]
  const has = (sound: Locator, link: number) =>
    sound.and(page.locator(`[src$="round=${link}"]`)).waitFor({ state: 'attached' })
  await has(other, round)
  await played.evaluate((audio: HTMLAudioElement) => {
    audio.loop = true
    return audio.play()
  })
  await page.getByRole('button', { name: 'Pause' }).waitFor()
  round = 2
  await page.clock.fastForward('09:30')
  await has(other, round)
  return { page, played, has }
}
const isPaused = (sound: Locator) => sound.evaluate((audio: HTMLAudioElement) => audio.paused)

test('a voice note keeps playing while its link is renewed; others get the new link', async () => {
  const { played } = await openedWithSounds(2)
  expect(await played.getAttribute('src')).toEndWith('round=1')
  expect(await isPaused(played)).toBe(false)
})

test('a voice note whose link no longer works goes on with the new one', async () => {
  const { page, played, has } = await openedWithSounds(2)
  const playing = played.evaluate(
    (audio) => new Promise((resolve) => audio.addEventListener('playing', resolve, { once: true })),
  )
  await played.dispatchEvent('error')
  await has(played, 2)
  await playing
  expect(await isPaused(played)).toBe(false)
  await page.getByRole('button', { name: 'Pause' }).waitFor()
})

test('a long sound is not decoded for a waveform, but shows its duration and can be played', async () => {
  const { id } = await team.newRoom()
  const short = await sendSound(id, { from: VOICE })
  const long = await sendSound(id, { from: VOICE, times: 30 })
  const page = await browser.window()
  const listenedTo: string[] = []
  page.on('request', (request) => {
    if (request.resourceType() === 'fetch') listenedTo.push(request.url())
  })
  const isOf = (message: string) => (url: string) => url.includes(`/media/${message}?`)
  await signInto(page, team.server.url, await team.server.account('supervisor'))
  const fetched = page.waitForResponse((answer) => isOf(short)(answer.url()))
  await page.goto(`${team.server.url}/inbox/${id}`)
  await page.locator('audio').nth(1).evaluate(hasLength)
  await fetched
  expect(listenedTo.filter(isOf(long))).toEqual([])
  await page
    .getByRole('button', { name: /Play voice note/ })
    .last()
    .click()
  await page.getByRole('button', { name: 'Pause' }).waitFor()
})

const hasLength = (audio: HTMLAudioElement) =>
  audio.readyState > 0 ||
  new Promise((resolve) => audio.addEventListener('loadedmetadata', resolve, { once: true }))
