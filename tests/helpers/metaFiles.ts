import { randomBytes } from 'node:crypto'
import { createServer, type ServerResponse } from 'node:http'
import { Readable } from 'node:stream'
import { pipeline } from 'node:stream/promises'
import { graphError } from './graphError.ts'
import { newWamid } from './webhooks.ts'

/** How Meta answers requests for a file. */
type File = {
  bytes: Uint8Array
  mime: string
  /** The download URL, instead of one of this server. */
  url?: string
  /** Sent instead of the file; `cut` breaks off in the middle. */
  serve?: (url: string) => Response | 'cut'
}

export const TOKEN = 'EAAGtestToken'

/** A file that the server uploaded, and a message that it sent. */
type Upload = { id: string; type: string; name: string; bytes: Uint8Array; phoneNumberId: string }
type Sent = { phoneNumberId: string; body: Record<string, unknown> }

/** The Graph API's media endpoints (facts sheet, section 6), and sends, which are all accepted. */
export async function startMetaFiles() {
  const files = new Map<string, File>()
  const asked: { path: string; authorization: string | undefined }[] = []
  /** Answers of `GET /<version>/<media id>`, instead of the download URL. */
  const answers: ((id: string) => Response | null)[] = []

  const uploads: Upload[] = []
  const sends: Sent[] = []
  /** Answers of the next uploads, instead of accepting them. */
  const refusals: (() => Response)[] = []

  const take = async (path: string, request: Request): Promise<Response> => {
    const [, , phoneNumberId = '', part] = path.split('/')
    if (part === 'messages') {
      const body = (await request.json()) as Sent['body']
      // Read receipts use the same route.
      if (body.status === 'read') return Response.json({ success: true })
      sends.push({ phoneNumberId, body })
      const contacts = [{ input: String(body.to), wa_id: String(body.to).slice(1) }]
      return Response.json({ contacts, messages: [{ id: newWamid() }] })
    }
    const form = await request.formData()
    const refusal = refusals.shift()
    if (refusal) return refusal()
    const file = form.get('file') as unknown as globalThis.File
    const id = newId()
    const bytes = await file.bytes()
    const type = String(form.get('type'))
    uploads.push({ id, type, name: file.name, bytes, phoneNumberId })
    return Response.json({ id })
  }

  const answer = (path: string): Response | File => {
    const [, first, id = ''] = path.split('/')
    const file = files.get(id)
    if (first === 'file') {
      if (!file) return new Response(null, { status: 404 })
      const served = file.serve?.(origin + path)
      return served === 'cut' ? file : (served ?? new Response(file.bytes.slice()))
    }
    const told = answers.shift()?.(id)
    if (told) return told
    if (!file) return graphError(100, 404)
    return Response.json({
      messaging_product: 'whatsapp',
      id,
      url: file.url ?? `${origin}/file/${id}`,
      mime_type: file.mime,
      file_size: file.bytes.length,
    })
  }

  const server = createServer((request, response) => {
    const path = new URL(request.url ?? '/', 'http://localhost').pathname
    if (request.method === 'POST') {
      const headers = { 'content-type': request.headers['content-type'] ?? '' }
      const body = Readable.toWeb(request) as never
      void take(path, new Request(`http://x${path}`, { method: 'POST', headers, body })).then(
        (taken) => pass(taken, response),
      )
      return
    }
    asked.push({ path, authorization: request.headers.authorization })
    const given = answer(path)
    if (given instanceof Response) return void pass(given, response)
    response.writeHead(200, { 'content-length': given.bytes.length })
    response.write(given.bytes.subarray(0, 100), () => response.destroy())
  })
  await new Promise<void>((listening) => server.listen(0, '127.0.0.1', listening))
  const { port } = server.address() as { port: number }
  const origin = `http://127.0.0.1:${port}`

  return {
    origin,
    asked,
    answers,
    files,
    uploads,
    sends,
    refusals,
    /** Adds a file of a customer. @returns its id */
    add(file: Partial<File> & { bytes: Uint8Array }): string {
      const id = newId()
      files.set(id, { mime: 'application/octet-stream', ...file })
      return id
    },
    askedFor: (id: string) => asked.filter(({ path }) => path.endsWith(`/${id}`)),
    stop() {
      server.closeAllConnections()
      server.close()
    },
  }
}

const newId = () => `9${BigInt(`0x${randomBytes(7).toString('hex')}`)}`

async function pass(given: Response, response: ServerResponse): Promise<void> {
  response.writeHead(given.status, Object.fromEntries(given.headers))
  if (!given.body) return void response.end()
  // The client may close the connection before the end.
  await pipeline(Readable.fromWeb(given.body as never), response).catch(() => {})
}
