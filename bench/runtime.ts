import { scripts } from '../package.json'

/** What `bun run start` tells the runtime about garbage, compiling and free memory (docs/operations.md, Sizing). */
export const runtimeSettings: Record<string, string> = Object.fromEntries(
  scripts.start.matchAll(/\b((?:BUN|MIMALLOC)_\w+)=(\S+)/g).map(([, name, value]) => [name, value]),
)
