import { startServer } from '../helpers/server.ts'
import { openTeam } from '../integration/roomsWorld.ts'
import { openBrowser } from './browser.ts'

/** A server with nothing in it, and a browser. */
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
  return { team, browser, end }
}
