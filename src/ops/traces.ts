import { type Context, ROOT_CONTEXT, SpanKind, trace } from '@opentelemetry/api'
import { OTLPTraceExporter } from '@opentelemetry/exporter-trace-otlp-http'
import { resourceFromAttributes } from '@opentelemetry/resources'
import {
  BatchSpanProcessor,
  ParentBasedSampler,
  TraceIdRatioBasedSampler,
  TracerProvider,
} from '@opentelemetry/sdk-trace'
import type { Tracing } from '../config.ts'
import type { Landed } from './landings.ts'

const SENT_EVERY_MS = 1000
const PARENT = /^00-([0-9a-f]{32})-([0-9a-f]{16})-([0-9a-f]{2})$/

/**
 * Tells a collector how deliveries of Meta went: a trace for each, from its arrival over the commit of its group to its last
 * event. Made afterwards from times that are taken anyway; nothing waits for the collector. Loaded only where one is set.
 */
export function openTraces({ endpoint, serviceName, ratio }: Tracing) {
  const provider = new TracerProvider({
    resource: resourceFromAttributes({ 'service.name': serviceName }),
    sampler: new ParentBasedSampler({ root: new TraceIdRatioBasedSampler(ratio) }),
    spanProcessors: [
      new BatchSpanProcessor({
        exporter: new OTLPTraceExporter({ url: `${endpoint.replace(/\/$/, '')}/v1/traces` }),
        scheduledDelayMillis: SENT_EVERY_MS,
      }),
    ],
  })
  const tracer = provider.getTracer('ruang')

  return {
    landed({ deliveries, departedAt, committedAt, last }: Landed, emittedAt: number): void {
      for (const { receivedAt, traceparent } of deliveries) {
        if (receivedAt === undefined) continue
        const root = tracer.startSpan(
          'POST /webhook/whatsapp',
          {
            kind: SpanKind.SERVER,
            startTime: clock(receivedAt),
            attributes: { 'http.request.method': 'POST', 'http.route': '/webhook/whatsapp' },
          },
          parentOf(traceparent),
        )
        if (root.isRecording()) {
          const within = trace.setSpan(ROOT_CONTEXT, root)
          const stretch = (name: string, from: number, to: number, about = {}) =>
            tracer
              .startSpan(name, { startTime: clock(from), attributes: about }, within)
              .end(clock(to))
          stretch('wait for a group', receivedAt, departedAt)
          stretch('commit', departedAt, committedAt, { 'ruang.group.size': deliveries.length })
          stretch('emit', committedAt, emittedAt, { 'ruang.event_id': last })
        }
        root.end(clock(emittedAt))
      }
    },
    /** Sends what is left. */
    stop: () => provider.shutdown().catch(() => {}),
  }
}

/** Times of `performance.now()` as those of the day. */
const clock = (at: number) => performance.timeOrigin + at

/** What a proxy in front began. */
function parentOf(traceparent: string | undefined): Context {
  const [, traceId, spanId, flags] = PARENT.exec(traceparent ?? '') ?? []
  if (!traceId || !spanId) return ROOT_CONTEXT
  const traceFlags = Number.parseInt(flags ?? '0', 16)
  return trace.setSpanContext(ROOT_CONTEXT, { traceId, spanId, traceFlags, isRemote: true })
}
