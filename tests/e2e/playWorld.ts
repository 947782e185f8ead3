import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { testDatabase } from '../helpers/cluster.ts'
import { startServer } from '../helpers/server.ts'
import { startSimulator } from '../helpers/simulator.ts'
import { newPhone } from '../helpers/webhooks.ts'
import { openBrowser, signInto, type Tab } from './browser.ts'

export type Play = Awaited<ReturnType<typeof openPlay>>

/**
 * A supervisor, two agents, and a simulated Meta on its own port, which keeps running while the server is down, like
 * the database. What the dashboard shows is checked in a browser; what customers get, on their simulated phones.
 */
export async function openPlay() {
  const database = await testDatabase()
  const simulator = await startSimulator()
  const dataDir = join(tmpdir(), `ruang-play-${Bun.randomUUIDv7()}`)
  const start = (port: number) =>
    startServer({
      databaseUrl: database.url,
      config: {
        port,
        dataDir,
        whatsappAccessToken: 'any',
        whatsappPhoneNumberId: '106540352242922',
        graphBaseUrl: simulator.graphBaseUrl,
        simulator: false,
      },
    })
  let server = await start(0)
  const { url } = server
  simulator.sendWebhooksTo(`${url}/webhook/whatsapp`)
  const browser = await openBrowser()
  const accounts = {
    sri: await server.account('supervisor', 'Sri Wahyuni'),
    ana: await server.account('agent', 'Ana Puspita'),
    raka: await server.account('agent', 'Raka Pratama'),
  }
  const pages: Tab[] = []

  return {
    url,
    simulator,
    /** A team member, signed in in a window of their own. */
    async openDashboard(
      who: keyof typeof accounts,
      size = { width: 1440, height: 900 },
    ): Promise<Tab> {
      const page = await browser.window({ size })
      await signInto(page, url, accounts[who])
      pages.push(page)
      return page
    },
    customer: (name: string) => simulator.customer({ phone: newPhone(), name }),
    /** Assigns a customer's room to a team member, as a supervisor does. */
    async assignRoom(phone: string, who: keyof typeof accounts): Promise<string> {
      const token = server.admin.token
      const rooms = await server.api('GET', `/rooms?q=${phone}`, { token })
      const { room_id } = rooms.body.data[0]
      const body = { agent_id: accounts[who].id }
      await server.api('POST', `/rooms/${room_id}/assign`, { token, body })
      return room_id as string
    },
    /** Resolves when the simulated Meta has delivered all its webhooks. */
    webhooksDelivered: () => simulator.simulator.idle(),
    /** Resolves when the search finds a message by this word, which is a moment after it was stored. */
    async findable(word: string): Promise<void> {
      const path = `/messages/search?q=${word}`
      await until(async () => {
        const { body } = await server.api('GET', path, { token: server.admin.token })
        return body.data.length > 0
      })
    },
    stopServer: () => server.stop(),
    async startServer(): Promise<void> {
      server = await start(Number(new URL(url).port))
    },
    async end(): Promise<void> {
      await browser.close()
      await server.stop()
      await simulator.stop()
      await database.drop()
    },
  }
}

/** Polls until it holds. Only for what no page and no event shows. */
export async function until(holds: () => Promise<boolean>): Promise<void> {
  while (!(await holds())) await new Promise((resolve) => setTimeout(resolve, 20))
}

/** The elements that a user looks at and presses. */
export const listOf = (page: Tab) => page.getByRole('list', { name: /^Rooms/ })
export const rowOf = (page: Tab, name: string) =>
  listOf(page).getByRole('link', { name: new RegExp(name) })
export const threadOf = (page: Tab) => page.getByRole('log', { name: 'Messages' })
export const detailsOf = (page: Tab) => page.getByRole('complementary', { name: 'Details' })

export async function answer(page: Tab, text: string): Promise<void> {
  const field = page.getByLabel('Message', { exact: true })
  await field.fill(text)
  await field.press('Enter')
}

/** The line of the conversation with this text. */
export const lineOf = (page: Tab, text: string) =>
  threadOf(page).locator('[data-index]', { hasText: text }).last()
/** Resolves when the tick beside a text has this name. */
export const waitForTick = (page: Tab, text: string, tick: string) =>
  lineOf(page, text).getByRole('img', { name: tick, exact: true }).waitFor()
