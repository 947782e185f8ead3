import type { Context } from 'hono'
import type { OurNumber } from '../numbers.ts'
import type { World } from '../world.ts'

const PAGE = 25
const MAX_PAGE = 250

/** `GET /{waba_id}/message_templates`, page by page. */
export function listTemplates({ templates }: World, c: Context): Response {
  const { name, status, language, after } = c.req.query()
  const limit = Math.min(Math.max(Number(c.req.query('limit')) || PAGE, 1), MAX_PAGE)
  const wanted = templates.filter(
    (one) =>
      (name === undefined || one.name.includes(name)) &&
      (status === undefined || one.status === status) &&
      (language === undefined || one.language === language),
  )
  const start = after === undefined ? 0 : placeOf(after)
  const end = start + limit
  const data = wanted.slice(start, end)
  const next = new URL(c.req.url)
  next.searchParams.set('after', cursorOf(end))
  return c.json({
    data,
    ...(data.length > 0 && {
      paging: {
        cursors: { before: cursorOf(start), after: cursorOf(end) },
        ...(end < wanted.length && { next: next.href }),
      },
    }),
  })
}

const cursorOf = (place: number) => Buffer.from(`place ${place}`).toString('base64url')
const placeOf = (cursor: string) =>
  Number(Buffer.from(cursor, 'base64url').toString().slice(6)) || 0

/** `GET /{phone_number_id}`: the requested fields, or all. */
export function describeNumber(c: Context, number: OurNumber): Response {
  const all: Record<string, unknown> = {
    verified_name: number.name,
    display_phone_number: number.displayPhoneNumber,
    quality_rating: 'GREEN',
    code_verification_status: 'VERIFIED',
    platform_type: 'CLOUD_API',
    throughput: { level: 'STANDARD' },
    status: 'CONNECTED',
  }
  const fields = c.req.query('fields')?.split(',') ?? Object.keys(all)
  const shown = fields.filter((field) => field in all).map((field) => [field, all[field]])
  return c.json({ ...Object.fromEntries(shown), id: number.id })
}
