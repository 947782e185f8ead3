import { afterAll, expect, test } from 'bun:test'
import { signInHere } from './browser.ts'
import { answered, box, open, openWriting, write } from './writeWorld.ts'

const { team, url, end, account, openComposer, signOut } = await openWriting()
afterAll(end)

test('a draft is visible only to its author, and is there again after the next sign-in', async () => {
  const { id } = await team.newRoom()
  const page = await openComposer(id)
  await box(page).fill('for my eyes')
  await signOut(page)
  await signInHere(page, await account())
  await open(page, id)
  expect(await box(page).inputValue()).toBe('')
  await signOut(page)
  await signInHere(page, page.account)
  await open(page, id)
  expect(await box(page).inputValue()).toBe('for my eyes')
})

test('drafts in two tabs don’t overwrite each other', async () => {
  const [one, two] = [await team.newRoom(), await team.newRoom()]
  const page = await openComposer(one.id)
  const other = await page.context().newPage()
  await other.goto(`${url}/inbox/${two.id}`)
  await box(other).waitFor()
  await box(page).fill('a long draft')
  await box(other).fill('another')
  for (const tab of [page, other]) await tab.reload()
  expect([await box(page).inputValue(), await box(other).inputValue()]).toEqual([
    'a long draft',
    'another',
  ])
})

test('two tabs with the same room share one draft: sent in one, it disappears from the other', async () => {
  const { id } = await team.newRoom()
  const page = await openComposer(id)
  const other = await page.context().newPage()
  await other.goto(`${url}/inbox/${id}`)
  await box(page).fill('once')
  await other.waitForFunction(
    () => document.querySelector<HTMLTextAreaElement>('#composer-text')?.value === 'once',
  )
  const sent = answered(page, '/messages/send')
  await write(page, 'once only')
  await sent
  await other.waitForFunction(
    () => document.querySelector<HTMLTextAreaElement>('#composer-text')?.value === '',
  )
  await other.getByRole('button', { name: 'Internal note' }).click()
  await page.reload()
  expect(await page.getByLabel('A note for colleagues').inputValue()).toBe('')
})

test('text typed while a note is being saved stays, as a note', async () => {
  const { id } = await team.newRoom()
  const page = await openComposer(id)
  const begun = Promise.withResolvers<void>()
  const left = Promise.withResolvers<void>()
  await page.route('**/notes', (route) => {
    begun.resolve()
    return left.promise.then(() => route.continue())
  })
  await page.getByRole('button', { name: 'Internal note' }).click()
  const note = page.getByLabel('A note for colleagues')
  await note.fill('first note')
  await note.press('Enter')
  await begun.promise
  await note.press('End')
  await note.pressSequentially(' and more')
  const saved = answered(page, '/notes')
  left.resolve()
  await saved
  await page.waitForFunction(
    () => document.querySelector<HTMLTextAreaElement>('#composer-text')?.value === 'and more',
  )
  await page.getByRole('log').getByText('first note').waitFor()
  const again = answered(page, '/notes')
  await note.press('Enter')
  await again
  await box(page).waitFor()
  expect(await box(page).inputValue()).toBe('')
})

test('typing and sending work in a browser whose storage is full', async () => {
  const { id } = await team.newRoom()
  const page = await openComposer(id)
  await page.evaluate(() => {
    Storage.prototype.setItem = () => {
      throw new DOMException('full', 'QuotaExceededError')
    }
  })
  const sent = answered(page, '/messages/send')
  await write(page, 'halo')
  await sent
  expect(await box(page).inputValue()).toBe('')
  expect(page.faults).toEqual([])
})

test('a note whose answer is lost is stored once, even if it is saved again', async () => {
  const { id } = await team.newRoom()
  const page = await openComposer(id)
  await page.route('**/notes', async (route) => {
    await route.fetch()
    await route.abort()
  })
  await page.getByRole('button', { name: 'Internal note' }).click()
  const note = page.getByLabel('A note for colleagues')
  await note.fill('only once')
  await note.press('Enter')
  await Promise.all([
    page.getByRole('log').getByText('only once').waitFor(),
    page.getByText('The note was not saved').waitFor(),
  ])
  expect(await note.inputValue()).toBe('only once')
  await page.unroute('**/notes')
  await page.reload()
  const saved = answered(page, '/notes')
  await note.press('Enter')
  await saved
  await page.waitForFunction(
    () => document.querySelector<HTMLTextAreaElement>('#composer-text')?.value === '',
  )
  const { body } = await team.call('GET', `/rooms/${id}/messages`, team.supervisor)
  expect(body.data.map((one: { direction: string }) => one.direction)).toEqual(['note', 'incoming'])
})

test('saving a note in one tab does not disturb another note that a second tab is saving', async () => {
  const { id } = await team.newRoom()
  const page = await openComposer(id)
  const other = await page.context().newPage()
  await other.goto(`${url}/inbox/${id}`)
  await box(other).waitFor()
  const [begun, left] = [Promise.withResolvers<void>(), Promise.withResolvers<void>()]
  await page.route('**/notes', async (route) => {
    begun.resolve()
    await left.promise
    await route.continue()
  })
  await page.getByRole('button', { name: 'Internal note' }).click()
  await page.getByLabel('A note for colleagues').fill('first')
  await page.getByLabel('A note for colleagues').press('Enter')
  await begun.promise
  const first = await page.evaluateHandle(() => ({
    heardOfSecond: new Promise<void>((resolve) =>
      window.addEventListener('storage', ({ newValue }) => {
        if (newValue?.includes('"trying":{"text":"second"')) resolve()
      }),
    ),
  }))
  await other.route('**/notes', async (route) => {
    await route.fetch()
    await route.abort()
  })
  const note = other.getByLabel('A note for colleagues')
  await note.fill('second')
  const lost = other.waitForEvent('requestfailed', (request) => request.url().endsWith('/notes'))
  await note.press('Enter')
  await lost
  await first.evaluate(({ heardOfSecond }) => heardOfSecond)
  left.resolve()
  // The button is enabled once the first note is saved.
  await page.getByRole('button', { name: 'Save note' }).click()
  await page.waitForFunction(
    () => document.querySelector<HTMLTextAreaElement>('#composer-text')?.value === '',
  )
  const { body } = await team.call('GET', `/rooms/${id}/messages`, team.supervisor)
  const directions = body.data.map((one: { direction: string }) => one.direction)
  expect(directions).toEqual(['note', 'note', 'incoming'])
})
