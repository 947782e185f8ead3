import { afterAll, expect, test } from 'bun:test'
import type { Locator } from 'playwright-core'
import postgres from 'postgres'
import { ADMIN } from '../helpers/server.ts'
import { newPhone, textMessage, webhook } from '../helpers/webhooks.ts'
import { faultsInBothThemes } from './accessible.ts'
import { openFromMore } from './bottomBar.ts'
import { focused, signInto } from './browser.ts'
import { openServerInBrowser } from './inBrowser.ts'
import { smallTargets } from './targets.ts'

const SMALL = { width: 360, height: 740 }
const IPHONE = { width: 375, height: 667 }
const SRI = {
  name: 'Sri Wahyuni Kusumaningtyas Puspitasari',
  email: 'sri.wahyuni.kusumaningtyas@penagihan.example.co.id',
}

const { server, browser, end } = await openServerInBrowser()
const sql = postgres(server.databaseUrl, { max: 1, onnotice: () => {} })
afterAll(async () => {
  await sql.end()
  await end()
})
const post = async (path: string, body: object) => {
  const { status } = await server.api('POST', path, { token: server.admin.token, body })
  expect(status).toBe(201)
}
await post('/users', { ...SRI, role: 'agent', password: 'a first password' })
await post('/quick-replies', { shortcut: 'salam', text: 'Halo, ada yang bisa kami bantu?' })
await post('/leads', {
  phone: newPhone(),
  name: 'PT Sumber Makmur Sejahtera Abadi',
  outstanding: 1_250_000_000,
  loan_type: 'Kredit kendaraan bermotor',
  leads_status: 'Negotiation',
  contact_status: 'Promise to pay',
})
await sql.unsafe(`
  create function refuse() returns trigger language plpgsql as $$
  begin raise exception 'poisonous, says the test'; end $$;
  create trigger refuse before insert on messages for each row execute function refuse()`)
await server.deliver(webhook(textMessage(newPhone(), 'Halo')))
await sql`drop trigger refuse on messages`
const page = await browser.window({ size: SMALL, touch: true })
await signInto(page, server.url, ADMIN)
const main = page.getByRole('main')

/** The texts that are cut off, or only seen by scrolling sideways. */
const hidden = (within: Locator): Promise<(string | null)[]> =>
  within.evaluate((root) =>
    [root, ...root.querySelectorAll('*')]
      .filter((one) => one.clientWidth > 1 && !one.matches('input, select'))
      .filter((one) => getComputedStyle(one).overflowX !== 'visible')
      .filter((one) => one.scrollWidth > one.clientWidth)
      .map((one) => one.textContent),
  )
const card = (text: string) => main.getByRole('listitem').filter({ hasText: text })

/** Pages with a list, and what a card on each of them says. */
const LISTS = {
  '/manage/users': SRI.email,
  '/manage/quick-replies': 'ada yang bisa kami bantu?',
  '/manage/quarantine': 'poisonous, says the test',
  '/manage/audit': 'Added a colleague',
  '/lead-list': 'Rp 1.250.000.000',
}

test('on a phone nothing of the lists and statistics is cut off, to the side, or too small for a thumb', async () => {
  const faults: string[] = []
  for (const [path, said] of Object.entries({ ...LISTS, '/statistics': SRI.name })) {
    await page.goto(server.url + path)
    await main.getByText(said).first().waitFor()
    const found = [
      ...(await hidden(main)),
      ...(await smallTargets(main)),
      ...(await faultsInBothThemes(page)),
    ]
    faults.push(...found.map((fault) => `${path}: ${fault}`))
  }
  expect(faults).toEqual([])
  expect(page.faults).toEqual([])
})

const SECTIONS = ['Colleagues', 'Numbers', 'Connection', 'Quick replies', 'Quarantine', 'Audit log']

