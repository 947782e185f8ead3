import { expect, test } from 'bun:test'
import { startServer } from '../helpers/server.ts'
import { newPhone, textMessage, webhook } from '../helpers/webhooks.ts'

type Span = {
  traceId: string
  spanId: string
  parentSpanId?: string
  name: string
  startTimeUnixNano: string
  endTimeUnixNano: string
}

/** A collector that takes OTLP over HTTP, as JSON. */
function startCollector() {
  const spans: Span[] = []
  const services = new Set<string>()
  let wake: (() => void)[] = []
  const server = Bun.serve({
    port: 0,
    hostname: '127.0.0.1',
    async fetch(request) {
      if (new URL(request.url).pathname !== '/v1/traces') return new Response(null, { status: 404 })
      // biome-ignore lint/suspicious/noExplicitAny: what comes is looked at below
      const { resourceSpans } = (await request.json()) as any
      for (const { resource, scopeSpans } of resourceSpans) {
        for (const { key, value } of resource.attributes)
          if (key === 'service.name') services.add(value.stringValue)
        for (const scope of scopeSpans) spans.push(...scope.spans)
      }
      for (const resolve of wake) resolve()
      wake = []
      return Response.json({})
    },
  })
  return {
    url: `http://127.0.0.1:${server.port}`,
    spans,
    services,
    async until(holds: () => boolean) {
      const deadline = Date.now() + 30_000
      while (!holds()) {
        if (Date.now() > deadline) throw new Error(`not seen in time: ${JSON.stringify(spans)}`)
        await new Promise<void>((resolve) => {
          wake.push(resolve)
          setTimeout(resolve, 1000)
        })
      }
    },
    stop: () => server.stop(true),
  }
}

const tracing = (endpoint: string, ratio = 1) => ({
  tracing: { endpoint, serviceName: 'ruang', ratio },
})

test('a delivery, its commit and its events are one trace, in their order', async () => {
  const collector = startCollector()
  const server = await startServer({ config: tracing(collector.url) })
  try {
    const stored = await server.deliver(webhook(textMessage(newPhone(), 'Halo')))
    expect(stored.status).toBe(200)
    await collector.until(() => collector.spans.length === 4)
    const named = (name: string) => collector.spans.find((span) => span.name === name)!
    const root = named('POST /webhook/whatsapp')
    expect(root.parentSpanId ?? '').toBe('')
    const parts = ['wait for a group', 'commit', 'emit'].map(named)
    for (const part of parts) {
      expect(part.traceId).toBe(root.traceId)
      expect(part.parentSpanId).toBe(root.spanId)
    }
    const ends = parts.flatMap((span) => [span.startTimeUnixNano, span.endTimeUnixNano].map(BigInt))
    expect(ends).toEqual(ends.toSorted((a, b) => (a < b ? -1 : 1)))
    expect([ends[0], ends.at(-1)]).toEqual(
      [root.startTimeUnixNano, root.endTimeUnixNano].map(BigInt),
    )
    expect([...collector.services]).toEqual(['ruang'])
    expect(JSON.stringify(collector.spans)).not.toContain('Halo')
  } finally {
    await server.stop()
    collector.stop()
  }
})

test('a trace that a proxy began is continued, and its sampling decision respected', async () => {
  const collector = startCollector()
  const server = await startServer({ config: tracing(collector.url) })
  try {
    const { signBody } = await import('../../src/whatsapp/signature.ts')
    const { APP_SECRET } = await import('../helpers/server.ts')
    const trace = '4bf92f3577b34da6a3ce929d0e0e4736'
    for (const flags of ['00', '01']) {
      const body = JSON.stringify(webhook(textMessage(newPhone(), 'Halo')))
      const headers = {
        'x-hub-signature-256': signBody(Buffer.from(body), APP_SECRET),
        traceparent: `00-${trace}-00f067aa0ba902b7-${flags}`,
      }
      await fetch(`${server.url}/webhook/whatsapp`, { method: 'POST', headers, body })
    }
    // What is left is sent when the server leaves.
    await server.stop()
    expect(collector.spans).toHaveLength(4)
    expect(new Set(collector.spans.map(({ traceId }) => traceId))).toEqual(new Set([trace]))
  } finally {
    collector.stop()
  }
})

test('a collector that is away, or says no, costs deliveries nothing', async () => {
  const server = await startServer({ config: tracing('http://127.0.0.1:1') })
  try {
    for (let i = 0; i < 20; i++) {
      const stored = await server.deliver(webhook(textMessage(newPhone(), 'Halo')))
      expect(stored.status).toBe(200)
    }
  } finally {
    await server.stop()
  }
})

test('without a setting nothing of it is loaded: the server itself imports it only where one is set', async () => {
  const root = `${import.meta.dir}/../..`
  const files = await Array.fromAsync(new Bun.Glob('src/**/*.ts').scan(root))
  const importing: string[] = []
  for (const file of files) {
    const text = await Bun.file(`${root}/${file}`).text()
    if (/^import .*(opentelemetry|ops\/traces|\.\/traces)/m.test(text)) importing.push(file)
  }
  expect(importing).toEqual(['src/ops/traces.ts'])
})
