import { afterAll, expect, test } from 'bun:test'
import { signInHere } from './browser.ts'
import { answered, box, open, openWriting, write } from './writeWorld.ts'

const { team, url, end, account, writing, signOut } = await openWriting()
afterAll(end)

test('a draft is seen by its writer only, and is there again when they are back', async () => {
  const { id } = await team.newRoom()
  const page = await writing(id)
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

test('drafts of two tabs leave each other alone', async () => {
  const [one, two] = [await team.newRoom(), await team.newRoom()]
  const page = await writing(one.id)
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

test('what is written to one room in two tabs is one draft: sent in one, it is gone from the other', async () => {
  const { id } = await team.newRoom()
  const page = await writing(id)
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

test('what is typed while a note is being saved stays, and stays a note', async () => {
  const { id } = await team.newRoom()
  const page = await writing(id)
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

test('a browser whose storage is full still takes what is typed, and sends it', async () => {
  const { id } = await team.newRoom()
  const page = await writing(id)
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

test('a note whose answer is lost is there once, however often it is saved again', async () => {
  const { id } = await team.newRoom()
  const page = await writing(id)
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

test('a note that is saved in one tab leaves alone which one is being tried in another', async () => {
  const { id } = await team.newRoom()
  const page = await writing(id)
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
  await other.route('**/notes', async (route) => {
    await route.fetch()
    await route.abort()
  })
  const note = other.getByLabel('A note for colleagues')
  await note.fill('second')
  const lost = other.waitForEvent('requestfailed', (request) => request.url().endsWith('/notes'))
  await note.press('Enter')
  await lost
  await page.waitForFunction(
    () => document.querySelector<HTMLTextAreaElement>('#composer-text')?.value === 'second',
  )
  left.resolve()
  // It can be pressed once the first one is saved.
  await page.getByRole('button', { name: 'Save note' }).click()
  await page.waitForFunction(
    () => document.querySelector<HTMLTextAreaElement>('#composer-text')?.value === '',
  )
  const { body } = await team.call('GET', `/rooms/${id}/messages`, team.supervisor)
  const directions = body.data.map((one: { direction: string }) => one.direction)
  expect(directions).toEqual(['note', 'note', 'incoming'])
})
