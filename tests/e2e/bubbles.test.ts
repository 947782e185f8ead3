import { afterAll, expect, test } from 'bun:test'
import { newPhone, newWamid, seconds } from '../helpers/webhooks.ts'
import { from, revoke, text } from '../integration/webhookWorld.ts'
import { seriousFaults } from './accessible.ts'
import { signInto } from './browser.ts'
import { openTeamInBrowser } from './inBrowser.ts'

const LONG = 'Pengingat'.repeat(20)
const ARABIC = 'مرحبا، كم السعر؟ (2 كجم)'

const { team, browser, end } = await openTeamInBrowser()
afterAll(end)

/** Opens a room with these messages of a customer on a supervisor's page. */
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

test('right-to-left text is shown right to left in its bubble, in the list, and in the composer', async () => {
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

test('text without a place to break stays inside its bubble, also on a phone', async () => {
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

test('quotes and lists are shown as such on their own side, and are copied as they were written', async () => {
  const words = 'Bawa:\n\n- KTP\n* KK\n1. Isi\n2. Kirim\n\n> Kapan?\n> Besok\nBaik'
  const { page, log } = await said([words, '- السعر\n- كم'], 390)
  await log.getByRole('listitem').filter({ hasText: 'KTP' }).waitFor()
  const quoted = log.getByRole('blockquote')
  expect(await quoted.evaluate((one) => getComputedStyle(one).borderLeftWidth)).toBe('3px')
  const arabic = log.getByRole('listitem').filter({ hasText: 'كم' })
  expect(await arabic.evaluate((one) => getComputedStyle(one).paddingRight)).toBe('20px')
  expect(await quoted.evaluate(selectWhole)).toBe(words)
  expect(await seriousFaults(page)).toEqual([])
  expect(await log.evaluate(outOfBubble)).toEqual([])
})

test('messages that colleagues revoked or sent in the phone app are not attributed to the customer', async () => {
  const customer = { phone: newPhone(), name: 'Raden' }
  const { id } = await team.newRoom(customer)
  const gone = newWamid()
  const echo = (wamid: string, content: object) => ({
    from: '15550783881',
    to: customer.phone,
    id: wamid,
    timestamp: seconds(),
    ...content,
  })
  const { value } = from(customer)
  await team.take({
    field: 'smb_message_echoes',
    value: {
      ...(value as object),
      contacts: undefined,
      messages: undefined,
      message_echoes: [
        echo(gone, text('Typed too fast')),
        echo(newWamid(), revoke(gone)),
        echo(newWamid(), { type: 'unsupported', unsupported: { type: 'poll_creation' } }),
      ],
    },
  })
  const page = await browser.window()
  await signInto(page, team.server.url, await team.server.account('supervisor', 'Sri'))
  await page.goto(`${team.server.url}/inbox/${id}`)
  const log = page.getByRole('log')
  await log.getByText('Deleted in the phone app').waitFor()
  await log.getByText('Sent in the phone app').waitFor()
  expect(await log.getByText('Raden').allTextContents()).toEqual([])
})

test('what was written in a group says so, whatever its kind', async () => {
  const saidThere = (content: object) => ({ ...content, group_id: 'HBgLMTY1MDU1NTEyMzQVAgASGAs' })
  const { page, log } = await said([
    saidThere(text('Siapa yang bisa?')),
    saidThere({ type: 'unsupported', unsupported: { type: 'poll_creation' } }),
  ])
  const notes = log.getByText('Written in a group: an answer here goes to this customer alone')
  await notes.nth(1).waitFor()
  expect(await notes.count()).toBe(2)
  expect(await seriousFaults(page)).toEqual([])
})

test('what a customer filled into a form is read in its bubble', async () => {
  const response_json = JSON.stringify({
    flow_token: 'ours',
    screen_0_City_0: 'Bandung',
    rating: 5,
  })
  const nfm_reply = { name: 'flow', body: 'Sent', response_json }
  const permission = { response: 'accept', response_source: 'user_action' }
  const { log } = await said([
    { type: 'interactive', interactive: { type: 'nfm_reply', nfm_reply } },
    {
      type: 'interactive',
      interactive: { type: 'call_permission_reply', call_permission_reply: permission },
    },
  ])
  await log.getByText('Answered a form').waitFor()
  await log.getByText('Interactive message').waitFor()
  expect(await log.getByRole('term').allTextContents()).toEqual(['City', 'rating'])
  expect(await log.getByRole('definition').allTextContents()).toEqual(['Bandung', '5'])
})

test('on a phone, replying, reacting and copying are behind one button beside the message', async () => {
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

/** Selects the whole text that an element is part of. @returns what copying it gives */
function selectWhole(part: Element): string {
  const selection = getSelection()!
  selection.selectAllChildren(part.parentElement!)
  return selection.toString()
}

/** Elements of a conversation that stick out of their bubble. */
function outOfBubble(log: Element): string[] {
  return [...log.querySelectorAll('[class*=rounded-r4]')].flatMap((bubble) => {
    const edge = bubble.getBoundingClientRect().right
    return [...bubble.querySelectorAll('*:not(svg *)')]
      .filter((part) => part.getBoundingClientRect().right > edge + 1)
      .map((part) => `${part.tagName} ${part.textContent.slice(0, 20)}`)
  })
}
