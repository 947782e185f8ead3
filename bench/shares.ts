import { cpuSeconds, familyCpuSeconds } from './cpu.ts'
import type { Crowd } from './crowdHost.ts'
import type { Cluster } from './postgres.ts'
import { figure } from './table.ts'
import type { World } from './world.ts'

/** Shares of one core, by who had them. */
export type Shares = Record<'server' | 'PostgreSQL' | 'clients', number>

/** Who has the processor from now on: on a machine that all of them share, a figure of one is a figure of all. */
export function watchShares(
  world: World,
  cluster: Cluster,
  crowds: readonly Crowd[],
): () => Shares {
  const used = (): Shares => ({
    server: world.cpu(),
    PostgreSQL: (cluster.pid !== null && familyCpuSeconds(cluster.pid)) || Number.NaN,
    clients: crowds.reduce((sum, { pid }) => sum + (cpuSeconds(pid) ?? Number.NaN), 0),
  })
  const before = used()
  const began = performance.now()
  return () => {
    const after = used()
    const seconds = (performance.now() - began) / 1000
    const share = (name: keyof Shares) => (after[name] - before[name]) / seconds
    return {
      server: share('server'),
      PostgreSQL: share('PostgreSQL'),
      clients: share('clients'),
    }
  }
}

/** In words. */
export const sharesOf = (shares: Shares) =>
  `Of one core, meanwhile: ${Object.entries(shares)
    .map(([name, share]) => `${name} ${figure(100 * share)} %`)
    .join(', ')}.`
