import { startServer } from '../helpers/server.ts'
import { openTeam } from '../integration/roomsWorld.ts'
import { openBrowser, signInto, type Tab } from './browser.ts'

/** An empty server, and a browser. */
export async function openServerInBrowser() {
  const server = await startServer()
  const browser = await openBrowser()
  const end = async () => {
    await browser.close()
    await server.stop()
  }
  return { server, browser, end }
}

/** A server with a supervisor and two agents, and a browser. */
export async function openTeamInBrowser() {
  const team = await openTeam()
  const browser = await openBrowser()
  const end = async () => {
    await browser.close()
    await team.end()
  }
  /** A room's page as a new colleague sees it. An agent is assigned first. */
  async function opened(role: 'supervisor' | 'agent', roomId: string, width = 1440): Promise<Tab> {
    const page = await browser.window({ size: { width, height: 900 } })
    const account = await team.server.account(role, 'Sri Wahyuni')
    if (role === 'agent') {
      const agent_id = account.id
      await team.call('POST', `/rooms/${roomId}/assign`, team.supervisor, { agent_id })
    }
    await signInto(page, team.server.url, account)
    await page.goto(`${team.server.url}/inbox/${roomId}`)
    return page
  }
  return { team, browser, end, opened }
}
