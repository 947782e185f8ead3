import type { Browser, Page } from 'playwright-core'

type TraceEvent = {
  name: string
  ph: string
  pid: number
  tid: number
  tdur?: number
  dur?: number
  args?: { name?: string }
}

/**
 * The tasks of a page's main thread during `act`, from Chromium's trace. `cpu`: processor time, which excludes other
 * processes. `wall`: the time that a user waits.
 */
export async function tasksDuring(
  browser: Browser,
  page: Page,
  act: () => Promise<void>,
): Promise<{ cpu: number[]; wall: number[] }> {
  await browser.startTracing(page, { categories: ['toplevel', '__metadata'] })
  await act()
  const trace = JSON.parse((await browser.stopTracing()).toString()) as {
    traceEvents: TraceEvent[]
  }
  const threads = new Set(
    trace.traceEvents
      .filter(({ name, args }) => name === 'thread_name' && args?.name === 'CrRendererMain')
      .map(({ pid, tid }) => `${pid} ${tid}`),
  )
  const tasks = trace.traceEvents.filter(
    ({ name, ph, pid, tid }) =>
      ph === 'X' && name === 'ThreadControllerImpl::RunTask' && threads.has(`${pid} ${tid}`),
  )
  return {
    cpu: tasks.map(({ tdur = 0 }) => tdur / 1_000),
    wall: tasks.map(({ dur = 0 }) => dur / 1_000),
  }
}
