import { afterAll, expect, test } from 'bun:test'
import { openTeam } from '../integration/roomsWorld.ts'
import { openBrowser, signInto, type Tab } from './browser.ts'

// To the browser this name is another machine. Without TLS, it gets no APIs that need a secure context.
const NAME = 'ruang.lan'
const team = await openTeam()
const browser = await openBrowser([`--host-resolver-rules=MAP ${NAME} 127.0.0.1`])
afterAll(async () => {
  await browser.close()
  await team.end()
})
/** The page's faults, except for the warning that a header of ours has no effect without TLS. */
const faultsOf = ({ faults }: Tab) =>
  faults.filter((fault) => !fault.startsWith('The Cross-Origin-Opener-Policy header'))
const url = team.server.url.replace('127.0.0.1', NAME)

test('on plain http from another machine, rooms can be opened, read and answered', async () => {
  const { id } = await team.newRoom({ name: 'Budi' })
  const page = await browser.window()
  await signInto(page, url, await team.server.account('supervisor'))
  expect(await page.evaluate(() => [isSecureContext, 'locks' in navigator])).toEqual([false, false])
  await page.goto(`${url}/inbox/${id}`)
  const text = page.getByLabel('Message', { exact: true })
  await text.fill('Selamat pagi')
  await text.press('Enter')
  await page.getByRole('log').getByText('Selamat pagi', { exact: true }).waitFor()
  await page.getByRole('log').getByLabel('Sending').waitFor({ state: 'hidden' })
  expect(faultsOf(page)).toEqual([])
})

test('on plain http, an expired token is renewed once for all requests', async () => {
  const page = await browser.window()
  await signInto(page, url, await team.server.account('supervisor'))
  const renewed: string[] = []
  page.on('request', (request) => {
    if (request.url().endsWith('/auth/refresh')) renewed.push(request.url())
  })
  await page.evaluate(() => {
    const now = JSON.parse(localStorage.getItem('ruang.session')!)
    localStorage.setItem('ruang.session', JSON.stringify({ ...now, renewAt: 0 }))
  })
  await page.reload()
  await page.locator('html[data-alerts=on]').waitFor()
  expect(renewed.length).toBe(1)
  expect(faultsOf(page)).toEqual([])
})

test('on plain http, a phone number and a link can be copied', async () => {
  const { id, phone } = await team.newRoom({ name: 'Citra' })
  const page = await browser.window()
  await signInto(page, url, await team.server.account('supervisor'))
  await page.goto(`${url}/inbox/${id}`)
  const text = page.getByLabel('Message', { exact: true })
  const copied = async () => {
    await text.fill('')
    await text.press('Control+v')
    return await text.inputValue()
  }
  await page.getByRole('button', { name: 'Copy number' }).click()
  await page.getByText('Number copied').waitFor()
  expect(await copied()).toBe(`+${phone}`)
  await page.getByRole('button', { name: 'More actions' }).click()
  await page.getByRole('menuitem', { name: 'Copy the link' }).click()
  await page.getByRole('menuitem').first().waitFor({ state: 'detached' })
  expect(await copied()).toBe(`${url}/inbox/${id}`)
  expect(faultsOf(page)).toEqual([])
})

test('copying works in browsers that copy only a selection and always report success', async () => {
  const { id, phone } = await team.newRoom({ name: 'Dewi' })
  const page = await browser.window()
  await signInto(page, url, await team.server.account('supervisor'))
  await page.goto(`${url}/inbox/${id}`)
  const text = page.getByLabel('Message', { exact: true })
  await text.waitFor()
  await page.evaluate(() => {
    const copying = document.execCommand.bind(document)
    document.execCommand = (command) => {
      const { activeElement: at } = document
      const isSelected = at instanceof HTMLTextAreaElement && at.selectionStart !== at.selectionEnd
      return isSelected ? copying(command) : true
    }
  })
  await page.getByRole('button', { name: 'Copy number' }).click()
  await page.getByText('Number copied').waitFor()
  await text.press('Control+v')
  expect(await text.inputValue()).toBe(`+${phone}`)
  await page.evaluate(() => {
    document.execCommand = () => true
  })
  await page.getByRole('button', { name: 'Copy number' }).click()
  await page.getByText('It could not be copied').waitFor()
})
