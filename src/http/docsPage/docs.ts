import { type AsyncApi, clientEventNames, eventList, type OpenApi, routeList } from './documents.ts'
import { startTester } from './tester.ts'

const byId = (id: string) => document.getElementById(id)!

async function read<T>(path: string): Promise<T> {
  const answer = await fetch(path)
  if (!answer.ok) throw new Error(`${path}: ${answer.status}`)
  return (await answer.json()) as T
}

/** Loads both documents in parallel and shows each as soon as it has arrived. */
async function show() {
  const routes = read<OpenApi>('/openapi.json').then(
    (openApi) => byId('route-list').replaceChildren(...routeList(openApi)),
    (error) => byId('route-list').replaceChildren(String(error)),
  )
  const events = read<AsyncApi>('/asyncapi.json').then(
    (asyncApi) => {
      byId('event-list').replaceChildren(...eventList(asyncApi))
      startTester(clientEventNames(asyncApi))
    },
    (error) => byId('event-list').replaceChildren(String(error)),
  )
  await Promise.all([routes, events])
}

byId('filter').addEventListener('input', (event) => {
  const wanted = (event.target as HTMLInputElement).value.toLowerCase()
  for (const entry of document.querySelectorAll<HTMLElement>('[data-entry]')) {
    entry.hidden = !entry.dataset.entry?.includes(wanted)
  }
})

void show()
