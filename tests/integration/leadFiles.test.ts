import { afterAll, describe, expect, setDefaultTimeout, test } from 'bun:test'
import { leadImport } from '../../src/protocol/lead.ts'
import { newPhone } from '../helpers/webhooks.ts'
import { openLeads } from './leadsWorld.ts'

setDefaultTimeout(60_000)

const { team, staff, make, list, stop } = await openLeads()
afterAll(stop)

const send = async (body: string | FormData | Uint8Array, type?: string, person = staff) => {
  const answer = await fetch(`${team.server.url}/leads/import`, {
    method: 'POST',
    headers: { authorization: `Bearer ${person.token}`, ...(type && { 'content-type': type }) },
    body: body as never,
  })
  // biome-ignore lint/suspicious/noExplicitAny: a test looks at whatever came
  return { status: answer.status, body: (await answer.json()) as any }
}

const importCsv = async (csv: string) => {
  const { status, body } = await send(csv, 'text/csv; charset=utf-8')
  expect({ status, body }).toMatchObject({ status: 200 })
  return leadImport.parse(body.data)
}

const exported = async () => {
  const answer = await fetch(`${team.server.url}/leads/export`, {
    headers: { authorization: `Bearer ${staff.token}` },
  })
  expect(answer.headers.get('content-type')).toBe('text/csv; charset=utf-8')
  return new Uint8Array(await answer.arrayBuffer())
}

