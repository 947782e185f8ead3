import { afterAll, expect, test } from 'bun:test'
import { faultsInBothThemes } from './accessible.ts'
import { signInto } from './browser.ts'
import { openTeamInBrowser } from './inBrowser.ts'

const { team, browser, end } = await openTeamInBrowser()
afterAll(end)

test.each([
  ['wide', { width: 1440, height: 900 }],
  ['a phone', { width: 390, height: 844 }],
])('each template is shown as the customer gets it, with its examples: %s', async (_, size) => {
  const page = await browser.window({ size })
  await signInto(page, team.server.url, await team.server.account('agent'))
  await page.getByRole('link', { name: 'Templates' }).click()
  const list = page.getByRole('region', { name: 'Templates' })
  await list.getByRole('searchbox').fill('angsuran')
  await list.getByRole('button', { name: /pengingat_angsuran/ }).click()
  const shown = page.getByRole('article', { name: 'pengingat_angsuran' })
  await shown.getByText('Rp 1.850.000').waitFor()
  await shown.getByRole('listitem').getByText('Minta bantuan').waitFor()
  expect(await faultsInBothThemes(page)).toEqual([])
  expect(page.faults).toEqual([])
})

test('a template beyond the first page is found', async () => {
  await team.call('GET', '/templates', team.supervisor)
  await team.sql`
    insert into templates (waba_id, id, name, language, category, status, parameter_format, components, updated_at)
    select a.waba_id, 'many' || n, 'banyak_' || lpad(n::text, 3, '0'), 'id', 'UTILITY', 'APPROVED', 'positional',
           '[{"type":"BODY","text":"Halo"}]'::jsonb, now()
      from (select waba_id from template_accounts limit 1) a, generate_series(1, 220) n`
  const page = await browser.window()
  await signInto(page, team.server.url, await team.server.account('agent'))
  await page.getByRole('link', { name: 'Templates' }).click()
  const list = page.getByRole('region', { name: 'Templates' })
  await list.getByRole('button', { name: /banyak_001/ }).waitFor()
  await list.getByRole('searchbox').fill('banyak_220')
  await list.getByRole('button', { name: /banyak_220/ }).waitFor()
})

test('templates of one name are told apart, and a room offers those of its own account', async () => {
  await team.call('GET', '/templates', team.supervisor)
  const { id } = await team.newRoom()
  await team.sql`
    insert into template_accounts (waba_id, fetched_at, due_at) values ('999', now(), now() + interval '1 day')`
  await team.sql`
    insert into templates (waba_id, id, name, language, category, status, parameter_format, components, updated_at)
    select waba_id, 'same', 'sama', language, 'UTILITY', 'APPROVED', 'positional',
           jsonb_build_array(jsonb_build_object('type', 'BODY', 'text', 'Dari ' || waba_id)), now()
      from (select c.waba_id, 'id' from channels c join rooms r on r.channel_id = c.id where r.id = ${id}
            union select '999', 'id') own (waba_id, language)
    union all select '999', 'other', 'sama', 'en_US', 'UTILITY', 'APPROVED', 'positional', '[]'::jsonb, now()`
  const page = await browser.window({ size: { width: 360, height: 740 } })
  await signInto(page, team.server.url, await team.server.account('supervisor'))
  await page.getByRole('link', { name: 'Templates' }).click()
  const list = page.getByRole('region', { name: 'Templates' })
  await list.getByRole('searchbox').fill('sama')
  await list.getByRole('button', { name: /American English · WhatsApp account 999/ }).waitFor()
  const rows = list.getByRole('button', { name: /^sama/ })
  expect(await rows.count()).toBe(3)
  expect(new Set(await rows.allTextContents()).size).toBe(3)
  await page.goto(`${team.server.url}/inbox/${id}`)
  await page.getByRole('button', { name: 'Attach, template, quick replies' }).click()
  await page.getByRole('menuitem', { name: 'Choose a template' }).click()
  const dialog = page.getByRole('dialog')
  await dialog.getByRole('searchbox').fill('sama')
  await dialog.getByRole('button', { name: /^sama/ }).waitFor()
  expect(await dialog.getByText('Dari 999').count()).toBe(0)
  expect(page.faults).toEqual([])
})
