import { readFileSync } from 'node:fs'

/** Linux counts CPU time in hundredths of a second, whatever the kernel's own tick. */
const TICKS_PER_SECOND = 100

/** The fields of `/proc/<pid>/stat` from the state on; throws without /proc or if the process has ended. */
function statOf(pid: number): number[] {
  const stat = readFileSync(`/proc/${pid}/stat`, 'latin1')
  return stat
    .slice(stat.lastIndexOf(')') + 2)
    .split(' ')
    .map(Number)
}

const orNull = <T>(read: () => T): T | null => {
  try {
    return read()
  } catch {
    return null
  }
}

/** CPU seconds, user and system, that this one process has used so far (no children); null without /proc. */
export function cpuSeconds(pid: number): number | null {
  return orNull(() => {
    const fields = statOf(pid)
    return (fields[11]! + fields[12]!) / TICKS_PER_SECOND
  })
}

/** The same for a process and all its children, ended ones included. For PostgreSQL, pass the postmaster. */
export function familyCpuSeconds(pid: number): number | null {
  return orNull(() => {
    const own = statOf(pid)
    let ticks = own[11]! + own[12]! + own[13]! + own[14]!
    const children = readFileSync(`/proc/${pid}/task/${pid}/children`, 'latin1').trim().split(' ')
    for (const child of children) {
      const fields = orNull(() => statOf(Number(child)))
      if (fields) ticks += fields[11]! + fields[12]!
    }
    return ticks / TICKS_PER_SECOND
  })
}

/** The parent of a process; null without /proc. */
export function parentOf(pid: number): number | null {
  return orNull(() => statOf(pid)[1]!)
}

/** Resident memory of a process in bytes; null without /proc. */
export function residentBytes(pid: number): number | null {
  return orNull(() => {
    const status = readFileSync(`/proc/${pid}/status`, 'latin1')
    return Number(/^VmRSS:\s+(\d+) kB/m.exec(status)?.[1]) * 1024
  })
}
