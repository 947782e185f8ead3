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
import type { SettledGroup } from './emitTracker.ts'

const SENT_EVERY_MS = 1000
const PARENT = /^00-([0-9a-f]{32})-([0-9a-f]{16})-([0-9a-f]{2})$/

/**
 * Exports a trace for each webhook: its receipt, the commit of its group, its last event. Spans are built afterwards from
 * recorded times, and nothing waits for the collector. This module is only loaded if one is configured.
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
    emitted({ deliveries, startedAt, committedAt, last }: SettledGroup, emittedAt: number): void {
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
          stretch('wait for a group', receivedAt, startedAt)
          stretch('commit', startedAt, committedAt, { 'ruang.group.size': deliveries.length })
          stretch('emit', committedAt, emittedAt, { 'ruang.event_id': last })
        }
        root.end(clock(emittedAt))
      }
    },
    /** Sends the remaining spans. */
    stop: () => provider.shutdown().catch(() => {}),
  }
}

/** Converts a time of `performance.now()` to Unix time in milliseconds. */
const clock = (at: number) => performance.timeOrigin + at

/** The parent span, if a proxy in front sent a `traceparent` header. */
function parentOf(traceparent: string | undefined): Context {
  const [, traceId, spanId, flags] = PARENT.exec(traceparent ?? '') ?? []
  if (!traceId || !spanId) return ROOT_CONTEXT
  const traceFlags = Number.parseInt(flags ?? '0', 16)
  return trace.setSpanContext(ROOT_CONTEXT, { traceId, spanId, traceFlags, isRemote: true })
}
