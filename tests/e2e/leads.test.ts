import { afterAll, expect, test } from 'bun:test'
import { ADMIN } from '../helpers/server.ts'
import { seriousFaults } from './accessible.ts'
import { signInto } from './browser.ts'
import { openServerInBrowser } from './inBrowser.ts'

const { server, browser, end } = await openServerInBrowser()
afterAll(end)
const page = await browser.window()
await signInto(page, server.url, ADMIN)

const FILE = `name,phone,outstanding,leads_status
Budi Santoso,+62 812-5550-0142,50000000,Negotiation
Siti Rahmawati,6281255500143,1250000,Promise
Nobody,not a phone,,
`

test('leads are imported from a file with a result per row, found by name, and exported', async () => {
  await page.getByRole('link', { name: 'Leads' }).click()
  await page.getByText('No leads yet. Import them from a CSV file.').waitFor()
  expect(await seriousFaults(page)).toEqual([])
  await page
    .getByLabel('A CSV file of leads')
    .setInputFiles({ name: 'leads.csv', mimeType: 'text/csv', buffer: Buffer.from(FILE) })
  const report = page.getByRole('dialog', { name: 'Import finished' })
  await report.getByText('Line 4').waitFor()
  expect(await report.getByRole('definition').allTextContents()).toEqual(['2', '0', '0', '1'])
  expect(await seriousFaults(page)).toEqual([])
  await report.getByRole('button', { name: 'Close' }).last().click()

  const rows = page.getByRole('region', { name: 'Leads' }).getByRole('row')
  await rows.filter({ hasText: 'Rp 50.000.000' }).waitFor()
  await page.getByRole('searchbox', { name: 'Name or phone' }).fill('siti')
  await rows.filter({ hasText: 'Budi' }).waitFor({ state: 'hidden' })
  await rows.filter({ hasText: '+62 812-5550-0143' }).waitFor()
  await page.getByRole('searchbox', { name: 'Name or phone' }).fill('zzz')
  await page.getByText('No lead matches “zzz”.').waitFor()

  await page.getByRole('button', { name: 'Dark theme' }).click()
  expect(await seriousFaults(page)).toEqual([])
  const saved = page.waitForEvent('download')
  await page.getByRole('button', { name: 'Export' }).click()
  const file = await Bun.file(await (await saved).path()).text()
  expect(file).toContain('Siti Rahmawati,6281255500143,1250000')
  expect(page.faults).toEqual([])
})

test('an agent sees leads, but can’t import or export them', async () => {
  const theirs = await browser.window()
  await signInto(theirs, server.url, await server.account('agent'))
  await theirs.getByRole('link', { name: 'Leads' }).click()
  await theirs.getByText('The leads of your rooms.').waitFor()
  expect(await theirs.getByRole('button', { name: /Import|Export/ }).count()).toBe(0)
})
