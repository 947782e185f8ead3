import { dirname } from 'node:path'

/**
 * The modules that others load when they are wanted, each made to import `first` as well, which is there by then. That
 * way all of `first` is one script, and not one for each set of pages that share a part of it.
 * @returns their texts by their paths, in the same order every time: the names of what is built depend on it
 */
export async function findLazyModules(directory: string, first: string) {
  const paths = [...new Bun.Glob('**/*.{ts,tsx}').scanSync({ cwd: directory, absolute: true })]
  const later = new Set<string>()
  for (const path of paths.sort()) {
    const scanner = new Bun.Transpiler({ loader: path.endsWith('x') ? 'tsx' : 'ts' })
    for (const { path: wanted, kind } of scanner.scanImports(await Bun.file(path).text())) {
      if (kind === 'dynamic-import') later.add(Bun.resolveSync(wanted, dirname(path)))
    }
  }
  const files: Record<string, string> = {}
  for (const path of later) {
    if (!path.startsWith(directory)) continue
    files[path] = `${await Bun.file(path).text()}\nimport ${JSON.stringify(first)}\n`
  }
  return files
}
