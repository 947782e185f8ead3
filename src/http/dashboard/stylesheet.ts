import { dirname } from 'node:path'

/** Compiles Tailwind's stylesheet for the classes that the dashboard's own files name. */
export async function stylesheet(path: string): Promise<string> {
  // Loaded only when something is to be built: a start from the cache does without.
  const [{ compile, optimize }, { Scanner }] = await Promise.all([
    import('@tailwindcss/node'),
    import('@tailwindcss/oxide'),
  ])
  const base = dirname(path)
  const compiler = await compile(await Bun.file(path).text(), { base, onDependency: () => {} })
  const scanner = new Scanner({ sources: [{ base, pattern: '**/*.{ts,tsx}', negated: false }] })
  return optimize(compiler.build(scanner.scan()), { minify: true }).code
}
