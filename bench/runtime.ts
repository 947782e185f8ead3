import { scripts } from '../package.json'

/** The environment of `bun run start` for garbage collection, compiling and free memory (docs/operations.md, Sizing). */
export const runtimeSettings: Record<string, string> = Object.fromEntries(
  scripts.start.matchAll(/\b((?:BUN|MIMALLOC)_\w+)=(\S+)/g).map(([, name, value]) => [name, value]),
)
