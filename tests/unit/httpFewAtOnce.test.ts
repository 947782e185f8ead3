import { expect, test } from 'bun:test'
import { Hono } from 'hono'
import { fewAtOnce } from '../../src/http/fewAtOnce.ts'
import type { SessionEnv } from '../../src/http/session.ts'

/** An app whose handler tells that it has begun, and ends when it is told to. */
function openApp(most: number) {
  const begun: string[] = []
  const ends = new Map<string, () => void>()
  const app = new Hono<SessionEnv>().get('/:name', fewAtOnce(most), async (c) => {
    const { name } = c.req.param()
    begun.push(name)
    await new Promise<void>((resolve) => ends.set(name, resolve))
    if (name === 'broken') throw new Error('broken')
    return c.text(name)
  })
  app.onError((_, c) => c.text('failed', 500))
  const ask = (name: string, signal?: AbortSignal) =>
    Promise.resolve(app.request(`/${name}`, signal ? { signal } : {}))
  return { begun, ask, end: (name: string) => ends.get(name)!() }
}

test('so many at once, the others in the order they came; one that fails makes room too', async () => {
  const { begun, ask, end } = openApp(2)
  const [broken, two, three, four] = ['broken', 'two', 'three', 'four'].map((name) => ask(name))
  expect(begun).toEqual(['broken', 'two'])
  end('broken')
  expect((await broken!).status).toBe(500)
  expect(begun).toEqual(['broken', 'two', 'three'])
  end('two')
  expect(await (await two!).text()).toBe('two')
  expect(begun).toEqual(['broken', 'two', 'three', 'four'])
  end('four')
  await four
  end('three')
  await three
})

test('nothing is done for who has hung up', async () => {
  const { begun, ask, end } = openApp(1)
  const gone = new AbortController()
  const [one, left, last] = [ask('one'), ask('left', gone.signal), ask('last')]
  gone.abort()
  end('one')
  await Promise.all([one, left])
  expect(begun).toEqual(['one', 'last'])
  end('last')
  await last
})
