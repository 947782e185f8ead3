import { describe, expect, test } from 'bun:test'
import { CsvError } from 'csv-parse'
import { csvRecords } from '../../src/http/csvRecords.ts'

/** What is read of a text, and how it ends. */
async function read(text: string) {
  const names: (string | undefined)[] = []
  let failure: unknown = null
  try {
    for await (const { record } of csvRecords(text, (columns) => columns)) names.push(record.name)
  } catch (error) {
    failure = error
  }
  return { names, failure }
}

/** Several pieces of it. */
const MANY = Array.from({ length: 5_000 }, (_, n) => `Ça va 🙂 ${n}`)

describe('the records of a CSV text', () => {
  test('are whole, wherever a piece ends', async () => {
    for (const shift of ['', 'x', 'xx', 'xxx']) {
      const { names, failure } = await read(`name,${shift}\n${MANY.join('\n')}`)
      expect(failure).toBeNull()
      expect(names).toEqual(MANY)
    }
  })

  test('before a broken quote are given, however many', async () => {
    const { names, failure } = await read(`name\n${MANY.join('\n')}\n"broken" x\nGone\n`)
    expect(failure).toBeInstanceOf(CsvError)
    expect(names).toEqual(MANY)
    const unclosed = await read(`name\n${MANY.join('\n')}\n"unclosed\n`)
    expect(unclosed.failure).toBeInstanceOf(CsvError)
    expect(unclosed.names).toEqual(MANY)
  })

  test('leave time for others', async () => {
    let turns = 0
    const timer = setInterval(() => {
      turns += 1
    })
    await read(`name\n${MANY.join('\n')}`)
    clearInterval(timer)
    expect(turns).toBeGreaterThan(0)
  })

  test('end with what the first line is refused for', async () => {
    const refuse = () => {
      throw new Error('none of ours')
    }
    await expect(csvRecords('name\nx', refuse).next()).rejects.toThrow('none of ours')
  })
})
