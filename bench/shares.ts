import { cpuSeconds, familyCpuSeconds } from './cpu.ts'
import type { Crowd } from './crowdHost.ts'
import type { Cluster } from './postgres.ts'
import { figure } from './table.ts'
import type { World } from './world.ts'

/** CPU time as a share of one core. */
export type Shares = Record<'server' | 'PostgreSQL' | 'clients', number>

/** Measures CPU shares from now on: on a shared machine, each figure also depends on what the others use. */
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

/** The shares in words. */
export const sharesOf = (shares: Shares) =>
  `Of one core, meanwhile: ${Object.entries(shares)
    .map(([name, share]) => `${name} ${figure(100 * share)} %`)
    .join(', ')}.`
