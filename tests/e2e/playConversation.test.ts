import { afterAll, beforeAll, expect, test } from 'bun:test'
import {
  answer,
  detailsOf,
  lineOf,
  listOf,
  openPlay,
  type Play,
  rowOf,
  threadOf,
  until,
  waitForTick,
} from './playWorld.ts'

const media = (name: string) => new URL(`../fixtures/media/${name}`, import.meta.url).pathname

let play: Play
beforeAll(async () => {
  play = await openPlay()
})
afterAll(() => play.end())

const file = (name: string, type: string, more: Record<string, string> = {}) => {
  const form = new FormData()
  form.set('file', Bun.file(media(name), { type }), name)
  for (const [key, value] of Object.entries(more)) form.set(key, value)
  return form
}

test('a first message reaches the supervisor, is assigned, and the answer gets each tick', async () => {
  const { simulator } = play
  const dewi = await play.customer('Dewi Lestari')
  const sri = await play.openDashboard('sri')
  const ana = await play.openDashboard('ana')
  await simulator.says(dewi.id, { type: 'text', text: 'Selamat siang, mbak' })
  await rowOf(sri, 'Dewi Lestari').getByText('Selamat siang, mbak').waitFor()
  expect(await rowOf(ana, 'Dewi Lestari').count()).toBe(0)

  await rowOf(sri, 'Dewi Lestari').click()
  const details = detailsOf(sri)
  await details.getByRole('button', { name: 'Assign' }).click()
  await sri.getByRole('menuitem', { name: /Ana Puspita/ }).click()
  await details.getByRole('button', { name: 'Remove Ana Puspita from the room' }).waitFor()

  await rowOf(ana, 'Dewi Lestari').click()
  await threadOf(ana).getByText('Selamat siang, mbak').waitFor()
  // While the request is pending, the tick is a clock.
  let release = () => {}
  const held = new Promise<void>((resolve) => {
    release = resolve
  })
  await ana.route('**/messages/send', async (route) => {
    await held
    await route.continue()
  })
  await simulator.behave({ statuses: ['sent'] })
  await answer(ana, 'Selamat siang, Bu Dewi')
  await waitForTick(ana, 'Selamat siang, Bu Dewi', 'Sending')
  release()
  await waitForTick(ana, 'Selamat siang, Bu Dewi', 'Sent')
  await simulator.behave({ statuses: ['sent', 'delivered'] })
  await answer(ana, 'Ada yang bisa dibantu?')
  await waitForTick(ana, 'Ada yang bisa dibantu?', 'Delivered')
  await simulator.behave({ statuses: ['sent', 'delivered', 'read'] })
  await simulator.opens(dewi.id)
  await waitForTick(ana, 'Ada yang bisa dibantu?', 'Read')
  // The supervisor, who has the same room open, sees the same.
  await waitForTick(sri, 'Ada yang bisa dibantu?', 'Read')
  const { messages } = await simulator.chat(dewi.id)
  expect(messages.map(({ text }) => text)).toEqual([
    'Selamat siang, mbak',
    'Selamat siang, Bu Dewi',
    'Ada yang bisa dibantu?',
  ])
  expect([...sri.faults, ...ana.faults]).toEqual([])
})

test('photos and reactions go both ways, and voice notes arrive', async () => {
  const { simulator } = play
  const siti = await play.customer('Siti Rahmawati')
  await simulator.says(siti.id, file('photo.jpg', 'image/jpeg', { caption: 'Ini buktinya' }))
  await simulator.says(
    siti.id,
    file('stereo-voice.ogg', 'audio/ogg', { type: 'audio', voice: 'true' }),
  )
  await play.webhooksDelivered()
  await play.assignRoom(siti.phone, 'ana')
  const ana = await play.openDashboard('ana')
  await rowOf(ana, 'Siti Rahmawati').click()
  const thread = threadOf(ana)
  await thread.getByRole('button', { name: /Enlarge the photo: Ini buktinya/ }).click()
  await ana
    .getByRole('dialog')
    .getByRole('img', { name: /Ini buktinya/ })
    .first()
    .waitFor()
  await ana.keyboard.press('Escape')
  await thread.getByRole('button', { name: /Play voice note/ }).waitFor()

  await ana.getByLabel('Attach files').first().setInputFiles(media('photo.png'))
  await ana.getByRole('list', { name: 'Files' }).getByRole('button', { name: 'Send' }).click()
  const chat = async () => (await simulator.chat(siti.id)).messages
  await until(async () =>
    (await chat()).some((one) => one.from === 'business' && one.media?.kind === 'image'),
  )
  const [photo] = await chat()
  await simulator.says(siti.id, {
    type: 'reaction',
    reaction: { message_id: photo!.id, emoji: '🙏' },
  })
  await thread.getByRole('img', { name: 'Siti reacted with 🙏' }).waitFor()
  await lineOf(ana, 'Ini buktinya').hover()
  await lineOf(ana, 'Ini buktinya').getByRole('button', { name: 'React' }).click()
  await ana.getByRole('button', { name: '👍', exact: true }).click()
  await until(async () => (await chat())[0]!.reactions.business === '👍')
  expect(ana.faults).toEqual([])
})

test('an agent who is unassigned from the open room sees that, and gets no more of its messages', async () => {
  const { simulator } = play
  const budi = await play.customer('Budi Santoso')
  await simulator.says(budi.id, { type: 'text', text: 'Halo' })
  await play.webhooksDelivered()
  await play.assignRoom(budi.phone, 'raka')
  const raka = await play.openDashboard('raka')
  await rowOf(raka, 'Budi Santoso').click()
  await threadOf(raka).getByText('Halo').waitFor()
  const sri = await play.openDashboard('sri')
  await rowOf(sri, 'Budi Santoso').click()
  await detailsOf(sri).getByRole('button', { name: 'Remove Raka Pratama from the room' }).click()
  await raka.getByText('This room is no longer yours').waitFor()
  await simulator.says(budi.id, { type: 'text', text: 'Rahasia' })
  await threadOf(sri).getByText('Rahasia').waitFor()
  // Raka gets this room after what he would get of the other.
  const lina = await play.customer('Lina Marlina')
  await simulator.says(lina.id, { type: 'text', text: 'Halo' })
  await play.webhooksDelivered()
  await play.assignRoom(lina.phone, 'raka')
  await rowOf(raka, 'Lina Marlina').waitFor()
  expect(await raka.getByText('Rahasia').count()).toBe(0)
  expect(await listOf(raka).getByText('Budi Santoso').count()).toBe(0)
})
