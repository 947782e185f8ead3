import { expect, test } from 'bun:test'
import { Hono } from 'hono'
import { limitConcurrency } from '../../src/http/limitConcurrency.ts'
import type { SessionEnv } from '../../src/http/session.ts'

/** An app whose handler tells that it has begun, and ends when it is told to. */
function openApp(most: number, whose?: Parameters<typeof limitConcurrency>[1]) {
  const begun: string[] = []
  const ends = new Map<string, () => void>()
  const app = new Hono<SessionEnv>().get('/:name', limitConcurrency(most, whose), async (c) => {
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

test('who asks for much at once makes another wait for one of theirs, not for all', async () => {
  const { begun, ask, end } = openApp(1, (c) => c.req.param('name')![0]!)
  const names = ['a1', 'a2', 'a3', 'a4', 'b1', 'b2', 'c1']
  const asked = names.map((name) => ask(name))
  for (let turn = 0; turn < names.length; turn++) {
    const name = begun[turn]!
    end(name)
    await asked[names.indexOf(name)]
  }
  expect(begun).toEqual(['a1', 'a2', 'b1', 'c1', 'a3', 'b2', 'a4'])
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
