import { expect, setDefaultTimeout, test } from 'bun:test'
import { mkdtemp, open, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fixture, openMediaWorld } from '../integration/mediaWorld.ts'

setDefaultTimeout(60_000)

const run = async (...command: string[]) => (await Bun.spawn(command).exited) === 0

const directory = await mkdtemp(join(tmpdir(), 'ruang-disk-'))
// Only root may mount a small disk to fill.
const small =
  process.getuid?.() === 0 &&
  (await run('mount', '-t', 'tmpfs', '-o', 'size=4m', 'tmpfs', directory))

test.skipIf(!small)(
  'the disk for files is full: messages are stored and emitted as usual, an upload is refused with 503, and all files come once there is room',
  async () => {
    const media = await openMediaWorld({ dataDir: directory })
    try {
      const photo = await fixture('photo.jpg')
      const upload = new File([photo], 'photo.jpg', { type: 'image/jpeg' })
      const { id: room_id } = await media.newRoom()
      await fill(join(directory, 'filler'))

      const asked = media.meta.add({ bytes: photo, mime: 'image/jpeg' })
      const sent = await media.sends('image', { id: asked, mime_type: 'image/jpeg' })
      while (media.meta.askedFor(asked).length < 4) await Bun.sleep(5)
      const refused = await media.sendForm({ room_id, media: upload })
      expect(refused).toMatchObject({ status: 503, body: { error: { code: 'unavailable' } } })
      expect(await media.stored(sent.wamid)).toMatchObject({ media_id: asked, gcs_url: null })
      const told = () => media.dashboard.named('new_room_complete').map((room) => room.room_id)
      await media.dashboard.until(() => told().includes(sent.roomId), 'the room')
      expect(media.dashboard.named('message_updated').filter(({ id }) => id === sent.id)).toEqual(
        [],
      )

      await rm(join(directory, 'filler'))
      expect(await media.arrived(sent.id)).toMatchObject({ gcs_url: `/media/${sent.id}` })
      expect(await media.sendForm({ room_id, media: upload })).toMatchObject({ status: 201 })
      expect(media.dashboard.faults).toEqual([])
    } finally {
      await media.stop()
      await run('umount', directory)
      await rm(directory, { recursive: true, force: true })
    }
  },
)

/** Writes until the disk is full. */
async function fill(path: string): Promise<void> {
  const handle = await open(path, 'w')
  for (const size of [65_536, 4096]) {
    const block = Buffer.alloc(size, 1)
    while (
      await handle.writeFile(block).then(
        () => true,
        () => false,
      )
    );
  }
  await handle.close()
}
