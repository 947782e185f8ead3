import { createRoute, OpenAPIHono } from '@hono/zod-openapi'
import { importLeads, type LeadRow, type Outcome } from '../actions/importLeads.ts'
import { AppError } from '../protocol/errors.ts'
import { type LeadImport, leadImport } from '../protocol/lead.ts'
import { answer, bodyFailures, success } from './answers.ts'
import { limitBytes } from './bodies.ts'
import type { HttpDeps, HttpEnv } from './deps.ts'
import { readLeadRows } from './leadRows.ts'
import { auditActorOf, requireSession, requireStaff } from './session.ts'
import { limitUploads } from './shedLoad.ts'

const MAX_BYTES = 5 * 1024 * 1024
/** Rows per transaction. Kept small, because new customers wait for its lock. */
const BATCH = 200
const MAX_REPORTED = 1000

/** `/leads/import`: leads from a CSV file. */
export function leadImportRoutes(deps: HttpDeps) {
  const { ctx } = deps
  return new OpenAPIHono<HttpEnv>().openapi(
    createRoute({
      method: 'post',
      path: '/',
      tags: ['leads'],
      summary:
        'Leads from a CSV file (UTF-8) of at most 5 MB, as text/csv or as a part of multipart/form-data',
      description:
        'The first line names the columns; others than those of a Lead are passed over. A row is about the lead with its id, else about that with its phone, else about a new one. An empty cell leaves what is there.',
      security: [{ bearer: [] }],
      request: { body: FILE },
      middleware: [
        requireSession(deps),
        requireStaff,
        limitUploads(deps.config.rateLimits),
        limitBytes(MAX_BYTES),
      ] as const,
      responses: {
        200: answer('What became of each row', leadImport),
        ...bodyFailures('unauthenticated', 'forbidden'),
      },
    }),
    async (c) => {
      const by = c.var.user.id
      const importId = ctx.newId()
      const report: LeadImport = {
        created: 0,
        updated: 0,
        unchanged: 0,
        rejected: 0,
        rejected_rows: [],
      }
      const reject = (line: number, reason: string) => {
        report.rejected += 1
        if (report.rejected_rows.length < MAX_REPORTED) report.rejected_rows.push({ line, reason })
      }
      let batch: { line: number; row: LeadRow }[] = []
      const write = async () => {
        const rows = batch.map(({ row }) => row)
        const outcomes = await importLeads(ctx, {
          rows,
          by,
          audit: (these) => ({
            id: importId,
            by: auditActorOf(c.var),
            action: 'leads_imported',
            data: totals(report, these),
          }),
        })
        for (const [index, outcome] of outcomes.entries()) {
          if (outcome === 'no_such_id') reject(batch[index]!.line, 'id: there is no such lead')
          else report[outcome] += 1
        }
        batch = []
      }
      const text = await csvOf(c.req.raw)
      for await (const { line, row } of readLeadRows(text)) {
        if (typeof row === 'string') reject(line, row)
        else batch.push({ line, row })
        if (batch.length === BATCH) await write()
      }
      if (batch.length > 0) await write()
      report.rejected_rows.sort((a, b) => a.line - b.line)
      return success(c, report)
    },
  )
}

/** Plain OpenAPI instead of a zod schema: with a schema, the library would read the form itself. */
const FILE = {
  required: true,
  content: {
    'text/csv': { schema: { type: 'string' } },
    'multipart/form-data': {
      schema: {
        type: 'object',
        properties: { file: { type: 'string', format: 'binary' } },
        description: 'One file, under any name',
      },
    },
  },
} as const

/** The report so far, with the outcomes of these rows added. */
function totals(report: LeadImport, outcomes: readonly Outcome[]) {
  const count = (outcome: Outcome) => outcomes.filter((one) => one === outcome).length
  return {
    created: report.created + count('created'),
    updated: report.updated + count('updated'),
    unchanged: report.unchanged + count('unchanged'),
  }
}

/** The CSV text: the body itself, or the first file of a form. */
async function csvOf(request: Request): Promise<string> {
  const type = request.headers.get('Content-Type') ?? ''
  const isForm = /^multipart\/form-data\b/i.test(type)
  if (!isForm && !/^text\/csv\b/i.test(type))
    throw new AppError('invalid_request', 'Send the file as text/csv or multipart/form-data.')
  const body = await request.arrayBuffer()
  if (!isForm) return textOf(body)
  const form = await new Response(body, { headers: { 'Content-Type': type } })
    .formData()
    .catch(() => {
      throw new AppError('invalid_request', 'The form can not be read.')
    })
  for (const value of form.values()) {
    const file: unknown = value
    if (file instanceof Blob) return textOf(await file.arrayBuffer())
  }
  throw new AppError('invalid_request', 'There is no file in the form.')
}

/** Refuses anything but UTF-8: another encoding would overwrite correct names with garbage. */
function textOf(bytes: ArrayBuffer): string {
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(bytes)
  } catch {
    const message = 'The file is not UTF-8: save it as “CSV UTF-8”.'
    throw new AppError('invalid_request', message, { reason: 'not_utf8' })
  }
}
