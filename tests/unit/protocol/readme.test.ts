import { expect, test } from 'bun:test'
import { serverEvents } from '../../../src/protocol/events.ts'

const readme = await Bun.file(new URL('../../../README.md', import.meta.url)).text()

test('the events that the README shows are as they are declared', () => {
  const told = [...readme.matchAll(/^([\w:]+) (\{.*\})$/gm)].flatMap(([, event, payload]) => {
    const declared = serverEvents[event as keyof typeof serverEvents]
    return declared ? [{ event, checked: declared.payload.safeParse(JSON.parse(payload!)) }] : []
  })
  expect(told.length).toBeGreaterThan(5)
  for (const { event, checked } of told)
    expect({ event, faults: checked.error?.issues ?? [] }).toEqual({ event, faults: [] })
})
