import { afterAll, expect, test } from 'bun:test'
import type { Locator } from 'playwright-core'
import { signInto } from './browser.ts'
import { openTeamInBrowser } from './inBrowser.ts'

const SOUND = new URL('../fixtures/media/sound.mp3', import.meta.url)

const { team, browser, end } = await openTeamInBrowser()
afterAll(end)

/** A room with so many sounds in it. */
async function roomWithSounds(count: number): Promise<string> {
  const { id } = await team.newRoom()
  const media = new File([await Bun.file(SOUND).bytes()], 'a.mp3', { type: 'audio/mpeg' })
  for (let n = 0; n < count; n++) {
    const body = new FormData()
    body.set('room_id', id)
    body.set('media', media)
    const headers = { authorization: `Bearer ${team.supervisor.token}` }
    const to = `${team.server.url}/messages/send-media-combined`
    expect((await fetch(to, { method: 'POST', headers, body })).status).toBe(201)
  }
  return id
}

/** A room's sounds on a page, whose links are renewed when `renew` is called. */
async function openedWithSounds(count: number) {
  const id = await roomWithSounds(count)
  const page = await browser.window()
  await page.clock.install()
  let round = 1
  // The server's clock does not go with the page's: nine minutes later its link would be the same.
  await page.route('**/media/*/link', async (route) => {
    const response = await route.fetch()
    const json = await response.json()
    json.data.url += `${json.data.url.includes('?') ? '&' : '?'}round=${round}`
    await route.fulfill({ response, json })
  })
  await signInto(page, team.server.url, await team.server.account('supervisor'))
  await page.goto(`${team.server.url}/inbox/${id}`)
  const [played, other] = [page.locator('audio').first(), page.locator('audio').last()]
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

test('a voice note plays on while its link is renewed; one that is not played has the new link', async () => {
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
