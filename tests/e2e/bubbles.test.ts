import { afterAll, expect, test } from 'bun:test'
import { newPhone, newWamid } from '../helpers/webhooks.ts'
import { from } from '../integration/webhookWorld.ts'
import { seriousFaults } from './accessible.ts'
import { signInto } from './browser.ts'
import { openTeamInBrowser } from './inBrowser.ts'

const LONG = 'Pengingat'.repeat(20)
const ARABIC = 'مرحبا، كم السعر؟ (2 كجم)'

const { team, browser, end } = await openTeamInBrowser()
afterAll(end)

/** A room in which a customer said all this, on a page of a supervisor's. */
async function said(contents: readonly (string | object)[], width = 1440) {
  const customer = { phone: newPhone(), name: 'Raden' }
  const { id } = await team.newRoom(customer)
  for (const content of contents) {
    await team.take(from(customer, content as string, { wamid: newWamid() }))
  }
  const page = await browser.window({ size: { width, height: 900 } })
  await signInto(page, team.server.url, await team.server.account('supervisor', 'Sri'))
  await page.goto(`${team.server.url}/inbox/${id}`)
  await page.getByRole('log').getByText('Halo').waitFor()
  return { page, log: page.getByRole('log') }
}

test('what is written from right to left reads so: in its bubble, in the list and while it is written', async () => {
  const { page, log } = await said([ARABIC])
  const text = page.getByLabel('Message', { exact: true })
  await text.fill(ARABIC)
  const row = page.getByRole('tabpanel').getByText(ARABIC)
  for (const shown of [log.getByText(ARABIC), row, text]) {
    expect(await shown.evaluate((one) => getComputedStyle(one).direction)).toBe('rtl')
  }
  await text.fill('Harganya sepuluh ribu')
  expect(await text.evaluate((one) => getComputedStyle(one).direction)).toBe('ltr')
})

test('what has no place to break stays within its bubble, on a phone too', async () => {
  const name = 'Raden Mas Haji Muhammad Wahyu Kusumawardhana, S.E., M.M.'
  const place = { latitude: -6.2, longitude: 106.8, name: LONG, address: `Jalan ${LONG}` }
  const chosen = { id: '1', title: LONG, description: LONG }
  const contents = [
    { type: 'location', location: place },
    { type: 'button', button: { text: LONG, payload: LONG } },
    { type: 'interactive', interactive: { type: 'list_reply', list_reply: chosen } },
    {
      type: 'contacts',
      contacts: [{ name: { formatted_name: name }, phones: [{ phone: '+62811', wa_id: '62811' }] }],
    },
  ]
  for (const width of [1440, 390]) {
    const { log } = await said(contents, width)
    await log.getByText(name).waitFor()
    expect(await log.evaluate(outOfBubble)).toEqual([])
  }
})

test('on a phone a message is answered, reacted to and copied behind one button beside it', async () => {
  const { page, log } = await said(['Berapa angsurannya?'], 390)
  await page.context().grantPermissions(['clipboard-read', 'clipboard-write'])
  const open = () => log.getByRole('button', { name: 'Message actions' }).last().click()
  const actions = page.getByRole('dialog', { name: 'Message actions' })
  await open()
  await actions.getByRole('button', { name: 'Reply' }).waitFor()
  expect(await seriousFaults(page)).toEqual([])
  await actions.getByRole('button', { name: 'Reply' }).click()
  await page.getByRole('region', { name: 'Answer' }).getByText('Berapa angsurannya?').waitFor()
  await open()
  await actions.getByRole('button', { name: 'Copy text' }).click()
  await page.getByText('Copied').waitFor()
  expect(await page.evaluate(() => navigator.clipboard.readText())).toBe('Berapa angsurannya?')
  await open()
  const reacted = page.waitForResponse((answer) => answer.url().endsWith('/send-reaction'))
  await actions.getByRole('button', { name: '🙏' }).click()
  expect((await reacted).status()).toBe(201)
  expect(await log.evaluate((one) => one.scrollWidth - one.clientWidth)).toBe(0)
})

/** What in a conversation reaches beyond the bubble around it. */
function outOfBubble(log: Element): string[] {
  return [...log.querySelectorAll('[class*=rounded-r4]')].flatMap((bubble) => {
    const edge = bubble.getBoundingClientRect().right
    return [...bubble.querySelectorAll('*:not(svg *)')]
      .filter((part) => part.getBoundingClientRect().right > edge + 1)
      .map((part) => `${part.tagName} ${part.textContent.slice(0, 20)}`)
  })
}
