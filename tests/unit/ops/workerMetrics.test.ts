import { expect, test } from 'bun:test'
import {
  createMetricsRelay,
  createWorkerMetrics,
  type MetricsMessage,
  mergeMetrics,
} from '../../../src/ops/workerMetrics.ts'

const text = (worker: number, value: number) =>
  `# HELP a_total What is counted\n# TYPE a_total counter\na_total{worker="${worker}"} ${value}\n\n# HELP b How much\n# TYPE b gauge\nb{worker="${worker}"} 1\n`

/** Workers and who leads them, as far as metrics go. */
function crew(texts: readonly (string | null)[]) {
  const workers = texts.map((own, index) =>
    createWorkerMetrics(
      async () => own ?? '',
      (message: MetricsMessage) => {
        if (own === null && message.metrics === 'read_out') return
        relay.heard(message, (answer) => void workers[index]!.heard(answer))
      },
    ),
  )
  const relay = createMetricsRelay(() =>
    workers.map((worker) => (message: MetricsMessage) => void worker.heard(message)),
  )
  return workers
}

test('whichever worker is asked tells of all of them, each metric once', async () => {
  const workers = crew([text(1, 10), text(2, 20), text(3, 30)])
  for (const worker of workers) {
    expect(await worker.text()).toBe(
      [
        '# HELP a_total What is counted\n# TYPE a_total counter',
        'a_total{worker="1"} 10\na_total{worker="2"} 20\na_total{worker="3"} 30\n',
        '# HELP b How much\n# TYPE b gauge',
        'b{worker="1"} 1\nb{worker="2"} 1\nb{worker="3"} 1\n',
      ].join('\n'),
    )
  }
})

test('a worker that does not answer keeps nobody from telling of the others', async () => {
  const [first] = crew([text(1, 10), null])
  expect(await first!.text()).toBe(mergeMetrics([text(1, 10)]))
})
