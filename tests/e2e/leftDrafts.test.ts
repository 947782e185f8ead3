import { afterAll, expect, test } from 'bun:test'
import { faultsInBothThemes } from './accessible.ts'
import { signInHere, signInto } from './browser.ts'
import { box, openWriting } from './writeWorld.ts'

const { team, url, browser, end } = await openWriting()
afterAll(end)

const DRAFT = 'Your refund is on its way.\nSince Monday.'

/** An agent's page that shows a room which was just taken from the agent, who had begun to write. */
async function bereft(width = 1440) {
  const { id } = await team.newRoom()
  const page = await browser.window({ size: { width, height: 800 } })
  await page.context().grantPermissions(['clipboard-read', 'clipboard-write'])
  const account = await team.server.account('agent', 'Raka')
  await team.call('POST', `/rooms/${id}/assign`, team.supervisor, { agent_id: account.id })
  await signInto(page, url, account)
  await page.goto(`${url}/inbox/${id}`)
  await box(page).fill(DRAFT)
  const unassign = () =>
    team.call('POST', `/rooms/${id}/unassign`, team.supervisor, { agent_id: account.id })
  await unassign()
  await page.getByText('This room is no longer yours').waitFor()
  const draft = page.getByRole('region', { name: 'You had begun to write' })
  return { id, page, account, draft }
}
const stored = (page: Awaited<ReturnType<typeof bereft>>['page']) =>
  page.evaluate(() => JSON.stringify({ ...localStorage, ...sessionStorage }))

for (const width of [1440, 320])
  test(`what an agent had begun to write in a room that was handed over can be copied, and discarded, ${width} px`, async () => {
    const { page, draft } = await bereft(width)
    await draft.getByText('Your refund is on its way.').waitFor({ timeout: 10_000 })
    expect(await faultsInBothThemes(page)).toEqual([])
    await draft.getByRole('button', { name: 'Copy text' }).click()
    await page.getByText('Copied').waitFor()
    expect(await page.evaluate(() => navigator.clipboard.readText())).toBe(DRAFT)
    await draft.getByRole('button', { name: 'Discard' }).click()
    await draft.waitFor({ state: 'detached' })
    expect(await stored(page)).not.toContain('refund')
    expect(page.faults).toEqual([])
  })

test('it is back in the text field once the agent has the room again', async () => {
  const { id, page, account, draft } = await bereft()
  await draft.waitFor({ timeout: 10_000 })
  await team.call('POST', `/rooms/${id}/assign`, team.supervisor, { agent_id: account.id })
  await box(page).waitFor()
  expect(await box(page).inputValue()).toBe(DRAFT)
  expect(await draft.count()).toBe(0)
})

test('it ends with the sign-in, and the next user never sees it', async () => {
  const { id, page, draft } = await bereft()
  await draft.waitFor({ timeout: 10_000 })
  await page.getByRole('button', { name: /, Agent$/ }).click()
  await page.getByRole('menuitem', { name: 'Sign out' }).click()
  await page.waitForURL(/sign-in/)
  expect(await stored(page)).not.toContain('refund')
  await signInHere(page, await team.server.account('agent', 'Nia'))
  await page.goto(`${url}/inbox/${id}`)
  await page.getByText('There is no such room').waitFor()
  expect(await draft.count()).toBe(0)
})
