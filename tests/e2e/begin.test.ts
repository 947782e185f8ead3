import { afterAll, expect, test } from 'bun:test'
import { newPhone } from '../helpers/webhooks.ts'
import { faultsInBothThemes } from './accessible.ts'
import { row, signInto } from './browser.ts'
import { openTeamInBrowser } from './inBrowser.ts'

const { team, browser, end } = await openTeamInBrowser()
afterAll(end)

async function signedIn(role: 'supervisor' | 'agent', size = { width: 1440, height: 900 }) {
  const page = await browser.window({ size })
  const account = await team.server.account(role, role === 'agent' ? 'Ana Puspita' : 'Sri Wahyuni')
  await signInto(page, team.server.url, account)
  return Object.assign(page, { account })
}
test('staff start a conversation with a lead who has not written, with a template', async () => {
  const phone = newPhone()
  const lead = { name: 'Wahyu Hidayat', phone }
  expect((await team.call('POST', '/leads', team.supervisor, lead)).status).toBe(201)
  const page = await signedIn('supervisor')
  await page.getByRole('button', { name: 'New conversation' }).click()
  const dialog = page.getByRole('dialog', { name: 'New conversation' })
  await dialog.getByLabel('To', { exact: true }).fill('wahyu')
  await dialog
    .getByRole('list', { name: 'Leads' })
    .getByRole('button', { name: /Wahyu Hidayat/ })
    .click()
  await dialog.getByText('Wahyu Hidayat').waitFor()
  await dialog.getByRole('button', { name: /ask_for_number/ }).click()
  expect(await faultsInBothThemes(page)).toEqual([])
  const sent = page.waitForResponse((answer) => answer.url().endsWith('/messages/send-template'))
  await dialog.getByRole('button', { name: 'Send template' }).click()
  const { data } = (await (await sent).json()) as { data: { room_id: string } }
  await page.waitForURL(new RegExp(data.room_id))
  await page.getByRole('main', { name: 'Conversation with Wahyu Hidayat' }).waitFor()
  await row(page, 'Wahyu Hidayat').waitFor()
  expect(page.faults).toEqual([])
})

test('an invalid phone number can’t be used, and an agent can’t start a conversation', async () => {
  const page = await signedIn('supervisor', { width: 390, height: 844 })
  await page.getByRole('button', { name: 'New conversation' }).click()
  const dialog = page.getByRole('dialog', { name: 'New conversation' })
  const to = dialog.getByLabel('To', { exact: true })
  await to.fill('nobody of that name')
  await dialog.getByRole('button', { name: /ask_for_number/ }).click()
  const send = dialog.getByRole('button', { name: 'Send template' })
  expect(await send.isDisabled()).toBe(true)
  await to.fill('+62 812-5550-0199')
  expect(await send.isDisabled()).toBe(false)
  expect(await faultsInBothThemes(page)).toEqual([])
  const agent = await signedIn('agent')
  await agent.getByRole('tab', { name: /Mine/ }).waitFor()
  expect(await agent.getByRole('button', { name: 'New conversation' }).count()).toBe(0)
})

test('a conversation’s menu changes the customer type and copies the phone number', async () => {
  const { id, phone } = await team.newRoom({ name: 'Rina Kusumawati' })
  const page = await signedIn('supervisor')
  await page.context().grantPermissions(['clipboard-read', 'clipboard-write'])
  await page.goto(`${team.server.url}/inbox/${id}`)
  const more = page.getByRole('button', { name: 'More actions' })
  await more.focus()
  await page.keyboard.press('Enter')
  await page.getByRole('menuitem', { name: 'Copy number' }).click()
  await page.getByText('Copied').waitFor()
  expect(await page.evaluate(() => navigator.clipboard.readText())).toBe(`+${phone}`)
  await more.click()
  await page.getByRole('menuitemcheckbox', { name: 'Vendor' }).waitFor()
  expect(await faultsInBothThemes(page)).toEqual([])
  await page.getByRole('menuitemcheckbox', { name: 'Vendor' }).click()
  await row(page, 'Rina Kusumawati').getByText('Vendor').waitFor()
  expect(page.faults).toEqual([])
})

test('an agent claims an unassigned room if the channel allows it', async () => {
  const { id } = await team.newRoom({ name: 'Lina Marlina' })
  const page = await signedIn('agent')
  await page.goto(`${team.server.url}/inbox/${id}`)
  await page.getByText('There is no such room').waitFor()
  expect(await faultsInBothThemes(page)).toEqual([])
  const take = page.getByRole('button', { name: 'Take this room' })
  await take.click()
  await page.getByText('The room was not taken').waitFor()
  const { body } = await team.call('GET', '/channels', team.server.admin)
  for (const { id: channel } of body.data)
    await team.call('PATCH', `/channels/${channel}`, team.server.admin, { allow_claim: true })
  await take.click()
  await page.getByRole('main', { name: 'Conversation with Lina Marlina' }).waitFor()
  await row(page, 'Lina Marlina').waitFor()
  expect(page.faults).toEqual([])
})