test('on a phone the management pages are a list in full sight, from which each opens, and to which it leads back', async () => {
  const phone = await browser.window({ size: IPHONE, touch: true })
  await signInto(phone, server.url, ADMIN)
  await openFromMore(phone, 'Manage')
  const list = phone.getByRole('navigation', { name: 'Manage' }).getByRole('listitem')
  await list.last().waitFor()
  for (const [at, name] of SECTIONS.entries()) {
    await list.nth(at).getByRole('link', { name }).waitFor()
    const box = (await list.nth(at).boundingBox())!
    expect(box.x + box.width).toBeLessThanOrEqual(IPHONE.width)
    expect(box.y + box.height).toBeLessThanOrEqual(IPHONE.height)
  }
  expect(await list.count()).toBe(SECTIONS.length)
  const page = phone.locator(':has(> main)')
  expect(await hidden(page)).toEqual([])
  expect(await smallTargets(page)).toEqual([])
  expect(await faultsInBothThemes(phone)).toEqual([])

  await list.last().getByRole('link').tap()
  await phone.getByRole('heading', { name: 'Audit log' }).waitFor()
  await phone.getByText('Added a colleague').first().waitFor()
  expect(await hidden(page)).toEqual([])
  expect(await smallTargets(page)).toEqual([])
  expect(await faultsInBothThemes(phone)).toEqual([])
  await phone.getByRole('link', { name: 'Back to Manage' }).tap()
  await list.nth(0).getByRole('link').tap()
  await phone.getByRole('heading', { name: 'Colleagues' }).waitFor()
  await phone.goBack()
  await list.last().waitFor()
  expect(phone.faults).toEqual([])
})

test('with a keyboard at that width the focus goes into the page, and comes back to its line of the list', async () => {
  const small = await browser.window({ size: IPHONE })
  await signInto(small, server.url, ADMIN)
  await small.goto(`${server.url}/manage`)
  const line = small.getByRole('link', { name: /^Quick replies/ })
  await line.focus()
  await small.keyboard.press('Enter')
  await small.getByText('ada yang bisa kami bantu?').waitFor()
  await focused(small.getByRole('main'))
  await small.keyboard.press('Shift+Tab')
  await focused(small.getByRole('link', { name: 'Back to Manage' }))
  await small.keyboard.press('Enter')
  await focused(line)
  // A window that is made wide has the list beside a page.
  await small.setViewportSize({ width: 1280, height: 800 })
  await small.getByRole('heading', { name: 'Colleagues' }).waitFor()
  expect(small.faults).toEqual([])
})

test('who may see one management page only is led to it, without a list', async () => {
  const phone = await browser.window({ size: IPHONE, touch: true })
  await signInto(phone, server.url, await server.account('supervisor'))
  await openFromMore(phone, 'Manage')
  await phone.getByText('ada yang bisa kami bantu?').waitFor()
  expect(await phone.getByRole('link', { name: 'Back to Manage' }).count()).toBe(0)
  expect(phone.faults).toEqual([])
})

test('a card has the names of the columns and all that can be done with its row', async () => {
  await page.goto(`${server.url}/manage/users`)
  const sri = card(SRI.email)
  await sri.waitFor()
  expect(await sri.getByRole('term').allTextContents()).toEqual([
    'Name',
    'Role',
    'May sign in',
    'Actions',
  ])
  await sri.getByLabel(`Role of ${SRI.name}`).selectOption('supervisor')
  const may = sri.getByRole('switch')
  await may.tap()
  await page.getByRole('switch', { checked: false }).waitFor()
  await sri.getByRole('button', { name: `Change ${SRI.name}` }).tap()
  const dialog = page.getByRole('dialog')
  await dialog.getByLabel('Name').fill('Sri Wahyuni')
  await dialog.getByRole('button', { name: 'Save' }).tap()
  await sri.getByText('Sri Wahyuni', { exact: true }).waitFor()
  const { body } = await server.api('GET', '/users', { token: server.admin.token })
  expect(body.data.find(({ email }: { email: string }) => email === SRI.email)).toMatchObject({
    name: 'Sri Wahyuni',
    role: 'supervisor',
    disabled: true,
  })

  await page.goto(`${server.url}/manage/quarantine`)
  await card('poisonous').getByRole('button', { name: 'Replay' }).tap()
  await card('poisonous').getByText('Replayed').waitFor()
  expect(page.faults).toEqual([])
})

test('in a window that just has room for a table, the table needs no more', async () => {
  const narrow = await browser.window({ size: { width: 900, height: 800 } })
  await signInto(narrow, server.url, ADMIN)
  const faults: string[] = []
  for (const [path, said] of Object.entries(LISTS)) {
    await narrow.goto(server.url + path)
    await narrow.getByRole('row').filter({ hasText: said }).first().waitFor()
    const found = await hidden(narrow.getByRole('main'))
    faults.push(...found.map((fault) => `${path}: ${fault}`))
  }
  expect(faults).toEqual([])
})