describe('a file of leads', () => {
  test('makes, changes and refuses, row by row, with reasons', async () => {
    const { id, phone } = await team.newRoom()
    const rupiah = newPhone()
    const known = await make({ name: 'Known', phone: newPhone(), loan_type: 'KUR' })
    const report = await importCsv(
      [
        'Name;Phone;Outstanding;Leads Status;Comment',
        `"Semi; colon";+${phone};100.25;new;passed over`,
        `Renamed;${known.phone};;;`,
        `Renamed;${known.phone};;;`,
        'No number;abc;;;',
        ';;7;;',
        'Bad sum;;seven;;',
        `Too much;;${'9'.repeat(400)};;`,
        `As people write;${rupiah};Rp 50.000;;`,
        '',
        `Twice;${phone};;;`,
      ].join('\r\n'),
    )
    expect(report).toMatchObject({ created: 2, updated: 2, unchanged: 1, rejected: 4 })
    expect(report.rejected_rows).toEqual([
      { line: 5, reason: 'phone: is no phone number' },
      { line: 6, reason: 'needs a name or a phone' },
      { line: 7, reason: 'outstanding: is no number' },
      { line: 8, reason: expect.stringContaining('outstanding') },
    ])
    expect(await team.room(id)).toMatchObject({
      room_title: 'Twice',
      leads_info: { outstanding: 100.25, leads_status: 'new' },
    })
    expect(await team.told(team.dashboard, 'room_updated', id)).toHaveLength(1)
    expect(await list(`?q=${rupiah}`)).toMatchObject([{ outstanding: 50_000 }])
    const [renamed] = await list(`?q=${known.phone}`)
    expect(renamed).toMatchObject({ id: known.id, name: 'Renamed', loan_type: 'KUR' })
  })

  test('moves a phone from one lead to another', async () => {
    const [old, next, shared] = [newPhone(), newPhone(), newPhone()]
    const moves = await make({ name: 'Moves', phone: old })
    const report = await importCsv(
      `id,name,phone\n${moves.id},Moves,${next}\n,Newcomer,${old}\n,Newcomer,${old}\n`,
    )
    expect(report).toMatchObject({ created: 1, updated: 1, unchanged: 1 })
    expect(await list(`?q=${next}`)).toMatchObject([{ id: moves.id, name: 'Moves' }])
    expect((await list(`?q=${old}`)).map(({ name }) => name)).toEqual(['Newcomer'])

    const first = await make({ name: 'First', phone: shared })
    const second = await make({ name: 'Second', phone: shared })
    await importCsv(`id,name,phone\n${first.id},First,${newPhone()}\n,Second alone,${shared}\n`)
    expect(await list(`?q=${shared}`)).toMatchObject([{ id: second.id, name: 'Second alone' }])
  })

  test('comes as a form too', async () => {
    const form = new FormData()
    form.set('note', 'x')
    form.set('file', new Blob([`name\nFrom a form ${newPhone()}\n`], { type: 'text/csv' }), 'a.csv')
    expect((await send(form)).body.data).toMatchObject({ created: 1 })
    const without = new FormData()
    without.set('note', 'x')
    expect((await send(without)).status).toBe(400)
    expect((await send('x', 'multipart/form-data; boundary=y')).status).toBe(400)
  })

  test('what was exported goes in again unchanged, and holds no formula', async () => {
    const names = [
      '=1+1',
      '+62',
      '-2',
      '@SUM(A1)',
      '\tTab',
      'Plain, "quoted"\nline',
      '🙂',
      "'quote",
      'Ana;=1+1;Budi',
      'Ana\n@SUM(A1)',
      'Ana; "=1+1"',
      "Ana;'=1+1",
    ]
    for (const name of names) await make({ name: `${name}`, outstanding: -7.125 })
    const bytes = await exported()
    const text = new TextDecoder().decode(bytes)
    for (const cell of text.split(/[\n,]/))
      expect(cell.replace(/^"/, '')).not.toMatch(/^[=@\t]|^[+-](?!\d+(\.\d+)?$)/)
    expect(text).toContain("'=1+1")
    // Where `;` is the list separator, what is quoted for commas is cut at each of them.
    for (const cell of text.split(/[\n;]/))
      expect(cell.replace(/^[\s"]+/, '')).not.toMatch(/^[=@+-]/)
    const rows = (await team.sql`select count(*)::int as n from leads`)[0]!.n
    expect(await importCsv(text)).toEqual({
      created: 0,
      updated: 0,
      unchanged: rows,
      rejected: 0,
      rejected_rows: [],
    })
  })

  test('of what is no CSV, of no columns or over 5 MB is refused', async () => {
    for (const csv of ['', '\n\n', 'a,b\n1,2', 'id\n1', '\0\0', '"'])
      expect({ csv, status: (await send(csv, 'text/csv')).status }).toEqual({ csv, status: 400 })
    expect((await send('a,b\n1,2', 'text/csv')).body.error.details.reason).toBe('no_columns')
    expect((await send('', 'text/csv')).body.error.details.reason).toBe('no_csv')
    const wide = await send(`name${','.repeat(1_000_000)}`, 'text/csv')
    expect(wide.body.error?.details.reason).toBe('no_csv')
    expect((await send('{"name":"x"}', 'application/json')).status).toBe(400)
    expect((await send(new Uint8Array([0xff, 0xfe, 0, 0]), 'text/csv')).status).toBe(400)
    const large = `name\n${'x'.repeat(5 * 1024 * 1024)}`
    expect((await send(large, 'text/csv')).status).toBe(413)
    const form = new FormData()
    form.set('file', new Blob([large]), 'a.csv')
    expect((await send(form)).status).toBe(413)
  })

  test('in another encoding than UTF-8 is refused, and good names stay', async () => {
    const known = await make({ name: 'René', phone: newPhone() })
    const csv = `name,phone\nRené,${known.phone}\n`
    const utf16 = Buffer.concat([new Uint8Array([0xff, 0xfe]), Buffer.from(csv, 'utf16le')])
    for (const bytes of [Buffer.from(csv, 'latin1'), utf16]) {
      const form = new FormData()
      form.set('file', new Blob([bytes]), 'a.csv')
      for (const answer of [await send(bytes, 'text/csv'), await send(form)]) {
        expect(answer.status).toBe(400)
        expect(answer.body.error.message).toContain('CSV UTF-8')
        expect(answer.body.error.details.reason).toBe('not_utf8')
      }
    }
    expect(await list(`?q=${known.phone}`)).toEqual([known])
    expect(await importCsv(`\ufeff${csv}`)).toMatchObject({ unchanged: 1 })
  })

  test('of over 100,000 rows is refused before any is written', async () => {
    const stored = async () => (await team.sql`select count(*)::int as n from leads`)[0]!.n
    const before = await stored()
    const rows = Array.from({ length: 100_001 }, (_, n) => n.toString(36)).join('\n')
    const refused = await send(`name\n${rows}\n`, 'text/csv')
    expect(refused.status).toBe(413)
    expect(refused.body.error.details.reason).toBe('too_many_rows')
    expect(await stored()).toBe(before)
    const tall = Array.from({ length: 20 }, (_, n) => `Tall ${n},"${'x\n'.repeat(6_000)}"`)
    const report = await importCsv(`name,passed over\n${tall.join('\n')}\n`)
    expect(report).toMatchObject({ created: 20, rejected: 0 })
  })

  test('with a broken quote in it is taken up to there', async () => {
    const phone = newPhone()
    const report = await importCsv(`name,phone\nGood,${phone}\n"broken" x,1\nGone,2\n`)
    expect(report).toMatchObject({ created: 1, rejected: 1 })
    const wide = await importCsv(
      `name,phone\nNarrow\nWide,${newPhone()},more,cells\n${'x'.repeat(30_000)}\n`,
    )
    expect(wide).toMatchObject({ created: 2, rejected: 1 })
  })

  test('of thousands of rows leaves time for others', async () => {
    const rows = Array.from({ length: 5_000 }, (_, n) => `Many ${n},${6_280_000_000_000 + n}`)
    let over = false
    const importing = importCsv(`name,phone\n${rows.join('\n')}`).finally(() => {
      over = true
    })
    // In processor time, which a machine that stands still does not give, and without the garbage of other tests.
    const spent = () => {
      const { user, system } = process.cpuUsage()
      return user + system
    }
    Bun.gc(true)
    let most = 0
    const began = spent()
    while (!over) {
      const asked = spent()
      await team.call('GET', '/health', null)
      most = Math.max(most, spent() - asked)
    }
    expect(await importing).toMatchObject({ created: 5_000, rejected: 0 })
    expect(most).toBeLessThan((spent() - began) / 4)
  })
})
