import type { Config } from '../config.ts'
import type { User } from '../protocol/user.ts'

/** Prints how to sign in and what to try, when the server starts in development. */
export function welcome(
  config: Config,
  url: string,
  team: readonly { email: string; role: User['role'] }[],
): void {
  const colleagues = team.map(({ email, role }) => `\n               ${email}, ${role}`).join('')
  const customer = config.simulator ? `\n    customer   ${url}/simulator` : ''
  // Only needed if it is not the command's default URL.
  const there = url === 'http://localhost:8080' ? '' : ` --url ${url}`
  console.log(`
  ruang is ready: ${url}

    sign in    ${config.adminEmail}  /  ${config.adminPassword}${
      colleagues && `${colleagues}; the same password`
    }${customer}
    webhook    ${url}/webhook/whatsapp
    sockets    ${url}/socket.io/

  Play a customer in another terminal:

    npx -y bun@1.4.5 run simulate -- --phone 628123456789 --text "Halo"${there}
`)
}
