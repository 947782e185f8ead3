import { afterAll, expect, test } from 'bun:test'
import { newWamid } from '../helpers/webhooks.ts'
import { from } from '../integration/webhookWorld.ts'
import { signInto } from './browser.ts'
import { openTeamInBrowser } from './inBrowser.ts'

const { team, browser, end, opened } = await openTeamInBrowser()
afterAll(end)

test('a template’s preview has WhatsApp’s formatting, also around variables', async () => {
  await team.call('GET', '/templates', team.supervisor)
  const components = [{ type: 'BODY', text: 'Halo *{{1}}*, _segera_ bayar:\n- ~lama~\n- {{2}}' }]
  await team.sql`
    insert into templates (waba_id, id, name, language, category, status, parameter_format, components, updated_at)
    select a.waba_id, 'formatted', 'berformat', 'id', 'UTILITY', 'APPROVED', 'positional', ${team.sql.json(components)}, now()
      from (select waba_id from template_accounts limit 1) a`
  const page = await browser.window()
  await signInto(page, team.server.url, await team.server.account('agent'))
  await page.getByRole('link', { name: 'Templates' }).click()
  await page.getByRole('button', { name: /berformat/ }).click()
  const shown = page.getByRole('article', { name: 'berformat' })
  await shown.getByText('segera').waitFor()
  expect(await shown.locator('b mark').count()).toBe(1)
  expect(await shown.locator('i').textContent()).toBe('segera')
  expect(await shown.locator('li').count()).toBe(2)
  expect(await shown.locator('li s').textContent()).toBe('lama')
  expect(await shown.textContent()).not.toMatch(/[*_~]/)
  expect(page.faults).toEqual([])
})

test('a screen reader hears who is quoted, and what', async () => {
  const { id, phone } = await team.newRoom({ name: 'Budi Santoso' })
  const wamid = newWamid()
  await team.take(from({ phone }, 'Berapa harganya?', { wamid }))
  const answer = { type: 'text', text: { body: 'Jadi?' }, context: { from: phone, id: wamid } }
  await team.take(from({ phone }, answer))
  const page = await opened('supervisor', id)
  const quote = page
    .getByRole('log')
    .getByRole('button', { name: 'In reply to Budi Santoso Berapa harganya?' })
  await quote.waitFor({ timeout: 10_000 })
  expect(page.faults).toEqual([])
})
